package scheduler

// roundWalker anneals one state. A walk goes in epochs: each starts hot from the
// best plan of all walkers and cools, and each is longer than the one before, so
// that the walk needs no knowledge of when it will be stopped. With a stock of
// plans its epochs start from those.
type roundWalker struct {
	roundMover
	best      []roundSpot // the best plan of this walker so far
	bestWorth int64
	from      []roundSpot   // where the next epoch starts; nil is the best plan
	at, len   int64         // moves done in this epoch, and all of them
	hot, cold int64         // temperatures, in parts of roundUnit
	heat      int64         // the temperature now
	breed     *roundBreed   // where epochs start from; nil is the best plan
	child     roundParent   // the best plan of an epoch that began with a child; its plan is nil in others
	disputed  []int32       // the requests that an epoch which began with a child is about
	crop      int           // the stock that the epoch is for
	ended     []roundParent // what epochs from the stock came to, until the next barrier
}

// moveWork is what one move may take: the largest moves of ordinary rounds take a
// thousandth of it.
const moveWork = 10_000_000

type roundSpot struct{ mode, start int32 }

func (s *roundState) snapshot(into []roundSpot) []roundSpot {
	into = into[:0]
	for i := range s.mode {
		into = append(into, roundSpot{s.mode[i], s.start[i]})
	}
	return into
}

// restore makes the state the plan given.
func (s *roundState) restore(plan []roundSpot) {
	for i := range plan {
		if s.mode[i] >= 0 && (s.mode[i] != plan[i].mode || s.start[i] != plan[i].start) {
			s.remove(int32(i))
		}
	}
	for i := range plan {
		if plan[i].mode >= 0 && s.mode[i] < 0 {
			s.put(int32(i), plan[i].mode, plan[i].start)
		}
	}
	s.journal = s.journal[:0]
}

func newRoundWalker(c *round, seed uint64, first int64) *roundWalker {
	w := &roundWalker{roundMover: roundMover{roundState: newRoundState(c), random: roundRandom{seed}}, len: first}
	w.hot, w.cold = c.heats()
	for r := range c.req {
		if req := &c.req[r]; req.pinned && len(req.modes) > 0 {
			w.put(int32(r), 0, req.modes[0].starts[0].lo)
		}
	}
	w.journal = w.journal[:0]
	w.best = w.snapshot(nil)
	w.bestWorth = w.objective()
	return w
}

// heats gives the temperatures between which an epoch cools, from the mean of
// what requests are worth: hot enough to drop what is worth half of it now and
// then, and cold enough to refuse any loss.
func (c *round) heats() (hot, cold int64) {
	total := int64(0)
	for r := range c.req {
		total += c.req[r].top
		if c.req[r].must {
			total -= c.bonus
		}
	}
	mean := total / int64(len(c.req)+1)
	if mean == 0 {
		mean = c.bonus
	}
	return mean * 3 / 10, mean / 1000
}

// walk makes a number of moves.
func (w *roundWalker) walk(moves int64) {
	n := int32(len(w.c.req))
	if n == 0 {
		return
	}
	for range moves {
		if w.at == 0 {
			w.begin()
		}
		if w.at&63 == 0 {
			w.cool()
		}
		w.at++
		before := w.objective()
		w.until = w.work + moveWork
		w.journal = w.journal[:0]
		w.floor = before - w.heat*(w.random.exponential()>>4)>>12
		if !w.try(w.draw(n)) || w.objective() < w.floor {
			w.undo(0)
		} else {
			w.note()
		}
		if w.at == w.len {
			w.end()
		}
	}
}

// draw is the request to move next: in an epoch that began with a child, mostly one
// that the child's parents have in different places.
func (w *roundWalker) draw(n int32) int32 {
	if len(w.disputed) > 0 && w.random.chance(224) {
		return w.disputed[w.random.below(int32(len(w.disputed)))]
	}
	return w.random.below(n)
}

// note remembers the plan if it is better than those before.
func (w *roundWalker) note() {
	now := w.objective()
	if now > w.bestWorth {
		w.bestWorth = now
		w.best = w.snapshot(w.best)
		w.work += int64(len(w.c.req)) >> 3
	}
	if w.child.plan != nil && now > w.child.worth {
		w.child.worth = now
		w.child.plan = w.snapshot(w.child.plan)
		w.work += int64(len(w.c.req)) >> 3
	}
}

func (w *roundWalker) begin() {
	w.work += int64(len(w.c.req))
	switch {
	case w.breed != nil:
		w.breed.begin(w)
	case w.from != nil:
		w.restore(w.from)
	default:
		w.restore(w.best)
	}
}

// end closes an epoch.
func (w *roundWalker) end() {
	w.at = 0
	if w.breed == nil {
		w.len *= 2
		return
	}
	if w.child.plan != nil {
		w.restore(w.child.plan)
	}
	w.child = roundParent{}
	if !w.breed.moving {
		w.justify(true)
		w.justify(false)
		w.note()
	}
	if w.crop == w.breed.crop {
		w.ended = append(w.ended, roundParent{w.snapshot(nil), w.objective()})
	}
}

// cool sets the temperature: it falls by the square of what is left of the epoch.
func (w *roundWalker) cool() {
	left := (w.len - w.at) << 16 / w.len
	w.heat = w.cold + (w.hot-w.cold)*(left*left>>16)>>16
}
