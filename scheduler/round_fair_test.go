package scheduler

import (
	"reflect"
	"slices"
	"testing"
)

func fairRequest(id, partner, resource string, duration, value int64) RoundRequest {
	return RoundRequest{
		ID: id, Partner: partner, Windows: []RoundWindow{{0, 6, value}},
		Modes: []RoundMode{{Duration: duration, Claims: []RoundClaim{{Resource: resource, Units: 1}}}},
	}
}

func fairnessOf(t *testing.T, p *RoundProblem) []int64 {
	t.Helper()
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil {
		t.Error(err)
	}
	return plan.Fairness
}

// What lifts the worst-served partner may cost another more slots than it gives.
func TestAFairRoundLiftsTheWorstThoughAnotherLosesMoreSlots(t *testing.T) {
	p := &RoundProblem{
		GridMinutes: 60, Slots: 6, Objective: RoundObjective{Kind: FairFirst},
		Resources: []RoundResource{{ID: "lathe", Capacity: 1}, {ID: "press", Capacity: 1, Closed: []RoundSpan{{3, 6}}}},
		Partners:  []RoundPartner{{"large", []RoundTarget{{"all", 6}}}, {"little", []RoundTarget{{"all", 1}}}},
		Requests:  []RoundRequest{fairRequest("own", "large", "lathe", 3, 3), fairRequest("more", "large", "press", 3, 9), fairRequest("due", "little", "press", 1, 1)},
	}
	if got, want := fairnessOf(t, p), []int64{500_000, 1_000_000}; !slices.Equal(got, want) {
		t.Errorf("fairness %v, where %v can be had", got, want)
	}
}

// Where somebody must get nothing, it is the one whose loss lets another rise most.
func TestAFairRoundChoosesWhoGetsNothing(t *testing.T) {
	p := &RoundProblem{
		GridMinutes: 60, Slots: 6, Objective: RoundObjective{Kind: FairFirst},
		Resources: []RoundResource{{ID: "press", Capacity: 1, Closed: []RoundSpan{{1, 6}}}},
		Partners:  []RoundPartner{{"large", []RoundTarget{{"all", 3}}}, {"little", []RoundTarget{{"all", 1}}}},
		Requests:  []RoundRequest{fairRequest("more", "large", "press", 1, 50), fairRequest("due", "little", "press", 1, 1)},
	}
	if got, want := fairnessOf(t, p), []int64{0, 1_000_000}; !slices.Equal(got, want) {
		t.Errorf("fairness %v, where %v can be had", got, want)
	}
}

// A small fair round that is looked through to its end needs no more steps than that.
func TestASmallFairRoundEndsByItself(t *testing.T) {
	ended := 0
	for seed := range campaign(24, 600) {
		p := tinyRound(seed)
		p.Objective, p.Pinned = RoundObjective{Kind: FairFirst}, nil
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 400_000})
		if err != nil {
			t.Fatal(err)
		}
		if best := tinyBest(p); !slices.Equal(plan.Fairness, best.Fairness) || plan.Objective != best.Objective {
			t.Errorf("round %d: objective %d fairness %v; the best are %d and %v", seed, plan.Objective, plan.Fairness, best.Objective, best.Fairness)
		}
		if plan.Steps == 400_000 {
			continue
		}
		ended++
		again, err := Solve(p, SolveOptions{Seed: 1, Steps: plan.Steps})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again, plan) {
			t.Errorf("round %d: %d steps give %+v, and again %+v", seed, plan.Steps, plan, again)
		}
	}
	if ended < 16 {
		t.Errorf("%d of the rounds ended by themselves", ended)
	}
}

// What is pinned, and what that needs, is worth no more than the rest to the bound
// of the worst ratio: with modes on several resources a worth of its own would be
// counted on each.
func TestTheFairnessBoundHoldsBesideWhatIsPinned(t *testing.T) {
	proven := 0
	for seed := range campaign(30, 300) {
		p := sampleRound(seed, sampleShape{3, 24, 1, FairFirst, true})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 2_000})
		if err != nil {
			t.Fatalf("round %d: %v", seed, err)
		}
		p.Pinned = plan.Placements[:2]
		if plan, err = Solve(p, SolveOptions{Seed: 1, Steps: 2_000}); err != nil {
			t.Fatalf("round %d: %v", seed, err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
		if plan.FairnessBound < 1_000_000 {
			proven++
		}
	}
	if proven == 0 {
		t.Error("no round has a bound that says anything")
	}
}

// A bound that is far too weak to say anything is a million, not a number that
// came round from above.
func TestAWeakBoundLimitsNoRatio(t *testing.T) {
	for _, x := range []struct{ bound, due, want int64 }{
		{-600, 1000, 400_000}, {0, 1000, 1_000_000}, {-2000, 1000, 0}, {2_000, 1000, 1_000_000}, {1 << 60, 97_000, 1_000_000},
	} {
		if got, ok := ratioLimit(x.bound, x.due); !ok || got != x.want {
			t.Errorf("what is due %d, bounded by %d, limits the ratio to %d, %v; want %d", x.due, x.bound, got, ok, x.want)
		}
	}
	if _, ok := ratioLimit(1<<60, 1); ok {
		t.Error("a bound beyond all numbers says something")
	}
}
