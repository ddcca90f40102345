package scheduler

import (
	"cmp"
	"slices"
)

// round is a problem made ready for arithmetic: everything is an index into a
// list that is ordered by id, so that the order of the input cannot show.
type round struct {
	source   *RoundProblem
	slots    int32
	cost     int64 // of a hundredth of a slot of shortfall, in parts of roundUnit
	res      []roundResource
	req      []roundRequest
	accounts []roundAccount
	limits   []roundCap
	groups   [][]int32
	constant int64 // what the objective is before anything is placed, shortfall left out
	bonus    int64 // in the worth of each request that must be placed
	musts    int64 // how many those are
	order    []int32
}

// roundResource is the free units of a resource over time. A unary one is held
// by at most one use at a time.
type roundResource struct {
	id        string
	unary     bool
	level     []roundStep // runs of equal level that cover the period
	prefix    []int64     // prefix[t]: hundredths of weighted slots before t; nil when every slot weighs 100
	change    [][]int64   // slots between classes; nil when there is no changeover
	classes   []string
	longest   int32 // the longest span that one use may hold
	exclusive bool  // no changeover: only overlap excludes
}

type roundStep struct{ from, to, level int32 }

// roundAccount is one partner's target in one pool, in hundredths of slots.
type roundAccount struct {
	partner int32
	pool    string
	target  int64
}

type roundCap struct {
	name     string
	max      int64
	requests []int32
}

type roundRequest struct {
	id      string
	partner int32
	modes   []roundMode
	after   []roundLink // what must come before it
	before  []roundLink // what comes after it
	limits  []int32
	group   int32 // -1 stands alone
	pinned  bool
	must    bool // carries the bonus
	source  int32
	best    int64 // the most that a place is worth
	top     int64 // the same, with what it may save in shortfall
}

// roundLink joins a request to another with a gap from the end of the earlier to
// the start of the later.
type roundLink struct{ other, min, max int32 }

type roundMode struct {
	duration int32
	source   int32 // its number in the file
	uses     []roundUse
	starts   []roundStarts
	account  int32 // -1 counts for no target
	weigh    int32 // resource whose weights count
	from, to int32 // offsets of the span that counts
	flat     int64 // what it counts when every slot weighs the same, else -1
}

// roundUse holds units of a resource from start+from to start+to.
type roundUse struct {
	res, units int32
	from, to   int32
	class      int32 // -1 has none
}

// roundStarts is a run of starts, both ends included, that are worth the same.
type roundStarts struct {
	lo, hi int32
	worth  int64
}

// compile makes a valid problem ready.
func compile(p *RoundProblem) *round {
	c := &round{source: p, slots: int32(p.Slots)}
	if p.Objective.Kind == Satisfaction {
		c.cost = p.Objective.ShortfallCostHundredths
	}
	resources := c.compileResources(p)
	partners := make(map[string]int32, len(p.Partners))
	accounts := c.compileAccounts(p, partners)
	blocked := blockedSpans{cache: map[[2]int32][]RoundSpan{}, round: c}

	c.order = make([]int32, len(p.Requests))
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortFunc(c.order, func(a, b int32) int { return cmp.Compare(p.Requests[a].ID, p.Requests[b].ID) })
	number := make(map[string]int32, len(p.Requests))
	for i, o := range c.order {
		number[p.Requests[o].ID] = int32(i)
	}
	pinned := make(map[int32]RoundPlacement, len(p.Pinned))
	for _, x := range p.Pinned {
		pinned[number[x.Request]] = x
	}
	previous := make(map[int32]RoundPrevious, len(p.Previous))
	for _, x := range p.Previous {
		previous[number[x.Request]] = x
		if p.Objective.Kind != Makespan {
			c.constant -= x.DropCost * roundUnit
		}
	}
	groups := map[string]int32{}
	c.req = make([]roundRequest, len(p.Requests))
	for i, o := range c.order {
		from := &p.Requests[o]
		r := &c.req[i]
		*r = roundRequest{id: from.ID, partner: partners[from.Partner], group: -1, source: o}
		if from.Together != "" {
			g, known := groups[from.Together]
			if !known {
				g = int32(len(c.groups))
				groups[from.Together] = g
				c.groups = append(c.groups, nil)
			}
			r.group = g
			c.groups[g] = append(c.groups[g], int32(i))
		}
		pin, isPinned := pinned[int32(i)]
		r.pinned = isPinned
		before, had := previous[int32(i)]
		for m := range from.Modes {
			if isPinned && pin.Mode != m {
				continue
			}
			mode := c.compileMode(&from.Modes[m], resources)
			mode.source = int32(m)
			mode.starts = c.starts(from, &mode, &blocked)
			if isPinned {
				mode.starts = onlyStart(mode.starts, int32(pin.Start))
			}
			if had && p.Objective.Kind != Makespan {
				mode.starts = priceMoves(mode.starts, &before, m)
			}
			if len(from.Modes[m].Claims) > 0 {
				first := resources[from.Modes[m].Claims[0].Resource]
				pool := poolOf(&p.Resources[slices.IndexFunc(p.Resources, func(x RoundResource) bool { return x.ID == c.res[first].id })])
				if a, due := accounts[accountKey{r.partner, pool}]; due {
					mode.account = a
				}
			}
			if len(mode.starts) > 0 {
				for _, u := range mode.uses {
					c.res[u.res].longest = max(c.res[u.res].longest, u.to-u.from)
				}
				r.modes = append(r.modes, mode)
				for _, s := range mode.starts {
					r.best = max(r.best, s.worth)
					if mode.account >= 0 {
						r.top = max(r.top, s.worth+c.cost*c.countedMost(&mode))
					} else {
						r.top = max(r.top, s.worth)
					}
				}
			}
		}
	}
	for i := range c.req {
		for _, a := range p.Requests[c.req[i].source].After {
			other := number[a.Request]
			lo, hi := clampSlots(a.GapMin, p.Slots), clampSlots(a.GapMax, p.Slots)
			c.req[i].after = append(c.req[i].after, roundLink{other, lo, hi})
			c.req[other].before = append(c.req[other].before, roundLink{int32(i), lo, hi})
		}
	}
	for i := range c.req {
		byOther := func(a, b roundLink) int {
			return cmp.Or(cmp.Compare(a.other, b.other), cmp.Compare(a.min, b.min), cmp.Compare(a.max, b.max))
		}
		slices.SortFunc(c.req[i].after, byOther)
		slices.SortFunc(c.req[i].before, byOther)
	}
	c.compileLimits(p, number)
	c.requireNeeded()
	return c
}

// requireNeeded gives those that what is pinned cannot stand without a bonus that
// outweighs all else: those before them in chains, and the rest of their groups.
func (c *round) requireNeeded() {
	must := make([]bool, len(c.req))
	var queue []int32
	add := func(r int32) {
		if !must[r] {
			must[r] = true
			queue = append(queue, r)
		}
	}
	total := int64(1)
	for r := range c.req {
		total += c.req[r].top
		if c.req[r].pinned || c.source.Objective.Kind == Makespan {
			add(int32(r))
		}
	}
	for _, a := range c.accounts {
		total += c.cost * a.target
	}
	for k := 0; k < len(queue); k++ {
		r := &c.req[queue[k]]
		for _, a := range r.after {
			add(a.other)
		}
		if r.group >= 0 {
			for _, other := range c.groups[r.group] {
				add(other)
			}
		}
	}
	c.musts = int64(len(queue))
	if c.musts == 0 {
		return
	}
	c.bonus = min(total, (1<<61)/c.musts)
	if c.source.Objective.Kind == Makespan {
		c.bonus = 1 << 20
	}
	for _, r := range queue {
		req := &c.req[r]
		req.must = true
		req.best += c.bonus
		req.top += c.bonus
		for m := range req.modes {
			for k := range req.modes[m].starts {
				req.modes[m].starts[k].worth += c.bonus
			}
		}
	}
	c.constant -= c.bonus * c.musts
}

func (c *round) compileLimits(p *RoundProblem, number map[string]int32) {
	limits := slices.Clone(p.Limits)
	slices.SortFunc(limits, func(a, b RoundLimit) int { return cmp.Compare(a.Name, b.Name) })
	for _, l := range limits {
		limit := roundCap{name: l.Name, max: min(l.Max, int64(len(l.Requests))*p.Slots)}
		for _, id := range l.Requests {
			limit.requests = append(limit.requests, number[id])
		}
		slices.Sort(limit.requests)
		for _, r := range limit.requests {
			c.req[r].limits = append(c.req[r].limits, int32(len(c.limits)))
		}
		c.limits = append(c.limits, limit)
	}
}

type accountKey struct {
	partner int32
	pool    string
}

func (c *round) compileAccounts(p *RoundProblem, partners map[string]int32) map[accountKey]int32 {
	ids := make([]string, 0, len(p.Partners))
	byID := make(map[string]*RoundPartner, len(p.Partners))
	for i := range p.Partners {
		ids = append(ids, p.Partners[i].ID)
		byID[p.Partners[i].ID] = &p.Partners[i]
	}
	slices.Sort(ids)
	accounts := map[accountKey]int32{}
	for i, id := range ids {
		partners[id] = int32(i)
		targets := slices.Clone(byID[id].Targets)
		slices.SortFunc(targets, func(a, b RoundTarget) int { return cmp.Compare(a.Pool, b.Pool) })
		for _, t := range targets {
			if t.Slots > 0 {
				accounts[accountKey{int32(i), t.Pool}] = int32(len(c.accounts))
				c.accounts = append(c.accounts, roundAccount{int32(i), t.Pool, 100 * t.Slots})
			}
		}
	}
	return accounts
}

// partnerIDs are the partners in the order of their numbers.
func (c *round) partnerIDs() []string {
	var ids []string
	for i := range c.source.Partners {
		ids = append(ids, c.source.Partners[i].ID)
	}
	slices.Sort(ids)
	return ids
}

func (c *round) compileResources(p *RoundProblem) map[string]int32 {
	order := make([]*RoundResource, len(p.Resources))
	for i := range p.Resources {
		order[i] = &p.Resources[i]
	}
	slices.SortFunc(order, func(a, b *RoundResource) int { return cmp.Compare(a.ID, b.ID) })
	number := make(map[string]int32, len(order))
	asked := unitsAsked(p)
	for i, r := range order {
		number[r.ID] = int32(i)
		out := roundResource{id: r.ID, level: paintLevels(r, c.slots), exclusive: true}
		highest := int32(0)
		for k := range out.level {
			highest = max(highest, out.level[k].level)
			out.level[k].level = int32(min(int64(out.level[k].level), asked[r.ID]))
		}
		out.unary = highest <= 1
		if len(r.Prime) > 0 {
			out.prefix = make([]int64, c.slots+1)
			for _, step := range paint(r.Prime, 100, c.slots) {
				for t := step.from; t < step.to; t++ {
					out.prefix[t+1] = out.prefix[t] + int64(step.level)
				}
			}
		}
		if r.Changeover != nil {
			out.change, out.classes = r.Changeover.Slots, r.Changeover.Classes
			out.exclusive = false
		}
		c.res = append(c.res, out)
	}
	return number
}

// unitsAsked is the most that all requests together could hold of each resource:
// more capacity than that is as good as that, and keeps sums small.
func unitsAsked(p *RoundProblem) map[string]int64 {
	asked := map[string]int64{}
	for i := range p.Requests {
		most := map[string]int64{}
		for m := range p.Requests[i].Modes {
			units := map[string]int64{}
			for _, claim := range p.Requests[i].Modes[m].Claims {
				units[claim.Resource] += claim.Units
				most[claim.Resource] = max(most[claim.Resource], units[claim.Resource])
			}
		}
		for id, units := range most {
			asked[id] += units
		}
	}
	return asked
}

func poolOf(r *RoundResource) string {
	if r.Pool == "" {
		return "all"
	}
	return r.Pool
}

func clampSlots(v, slots int64) int32 { return int32(max(-slots, min(slots, v))) }

// paintLevels gives the level over the period: capacity, then levels, then
// closures.
func paintLevels(r *RoundResource, slots int32) []roundStep {
	coats := slices.Clone(r.Levels)
	for _, s := range r.Closed {
		coats = append(coats, RoundLevel{s.From, s.To, 0})
	}
	return paint(coats, r.Capacity, slots)
}

// paint lays coats over a ground, each over those before it, and gives the runs
// of equal level. It works from the last coat back, so that each slot is painted
// once however many coats there are.
func paint(coats []RoundLevel, ground int64, slots int32) []roundStep {
	level := make([]int32, slots)
	next := make([]int32, slots+1) // the first slot from here on that is bare
	for t := range next {
		next[t] = int32(t)
	}
	find := func(t int32) int32 {
		root := t
		for next[root] != root {
			root = next[root]
		}
		for next[t] != root {
			next[t], t = root, next[t]
		}
		return root
	}
	lay := func(from, to int64, value int32) {
		lo, hi := int32(max(from, 0)), int32(min(to, int64(slots)))
		for t := find(min(lo, slots)); t < hi; t = find(t) {
			level[t] = value
			next[t] = t + 1
		}
	}
	for i := len(coats) - 1; i >= 0; i-- {
		lay(coats[i].From, coats[i].To, int32(coats[i].Level))
	}
	lay(0, int64(slots), int32(ground))
	var steps []roundStep
	for t := int32(0); t < slots; t++ {
		if n := len(steps); n > 0 && steps[n-1].level == level[t] {
			steps[n-1].to = t + 1
			continue
		}
		steps = append(steps, roundStep{t, t + 1, level[t]})
	}
	return steps
}

// compileMode turns claims into uses. Claims of one resource by one mode are
// laid over each other, so that a resource's uses never overlap in themselves.
func (c *round) compileMode(from *RoundMode, resources map[string]int32) roundMode {
	mode := roundMode{duration: int32(from.Duration), account: -1, weigh: -1}
	type edge struct {
		at    int32
		units int64
	}
	claimed := map[int32][]RoundClaim{}
	var order []int32
	for i, claim := range from.Claims {
		res := resources[claim.Resource]
		if i == 0 {
			mode.weigh = res
			mode.from, mode.to = -int32(claim.Before), int32(from.Duration+claim.After)
			mode.flat = 100 * int64(mode.to-mode.from)
			if c.res[res].prefix != nil {
				mode.flat = -1
			}
		}
		if claimed[res] == nil {
			order = append(order, res)
		}
		claimed[res] = append(claimed[res], claim)
	}
	for _, res := range order {
		class := int32(-1)
		if from.Class != "" && c.res[res].change != nil {
			class = int32(slices.Index(c.res[res].classes, from.Class))
		}
		var edges []edge
		for _, claim := range claimed[res] {
			edges = append(edges, edge{-int32(claim.Before), claim.Units}, edge{int32(from.Duration + claim.After), -claim.Units})
		}
		slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
		units := int64(0)
		for i, e := range edges {
			if units > 0 && e.at > edges[i-1].at {
				mode.uses = append(mode.uses, roundUse{res, int32(min(units, 1<<30)), edges[i-1].at, e.at, class})
			}
			units += e.units
		}
	}
	return mode
}

// counted is what a placement adds to its account, in hundredths of slots.
func (c *round) counted(m *roundMode, start int32) int64 {
	if m.flat >= 0 {
		return m.flat
	}
	prefix := c.res[m.weigh].prefix
	return prefix[start+m.to] - prefix[start+m.from]
}

// countedMost is the most that a placement of a mode can add to its account.
func (c *round) countedMost(m *roundMode) int64 {
	if m.flat >= 0 {
		return m.flat
	}
	most := int64(0)
	for _, run := range m.starts {
		for at := run.lo; at <= run.hi; at++ {
			most = max(most, c.counted(m, at))
		}
	}
	return most
}

// blockedSpans finds where a resource has fewer units than asked, once for each
// number of units.
type blockedSpans struct {
	round *round
	cache map[[2]int32][]RoundSpan
}

func (b *blockedSpans) of(res, units int32) []RoundSpan {
	key := [2]int32{res, units}
	spans, known := b.cache[key]
	if known {
		return spans
	}
	for _, step := range b.round.res[res].level {
		if step.level >= units {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].To == int64(step.from) {
			spans[n-1].To = int64(step.to)
			continue
		}
		spans = append(spans, RoundSpan{int64(step.from), int64(step.to)})
	}
	b.cache[key] = spans
	return spans
}

// starts gives the runs of starts that lie in a window and meet no closure, each
// with the worth of the best window there, ordered and apart.
func (c *round) starts(r *RoundRequest, m *roundMode, blocked *blockedSpans) []roundStarts {
	lo, hi := int64(0), int64(c.slots-m.duration)
	for _, claim := range r.Modes[m.source].Claims {
		lo = max(lo, claim.Before)
		hi = min(hi, int64(c.slots)-int64(m.duration)-claim.After)
	}
	windows := slices.Clone(r.Windows)
	slices.SortStableFunc(windows, func(a, b RoundWindow) int { return cmp.Compare(b.Value, a.Value) })
	var found []roundStarts // ordered, apart
	for _, w := range windows {
		worth := w.Value * roundUnit
		if c.source.Objective.Kind == Makespan {
			worth = 0
		}
		found = addStarts(found, max(lo, w.From), min(hi, w.To-int64(m.duration)), worth)
	}
	for _, use := range m.uses {
		for _, span := range blocked.of(use.res, use.units) {
			found = cutStarts(found, span.From-int64(use.to)+1, span.To-1-int64(use.from))
		}
	}
	return found
}

// addStarts adds lo to hi where found has nothing yet.
func addStarts(found []roundStarts, lo, hi, worth int64) []roundStarts {
	if lo > hi {
		return found
	}
	out := make([]roundStarts, 0, len(found)+2)
	at := lo
	for _, f := range found {
		if int64(f.lo) > at && at <= hi {
			end := min(hi, int64(f.lo)-1)
			if end >= at {
				out = append(out, roundStarts{int32(at), int32(end), worth})
			}
		}
		out = append(out, f)
		at = max(at, int64(f.hi)+1)
	}
	if at <= hi {
		out = append(out, roundStarts{int32(at), int32(hi), worth})
	}
	slices.SortFunc(out, func(a, b roundStarts) int { return cmp.Compare(a.lo, b.lo) })
	return joinStarts(out)
}

// cutStarts takes lo to hi out.
func cutStarts(found []roundStarts, lo, hi int64) []roundStarts {
	if lo > hi {
		return found
	}
	first := slices.IndexFunc(found, func(f roundStarts) bool { return int64(f.hi) >= lo })
	if first < 0 || int64(found[first].lo) > hi {
		return found
	}
	out := make([]roundStarts, 0, len(found)+1)
	for _, f := range found {
		if int64(f.hi) < lo || int64(f.lo) > hi {
			out = append(out, f)
			continue
		}
		if int64(f.lo) < lo {
			out = append(out, roundStarts{f.lo, int32(lo - 1), f.worth})
		}
		if int64(f.hi) > hi {
			out = append(out, roundStarts{int32(hi + 1), f.hi, f.worth})
		}
	}
	return out
}

func joinStarts(starts []roundStarts) []roundStarts {
	out := starts[:0]
	for _, s := range starts {
		if n := len(out); n > 0 && out[n-1].hi+1 == s.lo && out[n-1].worth == s.worth {
			out[n-1].hi = s.hi
			continue
		}
		out = append(out, s)
	}
	return out
}

func onlyStart(starts []roundStarts, at int32) []roundStarts {
	for _, s := range starts {
		if s.lo <= at && at <= s.hi {
			return []roundStarts{{at, at, s.worth}}
		}
	}
	return nil
}

// priceMoves adds what not dropping a request saves, and takes off what moving
// it costs.
func priceMoves(starts []roundStarts, before *RoundPrevious, mode int) []roundStarts {
	saved := before.DropCost * roundUnit
	moved := saved - before.MoveCost*roundUnit
	var out []roundStarts
	at := int32(before.Start)
	for _, s := range starts {
		if mode != before.Mode || at < s.lo || at > s.hi {
			out = append(out, roundStarts{s.lo, s.hi, s.worth + moved})
			continue
		}
		if s.lo < at {
			out = append(out, roundStarts{s.lo, at - 1, s.worth + moved})
		}
		out = append(out, roundStarts{at, at, s.worth + saved})
		if at < s.hi {
			out = append(out, roundStarts{at + 1, s.hi, s.worth + moved})
		}
	}
	return out
}

// worthAt is what a start is worth, or false where it may not be.
func (m *roundMode) worthAt(start int32) (int64, bool) {
	for i := range m.starts {
		if s := &m.starts[i]; start <= s.hi {
			return s.worth, start >= s.lo
		}
	}
	return 0, false
}
