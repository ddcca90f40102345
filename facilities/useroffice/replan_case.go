package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// How far beyond what is hit new places are looked for, and how far from where it stood something may go at most.
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
	apart    bool                 // groups may be parted
	lost     bookingSet           // hit, and there is nothing that the scheduler could do about it
	adrift   bookingSet           // hit, and where they stood is no place for them, whatever the downtime does
	bookings map[facilities.RoundRequestID]facilities.Booking
	gaps     []routeGap                      // that hold, and have to
	groups   []bookedGroup                   // that are whole, and have to stay so or go
	bound    map[facilities.BookingID]string // the group that a booking was placed with, by its name
	answers  replanAnswers
}

// readReplan reads the bookings that a downtime hits, what they stand together with, and those that could make room for them.
func readReplan(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, policy facilities.RoundPolicy, s ReplanSettings) (*replanCase, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	r := &replanCase{downtime: d, apart: s.Apart, lost: bookingSet{}, adrift: bookingSet{}, bookings: map[facilities.RoundRequestID]facilities.Booking{},
		bound: map[facilities.BookingID]string{}}
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
		r.all = withBookings(r.all, group.bookings)
	}
	last := r.all[0].Use.End
	for _, b := range r.all {
		last = laterOf(last, b.Use.End)
	}
	today := facilities.DateOf(a.now.In(zone)).In(zone)
	end := facilities.DateOf(last.Add(replanBeyond).In(zone)).Next().In(zone)
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
	return r, r.readStanding(ctx, tx)
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
