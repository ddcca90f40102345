package scheduler

import (
	"slices"
	"testing"
)

// What lifts the worst-served partner may cost another more slots than it gives.
func TestAFairRoundLiftsTheWorstThoughAnotherLosesMoreSlots(t *testing.T) {
	request := func(id, partner, resource string, duration, value int64) RoundRequest {
		return RoundRequest{
			ID: id, Partner: partner, Windows: []RoundWindow{{0, 6, value}},
			Modes: []RoundMode{{Duration: duration, Claims: []RoundClaim{{Resource: resource, Units: 1}}}},
		}
	}
	p := &RoundProblem{
		GridMinutes: 60, Slots: 6, Objective: RoundObjective{Kind: FairFirst},
		Resources: []RoundResource{{ID: "lathe", Capacity: 1}, {ID: "press", Capacity: 1, Closed: []RoundSpan{{3, 6}}}},
		Partners:  []RoundPartner{{"large", []RoundTarget{{"all", 6}}}, {"little", []RoundTarget{{"all", 1}}}},
		Requests:  []RoundRequest{request("own", "large", "lathe", 3, 3), request("more", "large", "press", 3, 9), request("due", "little", "press", 1, 1)},
	}
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil {
		t.Error(err)
	}
	if want := []int64{500_000, 1_000_000}; !slices.Equal(plan.Fairness, want) {
		t.Errorf("fairness %v, where %v can be had", plan.Fairness, want)
	}
}
