package scheduler

// roundWalker anneals one state. A walk goes in epochs: each starts hot from a
// good plan and cools, and each is longer than the one before, so that the walk
// needs no knowledge of when it will be stopped.
type roundWalker struct {
	roundMover
	best      []roundSpot // the best plan so far
	bestWorth int64
	epoch     int64
	at, len   int64 // moves done in this epoch, and all of them
	hot, cold int64 // temperatures in parts of roundUnit
	heat      int64 // the temperature now
	grow      int64 // percent by which epochs grow
}

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
	w := &roundWalker{roundMover: roundMover{roundState: newRoundState(c), random: roundRandom{seed}}, len: first, grow: 200}
	w.best = w.snapshot(nil)
	w.bestWorth = w.objective()
	return w
}

// walk makes a number of moves.
func (w *roundWalker) walk(moves int64) {
	n := int32(len(w.c.req))
	for range moves {
		if w.at == 0 {
			w.begin()
		}
		if w.at&63 == 0 {
			w.cool()
		}
		w.at++
		req := w.random.below(n)
		before := w.objective()
		w.journal = w.journal[:0]
		w.floor = before - w.heat*(w.random.exponential()>>4)>>12
		if !w.try(req) || w.objective() < w.floor {
			w.undo(0)
		} else if now := w.objective(); now > w.bestWorth {
			w.bestWorth = now
			w.best = w.snapshot(w.best)
		}
		if w.at == w.len {
			w.at = 0
			w.epoch++
			w.len += w.len * (w.grow - 100) / 100
			if DebugC > 0 {
				w.hot, w.len = DebugC*10000, DebugD
			}
		}
	}
}

func (w *roundWalker) begin() {
	w.restore(w.best)
}

// cool sets the temperature: it falls by the square of what is left of the epoch.
func (w *roundWalker) cool() {
	left := (w.len - w.at) << 16 / w.len
	w.heat = w.cold + (w.hot-w.cold)*(left*left>>16)>>16
}

// Debug hooks for experiments.
var DebugA, DebugB, DebugC, DebugD int64

func DebugWalk(p *RoundProblem, seed uint64, first, hot, cold, chunk int64, each func(best int64) bool) {
	c := compile(p)
	w := newRoundWalker(c, seed, first)
	w.hot, w.cold = hot, cold
	if DebugB > 1 {
		b := newRoundBounder(c)
		b.lowerBy(1200, 0)
		copy(b.prices.flat, b.best)
		w.guide = newRoundGuide(b.roundRelaxation)
		w.tries = int(DebugB)
	}
	for {
		w.walk(chunk)
		if !each(w.bestWorth) {
			return
		}
	}
}
