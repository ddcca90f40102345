package scheduler

import (
	"cmp"
	"slices"
)

// fairBranching proves that no plan of a small fair round is better than the best one
// known: it splits all plans into parts until each holds none that is fairer, and
// none as fair that is worth more (compare roundBranching).
//
// A part of which it is open whether it holds a fairer plan is split by accounts:
// does one of them pass the ratio that comes next? Whether a part holds a plan at
// all in which each account has its least is asked of a relaxation that knows no worth:
// shortfall that cannot be had for nothing leaves no plan. In the parts that remain, in
// which plans as fair as the best have the same ratios, the value is bounded.
type fairBranching struct {
	c      *round
	goal   fairGoal
	best   *fairPlan     // of the goal's ratios
	lifts  *roundBounder // of the whole, without worth: whether there is a plan
	values *roundBounder // of what plans are worth
	open   []*fairNode   // the next one last
	tree   *fairNode
	nodes  int64
	grain  int64
	step   int64 // what a step of a bound costs, in moves
	stored int64 // numbers that the proof holds
}

// fairNode is a part in the tree of parts.
type fairNode struct {
	decision fairDecision
	bound    int64 // of the value; nothing is known of it in parts that may be fairer
	depth    int32
	number   int64
	part     *fairPart // nil when it was split or dropped
	along    bool      // the best plan is in it, and may not be the only one of its ratios
	values   bool      // its plans are as fair as the best one, and no fairer: what they are worth is bounded
	fresh    bool      // its prices are those of another relaxation, or of none
	from     []int64   // the prices of the nearest node above that has some
	prices   []int64   // its own, nil when those above sufficed
	kids     []*fairNode
}

const (
	fairDive      = 300       // moves in search of a plan in each part that may hold a fairer one
	fairSteps     = 30        // of a bound, at each node
	fairStepsLook = 5         // after which it is asked whether a part holds a plan
	fairNodeCost  = 150       // moves, for what there is to do at a node besides
	fairNever     = 1<<62 - 1 // a bound that says nothing
)

// newFairBranching prepares to prove a plan, from the prices of the bounds so far.
func newFairBranching(s *fairSearch) *fairBranching {
	cost := s.provingCost()
	whole := s.c.priced(cost, nil).whole()
	b := &fairBranching{c: s.c, best: s.best, grain: s.grain, step: 1 + (s.value.size()+2*int64(len(s.value.best)))/300,
		goal: fairGoal{ratios: s.best.ratios, sorted: s.best.sorted, worst: s.worst.limit}}
	b.lifts = newPartBounder(s.c.onlyShortfall(cost).whole())
	b.lifts.bare = true
	b.values = newPartBounder(whole)
	b.values.beginAt(s.value)
	part := &fairPart{round: whole.fork()}
	part.accounts = slices.Clone(whole.accounts)
	for a := range part.accounts {
		b.goal.targets = append(b.goal.targets, part.accounts[a].target)
		part.accounts[a].target = 0
		part.most = append(part.most, 1<<60)
	}
	b.tree = &fairNode{bound: fairNever, along: true, fresh: true}
	if part.conclude(&b.goal) {
		b.tree.part, b.tree.values = part, part.settled()
		b.open = append(b.open, b.tree)
	}
	b.tree.from = b.root(b.tree).best
	return b
}

// provingCost is what a hundredth below the least of an account costs while a plan is
// proven. No sum of it over all accounts, or over what any start counts, leaves the
// numbers.
func (s *fairSearch) provingCost() int64 {
	heaviest := 100 * int64(s.c.slots)
	for i := range s.c.res {
		if weighed := s.c.res[i].prefix; weighed != nil {
			heaviest = max(heaviest, weighed[s.c.slots])
		}
	}
	for a := range s.c.accounts {
		heaviest = max(heaviest, s.c.accounts[a].target)
	}
	return min(s.liftingCost(), fairSums/heaviest/int64(len(s.c.accounts)+1))
}

func (b *fairBranching) root(n *fairNode) *roundBounder {
	if n.values {
		return b.values
	}
	return b.lifts
}

// closed reports that no part is left: the best plan is proven to be.
func (b *fairBranching) closed() bool { return len(b.open) == 0 }

// full reports that the proof has no room for more.
func (b *fairBranching) full() bool { return b.stored >= branchStore }

// fairest reports that no plan is fairer than the best.
func (b *fairBranching) fairest() bool {
	return !slices.ContainsFunc(b.open, func(n *fairNode) bool { return !n.values })
}

// worst is what no worst ratio passes; a million where there is no target.
func (b *fairBranching) worst() int64 {
	worst := b.best.worst()
	for _, n := range b.open {
		worst = max(worst, slices.Min(append([]int64{1_000_000}, n.part.hopes...)))
	}
	return worst
}

// bound is what no plan that is as fair as the best is worth more than.
func (b *fairBranching) bound() int64 {
	bound := b.best.worth
	for _, n := range b.open {
		bound = max(bound, floorTo(b.grain, n.bound))
	}
	return bound
}

// work looks at the next parts, on two workers, and returns what that costs in moves.
// It stops being of use when it comes upon a fairer plan; one that is worth more, and
// as fair, is the best from then on.
func (b *fairBranching) work() int64 {
	var looks []*fairLook
	looks, b.open = lookTogether(b.open, func(i int, n *fairNode) *fairLook {
		look := &fairLook{fairBranching: b, node: n, seed: uint64(b.nodes) + uint64(i)}
		look.look()
		return look
	})
	cost := int64(0)
	for _, look := range looks {
		if look.found != nil && look.found.better(b.best) {
			b.best = look.found
		}
		cost += fairNodeCost + look.moves + (look.steps+2)*b.step
		b.nodes++
		look.node.part, look.node.from = nil, nil
		b.stored += proofSize(look.node.prices)
		for _, kid := range look.node.kids {
			kid.number = b.nodes
			if kid.part != nil {
				b.open = append(b.open, kid)
			}
		}
	}
	b.open = slices.DeleteFunc(b.open, func(n *fairNode) bool { return n.values && floorTo(b.grain, n.bound) <= b.best.worth })
	slices.SortStableFunc(b.open, compareFairNodes)
	return cost
}

// compareFairNodes puts those last that come first: parts that may be fairer, the
// deepest of them, and then those of the highest bound.
func compareFairNodes(x, y *fairNode) int {
	if x.values != y.values {
		if x.values {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(x.bound, y.bound), cmp.Compare(x.depth, y.depth), cmp.Compare(y.number, x.number))
}

// fairLook is one worker's look at one part.
type fairLook struct {
	*fairBranching
	node  *fairNode
	votes branchVotes
	found *fairPlan
	steps int64 // of the bound
	moves int64 // in search of a plan
	seed  uint64
}

func (k *fairLook) look() {
	n := k.node
	target := int64(-1) // shortfall leaves no plan
	if n.values {
		target = k.best.worth + k.grain - 1
	}
	b := k.root(n).of(n.part.round, n.from)
	k.votes = newBranchVotes(n.part.round)
	b.watch = func(int64) { k.votes.add(n.part.round, b.picks) }
	k.lower(b, target)
	if k.steps = b.steps; k.steps > 0 || n.fresh {
		n.prices = b.best
	}
	if n.values {
		n.bound = min(n.bound, b.bound)
	}
	if b.bound <= target {
		return
	}
	left := n.part.fork()
	fixed, _ := b.fix(target)
	left.req = fixed.req
	if !left.conclude(&k.goal) {
		return
	}
	if spots, one := left.only(); one {
		k.tryOnly(left, spots)
		return
	}
	if !n.values && !n.along {
		k.dive(left)
	}
	k.divide(left, b.best)
}

// dive looks for a plan in a part that may hold a fairer one, from what the best plan
// has there.
func (k *fairLook) dive(part *fairPart) {
	w := newRoundWalker(part.round, k.seed, fairDive)
	w.settleIn(k.best.spots, k.c)
	w.walk(fairDive)
	k.moves = fairDive
	if w.shortOf(w.best) > 0 || !part.complete(w.best) {
		return
	}
	if plan := k.c.weighFair(part.translate(k.c, w.best)); plan.better(k.best) {
		k.found = plan
	}
}

// lower makes the steps of a node's bound. One that has the best plan in it has a plan:
// it needs none.
func (k *fairLook) lower(b *roundBounder, target int64) {
	n := k.node
	steps := fairSteps
	if n.fresh {
		steps *= 6
	}
	b.lowerBy(0, 0)
	switch {
	case n.values:
		b.lowerBy(steps, target)
	case !n.along:
		for done := 0; done < steps && b.bound > target; done += fairStepsLook {
			b.lowerBy(fairStepsLook, -100*b.c.cost)
		}
	}
}

// divide splits what is left of a part.
func (k *fairLook) divide(left *fairPart, prices []int64) {
	n := k.node
	after := left.openStarts()
	if left.settled() != n.values || (n.values || !n.along) && after < n.part.openStarts()*6/10 {
		k.add(left, fairDecision{}, prices)
		return
	}
	split := left.split(&k.goal)
	if split == nil {
		for _, d := range k.votes.choose(left.round) {
			split = append(split, fairDecision{partDecision: d})
		}
	}
	for _, d := range split {
		k.add(left, d, prices)
	}
}

// add puts what a decision leaves of a part below its node.
func (k *fairLook) add(of *fairPart, d fairDecision, prices []int64) {
	n := k.node
	kid := &fairNode{decision: d, bound: n.bound, depth: n.depth + 1, values: n.values, from: prices}
	n.kids = append(n.kids, kid)
	part := of.fork()
	if !part.decide(d) || !part.conclude(&k.goal) {
		return
	}
	kid.part, kid.values = part, part.settled()
	switch {
	case d.account != fairAny:
		kid.along = n.along && (k.goal.ratios[d.number] > of.passed) == (d.account == fairReach)
	case d.kind == partWhole:
		kid.along = n.along
	}
	kid.fresh = kid.values != n.values || n.along && !kid.along
	if kid.fresh {
		kid.from = k.root(kid).best
	}
}

// tryOnly looks whether the only plan that is left of a part is one, and better.
func (k *fairLook) tryOnly(part *fairPart, spots []roundSpot) {
	spots = part.translate(k.c, spots)
	v := &roundVerifier{p: k.c.source, plan: &RoundPlan{Placements: k.c.placements(spots)}}
	for _, step := range []func() error{v.index, v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits, v.pinned} {
		if step() != nil {
			return
		}
	}
	if plan := k.c.weighFair(spots); plan.better(k.best) {
		k.found = plan
	}
}
