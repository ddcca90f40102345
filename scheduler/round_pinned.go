package scheduler

import "slices"

// pinnedStand reports whether what is pinned can stand beside each other: nothing
// over its level, no changeover missing, no gap or limit broken.
func (c *round) pinnedStand() bool {
	plain := *c // what is pinned may keep its changeovers only all together
	plain.res = slices.Clone(c.res)
	for i := range plain.res {
		plain.res[i].exclusive = true
	}
	s := newRoundState(&plain)
	for r := range c.req {
		req := &c.req[r]
		if !req.pinned {
			continue
		}
		if len(req.modes) == 0 {
			return false
		}
		m := &req.modes[0]
		at := m.starts[0].lo
		if s.earliest(int32(r), m, at, at) < 0 || !s.fits(int32(r), m) {
			return false
		}
		s.put(int32(r), 0, at)
	}
	s.c = c
	for r := range c.req {
		if s.mode[r] < 0 {
			continue
		}
		for _, a := range c.req[r].after {
			if s.mode[a.other] < 0 {
				continue // it must be placed still, and the search will try
			}
			if gap := s.start[r] - s.end(a.other); gap < a.min || gap > a.max {
				return false
			}
		}
		if !s.keepsChangeovers(int32(r)) {
			return false
		}
	}
	return true
}

// loosenPinned lets the search place what is pinned but follows another that is too soon, unless a use without a class comes between them. It must be
// placed still, and has no other place. From there on all that is pinned on that resource waits, since what follows it may need it too.
func (c *round) loosenPinned() {
	order := &roundState{c: c}
	var loose []int32
	for res := range c.res {
		if c.res[res].exclusive {
			continue
		}
		runs := c.pinnedRuns(int32(res))
		slices.SortFunc(runs, func(a, b roundRun) int { return order.compareRuns(int32(res), a, b) })
		waits := false
		for k := 1; k < len(runs); k++ {
			waits = waits || order.tooSoon(int32(res), runs[k-1], runs[k]) && c.mayComeBetween(int32(res), runs[k-1], runs[k])
			if waits {
				loose = append(loose, runs[k].req)
			}
		}
	}
	for _, r := range loose {
		c.req[r].pinned = false
	}
}

// pinnedRuns are the uses of a resource that are pinned.
func (c *round) pinnedRuns(res int32) []roundRun {
	var out []roundRun
	for r := range c.req {
		if !c.req[r].pinned || len(c.req[r].modes) == 0 {
			continue
		}
		m := &c.req[r].modes[0]
		for i := range m.uses {
			if at := m.starts[0].lo; m.uses[i].res == res {
				out = append(out, roundRun{at, at + m.duration, m.uses[i].class, int32(r)})
				break
			}
		}
	}
	return out
}

// mayComeBetween reports that something that is not pinned may use a resource without a class and begin between two uses of it.
func (c *round) mayComeBetween(res int32, a, b roundRun) bool {
	return slices.ContainsFunc(c.req, func(r roundRequest) bool {
		return !r.pinned && slices.ContainsFunc(r.modes, func(m roundMode) bool {
			without := slices.ContainsFunc(m.uses, func(u roundUse) bool { return u.res == res && u.class < 0 })
			return without && slices.ContainsFunc(m.starts, func(s roundStarts) bool { return s.lo <= b.start && s.hi >= a.start })
		})
	})
}
