package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SaveFacility adds (Version 0; admins) or changes (its managers) a facility and names the
// coming bookings that its new hours or holidays hit; they stay, marked at risk.
func (o *Office) SaveFacility(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.Facility) (facilities.Facility, []facilities.HitBooking, error) {
	if err := needManager(actor, f.ID); err != nil {
		return facilities.Facility{}, nil, err
	}
	if f.Version == 0 && !actor.IsAdmin() {
		return facilities.Facility{}, nil, forbidden()
	}
	a := act{actor, now, "save_facility"}
	saved, err := write(ctx, o, a, hitting(aFacility), func(ctx context.Context, tx *store.Tx) (withHits[facilities.Facility], error) {
		if err := checkFacility(f).err(); err != nil {
			return withHits[facilities.Facility]{}, err
		}
		return saveFacility(ctx, tx, a, f)
	})
	return saved.noun, saved.hits, err
}

func saveFacility(ctx context.Context, tx *store.Tx, a act, f facilities.Facility) (out withHits[facilities.Facility], err error) {
	if err := lockFacility(ctx, tx, f.ID); err != nil {
		return out, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return out, err
	}
	was, known := c.Facility(f.ID)
	if err := sameVersion(known, was.Version, f.Version, string(f.ID)); err != nil {
		return out, err
	}
	var bookings []facilities.Booking
	if !sameTimes(was, f) {
		if bookings, err = coming(ctx, tx, a.now, resourceIDs(c, f.ID)); err != nil {
			return out, err
		}
	}
	hit, err := endanger(ctx, tx, a, bookings, "", func() error {
		if out.noun, err = tx.SaveFacility(ctx, f); err != nil {
			return err
		}
		return note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "facility", subject: string(f.ID), before: given(known, was), after: out.noun})
	})
	out.hits = unanswered(hit)
	return out, err
}

// sameTimes reports that a facility's settings leave open what was open, so that no booking can be hit.
func sameTimes(was, f facilities.Facility) bool {
	return was.Zone == f.Zone && slices.Equal(was.Hours, f.Hours) && slices.Equal(was.OfficeHours, f.OfficeHours) &&
		was.ClosedOnHolidays == f.ClosedOnHolidays && slices.Equal(was.HolidayExceptions, f.HolidayExceptions)
}
