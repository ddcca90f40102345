package scheduler

// roundBackfill fills what a move has freed with requests that have no place. What
// must go from a shared resource leaves a hole on an instrument that the move did
// not ask for: judged without what fits there, such a move looks like a loss.
// (Job schedulers call it backfilling; Mu'alem and Feitelson 2001.)
type roundBackfill struct {
	reach int64         // how far below the floor a move may end and still be filled up; 0 fills nothing
	users [][]roundUser // of each instrument, who could be on it
}

// roundUser is a use of an instrument: that of a request, in a mode.
type roundUser struct {
	req, mode, use int32
	length         int32 // of the use
	best           int64 // the most that a place of the request is worth
}

// backfillReach is how far below its floor a move is still filled up, in parts of
// the greatest temperature: nearly twice what a request is worth in the mean.
const backfillReach = 6

// usersByInstrument lists who could be on each instrument by itself: groups come and
// go as a whole, and are left to moves.
func (c *round) usersByInstrument() [][]roundUser {
	users := make([][]roundUser, len(c.res))
	for r := range c.req {
		if c.req[r].group >= 0 {
			continue
		}
		for m := range c.req[r].modes {
			for i, u := range c.req[r].modes[m].uses {
				if c.res[u.res].unary {
					users[u.res] = append(users[u.res], roundUser{int32(r), int32(m), int32(i), u.to - u.from, c.req[r].best})
				}
			}
		}
	}
	return users
}

// fillBack fills what the journal says was freed, if that may bring the objective to
// the floor.
func (s *roundMover) fillBack() {
	if short := s.floor - s.objective(); short <= 0 || short > s.backfill.reach {
		return
	}
	for k, moved := 0, len(s.journal); k < moved; k++ {
		was := s.journal[k]
		if was.mode < 0 {
			continue
		}
		m := &s.c.req[was.req].modes[was.mode]
		for i := range m.uses {
			if u := &m.uses[i]; s.rows[u.res].unary() {
				s.fillSpan(u.res, was.start+u.from, was.start+u.to)
			}
		}
	}
}

// fillSpan fills the gaps of an instrument that reach into a span.
func (s *roundMover) fillSpan(res, from, to int32) {
	for at := from; at < to && !s.tooMuch(); {
		row := &s.rows[res]
		held := row.held
		k := row.firstMeeting(at)
		if k < len(held) && held[k].from <= at {
			at = held[k].to
			continue
		}
		lo, hi := int32(0), s.c.slots
		if k > 0 {
			lo = held[k-1].to
		}
		if k < len(held) {
			hi = held[k].from
		}
		if !s.fillGap(res, lo, hi) {
			at = hi
		}
	}
}

// fillGap places the worthiest request that has no place and fits into a gap of an
// instrument, and reports whether there was one.
func (s *roundMover) fillGap(res, from, to int32) bool {
	var best *roundUser
	bestStart, bestWorth := int32(0), int64(0)
	users := s.backfill.users[res]
	s.work += int64(len(users)) >> 3
	for k := range users {
		user := &users[k]
		if user.length > to-from || s.mode[user.req] >= 0 || user.best <= bestWorth {
			continue
		}
		r := &s.c.req[user.req]
		m := &r.modes[user.mode]
		u := &m.uses[user.use]
		s.work += 1 + int64(len(m.starts)+len(r.after)+len(r.before))
		lo, hi, lacking := s.gaps(user.req, m.duration)
		if lacking || !s.fits(user.req, m) {
			continue
		}
		lo, hi = max(lo, from-u.from), min(hi, to-u.to)
		for i := range m.starts {
			run := &m.starts[i]
			if run.worth <= bestWorth || max(lo, run.lo) > min(hi, run.hi) {
				continue
			}
			if at := s.earliest(user.req, m, max(lo, run.lo), min(hi, run.hi)); at >= 0 {
				best, bestStart, bestWorth = user, at, run.worth
			}
		}
	}
	if best == nil {
		return false
	}
	s.place(best.req, best.mode, bestStart, bestWorth)
	return true
}
