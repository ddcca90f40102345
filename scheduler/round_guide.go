package scheduler

// roundGuide tells from the prices of a relaxation how much a placement would
// lower the bound: what it is worth, less what it displaces on its instrument and
// costs on shared resources. Placements that lower it little are those that good
// plans are made of.
type roundGuide struct {
	relaxation    *roundRelaxation
	before, after [][]int64 // of each instrument: the best that fits before, and from, a slot
}

// newRoundGuide solves the lanes once more in both directions.
func newRoundGuide(x *roundRelaxation) *roundGuide {
	g := &roundGuide{relaxation: x, before: make([][]int64, len(x.c.res)), after: make([][]int64, len(x.c.res))}
	x.prepare()
	for i := range x.lanes {
		l := &x.lanes[i]
		if l.res < 0 {
			continue
		}
		x.picks = x.picks[:0]
		x.solveLane(l)
		g.before[l.res] = append([]int64(nil), x.value...)
		g.after[l.res] = x.backward(l)
	}
	return g
}

// backward gives the best set of holds that lie from each slot on.
func (x *roundRelaxation) backward(l *roundLane) []int64 {
	value := make([]int64, x.c.slots+1)
	byBegin := make([][]int32, x.c.slots)
	for k := range l.entries {
		byBegin[l.entries[k].hi] = append(byBegin[l.entries[k].hi], int32(k))
	}
	var active []int32
	for t := x.c.slots - 1; t >= 0; t-- {
		active = append(active, byBegin[t]...)
		best := value[t+1]
		kept := active[:0]
		for _, k := range active {
			e := &l.entries[k]
			if e.lo > t {
				continue
			}
			kept = append(kept, k)
			m := &x.c.req[e.req].modes[e.mode]
			best = max(best, value[t+e.len]+x.base(e)-x.costs(e, m, x.timing[e.req], t))
		}
		active = kept
		value[t] = best
	}
	return value
}

// loss is how much less the relaxation would be worth with this placement in it,
// but for what all placements of the request share.
func (g *roundGuide) loss(req, mode, start int32, worth int64) int64 {
	x := g.relaxation
	m := &x.c.req[req].modes[mode]
	loss := -worth
	for i := range m.uses {
		u := &m.uses[i]
		from, to := start+u.from, start+u.to
		if before := g.before[u.res]; before != nil {
			loss += before[x.c.slots] - before[from] - g.after[u.res][to]
		}
		if f := &x.shared[u.res]; f.tally >= 0 {
			k, times := f.of(u.units)
			loss += times * (x.sums[k][to] - x.sums[k][from])
		}
	}
	if t := x.timing[req]; t != nil {
		loss -= t[start-x.first[req]]
	}
	if tolls := x.gates.of(req, mode, start); tolls != nil {
		loss += tolls[0]
	}
	return loss - g.credit(m, start)
}

// credit is what a placement counts towards its partner's target, at its price.
func (g *roundGuide) credit(m *roundMode, start int32) int64 {
	if m.account < 0 {
		return 0
	}
	return g.relaxation.prices.account[m.account] * g.relaxation.c.counted(m, start)
}
