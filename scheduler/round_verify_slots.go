package scheduler

import (
	"cmp"
	"container/heap"
	"slices"
)

// What the verifier knows of slots: the levels of resources, what a mode holds, and
// where it may start. All of it is kept as runs, so that a long period costs no more
// than what is said of it.

// levelCoats is what lies over the capacity of a resource: its levels, and closures
// over those.
func levelCoats(r *RoundResource) []RoundLevel {
	coats := slices.Clone(r.Levels)
	for _, s := range r.Closed {
		coats = append(coats, RoundLevel{s.From, s.To, 0})
	}
	return coats
}

// painted gives the levels of all slots as runs that follow on each other: ground,
// and where a coat lies the last one. It sweeps over the places where coats begin and
// end, with those that lie there on a heap, the last on top.
func painted(slots, ground int64, coats []RoundLevel) []RoundLevel {
	var order []int
	for i, c := range coats {
		if max(c.From, 0) < min(c.To, slots) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(coats[a].From, coats[b].From) })
	var runs []RoundLevel
	var lying coatHeap
	for at := int64(0); at < slots; {
		for len(order) > 0 && coats[order[0]].From <= at {
			heap.Push(&lying, order[0])
			order = order[1:]
		}
		for len(lying) > 0 && coats[lying[0]].To <= at {
			heap.Pop(&lying)
		}
		level, to := ground, slots
		if len(lying) > 0 {
			level, to = coats[lying[0]].Level, min(to, coats[lying[0]].To)
		}
		if len(order) > 0 {
			to = min(to, coats[order[0]].From)
		}
		if n := len(runs); n > 0 && runs[n-1].Level == level {
			runs[n-1].To = to
		} else {
			runs = append(runs, RoundLevel{at, to, level})
		}
		at = to
	}
	return runs
}

// coatHeap holds numbers of coats, the highest first.
type coatHeap []int

func (h coatHeap) Len() int           { return len(h) }
func (h coatHeap) Less(i, j int) bool { return h[i] > h[j] }
func (h coatHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *coatHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *coatHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// slotwise lays runs out, a level for each slot.
func slotwise(runs []RoundLevel) []int64 {
	var out []int64
	for _, run := range runs {
		out = append(out, slices.Repeat([]int64{run.Level}, int(run.To-run.From))...)
	}
	return out
}

// runningSums gives for each slot what those before it add up to, and for the end
// what all do.
func runningSums(runs []RoundLevel) []int64 {
	sums := make([]int64, runs[len(runs)-1].To+1)
	for _, run := range runs {
		for t := run.From; t < run.To; t++ {
			sums[t+1] = sums[t] + run.Level
		}
	}
	return sums
}

// verifiedHold is what a mode that starts at s holds of a resource, by its number:
// units in the slots from s+from up to s+to.
type verifiedHold struct {
	resource        int
	units, from, to int64
}

// holdsOf lays the claims of a mode over each other: no two of its holds are of the
// same resource and the same slot.
func (v *roundVerifier) holdsOf(m *RoundMode) []verifiedHold {
	holds := make([]verifiedHold, 0, len(m.Claims))
	again := false
	for i, c := range m.Claims {
		holds = append(holds, verifiedHold{v.resources[c.Resource], c.Units, -c.Before, m.Duration + c.After})
		again = again || slices.ContainsFunc(m.Claims[:i], func(o RoundClaim) bool { return o.Resource == c.Resource })
	}
	if !again {
		return holds
	}
	slices.SortStableFunc(holds, func(a, b verifiedHold) int { return cmp.Compare(a.resource, b.resource) })
	var out []verifiedHold
	for len(holds) > 0 {
		n := 1
		for n < len(holds) && holds[n].resource == holds[0].resource {
			n++
		}
		out = append(out, overlaid(holds[:n])...)
		holds = holds[n:]
	}
	return out
}

// overlaid cuts holds of one resource at where any of them begins or ends.
func overlaid(holds []verifiedHold) []verifiedHold {
	var edges []int64
	for _, h := range holds {
		edges = append(edges, h.from, h.to)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []verifiedHold
	for k := 1; k < len(edges); k++ {
		piece := verifiedHold{holds[0].resource, 0, edges[k-1], edges[k]}
		for _, h := range holds {
			if h.from <= piece.from && piece.to <= h.to {
				piece.units += h.units
			}
		}
		if piece.units > 0 {
			out = append(out, piece)
		}
	}
	return out
}

// verifiedStarts is a run of starts, from up to but not including to, and the value
// of the best window there.
type verifiedStarts struct{ from, to, value int64 }

// starts lists where a mode may start, were its request alone: inside a window and
// the period with its buffers, where nothing it holds is short, and where it is
// pinned.
func (v *roundVerifier) starts(r *RoundRequest, number int) []verifiedStarts {
	m := &r.Modes[number]
	lo, hi := int64(0), v.p.Slots-m.Duration
	for _, c := range m.Claims {
		lo, hi = max(lo, c.Before), min(hi, v.p.Slots-m.Duration-c.After)
	}
	if x, pinned := v.pins[r.ID]; pinned {
		if x.Mode != number {
			return nil
		}
		lo, hi = max(lo, x.Start), min(hi, x.Start)
	}
	if lo > hi {
		return nil
	}
	runs := windowStarts(r.Windows, m.Duration, lo, hi+1)
	for _, h := range v.holdsOf(m) {
		if len(runs) == 0 {
			break
		}
		runs = h.outside(runs, v.levels[h.resource])
	}
	return runs
}

// windowStarts lists the starts from lo up to hi at which a use lies in a window.
func windowStarts(windows []RoundWindow, duration, lo, hi int64) []verifiedStarts {
	coats := make([]RoundLevel, 0, len(windows))
	for _, w := range windows {
		coats = append(coats, RoundLevel{w.From - lo, w.To - duration + 1 - lo, w.Value})
	}
	slices.SortStableFunc(coats, func(a, b RoundLevel) int { return cmp.Compare(a.Level, b.Level) }) // the best on top
	var out []verifiedStarts
	for _, run := range painted(hi-lo, -1, coats) {
		if run.Level >= 0 {
			out = append(out, verifiedStarts{run.From + lo, run.To + lo, run.Level})
		}
	}
	return out
}

// outside takes out of runs the starts at which the hold would need more than a
// resource has.
func (h verifiedHold) outside(runs []verifiedStarts, levels []RoundLevel) []verifiedStarts {
	first := runs[0].from + h.from
	k, _ := slices.BinarySearchFunc(levels, first, func(l RoundLevel, at int64) int { return cmp.Compare(l.To, at+1) })
	var out []verifiedStarts
	for _, run := range runs {
		for k > 0 && levels[k-1].To > run.from+h.from {
			k-- // a run may begin in the levels that the one before ended in
		}
		for ; k < len(levels) && run.from < run.to; k++ {
			l := &levels[k]
			if l.Level >= h.units {
				continue
			}
			if l.From-h.to >= run.to-1 {
				break
			}
			if before := min(run.to, l.From-h.to+1); run.from < before {
				out = append(out, verifiedStarts{run.from, before, run.value})
			}
			run.from = max(run.from, l.To-h.from)
		}
		if run.from < run.to {
			out = append(out, run)
		}
	}
	return out
}
