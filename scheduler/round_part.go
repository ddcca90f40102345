package scheduler

import "slices"

// A part of a round is the round with fewer starts, and with requests that must
// be placed: it stands for some of all plans. Branching splits a part in two that
// together hold every plan of it.

// partDecision narrows a part.
type partDecision struct {
	req  int32
	kind partKind
	at   int32 // a mode, by its number in the file, or a start
}

type partKind uint8

const (
	partWhole   partKind = iota // nothing is decided
	partOut                     // the request has no place
	partIn                      // it has one
	partMode                    // it has one, in this mode
	partNotMode                 // it has one, in another mode
	partUntil                   // it has one, and starts by this slot
	partFrom                    // it has one, and starts from this slot on
)

// fork is a part that can be narrowed without changing this one.
func (c *round) fork() *round {
	out := *c
	out.req = slices.Clone(c.req)
	return &out
}

// whole is the part that stands for all plans, without the bonus of those that
// must be placed: a part knows them by their mark.
func (c *round) whole() *round {
	out := c.fork()
	for r := range out.req {
		req := &out.req[r]
		if !req.must {
			continue
		}
		req.best -= c.bonus
		req.top -= c.bonus
		req.modes = slices.Clone(req.modes)
		for m := range req.modes {
			starts := slices.Clone(req.modes[m].starts)
			for k := range starts {
				starts[k].worth -= c.bonus
			}
			req.modes[m].starts = starts
		}
	}
	out.constant += c.bonus * c.musts
	out.bonus, out.musts = 0, 0
	return out
}

// narrow makes a decision; false when no plan is left.
func (c *round) narrow(d partDecision) bool {
	r := &c.req[d.req]
	switch d.kind {
	case partWhole:
		return true
	case partOut:
		r.modes = nil
		return !r.must
	case partMode, partNotMode:
		r.modes = slices.DeleteFunc(slices.Clone(r.modes), func(m roundMode) bool { return (m.source == d.at) != (d.kind == partMode) })
	case partUntil:
		r.cutAll(int64(d.at)+1, afterAll)
	case partFrom:
		r.cutAll(beforeAll, int64(d.at)-1)
	}
	r.must = true
	return len(r.modes) > 0
}

// Slots that lie outside every period.
const (
	beforeAll = -1 << 40
	afterAll  = 1 << 40
)

// cutAll takes the starts from lo to hi out of all modes, and modes that have
// none left.
func (r *roundRequest) cutAll(lo, hi int64) {
	var modes []roundMode
	for _, mode := range r.modes {
		mode.starts = cutStarts(mode.starts, lo, hi)
		if len(mode.starts) > 0 {
			modes = append(modes, mode)
		}
	}
	r.modes = modes
}

// openStarts is the number of starts of all requests.
func (c *round) openStarts() int64 {
	n := int64(0)
	for r := range c.req {
		n += c.req[r].count()
	}
	return n
}

// count is the number of starts of all modes.
func (r *roundRequest) count() int64 {
	n := int64(0)
	for m := range r.modes {
		for _, s := range r.modes[m].starts {
			n += int64(s.hi-s.lo) + 1
		}
	}
	return n
}

// follow draws conclusions until there are none left: nothing stands without what
// it needs, no start is left that no start of a neighbour in a chain fits, or that
// needs what others hold for sure. It reports false when no plan is left.
func (c *round) follow() bool {
	for again := true; again; {
		again = false
		for r := range c.req {
			ok, changed := c.followOne(int32(r))
			if !ok {
				return false
			}
			again = again || changed
		}
		if again {
			continue
		}
		sure := c.timetable()
		for r := range c.req {
			again = sure.cut(int32(r)) || again
		}
	}
	return true
}

func (c *round) followOne(r int32) (ok, changed bool) {
	req := &c.req[r]
	if len(req.modes) == 0 {
		if req.must {
			return false, false
		}
		for _, b := range req.before {
			changed = c.refuse(b.other) || changed
		}
		if req.group >= 0 {
			for _, other := range c.groups[req.group] {
				changed = c.refuse(other) || changed
			}
		}
		return true, changed
	}
	if req.must {
		for _, a := range req.after {
			changed = c.require(a.other) || changed
		}
		if req.group >= 0 {
			for _, other := range c.groups[req.group] {
				changed = c.require(other) || changed
			}
		}
	}
	for _, a := range req.after {
		changed = c.followLink(r, a) || changed
	}
	return true, changed
}

func (c *round) refuse(r int32) bool {
	changed := len(c.req[r].modes) > 0
	c.req[r].modes = nil
	return changed
}

func (c *round) require(r int32) bool {
	changed := !c.req[r].must
	c.req[r].must = true
	return changed
}

// followLink cuts the starts of the later that no end of the earlier allows, and,
// when the later must be placed, the other way round.
func (c *round) followLink(later int32, link roundLink) (changed bool) {
	e, l := &c.req[link.other], &c.req[later]
	if len(e.modes) == 0 || len(l.modes) == 0 {
		return false
	}
	first, last := e.endsSpan()
	before := l.count()
	l.cutAll(beforeAll, int64(first+link.min)-1)
	if link.max < c.slots {
		l.cutAll(int64(last+link.max)+1, afterAll)
	}
	changed = l.count() < before
	if !l.must || len(l.modes) == 0 {
		return changed
	}
	lo, hi := l.startsSpan()
	before = e.count()
	var modes []roundMode
	for _, mode := range e.modes {
		mode.starts = cutStarts(mode.starts, int64(hi-link.min-mode.duration)+1, afterAll)
		if link.max < c.slots {
			mode.starts = cutStarts(mode.starts, beforeAll, int64(lo-link.max-mode.duration)-1)
		}
		if len(mode.starts) > 0 {
			modes = append(modes, mode)
		}
	}
	e.modes = modes
	return changed || e.count() < before
}

// endsSpan is the first and the last end of any mode.
func (r *roundRequest) endsSpan() (lo, hi int32) {
	lo, hi = 1<<30, -1
	for m := range r.modes {
		starts := r.modes[m].starts
		lo = min(lo, starts[0].lo+r.modes[m].duration)
		hi = max(hi, starts[len(starts)-1].hi+r.modes[m].duration)
	}
	return lo, hi
}

// only is the one plan of a part that has no choice left: each request has a
// single start, or none. ok is false when there is a choice.
func (c *round) only() (spots []roundSpot, ok bool) {
	spots = make([]roundSpot, len(c.req))
	for r := range c.req {
		req := &c.req[r]
		spots[r] = roundSpot{-1, 0}
		if len(req.modes) == 0 {
			continue
		}
		if !req.must || req.count() > 1 {
			return nil, false
		}
		spots[r] = roundSpot{0, req.modes[0].starts[0].lo}
	}
	return spots, true
}
