package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Possible says whether a request could be placed were it alone in its round.
type Possible struct {
	// Starts counts the starts that are left, over all instruments that will do, of the step that has the fewest.
	Starts int
	// Violations are a minimal set of rules that together leave it none; empty when there are some.
	Violations []facilities.Violation
	// First is the earliest place of each step, when there is one.
	First []facilities.RoundPlacement
}

// CheckRequest says live whether a request is possible at all, and writes nothing. One that makes no sense is Invalid.
func (o *Office) CheckRequest(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.RoundRequest) (Possible, error) {
	a := act{actor, now, "check_request"}
	var possible Possible
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		round, err := openCall(ctx, tx, a, r.Round)
		if err != nil {
			return err
		}
		_, possible, err = judgeRequest(ctx, tx, a, round, r, false)
		return err
	})
	return possible, err
}

// possible says it of a request that was resolved.
func (ask *roundAsk) possible(c *roundCase) Possible {
	out := Possible{Violations: ask.never}
	if ask.never != nil {
		return out
	}
	for i, s := range ask.steps {
		starts := 0
		var first facilities.RoundPlacement
		for _, m := range s.modes {
			starts += len(m.starts)
			at := c.span(m.starts[0], m.starts[0]).Start
			if first.Resource == "" || at.Before(first.Use.Start) {
				first = facilities.RoundPlacement{Request: ask.ID, Step: i, Resource: m.resource.ID, With: m.with, Use: facilities.Span{Start: at, End: at.Add(s.Duration)}}
			}
		}
		if i == 0 || starts < out.Starts {
			out.Starts = starts
		}
		out.First = append(out.First, first)
	}
	return out
}
