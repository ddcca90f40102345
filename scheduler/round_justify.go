package scheduler

import (
	"cmp"
	"slices"
)

// Two plans may have the same requests in the same order and differ in every start,
// as where something lies within its slack is left to chance. Such plans meet
// wherever they are put together. So what a walk ends with is justified: all of it
// slides as late as it can, and then as early as it can (Li and Willis 1992). What
// plans have in common is then at the same slots, and now and then the slack that
// came together has room for one more.

// justified is how often at most all of a plan slides one way.
const justified = 4

// justify slides all that is placed as early as it can go, or as late, those at that
// end first, until nothing moves; then it places what finds room. It takes no more
// work than a leg.
func (w *roundWalker) justify(late bool) {
	until := w.work + legWork
	order := make([]int32, 0, len(w.c.req))
	for r := range w.c.req {
		if w.mode[r] >= 0 && !w.c.req[r].pinned {
			order = append(order, int32(r))
		}
	}
	for moved, rounds := true, 0; moved && rounds < justified; rounds++ {
		w.sortByTime(order, late)
		moved = false
		for _, r := range order {
			if w.work > until {
				break
			}
			moved = w.slide(r, late) || moved
		}
	}
	for r := range w.c.req {
		if req := &w.c.req[r]; w.work <= until && w.mode[r] < 0 && len(req.modes) > 0 && req.group < 0 {
			w.journal = w.journal[:0]
			if before := w.objective(); w.fitIn(int32(r)) && w.objective() < before {
				w.undo(0)
			}
		}
	}
	w.journal = w.journal[:0]
	w.work += int64(len(w.c.req))
}

// sortByTime puts the earliest to start first, or the latest to end.
func (s *roundState) sortByTime(requests []int32, late bool) {
	slices.SortFunc(requests, func(a, b int32) int {
		if late {
			return cmp.Or(cmp.Compare(s.end(b), s.end(a)), cmp.Compare(a, b))
		}
		return cmp.Or(cmp.Compare(s.start[a], s.start[b]), cmp.Compare(a, b))
	})
}

// slide moves a request as early as it can go, or as late, where it is worth the
// same, and reports whether it moved. What keeps others a changeover apart stays.
func (s *roundState) slide(req int32, late bool) bool {
	mode, start, worth := s.mode[req], s.start[req], s.worth[req]
	m := &s.c.req[req].modes[mode]
	lo, hi, _ := s.gaps(req, m.duration)
	run := &m.starts[m.runFrom(start)]
	lo, hi = max(lo, run.lo), min(hi, run.hi)
	if late && hi <= start || !late && lo >= start {
		return false
	}
	before := s.objective()
	s.journal = s.journal[:0]
	s.remove(req)
	to := start
	if _, later := s.exposed(req, m, start); later < 0 {
		if late {
			to = s.latest(req, m, start, hi)
		} else {
			to = s.earliest(req, m, lo, start)
		}
	}
	s.place(req, mode, to, worth)
	if s.objective() < before { // it counts less towards a target there
		s.undo(0)
		to = start
	}
	return to != start
}
