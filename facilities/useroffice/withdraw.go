package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Withdraw takes the actor out of a booking's companions. When a rule needed the
// companion, the booking is at risk, and its people and managers are told.
func (o *Office) Withdraw(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, reason string) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
