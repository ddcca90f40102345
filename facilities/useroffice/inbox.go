package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// InboxGroup is requests that compete for a resource's time, side by side: no two
// groups of one resource overlap.
type InboxGroup struct {
	Resource facilities.Resource
	Span     facilities.Span
	Requests []InboxRequest // by the time of asking
}

// InboxRequest is one request with what its manager needs to decide.
type InboxRequest struct {
	Booking    facilities.Booking
	Violations []facilities.Violation // rules that it breaks as things stand now
	Quote      facilities.Quote
	Possible   bool // no violation, or only overridable ones

	PersonName, PartnerName, ProjectName string
}

// Inbox lists the open requests of a facility, or with an empty one of all that the
// actor manages, the soonest first.
func (o *Office) Inbox(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]InboxGroup, error) {
	a := act{actor, now, "inbox"}
	if !a.Known() {
		return nil, facilities.Errorf(facilities.Unauthenticated, "unauthenticated")
	}
	var groups []InboxGroup
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		groups = nil
		managed, err := managedBy(actor, c, facility)
		if err != nil {
			return err
		}
		for _, f := range managed {
			requests, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: f.ID, States: []facilities.State{facilities.StateRequested}, Ascending: true})
			if err != nil {
				return err
			}
			for _, group := range grouped(c, requests) {
				if err := group.fill(ctx, tx, a, c); err != nil {
					return err
				}
				groups = append(groups, group)
			}
		}
		slices.SortStableFunc(groups, func(x, y InboxGroup) int { return x.Span.Start.Compare(y.Span.Start) })
		return nil
	})
	return groups, err
}

// managedBy are the facilities whose requests the actor decides on.
func managedBy(actor facilities.Actor, c *facilities.Catalogue, facility facilities.FacilityID) ([]facilities.Facility, error) {
	var out []facilities.Facility
	for _, f := range c.Facilities {
		if (facility == "" || f.ID == facility) && !f.Archived && actor.Manages(f.ID) {
			out = append(out, f)
		}
	}
	if _, ok := c.Facility(facility); facility != "" && !ok {
		return nil, facilities.Missing()
	}
	if len(out) == 0 {
		return nil, facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	return out, nil
}

// grouped puts the requests that overlap on a resource together. They come by start.
func grouped(c *facilities.Catalogue, requests []facilities.Booking) []InboxGroup {
	var groups []InboxGroup
	latest := map[facilities.ResourceID]int{}
	for _, b := range requests {
		span := b.Use
		for _, claim := range claimsOn(b, b.Resource) {
			span = claim.Span
		}
		if i, ok := latest[b.Resource]; ok && span.Overlaps(groups[i].Span) {
			groups[i].Requests = append(groups[i].Requests, InboxRequest{Booking: b})
			if span.End.After(groups[i].Span.End) {
				groups[i].Span.End = span.End
			}
			if span.Start.Before(groups[i].Span.Start) {
				groups[i].Span.Start = span.Start
			}
			continue
		}
		r, _ := c.Resource(b.Resource)
		latest[b.Resource] = len(groups)
		groups = append(groups, InboxGroup{Resource: r, Span: span, Requests: []InboxRequest{{Booking: b}}})
	}
	return groups
}

// fill judges each request of a group as things stand and names its people.
func (g *InboxGroup) fill(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue) error {
	slices.SortStableFunc(g.Requests, func(x, y InboxRequest) int { return x.Booking.Created.Compare(y.Booking.Created) })
	for i := range g.Requests {
		if err := g.Requests[i].fill(ctx, tx, a, c); err != nil {
			return err
		}
	}
	return nil
}

func (r *InboxRequest) fill(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue) error {
	b := r.Booking
	r.Quote = b.Quote
	partner, _ := c.Partner(b.Partner)
	r.PartnerName = partner.Name
	person, err := tx.Person(ctx, b.Person)
	if err != nil {
		return err
	}
	r.PersonName = person.Name
	if b.Project != "" {
		project, err := tx.Project(ctx, b.Project)
		if err != nil {
			return err
		}
		r.ProjectName = project.Name
	}
	replaced, err := replacedBy(ctx, tx, b)
	if facilities.CodeOf(err) == facilities.Conflict {
		return nil // what it would replace has begun
	}
	if err != nil {
		return err
	}
	p := placing{act: a, purpose: toApprove, was: &b, replaced: replaced}
	r.Violations, err = p.obstacles(ctx, tx, wishOfBooking(c, b))
	if facilities.CodeOf(err) == facilities.Conflict || facilities.CodeOf(err) == facilities.Invalid {
		return nil // its person or resource is gone
	}
	r.Possible = !slices.ContainsFunc(r.Violations, func(v facilities.Violation) bool { return !v.Overridable })
	return err
}

// obstacles lists what stands in the way of an approval now.
func (p placing) obstacles(ctx context.Context, tx *store.Tx, w facilities.Wish) ([]facilities.Violation, error) {
	q, err := ask(ctx, tx, p.act, w, manner{settled: true})
	if err != nil {
		return nil, err
	}
	s, err := p.look(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	j, err := s.judge(q.wish, p.moving())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(j.violations, func(v facilities.Violation) bool { return p.passes(q, v.Code) }), nil
}
