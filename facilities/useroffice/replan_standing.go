package useroffice

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// readStanding makes requests of bookings that can be moved, with places in which all of them stand together by the rules of today. What was not hit and does not stand so stays
// where it is; of what was hit it does not matter where it stood.
func (r *replanCase) readStanding(ctx context.Context, tx *store.Tx) error {
	for range len(r.all) + 1 {
		if err := r.resolve(ctx, tx); err != nil {
			return err
		}
		r.loseBound()
		if err := r.readGround(ctx, tx); err != nil {
			return err
		}
		clashing, err := r.clashing()
		if err != nil || len(clashing) == 0 {
			return err
		}
		for _, id := range clashing {
			if r.wasHit(id) {
				r.adrift[id] = true
			} else {
				delete(r.movable, id)
			}
		}
	}
	return errors.New("useroffice: bookings that do not stand together, wherever they stand")
}

// resolve makes requests of bookings. One that was not hit and could not be made where it stands, by the rules of today, stays there.
func (r *replanCase) resolve(ctx context.Context, tx *store.Tx) error {
	for {
		r.asks = nil
		var stuck []facilities.BookingID
		for _, b := range r.all {
			if !r.movable[b.ID] || r.lost[b.ID] {
				continue
			}
			ask, err := r.askFor(ctx, tx, b)
			if err != nil {
				return err
			}
			if r.standing(ask, b) < 0 {
				switch {
				case !r.wasHit(b.ID):
					stuck = append(stuck, b.ID)
					continue
				case len(ask.steps[0].modes) == 0:
					r.lost[b.ID] = true
					continue
				}
				r.adrift[b.ID] = true
			}
			r.bookings[ask.ID] = b
			r.asks = append(r.asks, ask)
		}
		if len(stuck) == 0 {
			return nil
		}
		for _, id := range stuck { // they stand in the way of the others again
			delete(r.movable, id)
		}
	}
}

// askFor is a booking as a request, with all places that will do.
func (r *replanCase) askFor(ctx context.Context, tx *store.Tx, b facilities.Booking) (*roundAsk, error) {
	request := r.requestOf(b)
	ask := &roundAsk{RoundRequest: request, moving: b.ID, values: []int64{max(1, r.slotsUp(b.Use.Duration())*pointsPerSlot)}}
	step := &roundStep{RoundStep: request.Steps[0]}
	ask.steps = []*roundStep{step}
	for _, candidate := range r.candidates(step.RoundStep) {
		found, err := r.starts(ctx, tx, ask, 0, candidate, nil, manner{settled: true})
		if err != nil {
			return nil, err
		}
		step.modes = append(step.modes, found.modes...)
	}
	step.modes = r.holdGaps(b, step.modes)
	return ask, nil
}

// requestOf is a booking as a request for any place that will do.
func (r *replanCase) requestOf(b facilities.Booking) facilities.RoundRequest {
	w := wishOfBooking(r.catalogue, b)
	resource, _ := r.catalogue.Resource(b.Resource)
	step := facilities.RoundStep{Units: w.Units, With: w.With, Duration: b.Use.Duration(), Process: b.Process, Intake: b.Intake}
	for _, e := range r.catalogue.Equivalent(resource) {
		step.Resources = append(step.Resources, e.ID)
	}
	near := facilities.RoundWindow{Span: facilities.Span{Start: b.Use.Start.Add(-replanMost), End: b.Use.End.Add(replanMost)}, Preference: 100}
	return facilities.RoundRequest{ID: facilities.RoundRequestID(b.ID), Partner: b.Partner, Project: b.Project, Person: b.Person, By: b.By, Title: b.Title,
		Confidential: b.Confidential, Companions: w.Companions, Sample: b.Sample, OrderNumber: b.OrderNumber, Steps: []facilities.RoundStep{step}, Windows: []facilities.RoundWindow{near}}
}

// standing is the mode in which a booking stands where it is, −1 when no mode allows that.
func (r *replanCase) standing(ask *roundAsk, b facilities.Booking) int {
	start := r.slot(b.Use.Start)
	if r.adrift[b.ID] || !r.span(start, start).Start.Equal(b.Use.Start) || r.span(0, r.slotsUp(b.Use.Duration())).Duration() != b.Use.Duration() {
		return -1
	}
	var with []facilities.WishClaim
	for _, claim := range b.Claims {
		if claim.Resource != b.Resource {
			with = append(with, facilities.WishClaim{Resource: claim.Resource, Units: claim.Units})
		}
	}
	return slices.IndexFunc(ask.steps[0].modes, func(m roundMode) bool {
		return m.resource.ID == b.Resource && sameClaims(m.with, with) && slices.Contains(m.starts, start)
	})
}

// nowhere names the place, of nobody else and out of use, in which a booking that is adrift stands in the problem.
func nowhere(id facilities.BookingID) string { return "nowhere:" + string(id) }

// stand writes where the bookings stand: one that is adrift stands in a place that is no place, at the start nearest to its own from which it can go on. Quotas that
// are overdrawn already stay as they are.
func (r *replanCase) stand(c *compiled) []scheduler.RoundPlacement {
	at := map[string]int{}
	for i, request := range c.problem.Requests {
		at[request.ID] = i
	}
	var out []scheduler.RoundPlacement
	used := map[string]int64{}
	for _, ask := range r.asks {
		b, request := r.bookings[ask.ID], &c.problem.Requests[at[string(ask.ID)]]
		length := r.slotsUp(b.Use.Duration())
		place := scheduler.RoundPlacement{Request: request.ID, Mode: r.standing(ask, b), Start: r.slot(b.Use.Start)}
		if place.Mode < 0 {
			c.problem.Resources = append(c.problem.Resources, scheduler.RoundResource{ID: nowhere(b.ID), Capacity: 1, Pool: openPool})
			request.Modes = append(request.Modes, scheduler.RoundMode{Duration: length, Claims: []scheduler.RoundClaim{{Resource: nowhere(b.ID), Units: 1}}})
			place.Mode, place.Start = len(request.Modes)-1, nearest(ask.steps[0].modes, place.Start)
		}
		used[request.ID] = length
		out = append(out, place)
	}
	for i := range c.problem.Limits {
		limit := &c.problem.Limits[i]
		var sum int64
		for _, id := range limit.Requests {
			sum += used[id]
		}
		limit.Max = max(limit.Max, sum)
	}
	return out
}

// nearest is the start of some modes that is nearest to a slot, the earlier of two.
func nearest(modes []roundMode, slot int64) int64 {
	best := int64(-1)
	for _, m := range modes {
		for _, start := range m.starts {
			if best < 0 || cmp.Or(cmp.Compare(distance(start, slot), distance(best, slot)), cmp.Compare(start, best)) < 0 {
				best = start
			}
		}
	}
	return best
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

// clashing names bookings without which the rest stand together by the rules of today: those that were let do otherwise, and displaced ones whose place others have taken.
func (r *replanCase) clashing() ([]facilities.BookingID, error) {
	c, err := r.build(facilities.RoundSatisfaction, roundShares{})
	if err != nil {
		return nil, err
	}
	placements := r.stand(c)
	stands := func(placements []scheduler.RoundPlacement) error {
		_, err := scheduler.Replan(c.problem, placements, nil, scheduler.ReplanOptions{Steps: 1})
		return err
	}
	if stands(placements) == nil {
		return nil, nil
	}
	if err := stands(nil); err != nil {
		return nil, err
	}
	slices.SortStableFunc(placements, func(a, b scheduler.RoundPlacement) int { return r.claimTo(a) - r.claimTo(b) })
	var kept []scheduler.RoundPlacement
	var out []facilities.BookingID
	for _, p := range placements {
		if stands(append(kept, p)) == nil {
			kept = append(kept, p)
		} else {
			out = append(out, facilities.BookingID(p.Request))
		}
	}
	return out, nil
}

// claimTo ranks bookings by their claim to where they stand: first who was not hit, last who was displaced.
func (r *replanCase) claimTo(p scheduler.RoundPlacement) int {
	id := facilities.BookingID(p.Request)
	switch {
	case r.bookings[facilities.RoundRequestID(id)].State == facilities.StateDisplaced:
		return 2
	case r.wasHit(id):
		return 1
	}
	return 0
}
