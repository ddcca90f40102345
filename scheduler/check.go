package scheduler

import (
	"cmp"
	"slices"

	"marke/scheduler/interval"
)

// Check holds a wish against every rule and gives all that it breaks, with what the booking would take. It never fails: a
// resource or person that the world does not have is one that cannot be booked, or may do nothing.
func Check(w *World, wish *Wish) Verdict {
	t := newTrial(w, wish)
	t.choose(w.resource(wish.Resource))
	t.place(wish.Use)
	t.judge()
	sortViolations(t.violations)
	return Verdict{Violations: t.violations, Claims: t.taken(), Next: t.next()}
}

func sortViolations(v []Violation) {
	slices.SortStableFunc(v, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Code.rank(), b.Code.rank()), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.Span.From, b.Span.From), cmp.Compare(a.Span.To, b.Span.To),
			cmp.Compare(a.Person, b.Person), cmp.Compare(a.Booking, b.Booking), cmp.Compare(a.Quota, b.Quota), cmp.Compare(a.Reason, b.Reason))
	})
}

// taken lists the claims that the trial would make where it is.
func (t *trial) taken() []Taken {
	out := make([]Taken, 0, len(t.claims)+len(t.needs))
	for i := range t.claims {
		out = append(out, t.take1(&t.claims[i], false))
	}
	for i := range t.needs {
		if o := t.needs[i].chosen; o >= 0 && t.options[o].byName < 0 {
			out = append(out, t.take1(&t.options[o].claim, true))
		}
	}
	return out
}

func (t *trial) take1(c *claim, need bool) Taken {
	span := c.occupied
	if len(c.r.Changeover.Classes) > 0 {
		before, _ := t.neighbours(c)
		span.From = c.r.Changeover.start(t.held(c), before)
	}
	return Taken{Resource: c.r.ID, Units: c.units, Use: t.use, Occupied: span, Need: need}
}

// held is the claim as it would be held.
func (t *trial) held(c *claim) Held {
	return Held{Booking: t.wish.Moving, Resource: c.r.ID, Units: c.units, Use: t.use, Before: c.r.Setup, After: c.r.Cleanup, Class: t.wish.Class}
}

// next lists the claims right after the trial's own that have a changeover to mind.
func (t *trial) next() []Occupied {
	var out []Occupied
	add := func(c *claim) {
		if len(c.r.Changeover.Classes) == 0 {
			return
		}
		if _, after := t.neighbours(c); after != nil {
			self := t.held(c)
			span := interval.Span{From: c.r.Changeover.start(*after, &self), To: after.Use.To + after.After}
			out = append(out, Occupied{after.Booking, c.r.ID, span})
		}
	}
	for i := range t.claims {
		add(&t.claims[i])
	}
	for i := range t.needs {
		if o := t.needs[i].chosen; o >= 0 && t.options[o].byName < 0 {
			add(&t.options[o].claim)
		}
	}
	return out
}
