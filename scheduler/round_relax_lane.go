package scheduler

// What remains of a relaxed round for each instrument: a weighted-interval problem,
// solved exactly by dynamic programming over its slots.

// base is what a run of starts earns before slots are paid for.
func (x *roundRelaxation) base(e *roundEntry) int64 {
	m := &x.c.req[e.req].modes[e.mode]
	earn := x.fixed[e.req]
	if !x.bare {
		earn += e.worth
	}
	if m.account >= 0 && m.flat >= 0 && !x.plain[e.req] {
		earn += x.prices.account[m.account] * m.flat
	}
	for _, l := range x.c.req[e.req].limits {
		earn -= x.prices.limit[l] * int64(m.duration)
	}
	return earn
}

// solveLane finds the best set of holds of one instrument that do not overlap.
func (x *roundRelaxation) solveLane(l *roundLane) int64 {
	value, choice := x.value, x.choice
	clear(value)
	for t := range choice {
		choice[t] = -1
	}
	block := max(1, l.shape)
	active := make([]int32, 0, 64)
	next := 0
	for from := int32(0); from < x.c.slots; from += block {
		to := min(from+block, x.c.slots)
		// No hold that begins here ends here: the values up to the end are final once
		// they do not fall.
		for t := max(from, 1); t < to; t++ {
			if value[t] <= value[t-1] {
				value[t], choice[t] = value[t-1], -1
			}
		}
		for next < len(l.entries) && l.entries[next].lo < to {
			if !x.idle(&l.entries[next]) {
				active = append(active, int32(next))
			}
			next++
		}
		kept := active[:0]
		for _, k := range active {
			e := &l.entries[k]
			if e.hi >= to {
				kept = append(kept, k)
			}
			x.spread(e, k, max(from, e.lo), min(to-1, e.hi))
		}
		active = kept
	}
	for t := (x.c.slots-1)/block*block + 1; t <= x.c.slots; t++ {
		if value[t] <= value[t-1] {
			value[t], choice[t] = value[t-1], -1
		}
	}
	for t := x.c.slots; t > 0; {
		if choice[t] < 0 {
			t--
			continue
		}
		e := &l.entries[choice[t]]
		t -= e.len
		x.count[e.req]++
		x.picks = append(x.picks, roundPick{e.req, e.mode, t + e.shift})
		if x.gates != nil {
			x.holds = append(x.holds, roundHold{l.res, e.req, t, t + e.len})
		}
	}
	return value[x.c.slots]
}

// spread carries the values from the begins lo to hi of an entry to its ends.
func (x *roundRelaxation) spread(e *roundEntry, number, lo, hi int32) {
	earn := x.base(e)
	m := &x.c.req[e.req].modes[e.mode]
	tolls := x.gates.of(e.req, e.mode, lo+e.shift)
	plain := x.timing[e.req] == nil && (m.account < 0 || m.flat >= 0)
	if lo > hi || plain && earn <= 0 {
		return
	}
	n := int(hi - lo + 1)
	value := x.value[lo : int(lo)+n]
	ends := x.value[lo+e.len:]
	ends = ends[:n]
	choice := x.choice[lo+e.len:]
	choice = choice[:n]
	// Most runs hold at most one shared resource; a step of the bound is mostly these
	// loops, and none of them goes over a row twice.
	if plain && len(e.pays) == 0 {
		if tolls == nil {
			for i, v := range value {
				if v += earn; v > ends[i] {
					ends[i], choice[i] = v, number
				}
			}
			return
		}
		for i, toll := range tolls[:n] {
			if v := value[i] + earn - toll; v > ends[i] {
				ends[i], choice[i] = v, number
			}
		}
		return
	}
	if plain && len(e.pays) == 1 {
		p := &e.pays[0]
		sum := x.sums[p.sum]
		a, b := sum[lo+p.from:], sum[lo+p.to:]
		a, b = a[:n], b[:n]
		times := p.times
		if tolls == nil {
			for i, v := range value {
				if v += earn - times*(b[i]-a[i]); v > ends[i] {
					ends[i], choice[i] = v, number
				}
			}
			return
		}
		for i, toll := range tolls[:n] {
			if v := value[i] + earn - times*(b[i]-a[i]) - toll; v > ends[i] {
				ends[i], choice[i] = v, number
			}
		}
		return
	}
	row := x.earnings(e, m, earn, lo, n)
	for i, v := range value {
		if v += row[i]; v > ends[i] {
			ends[i], choice[i] = v, number
		}
	}
}

// earnings is what each of n begins from lo on earns, base being what they all do.
func (x *roundRelaxation) earnings(e *roundEntry, m *roundMode, base int64, lo int32, n int) []int64 {
	row := x.row[:n]
	for i := range row {
		row[i] = base
	}
	for k := range e.pays {
		p := &e.pays[k]
		sum := x.sums[p.sum]
		from, to := sum[lo+p.from:], sum[lo+p.to:]
		from, to = from[:n], to[:n]
		times := p.times
		for i := range row {
			row[i] -= times * (to[i] - from[i])
		}
	}
	start := lo + e.shift
	if timing := x.timing[e.req]; timing != nil {
		earned := timing[start-x.first[e.req]:]
		for i := range row {
			row[i] += earned[i]
		}
	}
	if tolls := x.gates.of(e.req, e.mode, start); tolls != nil {
		tolls = tolls[:n]
		for i := range row {
			row[i] -= tolls[i]
		}
	}
	if m.account >= 0 && m.flat < 0 {
		price := x.prices.account[m.account]
		for i := range row {
			row[i] += price * x.c.counted(m, start+int32(i))
		}
	}
	return row
}

// costs is what a begin costs beside its base.
func (x *roundRelaxation) costs(e *roundEntry, m *roundMode, timing []int64, begin int32) int64 {
	cost := int64(0)
	for k := range e.pays {
		p := &e.pays[k]
		sum := x.sums[p.sum]
		cost += p.times * (sum[begin+p.to] - sum[begin+p.from])
	}
	start := begin + e.shift
	if timing != nil {
		cost -= timing[start-x.first[e.req]]
	}
	if tolls := x.gates.of(e.req, e.mode, start); tolls != nil {
		cost += tolls[0]
	}
	if m.account >= 0 && m.flat < 0 {
		cost -= x.prices.account[m.account] * x.c.counted(m, start)
	}
	return cost
}

// solveFree takes, for each request without an instrument, its best start if that
// earns anything.
func (x *roundRelaxation) solveFree(l *roundLane) int64 {
	total := int64(0)
	best := map[int32]roundPick{}
	earned := map[int32]int64{}
	var order []int32
	for k := range l.entries {
		e := &l.entries[k]
		m := &x.c.req[e.req].modes[e.mode]
		base := x.base(e)
		for begin := e.lo; begin <= e.hi; begin++ {
			earn := base - x.costs(e, m, x.timing[e.req], begin)
			now, had := earned[e.req]
			if had && earn <= now || !had && earn <= 0 {
				continue
			}
			if !had {
				order = append(order, e.req)
			}
			earned[e.req] = earn
			best[e.req] = roundPick{e.req, e.mode, begin + e.shift}
		}
	}
	for _, req := range order {
		total += earned[req]
		x.count[req]++
		x.picks = append(x.picks, best[req])
	}
	return total
}
