package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RoundFilter narrows a list of rounds; empty fields do not.
type RoundFilter struct {
	Facility facilities.FacilityID
	States   []facilities.RoundState
	Rolling  *bool
	Limit    int // 50 when zero, at most 200
	Cursor   string
}

// SeenRound is a round with what its reader may do and know.
type SeenRound struct {
	facilities.Round
	FacilityName string
	// Manages: the reader may solve, pin, publish and cancel.
	Manages bool
	// Runs: the reader manages or controls the facility, and sees every request and draft.
	Runs bool
	// MayAsk: the reader may hand in requests now.
	MayAsk bool
	// Totals are what is asked for, by pool, over all partners; ByPartner the same by partner: all of them for those who run the facility, the own for others.
	Totals    []RoundTotal
	ByPartner []RoundTotal
	// Plans are the drafts' figures, without placements: for those who run the facility; for others the published one alone, and for those who asked
	// the one that is offered, with the own outcomes.
	Plans []facilities.RoundPlan
	// Reason is why it was called off, in the words of whoever did; empty for a round that was not, and for the night of a rolling round that the next one replaced.
	Reason string
}

// FairFirst reports that the plan which was published, or is offered, puts fair shares before points.
func (r SeenRound) FairFirst() bool {
	number := cmp.Or(r.Plan, r.Offered)
	return slices.ContainsFunc(r.Plans, func(p facilities.RoundPlan) bool {
		return p.Number == number && p.Objective == facilities.RoundFairFirst
	})
}

// RoundTotal counts requests that are not withdrawn and the time that they ask for, in minutes of use.
type RoundTotal struct {
	Partner  facilities.PartnerID // empty: all together
	Pool     facilities.PoolID    // empty: outside the covered pools
	Requests int
	Minutes  int64
	Partners int // how many partners ask
}

// Rounds lists rounds, latest period first, for members.
func (o *Office) Rounds(ctx context.Context, actor facilities.Actor, now time.Time, f RoundFilter) (list []SeenRound, next string, err error) {
	if err := needLogin(actor); err != nil {
		return nil, "", err
	}
	if f.Limit = min(cmp.Or(f.Limit, 50), 200); f.Limit < 0 {
		return nil, "", facilities.BadField("query.limit", "round_number", "min", 1, "max", 200)
	}
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		var rounds []facilities.Round
		rounds, next, err = tx.Rounds(ctx, store.RoundFilter{Facility: f.Facility, States: f.States, Rolling: f.Rolling, Cursor: f.Cursor, Limit: f.Limit})
		if err != nil {
			return err
		}
		list = nil
		for _, r := range rounds {
			s := seenRound(c, actor, now, r)
			if !s.Runs && r.Offered != 0 {
				asked, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID, Partners: partnersOf(actor)})
				if err != nil {
					return err
				}
				if asksIn(actor, asked) {
					s.Offered = r.Offered
				}
			}
			if s.Reason, err = whyCancelled(ctx, tx, r); err != nil {
				return err
			}
			list = append(list, s)
		}
		return nil
	})
	return list, next, err
}

// seenRound is a round without its totals and drafts. Its pins are the managers' affair; what is offered is for those who asked.
func seenRound(c *facilities.Catalogue, actor facilities.Actor, now time.Time, r facilities.Round) SeenRound {
	facility, _ := c.Facility(r.Facility)
	s := SeenRound{Round: r, FacilityName: facility.Name, Manages: actor.MayWrite() && actor.Manages(r.Facility), Runs: actor.Manages(r.Facility) || actor.Controls(r.Facility)}
	s.MayAsk = actor.MayWrite() && r.State == facilities.RoundCall && (r.Rolling || now.Before(r.Deadline)) && (actor.Person.Partner != "" || s.Manages)
	if !s.Runs {
		s.Pins, s.Offered = nil, 0
	}
	return s
}

// Round finds one.
func (o *Office) Round(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID) (SeenRound, error) {
	if err := needLogin(actor); err != nil {
		return SeenRound{}, err
	}
	var s SeenRound
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		s, err = wholeRound(ctx, tx, actor, now, id)
		return err
	})
	return s, err
}

// wholeRound is a round with totals and drafts.
func wholeRound(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, id facilities.RoundID) (SeenRound, error) {
	r, err := loadRound(ctx, tx, id, 0)
	if err != nil {
		return SeenRound{}, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return SeenRound{}, err
	}
	s := seenRound(c, actor, now, r)
	if s.Reason, err = whyCancelled(ctx, tx, r); err != nil {
		return s, err
	}
	requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: id})
	if err != nil {
		return s, err
	}
	s.count(c, actor, requests)
	if s.Runs || asksIn(actor, requests) {
		s.Offered = r.Offered
	}
	plans, err := tx.RoundPlans(ctx, id)
	for _, p := range plans {
		switch {
		case s.Runs:
			s.Plans = append(s.Plans, p)
		case p.Number == r.Plan, p.Number == s.Offered:
			s.Plans = append(s.Plans, ownFigures(actor, p))
		}
	}
	return s, err
}

// whyCancelled is the reason that was given when a round was called off. The log keeps it.
func whyCancelled(ctx context.Context, tx *store.Tx, r facilities.Round) (string, error) {
	if r.State != facilities.RoundCancelled {
		return "", nil
	}
	entries, err := tx.AuditOf(ctx, aRound.kind, string(r.ID))
	for _, e := range slices.Backward(entries) {
		if e.Verb == "cancel_round" {
			return e.Reason, err
		}
	}
	return "", err
}

// count makes the totals.
func (s *SeenRound) count(c *facilities.Catalogue, actor facilities.Actor, requests []facilities.RoundRequest) {
	all, own := map[facilities.PoolID]*RoundTotal{}, map[[2]string]*RoundTotal{}
	asking := map[facilities.PoolID]map[facilities.PartnerID]bool{}
	for _, r := range requests {
		if r.State == facilities.RequestWithdrawn {
			continue
		}
		minutes := map[facilities.PoolID]int64{}
		for _, step := range r.Steps {
			minutes[s.poolOf(c, step)] += int64(step.Duration / time.Minute)
		}
		for pool, m := range minutes {
			if all[pool] == nil {
				all[pool], asking[pool] = &RoundTotal{Pool: pool}, map[facilities.PartnerID]bool{}
			}
			totals := []*RoundTotal{all[pool]}
			asking[pool][r.Partner] = true
			if s.Runs || actor.Person.Partner == r.Partner || actor.Represents(r.Partner) {
				key := [2]string{string(r.Partner), string(pool)}
				if own[key] == nil {
					own[key] = &RoundTotal{Partner: r.Partner, Pool: pool, Partners: 1}
				}
				totals = append(totals, own[key])
			}
			for _, t := range totals {
				t.Requests++
				t.Minutes += m
			}
		}
	}
	for pool, t := range all {
		t.Partners = len(asking[pool])
		s.Totals = append(s.Totals, *t)
	}
	for _, t := range own {
		s.ByPartner = append(s.ByPartner, *t)
	}
	order := func(a, b RoundTotal) int {
		return cmp.Or(cmp.Compare(a.Partner, b.Partner), cmp.Compare(a.Pool, b.Pool))
	}
	slices.SortFunc(s.Totals, order)
	slices.SortFunc(s.ByPartner, order)
}

// poolOf is the covered pool of the first instrument that will do for a step.
func (s *SeenRound) poolOf(c *facilities.Catalogue, step facilities.RoundStep) facilities.PoolID {
	of := roundCase{round: s.Round, catalogue: c}
	for _, r := range of.candidates(step) {
		if s.Covers(r) {
			return r.Pool
		}
	}
	return ""
}

// ownFigures are a plan's figures as far as a partner may see them: its own outcomes, and the fairness of all.
func ownFigures(actor facilities.Actor, p facilities.RoundPlan) facilities.RoundPlan {
	p.Outcomes = slices.DeleteFunc(slices.Clone(p.Outcomes), func(o facilities.RoundOutcome) bool {
		return actor.Person.Partner != o.Partner && !actor.Represents(o.Partner)
	})
	return p
}
