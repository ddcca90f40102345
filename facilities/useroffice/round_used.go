package useroffice

import (
	"context"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// usage is how one partner's week in a pool went, in weighted minutes.
type usage struct {
	ledger.RoundUse
	lost int64
}

// used reads what each partner asked for, was given and used of a pool in the case's period, and what fell out.
func (c *roundCase) used(ctx context.Context, tx *store.Tx, pool facilities.PoolID, agreement facilities.Agreement) ([]ledger.RoundUse, []ledger.LostTime, error) {
	var resources []facilities.ResourceID
	for _, r := range c.catalogue.Resources {
		if c.round.Covers(r) {
			resources = append(resources, r.ID)
		}
	}
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: c.round.Facility, Resources: resources, From: c.round.Period.Start, To: c.round.Period.End, Ascending: true})
	if err != nil {
		return nil, nil, err
	}
	of := map[facilities.PartnerID]*usage{}
	at := func(p facilities.PartnerID) *usage {
		if of[p] == nil {
			of[p] = &usage{}
			of[p].Partner = p
		}
		return of[p]
	}
	parts, err := ledger.SplitHours(c.planned(pool), agreement.Capacity)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range parts {
		at(p.Partner).Entitled = p.Minutes
	}
	for _, b := range bookings {
		if r, _ := c.catalogue.Resource(b.Resource); b.Partner != "" && r.Pool == pool {
			c.countBooking(at(b.Partner), b, bookings)
		}
	}
	if err := c.countRefused(ctx, tx, pool, at); err != nil {
		return nil, nil, err
	}
	var uses []ledger.RoundUse
	var lost []ledger.HourPart
	for _, p := range slices.Sorted(maps.Keys(of)) {
		uses = append(uses, of[p].RoundUse)
		if of[p].lost > 0 {
			lost = append(lost, ledger.HourPart{Partner: p, Minutes: of[p].lost})
		}
	}
	if len(lost) == 0 {
		return uses, nil, nil
	}
	return uses, []ledger.LostTime{{Lost: lost}}, nil
}

// occupied is the weighted time of a booking's claims on its own instrument, within the period.
func (c *roundCase) occupied(b facilities.Booking) int64 {
	var sum int64
	for _, claim := range claimsOn(b, b.Resource) {
		sum += c.weighted(c.slot(claim.Span.Start), c.slot(claim.Span.End.Add(c.round.Grid()-1))) * max(claim.Units, 1)
	}
	return sum
}

// countBooking adds one booking to a partner's week.
func (c *roundCase) countBooking(u *usage, b facilities.Booking, all []facilities.Booking) {
	booked := c.occupied(b)
	switch b.State {
	case facilities.StateDeclined, facilities.StateExpired:
		u.Asked += booked // in vain
	case facilities.StateDisplaced:
		u.Asked += booked
		if !replaced(b, all) {
			u.lost += booked
		}
	case facilities.StateCancelled:
		if b.Decided.IsZero() {
			return // it was never given
		}
		r, _ := c.catalogue.Resource(b.Resource)
		taken := int64(0)
		if b.Use.Start.Sub(b.Updated) >= r.CancelFree {
			taken = c.takenOver(b, all)
		}
		if counted := ledger.CountedUse(booked, 0, taken); counted > 0 {
			u.Asked, u.Placed, u.Counted = u.Asked+counted, u.Placed+counted, u.Counted+counted
		}
	case facilities.StateMissed:
		u.Asked, u.Placed, u.Counted = u.Asked+booked, u.Placed+booked, u.Counted+booked
	case facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted, facilities.StateAborted:
		used := booked
		if !b.CheckedIn.IsZero() && !b.CheckedOut.IsZero() {
			used = c.weighted(c.slot(b.CheckedIn), c.slot(b.CheckedOut.Add(c.round.Grid()-1)))
		}
		u.Asked, u.Placed, u.Counted = u.Asked+booked, u.Placed+booked, u.Counted+ledger.CountedUse(booked, used, 0)
	}
}

// replaced reports that a displaced booking's person got as much time of the project elsewhere in the pool afterwards.
func replaced(b facilities.Booking, all []facilities.Booking) bool {
	return slices.ContainsFunc(all, func(other facilities.Booking) bool {
		return other.ID != b.ID && other.Person == b.Person && other.Project == b.Project && other.Created.After(b.Updated) &&
			(other.State.Consumes() || other.State == facilities.StateCompleted) && other.Use.Duration() >= b.Use.Duration()
	})
}

// takenOver is the part of a booking that was given back which others booked after that.
func (c *roundCase) takenOver(b facilities.Booking, all []facilities.Booking) int64 {
	var sum int64
	for _, other := range all {
		taken := facilities.Span{Start: laterOf(other.Use.Start, b.Use.Start), End: earlierOf(other.Use.End, b.Use.End)}
		if other.ID == b.ID || other.Resource != b.Resource || taken.Empty() || !other.State.Consumes() && other.State != facilities.StateCompleted {
			continue
		}
		sum += c.weighted(c.slot(taken.Start), c.slot(taken.End.Add(c.round.Grid()-1)))
	}
	return sum
}

// countRefused adds what was asked for in vain in rounds that were published: a refused request counts in the week in which the time was scarce,
// or else the one in which its last window ended.
func (c *roundCase) countRefused(ctx context.Context, tx *store.Tx, pool facilities.PoolID, at func(facilities.PartnerID) *usage) error {
	rounds, _, err := tx.Rounds(ctx, store.RoundFilter{Facility: c.round.Facility})
	if err != nil {
		return err
	}
	for _, round := range rounds {
		if round.State == facilities.RoundCall && !round.Rolling || !round.Rolling && !round.Period.Overlaps(c.round.Period) {
			continue
		}
		refused, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: round.ID, States: []facilities.RequestState{facilities.RequestRefused}})
		if err != nil {
			return err
		}
		for _, r := range refused {
			if span := vainSpan(round, r); !span.Start.Before(c.round.Period.Start) && span.Start.Before(c.round.Period.End) {
				at(r.Partner).Asked += c.vain(round, r, pool, span)
			}
		}
	}
	return nil
}

// vainSpan is when a refused request wanted its time: where it was scarce, or at the end of its last window.
func vainSpan(round facilities.Round, r facilities.RoundRequest) facilities.Span {
	for _, reason := range r.Refused {
		if reason.Code == "rules" {
			return facilities.Span{} // nothing could have placed it
		}
		if !reason.Span.Empty() {
			return reason.Span
		}
	}
	last := round.Period
	for _, w := range r.Windows {
		last = w.Span
	}
	return facilities.Span{Start: last.End.Add(-r.Duration()), End: last.End}
}

// vain is the weighted time that a refused request asked of a pool.
func (c *roundCase) vain(round facilities.Round, r facilities.RoundRequest, pool facilities.PoolID, span facilities.Span) int64 {
	of := roundCase{round: round, catalogue: c.catalogue}
	var sum int64
	for _, s := range r.Steps {
		for _, candidate := range of.candidates(s) {
			if candidate.Pool == pool {
				start := c.slot(span.Start)
				before, after := c.buffers(candidate)
				sum += c.weighted(start-before, start+c.slotsUp(s.Duration)+after) * max(s.Units, 1)
				break
			}
		}
	}
	return sum
}
