package scheduler

import "math"

// roundBounder lowers the bound of a relaxation, step by step, with the volume
// algorithm (Barahona and Anbil 2000): each step goes from the best prices so far
// against a moving average of the subgradients, by Polyak's length towards a
// target. Prices are integers; the floats that move them are rounded after every
// product, so that all machines move them alike.
type roundBounder struct {
	*roundRelaxation
	best    []int64 // the prices of the best bound
	bound   int64
	most    []int64   // how far a price may go: no further can help, and sums stay within int64
	lower   []bool    // whether a price may not be negative
	scale   []float64 // the natural size of each price
	slope   []float64 // moving average of subgradients
	fresh   []float64 // subgradient of the last evaluation
	factor  float64
	blend   float64
	least   float64 // the least that blend sinks to
	ease    float64 // how much shorter steps get when one was much too long
	mean    roundMean
	stalls  int
	steps   int64
	started bool
	watch   func(bound int64) // is told each bound, at its prices; nil is not
	settle  func()            // changes the prices after each move; nil does not
	block   int32             // slots of a shared resource whose prices move as one; 0 is each by itself
}

func newRoundBounder(c *round, gated bool) *roundBounder {
	b := &roundBounder{roundRelaxation: newRoundRelaxation(c, gated), factor: 0.5, blend: 0.1, least: 0.02, ease: 0.8}
	if b.gates != nil { // new ones give the bound more to learn from steps that are too long
		b.ease = 0.95
	}
	n := len(b.prices.flat)
	b.best = make([]int64, n)
	b.lower = make([]bool, n)
	b.most = make([]int64, n)
	b.scale = make([]float64, n)
	b.slope = make([]float64, n)
	b.fresh = make([]float64, n)
	b.weigh()
	return b
}

// weigh sets the natural size of each price and which may not be negative.
func (b *roundBounder) weigh() {
	worth, work := 0.0, 1.0
	for r := range b.c.req {
		req := &b.c.req[r]
		if len(req.modes) > 0 {
			worth += float64(req.top)
			work += float64(req.modes[0].duration)
		}
	}
	density := worth/work + 1
	at := 0
	next := func(n int, nonNegative bool, size func(i int) (scale float64, most int64)) {
		for i := range n {
			b.lower[at] = nonNegative
			b.scale[at], b.most[at] = size(i)
			at++
		}
	}
	top := func(r int32) (float64, int64) {
		most := b.c.req[r].top + 1
		return float64(most) / 2, most
	}
	next(len(b.c.req), true, func(i int) (float64, int64) { return top(int32(i)) })
	for r := range b.c.req {
		if b.c.req[r].pinned || b.plain[r] {
			b.lower[r], b.most[r] = false, 1<<50
		}
	}
	held := int64(1)
	for i := range b.tallies {
		for _, step := range b.c.res[b.tallies[i].res].level {
			held += b.tallies[i].of(step.level) * int64(step.to-step.from)
		}
	}
	slot := func(int) (float64, int64) { return 4 * density, (1 << 60) / held }
	plain := b.plainTallies()
	for range plain {
		next(int(b.c.slots), true, slot)
	}
	next(len(b.c.accounts), true, func(int) (float64, int64) { return float64(b.c.cost) * 0.03, b.c.cost })
	for i := range b.links {
		next(len(b.links[i].watch), true, func(int) (float64, int64) {
			scale, most := top(b.links[i].later)
			return scale / 2, most
		})
	}
	next(len(b.c.req), false, func(i int) (float64, int64) { return top(int32(i)) })
	next(len(b.c.limits), true, func(l int) (float64, int64) { return density, (1 << 60) / (b.c.limits[l].max + 1) })
	next(b.gates.room(), true, func(int) (float64, int64) { return 30 * density, 1 << 40 })
	for range b.tallies[plain:] {
		next(int(b.c.slots), true, slot)
	}
}

// subgradient writes what the relaxed solution leaves of each constraint.
func (b *roundBounder) subgradient() {
	g := b.fresh
	at := 0
	cut := func(n int) []float64 {
		at += n
		return g[at-n : at]
	}
	for r, part := 0, cut(len(b.c.req)); r < len(part); r++ {
		part[r] = float64(1 - b.count[r])
		if b.plain[r] {
			part[r] = float64(b.taken[r] - b.count[r])
		}
	}
	slots := make([][]float64, 0, len(b.tallies))
	layRoom := func(tallies []roundTally) {
		for _, tally := range tallies {
			room := cut(int(b.c.slots))
			for _, step := range b.c.res[tally.res].level {
				for t := step.from; t < step.to; t++ {
					room[t] = float64(tally.of(step.level))
				}
			}
			slots = append(slots, room)
		}
	}
	plain := b.plainTallies()
	layRoom(b.tallies[:plain])
	accounts := cut(len(b.c.accounts))
	for a := range accounts {
		accounts[a] = float64(-b.c.accounts[a].target)
	}
	for i := range b.shares {
		accounts[b.shares[i].account] = 0
		if b.shares[i].loose {
			accounts[b.shares[i].account] = float64(-b.lacks[i])
		}
	}
	orders := make([][]float64, len(b.links))
	for i := range orders {
		orders[i] = cut(len(b.links[i].watch))
		clear(orders[i])
	}
	groups := cut(len(b.c.req))
	clear(groups)
	limits := cut(len(b.c.limits))
	for l := range limits {
		limits[l] = float64(b.c.limits[l].max)
	}
	b.gateSlopes(cut(b.gates.room()))
	layRoom(b.tallies[plain:])
	for _, p := range b.picks {
		m := &b.c.req[p.req].modes[p.mode]
		for i := range m.uses {
			u := &m.uses[i]
			take := func(k int32) {
				count := float64(b.tallies[k].of(u.units))
				span := slots[k][p.start+u.from : p.start+u.to]
				for t := range span {
					span[t] -= count
				}
			}
			if f := &b.shared[u.res]; f.tally >= 0 {
				take(f.tally)
				for _, k := range f.coarse {
					take(k)
				}
			}
		}
		if m.account >= 0 && !b.plain[p.req] {
			accounts[m.account] += float64(b.c.counted(m, p.start))
		}
		for _, l := range b.c.req[p.req].limits {
			limits[l] -= float64(m.duration)
		}
	}
	for _, members := range b.c.groups {
		for k := 1; k < len(members); k++ {
			groups[members[k]] = float64(b.count[members[k-1]] - b.count[members[k]])
		}
	}
	b.orderSlopes(orders)
	if b.block > 1 {
		for _, part := range slots {
			level(part, int(b.block))
		}
	}
}

// gateSlopes writes how far the relaxed solution is from one hold at each gate.
func (b *roundBounder) gateSlopes(slopes []float64) {
	clear(slopes)
	if b.gates == nil {
		return
	}
	for k := range b.gates.list {
		slopes[k] = 1
	}
	for i := range b.holds {
		for _, k := range b.gates.lanes[b.holds[i].res].gates {
			if b.gates.list[k].counts(&b.holds[i]) {
				slopes[k]--
			}
		}
	}
}

// level gives all of each block their mean.
func level(values []float64, block int) {
	for from := 0; from < len(values); from += block {
		part := values[from:min(len(values), from+block)]
		sum := 0.0
		for _, v := range part {
			sum += v
		}
		for i := range part {
			part[i] = sum / float64(len(part))
		}
	}
}

func (b *roundBounder) orderSlopes(orders [][]float64) {
	if len(b.links) == 0 {
		return
	}
	starts := map[int32][]roundPick{}
	for _, p := range b.picks {
		if b.timing[p.req] != nil {
			starts[p.req] = append(starts[p.req], p)
		}
	}
	for i := range b.links {
		l := &b.links[i]
		shortest := b.c.slots
		for m := range b.c.req[l.earlier].modes {
			shortest = min(shortest, b.c.req[l.earlier].modes[m].duration)
		}
		for k, watch := range l.watch {
			for _, p := range starts[l.later] {
				if p.start <= watch {
					orders[i][k]--
				}
			}
			for _, p := range starts[l.earlier] {
				if p.start+shortest+l.gap <= watch {
					orders[i][k]++
				}
			}
		}
	}
}

// lowerBy makes steps; reached is the best objective known, which the bound can
// not pass.
func (b *roundBounder) lowerBy(steps int, reached int64) {
	if !b.started {
		b.started = true
		copy(b.best, b.prices.flat)
		b.bound = b.evaluate()
		b.subgradient()
		copy(b.slope, b.fresh)
		if b.gates != nil {
			b.mean.begin(b.holds)
		}
	}
	for range steps {
		if b.bound <= reached {
			return
		}
		b.steps++
		b.move(reached)
		if b.settle != nil {
			b.settle()
		}
		bound := b.evaluate()
		if b.watch != nil {
			b.watch(bound)
		}
		b.subgradient()
		along := 0.0
		for i, g := range b.fresh {
			along += float64(float64(g*b.slope[i]) * float64(b.scale[i]*b.scale[i]))
		}
		for i, g := range b.fresh {
			b.slope[i] = float64(b.blend*g) + float64((1-b.blend)*b.slope[i])
		}
		if b.gates != nil {
			b.mean.blend(b.blend, b.holds)
			b.addGates()
		}
		if bound < b.bound {
			gain := b.bound - bound
			b.bound = bound
			copy(b.best, b.prices.flat)
			if along > 0 {
				b.factor = min(2, float64(b.factor*1.1))
			}
			if gain > bound>>16 {
				b.stalls = 0
			}
			continue
		}
		// A step that ends far above the best bound was much too long: the next ones
		// are shorter at once, and lean more on what all steps so far have shown.
		if float64(bound-b.bound) > 0.1*float64(b.bound-reached) {
			b.factor = float64(b.factor * b.ease)
			b.blend = max(b.least, float64(b.blend*0.9))
			continue
		}
		if b.stalls++; b.stalls >= 10 {
			b.stalls = 0
			b.factor = float64(b.factor * 0.93)
			b.blend = max(b.least, float64(b.blend*0.95))
			if b.factor < 5e-4 {
				b.factor = 0.05
				b.least = max(0.01, float64(b.least*0.8))
				b.blend = 0.05
			}
		}
	}
}

// move sets the prices a step away from the best ones.
func (b *roundBounder) move(reached int64) {
	length := 0.0
	for i, g := range b.slope {
		if b.lower[i] && b.best[i] == 0 && g > 0 {
			continue
		}
		g *= b.scale[i]
		length += float64(g * g)
	}
	// Where nothing pulls any more the slope fades away; a step divided by next to
	// nothing would leave the numbers.
	length = max(length, 1)
	step := float64(b.factor*float64(b.bound-reached)) / length
	for i, g := range b.slope {
		s := b.scale[i]
		price := float64(b.best[i]) - float64(float64(step*g)*float64(s*s))
		most := float64(b.most[i])
		price = min(price, most)
		if b.lower[i] {
			price = max(0, price)
		} else {
			price = max(-most, price)
		}
		b.prices.flat[i] = int64(math.Floor(price + 0.5))
	}
}
