package scheduler

import (
	"slices"
	"testing"
)

// branched is a round that takes splitting to be proven, and its proven plan.
func branched(t *testing.T) (*RoundProblem, *RoundPlan) {
	t.Helper()
	for seed := range uint64(20) {
		p := sampleRound(seed, sampleShape{3, 24, 1, Satisfaction, false})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 400_000})
		if err != nil {
			t.Fatal(err)
		}
		if plan.Proof == nil || plan.Bound != plan.Objective || len(plan.Proof.Parts) < 5 {
			continue
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Fatal(err)
		}
		return p, plan
	}
	t.Fatal("no round took splitting to be proven")
	return nil, nil
}

// pricesIn is how many prices a row of a proof has.
func pricesIn(x *RoundProof) int64 {
	n := int64(0)
	for i := 0; i < len(x.Parts[0].Prices); i += 2 {
		n += x.Parts[0].Prices[i]
	}
	return n
}

func TestVerifyCatchesAProofThatDoesNotHoldTogether(t *testing.T) {
	p, plan := branched(t)
	split := slices.IndexFunc(plan.Proof.Parts, func(x RoundPart) bool { return x.Below == 2 })
	if split < 0 {
		t.Fatal("no part was split in two")
	}
	lies := map[string]func(x *RoundProof){
		"no parts":                  func(x *RoundProof) { x.Parts = nil },
		"a part too few":            func(x *RoundProof) { x.Parts = x.Parts[:len(x.Parts)-1] },
		"a part too many":           func(x *RoundProof) { x.Parts = append(x.Parts, x.Parts[len(x.Parts)-1]) },
		"one side left out":         func(x *RoundProof) { x.Parts[split].Below = 1 },
		"more sides than there are": func(x *RoundProof) { x.Parts[split].Below = 3 },
		"less than none":            func(x *RoundProof) { x.Parts[split].Below = -1 },
		"sides that leave a hole": func(x *RoundProof) {
			x.Parts[split+1].Decision = RoundDecision{Kind: PartUntil, Request: p.Requests[0].ID, At: 3}
		},
		"a request there is not":   func(x *RoundProof) { x.Parts[split+1].Decision.Request = "nobody" },
		"prices of nothing":        func(x *RoundProof) { x.Parts[0].Prices = nil },
		"prices too few":           func(x *RoundProof) { x.Parts[0].Prices = x.Parts[0].Prices[2:] },
		"a price below zero":       func(x *RoundProof) { x.Parts[0].Prices = []int64{pricesIn(x), -7} },
		"a price beyond all worth": func(x *RoundProof) { x.Parts[0].Prices = []int64{pricesIn(x), 1 << 50} },
		"a resource there is not":  func(x *RoundProof) { x.Resources[0] = "nothing" },
		"a rule there is not":      func(x *RoundProof) { x.Watches = append(x.Watches, RoundWatch{"nobody", "nothing", 0, nil}) },
		"an account twice":         func(x *RoundProof) { x.Sets = append(x.Sets, x.Sets[0]) },
		"without a price, no gap": func(x *RoundProof) {
			for i := 1; i < len(x.Parts); i++ {
				x.Parts[i].Prices = nil
			}
			x.Parts = x.Parts[:1]
			x.Parts[0].Below = 0
		},
	}
	for name, lie := range lies {
		proof := *plan.Proof
		proof.Resources, proof.Watches = slices.Clone(proof.Resources), slices.Clone(proof.Watches)
		proof.Sets, proof.Parts = slices.Clone(proof.Sets), slices.Clone(proof.Parts)
		lie(&proof)
		x := *plan
		x.Proof = &proof
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s: is not noticed", name)
		}
	}
	better := *plan
	better.Bound -= 10_000
	better.Objective -= 10_000
	if VerifyRound(p, &better) == nil {
		t.Error("a bound below the best plan is not noticed")
	}
}
