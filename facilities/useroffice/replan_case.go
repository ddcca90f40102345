package useroffice

import (
	"context"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// How far beyond what is hit a new place is looked for, and how far ahead at most.
const (
	replanBeyond = 14 * oneDay
	replanMost   = 56 * oneDay
)

// replanCase is what a downtime leaves to be planned anew.
type replanCase struct {
	*roundCase
	downtime facilities.Downtime
	hit      []facilities.Booking // displaced already, or still to be moved
	all      []facilities.Booking // hit, bound to what is, or in a place that could do
	lost     bookingSet           // hit, and nothing can be done about it here
	bookings map[facilities.RoundRequestID]facilities.Booking
	gaps     []routeGap             // that hold, and have to
	groups   [][]facilities.Booking // that are whole, and have to stay so or go
}

// readReplan reads the bookings that a downtime hits, the other steps of their routes, and those that could make room for them.
func readReplan(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, policy facilities.RoundPolicy) (*replanCase, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	r := &replanCase{downtime: d, bookings: map[facilities.RoundRequestID]facilities.Booking{}}
	if r.hit, err = r.readHit(ctx, tx, a, catalogue); err != nil {
		return r, err
	}
	if err = r.readGroups(ctx, tx, a.now); err != nil || len(r.hit) == 0 {
		return r, err
	}
	zone := catalogue.Zone(d.Facility)
	scope := map[facilities.ResourceID]bool{}
	for _, b := range r.hit {
		resource, _ := catalogue.Resource(b.Resource)
		for _, e := range catalogue.Equivalent(resource) {
			scope[e.ID] = true
		}
	}
	if r.gaps, err = readRoutes(ctx, tx, r.hit); err != nil {
		return nil, err
	}
	r.all = append(slices.Clone(r.hit), alongside(r.hit, r.gaps, a.now)...)
	for _, group := range r.groups {
		r.all = withBookings(r.all, group)
	}
	last := r.all[0].Use.End
	for _, b := range r.all {
		last = laterOf(last, b.Use.End)
	}
	today := facilities.DateOf(a.now.In(zone)).In(zone)
	end := facilities.DateOf(earlierOf(last.Add(replanBeyond), a.now.Add(replanMost)).In(zone)).Next().In(zone)
	others, err := r.readOthers(ctx, tx, a, scope, facilities.Span{Start: a.now.Add(policy.Imminent), End: end})
	if err != nil {
		return nil, err
	}
	r.all = withBookings(r.all, others)
	if r.gaps, err = readRoutes(ctx, tx, r.all); err != nil {
		return nil, err
	}
	round := facilities.Round{Facility: d.Facility, Period: facilities.NewSpan(today, end), GridMinutes: gridFor(today, r.all)}
	if r.roundCase, err = caseOf(ctx, tx, a, round); err != nil {
		return nil, err
	}
	r.catalogue = withoutDowntime(catalogue, d.ID) // the places that bookings had are right but for what came over them
	r.movable = bookingSet{}
	for _, b := range r.all {
		r.movable[b.ID] = true
	}
	if err := r.resolve(ctx, tx); err != nil {
		return nil, err
	}
	r.loseBound()
	return r, r.readGround(ctx, tx)
}

// withBookings adds to bookings those that are not among them.
func withBookings(list, more []facilities.Booking) []facilities.Booking {
	for _, b := range more {
		if !slices.ContainsFunc(list, func(have facilities.Booking) bool { return have.ID == b.ID }) {
			list = append(list, b)
		}
	}
	return list
}

// wasHit reports that the downtime takes a booking's time.
func (r *replanCase) wasHit(id facilities.BookingID) bool {
	return slices.ContainsFunc(r.hit, func(b facilities.Booking) bool { return b.ID == id })
}

// readHit lists what a downtime hits: bookings that stand and meet it, and those that it has displaced and that got nothing in their place.
func (r *replanCase) readHit(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue) ([]facilities.Booking, error) {
	resources := []facilities.ResourceID{r.downtime.Resource}
	if r.downtime.Resource == "" {
		resources = resourceIDs(c, r.downtime.Facility)
	}
	all, _, err := tx.Bookings(ctx, store.BookingFilter{From: laterOf(r.downtime.Start, a.now), To: r.downtime.End, Resources: resources, Ascending: true,
		States: []facilities.State{facilities.StateApproved, facilities.StateDisplaced}})
	if err != nil {
		return nil, err
	}
	lately, _, err := tx.Bookings(ctx, store.BookingFilter{From: a.now, Facility: r.downtime.Facility, Ascending: true,
		States: []facilities.State{facilities.StateApproved, facilities.StateInUse}})
	if err != nil {
		return nil, err
	}
	done, err := replanned(ctx, tx, r.downtime)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(b facilities.Booking) bool {
		met := slices.ContainsFunc(b.Claims, func(claim facilities.Claim) bool {
			return slices.Contains(resources, claim.Resource) && r.downtime.Hits(claim.Span)
		})
		if !met || !b.Use.Start.After(a.now) {
			return true
		}
		return b.State == facilities.StateDisplaced && (b.Updated.Before(r.downtime.Created) || done[b.ID] || replaced(b, lately))
	}), nil
}

// replanned are the bookings that got another place in proposals about a downtime that were applied.
func replanned(ctx context.Context, tx *store.Tx, d facilities.Downtime) (map[facilities.BookingID]bool, error) {
	list, err := tx.Replans(ctx, d.Facility)
	done := map[facilities.BookingID]bool{}
	for _, r := range list {
		for _, m := range r.Moves {
			if r.State == facilities.ReplanApplied && r.Downtime == d.ID && !m.Dropped {
				done[m.Booking] = true
			}
		}
	}
	return done, err
}

// readOthers lists the bookings that could make room: those to come on the instruments that could stand in.
func (r *replanCase) readOthers(ctx context.Context, tx *store.Tx, a act, scope map[facilities.ResourceID]bool, span facilities.Span) ([]facilities.Booking, error) {
	var ids []facilities.ResourceID
	for id := range scope {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	all, _, err := tx.Bookings(ctx, store.BookingFilter{From: span.Start, To: span.End, Resources: ids, Ascending: true, States: []facilities.State{facilities.StateApproved}})
	return slices.DeleteFunc(all, func(b facilities.Booking) bool {
		return r.wasHit(b.ID) || !scope[b.Resource] || !b.Use.Start.After(a.now) || b.Use.End.After(span.End)
	}), err
}

// gridFor is the longest slot on which all bookings lie, down to five minutes; what does not lie on that stays where it is.
func gridFor(origin time.Time, bookings []facilities.Booking) int {
	for _, minutes := range []int{60, 30, 15, 10} {
		slot := time.Duration(minutes) * time.Minute
		if !slices.ContainsFunc(bookings, func(b facilities.Booking) bool {
			return b.Use.Start.Sub(origin)%slot != 0 || b.Use.Duration()%slot != 0
		}) {
			return minutes
		}
	}
	return 5
}

// withoutDowntime is the catalogue as it would be had something not happened.
func withoutDowntime(c *facilities.Catalogue, id facilities.DowntimeID) *facilities.Catalogue {
	parts := *c
	parts.Downtimes = slices.DeleteFunc(slices.Clone(c.Downtimes), func(d facilities.Downtime) bool { return d.ID == id })
	parts.Facilities, parts.Resources, parts.Partners = slices.Clone(c.Facilities), slices.Clone(c.Resources), slices.Clone(c.Partners)
	return facilities.NewCatalogue(parts)
}

// resolve makes requests of bookings. One that could not be made where it stands, by the rules of today, stays there.
func (r *replanCase) resolve(ctx context.Context, tx *store.Tx) error {
	r.lost = bookingSet{}
	for {
		r.asks = nil
		var stuck []facilities.BookingID
		for _, b := range r.all {
			if !r.movable[b.ID] {
				continue
			}
			request := r.requestOf(b)
			ask := &roundAsk{RoundRequest: request, moving: b.ID}
			step := &roundStep{RoundStep: request.Steps[0]}
			ask.steps = []*roundStep{step}
			for _, candidate := range r.candidates(step.RoundStep) {
				found, err := r.starts(ctx, tx, ask, 0, candidate, nil, manner{settled: true})
				if err != nil {
					return err
				}
				step.modes = append(step.modes, found.modes...)
			}
			step.modes = r.holdGaps(b, step.modes)
			if r.standing(ask, b) < 0 {
				stuck = append(stuck, b.ID)
				continue
			}
			ask.values = []int64{max(1, r.slotsUp(b.Use.Duration())*pointsPerSlot)}
			r.bookings[request.ID] = b
			r.asks = append(r.asks, ask)
		}
		if len(stuck) == 0 {
			return nil
		}
		for _, id := range stuck { // they stand in the way of the others again
			delete(r.movable, id)
			if r.wasHit(id) {
				r.lost[id] = true
			}
		}
	}
}

// requestOf is a booking as a request for any place that will do.
func (r *replanCase) requestOf(b facilities.Booking) facilities.RoundRequest {
	w := wishOfBooking(r.catalogue, b)
	resource, _ := r.catalogue.Resource(b.Resource)
	step := facilities.RoundStep{Units: w.Units, With: w.With, Duration: b.Use.Duration(), Process: b.Process, Intake: b.Intake}
	for _, e := range r.catalogue.Equivalent(resource) {
		step.Resources = append(step.Resources, e.ID)
	}
	return facilities.RoundRequest{ID: facilities.RoundRequestID(b.ID), Partner: b.Partner, Project: b.Project, Person: b.Person, By: b.By, Title: b.Title,
		Confidential: b.Confidential, Companions: w.Companions, Sample: b.Sample, OrderNumber: b.OrderNumber, Steps: []facilities.RoundStep{step}}
}

// standing is the mode in which a booking stands where it is, −1 when no mode allows that.
func (r *replanCase) standing(ask *roundAsk, b facilities.Booking) int {
	start := r.slot(b.Use.Start)
	if !r.span(start, start).Start.Equal(b.Use.Start) || r.span(0, r.slotsUp(b.Use.Duration())).Duration() != b.Use.Duration() {
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

// propose asks the scheduler for the least disturbance, and says what moves or goes and how many stay.
func (r *replanCase) propose(policy facilities.RoundPolicy) (moves []facilities.ReplanMove, stays int, err error) {
	compiled, err := r.build(facilities.RoundSatisfaction, roundShares{})
	if err != nil {
		return nil, 0, err
	}
	r.chain(compiled)
	r.bind(compiled)
	var placements []scheduler.RoundPlacement
	for _, ask := range r.asks {
		b := r.bookings[ask.ID]
		placements = append(placements, scheduler.RoundPlacement{Request: string(ask.ID), Mode: r.standing(ask, b), Start: r.slot(b.Use.Start)})
	}
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
		if !gone[facilities.BookingID(x.Request)] {
			stays++
		}
	}
	return moves, stays, nil
}

// outages are the spans in slots that the downtime takes.
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
	return out
}

// move is the effect on one booking, before it is said where it goes.
func (r *replanCase) move(b facilities.Booking) facilities.ReplanMove {
	return facilities.ReplanMove{Booking: b.ID, Version: b.Version, Hit: r.wasHit(b.ID), From: b.Use, Was: b.Resource, Person: b.Person, Partner: b.Partner}
}
