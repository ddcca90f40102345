package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Withdraw takes the actor out of a booking's companions. When a rule needed the
// companion, the booking is at risk, and its people and managers are told.
func (o *Office) Withdraw(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, reason string) (facilities.Booking, error) {
	a := act{actor, now, "withdraw"}
	var f faults
	if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
		return facilities.Booking{}, f.err()
	}
	return write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		was, err := load(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		if !was.With(actor.Person.ID) {
			return was, facilities.Errorf(facilities.Forbidden, "no_companion")
		}
		if _, legal := was.State.Next(facilities.ActCancel); !legal {
			return was, notNow(was, facilities.ActCancel)
		}
		if err := lockBookings(ctx, tx, was); err != nil {
			return was, err
		}
		b := was
		b.Updated = now
		b.Companions = slices.Clone(was.Companions)
		for i := range b.Companions {
			if b.Companions[i].Person == actor.Person.ID {
				b.Companions[i].Withdrawn = true
			}
		}
		return atRisk(ctx, tx, a, was, b, reason)
	})
}

// atRisk stores a booking of which a condition may have fallen away: it names the first
// rule that is broken now and tells its people and the managers, or clears the mark.
func atRisk(ctx context.Context, tx *store.Tx, a act, was, b facilities.Booking, reason string) (facilities.Booking, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return was, err
	}
	violations, err := broken(ctx, tx, a, c, b)
	if err != nil {
		return was, err
	}
	b.AtRisk = ""
	for _, v := range violations {
		if slices.Contains(safetyRules, v.Code) {
			b.AtRisk = v.Code
			break
		}
	}
	if b, err = tx.UpdateBooking(ctx, b, was.Version); err != nil {
		return was, err
	}
	if err := record(ctx, tx, a, &was, b, reason); err != nil {
		return was, err
	}
	if b.AtRisk == "" || !b.State.Consumes() {
		return b, nil
	}
	to, err := managers(ctx, tx, b.Facility)
	if err != nil {
		return was, err
	}
	params := map[string]string{"violation": b.AtRisk}
	if reason != "" {
		params["reason"] = reason
	}
	return b, tell(ctx, tx, a, "booking_at_risk", b, append(to, others(a, involved(b))...), params)
}
