package scheduler

import "cmp"

// roundRun is a use of a resource with changeovers, in the order in which uses
// follow each other: by start, end, class and request.
type roundRun struct{ start, end, class, req int32 }

func (s *roundState) compareRuns(res int32, a, b roundRun) int {
	if d := cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)); d != 0 {
		return d
	}
	if a.class != b.class {
		if a.class < 0 || b.class < 0 {
			return cmp.Compare(a.class, b.class)
		}
		classes := s.c.res[res].classes
		return cmp.Compare(classes[a.class], classes[b.class])
	}
	return cmp.Compare(a.req, b.req)
}

// runsAround finds what comes directly before and after a run; req -1 is none.
func (s *roundState) runsAround(res int32, run roundRun) (before, after roundRun) {
	before.req, after.req = -1, -1
	s.work += int64(len(s.rows[res].held))
	for _, h := range s.rows[res].held {
		if h.req == run.req {
			continue
		}
		other := s.runOf(h.req, res)
		if s.compareRuns(res, other, run) < 0 {
			if before.req < 0 || s.compareRuns(res, before, other) < 0 {
				before = other
			}
		} else if after.req < 0 || s.compareRuns(res, other, after) < 0 {
			after = other
		}
	}
	return before, after
}

func (s *roundState) runOf(req, res int32) roundRun {
	m := &s.c.req[req].modes[s.mode[req]]
	class := int32(-1)
	for i := range m.uses {
		if m.uses[i].res == res {
			class = m.uses[i].class
		}
	}
	return roundRun{s.start[req], s.start[req] + m.duration, class, req}
}

// tooSoon reports whether b follows a before the changeover is done.
func (s *roundState) tooSoon(res int32, a, b roundRun) bool {
	if a.req < 0 || b.req < 0 || a.class < 0 || b.class < 0 {
		return false
	}
	return int64(b.start) < int64(a.end)+s.c.res[res].change[a.class][b.class]
}

// changeoverMeets is a request that a use at this place would follow, or be
// followed by, too soon; -1 when there is none.
func (s *roundState) changeoverMeets(req, res, start, end, class int32) int32 {
	run := roundRun{start, end, class, req}
	before, after := s.runsAround(res, run)
	if s.tooSoon(res, before, run) {
		return before.req
	}
	if s.tooSoon(res, run, after) {
		return after.req
	}
	return -1
}

// exposed is a request that, now that what stood between is gone, follows
// another too soon on one of the resources of mode m; -1 when there is none. What
// stood there may have another place by now, and stand between again.
func (s *roundState) exposed(req int32, m *roundMode, start int32) (earlier, later int32) {
	for i := range m.uses {
		u := &m.uses[i]
		if s.rows[u.res].exclusive {
			continue
		}
		gone := roundRun{start, start + m.duration, u.class, req}
		if s.mode[req] >= 0 {
			gone.req = -1
		}
		before, after := s.runsAround(u.res, gone)
		if s.tooSoon(u.res, before, after) {
			return before.req, after.req
		}
	}
	return -1, -1
}

// keepsChangeovers reports whether a placed request follows nothing too soon, and
// is not followed too soon by what cannot give way.
func (s *roundState) keepsChangeovers(req int32) bool {
	m := &s.c.req[req].modes[s.mode[req]]
	for i := range m.uses {
		res := m.uses[i].res
		if s.c.res[res].exclusive {
			continue
		}
		run := s.runOf(req, res)
		before, after := s.runsAround(res, run)
		if s.tooSoon(res, before, run) || s.tooSoon(res, run, after) && s.c.req[after.req].pinned {
			return false
		}
	}
	return true
}
