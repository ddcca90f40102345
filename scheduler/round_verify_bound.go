package scheduler

import (
	"errors"
	"fmt"
	"slices"
)

// bounds computes the bounds again from their certificates.
func (v *roundVerifier) bounds() error {
	if v.p.Objective.Kind == Makespan {
		return v.spans()
	}
	if v.plan.Bound < v.plan.Objective {
		return fmt.Errorf("bound %s contradicts objective %s", inUnits(v.plan.Bound), inUnits(v.plan.Objective))
	}
	cost := v.shortfallCost()
	proven, err := v.certified()
	if err != nil {
		return err
	}
	worst, err := v.worstLimit()
	if err != nil {
		return err
	}
	fairer := true
	if v.plan.Proof != nil {
		branched, err := v.branched(worst, cost)
		if err != nil {
			return err
		}
		proven = min(proven, max(branched.bound, v.plan.Objective))
		worst = min(worst, max(branched.worst, v.worstRatio()))
		fairer = branched.fairer
	}
	// Objectives are whole numbers of the smallest step between two of them, so a
	// bound may be rounded down to the next; more is not proven.
	if proven-v.plan.Bound >= v.objectiveStep(cost) {
		return fmt.Errorf("bound %s is not proven; the certificate proves %s", inUnits(v.plan.Bound), inUnits(proven))
	}
	if v.p.Objective.Kind == FairFirst {
		return v.fairBounds(worst, fairer)
	}
	if v.plan.Fairest {
		return errors.New("only a plan of a fair round can be the fairest")
	}
	return nil
}

// branched is what the proof by branching proves, when the certificate limits the worst
// ratio.
func (v *roundVerifier) branched(worst, cost int64) (partOutcome, error) {
	tree, err := newProofTree(v, v.plan.Proof)
	if err != nil {
		return partOutcome{}, err
	}
	tree.target = v.plan.Objective + v.objectiveStep(cost) - 1
	if v.p.Objective.Kind == FairFirst {
		if err := tree.holdFair(worst); err != nil {
			return partOutcome{}, err
		}
	}
	return tree.outcome()
}

// shortfallCost is what a hundredth below a target costs the objective.
func (v *roundVerifier) shortfallCost() int64 {
	if v.p.Objective.Kind == FairFirst {
		return 0
	}
	return v.p.Objective.ShortfallCostHundredths
}

// certified is what the certificate proves of the bound.
func (v *roundVerifier) certified() (int64, error) {
	most := v.p.Objective.ShortfallCostHundredths
	proof := newBoundProof(v, &v.plan.Certificate)
	if v.p.Objective.Kind == FairFirst {
		most, proof.worst = fairPriceMost, v.worstRatio()
	}
	proven, _, err := proof.bound(true, most)
	return proven, err
}

// objectiveStep is a number that divides the difference of any two objectives.
func (v *roundVerifier) objectiveStep(cost int64) int64 {
	step := int64(10_000)
	divide := func(by int64) {
		for by != 0 {
			step, by = by, step%by
		}
	}
	divide(cost) // a hundredth of a slot
	for i := range v.p.Resources {
		if len(v.p.Resources[i].Prime) > 0 {
			return step
		}
	}
	step = 10_000
	divide(100 * cost) // whole slots, when all weigh 100
	return step
}

// boundProof evaluates a relaxation from its prices: of what each is named for, and
// by the numbers of the problem.
type boundProof struct {
	*roundVerifier
	prices   *RoundCertificate
	request  []int64 // what any start of a request pays
	slotwise []int64 // what each slot of its duration pays
	timing   [][]int64
	target   map[verifiedAccount]int64
	slot     [][]verifiedTally // of each resource
	must     []bool
	gates    [][]verifiedGate // of each resource
	worst    int64            // the ratio of each target, in parts per million, to which it is priced
}

// fairPriceMost is the most that the price of a target may be in a fair round.
const fairPriceMost = 1 << 40

// worstRatio is the ratio that every plan at least as fair as this one reaches of
// every target.
func (v *roundVerifier) worstRatio() int64 {
	if len(v.plan.Fairness) == 0 {
		return 0
	}
	return v.plan.Fairness[0]
}

func newBoundProof(v *roundVerifier, prices *RoundCertificate) *boundProof {
	n := len(v.p.Requests)
	return &boundProof{roundVerifier: v, prices: prices, request: make([]int64, n), slotwise: make([]int64, n), timing: make([][]int64, n),
		target: map[verifiedAccount]int64{}, slot: make([][]verifiedTally, len(v.p.Resources)), gates: make([][]verifiedGate, len(v.p.Resources)), must: v.musts(), worst: 1_000_000}
}

// Prices are counted with only while all that they add up to stays below priceMost:
// what a start earns is a few of such sums. What a start pays for slots and limits may
// be cut to that: whoever pays less earns more, and the bound holds all the same.
const priceMost = 1 << 60

var errPrices = errors.New("the certificate has prices beyond all worth")

// countable reports whether a price may be counted so many times.
func countable(price, times int64) bool {
	return times == 0 || price <= priceMost/times && price >= -(priceMost/times)
}

// bound is what the prices prove, and what the targets are due at them.
func (b *boundProof) bound(worth bool, cost int64) (total, due int64, err error) {
	if worth {
		for _, x := range b.p.Previous {
			total -= x.DropCost * 10_000
		}
	}
	for _, step := range []func() (int64, error){
		b.priceRequests, b.priceSlots, b.priceOrder, b.priceTogether, b.priceLimits, b.priceGates,
		func() (int64, error) { due, err = b.priceTargets(cost); return -due, err },
	} {
		part, err := step()
		if total += part; err == nil && !countable(total, 1) {
			err = errPrices
		}
		if err != nil {
			return 0, 0, err
		}
	}
	var strip []int64
	lanes := make([][]laneMode, len(b.p.Resources))
	for i := range b.p.Requests {
		r := &b.p.Requests[i]
		free := int64(0)
		for m := range r.Modes {
			if home := b.homeOf(&r.Modes[m]); home >= 0 {
				lanes[home] = append(lanes[home], laneMode{i, m})
				continue
			}
			e := b.earnings(i, m, worth)
			free = max(free, e.most(&strip))
		}
		if total += free; total > 2*priceMost {
			return 0, 0, errPrices
		}
	}
	for home, lane := range lanes {
		if total += b.lane(home, lane, worth, &strip); total > 2*priceMost {
			return 0, 0, errPrices
		}
	}
	return total, due, nil
}

// musts marks the requests that every plan has: what is pinned and what that cannot
// stand without. Their prices may be negative.
func (v *roundVerifier) musts() []bool {
	must := make([]bool, len(v.p.Requests))
	var queue []int
	add := func(id string) {
		if k := v.requests[id]; !must[k] {
			must[k] = true
			queue = append(queue, k)
		}
	}
	groups := map[string][]string{}
	for i := range v.p.Requests {
		if r := &v.p.Requests[i]; r.Together != "" {
			groups[r.Together] = append(groups[r.Together], r.ID)
		}
	}
	for _, x := range v.p.Pinned {
		add(x.Request)
	}
	for k := 0; k < len(queue); k++ {
		r := &v.p.Requests[queue[k]]
		for _, a := range r.After {
			add(a.Request)
		}
		for _, id := range groups[r.Together] {
			add(id)
		}
		delete(groups, r.Together)
	}
	return must
}

func (b *boundProof) priceRequests() (total int64, err error) {
	for _, x := range b.prices.Requests {
		k, known := b.requests[x.ID]
		if !known || x.Price < 0 && !b.must[k] {
			return 0, fmt.Errorf("the price of %s is negative, or it is no request", x.ID)
		}
		if err := b.charge(k, x.Price); err != nil {
			return 0, err
		}
		if total += x.Price; !countable(total, 1) {
			return 0, errPrices
		}
	}
	return total, nil
}

// charge adds to what any start of a request pays.
func (b *boundProof) charge(request int, price int64) error {
	if !countable(price, 1) {
		return errPrices
	}
	if b.request[request] += price; !countable(b.request[request], 1) {
		return errPrices
	}
	return nil
}

func (b *boundProof) priceTargets(cost int64) (due int64, err error) {
	heaviest := 100 * b.p.Slots
	for _, sums := range b.weights {
		if sums != nil {
			heaviest = max(heaviest, sums[b.p.Slots])
		}
	}
	for _, x := range b.prices.Targets {
		if x.Price < 0 || x.Price > cost {
			return 0, fmt.Errorf("the price of the target of %s is not from 0 to %d", x.Partner, cost)
		}
		key := verifiedAccount{x.Partner, x.Pool}
		if b.target[key] != 0 {
			return 0, fmt.Errorf("the target of %s has two prices", x.Partner)
		}
		if !countable(x.Price, heaviest) {
			return 0, errPrices
		}
		b.target[key] = x.Price
	}
	for i := range b.p.Partners {
		for _, t := range b.p.Partners[i].Targets {
			price := b.target[verifiedAccount{b.p.Partners[i].ID, t.Pool}]
			level := (t.Slots*b.worst + 9_999) / 10_000 // the least count with that ratio, in hundredths
			if !countable(price, level) {
				return 0, errPrices
			}
			if due += price * level; !countable(due, 1) {
				return 0, errPrices
			}
		}
	}
	return due, nil
}

// asked is the most that all requests together could hold of each resource.
func (v *roundVerifier) asked() []int64 {
	asked := make([]int64, len(v.p.Resources))
	for i := range v.p.Requests {
		most := map[int]int64{}
		for m := range v.p.Requests[i].Modes {
			units := map[int]int64{}
			for _, claim := range v.p.Requests[i].Modes[m].Claims {
				k := v.resources[claim.Resource]
				units[k] += claim.Units
				most[k] = max(most[k], units[k])
			}
		}
		for k, units := range most {
			asked[k] += units
		}
	}
	return asked
}

// priceOrder prices the links at the slots at which they are watched: by each, the
// later has begun only if the earlier has ended in time.
func (b *boundProof) priceOrder() (int64, error) {
	shortest := map[int]int64{}
	// add gives all starts up to last an earning.
	add := func(request int, last, price int64) error {
		if b.timing[request] == nil {
			b.timing[request] = make([]int64, b.p.Slots+1)
		}
		if last = min(last, b.p.Slots-1); last < 0 {
			return nil
		}
		row := b.timing[request]
		row[0] += price
		row[last+1] -= price
		if !countable(row[0], 1) || !countable(row[last+1], 1) {
			return errPrices
		}
		return nil
	}
	for _, x := range b.prices.Order {
		later, known := b.requests[x.Later]
		earlier, there := b.requests[x.Earlier]
		linked := known && there && slices.ContainsFunc(b.p.Requests[later].After, func(a RoundAfter) bool {
			return a.Request == x.Earlier && b.gap(a.GapMin) == x.GapMin
		})
		if !linked || x.Price < 0 {
			return 0, fmt.Errorf("the price of %s after %s is not as it should be", x.Later, x.Earlier)
		}
		if !countable(x.Price, 1) {
			return 0, errPrices
		}
		if _, known := shortest[earlier]; !known {
			shortest[earlier] = b.shortest(earlier)
		}
		begun, ended := x.Slot, x.Slot-shortest[earlier]-x.GapMin
		if x.Slot < 0 {
			begun, ended = b.p.Slots, b.p.Slots // the end of all time
		}
		if err := errors.Join(add(later, begun, -x.Price), add(earlier, ended, x.Price)); err != nil {
			return 0, err
		}
	}
	for _, row := range b.timing {
		sum := int64(0)
		for t := range row {
			sum += row[t]
			if row[t] = sum; !countable(sum, 1) {
				return 0, errPrices
			}
		}
	}
	return 0, nil
}

// gap is a gap as certificates name it: those beyond all that can be in the period
// are the same.
func (v *roundVerifier) gap(g int64) int64 { return max(-v.p.Slots-1, min(g, v.p.Slots)) }

// shortest is the least duration of a request's modes that have a start at all; the
// whole period when none has.
func (v *roundVerifier) shortest(request int) int64 {
	r := &v.p.Requests[request]
	shortest := v.p.Slots
	for m := range r.Modes {
		if r.Modes[m].Duration < shortest && len(v.starts(r, m)) > 0 {
			shortest = r.Modes[m].Duration
		}
	}
	return shortest
}

func (b *boundProof) priceTogether() (int64, error) {
	before := map[string]string{}
	members := map[string][]string{}
	for i := range b.p.Requests {
		if r := &b.p.Requests[i]; r.Together != "" {
			members[r.Together] = append(members[r.Together], r.ID)
		}
	}
	for _, ids := range members {
		slices.Sort(ids)
		for k := 1; k < len(ids); k++ {
			before[ids[k]] = ids[k-1]
		}
	}
	for _, x := range b.prices.Together {
		other, known := before[x.ID]
		if !known {
			return 0, fmt.Errorf("%s has nobody before it in its group", x.ID)
		}
		if err := errors.Join(b.charge(b.requests[x.ID], x.Price), b.charge(b.requests[other], -x.Price)); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// priceLimits goes by names; of limits of one name, each price is that of the next.
func (b *boundProof) priceLimits() (total int64, err error) {
	named := map[string][]*RoundLimit{}
	for i := range b.p.Limits {
		l := &b.p.Limits[i]
		named[l.Name] = append(named[l.Name], l)
	}
	for _, x := range b.prices.Limits {
		if len(named[x.ID]) == 0 || x.Price < 0 {
			return 0, fmt.Errorf("the price of the limit %s is not as it should be", x.ID)
		}
		l := named[x.ID][0]
		named[x.ID] = named[x.ID][1:]
		most := min(l.Max, int64(len(l.Requests))*b.p.Slots)
		if !countable(x.Price, max(1, most)) {
			return 0, errPrices
		}
		if total += x.Price * most; !countable(total, 1) {
			return 0, errPrices
		}
		for _, id := range l.Requests {
			r := b.requests[id]
			b.slotwise[r] = min(b.slotwise[r]+x.Price, priceMost/b.p.Slots)
		}
	}
	return total, nil
}
