package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Cancel gives a booking's time back: its people and their representative until it
// starts, the facility's managers as long as it has not been used. Inside the resource's
// CancelFree it is a late cancellation, which the audit marks.
func (o *Office) Cancel(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, reason string) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
