package scheduler

import "slices"

// roundProject schedules requests that must all be placed, on shared resources of
// even capacity and without windows: the resource-constrained project scheduling
// problem. A list of requests is turned into a schedule by the serial scheme, each
// as early as it can; then it is pushed right from its end and left again, which
// often shortens it (double justification: Valls, Ballestín and Quintanilla 2005).
//
// The free units of all resources in a slot stand side by side in the lanes of a
// few words, so that one subtraction asks all of them whether they have room.
type roundProject struct {
	c     *round
	jobs  []projectJob
	words int32    // for a slot
	top   uint64   // the highest bit of each lane, which free units leave clear
	level []uint64 // of one slot with nothing in it
	free  []uint64 // of each slot
	span  int32    // slots of free that may differ from level
	count []int32  // for sort
	other []int32
	work  int64 // slots that were looked at and taken
}

// projectJob is a request of a project.
type projectJob struct {
	duration, lo, hi int32 // hi is the last start
	parts            []projectPart
}

// projectPart is what a job takes from start+from to start+to, in lanes.
type projectPart struct {
	from, to int32
	units    []uint64
}

// projectPlan is a schedule: the start of each request, and the list it came from.
type projectPlan struct {
	list  []int32
	start []int32
	span  int32
}

// plainProject is the project of a round, or nil when the round has rules that a
// project does not know.
func plainProject(c *round) *roundProject {
	if len(c.limits) > 0 || len(c.source.Pinned) > 0 || len(c.source.Previous) > 0 {
		return nil
	}
	width := 16
	for i := range c.res {
		if len(c.res[i].level) != 1 || !c.res[i].exclusive {
			return nil
		}
		if c.res[i].level[0].level >= 1<<15 {
			width = 32
		}
	}
	lanes := 64 / width
	x := &roundProject{c: c, words: int32(max(1, (len(c.res)+lanes-1)/lanes)), count: make([]int32, c.slots+2), other: make([]int32, len(c.req))}
	lane := func(words []uint64, res int32, units int32) {
		words[int(res)/lanes] += uint64(units) << (int(res) % lanes * width)
	}
	for k := width - 1; k < 64; k += width {
		x.top |= 1 << k
	}
	x.level = make([]uint64, x.words)
	for i := range c.res {
		lane(x.level, int32(i), c.res[i].level[0].level)
	}
	x.free = slices.Repeat(x.level, int(c.slots)+1)
	for r := range c.req {
		req := &c.req[r]
		if len(req.modes) != 1 {
			return nil // the serial scheme would take the mode that ends first, which may not be the best
		}
		mode := &req.modes[0]
		before, after := mode.reach()
		if len(mode.starts) != 1 || mode.starts[0].lo != before || mode.starts[0].hi != c.slots-mode.duration-after {
			return nil
		}
		for _, a := range req.after {
			if a.max < c.slots || a.min < 0 {
				return nil
			}
		}
		job := projectJob{duration: mode.duration, lo: mode.starts[0].lo, hi: mode.starts[0].hi}
		for _, u := range mode.uses {
			k := slices.IndexFunc(job.parts, func(p projectPart) bool { return p.from == u.from && p.to == u.to })
			if k < 0 {
				k = len(job.parts)
				job.parts = append(job.parts, projectPart{u.from, u.to, make([]uint64, x.words)})
			}
			lane(job.parts[k].units, u.res, u.units)
		}
		x.jobs = append(x.jobs, job)
	}
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
	if x.words == 1 {
		level := x.level[0]
		for t := range x.free[:x.span] {
			x.free[t] = level
		}
	} else {
		for t := range x.span {
			copy(x.free[t*x.words:], x.level)
		}
	}
	x.span = 0
}

func (x *roundProject) take(job *projectJob, start int32) {
	for i := range job.parts {
		part := &job.parts[i]
		if x.words == 1 {
			units := part.units[0]
			span := x.free[start+part.from : start+part.to]
			for t := range span {
				span[t] -= units
			}
		} else {
			for at := (start + part.from) * x.words; at < (start+part.to)*x.words; at += x.words {
				for w, units := range part.units {
					x.free[at+int32(w)] -= units
				}
			}
		}
		x.span = max(x.span, start+part.to)
	}
}

// room reports whether a slot has room for a part.
func (x *roundProject) room(part *projectPart, t int32) bool {
	for w, units := range part.units {
		if ((x.free[t*x.words+int32(w)]|x.top)-units)&x.top != x.top {
			return false
		}
	}
	return true
}

// first is the first start from lo on that the resources allow, or -1.
func (x *roundProject) first(job *projectJob, lo int32) int32 {
	if len(job.parts) == 1 && x.words == 1 {
		return x.firstOfOne(job, lo)
	}
next:
	for lo <= job.hi {
		for i := range job.parts {
			part := &job.parts[i]
			for t := lo + part.to - 1; t >= lo+part.from; t-- {
				if !x.room(part, t) {
					lo = t + 1 - part.from
					continue next
				}
			}
		}
		return lo
	}
	return -1
}

// firstOfOne is first for what a project mostly has: one part, four resources at
// most. It looks at no slot twice, and leaps over those before one without room.
func (x *roundProject) firstOfOne(job *projectJob, lo int32) int32 {
	if lo > job.hi {
		return -1
	}
	part := &job.parts[0]
	units, top, free := part.units[0], x.top, x.free
	from, to := lo+part.from, lo+part.to
	for sure := from; ; { // there is room in [from, sure)
		t := to - 1
		for t >= sure && ((free[t]|top)-units)&top == top {
			t--
		}
		if t < sure {
			return from - part.from
		}
		sure = to
		from, to = t+1, t+1+part.to-part.from
		if from-part.from > job.hi {
			return -1
		}
	}
}

// last is the last start up to hi that the resources allow, or -1.
func (x *roundProject) last(job *projectJob, hi int32) int32 {
next:
	for hi >= job.lo {
		for i := range job.parts {
			part := &job.parts[i]
			for t := hi + part.from; t < hi+part.to; t++ {
				if !x.room(part, t) {
					hi = t - part.to
					continue next
				}
			}
		}
		return hi
	}
	return -1
}

// forward schedules a list, which has each request after those it waits for, and
// reports false when the period is too short.
func (x *roundProject) forward(p *projectPlan) bool {
	x.clear()
	p.span = 0
	for _, r := range p.list {
		job := &x.jobs[r]
		ready := job.lo
		for _, a := range x.c.req[r].after {
			ready = max(ready, p.start[a.other]+x.jobs[a.other].duration+a.min)
		}
		at := x.first(job, ready)
		x.work += int64(max(at, ready) - ready + job.duration)
		if at < 0 {
			return false
		}
		p.start[r] = at
		p.span = max(p.span, at+job.duration)
		x.take(job, at)
	}
	return true
}

// backward pushes all to the right, the last to end first, none beyond the span.
func (x *roundProject) backward(p *projectPlan) bool {
	x.sort(p, func(r int32) int32 { return p.span - p.start[r] - x.jobs[r].duration })
	x.clear()
	for _, r := range p.list {
		job := &x.jobs[r]
		due := p.span
		for _, b := range x.c.req[r].before {
			due = min(due, p.start[b.other]-b.min)
		}
		at := x.last(job, min(due-job.duration, job.hi))
		if at < 0 {
			return false
		}
		x.work += int64(due - at)
		p.start[r] = at
		x.take(job, at)
	}
	return true
}

// justify pushes a plan's schedule to both sides, and leaves the list in order of
// start.
func (x *roundProject) justify(p *projectPlan) bool {
	if !x.backward(p) {
		return false
	}
	x.sort(p, func(r int32) int32 { return p.start[r] })
	return x.forward(p)
}

// sort orders a plan's list by a slot, and leaves those of the same slot as they
// are.
func (x *roundProject) sort(p *projectPlan, slot func(r int32) int32) {
	most := int32(0)
	for _, r := range p.list {
		k := slot(r)
		x.count[k+1]++
		most = max(most, k)
	}
	for k := range most {
		x.count[k+1] += x.count[k]
	}
	for _, r := range p.list {
		k := slot(r)
		x.other[x.count[k]] = r
		x.count[k]++
	}
	clear(x.count[:most+2])
	copy(p.list, x.other[:len(p.list)])
}
