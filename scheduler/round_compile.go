package scheduler

import (
	"cmp"
	"slices"
)

// compiling is what there is to look up while a problem is made ready.
type compiling struct {
	*round
	resources map[string]int32
	partners  map[string]int32
	requests  map[string]int32
	accounts  map[accountKey]int32
	pools     []string // of each resource
	groups    map[string]int32
	pinned    map[int32]RoundPlacement
	previous  map[int32]RoundPrevious
	blocked   blockedSpans
}

// compile makes a valid problem ready.
func compile(p *RoundProblem) *round {
	c := &round{source: p, slots: int32(p.Slots)}
	if p.Objective.Kind == Satisfaction {
		c.cost = p.Objective.ShortfallCostHundredths
	}
	b := &compiling{round: c, partners: make(map[string]int32, len(p.Partners)), groups: map[string]int32{},
		blocked: blockedSpans{cache: map[[2]int32][]RoundSpan{}, round: c}}
	b.resources = c.compileResources(p)
	b.pools = make([]string, len(p.Resources))
	for i := range p.Resources {
		b.pools[b.resources[p.Resources[i].ID]] = poolOf(&p.Resources[i])
	}
	b.accounts = c.compileAccounts(p, b.partners)
	b.orderRequests(p)
	c.req = make([]roundRequest, len(p.Requests))
	for i, o := range c.order {
		b.request(int32(i), &p.Requests[o], o)
	}
	b.chains(p)
	c.compileLimits(p, b.requests)
	c.requireNeeded()
	c.loosenPinned()
	c.pack()
	return c
}

// orderRequests numbers the requests in the order of their ids and finds what
// speaks of them.
func (b *compiling) orderRequests(p *RoundProblem) {
	b.order = make([]int32, len(p.Requests))
	for i := range b.order {
		b.order[i] = int32(i)
	}
	slices.SortFunc(b.order, func(x, y int32) int { return cmp.Compare(p.Requests[x].ID, p.Requests[y].ID) })
	b.requests = make(map[string]int32, len(p.Requests))
	for i, o := range b.order {
		b.requests[p.Requests[o].ID] = int32(i)
	}
	b.pinned = make(map[int32]RoundPlacement, len(p.Pinned))
	for _, x := range p.Pinned {
		b.pinned[b.requests[x.Request]] = x
	}
	b.previous = make(map[int32]RoundPrevious, len(p.Previous))
	for _, x := range p.Previous {
		b.previous[b.requests[x.Request]] = x
		if p.Objective.Kind != Makespan {
			b.constant -= x.DropCost * roundUnit
		}
	}
}

// request makes one request ready: its group, and its modes that have a start.
func (b *compiling) request(i int32, from *RoundRequest, source int32) {
	r := &b.req[i]
	*r = roundRequest{id: from.ID, partner: b.partners[from.Partner], group: -1, source: source}
	if from.Together != "" {
		g, known := b.groups[from.Together]
		if !known {
			g = int32(len(b.round.groups))
			b.groups[from.Together] = g
			b.round.groups = append(b.round.groups, nil)
		}
		r.group = g
		b.round.groups[g] = append(b.round.groups[g], i)
	}
	pin, pinned := b.pinned[i]
	r.pinned = pinned
	for m := range from.Modes {
		if pinned && pin.Mode != m {
			continue
		}
		mode := b.mode(i, from, m)
		if len(mode.starts) == 0 {
			continue
		}
		for _, u := range mode.uses {
			b.res[u.res].longest = max(b.res[u.res].longest, u.to-u.from)
		}
		r.modes = append(r.modes, mode)
		saved := int64(0)
		if mode.account >= 0 {
			saved = b.cost * b.countedMost(&mode)
		}
		for _, s := range mode.starts {
			r.best = max(r.best, s.worth)
			r.top = max(r.top, s.worth+saved)
		}
	}
}

// mode makes one mode of a request ready.
func (b *compiling) mode(i int32, from *RoundRequest, m int) roundMode {
	mode := b.compileMode(&from.Modes[m], b.resources)
	mode.source = int32(m)
	mode.starts = b.starts(from, &mode, &b.blocked)
	if pin, pinned := b.pinned[i]; pinned {
		mode.starts = onlyStart(mode.starts, int32(pin.Start))
	}
	if before, had := b.previous[i]; had && b.source.Objective.Kind != Makespan {
		mode.starts = priceMoves(mode.starts, &before, m)
	}
	if mode.weigh >= 0 {
		if a, due := b.accounts[accountKey{b.partners[from.Partner], b.pools[mode.weigh]}]; due {
			mode.account = a
		}
	}
	return mode
}

// chains joins requests that come one after another.
func (b *compiling) chains(p *RoundProblem) {
	for i := range b.req {
		for _, a := range p.Requests[b.req[i].source].After {
			other := b.requests[a.Request]
			lo, hi := clampGap(a.GapMin, p.Slots), clampGap(a.GapMax, p.Slots)
			b.req[i].after = append(b.req[i].after, roundLink{other, lo, hi})
			b.req[other].before = append(b.req[other].before, roundLink{int32(i), lo, hi})
		}
	}
	for i := range b.req {
		byOther := func(x, y roundLink) int {
			return cmp.Or(cmp.Compare(x.other, y.other), cmp.Compare(x.min, y.min), cmp.Compare(x.max, y.max))
		}
		slices.SortFunc(b.req[i].after, byOther)
		slices.SortFunc(b.req[i].before, byOther)
	}
}
