package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// CheckOut records that the use has ended, by its people or a manager. What is left
// of the claimed time is free again.
func (o *Office) CheckOut(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64) (facilities.Booking, error) {
	a := act{actor, now, "check_out"}
	return write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := load(ctx, tx, a, id, version)
		if err != nil {
			return b, err
		}
		if !mayUse(a, b) {
			return b, facilities.Errorf(facilities.Forbidden, "forbidden")
		}
		if err := lockBookings(ctx, tx, b); err != nil {
			return b, err
		}
		return step(ctx, tx, a, b, facilities.ActCheckOut, "", func(b *facilities.Booking) { b.CheckedOut = now })
	})
}
