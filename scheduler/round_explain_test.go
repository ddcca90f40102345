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

// TestWhatComesBeforeMovesAlone has a request that needs what comes before it to stand
// later. What else comes after that stays, unless it is then too near.
func TestWhatComesBeforeMovesAlone(t *testing.T) {
	use := func(id string, duration, from, to int64, after ...RoundAfter) RoundRequest {
		return RoundRequest{
			ID: id, Partner: "team", After: after,
			Modes:   []RoundMode{{Duration: duration, Claims: []RoundClaim{{Resource: "bench", Units: 1}}}},
			Windows: []RoundWindow{{from, to, 10}},
		}
	}
	afterGrow := func(least, most int64) RoundAfter { return RoundAfter{Request: "grow", GapMin: least, GapMax: most} }
	p := &RoundProblem{
		GridMinutes: 60, Slots: 12,
		Objective: RoundObjective{Kind: Satisfaction},
		Resources: []RoundResource{{ID: "bench", Capacity: 9}},
		Partners:  []RoundPartner{{ID: "team"}},
		Requests: []RoundRequest{
			use("grow", 2, 0, 12),
			use("mask", 1, 0, 12),
			use("etch", 1, 0, 12, afterGrow(0, 12)),
			use("weigh", 1, 0, 12),
			use("bake", 1, 0, 12, afterGrow(6, 6)),
			use("coat", 1, 0, 12, RoundAfter{Request: "bake", GapMin: 0, GapMax: 12}),
			use("clean", 1, 0, 12),
			use("view", 1, 4, 5, afterGrow(0, 0), RoundAfter{Request: "mask", GapMin: 0, GapMax: 12}),
		},
	}
	p.Requests[2].Together, p.Requests[3].Together = "pair", "pair"
	placements := []RoundPlacement{{"grow", 0, 0}, {"mask", 0, 0}, {"etch", 0, 5}, {"weigh", 0, 6}, {"bake", 0, 8}, {"coat", 0, 10}, {"clean", 0, 1}}
	refused, err := Explain(p, placements)
	if err != nil {
		t.Fatal(err)
	}
	checkRefusals(t, "moving alone", p, &RoundPlan{Placements: placements, Refused: refused}, map[string]int{})
	why := refused[0].Reasons[0]
	if why.Code != ReasonChain || why.Price != 30*roundUnit {
		t.Errorf("the reason is %s, its price %d: %v", why.Code, why.Price, why.Displace)
	}
	if gone := []RoundPlacement{{"bake", 0, 8}, {"coat", 0, 10}, {"grow", 0, 0}}; !reflect.DeepEqual(why.Displace, gone) {
		t.Errorf("%v would go", why.Displace)
	}
	if place := []RoundPlacement{{"grow", 0, 2}, {"view", 0, 4}}; !reflect.DeepEqual(why.Place, place) {
		t.Errorf("%v would stand elsewhere", why.Place)
	}
}
