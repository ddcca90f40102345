package scheduler

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

// shapes are rounds of many sizes, of all kinds, with and without the rarer rules.
func shapes() []sampleShape {
	var out []sampleShape
	for _, size := range [][3]int{{1, 5, 1}, {1, 30, 1}, {3, 20, 1}, {5, 40, 1}, {8, 60, 2}, {12, 90, 1}, {4, 1, 1}} {
		for _, kind := range []RoundKind{Satisfaction, FairFirst} {
			for _, rules := range []bool{false, true} {
				out = append(out, sampleShape{size[0], size[1], size[2], kind, rules})
			}
		}
	}
	return out
}

func TestEveryPlanIsRight(t *testing.T) {
	for _, shape := range shapes() {
		for seed := range campaign(2, 20) {
			p := sampleRound(seed, shape)
			for _, steps := range []int64{1, 3_000} {
				plan, err := Solve(p, SolveOptions{Seed: seed, Steps: steps})
				if err != nil {
					t.Fatalf("%+v seed %d: %v", shape, seed, err)
				}
				if err := VerifyRound(p, plan); err != nil {
					t.Errorf("%+v seed %d after %d steps: %v", shape, seed, steps, err)
				}
			}
		}
	}
}

// steadyRounds are rounds that are solved by walking, branching and lifting, and
// the steps that each takes to get to all of it.
var steadyRounds = map[string]struct {
	shape sampleShape
	steps int64
}{
	"branched":     {sampleShape{3, 14, 1, Satisfaction, true}, 90_000},
	"walked":       {sampleShape{12, 90, 2, Satisfaction, true}, 25_000},
	"fair":         {sampleShape{5, 30, 1, FairFirst, false}, 25_000},
	"fair, ruled":  {sampleShape{5, 30, 1, FairFirst, true}, 25_000},
	"ends soonest": {sampleShape{3, 6, 1, Makespan, false}, 20_000},
}

func TestSolveGivesTheSamePlanOnAnyNumberOfProcessors(t *testing.T) {
	for name, x := range steadyRounds {
		p := sampleRound(3, x.shape)
		first, firstErr := Solve(p, SolveOptions{Seed: 5, Steps: x.steps})
		for _, processors := range []int{1, 2, 4} {
			before := runtime.GOMAXPROCS(processors)
			plan, err := Solve(p, SolveOptions{Seed: 5, Steps: x.steps})
			runtime.GOMAXPROCS(before)
			if !errors.Is(err, firstErr) || !reflect.DeepEqual(plan, first) {
				t.Errorf("%s: with %d processors the plan differs (%v, %v)", name, processors, err, firstErr)
			}
		}
		if name == "branched" && (first == nil || first.Proof == nil) {
			t.Error("no round was branched")
		}
	}
}

func TestSolveDoesNotDependOnTheOrderOfTheInput(t *testing.T) {
	for name, x := range steadyRounds {
		p := sampleRound(4, x.shape)
		turned := *p
		turned.Requests = slices.Clone(p.Requests)
		turned.Resources = slices.Clone(p.Resources)
		turned.Partners = slices.Clone(p.Partners)
		turned.Limits = slices.Clone(p.Limits)
		turned.Previous = slices.Clone(p.Previous)
		slices.Reverse(turned.Requests)
		slices.Reverse(turned.Resources)
		slices.Reverse(turned.Partners)
		slices.Reverse(turned.Limits)
		slices.Reverse(turned.Previous)
		for i := range turned.Limits {
			turned.Limits[i].Requests = slices.Clone(turned.Limits[i].Requests)
			slices.Reverse(turned.Limits[i].Requests)
		}
		one, err := Solve(p, SolveOptions{Seed: 1, Steps: x.steps})
		other, otherErr := Solve(&turned, SolveOptions{Seed: 1, Steps: x.steps})
		if !errors.Is(otherErr, err) || !reflect.DeepEqual(one, other) {
			t.Errorf("%s: the plan changes with the order of the input (%v, %v)", name, err, otherErr)
		}
	}
}

func TestAStoppedRunReplaysByItsSteps(t *testing.T) {
	for _, kind := range []RoundKind{Satisfaction, FairFirst} {
		p := sampleRound(5, sampleShape{5, 40, 1, kind, false})
		asked := 0
		stopped, err := Solve(p, SolveOptions{Seed: 9, Stop: func() bool { asked++; return asked > 5 }})
		if err != nil {
			t.Fatal(err)
		}
		replayed, err := Solve(p, SolveOptions{Seed: 9, Steps: stopped.Steps})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(stopped, replayed) {
			t.Errorf("%s: the replay of %d steps differs", kind, stopped.Steps)
		}
	}
}

func TestSolveReportsPinnedThatCannotStand(t *testing.T) {
	p := sampleRound(1, sampleShape{3, 20, 1, Satisfaction, false})
	for i := range 2 {
		r := &p.Requests[i]
		r.Modes, r.After = p.Requests[0].Modes, nil
		r.Windows = []RoundWindow{{0, 600, 1}}
		p.Pinned = append(p.Pinned, RoundPlacement{r.ID, 0, 100})
	}
	if _, err := Solve(p, SolveOptions{Seed: 1, Steps: 10_000}); !errors.Is(err, ErrNoPlan) {
		t.Errorf("two pinned to one place give %v", err)
	}
}

func TestAMoreFinishedRunIsNotWorse(t *testing.T) {
	p := sampleRound(6, sampleShape{8, 60, 1, Satisfaction, false})
	last, bound := int64(-1<<62), int64(1<<62)
	for _, steps := range []int64{2_000, 20_000, 200_000} {
		plan, err := Solve(p, SolveOptions{Seed: 2, Steps: steps})
		if err != nil {
			t.Fatal(err)
		}
		if plan.Objective < last && steps > 20_000 || plan.Bound > bound {
			t.Errorf("%d steps give objective %d and bound %d after %d and %d", steps, plan.Objective, plan.Bound, last, bound)
		}
		last, bound = plan.Objective, plan.Bound
	}
}

func TestVerifyCatchesEveryKindOfLie(t *testing.T) {
	p := sampleRound(7, sampleShape{5, 40, 1, Satisfaction, true})
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	lies := map[string]func(x *RoundPlan){
		"a better objective":      func(x *RoundPlan) { x.Objective += 10_000 },
		"a better bound":          func(x *RoundPlan) { x.Bound -= 20_000 },
		"a placement dropped":     func(x *RoundPlan) { x.Placements = x.Placements[1:] },
		"a placement twice":       func(x *RoundPlan) { x.Placements = append(x.Placements, x.Placements[0]) },
		"a placement off":         func(x *RoundPlan) { x.Placements[0].Start = p.Slots },
		"a mode there is not":     func(x *RoundPlan) { x.Placements[0].Mode = 9 },
		"a refusal without cause": func(x *RoundPlan) { x.Refused[0].Reasons = nil },
		"a price below zero":      func(x *RoundPlan) { x.Certificate.Requests[0].Price = -5 },
		"a price for nobody": func(x *RoundPlan) {
			x.Certificate.Slots = append(x.Certificate.Slots, RoundSlotPrice{Resource: "nothing", From: 0, To: 9, Price: 1})
		},
	}
	for name, lie := range lies {
		x := *plan
		x.Placements = slices.Clone(plan.Placements)
		x.Refused = slices.Clone(plan.Refused)
		x.Certificate.Requests = slices.Clone(plan.Certificate.Requests)
		x.Certificate.Slots = slices.Clone(plan.Certificate.Slots)
		lie(&x)
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s is not noticed", name)
		}
	}
}

func TestMakespanOfAKnownProject(t *testing.T) {
	// Two machines and four jobs: the long one fills one machine, the others the
	// second, one after another.
	p := &RoundProblem{GridMinutes: 15, Slots: 40, Objective: RoundObjective{Kind: Makespan}, Partners: []RoundPartner{{ID: "all"}}}
	p.Resources = []RoundResource{{ID: "machines", Capacity: 2}}
	for i, d := range []int64{9, 3, 3, 3} {
		p.Requests = append(p.Requests, RoundRequest{ID: fmt.Sprint(i), Partner: "all", Windows: []RoundWindow{{0, 40, 0}},
			Modes: []RoundMode{{Duration: d, Claims: []RoundClaim{{Resource: "machines", Units: 1}}}}})
	}
	plan, err := Solve(p, SolveOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Objective != 90_000 || plan.Bound != 90_000 {
		t.Errorf("objective %d, bound %d", plan.Objective, plan.Bound)
	}
}
