package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Hold keeps a slot for facilities.Hold while its person fills in the rest. A
// person has one hold at a time: a second one moves it. Book with a wish that
// overlaps the actor's own hold on the resource turns that hold into the booking. A hold that is refused counts as a booking that is (Book).
func (o *Office) Hold(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (facilities.Booking, error) {
	a := act{actor, now, "hold"}
	b, err := write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		p := placing{act: a, purpose: toHold, wish: wish}
		held, _, err := tx.Bookings(ctx, store.BookingFilter{Person: actor.Person.ID, States: []facilities.State{facilities.StateHold}})
		if err != nil {
			return facilities.Booking{}, err
		}
		for _, h := range held {
			if h.By == actor.Person.ID {
				p.was = &h
				break
			}
		}
		b, err := place(ctx, tx, p)
		return b, noteVain(ctx, tx, a, err, refusedWhole(wish, err)...)
	})
	return b, o.offer(ctx, a, wish, "", err)
}
