package scheduler

// A roundGate is a span of an instrument with a request of its own. Of the holds of
// that request that touch the span, and those of others that cover all of it, a plan
// has at most one: two that cover it overlap, two of the own request are one too
// many, and one that touches the span overlaps all that cover it. The relaxation,
// which knows the slots of an instrument and each request but not both at once, may
// break that, with half a request before and half behind half of another one; a
// price on the gate makes it pay. (Sousa and Wolsey 1992: the inequalities with right-hand
// side 1 of the time-indexed placements on a machine. Others of that kind there are
// none: of requests that overlap in pairs on one instrument, at most one has places
// that do not overlap each other.)
type roundGate struct {
	res, req int32
	from, to int32
}

// counts reports whether a hold counts at the gate of its lane.
func (g *roundGate) counts(h *roundHold) bool {
	if h.req == g.req {
		return h.begin < g.to && h.end > g.from
	}
	return h.begin <= g.from && h.end >= g.to
}

// begins gives where holds of n slots that count at the gate begin, both included;
// hi < lo for nowhere.
func (g *roundGate) begins(req, n int32) (lo, hi int32) {
	if req == g.req {
		return g.from - n + 1, g.to - 1
	}
	return g.to - n, g.from
}

// roundHold is what a placement holds of the instrument on whose lane it lies.
type roundHold struct {
	res, req   int32
	begin, end int32
}

const (
	gatesMost   = 64        // gates of a lane
	gatesStarts = 1_500_000 // starts of all modes of a round that may have gates
)

// roundGates are the gates of a relaxation, and what they cost at its prices.
type roundGates struct {
	list  []roundGate
	lanes []gateLane    // of each resource; empty of those that are no instrument
	most  int           // how many there may be
	tolls [][]gateTolls // of each request and mode
}

// gateLane is what gates see of a lane: their numbers, and the modes with holds on it.
type gateLane struct {
	gates []int32
	tolls []*gateTolls
}

// gateTolls is what the starts of one mode pay at the gates of its lane.
type gateTolls struct {
	req, mode   int32
	len, shift  int32 // of its holds; start = begin + shift
	first, last int32 // starts of the row
	row         []int64
	some        bool // whether any start pays; if none does the row is not kept up
}

// newRoundGates is ready for gates on the lanes of a relaxation; nil for one that is
// too large to have any.
func newRoundGates(x *roundRelaxation) *roundGates {
	if x.size() > gatesStarts {
		return nil
	}
	g := &roundGates{lanes: make([]gateLane, len(x.c.res)), tolls: make([][]gateTolls, len(x.c.req))}
	for r := range g.tolls {
		g.tolls[r] = make([]gateTolls, len(x.c.req[r].modes))
	}
	for i := range x.lanes {
		home := x.lanes[i].res
		if home < 0 {
			continue
		}
		g.most += gatesMost
		for k := range x.lanes[i].entries {
			e := &x.lanes[i].entries[k]
			t := &g.tolls[e.req][e.mode]
			if t.len == 0 {
				starts := x.c.req[e.req].modes[e.mode].starts
				*t = gateTolls{req: e.req, mode: e.mode, len: e.len, shift: e.shift, first: starts[0].lo, last: starts[len(starts)-1].hi}
				g.lanes[home].tolls = append(g.lanes[home].tolls, t)
			}
		}
	}
	return g
}

// room is how many gates there may be.
func (g *roundGates) room() int {
	if g == nil {
		return 0
	}
	return g.most
}

// add puts a gate up.
func (g *roundGates) add(gate roundGate) {
	lane := &g.lanes[gate.res]
	lane.gates = append(lane.gates, int32(len(g.list)))
	g.list = append(g.list, gate)
}

// price adds the prices of gates up for each start that counts at one, and returns
// what they add to the bound.
func (g *roundGates) price(prices []int64) int64 {
	if g == nil || len(g.list) == 0 {
		return 0
	}
	bound := int64(0)
	for i := range g.lanes {
		lane := &g.lanes[i]
		for _, t := range lane.tolls {
			t.some = false
		}
		for _, k := range lane.gates {
			if prices[k] == 0 {
				continue
			}
			bound += prices[k]
			for _, t := range lane.tolls {
				t.charge(&g.list[k], prices[k])
			}
		}
		for _, t := range lane.tolls {
			t.sum()
		}
	}
	return bound
}

// charge notes from which start on a mode pays a price, and from which no more.
func (t *gateTolls) charge(g *roundGate, price int64) {
	lo, hi := g.begins(t.req, t.len)
	lo, hi = max(lo+t.shift, t.first), min(hi+t.shift, t.last)
	if lo > hi {
		return
	}
	if !t.some {
		t.some = true
		if t.row == nil {
			t.row = make([]int64, t.last-t.first+2)
		}
		clear(t.row)
	}
	t.row[lo-t.first] += price
	t.row[hi+1-t.first] -= price
}

// sum adds what was noted up.
func (t *gateTolls) sum() {
	if !t.some {
		return
	}
	sum := int64(0)
	for k, step := range t.row {
		sum += step
		t.row[k] = sum
	}
}

// of is what the starts of a mode pay, from one on; nil is nothing.
func (g *roundGates) of(req, mode, start int32) []int64 {
	if g == nil {
		return nil
	}
	t := &g.tolls[req][mode]
	if !t.some {
		return nil
	}
	return t.row[start-t.first:]
}
