package scheduler

// roundPushes lets what lost its place in a move, and finds no free one, push out
// what is worth less in its turn (an ejection chain; Glover 1996).
type roundPushes struct {
	most int         // in one move
	left int         // in this one
	was  []roundSpot // of each request, where it was when it was last taken out
}

// pushTries is how many starts of chance are looked at beside those next to what
// took the place.
const pushTries = 4

// pushing lets moves push up to most requests on; it needs a guide.
func (s *roundMover) pushing(most int) {
	s.pushes.most = most
	if s.pushes.was == nil {
		s.pushes.was = make([]roundSpot, len(s.c.req))
	}
}

// push forces a request without a place to where it gains most, less what must go
// for it. It leaves the request out where nothing is gained.
func (s *roundMover) push(req int32) {
	s.pushes.left--
	best := roundTarget{gain: 0, spot: roundSpot{-1, 0}}
	s.besideObstacles(req, &best)
	r := &s.c.req[req]
	for range pushTries {
		mode := s.random.below(int32(len(r.modes)))
		m := &r.modes[mode]
		lo, hi, lacking := s.gaps(req, m.duration)
		if lacking {
			return
		}
		run := &m.starts[s.random.below(int32(len(m.starts)))]
		if lo, hi = max(lo, run.lo), min(hi, run.hi); lo <= hi {
			s.weighTarget(req, roundSpot{mode, s.startOfChance(m, lo, hi)}, run.worth, &best)
		}
	}
	if best.spot.mode >= 0 {
		s.force(req, best.spot.mode, best.spot.start)
	}
}

// roundTarget is a place and what is gained there.
type roundTarget struct {
	gain int64
	spot roundSpot
}

// besideObstacles weighs the starts directly before and after what lies where a
// request was.
func (s *roundMover) besideObstacles(req int32, best *roundTarget) {
	was := s.pushes.was[req]
	m := &s.c.req[req].modes[was.mode]
	lo, hi, lacking := s.gaps(req, m.duration)
	if lacking || len(m.uses) == 0 || !s.rows[m.uses[0].res].unary() {
		return
	}
	u := &m.uses[0]
	row := &s.rows[u.res]
	held := row.held
	for k := row.firstMeeting(was.start + u.from); k < len(held) && held[k].from < was.start+u.to; k++ {
		for _, start := range [2]int32{held[k].to - u.from, held[k].from - u.to} {
			for i := range m.starts {
				if run := &m.starts[i]; run.lo <= start && start <= run.hi && lo <= start && start <= hi {
					s.weighTarget(req, roundSpot{was.mode, start}, run.worth, best)
					break
				}
			}
		}
	}
}

// weighTarget takes a place as the best when more is gained there.
func (s *roundMover) weighTarget(req int32, spot roundSpot, worth int64, best *roundTarget) {
	m := &s.c.req[req].modes[spot.mode]
	stake := worth + s.guide.credit(m, spot.start)
	if gain := stake - s.inTheWay(m, spot.start, stake-best.gain); gain > best.gain {
		*best = roundTarget{gain, spot}
	}
}

// inTheWay is what all that a mode meets at a start is worth; it stops adding at
// most. Of what shares a resource the least worthy goes first.
func (s *roundMover) inTheWay(m *roundMode, start int32, most int64) int64 {
	total := int64(0)
	for i := range m.uses {
		u := &m.uses[i]
		from, to := start+u.from, start+u.to
		row := &s.rows[u.res]
		if row.unary() {
			held := row.held
			for k := row.firstMeeting(from); k < len(held) && held[k].from < to && total < most; k++ {
				total += s.stake(held[k].req)
			}
			continue
		}
		s.work += int64(to-from) >> 3
		for from < to && total < most {
			t := row.units.firstShort(from, to, u.units)
			if t < 0 {
				break
			}
			least, end := s.leastAt(u.res, t)
			total += least
			from = end
		}
	}
	return total
}

// leastAt is the least stake among the uses of a slot, and where that use ends.
func (s *roundMover) leastAt(res, t int32) (least int64, end int32) {
	least, end = 1<<60, t+1
	row := &s.rows[res]
	held := row.held
	for k := row.firstFrom(t+1) - 1; k >= 0 && held[k].from > t-s.c.res[res].longest; k-- {
		s.work++
		if held[k].to <= t {
			continue
		}
		if stake := s.stake(held[k].req); stake < least {
			least, end = stake, held[k].to
		}
	}
	return least, end
}

// stake is what a plan would lose with a placed request: its worth, and at the
// guide's price what it counts towards its partner's target.
func (s *roundMover) stake(req int32) int64 {
	if s.c.req[req].pinned {
		return 1 << 60
	}
	m := &s.c.req[req].modes[s.mode[req]]
	return s.worth[req] + s.guide.credit(m, s.start[req])
}
