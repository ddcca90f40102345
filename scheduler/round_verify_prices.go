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
	bare     bool // nothing is worth anything but to be less short
	request  []int64
	account  []int64
	slot     [][]int64   // of each resource, running sums; nil when it is free
	timing   [][]int64   // of each request: what a start earns for its place in chains
	each     []int64     // of each request: what any start pays
	slotwise []int64     // of each request: what a slot of its duration pays
	earn     [][][]int64 // of each request and mode, from the first start that its part has
	rows     [][]int64   // of each lane: the most before each slot
	bound    int64
}

// price bounds a part by a row of prices: what it is worth, or, of a fair round, by
// shortfall alone.
func (t *proofTree) price(p *verifiedPart, row []int64, values bool) (*proofPrices, error) {
	n := len(p.order)
	x := &proofPrices{t: t, p: p, bare: t.fair != nil && !values, slot: make([][]int64, len(p.levels)), timing: make([][]int64, n), each: make([]int64, n), slotwise: make([]int64, n)}
	if t.v.p.Objective.Kind == Satisfaction {
		x.cost = t.v.p.Objective.ShortfallCostHundredths
	} else {
		x.cost = t.proof.Cost
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
		if !x.bare {
			x.bound -= previous.DropCost * 10_000
		}
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
	k, known := x.t.v.resources[id]
	if !known || x.slot[k] != nil {
		return fmt.Errorf("the proof prices %s, which is not there or twice", id)
	}
	sums := make([]int64, len(prices)+1)
	for _, level := range x.t.v.levels[k] {
		units := min(level.Level, x.t.asked[k])
		for t := level.From; t < level.To; t++ {
			price := prices[t]
			if price < 0 || price > x.t.slotMost {
				return fmt.Errorf("the proof has a price of %s that is below zero or beyond all worth", id)
			}
			sums[t+1] = sums[t] + price
			x.bound += price * units
		}
	}
	x.slot[k] = sums
	return nil
}

func (x *proofPrices) watch(w *RoundWatch, prices []int64) error {
	later, earlier := x.p.number(w.Later), x.p.number(w.Earlier)
	slots := x.t.v.p.Slots
	if later < 0 || earlier < 0 || !slices.ContainsFunc(x.p.after[later], func(a proofLink) bool {
		return a.earlier == earlier && a.gapMin == w.GapMin
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
		if x.p.open[earlier][m].some() {
			shortest = min(shortest, x.p.order[earlier].Modes[m].Duration)
		}
	}
	for k, price := range prices {
		if price < 0 {
			return fmt.Errorf("the proof has a price of %s after %s below zero", w.Later, w.Earlier)
		}
		if price == 0 {
			continue
		}
		begun, ended := w.Slots[k], w.Slots[k]-shortest-w.GapMin
		if w.Slots[k] < 0 {
			begun, ended = slots, slots // the end of all time
		}
		for s := range min(begun+1, slots) {
			x.timing[later][s] -= price
		}
		for s := range min(ended+1, slots) {
			x.timing[earlier][s] += price
		}
	}
	return nil
}

func (x *proofPrices) priceGroups(prices []int64) {
	last := map[string]int{}
	for r, q := range x.p.order {
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
	slices.SortStableFunc(limits, func(a, b RoundLimit) int { return cmp.Compare(a.Name, b.Name) })
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
			return fmt.Errorf("the proof has a price of %s below zero", x.p.order[r].ID)
		}
		x.bound += price
	}
	for k, price := range x.account {
		if price < 0 || price > x.cost {
			return fmt.Errorf("the proof has a price of the target of %s that is not from 0 to %d", x.t.accounts[k].partner, x.cost)
		}
		if !slices.ContainsFunc(x.t.sets, func(s verifiedSet) bool { return s.account == k }) {
			x.bound -= price * x.least(k)
		}
	}
	for i := range x.t.sets {
		s := &x.t.sets[i]
		x.bound += s.best(x.p, x.request, x.costOf(s), x.least(s.account))
	}
	return nil
}

// least is what an account should count: its target, or, in a part of a fair round, what
// it counts at least.
func (x *proofPrices) least(account int) int64 {
	if x.t.fair != nil {
		return x.p.fairness.least[account]
	}
	return x.t.accounts[account].hundredths
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
	x.earn = make([][][]int64, len(x.p.order))
	for r, q := range x.p.order {
		x.earn[r] = make([][]int64, len(q.Modes))
		for m := range q.Modes {
			w := &x.p.open[r][m]
			if !w.some() {
				continue
			}
			e := x.earningsOf(r, m)
			row := make([]int64, w.last-w.first)
			e.fill(row, w.first, w.last)
			x.earn[r][m] = row
		}
	}
}

// earningsOf is what a mode earns at all starts that it ever had.
func (x *proofPrices) earningsOf(r, m int) earnings {
	q := x.p.order[r]
	mode := &q.Modes[m]
	e := earnings{timing: x.timing[r]}
	base := -x.each[r] - x.slotwise[r]*mode.Duration
	if k := x.t.accountOf(q, mode); k >= 0 && x.account[k] > 0 && !x.t.inSet[r] {
		first := &mode.Claims[0]
		if sums := x.t.v.weights[x.t.v.resources[first.Resource]]; sums != nil {
			e.terms = append(e.terms, earningTerm{sums, -first.Before, mode.Duration + first.After, x.account[k]})
		} else {
			base += x.account[k] * 100 * (first.Before + mode.Duration + first.After)
		}
	}
	for _, h := range x.p.holds[r][m] {
		if sums := x.slot[h.resource]; sums != nil {
			e.terms = append(e.terms, earningTerm{sums, h.from, h.to, -h.units})
		}
	}
	for _, run := range x.t.worth[r][m] {
		if run.from < run.to {
			if x.bare {
				run.value = 0
			}
			e.runs = append(e.runs, verifiedStarts{run.from, run.to, run.value + base})
		}
	}
	return e
}

// accountOf is the number of the account that a mode counts for; -1 for none.
func (t *proofTree) accountOf(q *RoundRequest, m *RoundMode) int {
	if len(m.Claims) == 0 {
		return -1
	}
	account := t.v.accountOf(q, m)
	return slices.IndexFunc(t.accounts, func(a proofAccount) bool { return a.verifiedAccount == account })
}

// openHold is a mode on a lane: the first begin that its part has, the one after the
// last, and what begins earn from the first on.
type openHold struct {
	first, last, long int64
	earn              []int64
}

func (x *proofPrices) openHolds(l *proofLane) []openHold {
	var out []openHold
	for _, h := range l.holds {
		w := &x.p.open[h.request][h.mode]
		if !w.some() {
			continue
		}
		earn := x.earn[h.request][h.mode]
		for k := range earn {
			if !w.open[w.first-w.at+int64(k)] {
				earn[k] = closedStart
			}
		}
		out = append(out, openHold{w.first - h.before, w.last - h.before, h.long, earn})
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
			row[slots] = max(row[slots], slices.Max(h.earn))
		}
		return row
	}
	for t := range slots + 1 {
		if t > 0 {
			row[t] = max(row[t], row[t-1])
		}
		for k := range holds {
			if h := &holds[k]; h.first <= t && t < h.last && h.earn[t-h.first] > 0 {
				row[t+h.long] = max(row[t+h.long], row[t]+h.earn[t-h.first])
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
			if h := &holds[k]; h.first <= t && t < h.last && h.earn[t-h.first] > 0 {
				row[t] = max(row[t], row[t+h.long]+h.earn[t-h.first])
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
	was := make([]bool, len(p.order))
	first := make([][]int64, len(p.order)) // the start that earnings begin with
	for r := range p.order {
		was[r] = p.some(r)
		for m := range p.open[r] {
			first[r] = append(first[r], p.open[r][m].first)
		}
	}
	for i := range x.t.lanes {
		l := &x.t.lanes[i]
		before, after := x.rows[i], x.after(l)
		top := before[len(before)-1]
		for _, h := range l.holds {
			earn, from := x.earn[h.request][h.mode], first[h.request][h.mode]
			p.keep(h.request, h.mode, func(s int64) bool {
				with := earn[s-from]
				if !l.alone {
					with += before[s-h.before] + after[s-h.before+h.long]
				}
				return x.bound-(top-with)-in[h.request] > target
			})
		}
	}
	for r := range p.order {
		if was[r] && x.bound-out[r] <= target {
			p.must[r] = true
		}
	}
}

// setLosses is how much less the bound would be if a request had a place, and if
// it had none, by its account alone.
func (x *proofPrices) setLosses() (in, out []int64) {
	in, out = make([]int64, len(x.p.order)), make([]int64, len(x.p.order))
	for r := range x.p.order {
		if !x.t.inSet[r] && !x.p.must[r] {
			out[r] = max(0, x.request[r])
		}
	}
	for i := range x.t.sets {
		s := &x.t.sets[i]
		with, without := s.losses(x.p, x.request, x.costOf(s), x.least(s.account))
		for k, r := range s.members {
			if x.p.some(r) && !x.p.must[r] {
				in[r], out[r] = with[k], without[k]
			}
		}
	}
	return in, out
}
