package scheduler

import (
	"cmp"
	"slices"
)

const (
	mendFree = 36     // requests that are free while a schedule is mended
	mendWork = 72_000 // what one attempt may take
)

// mend takes schedules and tries to make each end one slot sooner by another order
// of what it has in some stretch of time: what ends before that stays, what begins
// after it begins a slot sooner. It does so for about so much work.
func (p *projectProver) mend(population []*projectPlan, best *projectPlan, work int64, random *roundRandom) {
	defer func() { p.frame = p.frame[:0] }()
	guide := slices.Clone(p.guide)
	defer copy(p.guide, guide)
	for until := p.work + work; p.work < until; {
		plan := best
		if n := len(population); n > 0 && random.chance(192) {
			if other := population[random.below(int32(n))]; other.span <= best.span {
				plan = other
			}
		}
		p.frameAround(plan, plan.start[random.below(int32(len(plan.start)))])
		copy(p.guide, plan.start)
		p.guided = true
		p.work += int64(len(plan.start))
		if p.seek(plan.span-1, mendWork) == foundPlan {
			return
		}
	}
}

// frameAround leaves those that run nearest to a slot free and holds the others.
func (p *projectProver) frameAround(plan *projectPlan, slot int32) {
	duration := func(r int32) int32 { return p.c.req[r].modes[0].duration }
	far := func(r int32) int32 { return max(plan.start[r]-slot, slot-plan.start[r]-duration(r), 0) }
	order := slices.Clone(plan.list)
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(a, b)) })
	p.frame = p.frame[:0]
	for _, r := range order[min(mendFree, len(order)):] {
		start := plan.start[r]
		if start > slot {
			start--
		}
		p.frame = append(p.frame, startLimit{2 * r, start}, startLimit{2*r + 1, -start})
	}
}
