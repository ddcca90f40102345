package scheduler

import (
	"slices"
	"sync"
)

// solveDeadlines ends soonest when windows, closures or other rules stand in the
// way of a plain project: it looks for a plan of all requests, then for one that
// ends sooner, and so on, with the search for value, in which to be placed is all
// that is worth anything.
func solveDeadlines(p *RoundProblem, o SolveOptions) (*RoundPlan, error) {
	c := compile(p)
	mix := roundRandom{o.Seed}
	bound, work := c.soonest()
	pace := pace{options: o}
	var best []roundSpot
	span := c.slots + 1
	walkers := [2]*roundWalker{}
	var legs roundLegs
	for best == nil || span > bound {
		if walkers[0] == nil {
			due := c.dueBy(span - 1)
			if due == nil {
				bound = span // nothing ends sooner
				break
			}
			for i := range walkers {
				walkers[i] = newRoundWalker(due, mix.next(), 300*int64(len(c.req))+1000)
			}
			legs = newRoundLegs(min(2*roundLeg, 400+20*int64(len(c.req)))) // a found plan ends the leg's use
		}
		moves := pace.allow(legs.moves)
		if moves <= 0 {
			break
		}
		walkTogether(walkers[:], (moves+1)/2)
		pace.steps += moves
		legs.next(walkers[:])
		for _, w := range walkers {
			if w.bestWorth == 0 { // nothing is without a place
				best = w.c.translate(c, w.best)
				span = c.spanOf(best)
				walkers[0] = nil
				break
			}
		}
		pace.report(int64(span)*roundUnit, int64(bound)*roundUnit, best != nil)
	}
	if best == nil {
		return nil, ErrNoPlan
	}
	objective := int64(span)*roundUnit - c.disturbance(best)
	least := min(int64(bound)*roundUnit-c.disturbanceMost(), objective)
	plan := c.plan(best, objective, least, 0)
	plan.Certificate.Work = work
	plan.Seed, plan.Steps = o.Seed, pace.steps
	return plan, nil
}

// walkTogether lets walkers make moves beside each other.
func walkTogether(walkers []*roundWalker, moves int64) {
	var wait sync.WaitGroup
	for _, w := range walkers {
		wait.Go(func() { w.walk(moves) })
	}
	wait.Wait()
}

// dueBy is the round with all starts gone that end after a deadline; nil when a
// request has none left.
func (c *round) dueBy(deadline int32) *round {
	due := *c
	due.req = slices.Clone(c.req)
	for r := range due.req {
		req := &due.req[r]
		req.modes = nil
		for m := range c.req[r].modes {
			mode := c.req[r].modes[m]
			mode.starts = cutStarts(mode.starts, int64(deadline-mode.duration)+1, int64(c.slots))
			if len(mode.starts) > 0 {
				req.modes = append(req.modes, mode)
			}
		}
		if len(req.modes) == 0 {
			return nil
		}
	}
	return &due
}

// translate names a plan's modes by their numbers in another form of the round.
func (c *round) translate(to *round, spots []roundSpot) []roundSpot {
	out := slices.Clone(spots)
	for r := range out {
		if out[r].mode < 0 {
			continue
		}
		source := c.req[r].modes[out[r].mode].source
		out[r].mode = int32(slices.IndexFunc(to.req[r].modes, func(m roundMode) bool { return m.source == source }))
	}
	return out
}

func (c *round) spanOf(spots []roundSpot) int32 {
	span := int32(0)
	for r, spot := range spots {
		span = max(span, spot.start+c.req[r].modes[spot.mode].duration)
	}
	return span
}

// disturbance is what a plan pays for moving what was placed before.
func (c *round) disturbance(spots []roundSpot) int64 {
	cost := int64(0)
	at := make(map[string]int, len(c.req))
	for r := range c.req {
		at[c.req[r].id] = r
	}
	for _, x := range c.source.Previous {
		r := at[x.Request]
		if x.Mode != int(c.req[r].modes[spots[r].mode].source) || x.Start != int64(spots[r].start) {
			cost += x.MoveCost * roundUnit
		}
	}
	return cost
}

func (c *round) disturbanceMost() int64 {
	cost := int64(0)
	for _, x := range c.source.Previous {
		cost += x.MoveCost * roundUnit
	}
	return cost
}
