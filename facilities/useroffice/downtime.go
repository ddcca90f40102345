package useroffice

import (
	"context"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// OpenDowntime takes a resource or a facility out of use, by a manager, and names the
// bookings that it hits. An outage displaces them; maintenance and a closure only when displace is set, else they stay and are
// marked at risk. An outage or maintenance is of a resource, a closure of a whole facility. Who caused it may be named at once (NameCause).
func (o *Office) OpenDowntime(ctx context.Context, actor facilities.Actor, now time.Time, d facilities.Downtime, displace bool) (facilities.Downtime, []facilities.HitBooking, error) {
	if err := needManager(actor, d.Facility); err != nil {
		return facilities.Downtime{}, nil, err
	}
	a := act{actor, now, "open_downtime"}
	opened, err := write(ctx, o, a, hitting(aDowntime), func(ctx context.Context, tx *store.Tx) (withHits[facilities.Downtime], error) {
		opened, err := openDowntime(ctx, tx, a, d, displace)
		if err != nil || opened.noun.CausedBy == "" {
			return opened, err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return opened, err
		}
		return opened, tellOfCause(ctx, tx, a, c, opened.noun, "")
	})
	return opened.noun, opened.hits, err
}

// openDowntime does it in a transaction that has decided that the actor may.
func openDowntime(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, alsoPlanned bool) (opened withHits[facilities.Downtime], err error) {
	if err := lockFacility(ctx, tx, d.Facility); err != nil {
		return opened, err
	}
	if d, err = newDowntime(ctx, tx, a, d); err != nil {
		return opened, err
	}
	if err := checkDowntime(ctx, tx, d); err != nil {
		return opened, err
	}
	hit, err := hitBy(ctx, tx, a.now, d)
	if err != nil {
		return opened, err
	}
	save := func() error {
		if opened.noun, err = tx.SaveDowntime(ctx, d); err != nil {
			return err
		}
		return note(ctx, tx, a.Actor, a.now, entry{a.verb, "downtime", string(d.ID), nil, opened.noun, d.Reason})
	}
	if d.Kind != facilities.Outage && !alsoPlanned {
		if hit, err = endanger(ctx, tx, a, hit, d.Reason, save); err != nil {
			return opened, err
		}
		opened.hits = unanswered(hit)
		err = addAlternatives(ctx, tx, a, opened.hits)
	} else if err = save(); err == nil {
		opened.hits, err = displaceOrMark(ctx, tx, a, d, hit)
	}
	if err != nil {
		return opened, err
	}
	return opened, tellDowntime(ctx, tx, a, opened.noun)
}

// displaceOrMark displaces what a downtime hits. A use that goes on is aborted when the downtime has
// begun; when it begins later, the use can still end in time and is only marked.
func displaceOrMark(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, hit []facilities.Booking) ([]facilities.HitBooking, error) {
	var later []facilities.HitBooking
	var out []facilities.Booking
	for _, b := range hit {
		if b.State != facilities.StateInUse || !d.Start.After(a.now) {
			out = append(out, b)
			continue
		}
		codes, err := lastingFaults(ctx, tx, a, b)
		if err != nil {
			return nil, err
		}
		if len(codes) > 0 {
			if b, err = markRisk(ctx, tx, a, b, codes[0], d.Reason); err != nil {
				return nil, err
			}
		}
		later = append(later, facilities.HitBooking{Booking: b})
	}
	hits, err := displace(ctx, tx, a, d, out)
	return append(hits, later...), err
}

func newDowntime(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime) (facilities.Downtime, error) {
	d.ID, d.By, d.Created, d.Version, d.Cancelled = facilities.DowntimeID(facilities.NewID(a.now)), a.Person.ID, a.now, 0, false
	d.Start, d.End = d.Start.UTC().Truncate(time.Second), d.End.UTC().Truncate(time.Second)
	if d.Start.IsZero() {
		d.Start = a.now.UTC().Truncate(time.Minute)
	}
	d.Reason, d.Cause = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Cause)
	return d, nil
}

func checkDowntime(ctx context.Context, tx *store.Tx, d facilities.Downtime) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	var wrong faults
	f, known := c.Facility(d.Facility)
	wrong.check(known && !f.Archived, "body.facility", "facility")
	oneOf(&wrong, "body.kind", d.Kind, facilities.Outage, facilities.Maintenance, facilities.Closure)
	if d.Kind == facilities.Closure {
		wrong.check(d.Resource == "", "body.resource", "closure_facility")
	} else {
		r, known := c.Resource(d.Resource)
		wrong.check(known && r.Facility == d.Facility, "body.resource", "unknown_resource", "id", shown(string(d.Resource)))
	}
	wrong.check(d.Reason != "", "body.reason", "required")
	wrong.prose("body.reason", d.Reason, ReasonMax)
	checkCause(&wrong, c, d)
	wrong.check(d.Start.Year() >= yearFirst && d.Start.Year() < yearLast, "body.start", "year", "first", yearFirst, "last", yearLast)
	if !d.End.IsZero() {
		wrong.check(d.Start.Before(d.End), "body.end", "end_before_start")
		wrong.check(d.End.Year() < yearLast, "body.end", "year", "first", yearFirst, "last", yearLast)
	} else {
		wrong.check(d.Kind == facilities.Outage, "body.end", "required")
	}
	return wrong.err()
}

// hitBy lists the standing bookings that hold a claim in a downtime.
func hitBy(ctx context.Context, tx *store.Tx, now time.Time, d facilities.Downtime) ([]facilities.Booking, error) {
	resources := []facilities.ResourceID{d.Resource}
	if d.Resource == "" {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return nil, err
		}
		resources = resourceIDs(c, d.Facility)
	}
	bookings, err := coming(ctx, tx, now, resources)
	return slices.DeleteFunc(bookings, func(b facilities.Booking) bool {
		return !slices.ContainsFunc(b.Claims, func(c facilities.Claim) bool {
			return slices.Contains(resources, c.Resource) && d.Hits(c.Span) && c.Span.End.After(now)
		})
	}), err
}

// tellDowntime mails the facility's managers, except the one who knows.
func tellDowntime(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime) error {
	kind := "downtime_opened"
	if a.verb == "report_fault" {
		kind = "fault_reported"
	}
	params := map[string]string{"resource": string(d.Resource), "facility": string(d.Facility), "start": d.Start.Format(time.RFC3339),
		"reason": d.Reason, "person": a.Person.Name}
	if !d.End.IsZero() {
		params["end"] = d.End.Format(time.RFC3339)
	}
	return tellManagers(ctx, tx, a, d.Facility, facilities.Mail{Kind: kind, Key: kind + "/" + string(d.ID), Params: params})
}

// HitBy names the bookings that a downtime would hit, and writes nothing.
func (o *Office) HitBy(ctx context.Context, actor facilities.Actor, now time.Time, d facilities.Downtime) ([]facilities.HitBooking, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	if !actor.Manages(d.Facility) {
		return nil, forbidden()
	}
	a := act{actor, now, "open_downtime"}
	var hits []facilities.HitBooking
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		d, err := newDowntime(ctx, tx, a, d)
		if err != nil {
			return err
		}
		bookings, err := hitBy(ctx, tx, now, d)
		hits = unanswered(bookings)
		return err
	})
	return hits, err
}

// EndDowntime ends a downtime at a moment, which frees what comes after; an end at or before
// its start calls it off. A zero end means now. version 0 does not compare. Bookings that were displaced
// stay so: their people have been told and may have booked otherwise.
func (o *Office) EndDowntime(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.DowntimeID, version int64, end time.Time) (facilities.Downtime, error) {
	a := act{actor, now, "end_downtime"}
	return write(ctx, o, a, aDowntime, func(ctx context.Context, tx *store.Tx) (facilities.Downtime, error) {
		was, err := tx.Downtime(ctx, id)
		if err != nil {
			return was, err
		}
		if !actor.Manages(was.Facility) {
			return was, forbidden()
		}
		if err := lockFacility(ctx, tx, was.Facility); err != nil {
			return was, err
		}
		if was, err = tx.Downtime(ctx, id); err != nil {
			return was, err
		}
		if version != 0 && version != was.Version {
			return was, stale()
		}
		d := was
		if d.End = end.UTC().Truncate(time.Second); end.IsZero() {
			d.End = now.UTC().Truncate(time.Minute)
		}
		switch {
		case was.Cancelled, !was.End.IsZero() && !was.End.After(now):
			return was, facilities.Errorf(facilities.Conflict, "downtime_over")
		case d.End.Year() >= yearLast:
			return was, facilities.BadField("body.end", "year", "first", yearFirst, "last", yearLast)
		case !was.End.IsZero() && d.End.After(was.End), was.End.IsZero() && d.End.After(now.Add(366*oneDay)):
			return was, facilities.BadField("body.end", "downtime_longer")
		case !d.Start.Before(d.End):
			d.Cancelled, d.End = true, was.End
		}
		return endDowntime(ctx, tx, a, was, d)
	})
}

// endDowntime stores the shorter downtime; bookings that were marked at risk by it may be safe now.
func endDowntime(ctx context.Context, tx *store.Tx, a act, was, d facilities.Downtime) (facilities.Downtime, error) {
	marked, err := hitBy(ctx, tx, a.now, was)
	if err != nil {
		return was, err
	}
	saved := d
	_, err = endanger(ctx, tx, a, marked, "", func() error {
		if saved, err = tx.SaveDowntime(ctx, d); err != nil {
			return err
		}
		return note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "downtime", subject: string(d.ID), before: was, after: saved})
	})
	return saved, err
}

// Downtimes lists a facility's downtimes that have not ended, soonest first. They are public, but who caused one is for those who see the ledger of hours.
func (o *Office) Downtimes(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]facilities.Downtime, error) {
	var list []facilities.Downtime
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := c.Facility(facility); !known {
			return facilities.Missing()
		}
		blames := seesHours(ctx, tx, actor, facility) == nil
		list = nil
		for _, d := range c.Downtimes {
			if !blames {
				d.CausedBy, d.Cause = "", ""
			}
			if d.Facility == facility && !d.Cancelled && (d.End.IsZero() || d.End.After(now)) {
				list = append(list, d)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b facilities.Downtime) int {
		if c := a.Start.Compare(b.Start); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return list, err
}
