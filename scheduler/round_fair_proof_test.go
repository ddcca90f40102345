package scheduler

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// tinyFairRound is a tiny round with more partners, so that it matters whose ratio
// comes after the worst.
func tinyFairRound(seed uint64) *RoundProblem {
	p := tinyRound(seed)
	p.Objective = RoundObjective{Kind: FairFirst}
	random := &roundRandom{seed * 57}
	n := func(lo, hi int64) int64 { return int64(random.between(int32(lo), int32(hi))) }
	for len(p.Partners) < 3 {
		p.Partners = append(p.Partners, RoundPartner{fmt.Sprintf("partner-%d", len(p.Partners)), []RoundTarget{{"all", n(1, 6)}}})
	}
	for i := range p.Requests {
		p.Requests[i].Partner = p.Partners[n(0, 2)].ID
	}
	return p
}

func TestAProofOfAFairPlanSaysWhatTryingAllPlansSays(t *testing.T) {
	proofs, proven, early := 0, 0, 0
	for seed := range campaign(150, 6_000) {
		p := tinyFairRound(seed)
		best := tinyBest(p)
		for _, steps := range []int64{9_000, 300_000} {
			plan, err := Solve(p, SolveOptions{Seed: 1, Steps: steps})
			if err != nil {
				continue // the other tests of tiny rounds say whether there is a plan
			}
			if err := VerifyRound(p, plan); err != nil {
				t.Errorf("round %d, %d steps: %v", seed, steps, err)
			}
			same := slices.Equal(plan.Fairness, best.Fairness)
			if plan.Fairest && !same {
				t.Errorf("round %d, %d steps: %v are said to be the fairest, and %v are", seed, steps, plan.Fairness, best.Fairness)
			}
			if plan.Bound < best.Objective || len(best.Fairness) > 0 && plan.FairnessBound < best.Fairness[0] {
				t.Errorf("round %d, %d steps: bounds %d and %d, and %d and %v can be had", seed, steps, plan.Bound, plan.FairnessBound, best.Objective, best.Fairness)
			}
			if plan.Proven(FairFirst) && plan.Objective != best.Objective {
				t.Errorf("round %d, %d steps: %d is proven, and %d can be had", seed, steps, plan.Objective, best.Objective)
			}
			switch {
			case !plan.Proven(FairFirst) && steps > 9_000:
				t.Errorf("round %d: %v and %d are not proven in %d steps", seed, plan.Fairness, plan.Objective, steps)
			case plan.Proven(FairFirst) && steps == 9_000:
				early++
			case plan.Proof != nil:
				proven++
				proofs += len(plan.Proof.Parts)
			}
		}
	}
	t.Logf("%d plans are proven by %d parts; %d with few steps", proven, proofs, early)
	if proven < 40 || early < 40 {
		t.Errorf("%d plans are proven by branching, %d with few steps", proven, early)
	}
}

// A proof holds beside the plan that it is of. Beside any other one of the same round it
// must not say that this is the best.
func TestAProofOfAFairPlanProvesNoOtherPlan(t *testing.T) {
	tried := 0
	for seed := range campaign(60, 2_000) {
		p := tinyFairRound(seed)
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 100_000})
		if err != nil || plan.Proof == nil {
			continue
		}
		for _, other := range tinyPlans(p, 30) {
			if slices.Equal(other.Fairness, plan.Fairness) && other.Objective == plan.Objective {
				continue
			}
			lie := *plan
			lie.Placements, lie.Refused, lie.Fairness = other.Placements, other.Refused, other.Fairness
			lie.Objective, lie.Bound, lie.Fairest = other.Objective, other.Objective, true
			if len(lie.Fairness) > 0 {
				lie.FairnessBound = lie.Fairness[0]
			}
			tried++
			if VerifyRound(p, &lie) == nil {
				t.Errorf("round %d: %v and %d are said to be the best, and %v and %d are better", seed, lie.Fairness, lie.Objective, plan.Fairness, plan.Objective)
			}
		}
	}
	if tried < 200 {
		t.Errorf("%d lies were told", tried)
	}
}

// tinyPlans lists some plans of a tiny round, those that come first when each request is
// placed as early as it can be, or not at all.
func tinyPlans(p *RoundProblem, most int) []*RoundPlan {
	var out []*RoundPlan
	plan := &RoundPlan{}
	var try func(i int)
	try = func(i int) {
		if len(out) == most {
			return
		}
		if i == len(p.Requests) {
			if found, ok := tinyWeigh(p, plan); ok {
				out = append(out, found)
			}
			return
		}
		r := &p.Requests[i]
		plan.Refused = append(plan.Refused, RoundRefusal{r.ID, []RoundReason{{Code: "tried"}}})
		try(i + 1)
		plan.Refused = plan.Refused[:len(plan.Refused)-1]
		for m := range r.Modes {
			for start := int64(0); start+r.Modes[m].Duration <= p.Slots; start += 2 {
				plan.Placements = append(plan.Placements, RoundPlacement{r.ID, m, start})
				if tinyHolds(p, plan.Placements) {
					try(i + 1)
				}
				plan.Placements = plan.Placements[:len(plan.Placements)-1]
			}
		}
	}
	try(0)
	return out
}

// provenFairRound is a round whose plan takes splitting by accounts and by requests to
// be proven, and that plan.
func provenFairRound(t *testing.T) (*RoundProblem, *RoundPlan) {
	t.Helper()
	kind := func(plan *RoundPlan, kind string) bool {
		return slices.ContainsFunc(plan.Proof.Parts, func(x RoundPart) bool { return x.Decision.Kind == kind && x.Below > 0 })
	}
	for seed := range uint64(60) {
		p := sampleRound(seed, sampleShape{2, 8, 1, FairFirst, false})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 200_000})
		if err != nil {
			t.Fatal(err)
		}
		if plan.Proof == nil || !plan.Proven(FairFirst) || !kind(plan, PartReach) || !kind(plan, PartShort) {
			continue
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Fatal(err)
		}
		return p, plan
	}
	t.Fatal("no plan took splitting to be proven")
	return nil, nil
}

func TestVerifyCatchesAFairProofThatDoesNotHoldTogether(t *testing.T) {
	p, plan := provenFairRound(t)
	split := slices.IndexFunc(plan.Proof.Parts, func(x RoundPart) bool { return x.Decision.Kind == PartShort })
	lies := map[string]func(x *RoundProof){
		"no parts":                 func(x *RoundProof) { x.Parts = nil },
		"a part too few":           func(x *RoundProof) { x.Parts = x.Parts[:len(x.Parts)-1] },
		"a part too many":          func(x *RoundProof) { x.Parts = append(x.Parts, x.Parts[len(x.Parts)-1]) },
		"nothing but all plans":    func(x *RoundProof) { x.Parts = x.Parts[:1]; x.Parts[0].Below = 0 },
		"accounts that are there":  func(x *RoundProof) { x.Parts[split].Decision.Account.Partner = "nobody" },
		"a hole between two sides": func(x *RoundProof) { x.Parts[split].Decision.At -= 100 },
		"two sides that are one":   func(x *RoundProof) { x.Parts[split].Decision.Kind = PartReach },
		"worth where one may be fairer": func(x *RoundProof) {
			x.Parts[0].Values = true
		},
		"a cost below zero":       func(x *RoundProof) { x.Cost = -1 },
		"a cost beyond all worth": func(x *RoundProof) { x.Cost = 1 << 60 },
		"shortfall for nothing":   func(x *RoundProof) { x.Cost = 0 },
		"prices of nothing":       func(x *RoundProof) { x.Parts[0].Prices = nil },
		"prices of another part": func(x *RoundProof) {
			for i := 1; i < len(x.Parts); i++ {
				x.Parts[i].Prices = nil
			}
		},
	}
	for name, lie := range lies {
		proof := *plan.Proof
		proof.Parts = slices.Clone(proof.Parts)
		lie(&proof)
		x := *plan
		x.Proof = &proof
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s: is not noticed", name)
		}
	}
	for name, lie := range map[string]func(x *RoundPlan){
		"without a proof":         func(x *RoundPlan) { x.Proof = nil },
		"a bound below the value": func(x *RoundPlan) { x.Bound -= 10_000; x.Objective -= 10_000 },
		"ratios that are higher":  func(x *RoundPlan) { x.Fairness = append([]int64{x.Fairness[0] + 1}, x.Fairness[1:]...) },
	} {
		x := *plan
		lie(&x)
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s: is not noticed", name)
		}
	}
}

// What a proof says no more holds when placements were traded: the certificates alone
// still say something.
func TestRecertifySaysWhatTheCertificatesProve(t *testing.T) {
	p, plan := provenFairRound(t)
	first, mode := plan.Placements[0].Request, plan.Placements[0].Mode
	plan.Placements = plan.Placements[1:]
	plan.Refused = append(plan.Refused, RoundRefusal{first, []RoundReason{{Code: "traded"}}})
	changed, ok := tinyWeigh(p, plan)
	if !ok {
		t.Fatal("a plan without one of its placements breaks a rule")
	}
	plan.Objective, plan.Fairness = changed.Objective, changed.Fairness
	for i := range plan.Partners {
		for k := range plan.Partners[i].Pools {
			pool := &plan.Partners[i].Pools[k]
			if r := p.Requests[slices.IndexFunc(p.Requests, func(r RoundRequest) bool { return r.ID == first })]; r.Partner == plan.Partners[i].ID {
				pool.PlacedHundredths -= 100 * r.Modes[mode].Duration
			}
		}
	}
	if VerifyRound(p, plan) == nil {
		t.Error("a plan without one of its placements is still proven")
	}
	if err := Recertify(p, plan); err != nil {
		t.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil || plan.Proven(FairFirst) {
		t.Errorf("%v; proven: %v", err, plan.Proven(FairFirst))
	}
	plan.Placements = append(plan.Placements, RoundPlacement{"nobody", 0, 0})
	if Recertify(p, plan) == nil {
		t.Error("a plan that breaks rules has bounds")
	}
}

func TestSmallFairRoundsAreProvenAndReplay(t *testing.T) {
	proven, all := 0, 0
	for seed := range campaign(12, 200) {
		p := sampleRound(seed, sampleShape{1 + int(seed%3), 4 + int(seed%9), 1, FairFirst, seed%4 == 0})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 150_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
		if all++; plan.Proven(FairFirst) {
			proven++
		}
		asked := 0 // a stop in the middle of what is left
		stopped, err := Solve(p, SolveOptions{Seed: 1, Stop: func() bool { asked++; return asked > 1+int(seed)*7 }})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Solve(p, SolveOptions{Seed: 1, Steps: stopped.Steps}); err != nil || stopped.Steps > 0 && !reflect.DeepEqual(stopped, again) {
			t.Errorf("round %d: %d steps give another plan (%v)", seed, stopped.Steps, err)
		}
	}
	t.Logf("%d of %d small rounds are proven", proven, all)
	if proven*4 < all*3 {
		t.Errorf("%d of %d small rounds are proven", proven, all)
	}
}
