package scheduler

// pinnedStand reports whether what is pinned can stand beside each other: nothing
// over its level, no changeover missing, no gap or limit broken.
func (c *round) pinnedStand() bool {
	s := newRoundState(c)
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
	}
	return true
}
