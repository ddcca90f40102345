package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// CheckInEarly is how long before its start a booking can be checked in, if
// nobody is in yet.
const CheckInEarly = 15 * time.Minute

// CheckIn records that the use has begun: by its people or a manager, from CheckInEarly
// before the start until the end. Whoever may not be at the machine now (a qualification that was revoked, alone
// outside office hours, a contaminated sample, an outage) is refused with the violations.
func (o *Office) CheckIn(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64) (facilities.Booking, error) {
	a := act{actor, now, "check_in"}
	return write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := load(ctx, tx, a, id, version)
		if err != nil {
			return b, err
		}
		if !mayUse(a, b) {
			return b, facilities.Errorf(facilities.Forbidden, "forbidden")
		}
		if _, legal := b.State.Next(facilities.ActCheckIn); !legal {
			return b, notNow(b, facilities.ActCheckIn)
		}
		if from := b.Use.Start.Add(-CheckInEarly); now.Before(from) {
			return b, facilities.Errorf(facilities.Conflict, "too_early", "minutes", int64(CheckInEarly/time.Minute))
		}
		if !now.Before(b.Use.End) {
			return b, facilities.Errorf(facilities.Conflict, "over")
		}
		if err := lockBookings(ctx, tx, b); err != nil {
			return b, err
		}
		if err := o.mayBegin(ctx, tx, a, b); err != nil {
			return b, err
		}
		b, err = step(ctx, tx, a, b, facilities.ActCheckIn, "", func(b *facilities.Booking) { b.CheckedIn = now })
		if err != nil {
			return b, err
		}
		return b, stain(ctx, tx, a, b)
	})
}

// mayUse decides who begins and ends a use: those in it, and the facility's managers.
func mayUse(a act, b facilities.Booking) bool {
	return a.Person.ID == b.Person || a.Person.ID == b.By || b.With(a.Person.ID) || a.Manages(b.Facility)
}

// safetyRules are those that hold at the machine, whatever was approved before.
var safetyRules = []string{string(scheduler.Unqualified), string(scheduler.QualificationExpires), string(scheduler.TwoPersons),
	string(scheduler.Contamination), string(scheduler.Outage)}

// mayBegin looks at who is in, and at the rules of safety as they stand now.
func (o *Office) mayBegin(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) error {
	inside, _, err := tx.Bookings(ctx, store.BookingFilter{Resources: resourcesOf(b), States: []facilities.State{facilities.StateInUse}})
	if err != nil {
		return err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	if len(inside) > 0 && hinders(c, b, inside) {
		return facilities.Errorf(facilities.Conflict, "still_in_use")
	}
	violations, err := broken(ctx, tx, a, c, b)
	if err != nil {
		return err
	}
	violations = slices.DeleteFunc(violations, func(v facilities.Violation) bool { return !slices.Contains(safetyRules, v.Code) })
	if len(violations) > 0 {
		return &facilities.Error{Code: facilities.Conflict, Key: "unsafe", Violations: violations}
	}
	return nil
}

// broken lists the rules that a booking breaks as things stand, less those that a manager overrode for it.
func broken(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, b facilities.Booking) ([]facilities.Violation, error) {
	q, err := ask(ctx, tx, a, wishOfBooking(c, b), manner{settled: true})
	if err != nil {
		return nil, err
	}
	s, err := look(ctx, tx, a.now, q, []facilities.Resource{q.resource}, b.Use, b.ID)
	if err != nil {
		return nil, err
	}
	j, err := s.judge(q.wish, b.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(j.violations, func(v facilities.Violation) bool {
		return b.Override != nil && v.Overridable && slices.Contains(b.Override.Codes, v.Code)
	}), nil
}

func unitsOn(b facilities.Booking, id facilities.ResourceID) int64 {
	var units int64
	for _, c := range b.Claims {
		if c.Resource == id {
			units += c.Units
		}
	}
	return units
}

// stain writes in the history of the sample what the resources add to it.
func stain(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) error {
	if b.Sample == "" {
		return nil
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	sample, err := tx.Sample(ctx, b.Sample)
	if err != nil {
		return err
	}
	before := len(sample.Materials)
	for _, claim := range b.Claims {
		r, _ := c.Resource(claim.Resource)
		for _, material := range r.Contamination.Adds {
			if !slices.Contains(sample.Materials, material) {
				sample.Materials = append(sample.Materials, material)
			}
		}
	}
	if len(sample.Materials) == before {
		return nil
	}
	_, err = tx.SaveSample(ctx, sample)
	return err
}
