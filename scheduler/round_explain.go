package scheduler

import (
	"fmt"
	"slices"
)

// Codes of reasons for a refusal.
const (
	// ReasonNeverFits names one of a minimal set of rules that leave a request no
	// start, were it alone: these rules by themselves leave it none, and any fewer of
	// them would leave it one.
	ReasonNeverFits = "never-fits"
	// ReasonNeeds is a request that must be placed with or before this one and never
	// fits.
	ReasonNeeds = "needs-refused"
	// ReasonCrowded is the cheapest set of placements found that would have to go.
	ReasonCrowded = "crowded-out"
	// ReasonNotWorth says that there is room, and that taking it would lower the
	// objective.
	ReasonNotWorth = "not-worth"
	// ReasonNoWay says that no way was found to place it with what it needs,
	// whatever else may go: what is pinned, a limit or its own chain stands in the way.
	ReasonNoWay = "no-way-found"
)

// explain gives each request without a place its reasons. They are true of the
// plan as it stands: with the placements of ReasonCrowded gone, the request fits.
func (c *round) explain(spots []roundSpot) []RoundRefusal {
	x := &roundExplainer{roundMover: roundMover{roundState: newRoundState(c), random: roundRandom{1}, steady: true}}
	x.restore(spots)
	var refused []RoundRefusal
	for r, spot := range spots {
		if spot.mode < 0 {
			refused = append(refused, RoundRefusal{c.req[r].id, x.reasons(int32(r))})
		}
	}
	return refused
}

type roundExplainer struct{ roundMover }

func (x *roundExplainer) reasons(req int32) []RoundReason {
	c := x.c
	if len(c.req[req].modes) == 0 {
		return c.neverFits(req)
	}
	needed := c.neededBy(req)
	for _, other := range needed {
		if len(c.req[other].modes) == 0 {
			return []RoundReason{{Code: ReasonNeeds, Message: fmt.Sprintf("it cannot stand without %s, which never fits", c.req[other].id)}}
		}
	}
	return []RoundReason{x.crowded(req, needed)}
}

// neededBy lists what must be placed for a request to stand, itself included,
// those that come first in front.
func (c *round) neededBy(req int32) []int32 {
	seen := map[int32]bool{req: true}
	queue := []int32{req}
	for k := 0; k < len(queue); k++ {
		r := &c.req[queue[k]]
		add := func(other int32) {
			if !seen[other] {
				seen[other] = true
				queue = append(queue, other)
			}
		}
		for _, a := range r.after {
			add(a.other)
		}
		if r.group >= 0 {
			for _, other := range c.groups[r.group] {
				add(other)
			}
		}
	}
	var out []int32
	for _, r := range c.topological() {
		if seen[r] {
			out = append(out, r)
		}
	}
	return out
}

// crowded finds the cheapest set of placements that would have to go.
func (x *roundExplainer) crowded(req int32, needed []int32) RoundReason {
	before := x.objective()
	placedBefore := x.snapshot(nil)
	x.journal, x.out, x.blocked = x.journal[:0], x.out[:0], false
	for _, r := range needed {
		if x.mode[r] < 0 && !x.admit(r) {
			x.undo(0)
			return RoundReason{Code: ReasonNoWay, Message: "no way was found to place it with what it needs, beside what is pinned and within its limits"}
		}
	}
	for i := 0; i < len(x.out) && !x.blocked; i++ {
		if x.mode[x.out[i]] < 0 {
			x.dropDependants(x.out[i])
		}
	}
	lost := x.mode[req] < 0 || x.blocked
	mode, start := x.mode[req], x.start[req]
	gone := slices.Clone(x.out)
	after := x.objective()
	x.undo(0)
	if lost {
		return RoundReason{Code: ReasonNoWay, Message: "no way was found to place it with what it needs, beside what is pinned and within its limits"}
	}
	m := &x.c.req[req].modes[mode]
	reason := RoundReason{Code: ReasonNotWorth, Message: fmt.Sprintf("there is room for it, at a loss of %d ten-thousandths", before-after)}
	if len(gone) > 0 {
		reason = RoundReason{Code: ReasonCrowded}
		slices.Sort(gone)
		for _, r := range slices.Compact(gone) {
			if spot := placedBefore[r]; spot.mode >= 0 {
				reason.Displace = append(reason.Displace, RoundPlacement{x.c.req[r].id, int(x.c.req[r].modes[spot.mode].source), int64(spot.start)})
			}
		}
		reason.Price = x.priceOf(gone)
		reason.Message = fmt.Sprintf("at slot %d it would displace %d placements", start, len(reason.Displace))
	}
	for i := range m.uses {
		u := &m.uses[i]
		if res, scarce := x.scarce(u, start); scarce || i == 0 {
			reason.Resource, reason.Span = res, RoundSpan{int64(start + u.from), int64(start + u.to)}
			if scarce {
				break
			}
		}
	}
	return reason
}

// scarce reports whether a use would not fit where it is.
func (x *roundExplainer) scarce(u *roundUse, start int32) (string, bool) {
	id := x.c.res[u.res].id
	from, to := start+u.from, start+u.to
	if free := x.free[u.res]; free != nil {
		return id, slices.Min(free[from:to]) < u.units
	}
	k := firstMeeting(x.held[u.res], from)
	return id, k < len(x.held[u.res]) && x.held[u.res][k].from < to
}

// priceOf is what the objective loses when placements go.
func (x *roundExplainer) priceOf(gone []int32) int64 {
	before := x.objective()
	x.journal = x.journal[:0]
	for _, r := range gone {
		if x.mode[r] >= 0 {
			x.remove(r)
		}
	}
	price := before - x.objective()
	x.undo(0)
	return price
}

// candidatesMax bounds the starts that are tried for each run of starts.
const candidatesMax = 96

// admit forces a request to the start where that costs least.
func (x *roundExplainer) admit(req int32) bool {
	r := &x.c.req[req]
	if slices.ContainsFunc(r.after, func(a roundLink) bool { return x.mode[a.other] < 0 }) {
		return false // another of those it needs took the place of what comes before it
	}
	bestMode, bestStart, bestWorth := int32(-1), int32(0), int64(0)
	mark, outs := len(x.journal), len(x.out)
	for mode := range r.modes {
		m := &r.modes[mode]
		lo, hi := x.gapsBefore(req)
		for i := range m.starts {
			for _, start := range x.candidates(m, max(lo, m.starts[i].lo), min(hi, m.starts[i].hi)) {
				if x.force(req, int32(mode), start) {
					for k := outs; k < len(x.out) && !x.blocked; k++ {
						x.dropDependants(x.out[k])
					}
					if worth := x.objective(); x.mode[req] >= 0 && !x.blocked && (bestMode < 0 || worth > bestWorth) {
						bestMode, bestStart, bestWorth = int32(mode), start, worth
					}
				}
				x.undo(mark)
				x.out, x.blocked = x.out[:outs], false
			}
		}
	}
	return bestMode >= 0 && x.force(req, bestMode, bestStart)
}

// candidates are the starts from lo to hi at which what a mode meets may change:
// the ends, and against the neighbours on each resource.
func (x *roundExplainer) candidates(m *roundMode, lo, hi int32) []int32 {
	if lo > hi {
		return nil
	}
	starts := []int32{lo, hi}
	for i := range m.uses {
		u := &m.uses[i]
		for _, h := range x.held[u.res] {
			for _, at := range []int32{h.to - u.from, h.from - u.to} {
				if lo <= at && at <= hi && len(starts) < candidatesMax {
					starts = append(starts, at)
				}
			}
		}
	}
	slices.Sort(starts)
	return slices.Compact(starts)
}

// roundRule is a rule that may leave a request no start. Without it, a window is
// the whole period, a resource is open and large enough, buffers are none, or a
// limit is none.
type roundRule struct {
	what     string // windows, resource, buffers, limit
	resource string
	message  string
}

// neverFits finds a minimal set of rules that leave a request no start: each rule
// in turn is left out for good if there is none without it either.
func (c *round) neverFits(req int32) []RoundReason {
	r := &c.source.Requests[c.req[req].source]
	rules := []roundRule{{"windows", "", "windows: its windows are where it may lie"}, {"buffers", "", "buffers: its buffers take time as well"}}
	var ids []string
	for m := range r.Modes {
		for _, claim := range r.Modes[m].Claims {
			ids = append(ids, claim.Resource)
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		rules = append(rules, roundRule{"resource", id, fmt.Sprintf("%s is closed, or has fewer units than it claims", id)})
	}
	for _, x := range c.source.Pinned {
		if x.Request == r.ID {
			rules = append(rules, roundRule{"pinned", "", "it is pinned to one start"})
		}
	}
	kept := slices.Clone(rules)
	for _, rule := range rules {
		without := slices.DeleteFunc(slices.Clone(kept), func(k roundRule) bool { return k == rule })
		if !c.startsUnder(r, without) {
			kept = without
		}
	}
	var out []RoundReason
	for _, rule := range kept {
		out = append(out, RoundReason{Code: ReasonNeverFits, Message: rule.message, Resource: rule.resource})
	}
	if len(out) == 0 {
		out = []RoundReason{{Code: ReasonNeverFits, Message: "it is longer than the period"}}
	}
	return out
}

// startsUnder reports whether a request has a start when only some rules hold.
func (c *round) startsUnder(r *RoundRequest, rules []roundRule) bool {
	holds := func(what, resource string) bool {
		return slices.ContainsFunc(rules, func(k roundRule) bool { return k.what == what && k.resource == resource })
	}
	free := *r
	if !holds("windows", "") {
		free.Windows = []RoundWindow{{0, int64(c.slots), 0}}
	}
	free.Modes = slices.Clone(r.Modes)
	number := map[string]int32{}
	for i := range c.res {
		number[c.res[i].id] = int32(i)
	}
	for m := range free.Modes {
		mode := &free.Modes[m]
		mode.Class = ""
		mode.Claims = slices.Clone(mode.Claims)
		for k := range mode.Claims {
			if !holds("resource", mode.Claims[k].Resource) {
				mode.Claims[k].Units = 0
			}
		}
		if !holds("buffers", "") {
			for k := range mode.Claims {
				mode.Claims[k].Before, mode.Claims[k].After = 0, 0
			}
		}
		compiled := c.compileMode(mode, number)
		compiled.source = int32(m)
		starts := c.starts(&free, &compiled, &blockedSpans{cache: map[[2]int32][]RoundSpan{}, round: c})
		for _, x := range c.source.Pinned {
			if x.Request == r.ID && holds("pinned", "") {
				if x.Mode != m {
					starts = nil
				}
				starts = onlyStart(starts, int32(x.Start))
			}
		}
		if len(starts) > 0 {
			return true
		}
	}
	return false
}
