package scheduler

import "slices"

// projectBreeder improves a population of schedules: two parents give a child
// whose list has parts of both, the child is changed a little and justified, and
// takes the place of a worse one (a hybrid genetic algorithm after Valls,
// Ballestín and Quintanilla 2008).
type projectBreeder struct {
	project    *roundProject
	random     roundRandom
	population []*projectPlan
	spare      *projectPlan
	best       *projectPlan
	made       int64
	dull       int // children since the last that was kept
	seen       []bool
	tails      []int32
}

const projectPopulation = 40

func newProjectBreeder(c *round, seed uint64) *projectBreeder {
	b := &projectBreeder{project: plainProject(c), random: roundRandom{seed}, seen: make([]bool, len(c.req))}
	_, b.tails = c.headsAndTails()
	b.spare = b.newPlan()
	return b
}

func (b *projectBreeder) newPlan() *projectPlan {
	n := len(b.project.c.req)
	return &projectPlan{list: make([]int32, 0, n), start: make([]int32, n)}
}

// work makes about as many schedules as told, and stops early when the span
// reaches the bound.
func (b *projectBreeder) work(schedules int64, bound int32) {
	for until := b.made + schedules; b.made < until; {
		if b.best != nil && b.best.span <= bound {
			return
		}
		if len(b.population) < projectPopulation {
			p := b.newPlan()
			b.sample(p)
			if b.judge(p) {
				b.population = append(b.population, p)
			}
			continue
		}
		b.mate()
	}
}

// sample writes a random list, with a leaning to those with much still to come.
func (b *projectBreeder) sample(p *projectPlan) {
	c := b.project.c
	p.list = p.list[:0]
	waits := make([]int, len(c.req))
	var ready []int32
	for r := range c.req {
		if waits[r] = len(c.req[r].after); waits[r] == 0 {
			ready = append(ready, int32(r))
		}
	}
	for len(ready) > 0 {
		k := b.random.below(int32(len(ready)))
		for range 2 {
			other := b.random.below(int32(len(ready)))
			if b.tails[ready[other]]+c.req[ready[other]].shortest() > b.tails[ready[k]]+c.req[ready[k]].shortest() {
				k = other
			}
		}
		r := ready[k]
		ready[k] = ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		p.list = append(p.list, r)
		for _, f := range c.req[r].before {
			if waits[f.other]--; waits[f.other] == 0 {
				ready = append(ready, f.other)
			}
		}
	}
}

// judge schedules a plan and keeps it if it is the best. Only a part is justified:
// a population of justified schedules alone has too little variety to reach some
// optima.
func (b *projectBreeder) judge(p *projectPlan) bool {
	b.made++
	ok := b.project.forward(p)
	if ok && b.random.chance(128) {
		b.made += 2
		ok = b.project.justify(p)
	}
	if ok && (b.best == nil || p.span < b.best.span) {
		b.best = &projectPlan{slices.Clone(p.list), slices.Clone(p.start), p.span}
		b.dull = 0
	}
	return ok
}

// take adds a schedule that was found elsewhere to the population, in the place of
// the worst when that is full.
func (b *projectBreeder) take(start []int32) {
	p := b.newPlan()
	for r := range start {
		p.list = append(p.list, int32(r))
	}
	copy(p.start, start)
	b.project.sort(p, func(r int32) int32 { return p.start[r] })
	if !b.judge(p) {
		return
	}
	if len(b.population) < projectPopulation {
		b.population = append(b.population, p)
		return
	}
	b.population[b.worst()] = p
}

func (b *projectBreeder) worst() int {
	worst := 0
	for i, p := range b.population {
		if p.span > b.population[worst].span {
			worst = i
		}
	}
	return worst
}

func (b *projectBreeder) parent() *projectPlan {
	a := b.population[b.random.below(projectPopulation)]
	o := b.population[b.random.below(projectPopulation)]
	if o.span < a.span {
		return o
	}
	return a
}

// mate makes one child. After many that were not kept the population is made
// anew, all but its best.
func (b *projectBreeder) mate() {
	child := b.spare
	b.cross(child, b.parent(), b.parent())
	b.mutate(child)
	if !b.judge(child) {
		return
	}
	b.dull++
	if slices.ContainsFunc(b.population, func(p *projectPlan) bool { return p.span == child.span && slices.Equal(p.start, child.start) }) {
		return
	}
	worst := b.worst()
	if child.span <= b.population[worst].span {
		if child.span < b.population[worst].span {
			b.dull = min(b.dull, b.dull/2)
		}
		b.spare, b.population[worst] = b.population[worst], child
	}
	if b.dull > 3000 {
		b.dull = 0
		b.population = b.population[:0]
		if b.random.chance(128) {
			keep := b.newPlan()
			keep.list = append(keep.list, b.best.list...)
			if b.judge(keep) {
				b.population = append(b.population, keep)
			}
		}
	}
}

// cross takes a stretch of one parent's list to the child, and the rest in the
// order of the other.
func (b *projectBreeder) cross(child, one, other *projectPlan) {
	n := int32(len(one.list))
	from := b.random.below(n)
	to := from + b.random.below(n-from) + 1
	clear(b.seen)
	child.list = child.list[:0]
	add := func(list []int32, most int32) {
		for _, r := range list {
			if int32(len(child.list)) >= most {
				return
			}
			if !b.seen[r] {
				b.seen[r] = true
				child.list = append(child.list, r)
			}
		}
	}
	add(one.list, from)
	add(other.list, to)
	add(one.list, n)
}

// mutate lets some requests change places with the one before them.
func (b *projectBreeder) mutate(p *projectPlan) {
	c := b.project.c
	rate := uint64(4 + b.random.below(32))
	for i := 1; i < len(p.list); i++ {
		if !b.random.chance(rate) {
			continue
		}
		// move it up to a few places forward, as far as what it waits for allows
		r := p.list[i]
		steps := int(1 + b.random.below(10))
		for k := i; k > 0 && steps > 0; k-- {
			before := p.list[k-1]
			if slices.ContainsFunc(c.req[r].after, func(a roundLink) bool { return a.other == before }) {
				break
			}
			p.list[k-1], p.list[k] = r, before
			steps--
		}
	}
}
