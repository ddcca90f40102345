package useroffice

import (
	"context"
	"reflect"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SaveResource adds (Version 0) or changes a resource, by a manager of its facility, and names the
// coming bookings that a smaller capacity, shorter hours or archiving hit; they stay, marked at risk. A resource
// stays at its facility and of its kind.
func (o *Office) SaveResource(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.Resource) (facilities.Resource, []facilities.HitBooking, error) {
	if err := needManager(actor, r.Facility); err != nil {
		return facilities.Resource{}, nil, err
	}
	a := act{actor, now, "save_resource"}
	saved, err := write(ctx, o, a, hitting(aResource), func(ctx context.Context, tx *store.Tx) (withHits[facilities.Resource], error) {
		return saveResource(ctx, tx, a, r)
	})
	return saved.noun, saved.hits, err
}

func saveResource(ctx context.Context, tx *store.Tx, a act, r facilities.Resource) (out withHits[facilities.Resource], err error) {
	if err := lockFacility(ctx, tx, r.Facility); err != nil {
		return out, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return out, err
	}
	wrong := checkResource(r, c)
	was, known := c.Resource(r.ID)
	if known && was.Facility != r.Facility {
		if r.Version != 0 && !a.Manages(was.Facility) {
			return out, facilities.Missing()
		}
		wrong.add("body.facility", "resource_stays")
	}
	wrong.check(!known || was.Kind == r.Kind, "body.kind", "resource_stays")
	if r.Person != "" {
		p, err := tx.Person(ctx, r.Person)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return out, err
		}
		wrong.check(err == nil && p.State != facilities.PersonErased && !p.System, "body.person", "unknown_person", "id", shown(string(r.Person)))
	}
	if err := wrong.err(); err != nil {
		return out, err
	}
	if err := sameVersion(known, was.Version, r.Version, string(r.ID)); err != nil {
		return out, err
	}
	var bookings []facilities.Booking
	if !sameUse(was, r) {
		if bookings, err = coming(ctx, tx, a.now, []facilities.ResourceID{r.ID}); err != nil {
			return out, err
		}
	}
	hit, err := endanger(ctx, tx, a, bookings, "", func() error {
		if out.noun, err = tx.SaveResource(ctx, r); err != nil {
			return err
		}
		return note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "resource", subject: string(r.ID), before: given(known, was), after: out.noun})
	})
	out.hits = unanswered(hit)
	return out, err
}

// sameUse reports that a resource's settings differ only in words and in who may book it how, which hits no booking that stands.
func sameUse(was, r facilities.Resource) bool {
	for _, side := range []*facilities.Resource{&was, &r} {
		side.Name, side.Description, side.Location, side.Pool, side.Version = "", facilities.Words{}, "", "", 0
		side.Intake, side.Access, side.Approval, side.CancelFree = nil, facilities.Access{}, "", 0
	}
	return reflect.DeepEqual(was, r)
}
