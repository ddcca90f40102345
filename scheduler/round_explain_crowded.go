package scheduler

import "slices"

// crowded finds the cheapest set of placements that would have to go, for a request
// and those it needs that have no place: first among those that may go, then with
// what comes before it standing elsewhere, then both with what is pinned.
func (x *roundExplainer) crowded(req int32, needed []int32) RoundReason {
	if slices.ContainsFunc(needed, func(r int32) bool { return len(x.c.req[r].modes) == 0 }) {
		return RoundReason{Code: ReasonNoWay}
	}
	if found := x.search(needed, false); found != nil {
		return x.crowding(req, found)
	}
	all := x.c.neededBy(req)
	if len(all) > len(needed) {
		if found := x.search(all, false); found != nil {
			return x.movingChain(req, found)
		}
	}
	if len(x.c.source.Pinned) == 0 {
		return RoundReason{Code: ReasonNoWay}
	}
	found := x.search(needed, true)
	if found == nil && len(all) > len(needed) {
		found = x.search(all, true)
	}
	if found == nil {
		return RoundReason{Code: ReasonNoWay}
	}
	reason := x.movingChain(req, found)
	if reason.Resource != "" {
		reason.Code = ReasonPinned
	}
	return reason
}

// movingChain writes a set in which what comes before a request may stand elsewhere
// as a reason.
func (x *roundExplainer) movingChain(req int32, found *roundEviction) RoundReason {
	reason := x.crowding(req, found)
	for _, at := range found.place {
		if x.mode[at.req] >= 0 {
			reason.Requests = append(reason.Requests, x.c.req[at.req].id)
		}
	}
	if len(reason.Requests) > 0 {
		reason.Code = ReasonChain
		slices.Sort(reason.Requests)
	}
	return reason
}

// crowding writes a set that would have to go as a reason.
func (x *roundExplainer) crowding(req int32, found *roundEviction) RoundReason {
	reason := RoundReason{Code: ReasonCrowded, Price: found.loss, Gain: found.gain}
	for _, at := range found.place {
		reason.Place = append(reason.Place, x.placement(at))
	}
	if len(found.gone) == 0 {
		reason.Code = ReasonNotWorth
		return reason
	}
	gone := slices.Clone(found.gone)
	slices.SortFunc(gone, func(a, b roundGone) int { return int(a.req - b.req) })
	for _, g := range gone {
		reason.Displace = append(reason.Displace, x.placement(g))
		reason.Worth += x.valueAt(g)
	}
	first := slices.IndexFunc(found.place, func(at roundGone) bool { return at.req == req })
	order := append([]roundGone{found.place[first]}, found.place...)
	for _, at := range order {
		if res, span, scarce := x.scarce(at); scarce {
			reason.Resource, reason.Span = res, span
			return reason
		}
	}
	mark := len(x.journal)
	defer x.undo(mark)
	for _, at := range found.place { // what one of them takes may be what another lacks
		if x.mode[at.req] >= 0 {
			continue
		}
		if res, span, scarce := x.scarce(at); scarce {
			reason.Resource, reason.Span = res, span
			return reason
		}
		x.put(at.req, at.mode, at.start)
	}
	for _, at := range order {
		if limit, short := x.shortLimit(at); short {
			reason.Code, reason.Limit = ReasonLimit, limit
			return reason
		}
	}
	return reason
}

func (x *roundExplainer) placement(at roundGone) RoundPlacement {
	r := &x.c.req[at.req]
	return RoundPlacement{r.id, int(r.modes[at.mode].source), int64(at.start)}
}

// valueAt is the value of the best window around a placement, in ten-thousandths.
func (x *roundExplainer) valueAt(at roundGone) int64 {
	r := &x.c.source.Requests[x.c.req[at.req].source]
	end := int64(at.start + x.c.req[at.req].modes[at.mode].duration)
	best := int64(0)
	for _, w := range r.Windows {
		if w.From <= int64(at.start) && end <= w.To {
			best = max(best, w.Value)
		}
	}
	return best * roundUnit
}

// scarce finds the first resource that a placement would not get in the plan as it
// is, and the span of its use there.
func (x *roundExplainer) scarce(at roundGone) (string, RoundSpan, bool) {
	m := &x.c.req[at.req].modes[at.mode]
	for i := range m.uses {
		one := roundMode{duration: m.duration, uses: m.uses[i : i+1]}
		if x.earliest(at.req, &one, at.start, at.start) < 0 {
			u := &m.uses[i]
			return x.c.res[u.res].id, RoundSpan{int64(at.start + u.from), int64(at.start + u.to)}, true
		}
	}
	return "", RoundSpan{}, false
}

// shortLimit finds the first limit that leaves a placement no room.
func (x *roundExplainer) shortLimit(at roundGone) (string, bool) {
	m := &x.c.req[at.req].modes[at.mode]
	for _, l := range x.c.req[at.req].limits {
		if x.left[l] < int64(m.duration) {
			return x.c.limits[l].name, true
		}
	}
	return "", false
}
