package scheduler

import (
	"sync"
)

// roundSearch solves a round for value: two workers with seeds of their own walk
// beside each other and meet at barriers; the second also lowers the bound. All
// that one learns of the other it learns at a barrier, so that it does not matter
// how many processors there are.
type roundSearch struct {
	c        *round
	walkers  [2]*roundWalker
	bounder  *roundBounder
	best     []roundSpot
	worth    int64
	bound    int64
	grain    int64 // objectives are this far apart
	effort   int64 // what one step of the bound costs, in moves
	credit   int64 // moves that the bound may still spend
	guided   int64 // steps of the bound at which the guide was last made
	settled  int64 // the bound at the last review, and the steps then
	reviewed int64
	seeds    roundRandom
	legs     roundLegs
	breed    *roundBreed     // nil before there is a guide
	branches *roundBranching // nil before it begins, and for rounds that are too large
}

func newRoundSearch(c *round, seed uint64) *roundSearch {
	s := &roundSearch{c: c, bounder: newRoundBounder(c, !c.branched()), grain: c.grain()}
	first := 300*int64(len(c.req)) + 1000
	mix := roundRandom{seed}
	s.walkers[0] = newRoundWalker(c, mix.next(), first)
	s.walkers[1] = newRoundWalker(c, mix.next(), first*3/2)
	s.seeds = mix
	s.best, s.worth = s.walkers[0].best, s.walkers[0].bestWorth
	s.effort = s.bounder.effort()
	if s.effort == boundNever {
		s.bounder.startPlainly()
	}
	s.bounder.lowerBy(0, s.worth)
	s.bound = s.bounder.bound
	return s
}

// size is the number of starts of all modes.
func (x *roundRelaxation) size() int64 {
	n := int64(0)
	for i := range x.lanes {
		for k := range x.lanes[i].entries {
			e := &x.lanes[i].entries[k]
			n += int64(e.hi - e.lo + 1)
		}
	}
	return n
}

// guideFirst is how many steps of the bound come before its prices guide moves.
const guideFirst = 100

// boundFirst is how many steps of the bound come before it is given less time.
const boundFirst = 3000

// leg makes moves moves with each worker, or bound steps or branching in their
// place.
func (s *roundSearch) leg(moves int64) {
	if s.branches != nil {
		s.branch(moves)
		return
	}
	share := int64(20) // percent of the second worker's time that goes to the bound
	switch {
	case s.bounder.steps < guideFirst:
		share = 100
	case s.settled > 0 && s.bounder.bound >= s.settled-s.settled>>13:
		share = 8
	case s.bounder.steps < boundFirst:
		share = 75
	}
	if s.proven() {
		return
	}
	s.credit += moves * s.legs.weight() * share / 100
	steps := s.credit / s.effort
	s.credit -= steps * s.effort
	var wait sync.WaitGroup
	wait.Go(func() { s.walkers[0].walk(moves) })
	wait.Go(func() {
		s.bounder.lowerBy(int(steps), s.worth)
		s.walkers[1].walk(moves * (100 - share) / 100)
	})
	wait.Wait()
	s.meet()
}

// meet is the barrier: the workers learn of each other.
func (s *roundSearch) meet() {
	for _, w := range s.walkers {
		if w.bestWorth > s.worth {
			s.worth = w.bestWorth
			s.best = append([]roundSpot(nil), w.best...)
		}
	}
	for _, w := range s.walkers {
		w.from = s.best
		if s.breed != nil {
			s.breed.add(w.ended)
			w.ended = nil
		}
	}
	s.bound = min(s.bound, s.floor(s.bounder.bound))
	if s.branches == nil && s.bounder.steps >= s.branchFrom() && s.c.branched() {
		s.branches = newRoundBranching(s.c, s.bounder)
	}
	if s.bounder.steps >= s.reviewed+1500 {
		s.settled, s.reviewed = s.bounder.bound, s.bounder.steps
	}
	if s.bounder.steps >= guideFirst && s.bounder.steps >= 2*s.guided {
		s.guided = s.bounder.steps
		guide := newRoundGuide(s.bounder.copyBest())
		for _, w := range s.walkers {
			w.guide, w.tries = guide, 5
			if s.breed == nil {
				w.at = 0
			}
		}
		if s.breed == nil {
			s.breed = newRoundBreed(s.c, false)
			for _, w := range s.walkers {
				w.breed = s.breed
			}
		}
	}
}

// branchFrom is how many steps of the bound come before branching.
func (s *roundSearch) branchFrom() int64 { return min(2000, 200+50*int64(len(s.c.req))) }

// branch lets both workers walk for a part of their moves and look at parts of the
// round for the rest.
func (s *roundSearch) branch(moves int64) {
	b := s.branches
	walk := moves / 8
	if len(b.open) == 0 || b.full() {
		walk = moves
	}
	walkTogether(s.walkers[:], walk)
	s.meet()
	s.credit += 2 * (moves - walk)
	for s.credit > 0 && !s.proven() && len(b.open) > 0 && !b.full() {
		before := b.nodes
		best, worth := b.work(s.worth, s.best, s.seeds.next())
		s.credit -= (b.nodes - before) * b.effort
		if worth > s.worth {
			s.best, s.worth = best, worth
			for _, w := range s.walkers {
				w.from = s.best
			}
		}
		s.bound = min(s.bound, b.bound(s.worth))
	}
}

func (s *roundSearch) proven() bool { return s.worth >= s.bound }

// floor lowers a bound to the next objective that there can be.
func (s *roundSearch) floor(bound int64) int64 { return floorTo(s.grain, bound) }

// copyBest is a relaxation of its own at the best prices.
func (b *roundBounder) copyBest() *roundRelaxation {
	x := newRoundRelaxation(b.c, b.gates != nil)
	if b.gates != nil {
		for _, gate := range b.gates.list {
			x.gates.add(gate)
		}
	}
	copy(x.prices.flat, b.best)
	return x
}

// grain divides the difference of any two objectives: a unit of value, and the
// cost of a slot of shortfall, or of a hundredth where slots weigh differently.
func (c *round) grain() int64 {
	slot := int64(100)
	for i := range c.source.Resources {
		if len(c.source.Resources[i].Prime) > 0 {
			slot = 1
		}
	}
	g, rest := int64(roundUnit), c.cost*slot
	for rest != 0 {
		g, rest = rest, g%rest
	}
	return g
}

// floorTo is the largest objective that is at most bound. All are whole grains.
func floorTo(grain, bound int64) int64 {
	rest := bound % grain
	if rest < 0 {
		rest += grain
	}
	return bound - rest
}

func solveValue(p *RoundProblem, o SolveOptions) (*RoundPlan, error) {
	c := compile(p)
	if !c.pinnedStand() {
		return nil, ErrNoPlan
	}
	s := newRoundSearch(c, o.Seed)
	pace := pace{options: o}
	s.legs = newRoundLegs(min(2*roundLeg, 2_000+400*int64(len(c.req))))
	for !s.proven() {
		moves := pace.allow(s.legs.moves)
		if moves <= 0 {
			break
		}
		s.leg((moves + 1) / 2)
		pace.steps += moves
		s.legs.next(s.walkers[:])
		pace.work = s.legs.work
		pace.foresee(c, s.best)
		pace.report(s.worth, s.bound, c.complete(s.best))
	}
	if !c.complete(s.best) {
		return nil, ErrNoPlan
	}
	s.best, s.worth = c.fillUp(s.best)
	plan := c.plan(s.best, s.worth, s.bound, explainingAfter(pace.work))
	plan.Seed, plan.Steps = o.Seed, pace.steps
	plan.Certificate = s.bounder.certificate()
	if s.branches != nil && s.bound < s.floor(s.bounder.bound) {
		plan.Proof = s.branches.proof()
	}
	c.priceAccounts(plan, s.bounder)
	return plan, nil
}

// complete reports whether all that must be placed is.
func (c *round) complete(plan []roundSpot) bool {
	for r := range c.req {
		if c.req[r].must && plan[r].mode < 0 {
			return false
		}
	}
	return true
}
