package scheduler

import (
	"cmp"
	"slices"
)

// fairField is a round with levels in which a fair search breeds plans (roundBreed).
// Its levels follow the best plan: they are changed while the walkers are on their
// way, so that nothing of what they found is lost.
type fairField struct {
	c       *round
	walkers [2]*roundWalker
	breed   *roundBreed
	legs    roundLegs
	guided  int64 // steps of the bound at which the guide was last made
}

func (s *fairSearch) newField(c *round, b *roundBounder, hot int64) *fairField {
	f := &fairField{c: c, breed: newRoundBreed(c, true), legs: newRoundLegs(2 * roundLeg)}
	f.breed.hot = hot
	for i := range f.walkers {
		f.walkers[i] = newRoundWalker(c, s.random.next(), 1)
		f.walkers[i].breed = f.breed
	}
	f.lead(b)
	f.breed.add([]roundParent{{s.best.spots, c.worthOf(s.best.spots)}})
	return f
}

// lead gives the walkers the prices of a bound as they are now.
func (f *fairField) lead(b *roundBounder) {
	if f.guided > 0 && b.steps < 2*f.guided {
		return
	}
	f.guided = max(1, b.steps)
	guide := newRoundGuide(b.copyBest())
	for _, w := range f.walkers {
		w.guide, w.tries = guide, 5
	}
}

// level sets other levels.
func (f *fairField) level(c *round) {
	f.c, f.breed.c = c, c
	for i := range f.breed.stock {
		f.breed.stock[i].worth = c.worthOf(f.breed.stock[i].plan)
	}
	for _, w := range f.walkers {
		w.level(c)
		w.bestWorth = c.worthOf(w.best)
		if w.child.plan != nil {
			w.child.worth = c.worthOf(w.child.plan)
		}
	}
}

// level sets other levels.
func (s *roundState) level(c *round) {
	s.c, s.total.short = c, 0
	for a := range c.accounts {
		s.total.short += c.accounts[a].missing(s.got[a])
	}
}

// worthOf is the objective of a plan.
func (c *round) worthOf(spots []roundSpot) int64 {
	worth := c.constant
	got := make([]int64, len(c.accounts))
	for r, spot := range spots {
		if spot.mode < 0 {
			continue
		}
		m := &c.req[r].modes[spot.mode]
		at, _ := m.worthAt(spot.start)
		worth += at
		if m.account >= 0 {
			got[m.account] += c.counted(m, spot.start)
		}
	}
	for a := range got {
		worth -= c.cost * c.accounts[a].missing(got[a])
	}
	return worth
}

// bendMost is how many times the price of a missing hundredth may be what it is
// where an account is missing as much as its bend.
const bendMost = 3

// missing is what an account that counts so much is short of its target. With a
// bend, the first hundredths that are missing count for little and the last for
// much: so many times one as there are bends missing by then, at most bendMost. A
// plan that is short in one account alone is worse so than one short by as much in
// many, relative to their targets: it is the latter that can be mended.
func (a *roundAccount) missing(got int64) int64 {
	short := max(0, a.target-got)
	switch {
	case a.bend == 0:
		return short
	case short <= bendMost*a.bend:
		return short * (short << 10 / a.bend) >> 11
	default:
		return bendMost*short - bendMost*bendMost*a.bend/2
	}
}

// bent is the round in which ratios are lifted all at once. Accounts whose ratios lie
// close together are a group, with a level a little above the best of them, and with
// costs that rise with what is missing; those of each group above the lowest count
// for a part of what those of the group below it do.
func (s *fairSearch) bent() *round {
	c := s.c.priced(s.liftingCost(), nil)
	n := len(c.accounts)
	order := make([]int, n)
	for a := range order {
		order[a] = a
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.best.ratios[a], s.best.ratios[b]) })
	part := int64(1)
	for from := 0; from < n; {
		to := from + 1
		for to < n && s.best.ratios[order[to]] <= s.best.ratios[order[to-1]]+fairAbove*10_000 {
			to++
		}
		top := min(1_000_000, s.best.ratios[order[to-1]]+fairAbove*10_000)
		for _, a := range order[from:to] {
			target := s.c.accounts[a].target
			c.accounts[a].target = levelOf(top, target)
			c.accounts[a].bend = max(1, target/100*fairBend*part)
		}
		from, part = to, min(part*fairLess, fairLess*fairLess)
	}
	for r := range c.req {
		c.req[r].top = c.req[r].best + bendMost*(c.req[r].top-c.req[r].best)
	}
	return c
}

const (
	fairAbove = 3 // how far above the ratios of a group its level is, in percent
	fairBend  = 3 // how much of a target a bend is, in percent
	fairLess  = 8 // how much less each group counts than the one below it
)

// breed lets a field's walkers go on, and takes the fairest they come upon.
func (s *fairSearch) breed(f *fairField, moves int64, leading *roundBounder, levels func() *round) {
	f.level(levels())
	f.breed.add([]roundParent{{s.best.spots, f.c.worthOf(s.best.spots)}})
	for left := moves; left > 0 && !s.done; {
		made := s.advance(f.walkers[:], &f.legs, left)
		if s.done {
			return
		}
		left -= made
		before := s.best
		for _, w := range f.walkers {
			s.meet(w.best)
			for _, p := range w.ended {
				s.meet(p.plan)
			}
			f.breed.add(w.ended)
			w.ended = nil
		}
		if slices.Compare(before.sorted, s.best.sorted) != 0 {
			f.level(levels())
		}
		f.lead(leading)
		s.report()
	}
}

// meet takes a plan if it is better than the best, and reports whether it may be
// taken at all.
func (s *fairSearch) meet(spots []roundSpot) bool {
	if !s.c.complete(spots) && s.c.complete(s.best.spots) {
		return false
	}
	if found := s.c.weighFair(spots); found.better(s.best) {
		s.take(found)
	}
	return true
}

// What of moves the fields have, for each move that a stage has to try a level, and
// for how many of them a stage has one when they had theirs.
const (
	fairLifts  = 16
	fairWorth  = 16
	fairPolish = 4
)

// fairBears is the fewest requests of which plans are bred, and fairGrown the fewest
// moves of a stage in the cycle in which that begins: the stages alone come to better
// plans before.
const (
	fairBears = 8
	fairGrown = 24_000
)

// bears reports whether a field is worth its moves in a cycle whose stages have so
// many, and whether there can be prices to lead it.
func (s *fairSearch) bears(moves int64) bool {
	return s.effort < boundNever && len(s.c.req) >= fairBears && moves >= fairGrown
}

// breedBoth lifts ratios and then the value, as soon as there are prices to lead
// that, and reports whether there were.
func (s *fairSearch) breedBoth(moves int64) bool {
	lifts := !fairest(s.best.sorted, s.worst.limit)
	if s.done || s.value.steps < guideFirst || s.best.worst() < s.worst.limit && s.worst.steps < guideFirst {
		return false
	}
	leading := s.worst.roundBounder
	if s.worst.steps < guideFirst { // there is nothing to learn of the worst any more
		leading = s.value
	}
	hot, _ := s.c.priced(s.liftingCost(), nil).heats()
	worth := int64(fairWorth)
	if lifts {
		worth /= 4
		if s.lifting == nil {
			s.lifting = s.newField(s.bent(), leading, hot)
		}
		s.breed(s.lifting, fairLifts*moves, leading, s.bent)
	}
	keeping := func() *round { return s.c.priced(s.keepingCost(), s.keep()) }
	if s.worthy == nil {
		c := keeping()
		hot, _ := s.c.heats()
		s.worthy = s.newField(c, s.value, hot)
	}
	s.breed(s.worthy, worth*moves, s.value, keeping)
	return true
}
