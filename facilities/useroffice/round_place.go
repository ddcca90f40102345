package useroffice

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// published is what placing a plan came to.
type published struct {
	booked     map[facilities.RoundRequestID][]facilities.RoundPlaced
	bookings   []facilities.Booking
	violations map[facilities.RoundRequestID][]facilities.Violation // of those that did not pass, and of those who stand or fall with them
	refused    []facilities.RoundPlacement                          // the very placements that did not pass
	doubts     []facilities.RoundDoubt
}

// shut reports that a use would be refused for the same reason as a placement was: it is that use, or it counts as much for a quota that the placement would overdraw.
func (p published) shut(c *roundCase, placed facilities.RoundPlacement, use facilities.Span) bool {
	return use.Start.Equal(placed.Use.Start) || c.overdraws(p.violations[placed.Request], placed.Use, use)
}

// overdraws reports that a use counts no less than another one for a quota that the other broke.
func (c *roundCase) overdraws(violations []facilities.Violation, broke, use facilities.Span) bool {
	return slices.ContainsFunc(violations, func(v facilities.Violation) bool {
		if v.Code != string(scheduler.OverQuota) || !v.Span.Overlaps(use) {
			return false
		}
		prime, _ := v.Params["prime"].(bool)
		return c.quotaTime(use, v.Span, prime) >= c.quotaTime(broke, v.Span, prime)
	})
}

// quotaTime is how much of a use counts for a quota in a period.
func (c *roundCase) quotaTime(use, period facilities.Span, primeOnly bool) time.Duration {
	part := facilities.Span{Start: laterOf(use.Start, period.Start), End: earlierOf(use.End, period.End)}
	if part.Empty() || !primeOnly {
		return max(0, part.Duration())
	}
	var sum time.Duration
	for _, prime := range facilities.PrimeTime(c.facility.Prime, part, c.zone) {
		sum += max(0, earlierOf(prime.End, part.End).Sub(laterOf(prime.Start, part.Start)))
	}
	return sum
}

// placeAll makes bookings of a plan's placements, in one transaction that the caller has opened. Requests that belong together
// (the steps of a route, an all-or-none group) stand or fall together; what does not pass leaves no trace but its violations.
func placeAll(ctx context.Context, tx *store.Tx, a act, round facilities.Round, placements []facilities.RoundPlacement, requests map[facilities.RoundRequestID]facilities.RoundRequest) (published, error) {
	out := published{booked: map[facilities.RoundRequestID][]facilities.RoundPlaced{}, violations: map[facilities.RoundRequestID][]facilities.Violation{}}
	if err := lockPlacements(ctx, tx, round, placements, requests); err != nil {
		return out, err
	}
	c, err := caseOf(ctx, tx, a, round) // as things are under the locks
	if err != nil {
		return out, err
	}
	waiting := units(placements, requests)
	for before := len(waiting) + 1; len(waiting) > 0 && len(waiting) < before; {
		before = len(waiting)
		if waiting, err = out.placeUnits(ctx, tx, c, waiting, requests); err != nil {
			return out, err
		}
		if len(waiting) == before {
			if waiting, err = out.placeAsOne(ctx, tx, c, waiting, requests); err != nil {
				return out, err
			}
		}
	}
	for _, unit := range waiting {
		out.refused = append(out.refused, unit.at)
		for _, p := range unit.placements {
			if out.violations[p.Request] == nil {
				out.violations[p.Request] = unit.violations
				out.doubts = append(out.doubts, facilities.RoundDoubt{Request: p.Request, Violations: unit.violations})
			}
		}
	}
	return out, nil
}

// placeUnits makes bookings of some units in turn, and gives those back that were refused: they may pass once the rest stands, where two uses need a third between them (a rinse
// that is quicker than the changeover without it), or only as one step with others (placeAsOne).
func (out *published) placeUnits(ctx context.Context, tx *store.Tx, c *roundCase, waiting []placedUnit, requests map[facilities.RoundRequestID]facilities.RoundRequest) (refused []placedUnit, err error) {
	for _, unit := range waiting {
		var bookings []facilities.Booking
		err := tx.Try(ctx, func(ctx context.Context) error {
			bookings = nil
			for _, unit.at = range unit.placements {
				b, err := c.place(ctx, tx, requests[unit.at.Request], unit.at)
				if err != nil {
					return err
				}
				bookings = append(bookings, b)
			}
			return nil
		})
		if err == nil {
			out.takes(unit, bookings)
			continue
		}
		violations, known := refusedBy(err, unit.at)
		if !known {
			return nil, err
		}
		unit.violations = violations
		refused = append(refused, unit)
	}
	return refused, nil
}

// takes notes the bookings that a unit's placements have become.
func (out *published) takes(unit placedUnit, bookings []facilities.Booking) {
	for i, b := range bookings {
		p := unit.placements[i]
		out.booked[p.Request] = append(out.booked[p.Request], facilities.RoundPlaced{Step: p.Step, Booking: b.ID})
	}
	out.bookings = append(out.bookings, bookings...)
}

// placedUnit is placements that stand or fall together, and what stood in their way.
type placedUnit struct {
	placements []facilities.RoundPlacement
	at         facilities.RoundPlacement // the one that was refused
	violations []facilities.Violation
}

// refusedBy are the violations with which a placement was refused; false for an error that is none of its own.
func refusedBy(err error, at facilities.RoundPlacement) ([]facilities.Violation, bool) {
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Conflict && e.Code != facilities.Invalid {
		return nil, false
	}
	if len(e.Violations) > 0 {
		return e.Violations, true
	}
	code := string(scheduler.Capacity) // the database's own guard
	switch e.Key {
	case "person_inactive":
		code = ruleInactive
	case "invalid":
		code = ruleArchived
	}
	return []facilities.Violation{{Code: code, Resource: at.Resource, Span: at.Use, Params: map[string]any{"asked": int64(1), "free": int64(0)}}}, true
}

// units groups placements that stand or fall together, by the start of their first; within a unit by start.
func units(placements []facilities.RoundPlacement, requests map[facilities.RoundRequestID]facilities.RoundRequest) []placedUnit {
	type group struct {
		partner  facilities.PartnerID
		together string
	}
	of := map[group][]facilities.RoundPlacement{}
	var order []group
	sorted := slices.SortedFunc(slices.Values(placements), func(a, b facilities.RoundPlacement) int {
		return cmp.Or(a.Use.Start.Compare(b.Use.Start), cmp.Compare(a.Request, b.Request), cmp.Compare(a.Step, b.Step))
	})
	for _, p := range sorted {
		r, open := requests[p.Request]
		if !open {
			continue // withdrawn since the draft was made
		}
		g := group{r.Partner, "group:" + r.Together}
		if r.Together == "" {
			g.together = "request:" + string(r.ID)
		}
		if of[g] == nil {
			order = append(order, g)
		}
		of[g] = append(of[g], p)
	}
	out := make([]placedUnit, len(order))
	for i, g := range order {
		out[i].placements = of[g]
	}
	return out
}

// place makes one booking, through what every booking goes through.
func (c *roundCase) place(ctx context.Context, tx *store.Tx, r facilities.RoundRequest, at facilities.RoundPlacement) (facilities.Booking, error) {
	p, q, err := c.placing(ctx, tx, r, at)
	if err != nil {
		return facilities.Booking{}, err
	}
	return p.at(ctx, tx, q)
}

// placing resolves the wish of a placement.
func (c *roundCase) placing(ctx context.Context, tx *store.Tx, r facilities.RoundRequest, at facilities.RoundPlacement) (placing, *asked, error) {
	resource, known := c.catalogue.Resource(at.Resource)
	if !known || at.Step >= len(r.Steps) {
		return placing{}, nil, facilities.BadField("body.resource", "unknown_resource", "id", string(at.Resource))
	}
	wish := c.wish(r, at.Step, resource, at.With, at.Use.Start)
	q, err := ask(ctx, tx, c.act, wish, manner{settled: true})
	if err != nil {
		return placing{}, nil, err
	}
	q.wish.Process = processFor(resource, r.Steps[at.Step].Process, q.sample)
	return placing{act: c.act, purpose: toPublish, wish: q.wish, round: c.round.ID, by: r.By, agreed: r.AcceptTariff && resource.Operated}, q, nil
}

// lockPlacements takes the rows of everybody and everything that a plan concerns, in the one order in which everybody does.
func lockPlacements(ctx context.Context, tx *store.Tx, round facilities.Round, placements []facilities.RoundPlacement, requests map[facilities.RoundRequestID]facilities.RoundRequest) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	return tx.Lock(ctx, placementLocks(c, round, placements, requests))
}

func placementLocks(c *facilities.Catalogue, round facilities.Round, placements []facilities.RoundPlacement, requests map[facilities.RoundRequestID]facilities.RoundRequest) store.Locks {
	var l store.Locks
	for _, r := range c.Resources {
		if round.Covers(r) {
			l.Resources = append(l.Resources, r.ID)
		}
	}
	for _, p := range placements {
		r := requests[p.Request]
		l.People = append(append(l.People, r.Person, r.By), r.Companions...)
		l.Projects, l.Partners = append(l.Projects, r.Project), append(l.Partners, r.Partner)
		primary, _ := c.Resource(p.Resource)
		for _, also := range concerned(c, []facilities.Resource{primary}, p.With) {
			l.Resources, l.People = append(l.Resources, also.ID), append(l.People, also.Person)
		}
	}
	return l
}
