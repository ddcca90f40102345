package scheduler

// roundState is a plan that is being changed. Every change is written in a
// journal, so that a try that does not pay can be taken back.
type roundState struct {
	c       *round
	mode    []int32 // of each request, -1 when it has no place
	start   []int32
	worth   []int64    // of each request that has a place
	rows    []roundRow // of each resource
	got     []int64    // of each account
	left    []int64    // of each limit
	members []int32    // placed ones of each group
	total   roundTotal
	journal []roundChange
	work    int64 // about the number of things looked at and moved
}

// roundTotal is what the places of a plan are worth together, and the shortfall.
type roundTotal struct{ worth, short int64 }

// roundChange is where a request was before it was removed, or a placing when
// mode is -1, and what the plan came to before.
type roundChange struct {
	req, mode, start int32
	worth            int64
	before           roundTotal
}

func newRoundState(c *round) *roundState {
	s := &roundState{
		c: c, mode: make([]int32, len(c.req)), start: make([]int32, len(c.req)), worth: make([]int64, len(c.req)), rows: make([]roundRow, len(c.res)),
		got: make([]int64, len(c.accounts)), left: make([]int64, len(c.limits)), members: make([]int32, len(c.groups)),
	}
	for i := range s.mode {
		s.mode[i] = -1
	}
	for i := range c.res {
		s.rows[i] = newRoundRow(&c.res[i], c.slots)
	}
	for i := range c.limits {
		s.left[i] = c.limits[i].max
	}
	for i := range c.accounts {
		s.total.short += c.accounts[i].missing(0)
	}
	return s
}

// objective is in parts of roundUnit.
func (s *roundState) objective() int64 {
	return s.c.constant + s.total.worth - s.c.cost*s.total.short
}

// put places a request that has no place; whatever it meets must be gone.
func (s *roundState) put(req, mode, start int32) {
	worth, _ := s.c.req[req].modes[mode].worthAt(start)
	s.place(req, mode, start, worth)
}

// place is put where it is known what the place is worth.
func (s *roundState) place(req, mode, start int32, worth int64) {
	s.journal = append(s.journal, roundChange{req: req, mode: -1, before: s.total})
	m := &s.c.req[req].modes[mode]
	s.total.worth += worth
	if m.account >= 0 {
		s.count(m.account, s.c.counted(m, start))
	}
	s.enter(req, mode, start, worth)
}

// remove takes a placed request out.
func (s *roundState) remove(req int32) {
	mode, start, worth := s.mode[req], s.start[req], s.worth[req]
	s.journal = append(s.journal, roundChange{req, mode, start, worth, s.total})
	m := &s.c.req[req].modes[mode]
	s.total.worth -= worth
	if m.account >= 0 {
		s.count(m.account, -s.c.counted(m, start))
	}
	s.leave(req)
}

// count books a gain for an account and keeps the shortfall right.
func (s *roundState) count(a int32, gain int64) {
	account := &s.c.accounts[a]
	s.total.short -= account.missing(s.got[a])
	s.got[a] += gain
	s.total.short += account.missing(s.got[a])
}

// undo takes back what the journal holds from mark on.
func (s *roundState) undo(mark int) {
	if len(s.journal) == mark {
		return
	}
	for i := len(s.journal) - 1; i >= mark; i-- {
		x := &s.journal[i]
		if x.mode < 0 {
			if m := &s.c.req[x.req].modes[s.mode[x.req]]; m.account >= 0 {
				s.got[m.account] -= s.c.counted(m, s.start[x.req])
			}
			s.leave(x.req)
		} else {
			if m := &s.c.req[x.req].modes[x.mode]; m.account >= 0 {
				s.got[m.account] += s.c.counted(m, x.start)
			}
			s.enter(x.req, x.mode, x.start, x.worth)
		}
	}
	s.total = s.journal[mark].before
	s.journal = s.journal[:mark]
}

// enter writes a place down, in all but the totals and the accounts.
func (s *roundState) enter(req, mode, start int32, worth int64) {
	r := &s.c.req[req]
	m := &r.modes[mode]
	s.mode[req], s.start[req], s.worth[req] = mode, start, worth
	for _, l := range r.limits {
		s.left[l] -= int64(m.duration)
	}
	if r.group >= 0 {
		s.members[r.group]++
	}
	for i := range m.uses {
		u := &m.uses[i]
		row := &s.rows[u.res]
		s.work += row.changeWork(u)
		row.add(start+u.from, start+u.to, u.units, req)
	}
}

// leave takes a place back, as enter wrote it down.
func (s *roundState) leave(req int32) {
	r := &s.c.req[req]
	start := s.start[req]
	m := &r.modes[s.mode[req]]
	s.mode[req] = -1
	for _, l := range r.limits {
		s.left[l] += int64(m.duration)
	}
	if r.group >= 0 {
		s.members[r.group]--
	}
	for i := range m.uses {
		u := &m.uses[i]
		row := &s.rows[u.res]
		s.work += row.changeWork(u)
		row.drop(start+u.from, start+u.to, u.units, req)
	}
}

// gaps is the range of starts that the placed neighbours in chains allow.
// lacking is true when one that has to come before has no place.
func (s *roundState) gaps(req, duration int32) (lo, hi int32, lacking bool) {
	if r := &s.c.req[req]; len(r.after)+len(r.before) > 0 {
		return s.chainGaps(r, duration)
	}
	return 0, s.c.slots, false
}

func (s *roundState) chainGaps(r *roundRequest, duration int32) (lo, hi int32, lacking bool) {
	lo, hi = 0, s.c.slots
	for _, a := range r.after {
		if s.mode[a.other] < 0 {
			return 0, -1, true
		}
		end := s.end(a.other)
		lo, hi = max(lo, end+a.min), min(hi, end+a.max)
	}
	for _, b := range r.before {
		if s.mode[b.other] >= 0 {
			at := s.start[b.other] - duration
			lo, hi = max(lo, at-b.max), min(hi, at-b.min)
		}
	}
	return lo, hi, false
}

func (s *roundState) end(req int32) int32 {
	return s.start[req] + s.c.req[req].modes[s.mode[req]].duration
}

// earliest is the first start from lo to hi where a mode meets nothing that is
// placed, or -1.
func (s *roundState) earliest(req int32, m *roundMode, lo, hi int32) int32 {
	at := lo
next:
	for at <= hi {
		for i := range m.uses {
			s.work++
			u := &m.uses[i]
			from, to := at+u.from, at+u.to
			row := &s.rows[u.res]
			if row.unary() {
				if k := row.firstMeeting(from); k < len(row.held) && row.held[k].from < to {
					at = row.held[k].to - u.from
					continue next
				}
			} else if t := row.units.lastShort(from, to, u.units); t >= 0 {
				s.work += int64(to-t) >> 3
				at = t + 1 - u.from
				continue next
			}
			if !row.exclusive && s.changeoverMeets(req, u.res, at, at+m.duration, u.class) >= 0 {
				at++
				continue next
			}
		}
		return at
	}
	return -1
}

// latest is the last start from lo to hi where a mode meets nothing that is
// placed, or -1.
func (s *roundState) latest(req int32, m *roundMode, lo, hi int32) int32 {
	at := hi
next:
	for at >= lo {
		for i := range m.uses {
			s.work++
			u := &m.uses[i]
			from, to := at+u.from, at+u.to
			row := &s.rows[u.res]
			if row.unary() {
				if k := row.firstFrom(to) - 1; k >= 0 && row.held[k].to > from {
					at = row.held[k].from - u.to
					continue next
				}
			} else if t := row.units.firstShort(from, to, u.units); t >= 0 {
				s.work += int64(t-from) >> 3
				at = t - u.to
				continue next
			}
			if !row.exclusive && s.changeoverMeets(req, u.res, at, at+m.duration, u.class) >= 0 {
				at--
				continue next
			}
		}
		return at
	}
	return -1
}

// fits reports whether the limits leave room for a mode.
func (s *roundState) fits(req int32, m *roundMode) bool {
	for _, l := range s.c.req[req].limits {
		if s.left[l] < int64(m.duration) {
			return false
		}
	}
	return true
}

// standsAt reports whether a request, which has no place, keeps its gaps and its
// limits and meets nothing if it starts at a slot; its windows are not asked.
func (s *roundState) standsAt(req int32, m *roundMode, at int32) bool {
	lo, hi, lacking := s.gaps(req, m.duration)
	return !lacking && lo <= at && at <= hi && s.fits(req, m) && s.earliest(req, m, at, at) == at
}
