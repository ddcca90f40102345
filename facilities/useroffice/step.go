package useroffice

import (
	"context"

	"marke/facilities"
	"marke/facilities/store"
)

// load finds a booking that the actor sees wholly, at the version that he saw;
// 0 means whichever it has now.
func load(ctx context.Context, tx *store.Tx, a act, id facilities.BookingID, version int64) (facilities.Booking, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Booking{}, facilities.Missing()
	}
	b, err := tx.Booking(ctx, id)
	if err != nil {
		return b, err
	}
	if a.Sees(b) != facilities.SeeAll {
		return facilities.Booking{}, facilities.Missing()
	}
	if version != 0 && version != b.Version {
		return facilities.Booking{}, facilities.Errorf(facilities.Stale, "stale")
	}
	return b, nil
}

// lockBookings takes the rows of everybody and everything in some bookings.
func lockBookings(ctx context.Context, tx *store.Tx, bookings ...facilities.Booking) error {
	var l store.Locks
	for _, b := range bookings {
		l.People = append(l.People, involved(b)...)
		l.Projects = append(l.Projects, b.Project)
		l.Partners = append(l.Partners, b.Partner)
		for _, c := range b.Claims {
			l.Resources = append(l.Resources, c.Resource)
		}
	}
	return tx.Lock(ctx, l)
}

// step takes a booking where an action leads, for the actions that no rule judges: those that give
// time back, and those that begin and end a use. change may alter the booking besides. The caller
// has locked it. A booking that somebody else changed in the meantime is Stale.
func step(ctx context.Context, tx *store.Tx, a act, was facilities.Booking, action facilities.Action, reason string, change func(*facilities.Booking)) (facilities.Booking, error) {
	next, legal := was.State.Next(action)
	if !legal {
		return was, notNow(was, action)
	}
	b := was
	b.State, b.Updated = next, a.now
	if next == facilities.StateCancelled || next == facilities.StateDisplaced {
		b.Sequence++
	}
	if change != nil {
		change(&b)
	}
	b, err := tx.UpdateBooking(ctx, b, was.Version)
	if err != nil {
		return was, err
	}
	if was.State.Consumes() && !next.Consumes() {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return was, err
		}
		if err := tidy(ctx, tx, a, c, was.Claims); err != nil {
			return was, err
		}
	}
	return b, record(ctx, tx, a, &was, b, reason)
}
