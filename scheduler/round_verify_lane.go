package scheduler

import "slices"

// earnings is what one mode earns at its starts, at some prices.
type earnings struct {
	runs   []verifiedStarts // the value of a run is what its starts earn, without what follows
	terms  []earningTerm
	timing []int64 // of each start; nil when it does not matter
}

// earningTerm adds for a start s times what the sums grow by from s+from to s+to.
type earningTerm struct {
	sums     []int64
	from, to int64
	times    int64
}

// closedStart stands where a mode may not start.
const closedStart = -1 << 62

// earnings finds where a mode may start and what that earns; runs that earn nothing
// whatever else they cost are left out.
func (b *boundProof) earnings(request, number int, worth bool) earnings {
	r := &b.p.Requests[request]
	m := &r.Modes[number]
	base := -b.request[request] - b.slotwise[request]*m.Duration
	e := earnings{timing: b.timing[request]}
	lift := int64(0) // the most that terms add
	if len(m.Claims) > 0 {
		if price := b.target[b.accountOf(r, m)]; price > 0 {
			claim := &m.Claims[0]
			if sums := b.weights[b.resources[claim.Resource]]; sums != nil {
				e.terms = append(e.terms, earningTerm{sums, -claim.Before, m.Duration + claim.After, price})
				lift = price * sums[b.p.Slots]
			} else {
				base += price * 100 * (claim.Before + m.Duration + claim.After)
			}
		}
	}
	most := base + lift
	if worth {
		best := int64(0)
		for _, w := range r.Windows {
			best = max(best, w.Value)
		}
		most += (best + b.before[r.ID].DropCost) * 10_000
	}
	if most <= 0 && e.timing == nil {
		return e
	}
	for _, h := range b.holdsOf(m) {
		for i := range b.slot[h.resource] {
			if tally := &b.slot[h.resource][i]; tally.of(h.units) > 0 {
				e.terms = append(e.terms, earningTerm{tally.sums, h.from, h.to, -tally.of(h.units)})
			}
		}
	}
	for _, run := range b.starts(r, number) {
		for _, run := range b.worthOf(r, number, run, worth) {
			if run.value += base; run.from < run.to && (run.value+lift > 0 || e.timing != nil) {
				e.runs = append(e.runs, run)
			}
		}
	}
	return e
}

// worthOf gives a run of starts their worth in parts of a unit: the value, and what
// keeping a request where it was saves, less what moving it costs. Some of the runs it
// is cut into may be empty.
func (v *roundVerifier) worthOf(r *RoundRequest, number int, run verifiedStarts, worth bool) []verifiedStarts {
	if !worth {
		return []verifiedStarts{{run.from, run.to, 0}}
	}
	run.value *= 10_000
	x, had := v.before[r.ID]
	if !had {
		return []verifiedStarts{run}
	}
	run.value += (x.DropCost - x.MoveCost) * 10_000
	if x.Mode != number || x.Start < run.from || x.Start >= run.to {
		return []verifiedStarts{run}
	}
	kept := verifiedStarts{x.Start, x.Start + 1, run.value + x.MoveCost*10_000}
	return []verifiedStarts{{run.from, x.Start, run.value}, kept, {x.Start + 1, run.to, run.value}}
}

// fill writes what the starts from up to to earn, and closedStart where there is
// none. It reports whether any earns something.
func (e *earnings) fill(row []int64, from, to int64) bool {
	for k := range row[:to-from] {
		row[k] = closedStart
	}
	first, _ := slices.BinarySearchFunc(e.runs, from, func(run verifiedStarts, at int64) int { return int(run.to - 1 - at) })
	some := false
	for _, run := range e.runs[first:] {
		if run.from >= to {
			break
		}
		lo, hi := max(run.from, from), min(run.to, to)
		part := row[lo-from : hi-from]
		for k := range part {
			part[k] = run.value
		}
		for _, term := range e.terms {
			sums := term.sums[lo+term.from:]
			grown := term.sums[lo+term.to:]
			for k := range part {
				part[k] += term.times * (grown[k] - sums[k])
			}
		}
		if e.timing != nil {
			for k, timing := range e.timing[lo:hi] {
				part[k] += timing
			}
		}
		some = some || slices.ContainsFunc(part, func(earn int64) bool { return earn > 0 })
	}
	return some
}

// stripWide is how many slots of a lane are looked at together.
const stripWide = 256

// most is the most that a start earns; 0 when none earns anything.
func (e *earnings) most(strip *[]int64) int64 {
	*strip = slices.Grow((*strip)[:0], stripWide)[:stripWide]
	row, most := *strip, int64(0)
	for _, run := range e.runs {
		for at := run.from; at < run.to; at += stripWide {
			if to := min(run.to, at+stripWide); e.fill(row, at, to) {
				most = max(most, slices.Max(row[:to-at]))
			}
		}
	}
	return most
}

// homeOf is the resource on which no two placements of modes that have it as home
// can overlap: the first claimed of which there is never more than one unit; -1 for
// none.
func (v *roundVerifier) homeOf(m *RoundMode) int {
	for _, claim := range m.Claims {
		if k := v.resources[claim.Resource]; v.single[k] {
			return k
		}
	}
	return -1
}

// holdOf is how long a mode holds a resource.
func holdOf(m *RoundMode, resource string) (before, long int64) {
	after := int64(0)
	for _, claim := range m.Claims {
		if claim.Resource == resource {
			before, after = max(before, claim.Before), max(after, claim.After)
		}
	}
	return before, before + m.Duration + after
}

// laneMode is one mode of those that exclude each other on their home.
type laneMode struct{ request, number int }

// lane is the most that placements of some modes, no two of which overlap on their
// home, can earn. It goes over the slots a strip at a time, and passes over the
// modes that earn nothing there.
func (b *boundProof) lane(home int, modes []laneMode, worth bool, strip *[]int64) int64 {
	type hold struct {
		earnings
		before, long int64
		tolls        []int64 // of each begin; nil for none
		row          []int64
	}
	var holds, here []hold
	for _, l := range modes {
		if e := b.earnings(l.request, l.number, worth); len(e.runs) > 0 {
			before, long := holdOf(&b.p.Requests[l.request].Modes[l.number], b.p.Resources[home].ID)
			holds = append(holds, hold{e, before, long, b.tolls(home, l.request, long), nil})
		}
	}
	value := make([]int64, b.p.Slots+1) // the most that can be earned before each slot
	for from := int64(0); from < b.p.Slots && len(holds) > 0; from += stripWide {
		to := min(b.p.Slots, from+stripWide)
		here, *strip = here[:0], (*strip)[:0]
		for _, h := range holds {
			if h.runs[0].from-h.before >= to || h.runs[len(h.runs)-1].to-h.before <= from {
				continue
			}
			n := len(*strip)
			*strip = slices.Grow(*strip, stripWide)[:n+stripWide]
			h.row = (*strip)[n:]
			if h.fill(h.row, from+h.before, to+h.before) {
				for t := from; t < to && h.tolls != nil; t++ {
					h.row[t-from] -= h.tolls[t]
				}
				here = append(here, h)
			} else {
				*strip = (*strip)[:n]
			}
		}
		for t := from; t < to; t++ {
			if t > 0 {
				value[t] = max(value[t], value[t-1])
			}
			for k := range here {
				if earn := here[k].row[t-from]; earn > 0 {
					end := t + here[k].long
					value[end] = max(value[end], min(value[t]+earn, 4*priceMost))
				}
			}
		}
	}
	return max(value[b.p.Slots], value[b.p.Slots-1])
}
