package scheduler

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

// tinyProject is a project of few requests, small enough to try all schedules.
func tinyProject(seed uint64) *RoundProblem {
	random := &roundRandom{seed}
	n := func(lo, hi int) int64 { return int64(random.between(int32(lo), int32(hi))) }
	p := &RoundProblem{GridMinutes: 15, Slots: 9, Objective: RoundObjective{Kind: Makespan}, Partners: []RoundPartner{{ID: "all"}}}
	for k := range n(1, 2) {
		p.Resources = append(p.Resources, RoundResource{ID: fmt.Sprint("res-", k), Capacity: n(1, 3)})
	}
	for i := range int(n(2, 4)) {
		m := RoundMode{Duration: n(1, 3)}
		for k := range p.Resources {
			if n(0, 3) > 0 {
				m.Claims = append(m.Claims, RoundClaim{Resource: p.Resources[k].ID, Units: n(1, int(p.Resources[k].Capacity)), Before: max(0, n(-4, 1)), After: max(0, n(-4, 1))})
			}
		}
		r := RoundRequest{ID: fmt.Sprint("job-", i), Partner: "all", Modes: []RoundMode{m}, Windows: []RoundWindow{{0, p.Slots, 0}}}
		if i > 0 && n(0, 2) == 0 {
			r.After = []RoundAfter{{fmt.Sprint("job-", n(0, i-1)), max(0, n(-2, 2)), p.Slots}}
		}
		p.Requests = append(p.Requests, r)
	}
	return p
}

func TestTinyProjectsAreProvenToEndSoonest(t *testing.T) {
	proven := 0
	for seed := range uint64(200) {
		p := tinyProject(seed)
		best := tinyBest(p)
		plan, err := Solve(p, SolveOptions{Seed: seed})
		if best == nil {
			if err == nil {
				t.Errorf("project %d has no plan; Solve gives one", seed)
			}
			continue
		}
		if err != nil {
			t.Errorf("project %d: %v", seed, err)
			continue
		}
		if plan.Objective != best.Objective || plan.Bound != best.Objective {
			t.Errorf("project %d: objective %d, bound %d; the best is %d", seed, plan.Objective, plan.Bound, best.Objective)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("project %d: %v", seed, err)
		}
		if len(plan.Certificate.Nogoods) > 0 {
			proven++
		}
	}
	if proven < 10 {
		t.Errorf("only %d of the projects needed a nogood", proven)
	}
}

// hardProject is one of the library whose proof takes some hundred nogoods.
func hardProject(t *testing.T) *RoundProblem {
	return readProject(t, "testdata/psplib/j30/j3041_3.sm")
}

func TestAProjectHasTheSamePlanOnAnyNumberOfProcessors(t *testing.T) {
	p := hardProject(t)
	turned := *p
	turned.Requests, turned.Resources = slices.Clone(p.Requests), slices.Clone(p.Resources)
	slices.Reverse(turned.Requests)
	slices.Reverse(turned.Resources)
	var first *RoundPlan
	for i, processors := range []int{1, 2, 4, 2} {
		before := runtime.GOMAXPROCS(processors)
		input := p
		if i == 3 {
			input = &turned
		}
		plan, err := Solve(input, SolveOptions{Seed: 5, Steps: 45_000})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = plan
		}
		if !reflect.DeepEqual(plan, first) {
			t.Errorf("with %d processors, or turned round, the plan differs", processors)
		}
	}
}

func TestVerifyCatchesAProofThatDoesNotHold(t *testing.T) {
	p := hardProject(t)
	plan, err := Solve(p, SolveOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Objective != plan.Bound || len(plan.Certificate.Nogoods) < 50 {
		t.Fatalf("objective %d, bound %d by %d nogoods", plan.Objective, plan.Bound, len(plan.Certificate.Nogoods))
	}
	last := len(plan.Certificate.Nogoods) - 1
	lies := map[string]func(x *RoundPlan){
		"no proof":        func(x *RoundPlan) { x.Certificate.Nogoods = nil },
		"half of a proof": func(x *RoundPlan) { x.Certificate.Nogoods = x.Certificate.Nogoods[last/2:] },
		"only the end of it": func(x *RoundPlan) {
			x.Certificate.Nogoods = x.Certificate.Nogoods[last:]
			x.Certificate.Nogoods[0].From = nil
		},
		"a bound too high": func(x *RoundPlan) { x.Bound += 10_000; x.Objective += 10_000 },
		"a nogood for all": func(x *RoundPlan) {
			x.Certificate.Nogoods = []RoundNogood{{EndsBy: p.Slots}}
		},
		"a nogood that is not one": func(x *RoundPlan) { x.Certificate.Nogoods[0].Starts = []RoundStarts{{"job-2", 0, p.Slots}} },
		"an end too late":          func(x *RoundPlan) { x.Certificate.Nogoods[last].EndsBy++ },
		"a circle":                 func(x *RoundPlan) { x.Certificate.Nogoods[0].From = []int{last} },
		"nobody's start":           func(x *RoundPlan) { x.Certificate.Nogoods[0].Starts[0].Request = "nobody" },
		"work on nothing":          func(x *RoundPlan) { x.Certificate.Work = &RoundWork{"nothing", 0, 0} },
	}
	for name, lie := range lies {
		x := *plan
		x.Certificate.Nogoods = slices.Clone(plan.Certificate.Nogoods)
		for i := range x.Certificate.Nogoods {
			x.Certificate.Nogoods[i].Starts = slices.Clone(x.Certificate.Nogoods[i].Starts)
		}
		lie(&x)
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s is not noticed", name)
		}
	}
}

func TestAProjectOfOneResourceIsBoundByItsWork(t *testing.T) {
	// Nine jobs of three slots, two units each of five: two at a time.
	p := &RoundProblem{GridMinutes: 15, Slots: 60, Objective: RoundObjective{Kind: Makespan}, Partners: []RoundPartner{{ID: "all"}},
		Resources: []RoundResource{{ID: "machines", Capacity: 5}}}
	for i := range 9 {
		p.Requests = append(p.Requests, RoundRequest{ID: fmt.Sprint(i), Partner: "all", Windows: []RoundWindow{{0, 60, 0}},
			Modes: []RoundMode{{Duration: 3, Claims: []RoundClaim{{Resource: "machines", Units: 2}}}}})
	}
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Objective != 15*roundUnit || plan.Bound < 11*roundUnit {
		t.Errorf("objective %d, bound %d", plan.Objective, plan.Bound)
	}
	if plan.Certificate.Work == nil || plan.Certificate.Work.Resource != "machines" {
		t.Errorf("work %+v", plan.Certificate.Work)
	}
	if err := VerifyRound(p, plan); err != nil {
		t.Error(err)
	}
}
