package scheduler

import "slices"

// fairTries is how many plans a fair round may have at most for all of them to be
// tried. That takes a fraction of a second, and finds what a search of chance misses
// now and then in a round so small that everything hangs together.
const fairTries = 3_000_000

// fairTrial goes through all plans of a round, and keeps the fairest.
type fairTrial struct {
	*roundState
	whole  *round // with its changeovers, which are asked of whole plans only
	order  []int32
	best   *fairPlan
	sorted []int64 // the ratios of the plan that is looked at
}

// tryAll finds the fairest plan of a round that has few enough; it leaves others as
// they are.
func (s *fairSearch) tryAll() {
	plans := int64(1)
	for r := range s.c.req {
		if plans *= s.c.req[r].count() + 1; plans > fairTries {
			return
		}
	}
	without := s.c.fork()
	without.res = slices.Clone(s.c.res)
	for i := range without.res {
		without.res[i].exclusive = true
	}
	t := &fairTrial{roundState: newRoundState(without), whole: s.c, order: s.c.topological(), best: s.best, sorted: make([]int64, len(s.c.accounts))}
	t.place(0)
	s.best = t.best
}

// place tries all places of the requests from the k-th on, and none.
func (t *fairTrial) place(k int) {
	if k == len(t.order) {
		t.weigh()
		return
	}
	r := t.order[k]
	req := &t.c.req[r]
	for i := range req.modes {
		m := &req.modes[i]
		lo, hi, lacking := t.gaps(r, m.duration)
		if lacking || !t.fits(r, m) {
			continue
		}
		for _, run := range m.starts {
			for at := max(lo, run.lo); at <= min(hi, run.hi); at++ {
				if t.earliest(r, m, at, at) < 0 {
					continue
				}
				mark := len(t.journal)
				t.put(r, int32(i), at)
				t.place(k + 1)
				t.undo(mark)
			}
		}
	}
	if !req.must {
		t.place(k + 1)
	}
}

// weigh keeps the plan that all requests make if it is allowed and the fairest.
func (t *fairTrial) weigh() {
	for g, members := range t.members {
		if members > 0 && int(members) < len(t.c.groups[g]) {
			return
		}
	}
	for a := range t.sorted {
		t.sorted[a] = min(1_000_000, t.got[a]*1_000_000/t.c.accounts[a].target)
	}
	slices.Sort(t.sorted)
	found := fairPlan{sorted: t.sorted, worth: t.objective()}
	if t.whole.complete(t.best.spots) && !found.better(t.best) || !t.changedOver() {
		return
	}
	t.best = t.whole.weighFair(t.snapshot(nil))
}

// changedOver reports whether every changeover between uses that follow each other is
// done in time.
func (t *fairTrial) changedOver() bool {
	for r := range t.c.req {
		if t.mode[r] < 0 {
			continue
		}
		m := &t.c.req[r].modes[t.mode[r]]
		for i := range m.uses {
			u := &m.uses[i]
			if !t.whole.res[u.res].exclusive && t.changeoverMeets(int32(r), u.res, t.start[r], t.start[r]+m.duration, u.class) >= 0 {
				return false
			}
		}
	}
	return true
}
