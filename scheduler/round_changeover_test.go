package scheduler

import (
	"slices"
	"testing"
)

// oddChangeovers gives most resources of a round a table of changeovers in which a
// way round may be shorter than the straight one, and takes the class from some
// modes: what comes between two uses may then be what allows them.
func oddChangeovers(p *RoundProblem, seed uint64) {
	random := &roundRandom{seed}
	n := func(lo, hi int32) int64 { return int64(random.between(lo, hi)) }
	classes := []string{"clean", "gold", "polymer"}
	for i := range p.Resources {
		p.Resources[i].Changeover = &RoundChangeover{Classes: classes}
		for range classes {
			row := make([]int64, len(classes))
			for k := range row {
				row[k] = []int64{0, 0, 1, 2, p.Slots / 6}[n(0, 4)]
			}
			p.Resources[i].Changeover.Slots = append(p.Resources[i].Changeover.Slots, row)
		}
	}
	for i := range p.Requests {
		for k := range p.Requests[i].Modes {
			m := &p.Requests[i].Modes[k]
			if m.Class = classes[n(0, 2)]; n(0, 2) == 0 {
				m.Class = ""
			}
		}
	}
}

func TestPlansKeepChangeoversOfEveryTable(t *testing.T) {
	for _, size := range [][2]int{{4, 40}, {3, 60}} {
		for seed := range campaign(9, 120) {
			kind := []RoundKind{Satisfaction, FairFirst}[seed%2]
			p := sampleRound(seed, sampleShape{size[0], size[1], 1, kind, true})
			oddChangeovers(p, seed)
			plan, err := Solve(p, SolveOptions{Seed: seed, Steps: 12_000})
			if err != nil {
				t.Fatalf("%v, round %d: %v", size, seed, err)
			}
			if err := VerifyRound(p, plan); err != nil {
				t.Errorf("%v, round %d: %v", size, seed, err)
				continue
			}
			for _, resource := range []int{0, 1} {
				outages := []RoundOutage{{p.Resources[resource].ID, RoundSpan{200, 400}}}
				got, err := Replan(p, plan.Placements, outages, ReplanOptions{Seed: seed})
				if err != nil {
					t.Fatalf("%v, round %d: %v", size, seed, err)
				}
				placements := slices.Clone(got.Kept)
				for _, x := range got.Moved {
					placements = append(placements, x.To)
				}
				if err := checkPlacements(got.Problem, placements); err != nil {
					t.Errorf("%v, round %d, %s out: %v", size, seed, outages[0].Resource, err)
				}
			}
		}
	}
}
