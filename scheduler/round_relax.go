package scheduler

import (
	"cmp"
	"slices"
)

// roundRelaxation is the round without what ties instruments together: a
// Lagrangian relaxation. Once-per-request, shared resources, shares, order in
// chains, groups and limits are paid for with prices instead. What remains falls
// apart into one weighted-interval problem for each instrument, which dynamic
// programming solves exactly, so that any admissible prices give an upper bound
// on the objective. (Held and Karp 1971; for parallel machines with time-indexed
// placements see Dyer and Wolsey 1990.)
type roundRelaxation struct {
	c       *round
	bare    bool // nothing is worth anything but to be less short of the targets
	prices  roundPrices
	shared  []roundFares // of each resource: what its uses pay
	tallies []roundTally // all that have prices, the plain ones first
	lanes   []roundLane  // one for each instrument, and one for requests without one
	sums    [][]int64    // running sums of what uses of shared resources pay
	timing  [][]int64    // of each request in a chain: what its start adds, from first[req] on
	first   []int32
	fixed   []int64     // of each request: what a placement pays or earns wherever it is
	count   []int32     // of each request: times it is placed in the relaxed solution
	picks   []roundPick // the relaxed solution
	holds   []roundHold // what its placements hold on lanes, where there may be gates
	gates   *roundGates // nil for none
	value   []int64     // work space of the dynamic program
	choice  []int32
	row     []int64 // of begins, what they earn
	links   []roundOrder
	shares  []roundShare
	plain   []bool  // of each request: its share is taken exactly
	taken   []int32 // of each request: times its share takes it
	lacks   []int64 // of each share: hundredths of slots its set stays short
}

// roundPrices are the multipliers, in parts of roundUnit.
type roundPrices struct {
	request []int64   // of placing a request once more than it asks; free in sign when it is pinned
	slot    [][]int64 // of what a tally counts in a slot
	account []int64   // of a hundredth of a slot of a partner's target, at most the cost of shortfall
	order   [][]int64 // of each link and watch: the later one has begun by then, the earlier not ended in time
	group   []int64   // of a member being placed and the one before it in the group not; free in sign
	limit   []int64   // of a slot of a limit
	gate    []int64   // of a hold at a gate; 0 of those that are not up yet
	flat    []int64   // all of the above, one after another
}

// roundOrder is a link with the moments at which it is watched: by each the later
// request may have begun only if the earlier has ended in time.
type roundOrder struct {
	earlier, later, gap int32
	watch               []int32
}

// watches is how many moments of each link are priced, the end included.
const watches = 12

type roundLane struct {
	res     int32 // -1: requests that hold no instrument, each by itself
	entries []roundEntry
	shape   int32 // the shortest hold
}

// roundEntry is a run of starts of one mode, as holds of the lane's resource.
type roundEntry struct {
	req, mode int32
	lo, hi    int32 // where the hold begins, both included
	len       int32
	shift     int32 // start = begin + shift
	worth     int64
	pays      []roundPay
}

// roundPay is a priced use, by offsets from where the hold begins.
type roundPay struct {
	sum      int32
	times    int64
	from, to int32
}

type roundPick struct{ req, mode, start int32 }

func newRoundRelaxation(c *round, gated bool) *roundRelaxation {
	x := &roundRelaxation{c: c, count: make([]int32, len(c.req)), fixed: make([]int64, len(c.req)),
		value: make([]int64, c.slots+1), choice: make([]int32, c.slots+1), row: make([]int64, c.slots+1), timing: make([][]int64, len(c.req)), first: make([]int32, len(c.req))}
	x.share(gated)
	x.layLanes()
	x.watchLinks()
	x.weighShares(nil)
	if gated {
		x.gates = newRoundGates(x)
	}
	x.prices = x.layPrices()
	return x
}

// layPrices makes room for all prices in one list.
func (x *roundRelaxation) layPrices() roundPrices {
	n := 2*len(x.c.req) + len(x.tallies)*int(x.c.slots) + len(x.c.accounts) + len(x.c.limits) + x.gates.room()
	for i := range x.links {
		n += len(x.links[i].watch)
	}
	p := roundPrices{flat: make([]int64, n)}
	rest := p.flat
	cut := func(n int) []int64 {
		part := rest[:n:n]
		rest = rest[n:]
		return part
	}
	p.request = cut(len(x.c.req))
	for range x.plainTallies() {
		p.slot = append(p.slot, cut(int(x.c.slots)))
	}
	p.account = cut(len(x.c.accounts))
	for i := range x.links {
		p.order = append(p.order, cut(len(x.links[i].watch)))
	}
	p.group = cut(len(x.c.req))
	p.limit = cut(len(x.c.limits))
	p.gate = cut(x.gates.room())
	for len(p.slot) < len(x.tallies) {
		p.slot = append(p.slot, cut(int(x.c.slots)))
	}
	return p
}

// home is the instrument on whose lane a mode lies, -1 for none.
func (c *round) home(m *roundMode) int32 {
	for i := range m.uses {
		if c.res[m.uses[i].res].unary {
			return m.uses[i].res
		}
	}
	return -1
}

func (x *roundRelaxation) layLanes() {
	byRes := make([]int32, len(x.c.res)+1)
	for i := range byRes {
		byRes[i] = -1
	}
	for r := range x.c.req {
		for m := range x.c.req[r].modes {
			mode := &x.c.req[r].modes[m]
			home := x.c.home(mode)
			lane := byRes[home+1]
			if lane < 0 {
				lane = int32(len(x.lanes))
				byRes[home+1] = lane
				x.lanes = append(x.lanes, roundLane{res: home, shape: x.c.slots})
			}
			from, to := int32(0), mode.duration
			if home >= 0 {
				for _, u := range mode.uses {
					if u.res == home {
						from, to = u.from, u.to
					}
				}
			}
			var pays []roundPay
			for _, u := range mode.uses {
				if f := &x.shared[u.res]; f.tally >= 0 {
					sum, times := f.of(u.units)
					pays = append(pays, roundPay{sum, times, u.from - from, u.to - from})
				}
			}
			l := &x.lanes[lane]
			l.shape = min(l.shape, to-from)
			for _, run := range mode.starts {
				l.entries = append(l.entries, roundEntry{int32(r), int32(m), run.lo + from, run.hi + from, to - from, -from, run.worth, pays})
			}
		}
	}
	for i := range x.lanes {
		slices.SortStableFunc(x.lanes[i].entries, func(a, b roundEntry) int { return cmp.Compare(a.lo, b.lo) })
	}
}

// watchLinks chooses the moments at which each link is watched: evenly between
// the earliest and the latest start of the later request, and the end.
//
// A round with so many links and starts that they would not fit is relaxed without
// its order.
func (x *roundRelaxation) watchLinks() {
	if x.c.chainedStarts() > chainedMost {
		return
	}
	for r := range x.c.req {
		lo, hi := x.c.req[r].startsSpan()
		chained := len(x.c.req[r].after)+len(x.c.req[r].before) > 0
		if chained && hi >= lo {
			x.first[r] = lo
			x.timing[r] = make([]int64, hi-lo+1)
		}
		for _, a := range x.c.req[r].after {
			link := roundOrder{earlier: a.other, later: int32(r), gap: a.min}
			for k := int32(1); k < watches && hi > lo; k++ {
				at := lo + (hi-lo)*k/watches
				if n := len(link.watch); n == 0 || link.watch[n-1] < at {
					link.watch = append(link.watch, at)
				}
			}
			link.watch = append(link.watch, 2*x.c.slots)
			x.links = append(x.links, link)
		}
	}
}

// startsSpan is the first and the last start of any mode; hi < lo for none.
func (r *roundRequest) startsSpan() (lo, hi int32) {
	lo, hi = 1<<30, -1
	for m := range r.modes {
		starts := r.modes[m].starts
		lo, hi = min(lo, starts[0].lo), max(hi, starts[len(starts)-1].hi)
	}
	return lo, hi
}

// evaluate solves the relaxation at its prices and returns the bound they prove.
func (x *roundRelaxation) evaluate() int64 {
	bound := x.prepare()
	if !x.bare {
		bound += x.c.constant
	}
	x.picks, x.holds = x.picks[:0], x.holds[:0]
	clear(x.count)
	for i := range x.lanes {
		if x.lanes[i].res < 0 {
			bound += x.solveFree(&x.lanes[i])
		} else {
			bound += x.solveLane(&x.lanes[i])
		}
	}
	return bound
}

// prepare sums the prices up, and returns what they add to the bound whatever is
// placed.
func (x *roundRelaxation) prepare() int64 {
	bound := int64(0)
	for r := range x.c.req {
		x.fixed[r] = -x.prices.request[r]
		if !x.plain[r] {
			bound += x.prices.request[r]
		}
		if t := x.timing[r]; t != nil {
			clear(t)
		}
	}
	bound += x.sumSlots()
	bound += x.prepareAccounts() + x.gates.price(x.prices.gate)
	for l := range x.c.limits {
		bound += x.prices.limit[l] * x.c.limits[l].max
	}
	for _, g := range x.c.groups {
		for k := 1; k < len(g); k++ {
			price := x.prices.group[g[k]]
			x.fixed[g[k]] -= price
			x.fixed[g[k-1]] += price
		}
	}
	for i := range x.links {
		x.timeLink(&x.links[i], x.prices.order[i])
	}
	return bound
}

// prepareAccounts is what targets and shares add to the bound.
func (x *roundRelaxation) prepareAccounts() int64 {
	bound := int64(0)
	for a := range x.c.accounts {
		bound -= x.prices.account[a] * x.c.accounts[a].target
	}
	for i := range x.shares {
		s := &x.shares[i]
		worth, short := s.solve(x.c, x.prices.request, x.shareCost(s), x.taken)
		bound += worth + x.prices.account[s.account]*x.c.accounts[s.account].target
		x.lacks[i] = short
	}
	return bound
}

// shareCost is what a share pays for a hundredth of a slot below its target: the
// cost of shortfall, or the price at which other requests fill it.
func (x *roundRelaxation) shareCost(s *roundShare) int64 {
	if s.loose {
		return x.prices.account[s.account]
	}
	return x.c.cost
}

// weighShares takes the shortfall of some accounts exactly.
func (x *roundRelaxation) weighShares(shares []roundShare) {
	x.shares, x.lacks = shares, make([]int64, len(shares))
	x.plain, x.taken = make([]bool, len(x.c.req)), make([]int32, len(x.c.req))
	for i := range shares {
		for _, r := range shares[i].members {
			x.plain[r] = true
		}
	}
}

// timeLink adds a link's prices to what the starts of its two ends earn: by each
// watch the later has begun at most as often as the earlier has ended in time.
func (x *roundRelaxation) timeLink(l *roundOrder, prices []int64) {
	if t := x.timing[l.later]; t != nil {
		sum, k := int64(0), len(prices)-1
		for at := int32(len(t)) - 1; at >= 0; at-- {
			for k >= 0 && l.watch[k] >= x.first[l.later]+at {
				sum += prices[k]
				k--
			}
			t[at] -= sum
		}
	}
	// The earlier one's modes may differ in length; the shortest is the kindest, and
	// a relaxation may be kind.
	if t := x.timing[l.earlier]; t != nil {
		shortest := x.c.slots
		for m := range x.c.req[l.earlier].modes {
			shortest = min(shortest, x.c.req[l.earlier].modes[m].duration)
		}
		sum, k := int64(0), len(prices)-1
		for at := int32(len(t)) - 1; at >= 0; at-- {
			for k >= 0 && l.watch[k] >= x.first[l.earlier]+at+shortest+l.gap {
				sum += prices[k]
				k--
			}
			t[at] += sum
		}
	}
}
