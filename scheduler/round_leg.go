package scheduler

// A search goes in legs, at whose ends it may be stopped. How many moves a leg has
// depends on how much work moves were so far, counted and never timed, so that the
// legs of a round are the same on every machine and each time.

// roundLeg is how many moves each of the two workers makes between barriers at most.
const roundLeg = 10_000

// legWork is about how much work each worker does between barriers at most: some
// tens of milliseconds.
const legWork = 4_000_000

// legFirst is how many moves tell how much work they are.
const legFirst = 64

// roundLegs sizes the legs of a search.
type roundLegs struct {
	most  int64 // moves of a leg, of both workers
	work  int64 // done before this leg
	moves int64 // of the next leg
	each  int64 // work of a move
}

// weight is how many moves of an ordinary round one of this one is, for what is
// not moves but shares the legs with them.
func (l *roundLegs) weight() int64 { return max(1, l.each/(legWork/roundLeg)) }

func newRoundLegs(most int64) roundLegs { return roundLegs{most: most, moves: min(most, legFirst)} }

// next sizes the next leg when the walkers have done their moves of the last: at
// most eight times as long.
func (l *roundLegs) next(walkers []*roundWalker) {
	work := -l.work
	for _, w := range walkers {
		work += w.work
	}
	l.work += work
	l.each = work/l.moves + 1
	l.moves = max(1, min(l.most, 8*l.moves, 2*legWork/l.each))
}
