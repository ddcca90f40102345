package useroffice

import (
	"context"
	"errors"
	"time"

	"marke/facilities"
)

var errUnwritten = errors.New("not written yet")

// RemindAhead is how long before its start people are reminded of a booking.
const RemindAhead = 24 * time.Hour

// Done counts what RunDue did.
type Done struct {
	HoldsEnded, Expired, Missed, Reminded, Overran int
}

// RunDue does what time alone brings: ends holds, lets unanswered requests expire,
// marks bookings to which nobody came, reminds people, and warns of a use that
// runs over into the next. Each effect happens once, also when two processes run
// it together or none did for a day. The actor is the system person.
func (o *Office) RunDue(ctx context.Context, actor facilities.Actor, now time.Time) (Done, error) {
	return Done{}, errUnwritten
}
