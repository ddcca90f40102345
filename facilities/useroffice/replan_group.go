package useroffice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// readGroups reads the all-or-none groups that what was hit belongs to, each with all the bookings that a round made for its requests. A group that is no longer
// whole is left out: when something of it has begun, that is past changing and the rest stands by itself; when somebody has given up something of
// it, or an earlier outage took that, the rest was let stand without it. What belongs to a group that went since the outage is known, because one of it had no
// place, is gone for good: it is no longer hit.
func (r *replanCase) readGroups(ctx context.Context, tx *store.Tx, now time.Time) error {
	known := map[facilities.BookingID]facilities.Booking{}
	var ids []facilities.BookingID
	for _, b := range r.hit {
		known[b.ID] = b
		ids = append(ids, b.ID)
	}
	requests, err := tx.RequestsOf(ctx, ids)
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
		var group []facilities.Booking
		whole, went := true, false
		for _, m := range members {
			if m.Together != of.together {
				continue
			}
			for _, p := range m.Placed {
				b, have := known[p.Booking]
				if !have {
					if b, err = tx.Booking(ctx, p.Booking); err != nil {
						return err
					}
					whole = whole && b.State == facilities.StateApproved && b.Use.Start.After(now)
					went = went || b.State == facilities.StateDisplaced && !b.Updated.Before(r.downtime.Created)
				}
				group = append(group, b)
			}
		}
		switch {
		case whole:
			r.groups = append(r.groups, group)
		case went:
			r.hit = slices.DeleteFunc(r.hit, func(b facilities.Booking) bool {
				return b.State == facilities.StateDisplaced && slices.ContainsFunc(group, func(m facilities.Booking) bool { return m.ID == b.ID })
			})
		}
	}
	return nil
}

// bind writes the groups: their members stand together or not at all.
func (r *replanCase) bind(c *compiled) {
	name := map[string]string{}
	for i, group := range r.groups {
		for _, b := range group {
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
			if slices.ContainsFunc(group, func(b facilities.Booking) bool { return gone[b.ID] }) {
				for _, b := range group {
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
