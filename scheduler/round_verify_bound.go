package scheduler

import (
	"errors"
	"fmt"
	"math/bits"
)

// bounds computes the bounds again from their certificates.
func (v *roundVerifier) bounds() error {
	if v.p.Objective.Kind == Makespan {
		return v.spans()
	}
	if v.plan.Bound < v.plan.Objective {
		return fmt.Errorf("bound %d/10000 contradicts objective %d/10000", v.plan.Bound, v.plan.Objective)
	}
	cost := v.p.Objective.ShortfallCostHundredths
	if v.p.Objective.Kind == FairFirst {
		cost = 0
	}
	proof := newBoundProof(v, &v.plan.Certificate)
	proven, _, err := proof.bound(true, cost)
	if err != nil {
		return err
	}
	if v.plan.Proof != nil {
		tree, err := newProofTree(v, v.plan.Proof)
		if err != nil {
			return err
		}
		tree.target = v.plan.Objective + v.objectiveStep(cost) - 1
		branched, err := tree.bound()
		if err != nil {
			return err
		}
		proven = min(proven, max(branched, v.plan.Objective))
	}
	// Objectives are whole numbers of the smallest step between two of them, so a
	// bound may be rounded down to the next; more is not proven.
	if proven-v.plan.Bound >= v.objectiveStep(cost) {
		return fmt.Errorf("bound %d/10000 is not proven; the certificate proves %d/10000", v.plan.Bound, proven)
	}
	if v.plan.FairnessCertificate == nil || v.plan.FairnessBound >= 1_000_000 {
		if v.p.Objective.Kind == FairFirst && v.plan.FairnessBound < 1_000_000 {
			return errors.New("the fairness bound has no certificate")
		}
		return nil
	}
	proof = newBoundProof(v, v.plan.FairnessCertificate)
	proven, due, err := proof.bound(false, 1<<40)
	if err != nil {
		return err
	}
	if due <= 0 || proven > 0 {
		return errors.New("the fairness certificate proves nothing")
	}
	hi, lo := bits.Mul64(1_000_000, uint64(max(0, due+proven)))
	limit, _ := bits.Div64(hi, lo, uint64(due))
	if int64(limit) > v.plan.FairnessBound {
		return fmt.Errorf("fairness bound %d is not proven; the certificate proves %d", v.plan.FairnessBound, limit)
	}
	return nil
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

// boundProof evaluates a relaxation from its prices.
type boundProof struct {
	*roundVerifier
	prices  *RoundCertificate
	request map[string]int64
	target  map[verifiedAccount]int64
	slot    map[string][]int64 // running sums
	timing  map[string][]int64
	limit   map[string]int64
	must    map[string]bool
	home    map[*RoundMode]string
	open    map[openKey][]int64
}

type openKey struct {
	resource string
	units    int64
}

func newBoundProof(v *roundVerifier, prices *RoundCertificate) *boundProof {
	return &boundProof{roundVerifier: v, prices: prices, request: map[string]int64{}, target: map[verifiedAccount]int64{}, slot: map[string][]int64{},
		timing: map[string][]int64{}, limit: map[string]int64{}, home: map[*RoundMode]string{}, open: map[openKey][]int64{}}
}

// bound is what the prices prove, and what the targets are due at them.
func (b *boundProof) bound(worth bool, cost int64) (total, due int64, err error) {
	b.findMusts()
	constant := int64(0)
	if worth {
		for _, x := range b.p.Previous {
			constant -= x.DropCost * 10_000
		}
	}
	for _, step := range []func() (int64, error){
		b.priceRequests, b.priceSlots, b.priceOrder, b.priceTogether, b.priceLimits,
		func() (int64, error) { due, err = b.priceTargets(cost); return -due, err },
	} {
		part, err := step()
		if err != nil {
			return 0, 0, err
		}
		constant += part
	}
	lanes := map[string][]laneMode{}
	var order []string
	total = constant
	for i := range b.p.Requests {
		r := &b.p.Requests[i]
		free := int64(0)
		for m := range r.Modes {
			lane := laneMode{r, m}
			home := b.homeOf(&r.Modes[m])
			if home == "" {
				if b.worthless(lane, worth) {
					continue
				}
				lo, hi := b.span(lane)
				for s := lo; s <= hi; s++ {
					if earn, ok := b.earn(lane, s, worth); ok {
						free = max(free, earn)
					}
				}
				continue
			}
			if lanes[home] == nil {
				order = append(order, home)
			}
			lanes[home] = append(lanes[home], lane)
		}
		total += free
	}
	for _, home := range order {
		total += b.lane(home, lanes[home], worth)
	}
	return total, due, nil
}

// findMusts finds the requests that every plan has: what is pinned and what that
// cannot stand without. Their prices may be negative.
func (b *boundProof) findMusts() {
	b.must = map[string]bool{}
	var queue []string
	add := func(id string) {
		if !b.must[id] {
			b.must[id] = true
			queue = append(queue, id)
		}
	}
	groups := map[string][]string{}
	for i := range b.p.Requests {
		if r := &b.p.Requests[i]; r.Together != "" {
			groups[r.Together] = append(groups[r.Together], r.ID)
		}
	}
	for _, x := range b.p.Pinned {
		add(x.Request)
	}
	for k := 0; k < len(queue); k++ {
		r := b.requests[queue[k]]
		for _, a := range r.After {
			add(a.Request)
		}
		for _, id := range groups[r.Together] {
			add(id)
		}
		delete(groups, r.Together)
	}
}

func (b *boundProof) priceRequests() (int64, error) {
	total := int64(0)
	for _, x := range b.prices.Requests {
		if x.Price < 0 && !b.must[x.ID] {
			return 0, fmt.Errorf("the price of %s is negative", x.ID)
		}
		b.request[x.ID] += x.Price
		total += x.Price
	}
	return total, nil
}

func (b *boundProof) priceTargets(cost int64) (int64, error) {
	due := int64(0)
	for _, x := range b.prices.Targets {
		if x.Price < 0 || x.Price > cost {
			return 0, fmt.Errorf("the price of the target of %s is not from 0 to %d", x.Partner, cost)
		}
		key := verifiedAccount{x.Partner, x.Pool}
		if b.target[key] != 0 {
			return 0, fmt.Errorf("the target of %s has two prices", x.Partner)
		}
		b.target[key] = x.Price
	}
	for i := range b.p.Partners {
		for _, t := range b.p.Partners[i].Targets {
			due += b.target[verifiedAccount{b.p.Partners[i].ID, t.Pool}] * 100 * t.Slots
		}
	}
	return due, nil
}

func (b *boundProof) priceSlots() (int64, error) {
	asked := b.asked()
	total := int64(0)
	for _, x := range b.prices.Slots {
		if x.Price < 0 || b.levels[x.Resource] == nil || x.From < 0 || x.To > b.p.Slots {
			return 0, fmt.Errorf("a price of slots of %s is not as it should be", x.Resource)
		}
		if b.slot[x.Resource] == nil {
			b.slot[x.Resource] = make([]int64, b.p.Slots+1)
		}
		for t := x.From; t < x.To; t++ {
			b.slot[x.Resource][t+1] += x.Price
			total += x.Price * min(b.levels[x.Resource][t], asked[x.Resource])
		}
	}
	for _, sums := range b.slot {
		for t := range b.p.Slots {
			sums[t+1] += sums[t]
		}
	}
	return total, nil
}

// asked is the most that all requests together could hold of each resource.
func (v *roundVerifier) asked() map[string]int64 {
	asked := map[string]int64{}
	for i := range v.p.Requests {
		most := map[string]int64{}
		for m := range v.p.Requests[i].Modes {
			units := map[string]int64{}
			for _, claim := range v.p.Requests[i].Modes[m].Claims {
				units[claim.Resource] += claim.Units
				most[claim.Resource] = max(most[claim.Resource], units[claim.Resource])
			}
		}
		for id, units := range most {
			asked[id] += units
		}
	}
	return asked
}

func (b *boundProof) priceOrder() (int64, error) {
	for _, x := range b.prices.Order {
		later, known := b.requests[x.Later]
		earlier := b.requests[x.Earlier]
		linked := false
		if known {
			for _, a := range later.After {
				linked = linked || a.Request == x.Earlier && min(a.GapMin, b.p.Slots) == x.GapMin
			}
		}
		if !linked || x.Price < 0 {
			return 0, fmt.Errorf("the price of %s after %s is not as it should be", x.Later, x.Earlier)
		}
		shortest := b.p.Slots
		for m := range earlier.Modes {
			if b.possible(laneMode{earlier, m}) {
				shortest = min(shortest, earlier.Modes[m].Duration)
			}
		}
		for s := range b.p.Slots {
			if x.Slot < 0 || s <= x.Slot {
				b.time(x.Later)[s] -= x.Price
			}
			if x.Slot < 0 || s+shortest+x.GapMin <= x.Slot {
				b.time(x.Earlier)[s] += x.Price
			}
		}
	}
	return 0, nil
}

func (b *boundProof) time(request string) []int64 {
	if b.timing[request] == nil {
		b.timing[request] = make([]int64, b.p.Slots)
	}
	return b.timing[request]
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
		sortStrings(ids)
		for k := 1; k < len(ids); k++ {
			before[ids[k]] = ids[k-1]
		}
	}
	for _, x := range b.prices.Together {
		other, known := before[x.ID]
		if !known {
			return 0, fmt.Errorf("%s has nobody before it in its group", x.ID)
		}
		b.request[x.ID] += x.Price
		b.request[other] -= x.Price
	}
	return 0, nil
}

func (b *boundProof) priceLimits() (int64, error) {
	total := int64(0)
	for _, x := range b.prices.Limits {
		found := false
		for _, l := range b.p.Limits {
			if l.Name != x.ID || found {
				continue
			}
			found = true
			total += x.Price * min(l.Max, int64(len(l.Requests))*b.p.Slots)
			for _, id := range l.Requests {
				b.limit[id] += x.Price
			}
		}
		if !found || x.Price < 0 {
			return 0, fmt.Errorf("the price of the limit %s is not as it should be", x.ID)
		}
	}
	return total, nil
}
