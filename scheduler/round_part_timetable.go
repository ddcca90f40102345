package scheduler

// partTimetable is what the requests that must be placed, and have one mode left,
// hold of each resource whenever they start: the slots that lie in all of their
// possible uses. No other use may need what is not left there (the timetable rule
// of cumulative scheduling: Lahrichi 1982).
type partTimetable struct {
	c    *round
	load [][]int32 // of each resource; nil when nothing is held for sure
}

func (c *round) timetable() *partTimetable {
	t := &partTimetable{c: c, load: make([][]int32, len(c.res))}
	for r := range c.req {
		c.req[r].sure(func(u *roundUse, from, to int32) {
			if t.load[u.res] == nil {
				t.load[u.res] = make([]int32, c.slots)
			}
			for at := from; at < to; at++ {
				t.load[u.res][at] += u.units
			}
		})
	}
	return t
}

// sure tells what a request holds whenever it starts.
func (r *roundRequest) sure(tell func(u *roundUse, from, to int32)) {
	if !r.must || len(r.modes) != 1 {
		return
	}
	m := &r.modes[0]
	first, last := m.starts[0].lo, m.starts[len(m.starts)-1].hi
	for i := range m.uses {
		if u := &m.uses[i]; last+u.from < first+u.to {
			tell(u, last+u.from, first+u.to)
		}
	}
}

// cut takes out the starts of a request that need more than is left, and reports
// whether there were any.
func (t *partTimetable) cut(r int32) bool {
	req := &t.c.req[r]
	var modes []roundMode
	before := req.count()
	for _, mode := range req.modes {
		for i := range mode.uses {
			u := &mode.uses[i]
			if t.load[u.res] == nil || len(mode.starts) == 0 {
				continue
			}
			mode.starts = t.cutUse(req, u, mode.starts)
		}
		if len(mode.starts) > 0 {
			modes = append(modes, mode)
		}
	}
	req.modes = modes
	return req.count() < before
}

func (t *partTimetable) cutUse(req *roundRequest, u *roundUse, starts []roundStarts) []roundStarts {
	load := t.load[u.res]
	own := func(int32) int32 { return 0 }
	req.sure(func(mine *roundUse, from, to int32) {
		if mine.res == u.res {
			before := own
			own = func(at int32) int32 {
				if from <= at && at < to {
					return mine.units + before(at)
				}
				return before(at)
			}
		}
	})
	low, high := starts[0].lo+u.from, starts[len(starts)-1].hi+u.to
	for _, step := range t.c.res[u.res].level {
		for at := max(step.from, low); at < min(step.to, high); at++ {
			if load[at] == 0 || load[at]-own(at)+u.units <= step.level {
				continue
			}
			from := at
			for at < min(step.to, high) && load[at] != 0 && load[at]-own(at)+u.units > step.level {
				at++
			}
			if starts = cutStarts(starts, int64(from-u.to)+1, int64(at-1-u.from)); len(starts) == 0 {
				return nil
			}
		}
	}
	return starts
}
