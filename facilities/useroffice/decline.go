package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Decline refuses a request, with the reason that its people read.
func (o *Office) Decline(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, decision Decision) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
