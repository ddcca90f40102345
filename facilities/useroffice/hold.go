package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Hold keeps a slot for facilities.Hold while its person fills in the rest. A
// person has one hold at a time: a second one moves it. Book with a wish that
// overlaps the actor's own hold on the resource turns that hold into the booking.
func (o *Office) Hold(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
