package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Book makes a booking. A wish that makes no sense is Invalid with its Fields; one
// that breaks rules is a Conflict with all its Violations and up to three
// Alternatives. Which state the booking gets is said at firstAction. A hold of the
// actor's that overlaps the wish on the same resource becomes the booking. A wish that only another partner's booking stands in the way of is kept, for it
// makes that time contested (SettleHours).
func (o *Office) Book(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (facilities.Booking, error) {
	a := act{actor, now, "book"}
	if wish.Repeat != nil {
		return facilities.Booking{}, facilities.BadField("body.repeat", "series_only")
	}
	b, err := write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := place(ctx, tx, placing{act: a, purpose: toBook, wish: wish})
		return b, noteVain(ctx, tx, a, err, refusedWhole(wish, err)...)
	})
	return b, o.offer(ctx, a, wish, "", err)
}
