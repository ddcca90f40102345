package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// ReportFault stops a resource: it opens an outage without an end and displaces the bookings that it
// hits; a use that is going on is aborted. Any person who is qualified on the resource may (when it asks no qualification: any
// member who may book it), and the facility's managers. A resource that stands still already is a Conflict (key "already_down").
func (o *Office) ReportFault(ctx context.Context, actor facilities.Actor, now time.Time, resource facilities.ResourceID, reason string) (facilities.Downtime, []facilities.HitBooking, error) {
	a := act{actor, now, "report_fault"}
	opened, err := write(ctx, o, a, hitting(aDowntime), func(ctx context.Context, tx *store.Tx) (withHits[facilities.Downtime], error) {
		none := withHits[facilities.Downtime]{}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return none, err
		}
		r, known := c.Resource(resource)
		if !known || r.Archived {
			return none, facilities.Missing()
		}
		may, err := mayStop(ctx, tx, actor, now, r)
		if err != nil {
			return none, err
		}
		if !may {
			return none, facilities.Errorf(facilities.Forbidden, "fault_unqualified")
		}
		down := slices.ContainsFunc(c.Downtimes, func(d facilities.Downtime) bool {
			return d.Kind == facilities.Outage && d.Resource == r.ID && !d.Cancelled && d.End.IsZero() && !d.Start.After(now)
		})
		if down {
			return none, facilities.Errorf(facilities.Conflict, "already_down")
		}
		return openDowntime(ctx, tx, a, facilities.Downtime{Kind: facilities.Outage, Facility: r.Facility, Resource: r.ID, Reason: reason}, true)
	})
	return opened.noun, hitsShown(actor, opened.hits), err
}

// mayStop reports whether somebody may stop a machine: who may use it, and who manages it.
func mayStop(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, r facilities.Resource) (bool, error) {
	if actor.Trains(r.Facility) {
		return true, nil
	}
	if r.Qualification == facilities.LevelNone {
		partner := actor.Person.Partner
		open := len(r.Access.Partners) == 0 || slices.Contains(r.Access.Partners, partner)
		return partner != "" && !actor.Guest && open, nil
	}
	held, err := tx.Qualified(ctx, []facilities.PersonID{actor.Person.ID}, []facilities.ResourceID{r.ID})
	return slices.ContainsFunc(held, func(q facilities.Qualification) bool {
		valid := q.Valid()
		return q.Level.Reaches(r.Qualification) && !now.Before(valid.Start) && (valid.End.IsZero() || now.Before(valid.End))
	}), err
}
