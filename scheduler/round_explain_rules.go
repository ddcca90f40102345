package scheduler

import "slices"

// roundRule is a rule that may leave a request no start. Limits of one name are one
// rule: a reason has only their name.
type roundRule struct {
	rule  ReasonRule
	which string // the resource or the limits
}

// roundBare is where a resource has how many units when some of its rules are
// left out; made when first asked for.
type roundBare struct{ noClosures, noLevels []roundStep }

// neverFits finds a minimal set of rules that leave a request no start: each rule
// in turn is left out for good if there is none without it either. It is empty when
// the request has a start.
func (x *roundExplainer) neverFits(req int32) []RoundReason {
	r := &x.c.source.Requests[x.c.req[req].source]
	short := false
	for _, l := range x.c.req[req].limits {
		short = short || !slices.ContainsFunc(r.Modes, func(m RoundMode) bool { return m.Duration <= x.c.limits[l].max })
	}
	if len(x.c.req[req].modes) > 0 && !short {
		return nil
	}
	kept := x.rulesOf(req, r)
	if x.startsUnder(req, r, kept) {
		return nil // each limit lets some mode pass
	}
	for _, rule := range slices.Clone(kept) {
		if x.spent() {
			break // those that are left are enough, though some of them may not be needed
		}
		without := slices.DeleteFunc(slices.Clone(kept), func(k roundRule) bool { return k == rule })
		if !x.startsUnder(req, r, without) {
			kept = without
		}
	}
	var out []RoundReason
	for _, k := range kept {
		reason := RoundReason{Code: ReasonNeverFits, Rule: k.rule}
		if k.rule == RuleLimit {
			reason.Limit = k.which
		} else {
			reason.Resource = k.which
		}
		out = append(out, reason)
	}
	return out
}

// rulesOf lists the rules that a request is under. Those that say most come last,
// as they stay longest.
func (x *roundExplainer) rulesOf(req int32, r *RoundRequest) []roundRule {
	rules := []roundRule{{RuleBuffers, ""}}
	for _, l := range x.c.req[req].limits {
		if rule := (roundRule{RuleLimit, x.c.limits[l].name}); !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
	}
	var ids []string
	for m := range r.Modes {
		for _, claim := range r.Modes[m].Claims {
			ids = append(ids, claim.Resource)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids {
		rules = append(rules, roundRule{RuleCapacity, id})
	}
	for _, id := range ids {
		rules = append(rules, roundRule{RuleClosed, id})
	}
	if x.c.req[req].pinned {
		rules = append(rules, roundRule{RulePin, ""})
	}
	return append(rules, roundRule{RuleWindows, ""})
}

// startsUnder reports whether a request that is alone has a start when only some
// rules hold.
func (x *roundExplainer) startsUnder(req int32, r *RoundRequest, rules []roundRule) bool {
	holds := func(rule ReasonRule, which string) bool { return slices.Contains(rules, roundRule{rule, which}) }
	free := *r
	if !holds(RuleWindows, "") {
		free.Windows = []RoundWindow{{0, int64(x.c.slots), 0}}
	}
	free.Modes = slices.Clone(r.Modes)
	none := &blockedSpans{round: &round{}, cache: map[[2]int32][]RoundSpan{}}
modes:
	for m := range free.Modes {
		mode := &free.Modes[m]
		for _, rule := range rules {
			if rule.rule == RuleLimit && mode.Duration > x.limitMax(req, rule.which) {
				continue modes
			}
		}
		mode.Class = ""
		mode.Claims = slices.Clone(mode.Claims)
		for k := range mode.Claims {
			if !holds(RuleBuffers, "") {
				mode.Claims[k].Before, mode.Claims[k].After = 0, 0
			}
		}
		compiled := x.c.compileMode(mode, x.number)
		compiled.source = int32(m)
		uses := compiled.uses
		compiled.uses = nil
		starts := x.c.starts(&free, &compiled, none)
		x.work += 4 * int64(len(free.Windows))
		for i := range uses {
			u := &uses[i]
			id := x.c.res[u.res].id
			var short []RoundSpan
			x.work += int64(len(x.c.res[u.res].level))
			for _, step := range x.stepsUnder(u.res, holds(RuleClosed, id), holds(RuleCapacity, id)) {
				if step.level < u.units {
					short = append(short, RoundSpan{int64(step.from), int64(step.to)})
				}
			}
			starts = cutSpans(starts, short, *u)
		}
		if holds(RulePin, "") {
			starts = x.pinnedStart(r.ID, m, starts)
		}
		if len(starts) > 0 {
			return true
		}
	}
	return false
}

// stepsUnder gives the levels of a resource when its closures, or its capacity and
// levels, are left out.
func (x *roundExplainer) stepsUnder(res int32, closures, capacity bool) []roundStep {
	if closures && capacity {
		return x.c.res[res].level
	}
	bare := &x.bare[res]
	if bare.noClosures == nil {
		i := slices.IndexFunc(x.c.source.Resources, func(r RoundResource) bool { return r.ID == x.c.res[res].id })
		whole := x.c.source.Resources[i]
		open, ample := whole, whole
		open.Closed = nil
		ample.Capacity, ample.Levels = roundNumberMax, nil
		bare.noClosures, bare.noLevels = paintLevels(&open, x.c.slots), paintLevels(&ample, x.c.slots)
	}
	switch {
	case capacity:
		return bare.noClosures
	case closures:
		return bare.noLevels
	default:
		return nil
	}
}

// limitMax is what the limits of a name leave a request that is alone: the least of
// those that count it.
func (x *roundExplainer) limitMax(req int32, name string) int64 {
	most := int64(roundNumberMax)
	for _, l := range x.c.req[req].limits {
		if x.c.limits[l].name == name {
			most = min(most, x.c.limits[l].max)
		}
	}
	return most
}

func (x *roundExplainer) pinnedStart(id string, mode int, starts []roundStarts) []roundStarts {
	for _, pin := range x.c.source.Pinned {
		if pin.Request == id {
			if pin.Mode != mode {
				return nil
			}
			return onlyStart(starts, int32(pin.Start))
		}
	}
	return starts
}
