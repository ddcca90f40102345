package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// routeGap is the time that a round promised between two steps of a route: from the end of the one to the start of the next.
type routeGap struct {
	before, after facilities.Booking
	least, most   time.Duration // a most of zero: no bound
}

// keeps reports that the next step may start so long after the end of the one before.
func (g routeGap) keeps(gap time.Duration) bool {
	return gap >= g.least && (g.most == 0 || gap <= g.most)
}

// readRoutes reads the gaps in the routes that some bookings are steps of, as they were asked for, and the bookings at the other ends. A gap that no longer holds (somebody
// has moved a step, and was let) is not asked for again.
func readRoutes(ctx context.Context, tx *store.Tx, bookings []facilities.Booking) ([]routeGap, error) {
	known := map[facilities.BookingID]facilities.Booking{}
	var ids []facilities.BookingID
	for _, b := range bookings {
		known[b.ID] = b
		ids = append(ids, b.ID)
	}
	requests, err := tx.RequestsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	var gaps []routeGap
	for _, r := range requests {
		of := map[int]facilities.Booking{}
		for _, p := range r.Placed {
			b, read := known[p.Booking]
			if !read && len(r.Steps) > 1 {
				if b, err = tx.Booking(ctx, p.Booking); err != nil {
					return nil, err
				}
			}
			of[p.Step] = b
		}
		for i := 1; i < len(r.Steps); i++ {
			g := routeGap{before: of[i-1], after: of[i], least: r.Steps[i].GapMin, most: r.Steps[i].GapMax}
			_, one := known[g.before.ID]
			_, other := known[g.after.ID]
			if (one || lives(g.before)) && (other || lives(g.after)) && g.keeps(g.after.Use.Start.Sub(g.before.Use.End)) {
				gaps = append(gaps, g)
			}
		}
	}
	return gaps, nil
}

// lives reports that a booking is, was or will be.
func lives(b facilities.Booking) bool {
	return slices.Contains([]facilities.State{facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted}, b.State)
}

// alongside are the bookings still to come at the other ends of the gaps of what was hit: they may have to move with it.
func alongside(hit []facilities.Booking, gaps []routeGap, now time.Time) []facilities.Booking {
	var out []facilities.Booking
	for reached := slices.Clone(hit); len(reached) > 0; {
		var next []facilities.Booking
		for _, g := range gaps {
			for _, pair := range [2][2]facilities.Booking{{g.before, g.after}, {g.after, g.before}} {
				is := func(b facilities.Booking) bool { return b.ID == pair[1].ID }
				from := slices.ContainsFunc(reached, func(b facilities.Booking) bool { return b.ID == pair[0].ID })
				if from && pair[1].State == facilities.StateApproved && pair[1].Use.Start.After(now) &&
					!slices.ContainsFunc(hit, is) && !slices.ContainsFunc(out, is) {
					out, next = append(out, pair[1]), append(next, pair[1])
				}
			}
		}
		reached = next
	}
	return out
}

// holdGaps takes from a booking's modes the starts that would break a gap to a step that stays where it is.
func (r *replanCase) holdGaps(b facilities.Booking, modes []roundMode) []roundMode {
	length := b.Use.Duration()
	for _, g := range r.gaps {
		before, after := g.after.ID == b.ID && !r.movable[g.before.ID], g.before.ID == b.ID && !r.movable[g.after.ID]
		if !before && !after {
			continue
		}
		for i := range modes {
			modes[i].starts = slices.DeleteFunc(slices.Clone(modes[i].starts), func(start int64) bool {
				at := r.span(start, start).Start
				if before {
					return !g.keeps(at.Sub(g.before.Use.End))
				}
				return !g.keeps(g.after.Use.Start.Sub(at.Add(length)))
			})
		}
	}
	return slices.DeleteFunc(modes, func(m roundMode) bool { return len(m.starts) == 0 })
}

// chain writes the gaps between steps that may both move. A step cannot stand without the one before it; the one before can without it.
func (r *replanCase) chain(c *compiled) {
	at := map[string]int{}
	for i, request := range c.problem.Requests {
		at[request.ID] = i
	}
	for _, g := range r.gaps {
		i, moves := at[string(g.after.ID)]
		if _, also := at[string(g.before.ID)]; !moves || !also {
			continue
		}
		after := scheduler.RoundAfter{Request: string(g.before.ID), GapMin: r.slotsUp(g.least), GapMax: r.slots()}
		if g.most > 0 {
			after.GapMax = r.slotsDown(g.most)
		}
		c.problem.Requests[i].After = append(c.problem.Requests[i].After, after)
	}
}
