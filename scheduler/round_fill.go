package scheduler

import (
	"cmp"
	"slices"
)

// fillWork is about how much work it may be to fill a plan up: some seconds'. Few
// rounds need a hundredth of it.
const fillWork = 200_000_000

// fillUp places what still fits beside a plan and makes it better, the worthiest
// first, and returns the plan and its objective.
func (c *round) fillUp(spots []roundSpot) ([]roundSpot, int64) {
	m := &roundMover{roundState: newRoundState(c), random: roundRandom{1}, steady: true}
	m.restore(spots)
	m.until = m.work + fillWork
	order := make([]int32, len(c.req))
	for r := range order {
		order[r] = int32(r)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(c.req[b].best, c.req[a].best) })
	for _, req := range order {
		if m.mode[req] >= 0 {
			continue
		}
		if m.tooMuch() {
			break
		}
		before := m.objective()
		m.journal = m.journal[:0]
		fits := true
		needed := c.neededBy(req)
		m.work += 20 * int64(len(needed))
		for _, r := range needed {
			fits = fits && (m.mode[r] >= 0 || m.fitIn(r))
		}
		if !fits || m.objective() < before {
			m.undo(0)
		}
	}
	return m.snapshot(nil), m.objective()
}
