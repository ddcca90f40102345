package scheduler

import (
	"errors"
	"fmt"
	"testing"
)

// changing is a round of one bench of two places, on which gold has to wait three slots for clean and what has no class waits for nothing.
func changing(pins ...RoundPlacement) *RoundProblem {
	use := func(id, class string) RoundRequest {
		return RoundRequest{ID: id, Partner: "team", Windows: []RoundWindow{{0, 8, 5}},
			Modes: []RoundMode{{Duration: 2, Class: class, Claims: []RoundClaim{{Resource: "bench", Units: 1}}}}}
	}
	return &RoundProblem{GridMinutes: 60, Slots: 8, Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "team"}}, Pinned: pins,
		Resources: []RoundResource{{ID: "bench", Capacity: 2, Changeover: &RoundChangeover{[]string{"clean", "gold"}, [][]int64{{0, 3}, {3, 0}}}}},
		Requests:  []RoundRequest{use("clean", "clean"), use("gold", "gold"), use("plain", "")}}
}

func TestWhatIsPinnedMayNeedAUseBetween(t *testing.T) {
	clean, gold := RoundPlacement{"clean", 0, 2}, RoundPlacement{"gold", 0, 4}
	for name, c := range map[string]struct {
		problem *RoundProblem
		place   bool
	}{
		"that is to be placed still":        {changing(clean, gold), true},
		"that is pinned, and comes last":    {changing(clean, gold, RoundPlacement{"plain", 0, 3}), true},
		"that is pinned elsewhere":          {changing(clean, gold, RoundPlacement{"plain", 0, 5}), false},
		"of which there is none":            {func() *RoundProblem { p := changing(clean, gold); p.Requests = p.Requests[:2]; return p }(), false},
		"that may not be there in its time": {func() *RoundProblem { p := changing(clean, gold); p.Requests[2].Windows[0].From = 5; return p }(), false},
	} {
		for _, kind := range []RoundKind{Satisfaction, FairFirst, Makespan} {
			c.problem.Objective.Kind = kind
			plan, err := Solve(c.problem, SolveOptions{Seed: 1, Steps: 5_000})
			if c.place && (err != nil || VerifyRound(c.problem, plan) != nil || len(plan.Placements) != 3) || !c.place && !errors.Is(err, ErrNoPlan) {
				t.Errorf("%s, %s: %v", name, kind, err)
			}
		}
	}
}

// TestWhatStoodInAPlanCanBePinned pins parts of plans: what was left free stands as it did, at least.
func TestWhatStoodInAPlanCanBePinned(t *testing.T) {
	pinned := 0
	for seed := range campaign(600, 20_000) {
		p := tinyRound(seed)
		p.Pinned, p.Previous = nil, nil
		oddChangeovers(p, seed)
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 3_000})
		if err != nil {
			continue
		}
		random := &roundRandom{seed}
		for _, x := range plan.Placements {
			if random.below(2) == 0 {
				p.Pinned = append(p.Pinned, x)
			}
		}
		pinned += len(p.Pinned)
		again, err := Solve(p, SolveOptions{Seed: 1, Steps: 3_000})
		if err != nil {
			t.Errorf("round %d: with %v pinned of %v: %v", seed, p.Pinned, plan.Placements, err)
			continue
		}
		if err := VerifyRound(p, again); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
		if plan.Objective != again.Objective && plan.Objective == plan.Bound && p.Objective.Kind == Satisfaction {
			t.Errorf("round %d: %s", seed, fmt.Sprintf("with %v pinned it is worth %d, not %d", p.Pinned, again.Objective, plan.Objective))
		}
	}
	if pinned == 0 {
		t.Error("nothing was pinned")
	}
}
