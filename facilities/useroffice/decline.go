package useroffice

import (
	"context"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Decline refuses a request. The reason, which its people read, is required.
func (o *Office) Decline(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, decision Decision) (facilities.Booking, error) {
	a := act{actor, now, "decline"}
	return write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := load(ctx, tx, a, id, version)
		if err != nil {
			return b, err
		}
		if !a.Manages(b.Facility) {
			return b, facilities.Errorf(facilities.Forbidden, "forbidden")
		}
		var f faults
		if f.prose("body.reason", decision.Reason, ReasonMax); strings.TrimSpace(decision.Reason) == "" {
			f.add("body.reason", "reason_needed")
		}
		if len(f) > 0 {
			return b, f.err()
		}
		if err := lockBookings(ctx, tx, b); err != nil {
			return b, err
		}
		b, err = step(ctx, tx, a, b, facilities.ActDecline, decision.Reason, func(b *facilities.Booking) {
			b.Note, b.Decided, b.DecidedBy = decision.Reason, now, actor.Person.ID
		})
		if err != nil {
			return b, err
		}
		return b, tell(ctx, tx, a, "booking_declined", b, involved(b), because(decision.Reason))
	})
}
