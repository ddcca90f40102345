package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// BookingQuery narrows a list of bookings; a zero field narrows nothing.
type BookingQuery struct {
	From, To  time.Time // bookings whose use overlaps [From, To)
	Facility  facilities.FacilityID
	Resource  facilities.ResourceID
	Partner   facilities.PartnerID
	Project   facilities.ProjectID
	Series    facilities.SeriesID
	Mine      bool // for, by or with the actor
	States    []facilities.State
	Ascending bool // by start; otherwise the latest first
	Cursor    string
	Limit     int // 0 means 50; at most BookingsMax
}

// BookingsMax is the longest page of a list.
const BookingsMax = 200

const bookingsDefault = 50

// pagesMax bounds how many pages are looked through for one that holds something the actor may see.
const pagesMax = 20

// Bookings lists bookings that the actor sees wholly, and the cursor of the next page.
// A page can be shorter than asked, even empty, while there is a next one.
func (o *Office) Bookings(ctx context.Context, actor facilities.Actor, now time.Time, query BookingQuery) ([]facilities.Booking, string, error) {
	if !actor.Known() {
		return nil, "", facilities.Errorf(facilities.Unauthenticated, "unauthenticated")
	}
	filter, err := query.filter(actor)
	if err != nil {
		return nil, "", err
	}
	var list []facilities.Booking
	var next string
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		list, next = nil, ""
		for range pagesMax {
			page, cursor, err := tx.Bookings(ctx, filter)
			if err != nil {
				return err
			}
			for _, b := range page {
				if actor.Sees(b) == facilities.SeeAll {
					list = append(list, b)
				}
			}
			if next, filter.Cursor = cursor, cursor; next == "" || len(list) > 0 {
				return nil
			}
		}
		return nil
	})
	return list, next, err
}

func (q *BookingQuery) filter(actor facilities.Actor) (store.BookingFilter, error) {
	var f faults
	if q.Limit == 0 {
		q.Limit = bookingsDefault
	}
	if q.Limit < 1 || q.Limit > BookingsMax {
		f.add("query.limit", "limit", "max", BookingsMax)
	}
	for _, s := range q.States {
		if !s.Valid() {
			f.add("query.state", "unknown_state", "state", shown(string(s)))
		}
	}
	if !q.From.IsZero() && !q.To.IsZero() && !q.From.Before(q.To) {
		f.add("query.to", "end_before_start")
	}
	for _, named := range []struct{ location, key, id string }{
		{"query.facility", "unknown_facility", string(q.Facility)}, {"query.resource", "unknown_resource", string(q.Resource)},
		{"query.partner", "unknown_partner", string(q.Partner)}, {"query.project", "unknown_project", string(q.Project)},
		{"query.series", "unknown_series", string(q.Series)},
	} {
		if named.id != "" && !facilities.ValidID(named.id) {
			f.add(named.location, named.key, "id", shown(named.id))
		}
	}
	out := store.BookingFilter{From: q.From, To: q.To, Facility: q.Facility, Partner: q.Partner, Project: q.Project, Series: q.Series,
		States: q.States, Cursor: q.Cursor, Limit: q.Limit, Ascending: q.Ascending}
	if q.Resource != "" {
		out.Resources = []facilities.ResourceID{q.Resource}
	}
	if q.Mine {
		out.Person = actor.Person.ID
	}
	return out, f.err()
}
