package useroffice

import (
	"context"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// graceOver lists the approved bookings to which nobody came within their facility's grace.
func graceOver(ctx context.Context, tx *store.Tx, now time.Time) ([]facilities.Booking, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var due []facilities.Booking
	for _, f := range c.Facilities {
		if f.NoShow.Grace <= 0 {
			continue
		}
		late, err := tx.ApprovedStartedBefore(ctx, f.ID, now.Add(-f.NoShow.Grace+time.Second), dueAtOnce)
		if err != nil {
			return nil, err
		}
		due = append(due, late...)
	}
	return due, nil
}

// miss marks a no-show, but never while somebody else is still on the machine. Too
// many of them suspend the person at the facility.
func miss(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) (bool, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return false, err
	}
	f, _ := c.Facility(b.Facility)
	if b.State != facilities.StateApproved || f.NoShow.Grace <= 0 || b.Use.Start.Add(f.NoShow.Grace).After(a.now) {
		return false, nil
	}
	inside, _, err := tx.Bookings(ctx, store.BookingFilter{Resources: resourcesOf(b), States: []facilities.State{facilities.StateInUse}})
	if err != nil || len(inside) > 0 && hinders(c, b, inside) {
		return false, err
	}
	if b, err = step(ctx, tx, a, b, facilities.ActMiss, "", nil); err != nil {
		return false, err
	}
	if err := tell(ctx, tx, a, "booking_missed", b, involved(b), nil); err != nil {
		return false, err
	}
	return true, strike(ctx, tx, a, f, b)
}

func resourcesOf(b facilities.Booking) []facilities.ResourceID {
	ids := make([]facilities.ResourceID, len(b.Claims))
	for i, c := range b.Claims {
		ids[i] = c.Resource
	}
	return ids
}

// hinders reports that those who are inside leave too few units for the booking to begin.
func hinders(c *facilities.Catalogue, b facilities.Booking, inside []facilities.Booking) bool {
	for _, claim := range b.Claims {
		r, _ := c.Resource(claim.Resource)
		taken := claim.Units
		for _, other := range inside {
			taken += unitsOn(other, claim.Resource)
		}
		if taken > r.Capacity {
			return true
		}
	}
	return false
}

// strike suspends a person who missed too many bookings.
func strike(ctx context.Context, tx *store.Tx, a act, f facilities.Facility, b facilities.Booking) error {
	rule := f.NoShow
	if rule.Strikes <= 0 || rule.Suspend <= 0 {
		return nil
	}
	missed, err := tx.Missed(ctx, b.Person, f.ID, a.now.Add(-rule.Within))
	if err != nil || missed < rule.Strikes {
		return err
	}
	span := facilities.Span{Start: a.now, End: a.now.Add(rule.Suspend)}
	if err := tx.AddSuspension(ctx, facilities.Suspension{Person: b.Person, Facility: f.ID, Span: span, Reason: "no_show"}); err != nil {
		return err
	}
	return tx.AddAudit(ctx, facilities.Audit{At: a.now, Person: a.Person.ID, Via: a.Via, Verb: "suspend", Kind: "person", Subject: string(b.Person),
		After:  `{"facility":` + strconv.Quote(string(f.ID)) + `,"until":` + strconv.Quote(span.End.Format(time.RFC3339)) + `}`,
		Reason: "no_show"})
}

// overrun warns the people of the next booking that the one before has not ended. The mail's
// key makes that once for each pair.
func overrun(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) (bool, error) {
	if b.State != facilities.StateInUse || b.Use.End.After(a.now) {
		return false, nil
	}
	next, _, err := tx.Bookings(ctx, store.BookingFilter{Resources: []facilities.ResourceID{b.Resource}, From: b.Use.End, To: a.now.Add(overrunAhead),
		States: []facilities.State{facilities.StateApproved}, Ascending: true, Limit: 1})
	if err != nil || len(next) == 0 {
		return false, err
	}
	if warned, err := tx.JobRun(ctx, "overrun/"+string(b.ID)+"/"+string(next[0].ID), b.Use.End); err != nil || !warned {
		return false, err
	}
	return true, tell(ctx, tx, a, "booking_overrun", next[0], involved(next[0]), nil)
}

// overrunAhead is how soon a booking must start for an overrun to matter to it.
const overrunAhead = time.Hour
