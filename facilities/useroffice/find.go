package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// FindQuery asks for free slots: on one Resource, or on whatever has the
// Capability ("press, temperature>=380") or is of the Kind, at one Facility or at any.
type FindQuery struct {
	Resource   facilities.ResourceID
	Capability string
	Kind       facilities.ResourceKind
	Facility   facilities.FacilityID
	Duration   time.Duration
	From, To   time.Time  // To of zero: two weeks
	Near       *time.Time // the wished start; nil: as early as can be
	Project    facilities.ProjectID
	Limit      int // 0 means 5; at most FindMax
}

// FindMax is the most slots that one question gets.
const FindMax = 50

const (
	findDefault = 5
	findWindow  = 14 * 24 * time.Hour
)

// findTolerates are the rules about the person, which somebody may come to meet.
var findTolerates = []scheduler.Code{scheduler.Unqualified, scheduler.QualificationExpires, scheduler.Access, scheduler.TwoPersons}

// Find lists the slots that suit best, nearest first. Those that break only a rule
// about the person (a qualification, access, company) are listed with its code in Missing.
func (o *Office) Find(ctx context.Context, actor facilities.Actor, now time.Time, query FindQuery) ([]facilities.Alternative, error) {
	if query.To.IsZero() && !query.From.IsZero() {
		query.To = query.From.Add(findWindow)
	}
	var found []facilities.Alternative
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		candidates, err := query.check(c, now)
		if err != nil || len(candidates) == 0 || query.To.Sub(query.From) < query.Duration {
			return err
		}
		q, err := seeker(ctx, tx, actor, c, query.Project)
		if err != nil {
			return err
		}
		within := facilities.Span{Start: query.From, End: query.To}
		s, err := look(ctx, tx, now, q, candidates, within, "")
		if err != nil {
			return err
		}
		near := query.From
		if query.Near != nil {
			near = query.Near.UTC().Truncate(time.Minute)
		}
		wish := facilities.Wish{Resource: candidates[0].ID, Use: facilities.Span{Start: near, End: near.Add(query.Duration)}, Units: 1}
		found, err = s.suggest(wish, candidates, within, query.Limit, findTolerates, "")
		return err
	})
	return found, err
}

// check judges the question's values and lists the resources that would do.
func (q *FindQuery) check(c *facilities.Catalogue, now time.Time) ([]facilities.Resource, error) {
	var f faults
	q.From, q.To = q.From.UTC().Truncate(time.Minute), q.To.UTC().Truncate(time.Minute)
	f.span("body.from", "body.to", facilities.Span{Start: q.From, End: q.To})
	if len(f) == 0 && q.To.Sub(q.From) > facilities.ClaimLongest {
		f.add("body.to", "span_too_long", "days", int(facilities.ClaimLongest/(24*time.Hour)))
	}
	if q.From.Before(now) { // nothing earlier can be booked
		q.From = now.UTC().Add(time.Minute - 1).Truncate(time.Minute)
	}
	if q.Duration <= 0 || q.Duration%time.Minute != 0 || q.Duration > facilities.ClaimLongest {
		f.add("body.duration_minutes", "duration", "days", int(facilities.ClaimLongest/(24*time.Hour)))
	}
	if q.Limit == 0 {
		q.Limit = findDefault
	}
	if q.Limit < 1 || q.Limit > FindMax {
		f.add("body.limit", "limit", "max", FindMax)
	}
	if q.Near != nil && (q.Near.Year() < yearFirst || q.Near.Year() >= yearLast) {
		f.add("body.near", "year", "first", yearFirst, "last", yearLast)
	}
	candidates := q.candidates(c, &f)
	return candidates, f.err()
}

func (q *FindQuery) candidates(c *facilities.Catalogue, f *faults) []facilities.Resource {
	wishes, err := facilities.ParseCapabilityWishes(q.Capability)
	switch {
	case err != nil:
		f.add("body.capability", "capability", "text", shown(q.Capability))
	case q.Resource == "" && len(wishes) == 0 && q.Kind == "":
		f.add("body.resource", "what_to_find")
	case q.Kind != "" && !slices.Contains(facilities.ResourceKinds, q.Kind):
		f.add("body.kind", "not_a_choice", "choices", "instrument, area, operator, utility, accessory")
	}
	if r, ok := c.Resource(q.Resource); q.Resource != "" && (!ok || r.Archived) {
		f.add("body.resource", "unknown_resource", "id", shown(string(q.Resource)))
	}
	if facility, ok := c.Facility(q.Facility); q.Facility != "" && (!ok || facility.Archived) {
		f.add("body.facility", "unknown_facility", "id", shown(string(q.Facility)))
	}
	var out []facilities.Resource
	for _, r := range c.Resources {
		if !r.Archived && (q.Resource == "" || q.Resource == r.ID) && (q.Facility == "" || q.Facility == r.Facility) &&
			(q.Kind == "" || q.Kind == r.Kind) && r.Can(wishes) {
			out = append(out, r)
		}
	}
	return out
}

// seeker is somebody who looks for time without a particular wish.
func seeker(ctx context.Context, tx *store.Tx, actor facilities.Actor, c *facilities.Catalogue, project facilities.ProjectID) (*asked, error) {
	q := &asked{catalogue: c}
	if !actor.Known() {
		return q, nil
	}
	q.person = actor.Person
	q.partner, _ = c.Partner(actor.Person.Partner)
	q.wish.Project = project
	var f faults
	if f.known(&q.wish); len(f) > 0 {
		return nil, f.err()
	}
	if err := q.readProject(ctx, tx, &f, manner{}); err != nil {
		return nil, err
	}
	var err error
	q.suspensions, err = tx.Suspensions(ctx, actor.Person.ID)
	if err != nil {
		return nil, err
	}
	return q, f.err()
}
