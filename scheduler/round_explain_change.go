package scheduler

import (
	"cmp"
	"slices"
)

// changes finds, of each kind, the smallest change of a request's own that gives it
// a place beside all others as they stand, the smallest first. What else it needs
// and has no place takes the first that fits; if there is none, no change is found.
func (x *roundExplainer) changes(req int32, needed []int32) []RoundReason {
	mark := len(x.journal)
	defer x.undo(mark)
	var later []int32
	for _, r := range needed {
		switch {
		case r == req:
		case x.c.comesAfter(r, req):
			later = append(later, r)
		case !x.fitFirst(r):
			return []RoundReason{{Code: ReasonNoChange}}
		}
	}
	if slices.ContainsFunc(x.c.req[req].after, func(a roundLink) bool { return x.mode[a.other] < 0 }) {
		return []RoundReason{{Code: ReasonNoChange}}
	}
	r := &x.c.source.Requests[x.c.req[req].source]
	var found []*RoundChange
	for _, change := range []*RoundChange{x.widerWindow(req, r), x.otherResource(req, r), x.shorter(req, r), x.fewerUnits(req, r)} {
		if change != nil && x.standWith(req, r, change, later) {
			found = append(found, change)
		}
	}
	if len(found) == 0 {
		return []RoundReason{{Code: ReasonNoChange}}
	}
	slices.SortStableFunc(found, func(a, b *RoundChange) int { return cmp.Compare(a.Touches, b.Touches) })
	var out []RoundReason
	for _, change := range found {
		out = append(out, RoundReason{Code: ReasonWouldFit, Change: change})
	}
	return out
}

// comesAfter reports whether a request comes, directly or through others, after
// another. It looks at each once, however many ways lead there.
func (c *round) comesAfter(r, other int32) bool {
	seen := map[int32]bool{r: true}
	queue := []int32{r}
	for k := 0; k < len(queue); k++ {
		for _, a := range c.req[queue[k]].after {
			if a.other == other {
				return true
			}
			if !seen[a.other] {
				seen[a.other] = true
				queue = append(queue, a.other)
			}
		}
	}
	return false
}

// standWith reports whether those that come after a changed request fit once it
// has its place.
func (x *roundExplainer) standWith(req int32, r *RoundRequest, change *RoundChange, later []int32) bool {
	if len(later) == 0 {
		return true
	}
	changed := change.Apply(*r)
	mode := x.compiled(&changed, change.Mode)
	kept := x.c.req[req].modes
	x.c.req[req].modes = []roundMode{mode}
	mark := len(x.journal)
	x.put(req, 0, int32(change.Start))
	fits := true
	for _, other := range later {
		fits = fits && x.fitFirst(other)
	}
	x.undo(mark)
	x.c.req[req].modes = kept
	return fits
}

// compiled makes one mode of a request, changed or not, ready; it counts for no
// target.
func (x *roundExplainer) compiled(r *RoundRequest, mode int) roundMode {
	m := x.c.compileMode(&r.Modes[mode], x.number)
	m.source = int32(mode)
	m.starts = x.c.starts(r, &m, &x.blocked)
	x.work += 4*int64(len(r.Windows)) + int64(len(m.starts))
	for i := range m.uses {
		x.work += int64(len(x.blocked.of(m.uses[i].res, m.uses[i].units)))
	}
	return m
}

// firstFree is the first start from lo to hi at which a mode of a request, changed
// or not, breaks no rule beside what is placed; -1 when there is none.
func (x *roundExplainer) firstFree(req int32, m *roundMode, lo, hi int32) int32 {
	lo, hi, fits := x.between(req, m, lo, hi)
	for i := 0; fits && i < len(m.starts) && !x.spent(); i++ {
		x.work++
		if at := x.earliest(req, m, max(lo, m.starts[i].lo), min(hi, m.starts[i].hi)); at >= 0 {
			return at
		}
	}
	return -1
}

// lastFree is the last start, as firstFree is the first.
func (x *roundExplainer) lastFree(req int32, m *roundMode, lo, hi int32) int32 {
	lo, hi, fits := x.between(req, m, lo, hi)
	for i := len(m.starts) - 1; fits && i >= 0 && !x.spent(); i-- {
		x.work++
		if at := x.latest(req, m, max(lo, m.starts[i].lo), min(hi, m.starts[i].hi)); at >= 0 {
			return at
		}
	}
	return -1
}

// between narrows starts to those that chains allow, and looks at the limits.
func (x *roundExplainer) between(req int32, m *roundMode, lo, hi int32) (int32, int32, bool) {
	from, to, lacking := x.gaps(req, m.duration)
	return max(lo, from, x.soonest), min(hi, to), !lacking && x.fits(req, m)
}

// widerWindow is the window that has to be widened least.
func (x *roundExplainer) widerWindow(req int32, r *RoundRequest) *RoundChange {
	open := *r
	open.Windows = []RoundWindow{{0, int64(x.c.slots), 0}}
	var best *RoundChange
	for mode := range open.Modes {
		m := x.compiled(&open, mode)
		duration := int64(m.duration)
		for k, w := range r.Windows {
			if x.spent() {
				return best
			}
			left, right := min(w.From, w.To-duration), max(w.From, w.To-duration)
			try := func(at int32) {
				if at < 0 {
					return
				}
				start := int64(at)
				change := &RoundChange{Kind: ChangeWindow, Mode: mode, Window: k, From: min(w.From, start), To: max(w.To, start+duration), Start: start}
				change.Earlier, change.Later = w.From-change.From, change.To-w.To
				change.Touches = change.Earlier + change.Later
				if best == nil || change.Touches < best.Touches {
					best = change
				}
			}
			if w.To-w.From < duration {
				try(x.firstFree(req, &m, x.c.slot(left), x.c.slot(right)))
			}
			try(x.lastFree(req, &m, 0, x.c.slot(left-1)))
			try(x.firstFree(req, &m, x.c.slot(right+1), x.c.slots))
		}
	}
	return best
}

// slot brings a time into the period, or just before it.
func (c *round) slot(t int64) int32 { return int32(max(-1, min(t, int64(c.slots)))) }

// shorter is the mode that has to lose least of its time, at most half.
func (x *roundExplainer) shorter(req int32, r *RoundRequest) *RoundChange {
	var best *RoundChange
	for mode := range r.Modes {
		whole := r.Modes[mode].Duration
		fit, start := int64(0), int32(-1) // the longest that is known to fit
		for least, most := (whole+1)/2, whole-1; least <= most; {
			if x.spent() {
				return best
			}
			change := RoundChange{Kind: ChangeDuration, Mode: mode, Duration: (least + most) / 2}
			if fit == 0 {
				change.Duration = least // whether any fits is asked first
			}
			changed := change.Apply(*r)
			m := x.compiled(&changed, mode)
			at := x.firstFree(req, &m, 0, x.c.slots)
			if at < 0 {
				if fit == 0 {
					break
				}
				most = change.Duration - 1
				continue
			}
			fit, start, least = change.Duration, at, change.Duration+1
		}
		if fit > 0 && (best == nil || whole-fit < best.Touches) {
			best = &RoundChange{Kind: ChangeDuration, Mode: mode, Duration: fit, Shorter: whole - fit, Start: int64(start), Touches: whole - fit}
		}
	}
	return best
}

// otherResource is the first instrument of the same pool, not among a request's
// own, on which one of its modes fits.
func (x *roundExplainer) otherResource(req int32, r *RoundRequest) *RoundChange {
	var best *RoundChange
	for mode := range r.Modes {
		m := &r.Modes[mode]
		if len(m.Claims) == 0 || best != nil && m.Duration >= best.Touches {
			continue
		}
		own := x.number[m.Claims[0].Resource]
		try := x.elsewhere(r, mode)
		for _, res := range x.instruments {
			if x.spent() {
				return best
			}
			other := &x.c.res[res]
			if x.pools[res] != x.pools[own] || claims(r, other.id) || m.Class != "" && other.change != nil && !slices.Contains(other.classes, m.Class) {
				continue
			}
			on := try(res)
			if at := x.firstFree(req, on, 0, x.c.slots); at >= 0 {
				best = &RoundChange{Kind: ChangeResource, Mode: mode, Resource: other.id, Touches: m.Duration, Start: int64(at)}
				break
			}
		}
	}
	return best
}

// elsewhere makes a mode of a request ready on another resource than the one that it
// claims first. What its windows and its other claims leave of its starts is found
// once; each answer holds until the next.
func (x *roundExplainer) elsewhere(r *RoundRequest, mode int) func(res int32) *roundMode {
	claimed := r.Modes[mode].Claims
	if slices.ContainsFunc(claimed[1:], func(c RoundClaim) bool { return c.Resource == claimed[0].Resource }) {
		return func(res int32) *roundMode { // it keeps the other claims of that resource
			changed := (&RoundChange{Kind: ChangeResource, Mode: mode, Resource: x.c.res[res].id}).Apply(*r)
			m := x.compiled(&changed, mode)
			return &m
		}
	}
	m := x.c.compileMode(&r.Modes[mode], x.number)
	m.source = int32(mode)
	all := m.uses
	m.uses = all[1:]
	rest := x.c.starts(r, &m, &x.blocked)
	m.uses = all
	x.work += 4*int64(len(r.Windows)) + int64(len(rest))
	return func(res int32) *roundMode {
		use := &m.uses[0]
		use.res, use.class = res, -1
		if class := r.Modes[mode].Class; class != "" && x.c.res[res].change != nil {
			use.class = int32(slices.Index(x.c.res[res].classes, class))
		}
		short := x.blocked.of(res, use.units)
		x.work += int64(len(rest) + len(short))
		m.starts = cutSpans(rest, short, *use)
		return &m
	}
}

// claims reports whether a request names a resource in any of its modes.
func claims(r *RoundRequest, resource string) bool {
	return slices.ContainsFunc(r.Modes, func(m RoundMode) bool {
		return slices.ContainsFunc(m.Claims, func(c RoundClaim) bool { return c.Resource == resource })
	})
}

// fewerUnits is the claim of several units that has to give up the smallest part.
func (x *roundExplainer) fewerUnits(req int32, r *RoundRequest) *RoundChange {
	var best *RoundChange
	for mode := range r.Modes {
		for k, claim := range r.Modes[mode].Claims {
			for units := claim.Units - 1; units >= max(1, claim.Units-unitsLess); units-- {
				if x.spent() {
					return best
				}
				change := &RoundChange{Kind: ChangeUnits, Mode: mode, Claim: k, Resource: claim.Resource, Units: units}
				change.Touches = r.Modes[mode].Duration * (claim.Units - units)
				if best != nil && change.Touches >= best.Touches {
					break
				}
				changed := change.Apply(*r)
				m := x.compiled(&changed, mode)
				if at := x.firstFree(req, &m, 0, x.c.slots); at >= 0 {
					change.Start = int64(at)
					best = change
					break
				}
			}
		}
	}
	return best
}

// unitsLess is how many units fewer are tried.
const unitsLess = 4
