package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Availability is when a resource can be had within a span.
type Availability struct {
	Resource facilities.Resource
	Open     []facilities.Span // hours, less closed days
	Busy     []Seen            // what holds it, buffers in Occupied
	Down     []facilities.Downtime
	Free     []facilities.Span // open, not down, and at least one unit free
}

// Availability says when a resource can be had. Anybody may ask; without a login
// nobody is named. A span longer than ClaimLongest is Invalid.
func (o *Office) Availability(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ResourceID, span facilities.Span) (Availability, error) {
	var out Availability
	if err := checkWindow(&span); err != nil {
		return out, err
	}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		r, ok := c.Resource(id)
		if !ok || r.Archived {
			return facilities.Missing()
		}
		bookings, _, err := tx.Bookings(ctx, store.BookingFilter{From: span.Start.Add(-facilities.ClaimLongest), To: span.End.Add(facilities.ClaimLongest),
			Resources: []facilities.ResourceID{id}, States: []facilities.State{facilities.StateHold, facilities.StateApproved, facilities.StateInUse}, Ascending: true})
		if err != nil {
			return err
		}
		out = Availability{Resource: r, Open: openSpans(c, r, span), Down: downOf(c, r, span)}
		for _, b := range bookings {
			for _, claim := range claimsOn(b, id) {
				if claim.Span.Overlaps(span) {
					out.Busy = append(out.Busy, seen(actor, c, b, claim))
				}
			}
		}
		out.Free = free(out)
		return name(ctx, tx, out.Busy)
	})
	return out, err
}

// free is what is open, less what is down, less the time in which no unit is left.
func free(a Availability) []facilities.Span {
	left := a.Open
	for _, d := range a.Down {
		end := d.End
		if end.IsZero() {
			end = time.Date(yearLast, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		left = without(left, []facilities.Span{{Start: d.Start, End: end}})
	}
	return without(left, full(a.Busy, a.Resource.Capacity))
}

// full lists the time in which claims take all units: a sweep over where they begin and end.
func full(busy []Seen, capacity int64) []facilities.Span {
	type edge struct {
		at    time.Time
		units int64
	}
	var edges []edge
	for _, b := range busy {
		edges = append(edges, edge{b.Occupied.Start, b.Units}, edge{b.Occupied.End, -b.Units})
	}
	slices.SortFunc(edges, func(a, b edge) int {
		if n := a.at.Compare(b.at); n != 0 {
			return n
		}
		return int(a.units - b.units) // ends before starts: spans that touch do not overlap
	})
	var out []facilities.Span
	var taken int64
	var since time.Time
	for _, e := range edges {
		was := taken >= capacity
		taken += e.units
		switch is := taken >= capacity; {
		case is && !was:
			since = e.at
		case was && !is:
			out = append(out, facilities.Span{Start: since, End: e.at})
		}
	}
	return out
}
