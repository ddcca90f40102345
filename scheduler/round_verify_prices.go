package scheduler

import (
	"cmp"
	"fmt"
	"slices"
)

// proofPrices is a part at prices: what each start earns, and the bound.
type proofPrices struct {
	t        *proofTree
	p        *verifiedPart
	cost     int64
	request  []int64
	account  []int64
	slot     map[string][]int64 // running sums
	timing   [][]int64          // of each request: what a start earns for its place in chains
	each     []int64            // of each request: what any start pays
	slotwise []int64            // of each request: what a slot of its duration pays
	earn     [][][]int64
	rows     [][]int64 // of each lane: the most before each slot
	bound    int64
}

// price bounds a part by a row of prices.
func (t *proofTree) price(p *verifiedPart, row []int64) (*proofPrices, error) {
	n := len(p.requests)
	x := &proofPrices{t: t, p: p, slot: map[string][]int64{}, timing: make([][]int64, n), each: make([]int64, n), slotwise: make([]int64, n)}
	if t.v.p.Objective.Kind == Satisfaction {
		x.cost = t.v.p.Objective.ShortfallCostHundredths
	}
	cut := func(n int) []int64 {
		part := row[:n]
		row = row[n:]
		return part
	}
	x.request = cut(n)
	for _, id := range t.proof.Resources {
		if err := x.priceSlots(id, cut(int(t.v.p.Slots))); err != nil {
			return nil, err
		}
	}
	x.account = cut(len(t.accounts))
	for i := range t.proof.Watches {
		w := &t.proof.Watches[i]
		if err := x.watch(w, cut(len(w.Slots))); err != nil {
			return nil, err
		}
	}
	x.priceGroups(cut(n))
	if err := x.priceLimits(cut(len(t.v.p.Limits))); err != nil {
		return nil, err
	}
	if err := x.priceRequests(); err != nil {
		return nil, err
	}
	for _, previous := range t.v.p.Previous {
		x.bound -= previous.DropCost * 10_000
	}
	x.earnings()
	for i := range t.lanes {
		before := x.before(&t.lanes[i])
		x.rows = append(x.rows, before)
		x.bound += before[len(before)-1]
	}
	return x, nil
}

func (x *proofPrices) priceSlots(id string, prices []int64) error {
	levels := x.t.v.levels[id]
	if levels == nil || x.slot[id] != nil {
		return fmt.Errorf("the proof prices %s, which is not there or twice", id)
	}
	sums := make([]int64, len(prices)+1)
	for t, price := range prices {
		if price < 0 || price > x.t.slotMost {
			return fmt.Errorf("the proof has a price of %s that is below zero or beyond all worth", id)
		}
		sums[t+1] = sums[t] + price
		x.bound += price * min(levels[t], x.t.asked[id])
	}
	x.slot[id] = sums
	return nil
}

func (x *proofPrices) watch(w *RoundWatch, prices []int64) error {
	later, earlier := x.p.number(w.Later), x.p.number(w.Earlier)
	slots := x.t.v.p.Slots
	if later < 0 || earlier < 0 || !slices.ContainsFunc(x.p.requests[later].After, func(a RoundAfter) bool {
		return a.Request == w.Earlier && max(-slots, min(a.GapMin, slots)) == w.GapMin
	}) {
		return fmt.Errorf("the proof watches %s after %s, which is no rule", w.Later, w.Earlier)
	}
	for _, r := range []int{later, earlier} {
		if x.timing[r] == nil {
			x.timing[r] = make([]int64, slots)
		}
	}
	shortest := slots
	for m := range x.p.open[earlier] {
		if slices.Contains(x.p.open[earlier][m], true) {
			shortest = min(shortest, x.p.requests[earlier].Modes[m].Duration)
		}
	}
	for k, price := range prices {
		if price < 0 {
			return fmt.Errorf("the proof has a price of %s after %s below zero", w.Later, w.Earlier)
		}
		for s := range slots {
			if w.Slots[k] < 0 || s <= w.Slots[k] {
				x.timing[later][s] -= price
			}
			if w.Slots[k] < 0 || s+shortest+w.GapMin <= w.Slots[k] {
				x.timing[earlier][s] += price
			}
		}
	}
	return nil
}

func (x *proofPrices) priceGroups(prices []int64) {
	last := map[string]int{}
	for r, q := range x.p.requests {
		if q.Together == "" {
			continue
		}
		if before, known := last[q.Together]; known {
			x.each[r] += prices[r]
			x.each[before] -= prices[r]
		}
		last[q.Together] = r
	}
}

func (x *proofPrices) priceLimits(prices []int64) error {
	limits := slices.Clone(x.t.v.p.Limits)
	slices.SortFunc(limits, func(a, b RoundLimit) int { return cmp.Compare(a.Name, b.Name) })
	for k, l := range limits {
		if prices[k] < 0 || prices[k] > (1<<60)/(l.Max+1) {
			return fmt.Errorf("the proof has a price of the limit %s that is below zero or beyond all worth", l.Name)
		}
		x.bound += prices[k] * min(l.Max, int64(len(l.Requests))*x.t.v.p.Slots)
		for _, id := range l.Requests {
			x.slotwise[x.p.number(id)] += prices[k]
		}
	}
	return nil
}

// priceRequests adds what requests and targets are worth at their prices.
func (x *proofPrices) priceRequests() error {
	for r, price := range x.request {
		x.each[r] += price
		if x.t.inSet[r] {
			continue
		}
		if price < 0 && !x.p.must[r] {
			return fmt.Errorf("the proof has a price of %s below zero", x.p.requests[r].ID)
		}
		x.bound += price
	}
	for k, price := range x.account {
		if price < 0 || price > x.cost {
			return fmt.Errorf("the proof has a price of the target of %s that is not from 0 to %d", x.t.accounts[k].partner, x.cost)
		}
		if !slices.ContainsFunc(x.t.sets, func(s verifiedSet) bool { return s.account == k }) {
			x.bound -= price * x.t.accounts[k].hundredths
		}
	}
	for i := range x.t.sets {
		s := &x.t.sets[i]
		x.bound += s.best(x.p, x.request, x.costOf(s), -1, -1)
	}
	return nil
}

// costOf is what a set pays for a hundredth below its target: the cost of
// shortfall, or the price at which other requests fill it.
func (x *proofPrices) costOf(s *verifiedSet) int64 {
	if s.loose {
		return x.account[s.account]
	}
	return x.cost
}

// earnings is what each start earns at the prices.
func (x *proofPrices) earnings() {
	x.earn = make([][][]int64, len(x.p.requests))
	for r, q := range x.p.requests {
		x.earn[r] = make([][]int64, len(q.Modes))
		for m := range q.Modes {
			x.earn[r][m] = make([]int64, x.t.v.p.Slots)
			for s, open := range x.p.open[r][m] {
				if open {
					x.earn[r][m][s] = x.earns(r, &q.Modes[m], int64(s), x.t.worth[r][m][s])
				}
			}
		}
	}
}

func (x *proofPrices) earns(r int, m *RoundMode, s, worth int64) int64 {
	earn := worth - x.each[r] - x.slotwise[r]*m.Duration
	if x.timing[r] != nil {
		earn += x.timing[r][s]
	}
	for i, claim := range m.Claims {
		from, to := s-claim.Before, s+m.Duration+claim.After
		if sums := x.slot[claim.Resource]; sums != nil {
			earn -= claim.Units * (sums[to] - sums[from])
		}
		if i > 0 || x.t.inSet[r] {
			continue
		}
		account := verifiedAccount{x.p.requests[r].Partner, x.t.v.pool(claim.Resource)}
		for k := range x.t.accounts {
			if x.t.accounts[k].verifiedAccount == account && x.account[k] > 0 {
				earn += x.account[k] * x.t.weightOf(claim.Resource, from, to)
			}
		}
	}
	return earn
}

func (t *proofTree) weightOf(resource string, from, to int64) int64 {
	return (&boundProof{roundVerifier: t.v}).weightOf(resource, from, to)
}

// openHold is a hold with the first and the last begin that its part has.
type openHold struct {
	first, last, long int64
	open              []bool
	earn              []int64
	before            int64
}

func (x *proofPrices) openHolds(l *proofLane) []openHold {
	var out []openHold
	for _, h := range l.holds {
		open := x.p.open[h.request][h.mode]
		first := slices.Index(open, true)
		if first < 0 {
			continue
		}
		last := len(open) - 1
		for !open[last] {
			last--
		}
		out = append(out, openHold{int64(first) - h.before, int64(last) - h.before, h.long, open, x.earn[h.request][h.mode], h.before})
	}
	return out
}

// before is the most that the holds of a lane can earn before each slot.
func (x *proofPrices) before(l *proofLane) []int64 {
	slots := x.t.v.p.Slots
	row := make([]int64, slots+1)
	holds := x.openHolds(l)
	if l.alone {
		for _, h := range holds {
			for s, open := range h.open {
				if open {
					row[slots] = max(row[slots], h.earn[s])
				}
			}
		}
		return row
	}
	for t := range slots + 1 {
		if t > 0 {
			row[t] = max(row[t], row[t-1])
		}
		for k := range holds {
			if h := &holds[k]; h.first <= t && t <= h.last && h.open[t+h.before] {
				row[t+h.long] = max(row[t+h.long], row[t]+h.earn[t+h.before])
			}
		}
	}
	return row
}

// after is the most that they can earn from each slot on.
func (x *proofPrices) after(l *proofLane) []int64 {
	slots := x.t.v.p.Slots
	row := make([]int64, slots+1)
	if l.alone {
		return row
	}
	holds := x.openHolds(l)
	for t := slots - 1; t >= 0; t-- {
		row[t] = row[t+1]
		for k := range holds {
			if h := &holds[k]; h.first <= t && t <= h.last && h.open[t+h.before] {
				row[t] = max(row[t], row[t+h.long]+h.earn[t+h.before])
			}
		}
	}
	return row
}

// fix takes the starts out of the part that no plan above target has, and marks
// the requests that every such plan places.
func (x *proofPrices) fix(target int64) {
	in, out := x.setLosses()
	p := x.p
	was := make([]bool, len(p.requests))
	for r := range p.requests {
		was[r] = p.some(r)
	}
	after := make([][]int64, len(x.t.lanes))
	for i := range x.t.lanes {
		after[i] = x.after(&x.t.lanes[i])
	}
	for i := range x.t.lanes {
		l := &x.t.lanes[i]
		before, after := x.rows[i], after[i]
		top := before[len(before)-1]
		for _, h := range l.holds {
			p.keep(h.request, h.mode, func(s int64) bool {
				with := x.earn[h.request][h.mode][s]
				if !l.alone {
					with += before[s-h.before] + after[s-h.before+h.long]
				}
				return x.bound-(top-with)-in[h.request] > target
			})
		}
	}
	for r := range p.requests {
		if was[r] && x.bound-out[r] <= target {
			p.must[r] = true
		}
	}
}

// setLosses is how much less the bound would be if a request had a place, and if
// it had none, by its account alone.
func (x *proofPrices) setLosses() (in, out []int64) {
	in, out = make([]int64, len(x.p.requests)), make([]int64, len(x.p.requests))
	for r := range x.p.requests {
		if !x.t.inSet[r] && !x.p.must[r] {
			out[r] = max(0, x.request[r])
		}
	}
	for i := range x.t.sets {
		s := &x.t.sets[i]
		cost := x.costOf(s)
		best := s.best(x.p, x.request, cost, -1, -1)
		for _, r := range s.members {
			if x.p.some(r) && !x.p.must[r] {
				in[r] = best - s.best(x.p, x.request, cost, r, -1)
				out[r] = best - s.best(x.p, x.request, cost, -1, r)
			}
		}
	}
	return in, out
}
