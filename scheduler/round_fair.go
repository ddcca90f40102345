package scheduler

import (
	"math/bits"
	"slices"
	"sync"
)

// A fair round is solved in cycles, each twice as long as the one before. A cycle
// lifts the worst-served account's ratio as far as it finds a way to, by trying
// levels between what is reached and what may be possible; then the next one's,
// with the first held; and when all are held where they are, it lifts the value.
// (Leximin by successive levels: Ogryczak and Śliwiński 2006.)

// fairPlan is a plan with its place in the order of fairness.
type fairPlan struct {
	spots  []roundSpot
	ratios []int64 // of each account, in parts per million
	sorted []int64
	worth  int64
}

// better is the order of fairness: the worst ratio first, then the next, and the
// value last.
func (p *fairPlan) better(q *fairPlan) bool {
	if d := slices.Compare(p.sorted, q.sorted); d != 0 {
		return d > 0
	}
	return p.worth > q.worth
}

type fairSearch struct {
	c       *round
	walkers [2]*roundWalker
	best    *fairPlan
	random  roundRandom
	pace    *pace
	worst   *worstBounder
	value   *roundBounder // of the value of plans that are at least as fair as the best
	bound   int64
	grain   int64
	done    bool
	tried   bool  // all plans were looked at: the best is known, if not proven
	effort  int64 // what a step of the bounds costs, in moves
	credit  int64 // moves that the bounds may still spend
	legs    roundLegs
	lifting *fairField     // breeds plans that lift ratios; nil in the first cycle
	worthy  *fairField     // breeds plans that are worth more
	proof   *fairBranching // of the best plan; nil before it begins, and for rounds that are too large
	proving int64          // moves that it may still spend
}

func solveFair(p *RoundProblem, o SolveOptions) (*RoundPlan, error) {
	c := compile(p)
	if !c.pinnedStand() {
		return nil, ErrNoPlan
	}
	s := newFairSearch(c, o)
	for moves := s.glance(); !s.done && !s.tried; moves *= 2 {
		s.cycle(moves)
	}
	s.prove(max(proofAfter, s.pace.steps))
	if !c.complete(s.best.spots) {
		return nil, ErrNoPlan
	}
	filled, _ := c.fillUp(s.best.spots)
	s.take(c.weighFair(filled))
	plan := c.plan(s.best.spots, s.best.worth, s.bound, explainingAfter(s.pace.work))
	plan.Seed, plan.Steps = o.Seed, s.pace.steps
	plan.Fairness = s.best.sorted
	plan.FairnessBound = s.worst.limit
	plan.Certificate = s.value.certificate()
	copy(s.worst.best, s.worst.proof)
	fairness := s.worst.certificate()
	plan.FairnessCertificate = &fairness
	s.claim(plan)
	c.priceAccounts(plan, s.worst.roundBounder)
	return plan, nil
}

func newFairSearch(c *round, o SolveOptions) *fairSearch {
	s := &fairSearch{c: c, random: roundRandom{o.Seed}, pace: &pace{options: o}, grain: c.grain()}
	s.worst = newWorstBounder(c)
	s.value = newFloorBounder(c.priced(s.keepingCost(), nil))
	s.value.raise(s.floors(0))
	s.effort = s.value.effort()
	if s.effort == boundNever {
		s.worst.never = true
		s.value.startPlainly()
	}
	s.start()
	return s
}

// start makes the first plan, of what is pinned, and the first bounds.
func (s *fairSearch) start() {
	w := newRoundWalker(s.c, s.random.next(), 1)
	s.best = s.c.weighFair(w.best)
	s.worst.lowerTo(0, s.best.worst())
	s.value.lowerBy(0, s.best.worth)
	s.bound = floorTo(s.grain, s.value.bound)
}

// weighFair places a plan in the order of fairness.
func (c *round) weighFair(spots []roundSpot) *fairPlan {
	p := &fairPlan{spots: slices.Clone(spots), worth: c.constant}
	got := make([]int64, len(c.accounts))
	for r, spot := range spots {
		if spot.mode < 0 {
			continue
		}
		m := &c.req[r].modes[spot.mode]
		worth, _ := m.worthAt(spot.start)
		p.worth += worth
		if m.account >= 0 {
			got[m.account] += c.counted(m, spot.start)
		}
	}
	for a := range got {
		p.ratios = append(p.ratios, ratioOf(got[a], c.accounts[a].target))
	}
	p.sorted = slices.Clone(p.ratios)
	slices.Sort(p.sorted)
	return p
}

// fairest reports that no plan is fairer than one with some ratios, ascending: the
// worst is as high as its limit, and no other is below a million.
func fairest(ratios []int64, limit int64) bool {
	for k, ratio := range ratios {
		if ratio < 1_000_000 && (k > 0 || ratio < limit) {
			return false
		}
	}
	return true
}

// worst is the worst ratio; a million where there is no target.
func (p *fairPlan) worst() int64 {
	if len(p.sorted) == 0 {
		return 1_000_000
	}
	return p.sorted[0]
}

// ratioOf is what an account got of its target, in parts per million, a million at
// most.
func ratioOf(got, target int64) int64 { return min(1_000_000, got*1_000_000/target) }

// onlyShortfall is the round in which nothing is worth anything but to be less
// short of the targets.
func (c *round) onlyShortfall(cost int64) *round {
	only := c.priced(cost, nil)
	for r := range only.req {
		req := &only.req[r]
		req.modes = slices.Clone(req.modes)
		most := int64(0)
		for m := range req.modes {
			req.modes[m].starts = slices.Clone(req.modes[m].starts)
			for k := range req.modes[m].starts {
				req.modes[m].starts[k].worth = 0
			}
			if req.modes[m].account >= 0 {
				most = max(most, cost*c.countedMost(&req.modes[m]))
			}
		}
		req.best, req.top = 0, most
	}
	only.constant, only.bonus, only.musts = 0, 0, 0
	return only
}

// priced is the round with a cost for each account of staying below a level; nil
// leaves the targets.
func (c *round) priced(cost int64, levels []int64) *round {
	out := *c
	out.cost = cost
	out.accounts = slices.Clone(c.accounts)
	for a := range levels {
		out.accounts[a].target = levels[a]
	}
	out.req = slices.Clone(c.req)
	for r := range out.req {
		req := &out.req[r]
		req.top = req.best
		for m := range req.modes {
			if req.modes[m].account >= 0 {
				req.top = max(req.top, req.best+cost*c.countedMost(&req.modes[m]))
			}
		}
	}
	return &out
}

// glance lets a small round have a first short cycle, after which it may be proven
// already, and gives the moves of the first whole one.
func (s *fairSearch) glance() int64 {
	moves := int64(200*len(s.c.req) + 2000)
	if s.provable() && len(s.c.req) <= fairFew {
		s.cycle(moves / fairGlance)
		s.prove(proofFirst / int64(len(s.c.req)+1))
	}
	return moves
}

// fairFew is how many requests there are at most in a round that has a short cycle, and
// fairGlance what part of a whole one it is.
const (
	fairFew    = 20
	fairGlance = 16
)

// cycle breeds plans, then lifts what they leave ratio after ratio, then the value.
func (s *fairSearch) cycle(moves int64) {
	n := len(s.c.accounts)
	bears := s.bears(moves)
	if bears && s.lifting == nil && s.worthy == nil {
		s.stage(make([]bool, n), moves)
	}
	polish := moves
	if bears && s.breedBoth(moves) {
		polish = moves / fairPolish
	}
	held := make([]bool, n)
	for range n {
		if s.done {
			return
		}
		if s.stage(held, polish) {
			break
		}
	}
	if !s.done {
		s.episode(s.c.priced(s.keepingCost(), s.keep()), 4*polish, false)
	}
	s.tryAll(moves)
	s.prove(min(proofShare, proofRequests/int64(len(s.c.req)+1)) * moves)
	if fairest(s.best.sorted, s.worst.limit) {
		s.done = s.done || s.best.worth >= s.bound
	}
}

// fairAttempts is how many levels a stage tries. The last is the least rise there
// is: a level far above what can be had pulls towards whoever has more slots to
// lose, and hides a small gain for the worst.
const fairAttempts = 5

// stage lifts the worst of those that are not held, then holds the one that stays
// worst. It reports true when all are at their targets.
func (s *fairSearch) stage(held []bool, moves int64) bool {
	first := !slices.Contains(held, true)
	high := int64(1_000_000)
	if first {
		high = s.worst.limit
	}
	for attempt := range fairAttempts {
		low := s.worstFree(held)
		if low >= high || s.done {
			break
		}
		try := low + (high-low+1)/2
		switch {
		case attempt == 0 && first && low == 0:
			try = high
		case attempt == fairAttempts-1:
			try = low + 1
		}
		if !s.episode(s.c.priced(s.liftingCost(), s.lift(held, try)), moves, true) {
			high = try - 1
		}
		if first {
			high = min(high, s.worst.limit)
		}
	}
	worst := -1
	for a, ratio := range s.best.ratios {
		if !held[a] && (worst < 0 || ratio < s.best.ratios[worst]) {
			worst = a
		}
	}
	if worst < 0 || s.best.ratios[worst] == 1_000_000 {
		return true
	}
	held[worst] = true
	return false
}

func (s *fairSearch) worstFree(held []bool) int64 {
	worst := int64(1_000_000)
	for a, ratio := range s.best.ratios {
		if !held[a] {
			worst = min(worst, ratio)
		}
	}
	return worst
}

// lift holds what is held at its ratio and asks a level of all others.
func (s *fairSearch) lift(held []bool, ratio int64) []int64 {
	levels := make([]int64, len(s.c.accounts))
	for a := range levels {
		at := ratio
		if held[a] {
			at = s.best.ratios[a]
		}
		levels[a] = levelOf(at, s.c.accounts[a].target)
	}
	return levels
}

// keep holds all at their ratios.
func (s *fairSearch) keep() []int64 {
	levels := make([]int64, len(s.c.accounts))
	for a := range levels {
		levels[a] = levelOf(s.best.ratios[a], s.c.accounts[a].target)
	}
	return levels
}

// floors is what all accounts have at least in a plan whose worst ratio is this. As
// all plans that are at least as fair keep to it, its price may be used to bound what
// they are worth.
func (s *fairSearch) floors(worst int64) []int64 {
	levels := make([]int64, len(s.c.accounts))
	for a := range levels {
		levels[a] = levelOf(worst, s.c.accounts[a].target)
	}
	return levels
}

// levelOf is the least count that gives a ratio of a target.
func levelOf(ratio, target int64) int64 {
	hi, lo := bits.Mul64(uint64(ratio), uint64(target))
	level, rest := bits.Div64(hi, lo, 1_000_000)
	if rest > 0 {
		level++
	}
	return int64(level)
}

// keepingCost is what a hundredth of a slot below a level costs while the value
// is lifted: some times what such a bit of time is worth.
func (s *fairSearch) keepingCost() int64 {
	worth, time := int64(0), int64(1)
	for r := range s.c.req {
		if req := &s.c.req[r]; len(req.modes) > 0 && !req.must {
			worth += req.best
			time += 100 * int64(req.modes[0].duration)
		}
	}
	due := int64(1)
	for a := range s.c.accounts {
		due += s.c.accounts[a].target
	}
	return min(8*worth/time+8, fairSums/(liftingTimes*bendMost)/due+1)
}

// liftingTimes is how many times what it costs while the value is lifted it costs to
// stay below a level while ratios are.
const liftingTimes = 10

func (s *fairSearch) liftingCost() int64 { return liftingTimes * s.keepingCost() }

// episode lets the workers anneal a round with levels, from the best plan. It
// reports whether the levels are reached.
func (s *fairSearch) episode(c *round, moves int64, lifting bool) bool {
	first := s.walkers[0] == nil
	for i := range s.walkers {
		w := newRoundWalker(c, s.random.next(), moves)
		if !first || !lifting {
			w.restore(s.best.spots)
		}
		w.best = w.snapshot(w.best)
		w.bestWorth = w.objective()
		if !lifting {
			w.hot, w.cold = s.c.heats()
		}
		s.walkers[i] = w
	}
	reached := false
	s.legs = newRoundLegs(2 * roundLeg)
	for left := moves; left > 0 && !s.done && !(reached && lifting); {
		made := s.advance(s.walkers[:], &s.legs, left)
		if s.done {
			break
		}
		left -= made
		for _, w := range s.walkers {
			if s.meet(w.best) {
				reached = reached || w.shortOf(w.best) == 0
			}
		}
		s.report()
	}
	return reached
}

// advance makes a leg of at most left moves with each worker, and returns how many
// each has made. It is done when there are no more steps.
func (s *fairSearch) advance(walkers []*roundWalker, legs *roundLegs, left int64) int64 {
	leg := s.pace.allow(min(legs.moves, 2*left))
	if leg <= 0 {
		s.done = true
		return 0
	}
	moves := (leg + 1) / 2
	s.leg(walkers, moves)
	s.pace.steps += leg
	before := legs.work
	legs.next(walkers)
	s.pace.work += legs.work - before
	return moves
}

// report tells how far the search is.
func (s *fairSearch) report() {
	s.pace.foresee(s.c, s.best.spots)
	s.pace.report(s.best.worth, s.bound, s.c.complete(s.best.spots))
}

// leg lets both workers walk; the second lowers the bounds as well.
func (s *fairSearch) leg(walkers []*roundWalker, moves int64) {
	s.credit += moves * s.legs.weight() / 4
	steps := int(s.credit / s.effort)
	s.credit -= int64(steps) * s.effort
	var wait sync.WaitGroup
	wait.Go(func() { walkers[0].walk(moves) })
	wait.Go(func() {
		s.worst.lowerTo(steps, s.best.worst())
		s.value.lowerBy(steps, s.best.worth)
		walkers[1].walk(moves / 2)
	})
	wait.Wait()
	s.bound = min(s.bound, floorTo(s.grain, s.value.bound))
}

// take makes a plan the best.
func (s *fairSearch) take(p *fairPlan) {
	if p.worst() > s.best.worst() {
		s.value.raise(s.floors(p.worst()))
		s.value.factor, s.value.blend, s.value.stalls = max(s.value.factor, 0.1), max(s.value.blend, 0.05), 0
	}
	s.best = p
}

// shortOf is how far a plan stays below the levels.
func (w *roundWalker) shortOf(spots []roundSpot) int64 {
	got := make([]int64, len(w.c.accounts))
	for r, spot := range spots {
		if spot.mode >= 0 {
			if m := &w.c.req[r].modes[spot.mode]; m.account >= 0 {
				got[m.account] += w.c.counted(m, spot.start)
			}
		}
	}
	short := int64(0)
	for a := range got {
		short += max(0, w.c.accounts[a].target-got[a])
	}
	return short
}
