package scheduler

import "slices"

// newPartBounder is the bounder of the whole round from which those of its parts
// are made. It takes the shortfall of small accounts exactly, and moves the prices
// of shared resources in blocks of slots: fewer prices settle sooner and take less
// room in a proof. It begins where nothing has a price.
func newPartBounder(c *round) *roundBounder {
	x := newRoundRelaxation(c, false)
	x.weighShares(newRoundShares(c))
	b := &roundBounder{roundRelaxation: x, block: max(1, c.slots/96)}
	n := len(x.prices.flat)
	b.lower, b.most, b.scale = make([]bool, n), make([]int64, n), make([]float64, n)
	b.weigh()
	b.best = make([]int64, n)
	return b
}

// beginAt lets it begin at the prices of a plain bounder.
func (b *roundBounder) beginAt(plain *roundBounder) {
	x, c := b.roundRelaxation, b.c
	copy(x.prices.flat, plain.best)
	for r := range c.req {
		x.prices.request[r] -= plain.c.bonusOf(int32(r))
		if !x.plain[r] {
			continue
		}
		if m := &c.req[r].modes[0]; m.account >= 0 {
			x.prices.request[r] -= x.prices.account[m.account] * m.flat
		}
	}
	for i := range x.shares {
		if s := &x.shares[i]; !s.loose {
			x.prices.account[s.account] = 0
		}
	}
	for k := range x.prices.slot {
		prices := x.prices.slot[k]
		for from := 0; from < len(prices); from += int(b.block) {
			part := prices[from:min(len(prices), from+int(b.block))]
			sum := int64(0)
			for _, price := range part {
				sum += price
			}
			for t := range part {
				part[t] = sum / int64(len(part))
			}
		}
	}
	copy(b.best, x.prices.flat)
}

// bonusOf is what the worth of a request holds beyond its worth.
func (c *round) bonusOf(r int32) int64 {
	if c.req[r].must {
		return c.bonus
	}
	return 0
}

// of is a bounder of a part, from prices of the whole.
func (b *roundBounder) of(part *round, prices []int64) *roundBounder {
	n := len(b.lower)
	y := &roundBounder{roundRelaxation: b.roundRelaxation.of(part), block: b.block, factor: 0.4, blend: 0.15, least: 0.02, ease: 0.8,
		best: slices.Clone(prices), lower: slices.Clone(b.lower), most: b.most, scale: b.scale, slope: make([]float64, n), fresh: make([]float64, n)}
	for r := range part.req {
		if part.req[r].must {
			y.lower[r] = false
		}
	}
	copy(y.prices.flat, prices)
	return y
}

// of is a relaxation of a part, with the same prices.
func (x *roundRelaxation) of(part *round) *roundRelaxation {
	y := &roundRelaxation{c: part, bare: x.bare, shared: x.shared, tallies: x.tallies, count: make([]int32, len(part.req)), fixed: make([]int64, len(part.req)),
		value: make([]int64, part.slots+1), choice: make([]int32, part.slots+1), row: make([]int64, part.slots+1), timing: make([][]int64, len(part.req)), first: x.first, links: x.links}
	for range x.sums {
		y.sums = append(y.sums, make([]int64, part.slots+1))
	}
	for r := range x.timing {
		if x.timing[r] != nil {
			y.timing[r] = make([]int64, len(x.timing[r]))
		}
	}
	y.layLanes()
	shares := slices.Clone(x.shares)
	for i := range shares {
		shares[i].aim(part.accounts[shares[i].account].target)
	}
	y.weighShares(shares)
	y.prices = y.layPrices()
	return y
}

// fix takes out of a part the starts that no plan above reached can have, by what
// the bound would lose with each, and marks requests that every such plan places.
// It works at the best prices; bound is what they prove of the part.
func (b *roundBounder) fix(reached int64) (part *round, bound int64) {
	x := b.roundRelaxation
	copy(x.prices.flat, b.best)
	bound = x.evaluate()
	part = x.c.fork()
	in, out := x.shareLosses()
	starts := make([][][]roundStarts, len(part.req))
	for r := range part.req {
		starts[r] = make([][]roundStarts, len(part.req[r].modes))
	}
	for i := range x.lanes {
		l := &x.lanes[i]
		losses := x.freeLosses
		if l.res >= 0 {
			losses = x.laneLosses
		}
		losses(l, func(e *roundEntry, begin int32, loss int64) {
			if bound-loss-in[e.req] <= reached {
				return
			}
			at := begin + e.shift
			runs := starts[e.req][e.mode]
			if n := len(runs); n > 0 && runs[n-1].hi+1 == at && runs[n-1].worth == e.worth {
				runs[n-1].hi = at
			} else {
				starts[e.req][e.mode] = append(runs, roundStarts{at, at, e.worth})
			}
		})
	}
	for r := range part.req {
		req := &part.req[r]
		var modes []roundMode
		for m, mode := range req.modes {
			if mode.starts = starts[r][m]; len(mode.starts) > 0 {
				modes = append(modes, mode)
			}
		}
		if len(req.modes) > 0 && bound-out[r] <= reached {
			req.must = true
		}
		req.modes = modes
	}
	return part, bound
}

// laneLosses tells of each begin on a lane how much the lane would lose with it.
func (x *roundRelaxation) laneLosses(l *roundLane, tell func(e *roundEntry, begin int32, loss int64)) {
	top := x.solveLane(l)
	after := x.backward(l)
	for k := range l.entries {
		e := &l.entries[k]
		m := &x.c.req[e.req].modes[e.mode]
		base := x.base(e)
		for t := e.lo; t <= e.hi; t++ {
			tell(e, t, top-x.value[t]-after[t+e.len]-base+x.costs(e, m, x.timing[e.req], t))
		}
	}
}

// freeLosses does so for requests without an instrument.
func (x *roundRelaxation) freeLosses(l *roundLane, tell func(e *roundEntry, begin int32, loss int64)) {
	best := make([]int64, len(x.c.req))
	earn := func(e *roundEntry, t int32) int64 {
		return x.base(e) - x.costs(e, &x.c.req[e.req].modes[e.mode], x.timing[e.req], t)
	}
	for k := range l.entries {
		e := &l.entries[k]
		for t := e.lo; t <= e.hi; t++ {
			best[e.req] = max(best[e.req], earn(e, t))
		}
	}
	for k := range l.entries {
		e := &l.entries[k]
		for t := e.lo; t <= e.hi; t++ {
			tell(e, t, best[e.req]-earn(e, t))
		}
	}
}

// shareLosses is how much the bound would lose if a request had a place, in, and
// if it had none, out, by what it is to its account alone.
func (x *roundRelaxation) shareLosses() (in, out []int64) {
	in, out = make([]int64, len(x.c.req)), make([]int64, len(x.c.req))
	for r := range x.c.req {
		if !x.plain[r] && !x.c.req[r].must {
			out[r] = max(0, x.prices.request[r])
		}
	}
	aside := make([]int32, len(x.c.req))
	for i := range x.shares {
		s := &x.shares[i]
		cost := x.shareCost(s)
		worth, _ := s.solve(x.c, x.prices.request, cost, x.taken)
		for _, r := range s.members {
			req := &x.c.req[r]
			if len(req.modes) == 0 || req.must {
				continue
			}
			if x.taken[r] == 0 {
				req.must = true
				with, _ := s.solve(x.c, x.prices.request, cost, aside)
				in[r] = worth - with
				req.must = false
			} else {
				modes := req.modes
				req.modes = nil
				without, _ := s.solve(x.c, x.prices.request, cost, aside)
				out[r] = worth - without
				req.modes = modes
			}
		}
	}
	return in, out
}
