package scheduler

import "slices"

type laneMode struct {
	request *RoundRequest
	number  int
}

func (l laneMode) mode() *RoundMode { return &l.request.Modes[l.number] }

func sortStrings(s []string) { slices.Sort(s) }

// homeOf is the resource on which no two placements of modes that have it as home
// can overlap: the first claimed of which there is never more than one unit; empty
// for none.
func (b *boundProof) homeOf(m *RoundMode) string {
	if home, known := b.home[m]; known {
		return home
	}
	for _, claim := range m.Claims {
		if slices.Max(b.levels[claim.Resource]) <= 1 {
			b.home[m] = claim.Resource
			return claim.Resource
		}
	}
	b.home[m] = ""
	return ""
}

// closedTo counts the slots before each in which a resource has fewer units than
// asked.
func (b *boundProof) closedTo(resource string, units int64) []int64 {
	key := openKey{resource, units}
	if b.open[key] == nil {
		sums := make([]int64, b.p.Slots+1)
		for t, level := range b.levels[resource] {
			sums[t+1] = sums[t]
			if level < units {
				sums[t+1]++
			}
		}
		b.open[key] = sums
	}
	return b.open[key]
}

// possible reports whether a mode has any start at all.
func (b *boundProof) possible(l laneMode) bool {
	for s := int64(0); s+l.mode().Duration <= b.p.Slots; s++ {
		if _, ok := b.earn(l, s, true); ok {
			return true
		}
	}
	return false
}

// earn is what a start is worth at the prices, and whether it is allowed at all,
// were the request alone.
func (b *boundProof) earn(l laneMode, start int64, worth bool) (int64, bool) {
	r, m := l.request, l.mode()
	end := start + m.Duration
	best := int64(-1)
	for _, w := range r.Windows {
		if w.From <= start && end <= w.To {
			best = max(best, w.Value)
		}
	}
	if best < 0 {
		return 0, false
	}
	earn := int64(0)
	if worth {
		earn = best * 10_000
	}
	if x, pinned := b.fixed()[r.ID]; pinned && (x.Mode != l.number || x.Start != start) {
		return 0, false
	}
	for i, claim := range m.Claims {
		from, to := start-claim.Before, end+claim.After
		if from < 0 || to > b.p.Slots {
			return 0, false
		}
		if closed := b.closedTo(claim.Resource, claim.Units); closed[to] > closed[from] {
			return 0, false
		}
		if b.doubled(m, i) && !b.openToBoth(m, i, start) {
			return 0, false
		}
		if sums := b.slot[claim.Resource]; sums != nil {
			earn -= claim.Units * (sums[to] - sums[from])
		}
		if i == 0 {
			if price := b.target[verifiedAccount{r.Partner, b.pool(claim.Resource)}]; price > 0 {
				earn += price * b.weightOf(claim.Resource, from, to)
			}
		}
	}
	if t := b.timing[r.ID]; t != nil {
		earn += t[start]
	}
	if worth {
		earn += b.moved(l, start)
	}
	return earn - b.request[r.ID] - b.limit[r.ID]*m.Duration, true
}

// doubled reports whether a claim before this one is of the same resource.
func (b *boundProof) doubled(m *RoundMode, number int) bool {
	return slices.ContainsFunc(m.Claims[:number], func(c RoundClaim) bool { return c.Resource == m.Claims[number].Resource })
}

// openToBoth checks, slot by slot, the claims of one resource up to this one laid
// over each other.
func (b *boundProof) openToBoth(m *RoundMode, number int, start int64) bool {
	resource := m.Claims[number].Resource
	held := map[int64]int64{}
	for _, claim := range m.Claims[:number+1] {
		if claim.Resource != resource {
			continue
		}
		for t := start - claim.Before; t < start+m.Duration+claim.After; t++ {
			if held[t] += claim.Units; held[t] > b.levels[resource][t] {
				return false
			}
		}
	}
	return true
}

func (b *boundProof) weightOf(resource string, from, to int64) int64 {
	if len(b.resources[resource].Prime) == 0 {
		return 100 * (to - from)
	}
	sum := int64(0)
	for _, w := range b.weights[resource][from:to] {
		sum += w
	}
	return sum
}

// moved is what keeping a request of a previous plan saves, less what moving it
// costs.
func (b *boundProof) moved(l laneMode, start int64) int64 {
	x, had := b.earlier()[l.request.ID]
	switch {
	case !had:
		return 0
	case x.Mode == l.number && x.Start == start:
		return x.DropCost * 10_000
	default:
		return (x.DropCost - x.MoveCost) * 10_000
	}
}

// fixed finds what is pinned by request, and earlier what was placed before.
func (v *roundVerifier) fixed() map[string]RoundPlacement {
	if v.pins == nil {
		v.pins = make(map[string]RoundPlacement, len(v.p.Pinned))
		for _, x := range v.p.Pinned {
			v.pins[x.Request] = x
		}
	}
	return v.pins
}

func (v *roundVerifier) earlier() map[string]RoundPrevious {
	if v.before == nil {
		v.before = make(map[string]RoundPrevious, len(v.p.Previous))
		for _, x := range v.p.Previous {
			v.before[x.Request] = x
		}
	}
	return v.before
}

// span is the starts outside of which a mode lies in no window or meets a pin.
func (b *boundProof) span(l laneMode) (lo, hi int64) {
	duration := l.mode().Duration
	lo, hi = b.p.Slots, -1
	for _, w := range l.request.Windows {
		if w.To-w.From >= duration {
			lo, hi = min(lo, w.From), max(hi, w.To-duration)
		}
	}
	if x, pinned := b.fixed()[l.request.ID]; pinned {
		lo, hi = max(lo, x.Start), min(hi, x.Start)
	}
	return max(lo, 0), min(hi, b.p.Slots-duration)
}

// worthless reports that no start of a mode earns anything, whatever its slots cost.
func (b *boundProof) worthless(l laneMode, worth bool) bool {
	r, m := l.request, l.mode()
	if b.timing[r.ID] != nil {
		return false
	}
	most := -b.request[r.ID] - b.limit[r.ID]*m.Duration
	if worth {
		best := int64(0)
		for _, w := range r.Windows {
			best = max(best, w.Value)
		}
		most += (best + b.earlier()[r.ID].DropCost) * 10_000
	}
	if len(m.Claims) > 0 {
		claim := &m.Claims[0]
		if price := b.target[verifiedAccount{r.Partner, b.pool(claim.Resource)}]; price > 0 {
			weight := int64(100)
			for _, prime := range b.resources[claim.Resource].Prime {
				weight = max(weight, prime.Level)
			}
			most += price * weight * (m.Duration + claim.Before + claim.After)
		}
	}
	return most <= 0
}

// lane is the most that placements of these modes, no two of which overlap on
// their home, can earn.
func (b *boundProof) lane(home string, modes []laneMode, worth bool) int64 {
	value := make([]int64, b.p.Slots+1)
	type hold struct {
		laneMode
		before, after int64
		lo, hi        int64 // of starts
	}
	var holds []hold
	for _, l := range modes {
		if b.worthless(l, worth) {
			continue
		}
		h := hold{laneMode: l}
		h.lo, h.hi = b.span(l)
		for _, claim := range l.mode().Claims {
			if claim.Resource == home {
				h.before, h.after = max(h.before, claim.Before), max(h.after, claim.After)
			}
		}
		holds = append(holds, h)
	}
	for begin := range b.p.Slots {
		if begin > 0 {
			value[begin] = max(value[begin], value[begin-1])
		}
		for _, h := range holds {
			start := begin + h.before
			to := start + h.mode().Duration + h.after
			if start < h.lo || start > h.hi || to > b.p.Slots {
				continue
			}
			if earn, ok := b.earn(h.laneMode, start, worth); ok {
				value[to] = max(value[to], value[begin]+earn)
			}
		}
	}
	return max(value[b.p.Slots], value[b.p.Slots-1])
}
