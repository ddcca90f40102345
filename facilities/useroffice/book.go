package useroffice

import (
	"context"
	"errors"
	"time"

	"marke/facilities"
)

var errUnwritten = errors.New("not written yet")

// Book makes a booking. A wish that makes no sense is Invalid with its Fields; one
// that breaks rules is a Conflict with all its Violations and up to three
// Alternatives. Which state the booking gets is said at firstState.
func (o *Office) Book(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
