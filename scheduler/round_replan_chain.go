package scheduler

import (
	"cmp"
	"slices"
)

const (
	chainMost  = 24    // requests that are moved together
	chainTries = 4_000 // places at which one chain is tried
)

// fitChains places what has no place by moving all that it is bound to: a request that has to start so long after another may have room only
// where the other goes along.
func (r *replanner) fitChains() {
	for _, req := range r.absent() {
		if r.mode[req] < 0 {
			r.fitChain(req)
		}
	}
	r.journal = r.journal[:0]
}

// fitChain takes out all that a request is bound to and fits it in anew, what comes first at the places nearest to where it was. It reports whether
// that could be done at a gain; otherwise all is as before.
func (r *replanner) fitChain(req int32) bool {
	chain := r.bound(req)
	if len(chain) < 2 || slices.ContainsFunc(chain, func(m int32) bool { return len(r.c.req[m].modes) == 0 }) {
		return false
	}
	floor := r.objective()
	r.journal, r.out = r.journal[:0], r.out[:0]
	for _, member := range slices.Backward(chain) {
		if r.mode[member] >= 0 {
			r.remove(member)
		}
	}
	taken, tries := len(r.journal), chainTries
	first, rest := chain[0], chain[1:]
	for _, at := range r.heads(chain) {
		r.put(first, at.mode, at.start)
		if r.refitAll(slices.Clone(rest), floor, &tries) && !slices.ContainsFunc(chain, func(m int32) bool { return !r.stands(m) }) {
			return true
		}
		r.undo(taken)
		if tries < 0 {
			break
		}
	}
	r.undo(0)
	return false
}

// bound lists what has to keep a gap to a request, or stands or falls with it, and so on, as far as that may move; each after what it has to follow.
// Too many are none.
func (r *replanner) bound(req int32) []int32 {
	found := []int32{req}
	for k := 0; k < len(found); k++ {
		q := &r.c.req[found[k]]
		var next []int32
		for _, a := range q.after {
			next = append(next, a.other)
		}
		for _, b := range q.before {
			next = append(next, b.other)
		}
		if q.group >= 0 {
			next = append(next, r.c.groups[q.group]...)
		}
		for _, other := range next {
			if !r.c.req[other].pinned && !slices.Contains(found, other) {
				found = append(found, other)
			}
		}
		if len(found) > chainMost {
			return nil
		}
	}
	slices.Sort(found)
	var out []int32
	for len(out) < len(found) { // there is no cycle, so each turn finds one
		for _, member := range found {
			waits := slices.ContainsFunc(r.c.req[member].after, func(a roundLink) bool { return slices.Contains(found, a.other) && !slices.Contains(out, a.other) })
			if !waits && !slices.Contains(out, member) {
				out = append(out, member)
			}
		}
	}
	return out
}

// heads are the places at which the first of a chain is tried, the nearest to its old one first. Any way to place a chain can be shifted to the left until each
// member stands against something, or as late after the one before as it may while a later one stands against something: so the first begins a free
// stretch of its own, or one of a later one as much earlier as the gaps allow.
func (r *replanner) heads(chain []int32) []roundSpot {
	first := chain[0]
	spots := r.openings(first)
	late := map[int32]int32{first: r.length(first)} // from the first's start to a member's end, at most
	for _, member := range chain[1:] {
		begins := r.c.slots
		for _, a := range r.c.req[member].after {
			if end, reached := late[a.other]; reached {
				begins = min(begins, end+a.max)
			}
		}
		if begins >= r.c.slots { // it may come when it likes
			continue
		}
		late[member] = begins + r.length(member)
		for _, at := range r.alone(member) {
			for mode := range r.c.req[first].modes {
				m := &r.c.req[first].modes[mode]
				if start := at - begins; start >= 0 && r.free(first, m, start) {
					spots = append(spots, roundSpot{int32(mode), start})
				}
			}
		}
	}
	slices.SortFunc(spots, func(a, b roundSpot) int {
		return cmp.Or(cmp.Compare(r.far(first, a.mode, a.start), r.far(first, b.mode, b.start)), cmp.Compare(a.start, b.start), cmp.Compare(a.mode, b.mode))
	})
	return slices.Compact(spots)
}

// length is how long a request was.
func (r *replanner) length(req int32) int32 {
	modes := r.c.req[req].modes
	if at := r.modeNow(req); at >= 0 {
		return modes[at].duration
	}
	return modes[0].duration
}

// free reports that a mode may start somewhere and meets nothing there.
func (r *replanner) free(req int32, m *roundMode, at int32) bool {
	_, open := m.worthAt(at)
	return open && r.standsAt(req, m, at)
}

// alone are the starts of a request that are free and not free one slot earlier, whatever it is bound to.
func (r *replanner) alone(req int32) []int32 {
	var out []int32
	for mode := range r.c.req[req].modes {
		m := &r.c.req[req].modes[mode]
		for i := range m.starts {
			to := m.starts[i].hi
			for at := m.starts[i].lo; at <= to; at++ {
				if at = r.earliest(req, m, at, to); at < 0 {
					break
				}
				out = append(out, at)
				for at < to && r.earliest(req, m, at+1, at+1) >= 0 {
					at++
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
