package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// BookingView is a booking with all that its page shows.
type BookingView struct {
	Booking   facilities.Booking
	History   []facilities.Audit // oldest first
	Competing []Seen             // requests and bookings that want the same time
	// Names of the people, partners, projects and resources concerned, by id.
	Names map[string]string

	MayChange, MayCancel, MayApprove, MayDecline, MayCheckIn, MayCheckOut, MayAcceptQuote, MayWithdraw bool
}

// Booking shows one booking to those who may see all of it; to others there is none.
func (o *Office) Booking(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID) (BookingView, error) {
	a := act{actor, now, "show"}
	var v BookingView
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		b, err := load(ctx, tx, a, id, 0)
		if err != nil {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		v = BookingView{Booking: b}
		if v.History, err = tx.AuditOf(ctx, "booking", string(id)); err != nil {
			return err
		}
		if v.Competing, err = competing(ctx, tx, actor, c, b); err != nil {
			return err
		}
		if v.Names, err = namesFor(ctx, tx, c, v); err != nil {
			return err
		}
		v.may(a, c)
		return nil
	})
	return v, err
}

// may says what the actor may do with the booking now.
func (v *BookingView) may(a act, c *facilities.Catalogue) {
	b := v.Booking
	can := func(action facilities.Action) bool {
		_, legal := b.State.Next(action)
		return legal && a.MayWrite()
	}
	r, _ := c.Resource(b.Resource)
	manager := a.Manages(b.Facility)
	v.MayChange = can(facilities.ActMove) && a.Changes(b) && a.now.Before(b.Use.Start)
	v.MayCancel = can(facilities.ActCancel) && a.Changes(b) && (manager || a.now.Before(b.Use.Start))
	v.MayDecline = can(facilities.ActDecline) && manager
	v.MayApprove = v.MayDecline && (!r.Operated || !b.QuoteAccepted.IsZero())
	v.MayCheckIn = can(facilities.ActCheckIn) && mayUse(a, b) && !a.now.Before(b.Use.Start.Add(-CheckInEarly)) && a.now.Before(b.Use.End)
	v.MayCheckOut = can(facilities.ActCheckOut) && mayUse(a, b)
	v.MayAcceptQuote = b.State == facilities.StateRequested && r.Operated && b.QuoteAccepted.IsZero() && a.MayWrite() && mayCommit(a, b)
	v.MayWithdraw = can(facilities.ActCancel) && b.With(a.Person.ID)
}

// competing lists what else wants or has the booking's time on its resource, as the actor may see it.
func competing(ctx context.Context, tx *store.Tx, actor facilities.Actor, c *facilities.Catalogue, b facilities.Booking) ([]Seen, error) {
	if b.State.Ended() {
		return nil, nil
	}
	var out []Seen
	for _, own := range claimsOn(b, b.Resource) {
		requests, err := tx.Requests(ctx, b.Resource, own.Span)
		if err != nil {
			return nil, err
		}
		holding, _, err := tx.Bookings(ctx, store.BookingFilter{From: own.Span.Start, To: own.Span.End, Resources: []facilities.ResourceID{b.Resource},
			States: []facilities.State{facilities.StateHold, facilities.StateApproved, facilities.StateInUse}, Ascending: true})
		if err != nil {
			return nil, err
		}
		for _, other := range append(requests, holding...) {
			if other.ID == b.ID || other.ID == b.Replaces || other.State == facilities.StateRequested && actor.Sees(other) != facilities.SeeAll {
				continue
			}
			for _, claim := range claimsOn(other, b.Resource) {
				if claim.Span.Overlaps(own.Span) {
					out = append(out, seen(actor, c, other, claim))
				}
			}
		}
	}
	return out, name(ctx, tx, out)
}

// namesFor are the names that the page of a booking shows.
func namesFor(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, v BookingView) (map[string]string, error) {
	b := v.Booking
	names := map[string]string{}
	ids := append(involved(b), b.DecidedBy)
	for _, companion := range b.Companions {
		ids = append(ids, companion.Person)
	}
	for _, entry := range v.History {
		ids = append(ids, entry.Person)
	}
	people, err := tx.PeopleByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, p := range people {
		names[string(id)] = p.Name
	}
	for _, claim := range b.Claims {
		r, _ := c.Resource(claim.Resource)
		names[string(claim.Resource)] = r.Name
	}
	if partner, ok := c.Partner(b.Partner); ok {
		names[string(b.Partner)] = partner.Name
	}
	if facility, ok := c.Facility(b.Facility); ok {
		names[string(b.Facility)] = facility.Name
	}
	if b.Project != "" {
		project, err := tx.Project(ctx, b.Project)
		if err != nil {
			return nil, err
		}
		names[string(b.Project)] = project.Name
	}
	if b.Sample != "" {
		sample, err := tx.Sample(ctx, b.Sample)
		if err != nil {
			return nil, err
		}
		names[string(b.Sample)] = sample.Name
	}
	return names, nil
}
