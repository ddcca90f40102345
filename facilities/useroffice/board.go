package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Board is a facility's timetable: a row for each of its resources, in id order.
type Board struct {
	Facility facilities.Facility
	Span     facilities.Span
	Rows     []BoardRow
}

// BoardRow is one resource's part of a board.
type BoardRow struct {
	Resource facilities.Resource
	Open     []facilities.Span
	Down     []facilities.Downtime
	Entries  []Seen // by start; held time, and requests that the actor may know of
}

// onBoard are the states that a timetable shows.
var onBoard = []facilities.State{facilities.StateHold, facilities.StateRequested, facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted}

// Board shows who has what when, as far as the actor may see it. A span longer
// than ClaimLongest is Invalid.
func (o *Office) Board(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID, span facilities.Span) (Board, error) {
	var board Board
	if err := checkWindow(&span); err != nil {
		return board, err
	}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		f, ok := c.Facility(facility)
		if !ok || f.Archived {
			return facilities.Missing()
		}
		bookings, _, err := tx.Bookings(ctx, store.BookingFilter{From: span.Start, To: span.End, Facility: facility, States: onBoard, Ascending: true})
		if err != nil {
			return err
		}
		board = Board{Facility: f, Span: span}
		entries := entriesOf(actor, c, bookings, span)
		var named [][]Seen
		for _, r := range c.ResourcesOf(facility) {
			row := BoardRow{Resource: r, Open: openSpans(c, r, span), Down: downOf(c, r, span), Entries: entries[r.ID]}
			board.Rows = append(board.Rows, row)
			named = append(named, row.Entries)
		}
		return name(ctx, tx, named...)
	})
	return board, err
}

// entriesOf sorts what the actor may know of some bookings by resource.
func entriesOf(actor facilities.Actor, c *facilities.Catalogue, bookings []facilities.Booking, span facilities.Span) map[facilities.ResourceID][]Seen {
	entries := map[facilities.ResourceID][]Seen{}
	for _, b := range bookings {
		if b.State == facilities.StateRequested && actor.Sees(b) != facilities.SeeAll {
			continue // a request takes nothing yet
		}
		for _, claim := range b.Claims {
			if claim.Span.Overlaps(span) {
				entries[claim.Resource] = append(entries[claim.Resource], seen(actor, c, b, claim))
			}
		}
	}
	return entries
}

// downOf lists the downtimes of a resource and its facility within a span.
func downOf(c *facilities.Catalogue, r facilities.Resource, span facilities.Span) []facilities.Downtime {
	var down []facilities.Downtime
	for _, d := range c.Downtimes {
		if d.Facility == r.Facility && (d.Resource == "" || d.Resource == r.ID) && d.Hits(span) {
			down = append(down, d)
		}
	}
	slices.SortFunc(down, func(a, b facilities.Downtime) int { return a.Start.Compare(b.Start) })
	return down
}

// checkWindow checks the span of a question.
func checkWindow(span *facilities.Span) error {
	*span = facilities.NewSpan(span.Start, span.End)
	var f faults
	f.span("query.from", "query.to", *span)
	if len(f) == 0 && span.Duration() > facilities.ClaimLongest {
		f.add("query.to", "span_too_long", "days", int(facilities.ClaimLongest/(24*time.Hour)))
	}
	return f.err()
}
