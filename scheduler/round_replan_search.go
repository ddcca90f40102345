package scheduler

import (
	"cmp"
	"slices"
)

// replanner looks for the plan that disturbs least. Its objective is that of the
// priced frame: drops, then moves of what was not hit; how far things move comes
// last and is looked at by draw.
type replanner struct {
	roundMover
	frame      *replanFrame
	hit        []bool
	oldMode    []int32 // as numbered in the file
	oldStart   []int32
	instrument int64
	heat       int64
}

func newReplanner(f *replanFrame, o ReplanOptions) *replanner {
	c := compile(f.priced())
	r := &replanner{
		roundMover: roundMover{roundState: newRoundState(c), random: roundRandom{o.Seed}}, frame: f,
		hit: make([]bool, len(c.req)), oldMode: make([]int32, len(c.req)), oldStart: make([]int32, len(c.req)), instrument: o.InstrumentSlots,
	}
	stay := make([]roundSpot, len(c.req))
	worth, hits := int64(0), int64(1)
	for i := range c.req {
		req := &c.req[i]
		x := f.placed[req.id]
		r.hit[i], r.oldMode[i], r.oldStart[i] = f.hit[req.id], int32(x.Mode), int32(x.Start)
		stay[i] = roundSpot{-1, 0}
		if f.shaken[req.id] {
			worth, hits = worth+req.best, hits+1
		}
		if r.hit[i] {
			continue
		}
		stay[i] = roundSpot{r.modeNow(int32(i)), int32(x.Start)}
	}
	r.heat = worth / hits / 2
	r.restore(stay)
	return r
}

// modeNow is the number of a request's old mode among those that have a start.
func (r *replanner) modeNow(req int32) int32 {
	return int32(slices.IndexFunc(r.c.req[req].modes, func(m roundMode) bool { return m.source == r.oldMode[req] }))
}

// moved reports whether a placed request stands elsewhere than before.
func (r *replanner) moved(req int32) bool {
	return r.start[req] != r.oldStart[req] || r.c.req[req].modes[r.mode[req]].source != r.oldMode[req]
}

// far is how much a place disturbs: the slots from the old start, and the price of
// another mode.
func (r *replanner) far(req, mode, start int32) int64 {
	cost := int64(max(start-r.oldStart[req], r.oldStart[req]-start))
	if r.c.req[req].modes[mode].source != r.oldMode[req] {
		cost += r.instrument
	}
	return cost
}

// fitHit gives what was hit the nearest free places, the worthiest first. What
// cannot stand without one that has none goes, and is then fitted in with all it
// needs or not at all.
func (r *replanner) fitHit() {
	order := r.absent()
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(r.c.req[b].best, r.c.req[a].best) })
	for _, req := range order {
		r.fitNear(req)
	}
	for lame := true; lame; {
		lame = false
		for req := range r.c.req {
			if r.mode[req] >= 0 && !r.c.req[req].pinned && !r.stands(int32(req)) {
				r.remove(int32(req))
				lame = true
			}
		}
	}
	for _, req := range r.absent() {
		mark, fits := len(r.journal), true
		for _, needed := range r.c.neededBy(req) {
			fits = fits && (r.mode[needed] >= 0 || r.fitNear(needed))
		}
		if !fits {
			r.undo(mark)
		}
	}
	r.journal = r.journal[:0]
}

// absent are the requests without a place.
func (r *replanner) absent() []int32 {
	var out []int32
	for req, mode := range r.mode {
		if mode < 0 {
			out = append(out, int32(req))
		}
	}
	return out
}

// stands reports whether a request has all it needs, at the gaps it needs.
func (r *replanner) stands(req int32) bool {
	q := &r.c.req[req]
	if q.group >= 0 && int(r.members[q.group]) < len(r.c.groups[q.group]) {
		return false
	}
	lo, hi, lacking := r.gaps(req, q.modes[r.mode[req]].duration)
	return !lacking && lo <= r.start[req] && r.start[req] <= hi && r.keepsChangeovers(req)
}

// fitNear places a request where it meets nothing and disturbs least.
func (r *replanner) fitNear(req int32) bool {
	bestMode, bestStart, best := int32(-1), int32(0), int64(0)
	for mode := range r.c.req[req].modes {
		m := &r.c.req[req].modes[mode]
		lo, hi, lacking := r.gaps(req, m.duration)
		if lacking || !r.fits(req, m) {
			continue
		}
		for i := range m.starts {
			from, to := max(lo, m.starts[i].lo), min(hi, m.starts[i].hi)
			for _, at := range []int32{r.latest(req, m, from, min(to, r.oldStart[req])), r.earliest(req, m, max(from, r.oldStart[req]), to)} {
				if at < 0 {
					continue
				}
				if far := r.far(req, int32(mode), at); bestMode < 0 || far < best {
					bestMode, bestStart, best = int32(mode), at, far
				}
			}
		}
	}
	if bestMode < 0 {
		return false
	}
	r.put(req, bestMode, bestStart)
	return true
}

// makeRoom tries to place what has no place by forcing it somewhere and fitting in
// elsewhere what it meets, as the search for a plan does, and keeps the best.
func (r *replanner) makeRoom(steps int64) {
	best, worth := r.snapshot(nil), r.objective()
	for step := int64(0); step < steps; step++ {
		absent := r.absent()
		if len(absent) == 0 {
			break
		}
		left := (steps - step) << 10 / steps
		heat := r.heat * (left * left >> 10) >> 10
		before := r.objective()
		r.journal = r.journal[:0]
		r.floor = before - heat*(r.random.exponential()>>4)>>12
		req := absent[r.random.below(int32(len(absent)))]
		if !r.try(req) || r.objective() < r.floor {
			r.undo(0)
		} else if now := r.objective(); now > worth {
			worth = now
			best = r.snapshot(best)
		}
	}
	r.restore(best)
}
