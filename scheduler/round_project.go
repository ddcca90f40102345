package scheduler

import (
	"cmp"
	"slices"
)

// roundProject schedules requests that must all be placed, on shared resources of
// even capacity and without windows: the resource-constrained project scheduling
// problem. A list of requests is turned into a schedule by the serial scheme, each
// as early as it can; then it is pushed right from its end and left again, which
// often shortens it (double justification: Valls, Ballestín and Quintanilla 2005).
type roundProject struct {
	c     *round
	level []int32   // of each resource
	free  [][]int32 // units free in each slot, of each resource
	span  int32     // slots of free that may differ from level
}

// projectPlan is a schedule: start and mode of each request, and the list it came
// from.
type projectPlan struct {
	list        []int32
	start, mode []int32
	span        int32
}

// plainProject is the project of a round, or nil when the round has rules that a
// project does not know.
func plainProject(c *round) *roundProject {
	x := &roundProject{c: c}
	if len(c.limits) > 0 || len(c.source.Pinned) > 0 || len(c.source.Previous) > 0 {
		return nil
	}
	for i := range c.res {
		if len(c.res[i].level) != 1 || !c.res[i].exclusive {
			return nil
		}
		x.level = append(x.level, c.res[i].level[0].level)
		x.free = append(x.free, make([]int32, c.slots+1))
	}
	for r := range c.req {
		req := &c.req[r]
		if len(req.modes) != 1 {
			return nil // the serial scheme would take the mode that ends first, which may not be the best
		}
		for m := range req.modes {
			mode := &req.modes[m]
			before, after := mode.reach()
			if len(mode.starts) != 1 || mode.starts[0].lo != before || mode.starts[0].hi != c.slots-mode.duration-after {
				return nil
			}
		}
		for _, a := range req.after {
			if a.max < c.slots {
				return nil
			}
		}
	}
	x.span = c.slots
	return x
}

// reach is how far buffers stand out before the start and after the end.
func (m *roundMode) reach() (before, after int32) {
	for _, u := range m.uses {
		before, after = max(before, -u.from), max(after, u.to-m.duration)
	}
	return before, after
}

func (x *roundProject) clear() {
	for i, free := range x.free {
		for t := range free[:x.span] {
			free[t] = x.level[i]
		}
	}
	x.span = 0
}

func (x *roundProject) take(m *roundMode, start int32) {
	for i := range m.uses {
		u := &m.uses[i]
		span := x.free[u.res][start+u.from : start+u.to]
		units := u.units
		for t := range span {
			span[t] -= units
		}
		x.span = max(x.span, start+u.to)
	}
}

// first is the first start from lo on that the resources allow, or -1.
func (x *roundProject) first(m *roundMode, lo int32) int32 {
	hi := m.starts[0].hi
next:
	for lo <= hi {
		for i := range m.uses {
			u := &m.uses[i]
			free := x.free[u.res]
			for t := lo + u.to - 1; t >= lo+u.from; t-- {
				if free[t] < u.units {
					lo = t + 1 - u.from
					continue next
				}
			}
		}
		return lo
	}
	return -1
}

// last is the last start up to hi that the resources allow, or -1.
func (x *roundProject) last(m *roundMode, hi int32) int32 {
	lo := m.starts[0].lo
next:
	for hi >= lo {
		for i := range m.uses {
			u := &m.uses[i]
			free := x.free[u.res]
			for t := hi + u.from; t < hi+u.to; t++ {
				if free[t] < u.units {
					hi = t - u.to
					continue next
				}
			}
		}
		return hi
	}
	return -1
}

// forward schedules a list, which has each request after those it waits for, and
// reports false when the period is too short. A mode that a plan brings along is
// kept when keep is true, else the one that ends first is taken.
func (x *roundProject) forward(p *projectPlan, keep bool) bool {
	x.clear()
	p.span = 0
	for _, r := range p.list {
		req := &x.c.req[r]
		ready := int32(0)
		for _, a := range req.after {
			ready = max(ready, p.end(x.c, a.other)+a.min)
		}
		best, bestStart, bestEnd := int32(-1), int32(0), int32(0)
		for k := range req.modes {
			if keep && int32(k) != p.mode[r] {
				continue
			}
			m := &req.modes[k]
			at := x.first(m, max(ready, m.starts[0].lo))
			if at >= 0 && (best < 0 || at+m.duration < bestEnd) {
				best, bestStart, bestEnd = int32(k), at, at+m.duration
			}
		}
		if best < 0 {
			return false
		}
		p.mode[r], p.start[r] = best, bestStart
		p.span = max(p.span, bestEnd)
		x.take(&req.modes[best], bestStart)
	}
	return true
}

func (p *projectPlan) end(c *round, r int32) int32 {
	return p.start[r] + c.req[r].modes[p.mode[r]].duration
}

// backward pushes all to the right, the last to end first, none beyond the span.
func (x *roundProject) backward(p *projectPlan) bool {
	x.sort(p, func(r int32) int32 { return -p.end(x.c, r) })
	x.clear()
	for _, r := range p.list {
		req := &x.c.req[r]
		m := &req.modes[p.mode[r]]
		due := p.span
		for _, b := range req.before {
			due = min(due, p.start[b.other]-b.min)
		}
		at := x.last(m, min(due-m.duration, m.starts[0].hi))
		if at < 0 {
			return false
		}
		p.start[r] = at
		x.take(m, at)
	}
	return true
}

// sort orders a plan's list by a key, keeping those that wait behind what they
// wait for.
func (x *roundProject) sort(p *projectPlan, key func(r int32) int32) {
	slices.SortStableFunc(p.list, func(a, b int32) int { return cmp.Compare(key(a), key(b)) })
}

// justify pushes a plan's schedule to both sides, and leaves the list in order of
// start.
func (x *roundProject) justify(p *projectPlan) bool {
	if !x.backward(p) {
		return false
	}
	x.sort(p, func(r int32) int32 { return p.start[r] })
	return x.forward(p, true)
}

// bound is a span that no schedule can beat: the longest chain, and for each
// resource and each set of requests with a head and a tail of at least so much,
// head, tail and the work between them.
func (x *roundProject) bound() int32 {
	heads, tails := x.headsAndTails()
	best := int32(0)
	for r := range x.c.req {
		best = max(best, heads[r]+tails[r]+x.c.req[r].shortest())
	}
	for res := range x.c.res {
		if x.level[res] == 0 {
			continue
		}
		var users []int32
		work := make([]int64, len(x.c.req))
		for r := range x.c.req {
			if w := x.c.req[r].leastWork(int32(res)); w > 0 {
				work[r] = w
				users = append(users, int32(r))
			}
		}
		slices.SortStableFunc(users, func(a, b int32) int { return cmp.Compare(tails[b], tails[a]) })
		for _, h := range users {
			total := int64(0)
			for _, q := range users {
				if heads[q] < heads[h] {
					continue
				}
				total += work[q]
				level := int64(x.level[res])
				best = max(best, heads[h]+tails[q]+int32((total+level-1)/level))
			}
		}
	}
	return best
}

// headsAndTails is the least time before the start and after the end of each.
func (x *roundProject) headsAndTails() (heads, tails []int32) {
	heads, tails = make([]int32, len(x.c.req)), make([]int32, len(x.c.req))
	order := x.c.topological()
	for _, r := range order {
		for _, a := range x.c.req[r].after {
			heads[r] = max(heads[r], heads[a.other]+x.c.req[a.other].shortest()+a.min)
		}
	}
	for k := len(order) - 1; k >= 0; k-- {
		r := order[k]
		for _, b := range x.c.req[r].before {
			tails[r] = max(tails[r], tails[b.other]+x.c.req[b.other].shortest()+b.min)
		}
	}
	return heads, tails
}

func (r *roundRequest) shortest() int32 {
	least := int32(1 << 30)
	for m := range r.modes {
		least = min(least, r.modes[m].duration)
	}
	return least
}

// leastWork is the least a request holds of a resource while it runs, buffers
// left out, in units × slots.
func (r *roundRequest) leastWork(res int32) int64 {
	least := int64(-1)
	for m := range r.modes {
		work := int64(0)
		for _, u := range r.modes[m].uses {
			if u.res == res {
				work += int64(u.units) * int64(max(0, min(u.to, r.modes[m].duration)-max(u.from, 0)))
			}
		}
		if least < 0 || work < least {
			least = work
		}
	}
	return max(least, 0)
}

// topological orders requests so that each comes after what it waits for.
func (c *round) topological() []int32 {
	waits := make([]int, len(c.req))
	var order []int32
	for r := range c.req {
		if waits[r] = len(c.req[r].after); waits[r] == 0 {
			order = append(order, int32(r))
		}
	}
	for k := 0; k < len(order); k++ {
		for _, b := range c.req[order[k]].before {
			if waits[b.other]--; waits[b.other] == 0 {
				order = append(order, b.other)
			}
		}
	}
	return order
}
