package scheduler

import (
	"errors"
	"slices"
	"testing"
)

// tellingRounds are tiny rounds on which the search, a proof or the verifier failed
// once.
var tellingRounds = []uint64{745, 1129, 1635, 4214, 4389, 4408, 4633, 5406, 5971, 6390, 6463, 6632, 7554, 8543, 8648, 9010, 9819, 9990}

func TestSolveFindsWhatTryingAllPlansFinds(t *testing.T) {
	seeds := slices.Clone(tellingRounds)
	for seed := range campaign(100, 10_000) {
		seeds = append(seeds, seed)
	}
	for _, seed := range seeds {
		p := tinyRound(seed)
		plan, best := solvedAsAllPlansSay(t, seed, p)
		if plan != nil && p.Objective.Kind == Satisfaction && plan.Bound != best.Objective {
			t.Errorf("round %d: the best is %d, and the bound stays at %d", seed, best.Objective, plan.Bound)
		}
	}
}

// solvedAsAllPlansSay solves a tiny round and checks plan and bound against the best of
// all plans; both are nil when there is none, or Solve fails.
func solvedAsAllPlansSay(t *testing.T, seed uint64, p *RoundProblem) (plan, best *RoundPlan) {
	t.Helper()
	if faults := CheckRound(p); len(faults) > 0 {
		t.Fatalf("round %d is not well formed: %v", seed, faults)
	}
	best = tinyBest(p)
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 300_000})
	if err == nil && p.Objective.Kind == Satisfaction && plan.Bound > plan.Objective { // a few need a million steps to prove it
		plan, err = Solve(p, SolveOptions{Seed: 1, Steps: 2_000_000})
	}
	if best == nil {
		if !errors.Is(err, ErrNoPlan) {
			t.Errorf("round %d: there is no plan; Solve gives %v", seed, err)
		}
		return nil, nil
	}
	if err != nil {
		t.Errorf("round %d (%s): %v", seed, p.Objective.Kind, err)
		return nil, nil
	}
	if err := VerifyRound(p, plan); err != nil {
		t.Errorf("round %d (%s): %v", seed, p.Objective.Kind, err)
	}
	disturbed := p.Objective.Kind == Makespan && len(p.Previous) > 0 // sooner counts, not less moved
	if plan.Objective != best.Objective && !disturbed || p.Objective.Kind == FairFirst && !slices.Equal(plan.Fairness, best.Fairness) {
		t.Errorf("round %d (%s): objective %d fairness %v; the best are %d and %v", seed, p.Objective.Kind, plan.Objective, plan.Fairness, best.Objective, best.Fairness)
	}
	if p.Objective.Kind == Makespan && plan.Bound > best.Objective || p.Objective.Kind != Makespan && plan.Bound < best.Objective {
		t.Errorf("round %d (%s): bound %d is passed by %d", seed, p.Objective.Kind, plan.Bound, best.Objective)
	}
	return plan, best
}
