package scheduler

import (
	"reflect"
	"testing"
)

// What a search says is left to do is about what it does then, and hearing it changes
// no plan.
func TestASearchForeseesWhatItLeaves(t *testing.T) {
	p := sampleRound(3, sampleShape{8, 160, 2, Satisfaction, true})
	var last RoundProgress
	heard, err := Solve(p, SolveOptions{Seed: 1, Progress: func(x RoundProgress) { last = x }, Stop: func() bool { return last.Steps >= 60_000 }})
	if err != nil {
		t.Fatal(err)
	}
	c := compile(p)
	spots := c.spots(heard.Placements)
	x := newRoundExplainer(c.withRoom(), spots, triesFor(len(heard.Refused), explainingAfter(last.Work)))
	before := x.work
	for _, r := range refusedOf(spots) {
		x.reasons(r)
	}
	did := (x.work-before)/explainers*explainCost/100 + int64(len(c.res))*int64(c.slots)
	if last.Left < did/3 || last.Left > 3*did {
		t.Errorf("%d is said to be left, and %d is", last.Left, did)
	}
	if last.Work <= 0 {
		t.Errorf("%d is said to be done", last.Work)
	}
	silent, err := Solve(p, SolveOptions{Seed: 1, Steps: heard.Steps})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(heard, silent) {
		t.Error("a search that nobody hears gives another plan")
	}
}

// A search of little work explains with few tries, and truly.
func TestAShortSearchExplainsTrulyAllTheSame(t *testing.T) {
	p := sampleRound(3, sampleShape{8, 160, 2, Satisfaction, true})
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 4_000})
	if err != nil {
		t.Fatal(err)
	}
	c := compile(p)
	told := 0
	for _, all := range []int64{explainAll / 300, explainAll} {
		few := *plan
		few.Refused = c.explain(c.spots(plan.Placements), all)
		seen := map[string]int{}
		checkRefusals(t, "with little work", p, &few, seen)
		if now := seen[string(ReasonCrowded)] + seen[string(ReasonWouldFit)]; now < told {
			t.Errorf("more work tells %d reasons, less told %d", now, told)
		} else {
			told = now
		}
	}
	if told == 0 {
		t.Error("nothing is told")
	}
}
