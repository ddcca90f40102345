package store

import (
	"context"
	"time"

	"marke/facilities"
)

// Requests are the open requests that would claim the resource within the span, by start.
func (tx *Tx) Requests(ctx context.Context, resource facilities.ResourceID, span facilities.Span) ([]facilities.Booking, error) {
	return tx.bookings(ctx, `WHERE state = 'requested' AND id IN (
			SELECT booking_id FROM claims WHERE NOT active AND resource_id = ? AND "end" > ? AND "end" < ? AND start < ?)
		ORDER BY start, id`, string(resource), span.Start, span.End.Add(facilities.ClaimLongest), span.End)
}

// Replacement is the open request that would take the place of a booking; NotFound when there is none.
func (tx *Tx) Replacement(ctx context.Context, of facilities.BookingID) (facilities.Booking, error) {
	found, err := tx.bookings(ctx, "WHERE replaces_id = ? AND replaces_id IS NOT NULL AND state = 'requested'", string(of))
	if err != nil {
		return facilities.Booking{}, err
	}
	if len(found) == 0 {
		return facilities.Booking{}, facilities.Missing()
	}
	return found[0], nil
}

// HoldsEnded are drafts whose time is up, oldest first, at most limit.
func (tx *Tx) HoldsEnded(ctx context.Context, now time.Time, limit int) ([]facilities.Booking, error) {
	return tx.bookings(ctx, "WHERE state = 'hold' AND hold_until <= ? ORDER BY hold_until, id LIMIT ?", now, limit)
}

// RequestsDue are requests that were not answered in time, oldest first, at most limit.
func (tx *Tx) RequestsDue(ctx context.Context, now time.Time, limit int) ([]facilities.Booking, error) {
	return tx.bookings(ctx, "WHERE state = 'requested' AND decide_by <= ? ORDER BY decide_by, id LIMIT ?", now, limit)
}

// ApprovedStartedBefore are a facility's bookings that should have begun before t and in
// which nobody checked in, oldest first, at most limit.
func (tx *Tx) ApprovedStartedBefore(ctx context.Context, facility facilities.FacilityID, t time.Time, limit int) ([]facilities.Booking, error) {
	return tx.bookings(ctx, "WHERE state = 'approved' AND facility_id = ? AND start < ? ORDER BY start, id LIMIT ?", string(facility), t, limit)
}

// InUseEndedBefore are bookings still in use though they should have ended before t, oldest first, at most limit.
func (tx *Tx) InUseEndedBefore(ctx context.Context, t time.Time, limit int) ([]facilities.Booking, error) {
	return tx.bookings(ctx, `WHERE state = 'in_use' AND "end" < ? ORDER BY "end", id LIMIT ?`, t, limit)
}

// RemindersDue are approved bookings that begin within the time ahead and of which
// nobody was reminded, soonest first, at most limit.
func (tx *Tx) RemindersDue(ctx context.Context, now time.Time, ahead time.Duration, limit int) ([]facilities.Booking, error) {
	return tx.bookings(ctx, "WHERE state = 'approved' AND reminded IS NULL AND start > ? AND start <= ? ORDER BY start, id LIMIT ?", now, now.Add(ahead), limit)
}

// Missed counts the bookings that a person missed at a facility and that started at since or later.
func (tx *Tx) Missed(ctx context.Context, person facilities.PersonID, facility facilities.FacilityID, since time.Time) (count int, err error) {
	err = tx.one(ctx, "SELECT count(*) FROM bookings WHERE person_id = ? AND facility_id = ? AND start >= ? AND state = 'missed'",
		[]any{string(person), string(facility), since}, &count)
	return count, err
}
