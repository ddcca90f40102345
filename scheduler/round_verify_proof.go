package scheduler

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// proofTree walks through a proof by branching and finds what it proves.
type proofTree struct {
	v        *roundVerifier
	proof    *RoundProof
	whole    *verifiedPart
	accounts []proofAccount
	sets     []verifiedSet
	inSet    []bool  // of each request
	asked    []int64 // of each resource
	lanes    []proofLane
	worth    [][][]verifiedStarts // of each request and mode: what its starts are worth
	slotMost int64                // prices of slots above it would leave the numbers
	target   int64                // no plan of interest is worth this or less
	fair     *fairProof           // nil unless the round is a fair one
	next     int                  // of the proof's parts
}

type proofAccount struct {
	verifiedAccount
	hundredths int64
}

// proofLane is the modes that exclude each other on their home; those without a
// home have a lane for each request.
type proofLane struct {
	alone bool
	holds []proofHold
}

type proofHold struct {
	request, mode int
	before, long  int64 // slots held before the start, and all of them
}

// partOutcome is what is proven of the plans of a part. Of a fair round only those are
// of interest that are at least as fair as the plan that is proven.
type partOutcome struct {
	bound  int64 // none is worth more
	fairer bool  // some may be fairer than the plan
	worst  int64 // none has a higher worst ratio
}

// noPlans is what is proven of a part that has no plan of interest.
var noPlans = partOutcome{bound: minusInfinity}

const (
	minusInfinity = -1 << 62
	plusInfinity  = 1 << 62 // the bound of what no bound is known of
)

// outcome is what the proof proves of all plans.
func (t *proofTree) outcome() (partOutcome, error) {
	if len(t.proof.Parts) == 0 || t.proof.Parts[0].Prices == nil || t.proof.Parts[0].Decision.Kind != PartWhole {
		return partOutcome{}, errors.New("the proof does not begin with all plans")
	}
	out, err := t.part(t.whole, nil)
	if err == nil && t.next != len(t.proof.Parts) {
		err = errors.New("the proof has parts that belong nowhere")
	}
	return out, err
}

// part finds what is proven of the next part, which lies in the one given.
func (t *proofTree) part(in *verifiedPart, row []int64) (partOutcome, error) {
	if t.next >= len(t.proof.Parts) {
		return partOutcome{}, errors.New("the proof ends before all parts are bounded")
	}
	x := &t.proof.Parts[t.next]
	t.next++
	p := in.fork()
	if err := t.decide(p, x.Decision); err != nil {
		return partOutcome{}, err
	}
	if x.Prices != nil {
		var err error
		if row, err = t.row(x.Prices); err != nil {
			return partOutcome{}, err
		}
	}
	out := noPlans
	if t.conclude(p) {
		target := t.target
		if t.fair != nil && !x.Values {
			target = -1 // shortfall that has to be paid leaves no plan
		} else if t.fair != nil && !p.fairness.settled {
			return partOutcome{}, fmt.Errorf("the proof bounds the worth of a part below %v that may be fairer", x.Decision)
		}
		prices, err := t.price(p, row, x.Values)
		if err != nil {
			return partOutcome{}, err
		}
		if prices.bound > target {
			prices.fix(target)
			out = t.left(p, prices.bound, x.Values)
		} else if t.fair == nil || x.Values {
			out.bound = prices.bound
		}
	}
	return t.below(p, x, row, out)
}

func (t *proofTree) decide(p *verifiedPart, d RoundDecision) error {
	if d.Kind == PartReach || d.Kind == PartShort {
		return t.decideAccount(p, d)
	}
	return p.decide(d)
}

// conclude draws conclusions until there are none left; false when no plan of interest
// is left.
func (t *proofTree) conclude(p *verifiedPart) bool {
	for {
		if !p.conclude() {
			return false
		}
		if t.fair == nil {
			return true
		}
		if changed, ok := t.fair.balance(p); !changed || !ok {
			return ok
		}
	}
}

// left is what is proven of a part after the starts that no better plan has are gone.
func (t *proofTree) left(p *verifiedPart, bound int64, values bool) partOutcome {
	if !t.conclude(p) {
		return noPlans
	}
	placements, one := p.only()
	switch {
	case one:
		return t.only(placements)
	case t.fair == nil:
		return partOutcome{bound: bound}
	case !values:
		bound = plusInfinity
	}
	return partOutcome{bound, !p.fairness.settled, slices.Min(append(p.fairness.hopes, 1_000_000))}
}

// only is what is proven by looking at the only plan that is left of a part.
func (t *proofTree) only(placements []RoundPlacement) partOutcome {
	v := *t.v
	v.plan, v.value = &RoundPlan{Placements: placements}, 0
	for _, step := range []func() error{v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits, v.pinned} {
		if step() != nil {
			return noPlans
		}
	}
	objective, ratios := v.weigh()
	if t.fair == nil {
		return partOutcome{bound: objective}
	}
	order := slices.Compare(ratios, t.fair.ratios)
	if order < 0 {
		return noPlans
	}
	return partOutcome{objective, order > 0, slices.Min(append(ratios, 1_000_000))}
}

// below narrows what is proven of a part by what is of those that it is split into.
func (t *proofTree) below(p *verifiedPart, x *RoundPart, row []int64, own partOutcome) (partOutcome, error) {
	if own.bound <= t.target && !own.fairer {
		return own, t.skip(x.Below) // nothing here is of interest, however it was split
	}
	if x.Below == 0 {
		return own, nil
	}
	var decisions []RoundDecision
	all := noPlans
	for range x.Below {
		if t.next < len(t.proof.Parts) {
			decisions = append(decisions, t.proof.Parts[t.next].Decision)
		}
		one, err := t.part(p, row)
		if err != nil {
			return partOutcome{}, err
		}
		all = partOutcome{max(all.bound, one.bound), all.fairer || one.fairer, max(all.worst, one.worst)}
	}
	if !p.covers(decisions) {
		return partOutcome{}, fmt.Errorf("the parts below %v do not hold all its plans", x.Decision)
	}
	return partOutcome{min(own.bound, all.bound), own.fairer && all.fairer, min(own.worst, all.worst)}, nil
}

// skip leaves out so many parts, with all below them.
func (t *proofTree) skip(parts int) error {
	for ; parts > 0; parts-- {
		if t.next >= len(t.proof.Parts) {
			return errors.New("the proof ends before all parts are there")
		}
		parts += t.proof.Parts[t.next].Below
		t.next++
	}
	return nil
}

// row lays runs of prices out.
func (t *proofTree) row(runs []int64) ([]int64, error) {
	n := 2*len(t.whole.order) + len(t.proof.Resources)*int(t.v.p.Slots) + len(t.accounts) + len(t.v.p.Limits)
	for i := range t.proof.Watches {
		n += len(t.proof.Watches[i].Slots)
	}
	row := make([]int64, 0, n)
	for i := 0; i+1 < len(runs); i += 2 {
		if runs[i] < 1 || runs[i] > int64(n-len(row)) || max(runs[i+1], -runs[i+1]) > 1<<50 {
			return nil, errors.New("a run of prices in the proof is not as it should be")
		}
		for range runs[i] {
			row = append(row, runs[i+1])
		}
	}
	if len(row) != n {
		return nil, fmt.Errorf("a row of the proof has %d prices, not %d", len(row), n)
	}
	return row, nil
}

// newProofTree reads what is there of the problem: every request's starts, what
// they are worth, and the lanes.
func newProofTree(v *roundVerifier, proof *RoundProof) (*proofTree, error) {
	t := &proofTree{v: v, proof: proof, whole: &verifiedPart{proofRound: newProofRound(v)}}
	lanes := map[int]int{} // by their home
	must := v.musts()
	for r, q := range t.whole.order {
		t.whole.must = append(t.whole.must, must[v.requests[q.ID]])
		var worth [][]verifiedStarts
		var open []startRow
		alone := proofLane{alone: true}
		for m := range q.Modes {
			starts := v.starts(q, m)
			open = append(open, rowOf(starts))
			var worths []verifiedStarts
			for _, run := range starts {
				worths = append(worths, v.worthOf(q, m, run, true)...)
			}
			worth = append(worth, worths)
			home := v.homeOf(&q.Modes[m])
			if home < 0 {
				alone.holds = append(alone.holds, proofHold{r, m, 0, q.Modes[m].Duration})
				continue
			}
			if _, known := lanes[home]; !known {
				lanes[home] = len(t.lanes)
				t.lanes = append(t.lanes, proofLane{})
			}
			before, long := holdOf(&q.Modes[m], v.p.Resources[home].ID)
			lane := &t.lanes[lanes[home]]
			lane.holds = append(lane.holds, proofHold{r, m, before, long})
		}
		if alone.holds != nil {
			t.lanes = append(t.lanes, alone)
		}
		t.worth, t.whole.open = append(t.worth, worth), append(t.whole.open, open)
	}
	if err := t.small(); err != nil {
		return nil, err
	}
	t.asked = v.asked()
	held := int64(1)
	for k, levels := range v.levels {
		for _, level := range levels {
			held += (level.To - level.From) * min(level.Level, t.asked[k])
		}
	}
	t.slotMost = (1 << 60) / held
	t.listAccounts()
	t.inSet = make([]bool, len(t.whole.order))
	for _, set := range proof.Sets {
		s, ok := t.setOf(set)
		if !ok || slices.ContainsFunc(t.sets, func(o verifiedSet) bool { return o.account == s.account }) {
			return nil, fmt.Errorf("the proof has no use for the requests of %s in %s", set.Partner, set.Pool)
		}
		t.sets = append(t.sets, s)
		for _, r := range s.members {
			t.inSet[r] = true
		}
	}
	return t, nil
}

// What a proof by branching may ask of who checks it: starts and prices, over all its
// parts.
const proofWork = 100_000_000_000

// small refuses a proof that would take hours to check.
func (t *proofTree) small() error {
	size := int64(len(t.proof.Resources)) * t.v.p.Slots
	for _, rows := range t.whole.open {
		for _, w := range rows {
			size += w.last - w.first + 100
		}
	}
	for i := range t.proof.Watches {
		size += int64(len(t.proof.Watches[i].Slots)+2) * t.v.p.Slots
	}
	if size > proofWork/int64(1+len(t.proof.Parts)) {
		return errors.New("the proof is longer than can be checked")
	}
	return nil
}

func (t *proofTree) listAccounts() {
	for i := range t.v.p.Partners {
		q := &t.v.p.Partners[i]
		for _, target := range q.Targets {
			if target.Slots > 0 {
				t.accounts = append(t.accounts, proofAccount{verifiedAccount{q.ID, target.Pool}, 100 * target.Slots})
			}
		}
	}
	slices.SortFunc(t.accounts, func(a, b proofAccount) int {
		return cmp.Or(cmp.Compare(a.partner, b.partner), cmp.Compare(a.verifiedAccount.pool, b.verifiedAccount.pool))
	})
}
