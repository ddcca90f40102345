package scheduler

import (
	"math/bits"
	"slices"
)

// A small fair round is tried out: a walk through all its plans, request after
// request, that turns back where not even all that could still come makes a better
// plan than the best known. Lifting ratios one by one cannot replace it: which of
// two partners is the one that gets nothing is a choice that raises no ratio, and
// yet decides how far the others can be lifted.

const (
	fairTreeBits  = 72      // the most plans of a round that is tried out, as a power of two
	fairTreeLeg   = 20_000  // looks between barriers
	fairTreeShare = 10      // looks for each move of a cycle
	fairTreeMost  = 1 << 25 // looks of one try
)

type fairTree struct {
	*roundState
	search *fairSearch
	best   *fairPlan
	order  []int32   // requests, those that come first in front
	more   [][]int64 // more[k][a]: the most that those from order[k] on can count for account a
	rest   []int64   // the most that those from order[k] on can be worth
	out    []int32   // of each group, those that are left out
	hopes  []int64
	looks  int64 // done in this leg
	leg    int64 // looks that this leg may do
	left   int64 // looks that legs after this one may do
	ended  bool
}

// tryAll looks through all plans for one that is fairer or worthier than the best.
// When it got to the end, there is nothing to search for any more.
func (s *fairSearch) tryAll(moves int64) {
	if s.done || !s.c.complete(s.best.spots) || s.c.planBits() > fairTreeBits {
		return
	}
	t := newFairTree(s)
	t.left = min(fairTreeShare*moves, fairTreeMost)
	t.next()
	t.from(0)
	s.pace.steps += t.looks
	s.take(t.best)
	s.tried = !t.ended && s.c.ordersFreely()
}

// planBits bounds the number of plans, rules left out, as a power of two.
func (c *round) planBits() int {
	total := 0
	for r := range c.req {
		total += bits.Len64(uint64(c.req[r].count()))
	}
	return total
}

// ordersFreely reports whether placing requests one by one, in any order, leads to
// every plan: a use that comes between two others must not be what allows them.
func (c *round) ordersFreely() bool {
	for i := range c.res {
		res := &c.res[i]
		if res.exclusive {
			continue
		}
		if !res.unary {
			return false
		}
		for _, row := range res.change {
			for b := range row {
				for between := range row {
					if row[b] > row[between]+1+res.change[between][b] {
						return false
					}
				}
			}
		}
	}
	for r := range c.req {
		for m := range c.req[r].modes {
			for _, u := range c.req[r].modes[m].uses {
				if u.class < 0 && !c.res[u.res].exclusive {
					return false
				}
			}
		}
	}
	return true
}

func newFairTree(s *fairSearch) *fairTree {
	c := s.c
	n := len(c.req)
	t := &fairTree{roundState: newRoundState(c), search: s, best: s.best, order: c.topological(), out: make([]int32, len(c.groups)),
		more: make([][]int64, n+1), rest: make([]int64, n+1), hopes: make([]int64, len(c.accounts))}
	t.more[n] = make([]int64, len(c.accounts))
	for k := n - 1; k >= 0; k-- {
		req := &c.req[t.order[k]]
		most := make([]int64, len(c.accounts))
		for m := range req.modes {
			if a := req.modes[m].account; a >= 0 {
				most[a] = max(most[a], c.countedMost(&req.modes[m]))
			}
		}
		t.more[k] = slices.Clone(t.more[k+1])
		for a := range most {
			t.more[k][a] += most[a]
		}
		t.rest[k] = t.rest[k+1] + max(0, req.best)
	}
	return t
}

// next begins a leg; without looks left, the walk is over.
func (t *fairTree) next() {
	t.search.pace.steps += t.looks
	t.looks = 0
	t.search.pace.report(t.best.worth, t.search.bound, true)
	t.leg = t.search.pace.allow(min(fairTreeLeg, t.left))
	t.left -= t.leg
	if t.leg <= 0 {
		t.ended = true
		t.search.done = t.search.done || t.left > 0
	}
}

// from tries what can follow for the requests from order[k] on.
func (t *fairTree) from(k int) {
	if t.looks == t.leg {
		t.next()
	}
	if t.ended {
		return
	}
	t.looks++
	if !t.hopeful(k) {
		return
	}
	if k == len(t.order) {
		t.best = t.c.weighFair(t.snapshot(nil))
		return
	}
	req := t.order[k]
	r := &t.c.req[req]
	if r.group < 0 || t.out[r.group] == 0 {
		for mode := range r.modes {
			t.place(k, req, int32(mode))
		}
	}
	if r.must || r.group >= 0 && t.members[r.group] > 0 {
		return
	}
	if r.group >= 0 {
		t.out[r.group]++
		defer func() { t.out[r.group]-- }()
	}
	t.from(k + 1)
}

// place tries a mode of a request at all its starts.
func (t *fairTree) place(k int, req, mode int32) {
	m := &t.c.req[req].modes[mode]
	from, to, lacking := t.gaps(req, m.duration)
	if lacking || !t.fits(req, m) {
		return
	}
	for _, run := range m.starts {
		hi := min(to, run.hi)
		for at := t.earliest(req, m, max(from, run.lo), hi); at >= 0 && !t.ended; at = t.earliest(req, m, at+1, hi) {
			mark := len(t.journal)
			t.put(req, mode, at)
			t.from(k + 1)
			t.undo(mark)
		}
	}
}

// hopeful reports whether a better plan than the best may follow, when the first k
// requests are decided.
func (t *fairTree) hopeful(k int) bool {
	for a := range t.hopes {
		t.hopes[a] = ratioOf(t.got[a]+t.more[k][a], t.c.accounts[a].target)
	}
	slices.Sort(t.hopes)
	if d := slices.Compare(t.hopes, t.best.sorted); d != 0 {
		return d > 0
	}
	return t.c.constant+t.total.worth+t.rest[k] > t.best.worth
}
