package useroffice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// bookedGroup is all the bookings that a round made for requests that were placed all or none.
type bookedGroup struct {
	name     string
	bookings []facilities.Booking
}

// has reports that one of some bookings is of the group.
func (g bookedGroup) has(set bookingSet) bool {
	return slices.ContainsFunc(g.bookings, func(b facilities.Booking) bool { return set[b.ID] })
}

// readGroups reads the all-or-none groups that what was hit belongs to. A group that is whole has to stay whole or go, unless the manager parts groups or has done so with
// this one. Of one that is no longer whole each stands by itself: something of it has begun, which is past changing; or somebody has given up something of it, or booked that
// anew, or an earlier outage took it, and the rest was let stand without. But when something of it fell out with this downtime and its time is past, the rest that went with it
// stays away, until the manager parts them.
func (r *replanCase) readGroups(ctx context.Context, tx *store.Tx, now time.Time) error {
	hit := map[facilities.BookingID]facilities.Booking{}
	var ids []facilities.BookingID
	for _, b := range r.hit {
		hit[b.ID] = b
		ids = append(ids, b.ID)
	}
	requests, err := tx.RequestsOf(ctx, ids)
	if err != nil {
		return err
	}
	fell, err := tx.DisplacedBy(ctx, r.downtime.ID)
	if err != nil {
		return err
	}
	type name struct {
		round    facilities.RoundID
		partner  facilities.PartnerID
		together string
	}
	read := map[name]bool{}
	for _, request := range requests {
		of := name{request.Round, request.Partner, request.Together}
		if request.Together == "" || read[of] {
			continue
		}
		read[of] = true
		members, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: of.round, Partner: of.partner, States: []facilities.RequestState{facilities.RequestPlaced}})
		if err != nil {
			return err
		}
		group := bookedGroup{name: of.together}
		whole, past := true, false
		for _, m := range members {
			if m.Together != of.together {
				continue
			}
			for _, p := range m.Placed {
				b, known := hit[p.Booking]
				if !known {
					if b, err = tx.Booking(ctx, p.Booking); err != nil {
						return err
					}
					whole = whole && b.State == facilities.StateApproved && b.Use.Start.After(now)
					past = past || !r.answered(b) && slices.ContainsFunc(fell, func(f facilities.Booking) bool { return f.ID == b.ID && f.State == facilities.StateDisplaced })
				}
				group.bookings = append(group.bookings, b)
			}
		}
		r.judgeGroup(group, whole, past)
	}
	return nil
}

// judgeGroup says what holds for a group of which something was hit.
func (r *replanCase) judgeGroup(group bookedGroup, whole, past bool) {
	if !whole && !past || len(group.bookings) < 2 || group.has(r.answers.parted) {
		return
	}
	for _, b := range group.bookings {
		r.bound[b.ID] = group.name
	}
	switch {
	case r.apart:
	case whole:
		r.groups = append(r.groups, group)
	default:
		for _, b := range group.bookings {
			if b.State == facilities.StateDisplaced && r.wasHit(b.ID) {
				r.lost[b.ID] = true
			}
		}
	}
}

// bind writes the groups: their members stand together or not at all.
func (r *replanCase) bind(c *compiled) {
	name := map[string]string{}
	for i, group := range r.groups {
		for _, b := range group.bookings {
			name[string(b.ID)] = "group:" + strconv.Itoa(i)
		}
	}
	for i := range c.problem.Requests {
		request := &c.problem.Requests[i]
		request.Together = name[request.ID]
	}
}

// takeAlong adds to bookings that go all that cannot stand without them: the steps that come after in a route, and the rest of a group.
func (r *replanCase) takeAlong(gone bookingSet) {
	for before := -1; before < len(gone); {
		before = len(gone)
		for _, g := range r.gaps {
			if gone[g.before.ID] {
				gone[g.after.ID] = true
			}
		}
		for _, group := range r.groups {
			if group.has(gone) {
				for _, b := range group.bookings {
					gone[b.ID] = true
				}
			}
		}
	}
}

// loseBound gives up the bookings that cannot stand without one for which nothing can be done. Their time is free for others.
func (r *replanCase) loseBound() {
	r.takeAlong(r.lost)
	r.asks = slices.DeleteFunc(r.asks, func(ask *roundAsk) bool { return r.lost[facilities.BookingID(ask.ID)] })
}
