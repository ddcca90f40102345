package scheduler

import (
	"fmt"
	"slices"
	"testing"
)

// overlappingRound is a tiny round in which what comes after another may begin before
// that ends, or has to.
func overlappingRound(seed uint64) *RoundProblem {
	p := tinyRound(seed)
	random := &roundRandom{seed * 31}
	n := func(lo, hi int64) int64 { return int64(random.between(int32(lo), int32(hi))) }
	for i := 1; i < len(p.Requests); i++ {
		r := &p.Requests[i]
		if len(r.After) == 0 && n(1, 100) <= 60 {
			r.After = append(r.After, RoundAfter{Request: p.Requests[n(0, int64(i)-1)].ID})
		}
		for k := range r.After {
			a := &r.After[k]
			a.GapMin, a.GapMax = n(-5, 1), p.Slots
			switch n(0, 5) {
			case 0, 1, 2:
				a.GapMax = a.GapMin + n(0, 3)
			case 3:
				a.GapMin = -roundNumberMax
				a.GapMax = n(-3, 0)
			case 4:
				a.GapMin, a.GapMax = -p.Slots-1, -p.Slots
			}
		}
	}
	return p
}

func TestGapsBelowZeroMeanWhatTryingAllPlansSays(t *testing.T) {
	overlaps := 0
	for seed := range campaign(150, 4_000) {
		p := overlappingRound(seed)
		plan, _ := solvedAsAllPlansSay(t, seed, p)
		if plan == nil {
			continue
		}
		checkRefusals(t, fmt.Sprintf("round %d", seed), p, plan, map[string]int{})
		overlaps += overlapping(p, plan)
	}
	if overlaps < 10 {
		t.Errorf("%d requests begin before the end of what they come after", overlaps)
	}
}

// overlapping counts the placed requests that begin before the end of one that they
// come after.
func overlapping(p *RoundProblem, plan *RoundPlan) int {
	ends := map[string]int64{}
	starts := map[string]int64{}
	for _, x := range plan.Placements {
		k := slices.IndexFunc(p.Requests, func(r RoundRequest) bool { return r.ID == x.Request })
		starts[x.Request], ends[x.Request] = x.Start, x.Start+p.Requests[k].Modes[x.Mode].Duration
	}
	n := 0
	for i := range p.Requests {
		start, placed := starts[p.Requests[i].ID]
		if placed && slices.ContainsFunc(p.Requests[i].After, func(a RoundAfter) bool { return start < ends[a.Request] }) {
			n++
		}
	}
	return n
}

// A changeover longer than the period is one that never comes to its end.
func TestAChangeoverLongerThanThePeriodSeparatesForGood(t *testing.T) {
	p := &RoundProblem{
		GridMinutes: 60, Slots: 6, Objective: RoundObjective{Kind: Satisfaction},
		Resources: []RoundResource{{ID: "press", Capacity: 1, Changeover: &RoundChangeover{[]string{"clean", "gold"}, [][]int64{{0, 1}, {1_000_000_000, 0}}}}},
		Partners:  []RoundPartner{{ID: "team"}},
		Requests:  []RoundRequest{fairRequest("gold", "team", "press", 1, 5), fairRequest("clean", "team", "press", 1, 5)},
	}
	p.Requests[0].Modes[0].Class, p.Requests[1].Modes[0].Class = "gold", "clean"
	p.Requests[1].Windows[0].From = 3
	for late, want := range map[int64]int{3: 1, 6: 2} { // until then, what is gold has to be done
		p.Requests[0].Windows[0].To = late
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Error(err)
		}
		if len(plan.Placements) != want {
			t.Errorf("gold by %d: %d are placed, want %d", late, len(plan.Placements), want)
		}
	}
}
