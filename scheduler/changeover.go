package scheduler

import (
	"slices"
	"sort"

	"marke/scheduler/interval"
)

// changeoverRule keeps the time that a change of process needs between the end of one use and the start of the next: with
// the use before, for the wish's own buffer, and with the use after, for the buffer which that one then needs. Neighbours
// are those next to each other by start, then end, as in a round.
type changeoverRule struct{}

func (changeoverRule) judgeClaim(t *trial, c *claim) {
	if len(c.r.Changeover.Classes) == 0 {
		return
	}
	before, after := t.neighbours(c)
	if before != nil {
		needed, classed := c.r.Changeover.between(before.Class, t.wish.Class)
		if classed && t.use.From < before.Use.To+needed && !c.collides(before) {
			starts := interval.Span{From: t.use.From, To: before.Use.To + needed}
			if after != nil { // from there on it would be the neighbour
				starts.To = max(min(starts.To, after.Use.From), t.use.From+1)
			}
			t.report(c.tooClose(before.Booking, before.Use.To, t.use.From, needed), starts)
		}
	}
	if after != nil && !t.done() {
		needed, classed := c.r.Changeover.between(t.wish.Class, after.Class)
		if classed && after.Use.From < t.use.To+needed && !c.collides(after) {
			starts := interval.Span{From: after.Use.From - needed - t.use.Length() + 1, To: t.use.From + 1}
			if before != nil {
				starts.From = min(max(starts.From, before.Use.From+1), t.use.From)
			}
			t.report(c.tooClose(after.Booking, t.use.To, after.Use.From, needed), starts)
		}
	}
}

func (c *claim) tooClose(other BookingID, end, start, needed int64) Violation {
	return Violation{Code: Changeover, Resource: c.r.ID, Booking: other, Span: interval.Span{From: min(end, start), To: end + needed},
		Limit: needed, Actual: max(0, start-end)}
}

// collides reports that the two uses overlap where only one can be: then capacity has said so already.
func (c *claim) collides(h *Held) bool { return c.r.Capacity == 1 && h.Use.Overlaps(c.use) }

// neighbours gives the uses of the resource right before and right after the trial's, leaving out the booking that moves.
func (t *trial) neighbours(c *claim) (before, after *Held) {
	held := c.r.held
	i := sort.Search(len(held), func(i int) bool {
		u := held[i].Use
		return u.From > t.use.From || u.From == t.use.From && u.To > t.use.To
	})
	moving := t.wish.Moving
	for j := i - 1; j >= 0 && before == nil; j-- {
		if moving == 0 || held[j].Booking != moving {
			before = &held[j]
		}
	}
	for j := i; j < len(held) && after == nil; j++ {
		if moving == 0 || held[j].Booking != moving {
			after = &held[j]
		}
	}
	return before, after
}

// between gives the ticks from the end of a use of class a to the start of the next, of class b; classed is false when the
// table does not have both.
func (t Table) between(a, b ClassID) (ticks int64, classed bool) {
	if a == 0 || b == 0 {
		return 0, false
	}
	row, column := slices.Index(t.Classes, a), slices.Index(t.Classes, b)
	if row < 0 || column < 0 {
		return 0, false
	}
	return t.Ticks[row][column], true
}

// start gives the moment from which a use occupies the resource, when the one before it has class and spans as given: its
// setup, or its changeover as far as that is free of the other's cleanup.
func (t Table) start(h Held, before *Held) int64 {
	from := h.Use.From - h.Before
	if before == nil {
		return from
	}
	changeover, _ := t.between(before.Class, h.Class)
	return min(from, max(h.Use.From-changeover, before.Use.To+before.After))
}

// Occupied lists what the claims that are held on a resource occupy, changeovers included, by start. After a booking was
// made, moved or cancelled it says how its neighbours' claims are to be stored.
func (w *World) Occupied(id ResourceID) []Occupied {
	r := w.resource(id)
	out := make([]Occupied, len(r.held))
	for i, h := range r.held {
		var before *Held
		if i > 0 {
			before = &r.held[i-1]
		}
		out[i] = Occupied{h.Booking, id, interval.Span{From: r.Changeover.start(h, before), To: h.Use.To + h.After}}
	}
	return out
}
