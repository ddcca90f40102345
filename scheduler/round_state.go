package scheduler

import "slices"

// roundState is a plan that is being changed. Every change is written in a
// journal, so that a try that does not pay can be taken back.
type roundState struct {
	c       *round
	mode    []int32 // of each request, -1 when it has no place
	start   []int32
	held    [][]roundHolding // of each resource, ordered by from
	free    [][]int32        // units free in each slot; nil for a unary resource
	got     []int64          // of each account
	left    []int64          // of each limit
	members []int32          // placed ones of each group
	worth   int64
	short   int64
	placed  int32
	journal []roundChange
	work    int64 // about the number of things looked at and moved
}

type roundHolding struct{ from, to, req, units int32 }

// roundChange is where a request was before it was removed, or a placing when
// mode is -1.
type roundChange struct{ req, mode, start int32 }

func newRoundState(c *round) *roundState {
	s := &roundState{
		c: c, mode: make([]int32, len(c.req)), start: make([]int32, len(c.req)),
		held: make([][]roundHolding, len(c.res)), free: make([][]int32, len(c.res)),
		got: make([]int64, len(c.accounts)), left: make([]int64, len(c.limits)), members: make([]int32, len(c.groups)),
	}
	for i := range s.mode {
		s.mode[i] = -1
	}
	for i := range c.res {
		if c.res[i].unary {
			continue
		}
		s.free[i] = make([]int32, c.slots)
		for _, step := range c.res[i].level {
			for t := step.from; t < step.to; t++ {
				s.free[i][t] = step.level
			}
		}
	}
	for i := range c.limits {
		s.left[i] = c.limits[i].max
	}
	for i := range c.accounts {
		s.short += c.accounts[i].missing(0)
	}
	return s
}

// objective is in parts of roundUnit.
func (s *roundState) objective() int64 { return s.c.constant + s.worth - s.c.cost*s.short }

// account books a gain for an account and keeps the shortfall right.
func (s *roundState) account(a int32, gain int64) {
	account := &s.c.accounts[a]
	s.short -= account.missing(s.got[a])
	s.got[a] += gain
	s.short += account.missing(s.got[a])
}

// put places a request that has no place; whatever it meets must be gone.
func (s *roundState) put(req, mode, start int32) {
	r := &s.c.req[req]
	m := &r.modes[mode]
	worth, _ := m.worthAt(start)
	s.mode[req], s.start[req] = mode, start
	s.worth += worth
	s.placed++
	if m.account >= 0 {
		s.account(m.account, s.c.counted(m, start))
	}
	for _, l := range r.limits {
		s.left[l] -= int64(m.duration)
	}
	if r.group >= 0 {
		s.members[r.group]++
	}
	for i := range m.uses {
		u := &m.uses[i]
		from, to := start+u.from, start+u.to
		held := s.held[u.res]
		s.work += s.changeWork(u)
		s.held[u.res] = slices.Insert(held, firstFrom(held, from), roundHolding{from, to, req, u.units})
		if free := s.free[u.res]; free != nil {
			units := u.units
			span := free[from:to]
			for t := range span {
				span[t] -= units
			}
		}
	}
	s.journal = append(s.journal, roundChange{req, -1, 0})
}

// remove takes a placed request out.
func (s *roundState) remove(req int32) {
	r := &s.c.req[req]
	mode, start := s.mode[req], s.start[req]
	m := &r.modes[mode]
	worth, _ := m.worthAt(start)
	s.mode[req] = -1
	s.worth -= worth
	s.placed--
	if m.account >= 0 {
		s.account(m.account, -s.c.counted(m, start))
	}
	for _, l := range r.limits {
		s.left[l] += int64(m.duration)
	}
	if r.group >= 0 {
		s.members[r.group]--
	}
	for i := range m.uses {
		u := &m.uses[i]
		from, to := start+u.from, start+u.to
		held := s.held[u.res]
		s.work += s.changeWork(u)
		at := firstFrom(held, from)
		for held[at].req != req {
			at++
		}
		s.held[u.res] = slices.Delete(held, at, at+1)
		if free := s.free[u.res]; free != nil {
			units := u.units
			span := free[from:to]
			for t := range span {
				span[t] += units
			}
		}
	}
	s.journal = append(s.journal, roundChange{req, mode, start})
}

// changeWork is what it takes to put a use among those that hold its resource, or
// to take it away: they are moved up, and its slots are counted.
func (s *roundState) changeWork(u *roundUse) int64 {
	work := 1 + int64(len(s.held[u.res]))>>5
	if s.free[u.res] != nil {
		work += int64(u.to-u.from) >> 3
	}
	return work
}

// undo takes back what the journal holds from mark on.
func (s *roundState) undo(mark int) {
	for i := len(s.journal) - 1; i >= mark; i-- {
		if x := s.journal[i]; x.mode < 0 {
			s.remove(x.req)
		} else {
			s.put(x.req, x.mode, x.start)
		}
	}
	s.journal = s.journal[:mark]
}

// firstFrom is the place of the first holding that starts at or after from.
func firstFrom(held []roundHolding, from int32) int {
	lo, hi := 0, len(held)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if held[mid].from < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// firstMeeting is the place of the first holding of a unary resource that ends
// after from.
func firstMeeting(held []roundHolding, from int32) int {
	at := firstFrom(held, from)
	if at > 0 && held[at-1].to > from {
		return at - 1
	}
	return at
}

// gaps is the range of starts that the placed neighbours in chains allow.
// lacking is true when one that has to come before has no place.
func (s *roundState) gaps(req, duration int32) (lo, hi int32, lacking bool) {
	r := &s.c.req[req]
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
			free := s.free[u.res]
			if free == nil {
				held := s.held[u.res]
				if k := firstMeeting(held, from); k < len(held) && held[k].from < to {
					at = held[k].to - u.from
					continue next
				}
			} else {
				for t := to - 1; t >= from; t-- {
					if free[t] < u.units {
						s.work += int64(to-t) >> 3
						at = t + 1 - u.from
						continue next
					}
				}
			}
			if !s.c.res[u.res].exclusive && s.changeoverMeets(req, u.res, at, at+m.duration, u.class) >= 0 {
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
			free := s.free[u.res]
			if free == nil {
				held := s.held[u.res]
				if k := firstFrom(held, to) - 1; k >= 0 && held[k].to > from {
					at = held[k].from - u.to
					continue next
				}
			} else {
				for t := from; t < to; t++ {
					if free[t] < u.units {
						s.work += int64(t-from) >> 3
						at = t - u.to
						continue next
					}
				}
			}
			if !s.c.res[u.res].exclusive && s.changeoverMeets(req, u.res, at, at+m.duration, u.class) >= 0 {
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
