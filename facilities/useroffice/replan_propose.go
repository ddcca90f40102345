package useroffice

import (
	"maps"

	"marke/facilities"
	"marke/scheduler"
)

// propose asks the scheduler for the least disturbance, and says what moves or goes and how many stay.
func (r *replanCase) propose(policy facilities.RoundPolicy) (moves []facilities.ReplanMove, stays int, err error) {
	compiled, err := r.build(facilities.RoundSatisfaction, roundShares{})
	if err != nil {
		return nil, 0, err
	}
	r.chain(compiled)
	r.bind(compiled)
	placements := r.stand(compiled)
	proposal, err := scheduler.Replan(compiled.problem, placements, r.outages(compiled), scheduler.ReplanOptions{
		Now: r.slot(r.now.Add(r.round.Grid() - 1)), Imminent: r.slotsUp(policy.Imminent), Seed: roundSeed})
	if err != nil {
		return nil, 0, err
	}
	gone := maps.Clone(r.lost)
	for _, x := range proposal.Dropped {
		gone[facilities.BookingID(x.Request)] = true
	}
	r.takeAlong(gone) // those that the scheduler does not know of, since they cannot be moved
	for _, b := range r.all {
		if gone[b.ID] {
			m := r.move(b)
			m.Dropped = true
			moves = append(moves, m)
		}
	}
	for _, x := range proposal.Moved {
		to := compiled.placement(x.To)
		m := r.move(r.bookings[to.Request])
		m.To, m.Resource, m.With = to.Use, to.Resource, to.With
		if !gone[m.Booking] {
			moves = append(moves, m)
		}
	}
	for _, x := range proposal.Kept {
		b := r.bookings[facilities.RoundRequestID(x.Request)]
		switch {
		case gone[b.ID]:
		case b.State == facilities.StateDisplaced: // its old place is to be had again
			to := compiled.placement(x)
			m := r.move(b)
			m.To, m.Resource, m.With = to.Use, to.Resource, to.With
			moves = append(moves, m)
		default:
			stays++
		}
	}
	return moves, stays, nil
}

// outages are the spans in slots that the downtime takes, and all the places that are none.
func (r *replanCase) outages(c *compiled) []scheduler.RoundOutage {
	from, to := max(0, r.slot(r.downtime.Start)), r.slots()
	if !r.downtime.End.IsZero() {
		to = min(to, r.slot(r.downtime.End.Add(r.round.Grid()-1)))
	}
	var out []scheduler.RoundOutage
	for _, res := range c.problem.Resources {
		resource, known := r.catalogue.Resource(facilities.ResourceID(res.ID))
		if known && from < to && (r.downtime.Resource == "" || r.downtime.Resource == resource.ID) {
			out = append(out, scheduler.RoundOutage{Resource: res.ID, RoundSpan: scheduler.RoundSpan{From: from, To: to}})
		}
	}
	for _, ask := range r.asks {
		if r.adrift[facilities.BookingID(ask.ID)] {
			out = append(out, scheduler.RoundOutage{Resource: nowhere(ask.moving), RoundSpan: scheduler.RoundSpan{From: 0, To: r.slots()}})
		}
	}
	return out
}

// move is the effect on one booking, before it is said where it goes.
func (r *replanCase) move(b facilities.Booking) facilities.ReplanMove {
	group := r.bound[b.ID]
	return facilities.ReplanMove{Booking: b.ID, Version: b.Version, Hit: r.wasHit(b.ID), From: b.Use, Was: b.Resource, Person: b.Person, Partner: b.Partner,
		Group: group, Apart: r.apart && group != ""}
}
