package scheduler

import (
	"cmp"
	"slices"
	"sync"
)

// roundBranching drives a small round to a proven best: it splits the round into
// parts, bounds each by a relaxation of its own, takes out of each the starts that
// no better plan can have, and drops the parts that hold no better plan (branch
// and bound, with Lagrangian bounds and reduced-cost fixing: Fisher 1981). The
// part with the highest bound comes first, so that the bound of the whole falls as
// the search goes on.
type roundBranching struct {
	c      *round // the whole
	root   *roundBounder
	open   []*branchNode // ordered by bound, the highest last
	tree   *branchNode
	nodes  int64
	grain  int64
	effort int64 // what a node costs, in moves
	stored int64 // numbers that the proof holds
}

// branchNode is a part in the tree of parts.
type branchNode struct {
	decision partDecision
	bound    int64
	depth    int32
	number   int64
	part     *round  // nil when it was split or dropped
	from     []int64 // the prices of the nearest node above that has some
	prices   []int64 // its own, nil when those above sufficed
	kids     []*branchNode
}

const (
	branchSteps    = 30        // of a bound, at each node
	branchBatch    = 8         // nodes between barriers
	branchDive     = 600       // moves in search of a plan in each part
	branchSize     = 60_000    // starts of a round that is not too large to be branched
	branchRequests = 5_000     // requests of such a round
	branchStore    = 6_000_000 // numbers that a proof may hold
)

// branched reports whether a round is small enough to be branched.
func (c *round) branched() bool {
	return c.openStarts() <= branchSize && len(c.req) <= branchRequests
}

// newRoundBranching prepares to branch a round whose plain bound is known.
func newRoundBranching(c *round, plain *roundBounder) *roundBranching {
	size := plain.size()
	whole := c.whole()
	b := &roundBranching{c: whole, root: newPartBounder(whole), grain: c.grain(), effort: branchDive + branchSteps*(1+size/600)}
	b.root.beginAt(plain)
	part := whole.fork()
	b.tree = &branchNode{bound: plain.bound, part: part, from: b.root.best}
	if part.follow() {
		b.open = append(b.open, b.tree)
	}
	return b
}

// bound is what no plan passes, when none better than reached has been dropped.
func (b *roundBranching) bound(reached int64) int64 {
	if len(b.open) == 0 {
		return reached
	}
	return max(reached, floorTo(b.grain, b.open[len(b.open)-1].bound))
}

// full reports that the proof has no room for more.
func (b *roundBranching) full() bool { return b.stored >= branchStore }

// work looks at the most promising parts, on two workers, and returns the best
// plan it came upon, with its objective, if that is above reached.
func (b *roundBranching) work(reached int64, best []roundSpot, seed uint64) ([]roundSpot, int64) {
	var looks []*branchLook
	looks, b.open = lookTogether(b.open, func(i int, n *branchNode) *branchLook {
		look := &branchLook{branching: b, node: n, reached: reached, random: roundRandom{seed + uint64(i)}}
		look.look(best)
		return look
	})
	for _, look := range looks {
		if look.found > reached {
			reached, best = look.found, look.plan
		}
		b.nodes++
		look.node.part, look.node.from = nil, nil
		if look.node.prices != nil {
			b.stored += proofSize(look.node.prices)
		}
		for _, kid := range look.node.kids {
			kid.number = b.nodes
			if kid.part != nil {
				b.open = append(b.open, kid)
			}
		}
	}
	b.open = slices.DeleteFunc(b.open, func(n *branchNode) bool { return floorTo(b.grain, n.bound) <= reached })
	slices.SortStableFunc(b.open, func(x, y *branchNode) int {
		return cmp.Or(cmp.Compare(x.bound, y.bound), cmp.Compare(x.depth, y.depth), cmp.Compare(y.number, x.number))
	})
	return best, reached
}

// lookTogether looks at the next parts, the last ones first, on two workers. It returns
// the looks in that order, and the parts that are left.
func lookTogether[N, L any](open []N, look func(i int, part N) L) (looks []L, left []N) {
	left, batch := open[:max(0, len(open)-branchBatch)], slices.Clone(open[max(0, len(open)-branchBatch):])
	slices.Reverse(batch)
	looks = make([]L, len(batch))
	var wait sync.WaitGroup
	for worker := range 2 {
		wait.Go(func() {
			for i := worker; i < len(batch); i += 2 {
				looks[i] = look(i, batch[i])
			}
		})
	}
	wait.Wait()
	return looks, left
}

// branchLook is one worker's look at one part.
type branchLook struct {
	branching *roundBranching
	node      *branchNode
	reached   int64
	random    roundRandom
	votes     branchVotes
	plan      []roundSpot
	found     int64 // the objective of plan
}

func (k *branchLook) look(best []roundSpot) {
	n := k.node
	k.found = k.reached
	target := k.reached + k.branching.grain - 1
	b := k.branching.root.of(n.part, n.from)
	k.votes = newBranchVotes(n.part)
	b.watch = func(int64) { k.votes.add(n.part, b.picks) }
	steps := branchSteps
	if n.decision.kind == partWhole {
		steps *= 6
	}
	b.lowerBy(steps, target)
	if b.steps > 0 {
		n.prices = b.best
	}
	n.bound = min(n.bound, b.bound)
	if b.bound <= target {
		return
	}
	part, _ := b.fix(target)
	if !part.follow() {
		return
	}
	k.dive(part, best)
	if spots, one := part.only(); one {
		k.tryOnly(part, spots)
		return
	}
	before, after := int64(0), int64(0)
	for r := range part.req {
		before += n.part.req[r].count()
		after += part.req[r].count()
	}
	prices := b.best
	if n.depth < 8 && n.decision.kind == partWhole || after < before*6/10 {
		if after < before*9/10 || n.depth == 0 {
			n.kids = []*branchNode{{bound: n.bound, depth: n.depth + 1, part: part, from: prices}}
			return
		}
	}
	for _, d := range k.votes.choose(part) {
		kid := &branchNode{decision: d, bound: n.bound, depth: n.depth + 1, from: prices}
		narrowed := part.fork()
		if narrowed.narrow(d) && narrowed.follow() {
			kid.part = narrowed
		}
		n.kids = append(n.kids, kid)
	}
}

// tryOnly looks whether the only plan that is left of a part is one.
func (k *branchLook) tryOnly(part *round, spots []roundSpot) {
	s := newRoundState(part)
	for _, r := range part.topological() {
		if spots[r].mode < 0 {
			continue
		}
		m := &part.req[r].modes[0]
		at := spots[r].start
		if !s.standsAt(r, m, at) {
			return
		}
		s.put(r, 0, at)
	}
	k.keep(part, s.snapshot(nil), s.objective())
}

// dive anneals a little inside a part, from what the best plan has there.
func (k *branchLook) dive(part *round, best []roundSpot) {
	w := newRoundWalker(part, k.random.next(), branchDive)
	w.settleIn(best, k.branching.c)
	w.walk(branchDive)
	if w.bestWorth > k.found && part.complete(w.best) {
		k.keep(part, w.best, w.bestWorth)
	}
}

// settleIn places what of a plan of another part may stand in this one.
func (w *roundWalker) settleIn(plan []roundSpot, of *round) {
	for _, r := range w.c.topological() {
		if plan[r].mode < 0 || w.mode[r] >= 0 {
			continue
		}
		source := of.req[r].modes[plan[r].mode].source
		req := &w.c.req[r]
		mode := slices.IndexFunc(req.modes, func(m roundMode) bool { return m.source == source })
		if mode < 0 {
			continue
		}
		m := &req.modes[mode]
		at := plan[r].start
		if _, may := m.worthAt(at); may && w.standsAt(r, m, at) {
			w.put(r, int32(mode), at)
		}
	}
	w.dropPartGroups()
	w.best = w.snapshot(w.best)
	w.bestWorth = w.objective()
	w.from = slices.Clone(w.best)
	w.journal = w.journal[:0]
}

func (k *branchLook) keep(part *round, spots []roundSpot, worth int64) {
	if worth > k.found {
		k.found = worth
		k.plan = part.translate(k.branching.c, spots)
	}
}
