package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Cancel gives a booking's time back: its people and their representative until it
// starts, the facility's managers as long as it has not been used. Inside the resource's
// CancelFree it is a late cancellation, which the audit calls "cancel_late".
func (o *Office) Cancel(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, reason string) (facilities.Booking, error) {
	a := act{actor, now, "cancel"}
	var f faults
	if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
		return facilities.Booking{}, f.err()
	}
	return write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := load(ctx, tx, a, id, version)
		if err != nil {
			return b, err
		}
		if !a.Changes(b) {
			return b, facilities.Errorf(facilities.Forbidden, "forbidden")
		}
		replacement, err := tx.Replacement(ctx, b.ID)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return b, err
		}
		if err := lockBookings(ctx, tx, b, replacement); err != nil {
			return b, err
		}
		if replacement.ID != "" { // nobody asks for another place for what is given up
			if _, err := step(ctx, tx, a, replacement, facilities.ActCancel, reason, noted(reason)); err != nil {
				return b, err
			}
		}
		return cancel(ctx, tx, a, b, reason)
	})
}

// cancel gives up one locked booking.
func cancel(ctx context.Context, tx *store.Tx, a act, b facilities.Booking, reason string) (facilities.Booking, error) {
	manager := a.Manages(b.Facility)
	if !manager && !a.now.Before(b.Use.Start) {
		return b, facilities.Errorf(facilities.Conflict, "started")
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return b, err
	}
	r, _ := c.Resource(b.Resource)
	if b.State == facilities.StateApproved && !manager && b.Use.Start.Sub(a.now) < r.CancelFree {
		a.verb = "cancel_late"
	}
	draft := b.State == facilities.StateHold
	b, err = step(ctx, tx, a, b, facilities.ActCancel, reason, noted(reason))
	if err != nil || draft {
		return b, err
	}
	return b, tell(ctx, tx, a, "booking_cancelled", b, others(a, involved(b)), because(reason))
}

// noted keeps the reason of a decision with the booking.
func noted(reason string) func(*facilities.Booking) {
	return func(b *facilities.Booking) { b.Note = reason }
}

// others are the people less the one who acts.
func others(a act, people []facilities.PersonID) []facilities.PersonID {
	var out []facilities.PersonID
	for _, p := range people {
		if p != a.Person.ID {
			out = append(out, p)
		}
	}
	return out
}
