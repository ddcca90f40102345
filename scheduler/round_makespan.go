package scheduler

import "sync"

// projectLeg is how many schedules each worker makes between barriers.
const projectLeg = 1_500

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
	if plainProject(c) == nil {
		return solveDeadlines(p, o)
	}
	mix := roundRandom{o.Seed}
	breeders := [2]*projectBreeder{newProjectBreeder(c, mix.next()), newProjectBreeder(c, mix.next())}
	bound := breeders[0].project.bound()
	pace := pace{options: o}
	var best *projectPlan
	for len(c.req) > 0 && (best == nil || best.span > bound) {
		schedules := pace.allow(2 * projectLeg)
		if schedules <= 0 {
			break
		}
		var wait sync.WaitGroup
		for _, b := range breeders {
			wait.Go(func() { b.work((schedules+1)/2, bound) })
		}
		wait.Wait()
		pace.steps += schedules
		for _, b := range breeders {
			if b.best != nil && (best == nil || b.best.span < best.span) {
				best = b.best
			}
		}
		if best != nil {
			pace.report(int64(best.span)*roundUnit, int64(bound)*roundUnit, true)
		}
	}
	if best == nil && len(c.req) > 0 {
		return nil, ErrNoPlan
	}
	spots := make([]roundSpot, len(c.req))
	span := int32(0)
	for r := range spots {
		spots[r] = roundSpot{best.mode[r], best.start[r]}
		span = best.span
	}
	plan := c.plan(spots, int64(span)*roundUnit, int64(bound)*roundUnit)
	plan.Seed, plan.Steps = o.Seed, pace.steps
	return plan, nil
}
