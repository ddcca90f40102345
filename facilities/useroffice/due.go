package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RemindAhead is how long before its start people are reminded of a booking.
const RemindAhead = 24 * time.Hour

// dueAtOnce bounds what one round of RunDue takes up of each kind; more waits for the next round.
const dueAtOnce = 500

// Done counts what RunDue did.
type Done struct {
	HoldsEnded, Expired, Missed, Reminded, Overran int
}

// RunDue does what time alone brings: ends holds, lets unanswered requests expire,
// marks bookings to which nobody came, reminds people, and warns of a use that
// runs over into the next. Each effect happens once, also when two processes run
// it together or none did for a day: it is a transaction of its own, conditional on the
// state that it found. The actor is the system person.
func (o *Office) RunDue(ctx context.Context, actor facilities.Actor, now time.Time) (Done, error) {
	var done Done
	if !actor.Person.System && !actor.IsAdmin() {
		return done, facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	for _, job := range []struct {
		count *int
		verb  string
		list  func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error)
		do    func(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) (bool, error)
	}{
		{&done.HoldsEnded, "end_hold", func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.HoldsEnded(ctx, now, dueAtOnce)
		}, endHold},
		{&done.Expired, "expire", func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.RequestsDue(ctx, now, dueAtOnce)
		}, expire},
		{&done.Overran, "overrun", func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.InUseEndedBefore(ctx, now, dueAtOnce)
		}, overrun},
		{&done.Missed, "miss", func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return graceOver(ctx, tx, now)
		}, miss},
		{&done.Reminded, "remind", func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.RemindersDue(ctx, now, RemindAhead, dueAtOnce)
		}, remind},
	} {
		var due []facilities.Booking
		err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			due, err = job.list(ctx, tx)
			return err
		})
		if err != nil {
			return done, err
		}
		for _, b := range due {
			did, err := o.once1(ctx, act{actor, now, job.verb}, b.ID, job.do)
			if err != nil {
				return done, err
			}
			if did {
				*job.count++
			}
		}
	}
	return done, nil
}

// once1 does one effect for a booking as it is now; somebody who was first makes it no effect at all.
func (o *Office) once1(ctx context.Context, a act, id facilities.BookingID, do func(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) (bool, error)) (bool, error) {
	did := false
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		b, err := tx.Booking(ctx, id)
		if err != nil {
			return err
		}
		if err := lockBookings(ctx, tx, b); err != nil {
			return err
		}
		did, err = do(ctx, tx, a, b)
		return err
	})
	switch facilities.CodeOf(err) {
	case facilities.Stale, facilities.NotFound:
		return false, nil
	}
	return did && err == nil, err
}

func endHold(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) (bool, error) {
	if b.State != facilities.StateHold || b.HoldUntil.After(a.now) {
		return false, nil
	}
	_, err := step(ctx, tx, a, b, facilities.ActExpire, "", nil)
	return err == nil, err
}

func expire(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) (bool, error) {
	if b.State != facilities.StateRequested || b.DecideBy.After(a.now) {
		return false, nil
	}
	b, err := step(ctx, tx, a, b, facilities.ActExpire, "", nil)
	if err != nil {
		return false, err
	}
	return true, tell(ctx, tx, a, "booking_expired", b, involved(b), nil)
}

func remind(ctx context.Context, tx *store.Tx, a act, was facilities.Booking) (bool, error) {
	if was.State != facilities.StateApproved || !was.Reminded.IsZero() || !was.Use.Start.After(a.now) || was.Use.Start.Sub(a.now) > RemindAhead {
		return false, nil
	}
	b := was
	b.Reminded = a.now
	b, err := tx.UpdateBooking(ctx, b, was.Version)
	if err != nil {
		return false, err
	}
	return true, tell(ctx, tx, a, "booking_reminder", b, involved(b), nil)
}
