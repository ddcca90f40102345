package scheduler

import (
	"fmt"
	"reflect"
	"testing"
)

// oddShapes are rounds that are well formed and large in one way that real ones
// hardly are; n says how large.
var oddShapes = []struct {
	name  string
	whole int // the size at which all shapes are measured by the benchmark
	make  func(n int) *RoundProblem
}{
	{"closures", 50_000, func(n int) *RoundProblem {
		p := oddRound(200_000, 200, 20)
		for i := range n {
			p.Resources[0].Closed = append(p.Resources[0].Closed, RoundSpan{int64(4 * i), int64(4*i + 1)})
		}
		return p
	}},
	{"closures on each other", 50_000, func(n int) *RoundProblem {
		p := oddRound(200_000, 200, 20)
		for i := range n {
			p.Resources[0].Closed = append(p.Resources[0].Closed, RoundSpan{int64(i), 150_000})
		}
		return p
	}},
	{"levels", 50_000, func(n int) *RoundProblem {
		p := oddRound(200_000, 200, 20)
		for i := range n {
			p.Resources[0].Levels = append(p.Resources[0].Levels, RoundLevel{int64(i), 190_000, int64(1 + i%3)})
		}
		return p
	}},
	{"chain", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		for i := 1; i < n; i++ {
			p.Requests[i].After = []RoundAfter{{p.Requests[i-1].ID, 0, 200_000}}
		}
		return p
	}},
	{"group", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		for i := range p.Requests {
			p.Requests[i].Together = "all"
		}
		return p
	}},
	{"group that can not be", 20_000, func(n int) *RoundProblem {
		p := oddRound(2000, n, 4)
		for i := range p.Requests {
			p.Requests[i].Together = "all"
		}
		return p
	}},
	{"one resource", 20_000, func(n int) *RoundProblem { return oddRound(50_000, n, 4) }},
	{"limit", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		limit := RoundLimit{Name: "quota", Max: int64(n)}
		for i := range p.Requests {
			limit.Requests = append(limit.Requests, p.Requests[i].ID)
		}
		p.Limits = []RoundLimit{limit}
		return p
	}},
	{"modes and windows", 300, func(n int) *RoundProblem {
		p := oddRound(20_000, 40, 4)
		for i := range p.Requests {
			r := &p.Requests[i]
			r.Modes, r.Windows = nil, nil
			for k := range n {
				r.Modes = append(r.Modes, RoundMode{Duration: int64(1 + k), Claims: []RoundClaim{{Resource: "r", Units: 1}}})
				r.Windows = append(r.Windows, RoundWindow{int64(k * 50), int64(k*50 + 400), int64(k*37%n + 1)})
			}
		}
		return p
	}},
	{"units", 20_000, func(n int) *RoundProblem {
		p := oddRound(20_000, max(50, n/4), 400)
		p.Resources[0].Capacity = int64(n)
		for i := range p.Requests {
			p.Requests[i].Modes[0].Claims[0].Units = int64(1 + i*i%(n/20))
		}
		return p
	}},
	{"fan-out", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		for i := 1; i < n; i++ {
			p.Requests[i].After = []RoundAfter{{p.Requests[0].ID, 0, 200_000}}
		}
		return p
	}},
	{"changeovers", 20_000, func(n int) *RoundProblem {
		p := oddRound(50_000, n, 4)
		p.Resources[0].Changeover = &RoundChangeover{Classes: []string{"clean", "gold"}, Slots: [][]int64{{0, 4}, {2, 0}}}
		for i := range p.Requests {
			p.Requests[i].Modes[0].Class = []string{"clean", "gold", ""}[i%3]
		}
		return p
	}},
	{"soonest", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		p.Objective.Kind = Makespan
		for i := 2; i < n; i++ {
			p.Requests[i].After = []RoundAfter{{p.Requests[i/2].ID, 0, 200_000}}
		}
		return p
	}},
	{"soonest in a chain", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		p.Objective.Kind = Makespan
		p.Resources[0].Capacity = 2
		for i := 1; i < n; i++ {
			p.Requests[i].After = []RoundAfter{{p.Requests[i-1].ID, 0, 200_000}}
		}
		return p
	}},
	{"limits of one name", 2_000, func(n int) *RoundProblem {
		p := oddRound(20_000, n, 4)
		for i := range p.Requests[:n/2] {
			p.Limits = append(p.Limits, RoundLimit{"quota", []string{p.Requests[i].ID, p.Requests[n-1-i].ID}, int64(2 + i%5)})
		}
		return p
	}},
	{"soonest in windows", 5_000, func(n int) *RoundProblem {
		p := oddRound(100_000, n, 4)
		p.Objective.Kind = Makespan
		for i := range p.Requests {
			p.Requests[i].Windows[0].To -= int64(i)
		}
		return p
	}},
	{"fair", 20_000, func(n int) *RoundProblem {
		p := oddRound(50_000, n, 4)
		p.Objective.Kind = FairFirst
		return p
	}},
	{"many partners", 20_000, func(n int) *RoundProblem {
		p := oddRound(50_000, n, 4)
		p.Objective.Kind = FairFirst
		p.Partners = nil
		for i := range p.Requests {
			p.Requests[i].Partner = p.Requests[i].ID
			p.Partners = append(p.Partners, RoundPartner{ID: p.Requests[i].ID, Targets: []RoundTarget{{"all", 1}}})
		}
		return p
	}},
	{"large", 10_000, func(n int) *RoundProblem {
		return sampleRound(1, sampleShape{max(1, n*3/100), n, 13, Satisfaction, false})
	}},
	{"large and fair", 10_000, func(n int) *RoundProblem {
		return sampleRound(1, sampleShape{max(1, n*3/100), n, 13, FairFirst, false})
	}},
	{"pinned and previous", 20_000, func(n int) *RoundProblem {
		p := oddRound(200_000, n, 4)
		for i := range p.Requests {
			if d := p.Requests[i].Modes[0].Duration; i%2 == 0 {
				p.Pinned = append(p.Pinned, RoundPlacement{p.Requests[i].ID, 0, int64(9 * i)})
			} else {
				p.Previous = append(p.Previous, RoundPrevious{RoundPlacement{p.Requests[i].ID, 0, int64(9*i) - d}, 1, 2})
			}
		}
		return p
	}},
}

// oddRound is a round of plain requests on one resource, of 1 to longest slots.
func oddRound(slots int64, requests, longest int) *RoundProblem {
	p := &RoundProblem{GridMinutes: 15, Slots: slots, Objective: RoundObjective{Satisfaction, 50},
		Resources: []RoundResource{{ID: "r", Capacity: 1}},
		Partners:  []RoundPartner{{"a", []RoundTarget{{"all", slots / 3}}}, {"b", []RoundTarget{{"all", slots / 5}}}}}
	for i := range requests {
		p.Requests = append(p.Requests, RoundRequest{ID: fmt.Sprintf("q%06d", i), Partner: []string{"a", "b"}[i%2],
			Modes:   []RoundMode{{Duration: int64(1 + i*7%longest), Claims: []RoundClaim{{Resource: "r", Units: 1}}}},
			Windows: []RoundWindow{{0, slots, int64(10 + i*i%97)}}})
	}
	return p
}

// solveFor solves a round until the process has used so many seconds of processor
// time, and gives the plan and the seconds that compiling and solving, and
// verifying, took beyond.
func solveFor(tb testing.TB, p *RoundProblem, seconds float64) (plan *RoundPlan, over, verify float64) {
	tb.Helper()
	began := processSeconds(tb)
	plan, err := Solve(p, SolveOptions{Seed: 1, Stop: func() bool { return processSeconds(tb)-began > seconds }})
	solved := processSeconds(tb)
	over = solved - began - seconds
	if err == ErrNoPlan {
		return nil, over, 0
	}
	if err != nil {
		tb.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil {
		tb.Error(err)
	}
	return plan, over, processSeconds(tb) - solved
}

func TestOddRoundsHoldAndReplay(t *testing.T) {
	for _, shape := range oddShapes {
		t.Run(shape.name, func(t *testing.T) {
			p := shape.make(max(8, shape.whole/1000))
			if faults := CheckRound(p); len(faults) > 0 {
				t.Fatal(faults)
			}
			asked := 0 // as a limit of time would, at some barrier or other
			plan, err := Solve(p, SolveOptions{Seed: 1, Stop: func() bool { asked++; return asked > 2 }})
			if err == ErrNoPlan {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := VerifyRound(p, plan); err != nil {
				t.Error(err)
			}
			if plan.Steps == 0 {
				return
			}
			again, err := Solve(p, SolveOptions{Seed: 1, Steps: plan.Steps})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(plan, again) {
				t.Errorf("%d steps give another plan", plan.Steps)
			}
		})
	}
}

// BenchmarkOddRounds measures how far whole odd rounds pass two seconds.
func BenchmarkOddRounds(b *testing.B) {
	for _, shape := range oddShapes {
		b.Run(shape.name, func(b *testing.B) {
			p := shape.make(shape.whole)
			for b.Loop() {
				_, over, verify := solveFor(b, p, 2)
				b.ReportMetric(over, "s-over")
				b.ReportMetric(verify, "s-verify")
			}
		})
	}
}

func TestWindowsAndClosuresAreNotMultipliedBeyondMemory(t *testing.T) {
	closed := func(requests, closures int, late int64) *RoundProblem {
		p := oddRound(200_000, requests, 20)
		for i := range closures {
			p.Resources[0].Closed = append(p.Resources[0].Closed, RoundSpan{int64(4 * i), max(int64(4*i+1), late)})
		}
		return p
	}
	tests := map[string]struct {
		p     *RoundProblem
		fault string
	}{
		"many closures of few requests":  {closed(300, 50_000, 0), ""},
		"many closures of many requests": {closed(5_000, 50_000, 0), "requests[398].modes[0]"},
		"many closures that are one":     {closed(5_000, 50_000, 200_000), ""},
	}
	for name, test := range tests {
		faults := CheckRound(test.p)
		if (len(faults) > 0) != (test.fault != "") || len(faults) > 0 && faults[0].Path != test.fault {
			t.Errorf("%s: %v, want %q", name, faults, test.fault)
		}
	}
	p := oddRound(20_000, 30_000, 1)
	p.Resources[0].Capacity = 100_000
	for i := range 5_000 {
		p.Resources[0].Levels = append(p.Resources[0].Levels, RoundLevel{int64(4 * i), int64(4*i + 1), 1})
	}
	for i := range p.Requests { // each asks for another number of units, in a short window
		p.Requests[i].Modes[0].Claims[0].Units, p.Requests[i].Windows[0].To = int64(i+1), 2
	}
	if faults := CheckRound(p); len(faults) != 1 {
		t.Errorf("units of all numbers: %v", faults)
	}
}
