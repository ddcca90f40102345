package scheduler

import (
	"cmp"
	"slices"
)

// roundMover makes compound moves on a state: a request is forced into a place,
// what it meets is taken out and fitted in elsewhere, and what cannot stand
// without those that lost their place goes too.
type roundMover struct {
	*roundState
	random   roundRandom
	out      []int32 // taken out in this move, to be fitted in again
	drawn    []roundDraw
	blocked  bool // the move met something pinned
	steady   bool // nothing is left to chance
	guide    *roundGuide
	tries    int
	pushes   roundPushes
	backfill roundBackfill
	floor    int64 // a move that must end below this objective is given up
	until    int64 // so is one at which the work passes this; 0 is no end
}

// tooMuch reports that a move takes too much work.
func (s *roundMover) tooMuch() bool { return s.until > 0 && s.work > s.until }

// takeOut removes a request from its place because another needs it.
func (s *roundMover) takeOut(req int32) {
	if s.c.req[req].pinned || s.tooMuch() {
		s.blocked = true
		return
	}
	s.out = append(s.out, req)
	if s.pushes.most > 0 {
		s.pushes.was[req] = roundSpot{s.mode[req], s.start[req]}
	}
	s.lift(req)
}

// lift removes a request, and takes out what now follows another too soon.
func (s *roundMover) lift(req int32) {
	mode, start := s.mode[req], s.start[req]
	s.remove(req)
	m := &s.c.req[req].modes[mode]
	for !s.blocked {
		earlier, later := s.exposed(req, m, start)
		if later < 0 {
			return
		}
		if s.c.req[later].pinned {
			later = earlier
		}
		s.takeOut(later)
	}
}

// force places a request, which has no place, at a start and takes out all that
// it meets. It reports false, and leaves the state as it may be, when something
// pinned is in the way.
func (s *roundMover) force(req, mode, start int32) bool {
	m := &s.c.req[req].modes[mode]
	for i := range m.uses {
		u := &m.uses[i]
		from, to := start+u.from, start+u.to
		row := &s.rows[u.res]
		if row.unary() {
			for !s.blocked {
				held := row.held
				k := row.firstMeeting(from)
				if k == len(held) || held[k].from >= to {
					break
				}
				s.takeOut(held[k].req)
			}
		} else {
			for t := from; t < to && !s.blocked; {
				if t = row.units.firstShort(t, to, u.units); t < 0 {
					break
				}
				s.takeOut(s.cheapestAt(u.res, t))
			}
		}
		if s.blocked {
			return false
		}
	}
	for _, l := range s.c.req[req].limits {
		for s.left[l] < int64(m.duration) {
			other := s.cheapestOf(l)
			if other < 0 {
				return false
			}
			if s.takeOut(other); s.blocked {
				return false
			}
		}
	}
	for _, b := range s.c.req[req].before {
		if s.mode[b.other] >= 0 {
			gap := s.start[b.other] - start - m.duration
			if gap < b.min || gap > b.max {
				if s.takeOut(b.other); s.blocked {
					return false
				}
			}
		}
	}
	if !s.clearChangeovers(req, m, start) {
		return false
	}
	s.put(req, mode, start)
	return true
}

// clearChangeovers takes out what a request would follow, or be followed by, too
// soon. It comes last, as each that goes brings another neighbour, on any of the
// resources.
func (s *roundMover) clearChangeovers(req int32, m *roundMode, start int32) bool {
	for i := 0; i < len(m.uses); i++ {
		u := &m.uses[i]
		if s.rows[u.res].exclusive {
			continue
		}
		if other := s.changeoverMeets(req, u.res, start, start+m.duration, u.class); other >= 0 {
			if s.takeOut(other); s.blocked {
				return false
			}
			i = -1 // from the first again
		}
	}
	return true
}

// cheapestAt is the use of a slot that is worth least for the units it frees,
// with some chance, so that a try again is not always the same.
func (s *roundMover) cheapestAt(res, t int32) int32 {
	best, bestWorth := int32(-1), int64(0)
	row := &s.rows[res]
	held := row.held
	for k := row.firstFrom(t+1) - 1; k >= 0 && held[k].from > t-s.c.res[res].longest; k-- {
		h := &held[k]
		s.work++
		if h.to <= t || s.c.req[h.req].pinned {
			continue
		}
		worth := s.worth[h.req]
		if !s.steady {
			worth = worth >> 8 * int64(128+s.random.next()>>57)
		}
		if best < 0 || worth < bestWorth {
			best, bestWorth = h.req, worth
		}
	}
	if best < 0 {
		return held[row.firstFrom(t+1)-1].req // pinned: the move will be blocked
	}
	return best
}

// cheapestOf is the least worthy member of a limit that may go, -1 for none.
func (s *roundMover) cheapestOf(limit int32) int32 {
	best, bestWorth := int32(-1), int64(0)
	s.work += int64(len(s.c.limits[limit].requests))
	for _, req := range s.c.limits[limit].requests {
		if s.mode[req] < 0 || s.c.req[req].pinned {
			continue
		}
		worth := s.worth[req]
		if !s.steady {
			worth = worth >> 8 * int64(128+s.random.next()>>57)
		}
		if best < 0 || worth < bestWorth {
			best, bestWorth = req, worth
		}
	}
	return best
}

// fitIn places a request where it meets nothing, at its best worth there, and
// reports whether there was such a place.
func (s *roundMover) fitIn(req int32) bool {
	r := &s.c.req[req]
	bestMode, bestStart, bestWorth := int32(-1), int32(0), int64(0)
	shift := int32(0)
	if len(r.modes) > 1 {
		shift = s.random.below(int32(len(r.modes)))
	}
	late := s.random.next()&1 == 0
	for k := range r.modes {
		mode := int32(k) + shift
		if mode >= int32(len(r.modes)) {
			mode -= int32(len(r.modes))
		}
		m := &r.modes[mode]
		lo, hi, lacking := s.gaps(req, m.duration)
		s.work += int64(len(r.after) + len(r.before) + len(m.starts))
		if lacking || !s.fits(req, m) {
			continue
		}
		for i := range m.starts {
			run := &m.starts[i]
			if bestMode >= 0 && run.worth <= bestWorth {
				continue
			}
			from, to := max(lo, run.lo), min(hi, run.hi)
			if from > to {
				continue
			}
			var at int32
			if late {
				at = s.latest(req, m, from, to)
			} else {
				at = s.earliest(req, m, from, to)
			}
			if at >= 0 {
				bestMode, bestStart, bestWorth = mode, at, run.worth
			}
		}
	}
	if bestMode < 0 {
		return false
	}
	s.place(req, bestMode, bestStart, bestWorth)
	return true
}

// settle fits in again what was taken out, the worthiest first, then removes what
// may not stand alone. It reports false when that meets something pinned.
func (s *roundMover) settle() bool {
	for range 3 {
		if s.blocked {
			return false
		}
		if len(s.out) > 1 {
			s.sortOut()
		}
		if !s.refit() {
			return false
		}
		lost := s.out
		before := len(lost)
		for i := 0; i < len(lost) && !s.blocked; i++ {
			if req := lost[i]; s.mode[req] < 0 {
				s.dropDependants(req)
				lost = s.out
			}
		}
		if s.blocked {
			return false
		}
		if len(s.out) == before {
			return true
		}
	}
	// What depends on what is out is out as well by now: dropDependants ran to its
	// end. Only the fitting in is given up.
	return s.whole()
}

// refit fits in again what is out. It gives up, and reports false, as soon as the
// objective could not reach the floor, or what may be filled up to it, if all that is
// still to come fitted.
func (s *roundMover) refit() bool {
	least := s.floor - s.backfill.reach
	hope := s.objective()
	for _, req := range s.out {
		if s.mode[req] < 0 {
			hope += s.c.req[req].top
		}
	}
	for i := 0; i < len(s.out); i++ {
		if hope < least || s.tooMuch() {
			return false
		}
		req := s.out[i]
		if s.mode[req] >= 0 {
			continue
		}
		before, known := s.objective(), len(s.out)
		if !s.fitIn(req) && s.pushes.left > 0 {
			if s.push(req); s.blocked {
				return false
			}
		}
		hope -= s.c.req[req].top - (s.objective() - before)
		for _, other := range s.out[known:] {
			hope += s.c.req[other].top
		}
	}
	return hope >= least
}

func (s *roundMover) sortOut() {
	slices.SortFunc(s.out, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.c.req[b].best, s.c.req[a].best), cmp.Compare(a, b))
	})
}

// dropDependants takes out what may not be placed when req is not.
func (s *roundMover) dropDependants(req int32) {
	r := &s.c.req[req]
	s.work += int64(len(r.before))
	for _, b := range r.before {
		if s.mode[b.other] >= 0 {
			s.takeOut(b.other)
		}
	}
	if r.group >= 0 && s.members[r.group] > 0 {
		for _, other := range s.c.groups[r.group] {
			if s.mode[other] >= 0 {
				s.takeOut(other)
			}
		}
	}
}

// whole reports whether nothing that was touched stands without what it needs.
func (s *roundMover) whole() bool {
	for _, req := range s.out {
		r := &s.c.req[req]
		if s.mode[req] < 0 {
			for _, b := range r.before {
				if s.mode[b.other] >= 0 {
					return false
				}
			}
		} else {
			for _, a := range r.after {
				if s.mode[a.other] < 0 {
					return false
				}
			}
		}
		if r.group >= 0 && s.members[r.group] > 0 && int(s.members[r.group]) < len(s.c.groups[r.group]) {
			return false
		}
	}
	return true
}

// try moves a request, placed or not, to a place of chance, with all that
// follows from it. It reports false when the move cannot be made; the caller
// takes the journal back then.
func (s *roundMover) try(req int32) bool {
	s.out = s.out[:0]
	s.blocked = false
	s.pushes.left = s.pushes.most
	r := &s.c.req[req]
	if r.pinned && s.mode[req] >= 0 || len(r.modes) == 0 {
		return false
	}
	if s.mode[req] < 0 {
		if !s.bringIn(req, 0) {
			return false
		}
	} else {
		if s.lift(req); s.blocked || !s.forceSomewhere(req) {
			return false
		}
	}
	if !s.settle() || s.mode[req] < 0 {
		return false
	}
	s.fillBack()
	return true
}

// bringIn places a request without a place, those that must come before it, and
// the rest of its group.
func (s *roundMover) bringIn(req int32, depth int) bool {
	if depth > 8 || s.tooMuch() {
		return false
	}
	r := &s.c.req[req]
	s.work += int64(len(r.after))
	for _, a := range r.after {
		if s.mode[a.other] < 0 && !s.bringIn(a.other, depth+1) {
			return false
		}
	}
	if s.mode[req] < 0 && (!s.random.chance(128) || !s.fitIn(req)) && !s.forceSomewhere(req) {
		return false
	}
	if r.group >= 0 && int(s.members[r.group]) < len(s.c.groups[r.group]) {
		for _, other := range s.c.groups[r.group] {
			if s.mode[other] < 0 && !s.bringIn(other, depth+1) {
				return false
			}
		}
	}
	return true
}

// forceSomewhere forces a request to a start of chance: anywhere, at an edge of a
// window, or against a neighbour. With a guide it draws several, and takes the one
// that the guide would lose least with. They are all drawn before the first is
// judged: what the guide looks up lies far apart in memory, and is fetched for all
// of them at once so.
func (s *roundMover) forceSomewhere(req int32) bool {
	r := &s.c.req[req]
	if len(r.modes) == 0 {
		return false
	}
	tries := 1
	if s.guide != nil {
		tries = s.tries
	}
	s.drawn = s.drawn[:0]
	free := len(r.before) > 0 && s.random.chance(128) // those that come after it may have to move with it
	for range tries {
		mode := s.random.below(int32(len(r.modes)))
		m := &r.modes[mode]
		lo, hi, lacking := s.gaps(req, m.duration)
		s.work += int64(len(r.after) + len(r.before))
		if lacking {
			return false
		}
		if lo > hi || free {
			lo, hi = s.gapsBefore(req)
		}
		run := &m.starts[s.random.below(int32(len(m.starts)))]
		lo, hi = max(lo, run.lo), min(hi, run.hi)
		if lo <= hi {
			s.drawn = append(s.drawn, roundDraw{roundSpot{mode, s.startOfChance(m, lo, hi)}, run.worth})
		}
	}
	if len(s.drawn) == 0 {
		return false
	}
	best := s.drawn[0].spot
	if tries > 1 {
		least := int64(0)
		for k := range s.drawn {
			d := &s.drawn[k]
			if loss := s.guide.loss(req, d.spot.mode, d.spot.start, d.worth); k == 0 || loss < least {
				best, least = d.spot, loss
			}
		}
	}
	return s.force(req, best.mode, best.start)
}

// roundDraw is a place of chance and what it is worth.
type roundDraw struct {
	spot  roundSpot
	worth int64
}

func (s *roundMover) gapsBefore(req int32) (lo, hi int32) {
	lo, hi = 0, s.c.slots
	for _, a := range s.c.req[req].after {
		end := s.end(a.other)
		lo, hi = max(lo, end+a.min), min(hi, end+a.max)
	}
	return lo, hi
}

func (s *roundMover) startOfChance(m *roundMode, lo, hi int32) int32 {
	if lo == hi {
		return lo
	}
	at := s.random.between(lo, hi)
	kind := s.random.next() >> 61
	if kind == 0 || len(m.uses) == 0 {
		return at
	}
	if kind == 1 {
		return lo
	}
	if kind == 2 {
		return hi
	}
	u := &m.uses[0]
	row := &s.rows[u.res]
	held := row.held
	if len(held) == 0 {
		return at
	}
	k := row.firstMeeting(at + u.from)
	switch {
	case kind <= 4 && k < len(held):
		at = held[k].to - u.from
	case kind == 5 && k < len(held):
		at = held[k].from - u.to
	case k > 0:
		at = held[k-1].to - u.from
	}
	return max(lo, min(hi, at))
}
