package scheduler

import "sync"

// solveMakespan places all and ends soonest.
func solveMakespan(p *RoundProblem, o SolveOptions) (*RoundPlan, error) {
	c := compile(p)
	if !c.pinnedStand() {
		return nil, ErrNoPlan
	}
	for r := range c.req {
		if len(c.req[r].modes) == 0 {
			return nil, ErrNoPlan
		}
	}
	if len(c.req) == 0 { // nothing is to be done, and done at once
		plan := c.plan(nil, 0, 0, 0)
		plan.Seed = o.Seed
		return plan, nil
	}
	if plainProject(c) == nil {
		return solveDeadlines(p, o)
	}
	s := newProjectSearch(c, o)
	if !s.run() {
		return nil, ErrNoPlan
	}
	return s.plan(), nil
}

// projectSearch has two workers that meet at barriers: one breeds schedules all the
// time; the other proves, and when that takes long it also breeds, and mends
// schedules with what proves. What either finds the other has from the next leg on.
type projectSearch struct {
	c        *round
	pace     pace
	breeders [2]*projectBreeder
	prover   *projectProver
	bound    int32
	work     *RoundWork
	best     *projectPlan
	legs     int64
}

// proverPatience is how many dead ends the prover may meet before it has to share
// its worker: most projects that it can settle it has settled by then.
const proverPatience = 60_000

// proverRequests is of how many requests a project may be to be proven: what follows
// along a chain is written down step by step, as many steps as requests squared.
const proverRequests = 2_000

func newProjectSearch(c *round, o SolveOptions) *projectSearch {
	mix := roundRandom{o.Seed}
	s := &projectSearch{c: c, pace: pace{options: o}, prover: newProjectProver(c)}
	for i := range s.breeders {
		s.breeders[i] = newProjectBreeder(c, mix.next())
	}
	s.bound, s.work = c.soonest()
	return s
}

// run searches until the span meets the bound or the pace ends it; false when no
// schedule was found.
func (s *projectSearch) run() bool {
	n := int64(len(s.c.req))
	for n > 0 && (s.best == nil || s.best.span > s.bound) && !s.prover.hopeless {
		steps := s.pace.allow(s.schedules(n))
		if steps <= 0 {
			break
		}
		var wait sync.WaitGroup
		wait.Go(func() { s.breeders[0].work((steps+1)/2, s.bound) })
		wait.Go(func() { s.second(steps/2, n) })
		wait.Wait()
		s.pace.steps += steps
		s.legs++
		s.meet()
		if s.best != nil {
			s.pace.report(int64(s.best.span)*roundUnit, int64(s.bound)*roundUnit, true)
		}
	}
	return s.best != nil || n == 0
}

// schedules is how many there are in the next leg, of both workers. It grows with
// the legs, and is less for projects whose schedules take long.
func (s *projectSearch) schedules(requests int64) int64 {
	steps := max(100, min(1_000_000, int64(20_000)<<min(s.legs, 10))/(requests+20))
	made, work := int64(0), int64(0)
	for _, b := range s.breeders {
		made, work = made+b.made, work+b.project.work
	}
	if made == 0 {
		return min(steps, max(2, 4*legWork/(requests*requests+1)))
	}
	return max(2, min(steps, 2*legWork/(work/made+1)))
}

// second is what the second worker does in a leg.
func (s *projectSearch) second(steps, requests int64) {
	work := steps * (requests + 20) * 4 / 3 // which takes about as long
	patient := s.prover.dead <= proverPatience
	switch {
	case requests > proverRequests:
		s.breeders[1].work(steps, s.bound)
	case s.best == nil:
		s.prover.seek(s.bound, work)
	case !patient && s.legs%4 == 1:
		s.breeders[1].work(steps, s.bound)
	case !patient && s.legs%4 != 3:
		s.prover.mend(s.breeders[1].population, s.best, work, &s.breeders[1].random)
	case s.legs/4%2 == 0:
		s.prover.seek(s.bound, work)
	default:
		s.prover.seek(s.best.span-1, work)
	}
}

// meet takes over what was found.
func (s *projectSearch) meet() {
	s.bound = max(s.bound, s.prover.bound())
	for _, b := range s.breeders {
		if b.best != nil && (s.best == nil || b.best.span < s.best.span) {
			s.best = b.best
			copy(s.prover.guide, s.best.start)
		}
	}
	if s.prover.found != nil {
		s.breeders[1].take(s.prover.found)
		if p := s.breeders[1].best; s.best == nil || p.span < s.best.span {
			s.best = p
		}
		s.prover.found = nil
	}
}

func (s *projectSearch) plan() *RoundPlan {
	spots := make([]roundSpot, len(s.c.req))
	span := int32(0)
	for r := range spots {
		spots[r] = roundSpot{0, s.best.start[r]}
		span = s.best.span
	}
	bound, _ := s.c.soonest()
	nogoods := []RoundNogood(nil)
	if s.bound > bound {
		if proof, ok := s.prover.proof(); ok {
			nogoods, bound = proof, s.bound
		}
	}
	plan := s.c.plan(spots, int64(span)*roundUnit, int64(bound)*roundUnit, 0)
	plan.Certificate.Work, plan.Certificate.Nogoods = s.work, nogoods
	plan.Seed, plan.Steps = s.pace.options.Seed, s.pace.steps
	return plan
}
