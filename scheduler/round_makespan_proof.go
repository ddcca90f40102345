package scheduler

import (
	"cmp"
	"slices"
)

// RoundNogood says that no plan which ends by EndsBy has all these requests start
// where it says; an EndsBy of -1 speaks of all plans. From names the earlier
// nogoods of the certificate that it follows from, by their places: with what it
// says taken for true, these and the rules about chains and capacities leave some
// request no start, or a resource too little.
type RoundNogood struct {
	EndsBy int64
	Starts []RoundStarts
	From   []int
}

// RoundStarts is a request that starts at From at the earliest and To at the
// latest.
type RoundStarts struct {
	Request  string
	From, To int64
}

// RoundWork names requests that need so much of a resource that a plan cannot end
// sooner: all that can neither start before Head, nor end less than Tail before
// the end of all, for what must come before and after them.
type RoundWork struct {
	Resource   string
	Head, Tail int64
}

// proofMost is how many limits the nogoods of a certificate may have together. A
// proof that is longer is not written down, and its bound not claimed.
const proofMost = 400_000

// proof gives the nogoods from which the bound of the prover follows, in an order
// in which each follows from those before it; false when they are too many.
func (p *projectProver) proof() ([]RoundNogood, bool) {
	t := proofTrace{p: p, nogood: make([]bool, len(p.nogoods)), event: make([]bool, len(p.trail))}
	last := p.latest[p.end()^1]
	if last < 0 {
		return nil, true
	}
	t.addEvent(last)
	if !t.walk() {
		return nil, false
	}
	return t.write(), true
}

// proofTrace finds what a bound follows from.
type proofTrace struct {
	p             *projectProver
	nogood, event []bool // taken up
	nogoods       []int32
	events        []int32 // at the root
	size          int
}

func (t *proofTrace) addNogood(id int32) {
	if !t.nogood[id] {
		t.nogood[id] = true
		t.nogoods = append(t.nogoods, id)
		t.size += len(t.p.nogoods[id].limits)
	}
}

func (t *proofTrace) addEvent(e int32) {
	if !t.event[e] {
		t.event[e] = true
		t.events = append(t.events, e)
	}
}

// walk takes up all that what was taken up follows from.
func (t *proofTrace) walk() bool {
	var limits []startLimit
	for nogood, event := 0, 0; nogood < len(t.nogoods) || event < len(t.events); {
		if t.size > proofMost {
			return false
		}
		if event < len(t.events) {
			e := &t.p.trail[t.events[event]]
			event++
			if e.cause == byNogood {
				t.addNogood(e.ref)
			}
			limits = t.p.reason(limits[:0], e, e.now)
			for _, l := range limits {
				if from := t.p.eventOf(l); from >= 0 {
					t.addEvent(from)
				}
			}
			continue
		}
		for _, from := range t.p.nogoods[t.nogoods[nogood]].from {
			if from < 0 {
				t.addEvent(^from)
			} else {
				t.addNogood(from)
			}
		}
		nogood++
	}
	return true
}

// write puts nogoods and what they made certain at the root in order.
func (t *proofTrace) write() []RoundNogood {
	type step struct{ after, event, nogood int32 } // event -1 is the nogood
	var steps []step
	for _, id := range t.nogoods {
		steps = append(steps, step{id, -1, id})
	}
	for _, at := range t.events {
		if e := &t.p.trail[at]; e.cause == byNogood && len(t.p.nogoods[e.ref].limits) > 1 {
			steps = append(steps, step{e.gap - 1, at, e.ref})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(cmp.Compare(a.after, b.after), cmp.Compare(a.event, b.event)) })
	place := make([]int, len(t.p.nogoods))
	out := make([]RoundNogood, 0, len(steps))
	for _, s := range steps {
		if s.event >= 0 {
			e := &t.p.trail[s.event]
			out = append(out, t.p.written([]startLimit{startLimit{e.side, e.now}.contrary()}))
			out[len(out)-1].From = []int{place[s.nogood]}
			continue
		}
		place[s.nogood] = len(out)
		g := &t.p.nogoods[s.nogood]
		w := t.p.written(g.limits)
		for _, from := range g.from {
			if from >= 0 && len(t.p.nogoods[from].limits) > 1 {
				w.From = append(w.From, place[from])
			}
		}
		out = append(out, w)
	}
	return out
}

// written puts limits in the words of the problem.
func (p *projectProver) written(limits []startLimit) RoundNogood {
	out := RoundNogood{EndsBy: -1}
	sorted := slices.Clone(limits)
	slices.SortFunc(sorted, func(a, b startLimit) int { return cmp.Compare(a.side, b.side) })
	for _, l := range sorted {
		if l.side == p.end() {
			out.EndsBy = int64(-l.least)
			continue
		}
		id := p.c.req[l.side/2].id
		if n := len(out.Starts); n == 0 || out.Starts[n-1].Request != id {
			out.Starts = append(out.Starts, RoundStarts{id, 0, int64(p.c.slots)})
		}
		if starts := &out.Starts[len(out.Starts)-1]; l.side%2 == 0 {
			starts.From = int64(l.least)
		} else {
			starts.To = int64(-l.least)
		}
	}
	return out
}
