package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// changesMost bounds how many changes of a plan are put to the rules of booking; the others are not told.
const changesMost = 2_000

// foundChange is a change of its own that would have placed a refused request as far as the problem says, and where it stands among the reasons.
type foundChange struct {
	request facilities.RoundRequestID
	reason  int // among those of the request
	of      compiledStep
	change  *scheduler.RoundChange
}

// proveChanges keeps of the changes that would have placed refused requests those that the rules of booking allow too: the problem knows the rules only at the
// starts that were asked for. A change of the windows then names the place itself, since the problem's windows are cut to what was possible.
func (c *compiled) proveChanges(ctx context.Context, tx *store.Tx, plan *facilities.RoundPlan) error {
	found := c.changes
	refused := slices.Clone(plan.Refused)
	for i := range refused {
		refusal := &refused[i]
		refusal.Reasons = slices.Clone(refusal.Reasons)
		dropped, kept := map[int]bool{}, 0
		for len(found) > 0 && found[0].request == refusal.Request {
			f := found[0]
			found = found[1:]
			holds, err := c.holdsUp(ctx, tx, f, len(c.changes)-len(found) <= changesMost)
			if err != nil {
				return err
			}
			if !holds {
				dropped[f.reason] = true
				continue
			}
			kept++
			if f.change.Kind == scheduler.ChangeWindow {
				r := &refusal.Reasons[f.reason]
				r.Words = c.placeWords(f)
				r.Partner = r.Words
			}
		}
		if len(dropped) == 0 {
			continue
		}
		var reasons []facilities.RoundReason
		for k, r := range refusal.Reasons {
			if !dropped[k] {
				reasons = append(reasons, r)
			}
		}
		if kept == 0 {
			none := facilities.RoundWords{Key: "no_change_found"}
			reasons = append(reasons, facilities.RoundReason{Code: string(scheduler.ReasonNoChange), Words: none, Partner: none})
		}
		refusal.Reasons = reasons
	}
	plan.Refused = refused
	return nil
}

// placeWords say where a request would have stood, outside the windows that it has.
func (c *compiled) placeWords(f foundChange) facilities.RoundWords {
	m := f.of.ask.steps[f.of.step].modes[f.change.Mode]
	length := c.slotsUp(f.of.ask.steps[f.of.step].Duration)
	return facilities.RoundWords{Key: "would_fit.place", Params: map[string]any{"resource": string(m.resource.ID), "from": f.change.Start, "to": f.change.Start + length}}
}

// holdsUp asks the rules of booking about the request as it would be, at the place where it would stand.
func (c *compiled) holdsUp(ctx context.Context, tx *store.Tx, f foundChange, look bool) (bool, error) {
	if !look {
		return false, nil
	}
	r := f.of.ask.RoundRequest
	r.Steps = slices.Clone(r.Steps)
	step := &r.Steps[f.of.step]
	mode := f.of.ask.steps[f.of.step].modes[f.change.Mode]
	on, with := mode.resource.ID, facilities.ResourceID("")
	switch f.change.Kind {
	case scheduler.ChangeDuration:
		step.Duration = time.Duration(f.change.Duration) * c.round.Grid()
	case scheduler.ChangeUnits:
		if facilities.ResourceID(f.change.Resource) != on {
			return c.known(f.change.Resource), nil
		}
		step.Units = f.change.Units
	case scheduler.ChangeResource:
		if !c.known(f.change.Resource) {
			return false, nil
		}
		if f.change.Claim > 0 {
			with = facilities.ResourceID(f.change.Resource)
			step.With = append(slices.Clone(step.With), facilities.WishClaim{Resource: with, Units: 1})
		} else {
			on = facilities.ResourceID(f.change.Resource)
		}
	}
	step.Resources, step.Capability = []facilities.ResourceID{on}, ""
	place := facilities.RoundWindow{Span: c.span(f.change.Start, f.change.Start+c.slotsUp(step.Duration)), Preference: 100}
	switch {
	case len(r.Steps) == 1:
		r.Windows = []facilities.RoundWindow{place}
	case len(r.Windows) > 0:
		r.Windows = append(slices.Clone(r.Windows), place)
	}
	ask, err := c.ask(ctx, tx, r, manner{settled: true})
	if err != nil || ask.never != nil {
		return false, err
	}
	return slices.ContainsFunc(ask.steps[f.of.step].modes, func(m roundMode) bool {
		goes := with == "" || slices.ContainsFunc(m.with, func(w facilities.WishClaim) bool { return w.Resource == with })
		return m.resource.ID == on && goes && slices.Contains(m.starts, f.change.Start)
	}), nil
}

// known reports that a resource of the problem is one of the facility's, not a gate or a person.
func (c *compiled) known(id string) bool {
	_, known := c.catalogue.Resource(facilities.ResourceID(id))
	return known
}
