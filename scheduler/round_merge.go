package scheduler

import (
	"cmp"
	"slices"
)

// roundMerge makes of two plans the best that their places allow: what both agree
// on stays, and of the places of either one alone it takes the heaviest set of
// which no two meet. Each plan by itself is without conflicts, so the conflicts
// join two sides and a cut finds that set (optimised crossover; Aggarwal, Orlin
// and Tai 1997). Shared resources may still be held too often by three and more;
// these pay prices for slots, which rise where that is so.
type roundMerge struct {
	c          *round
	w          *roundWalker
	order      []int32 // requests, each after those it waits for
	one, other []roundSpot
	places     []mergePlace // those of the one alone, then those of the other alone
	left       int          // how many are of the one
	weights    []int64
	cut        *roundCut
	shared     []mergeShared
	wanted     []roundSpot // what the last cut took
}

type mergePlace struct {
	req   int32
	spot  roundSpot
	mode  *roundMode
	stake int64
}

// mergeShared is a resource that several may hold at once.
type mergeShared struct {
	res   int32
	spare []int32 // units in each slot that those agreed on leave
	price []int64 // of a unit in a slot
	over  []int32 // units that the last cut holds beyond what is spare, negative below
}

// mergeRounds is how often prices are set anew.
const mergeRounds = 12

// merge makes a walker's state, which must hold only what is pinned, of two plans.
func (b *roundBreed) merge(w *roundWalker, one, other []roundSpot) {
	m := &roundMerge{c: b.c, w: w, order: b.order, one: one, other: other, wanted: make([]roundSpot, len(one))}
	m.layPlaces()
	m.layShared()
	m.layConflicts()
	best, bestWorth := []roundSpot(nil), int64(0)
	goal, lowest := m.goal(), int64(1)<<62
	percent, stalls := int64(100), 0
	for range mergeRounds {
		bound := m.take()
		w.clear()
		m.build()
		if worth := w.objective(); best == nil || worth > bestWorth {
			best, bestWorth = w.snapshot(best), worth
		}
		if bound < lowest {
			lowest = bound
		} else if stalls++; stalls%3 == 0 {
			percent = percent * 6 / 10
		}
		m.reprice((bound - goal) / 100 * percent)
	}
	w.clear()
	w.restore(best)
}

// layPlaces lists where each plan alone has a request.
func (m *roundMerge) layPlaces() {
	list := func(of, beside []roundSpot) {
		for r, spot := range of {
			if spot.mode >= 0 && spot != beside[r] {
				mode := &m.c.req[r].modes[spot.mode]
				worth, _ := mode.worthAt(spot.start)
				m.places = append(m.places, mergePlace{int32(r), spot, mode, worth + m.w.guide.credit(mode, spot.start)})
			}
		}
	}
	list(m.one, m.other)
	m.left = len(m.places)
	list(m.other, m.one)
	m.weights = make([]int64, len(m.places))
	m.cut = newRoundCut(m.left, len(m.places)-m.left)
}

// layShared finds what those agreed on leave of shared resources, at the guide's
// prices.
func (m *roundMerge) layShared() {
	at := make([]int32, len(m.c.res))
	for res := range m.w.rows {
		at[res] = -1
		row := &m.w.rows[res]
		if row.unary() {
			continue
		}
		s := mergeShared{res: int32(res), spare: row.units.counts(m.c.slots), price: make([]int64, m.c.slots), over: make([]int32, m.c.slots)}
		if k := m.w.guide.relaxation.shared[res].tally; k >= 0 {
			copy(s.price, m.w.guide.relaxation.prices.slot[k])
		}
		at[res] = int32(len(m.shared))
		m.shared = append(m.shared, s)
	}
	for r, spot := range m.one {
		if spot.mode < 0 || spot != m.other[r] || m.w.mode[r] >= 0 {
			continue
		}
		for _, u := range m.c.req[r].modes[spot.mode].uses {
			if k := at[u.res]; k >= 0 {
				for t := spot.start + u.from; t < spot.start+u.to; t++ {
					m.shared[k].spare[t] -= u.units
				}
			}
		}
	}
}

// mergeUse is a use of one place.
type mergeUse struct{ from, to, units, place int32 }

// layConflicts finds which places of the one and of the other cannot both be.
func (m *roundMerge) layConflicts() {
	uses := make([][]mergeUse, len(m.c.res)) // of the other's places
	placed := map[int32]int32{}              // of each request, its place in the other
	for k := m.left; k < len(m.places); k++ {
		p := &m.places[k]
		placed[p.req] = int32(k)
		for _, u := range p.mode.uses {
			uses[u.res] = append(uses[u.res], mergeUse{p.spot.start + u.from, p.spot.start + u.to, u.units, int32(k)})
		}
	}
	for res := range uses {
		slices.SortFunc(uses[res], func(a, b mergeUse) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.place, b.place)) })
	}
	spare := make([][]int32, len(m.c.res))
	for i := range m.shared {
		spare[m.shared[i].res] = m.shared[i].spare
	}
	met := make([]int32, len(m.places)) // by which of the one's places it was last met
	for k := range m.left {
		p := &m.places[k]
		meet := func(other int32) {
			if met[other] != int32(k)+1 {
				met[other] = int32(k) + 1
				m.cut.conflict(int32(k), other)
			}
		}
		if other, ok := placed[p.req]; ok {
			meet(other)
		}
		for _, u := range p.mode.uses {
			from, to := p.spot.start+u.from, p.spot.start+u.to
			on := uses[u.res]
			first, _ := slices.BinarySearchFunc(on, from-m.c.res[u.res].longest, func(x mergeUse, at int32) int { return cmp.Compare(x.from, at) })
			for _, x := range on[first:] {
				if x.from >= to {
					break
				}
				if x.to > from && tooFew(spare[u.res], max(from, x.from), min(to, x.to), u.units+x.units) {
					meet(x.place)
				}
			}
		}
		m.chainConflicts(p, placed, meet)
	}
}

// tooFew reports that some slot has fewer units to spare; no list has one unit in
// each.
func tooFew(spare []int32, from, to, units int32) bool {
	if spare == nil {
		return true
	}
	for _, s := range spare[from:to] {
		if s < units {
			return true
		}
	}
	return false
}

// chainConflicts finds the neighbours in chains that the other has too near, or
// too far away.
func (m *roundMerge) chainConflicts(p *mergePlace, placed map[int32]int32, meet func(other int32)) {
	end := p.spot.start + p.mode.duration
	for _, a := range m.c.req[p.req].after {
		if k, ok := placed[a.other]; ok {
			q := &m.places[k]
			if gap := p.spot.start - q.spot.start - q.mode.duration; gap < a.min || gap > a.max {
				meet(k)
			}
		}
	}
	for _, b := range m.c.req[p.req].before {
		if k, ok := placed[b.other]; ok {
			if gap := m.places[k].spot.start - end; gap < b.min || gap > b.max {
				meet(k)
			}
		}
	}
}

// goal is the stake of the better plan in what they do not agree on: no set that a
// cut takes needs to weigh less.
func (m *roundMerge) goal() int64 {
	one, other := int64(0), int64(0)
	for k := range m.places {
		if k < m.left {
			one += m.places[k].stake
		} else {
			other += m.places[k].stake
		}
	}
	return max(one, other)
}

// take lets a cut choose at the prices, and returns what no choice can surpass.
func (m *roundMerge) take() int64 {
	at := make([]int32, len(m.c.res))
	bound := int64(0)
	for i := range m.shared {
		s := &m.shared[i]
		at[s.res] = int32(i) + 1
		for t, price := range s.price {
			bound += price * int64(s.spare[t])
			s.over[t] = -s.spare[t]
		}
	}
	each := func(p *mergePlace, do func(s *mergeShared, t, units int32)) {
		for _, u := range p.mode.uses {
			if k := at[u.res]; k > 0 {
				for t := p.spot.start + u.from; t < p.spot.start+u.to; t++ {
					do(&m.shared[k-1], t, u.units)
				}
			}
		}
	}
	for k := range m.places {
		m.weights[k] = m.places[k].stake
		each(&m.places[k], func(s *mergeShared, t, units int32) { m.weights[k] -= int64(units) * s.price[t] })
	}
	bound += m.cut.solve(m.weights)
	for r := range m.wanted {
		m.wanted[r] = roundSpot{-1, 0}
	}
	for k := range m.places {
		if p := &m.places[k]; m.cut.kept(int32(k)) {
			m.wanted[p.req] = p.spot
			each(p, func(s *mergeShared, t, units int32) { s.over[t] += units })
		}
	}
	m.w.work += m.cut.work>>2 + int64(len(m.places)+len(m.shared)*int(m.c.slots)>>3)
	m.cut.work = 0
	return bound
}

// reprice raises the prices of slots that are held too often and lowers the
// others, all in all by a step that would bring the bound down by gap.
func (m *roundMerge) reprice(gap int64) {
	length := int64(1)
	for i := range m.shared {
		s := &m.shared[i]
		for t, over := range s.over {
			if over > 0 || s.price[t] > 0 {
				length += int64(over) * int64(over)
			}
		}
	}
	step := max(0, gap) / length
	for i := range m.shared {
		s := &m.shared[i]
		for t, over := range s.over {
			s.price[t] = max(0, s.price[t]+step*int64(over))
		}
	}
}

// build places what was taken, there or close by, then what still fits of either
// plan, then whatever fits anywhere.
func (m *roundMerge) build() {
	w := m.w
	put := func(r int32, spot roundSpot) {
		if spot.mode >= 0 && w.mode[r] < 0 && w.standsAt(r, &m.c.req[r].modes[spot.mode], spot.start) {
			w.put(r, spot.mode, spot.start)
		}
	}
	for _, r := range m.order {
		if m.one[r] == m.other[r] {
			put(r, m.one[r])
		}
	}
	dense := m.dense()
	for _, r := range dense {
		put(r, m.wanted[r])
	}
	for _, r := range dense {
		m.putNear(r, m.wanted[r])
	}
	for _, r := range m.order {
		put(r, m.wanted[r]) // what had to wait for another
		put(r, m.one[r])
		put(r, m.other[r])
	}
	for _, r := range m.order {
		if w.mode[r] < 0 && len(m.c.req[r].modes) > 0 {
			w.fitIn(r)
		}
	}
	w.dropPartGroups()
	w.journal = w.journal[:0]
	w.work += 20 * int64(len(m.order))
}

// putNear places a request that has no place, in the same window, as near as it fits
// to where it was taken, at most half its length away.
func (m *roundMerge) putNear(r int32, spot roundSpot) {
	w := m.w
	mode := &m.c.req[r].modes[spot.mode]
	lo, hi, lacking := w.gaps(r, mode.duration)
	if w.mode[r] >= 0 || lacking || !w.fits(r, mode) {
		return
	}
	run := &mode.starts[mode.runFrom(spot.start)]
	lo, hi = max(lo, run.lo, spot.start-mode.duration/2), min(hi, run.hi, spot.start+mode.duration/2)
	near, later := w.latest(r, mode, lo, min(hi, spot.start)), w.earliest(r, mode, max(lo, spot.start), hi)
	if near < 0 || later >= 0 && later-spot.start < spot.start-near {
		near = later
	}
	if near >= 0 {
		w.place(r, spot.mode, near, run.worth)
	}
}

// dense lists the requests that were taken, those worth most for their length first.
func (m *roundMerge) dense() []int32 {
	type taken struct {
		req     int32
		density int64
	}
	var list []taken
	for k := range m.places {
		if p := &m.places[k]; m.wanted[p.req] == p.spot {
			list = append(list, taken{p.req, p.stake / int64(max(1, p.mode.duration))})
		}
	}
	slices.SortFunc(list, func(a, b taken) int { return cmp.Or(cmp.Compare(b.density, a.density), cmp.Compare(a.req, b.req)) })
	order := make([]int32, len(list))
	for i := range list {
		order[i] = list[i].req
	}
	return order
}
