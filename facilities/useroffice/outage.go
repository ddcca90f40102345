package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SeenDowntime is a downtime with what it came to in hours.
type SeenDowntime struct {
	facilities.Downtime
	// Deductible is what of one outage whoever caused it bears alone, by the agreement of its first day, in minutes of weighted time.
	Deductible int64
	// Hit is how many bookings it displaced or broke off.
	Hit int
	// Lines are what the ledger of hours says of who caused it, oldest first.
	Lines []facilities.HourLine
	// Names says that the reader may name who caused it.
	Names bool
}

// Downtime shows a downtime, over or not, to those who may see the facility's ledger of hours: managers, controllers and the people of partners in its agreement.
func (o *Office) Downtime(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.DowntimeID) (SeenDowntime, error) {
	var seen SeenDowntime
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		d, err := knownDowntime(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		bookings, err := tx.DisplacedBy(ctx, id)
		if err != nil {
			return err
		}
		lines, err := tx.HourLines(ctx, d.Facility, "")
		if err != nil {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		agreement, _ := c.AgreementOf(d.Facility, facilities.DateOf(d.Start.In(c.Zone(d.Facility))))
		seen = SeenDowntime{Downtime: d, Deductible: agreement.DeductibleMinutes, Hit: len(bookings),
			Lines: slices.DeleteFunc(lines, func(l facilities.HourLine) bool { return l.Downtime != id }),
			Names: actor.MayWrite() && actor.Manages(d.Facility) && d.Kind != facilities.Maintenance}
		return nil
	})
	return seen, err
}

// knownDowntime finds a downtime for those who may see the facility's ledger of hours; others know of none.
func knownDowntime(ctx context.Context, tx *store.Tx, actor facilities.Actor, id facilities.DowntimeID) (facilities.Downtime, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Downtime{}, facilities.Missing()
	}
	d, err := tx.Downtime(ctx, id)
	if err != nil {
		return facilities.Downtime{}, err
	}
	if err := seesHours(ctx, tx, actor, d.Facility); err != nil {
		return facilities.Downtime{}, err
	}
	return d, nil
}

// downtimesBack is how far back a facility's downtimes are listed.
const downtimesBack = 366 * oneDay

// DowntimeLog lists a facility's downtimes of the last year and to come, those that were called off left out, latest first, for the same readers.
func (o *Office) DowntimeLog(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]facilities.Downtime, error) {
	var list []facilities.Downtime
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := seesHours(ctx, tx, actor, facility); err != nil {
			return err
		}
		all, err := tx.Downtimes(ctx, facility, facilities.Span{Start: now.Add(-downtimesBack), End: now.Add(downtimesBack)})
		list = slices.DeleteFunc(all, func(d facilities.Downtime) bool { return d.Cancelled })
		return err
	})
	return list, err
}
