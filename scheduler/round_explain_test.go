package scheduler

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
)

// campaign is a number of random rounds: few as a rule, all when they are asked for.
func campaign(few, all uint64) uint64 {
	if os.Getenv("MARKE_CAMPAIGN") == "full" {
		return all
	}
	return few
}

func TestEveryReasonForARefusalIsTrue(t *testing.T) {
	seen := map[string]int{}
	for seed := range campaign(60, 400) {
		p := tinyRound(seed)
		if plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 300}); err == nil {
			checkRefusals(t, fmt.Sprintf("tiny round %d", seed), p, plan, seen)
		}
	}
	for seed := range campaign(12, 200) {
		p := sampleRound(seed, sampleShape{instruments: 3 + int(seed%4), requests: 24 + int(seed%5)*8, weeks: 1, kind: []RoundKind{Satisfaction, FairFirst}[seed%2], rules: seed%3 > 0})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 3_000})
		if err != nil {
			t.Fatalf("sample round %d: %v", seed, err)
		}
		checkRefusals(t, fmt.Sprintf("sample round %d", seed), p, plan, seen)
	}
	t.Log(seen)
	for _, code := range ReasonCodes {
		if seen[string(code)] == 0 && code != ReasonPinned && code != ReasonNotWorth {
			t.Errorf("no refusal was for %s: %v", code, seen)
		}
	}
}

func TestExplainSaysOfAPlanWhatSolveSaid(t *testing.T) {
	for seed := range uint64(6) {
		p := sampleRound(seed, sampleShape{instruments: 4, requests: 40, weeks: 1, kind: Satisfaction, rules: true})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 3_000})
		if err != nil {
			t.Fatal(err)
		}
		refused, err := Explain(p, plan.Placements)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(refused, plan.Refused) {
			t.Errorf("round %d: Explain differs from Solve", seed)
		}
		moved := slices.Clone(plan.Placements)
		moved[0].Start = p.Slots
		if _, err := Explain(p, moved); err == nil {
			t.Errorf("round %d: a plan that breaks a rule is explained", seed)
		}
	}
}
