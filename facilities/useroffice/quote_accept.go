package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// AcceptQuote accepts the price of an operated service for its person, with the
// order number that the invoice shall carry. total is the amount that was shown:
// when the price is another by now, it is a Conflict, and nothing is accepted.
func (o *Office) AcceptQuote(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, total money.Cents, orderNumber string) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
