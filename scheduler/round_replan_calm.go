package scheduler

import "slices"

const (
	calmRounds = 8     // of putting back and drawing near
	refitTries = 2_000 // of fitting in again what one placement that is put back displaces
)

// calm takes back what need not have moved and draws what has to move nearer, until
// neither helps.
func (r *replanner) calm() {
	for range calmRounds {
		r.putBackAll()
		if !r.drawNear() {
			return
		}
	}
	r.putBackAll()
}

// putBackAll puts back each placement that moved without being hit, if all that
// stands in its old place by now has another.
func (r *replanner) putBackAll() {
	for again := true; again; {
		again = false
		for req := range int32(len(r.c.req)) {
			if r.mode[req] >= 0 && !r.hit[req] && r.moved(req) && r.putBack(req) {
				again = true
			}
		}
	}
}

// putBack puts one placement back where it was, and reports whether that could be
// done at a gain.
func (r *replanner) putBack(req int32) bool {
	floor := r.objective()
	r.journal, r.out, r.blocked = r.journal[:0], r.out[:0], false
	r.lift(req)
	if !r.blocked && r.force(req, r.modeNow(req), r.oldStart[req]) && !r.blocked {
		out := slices.Clone(r.out)
		slices.Sort(out)
		tries := refitTries
		if r.refitAll(slices.Compact(out), floor, &tries) && r.stands(req) {
			return true
		}
	}
	r.undo(0)
	return false
}

// refitAll fits in all of some requests and reports whether the objective is above a
// floor then. Whatever way there is to fit them in can be shifted to the left, where
// one of them stands against nothing of the others: each is tried as that one, at
// the beginning of each stretch in which it is free.
func (r *replanner) refitAll(out []int32, floor int64, tries *int) bool {
	if *tries--; *tries < 0 {
		return false
	}
	if len(out) == 0 {
		return r.objective() > floor && !slices.ContainsFunc(r.out, func(req int32) bool { return r.mode[req] >= 0 && !r.stands(req) })
	}
	for i, req := range out {
		rest := slices.Delete(slices.Clone(out), i, i+1)
		mark := len(r.journal)
		if r.fitOld(req) && r.refitAll(rest, floor, tries) {
			return true
		}
		r.undo(mark)
		if len(rest) == 0 {
			if r.fitNear(req) && r.refitAll(rest, floor, tries) {
				return true
			}
			r.undo(mark)
			return false
		}
		for _, at := range r.openings(req) {
			r.put(req, at.mode, at.start)
			if r.refitAll(rest, floor, tries) {
				return true
			}
			r.undo(mark)
		}
	}
	return false
}

// fitOld puts a request where it was, if it meets nothing there.
func (r *replanner) fitOld(req int32) bool {
	mode := r.modeNow(req)
	if mode < 0 {
		return false
	}
	m := &r.c.req[req].modes[mode]
	at := r.oldStart[req]
	if !r.free(req, m, at) {
		return false
	}
	r.put(req, mode, at)
	return true
}

// openings are the starts of a request that are free and not free one slot earlier.
func (r *replanner) openings(req int32) []roundSpot {
	var out []roundSpot
	for mode := range r.c.req[req].modes {
		m := &r.c.req[req].modes[mode]
		lo, hi, lacking := r.gaps(req, m.duration)
		if lacking || !r.fits(req, m) {
			continue
		}
		for i := range m.starts {
			to := min(hi, m.starts[i].hi)
			for at := max(lo, m.starts[i].lo); at <= to; at++ {
				if at = r.earliest(req, m, at, to); at < 0 {
					break
				}
				out = append(out, roundSpot{int32(mode), at})
				for at < to && r.earliest(req, m, at+1, at+1) >= 0 {
					at++
				}
			}
		}
	}
	return out
}

// drawNear moves each placement that moved to the nearest place that is free, and
// reports whether that changed anything.
func (r *replanner) drawNear() bool {
	changed := false
	for req := range int32(len(r.c.req)) {
		if r.mode[req] < 0 || !r.moved(req) {
			continue
		}
		mode, start := r.mode[req], r.start[req]
		r.remove(req)
		_, later := r.exposed(req, &r.c.req[req].modes[mode], start)
		if r.fitNear(req) && r.far(req, r.mode[req], r.start[req]) < r.far(req, mode, start) && (later < 0 || r.keepsChangeovers(later)) {
			changed = true
			continue
		}
		if r.mode[req] >= 0 {
			r.remove(req)
		}
		r.put(req, mode, start)
	}
	r.journal = r.journal[:0]
	return changed
}

// proposal writes what was found, with the reasons for what is dropped.
func (r *replanner) proposal() *RoundProposal {
	out := &RoundProposal{Problem: r.frame.problem}
	c := compile(r.frame.problem)
	x := newRoundExplainer(c.withRoom(), c.spots(r.c.placements(r.snapshot(nil))), triesMost)
	for req := range r.c.req {
		id := r.c.req[req].id
		from := r.frame.placed[id]
		switch {
		case r.mode[req] < 0:
			x.soonest = int32(r.frame.from[id])
			out.Dropped = append(out.Dropped, RoundDrop{from, r.hit[req], x.reasons(int32(req))})
		case r.moved(int32(req)):
			to := RoundPlacement{id, int(r.c.req[req].modes[r.mode[req]].source), int64(r.start[req])}
			out.Moved = append(out.Moved, RoundShift{from, to, r.hit[req]})
		default:
			out.Kept = append(out.Kept, from)
		}
	}
	return out
}
