package scheduler

import "fmt"

// drawnProject draws a project as the generator ProGen does (Kolisch, Sprecher and
// Drexl, "Characterization and generation of a general class of
// resource-constrained project scheduling problems", 1995), with the parameters of
// the library: durations and units from 1 to 10, four resources, at most three
// before and after a job. complexity is how many jobs follow one on average, in
// hundredths; factor how many of the four resources a job uses, in hundredths of all;
// strength how far, in hundredths, the capacities lie from the least with which the
// project is possible to those with which nothing has to wait.
func drawnProject(seed uint64, jobs int, complexity, factor, strength int64) *RoundProblem {
	random := &roundRandom{seed}
	p := &RoundProblem{GridMinutes: 15, Objective: RoundObjective{Kind: Makespan}, Partners: []RoundPartner{{ID: "all"}}}
	before := drawNetwork(random, jobs, int(complexity)*jobs/100)
	duration := make([]int64, jobs)
	units := make([][4]int64, jobs)
	for j := range jobs {
		duration[j] = int64(random.between(1, 10))
		p.Slots += duration[j]
	}
	for range factor * 4 * int64(jobs) / 100 {
		for {
			j, k := random.below(int32(jobs)), random.below(4)
			if units[j][k] == 0 {
				units[j][k] = int64(random.between(1, 10))
				break
			}
		}
	}
	var use [4][]int64 // when each starts as early as it can
	for k := range use {
		use[k] = make([]int64, p.Slots)
	}
	start := make([]int64, jobs)
	for j := range jobs { // arcs go from lower to higher numbers
		for _, b := range before[j] {
			start[j] = max(start[j], start[b]+duration[b])
		}
		for k := range use {
			for t := start[j]; t < start[j]+duration[j]; t++ {
				use[k][t] += units[j][k]
			}
		}
	}
	for k := range use {
		least, most := int64(0), int64(0)
		for j := range units {
			least = max(least, units[j][k])
		}
		for _, u := range use[k] {
			most = max(most, u)
		}
		p.Resources = append(p.Resources, RoundResource{ID: fmt.Sprintf("R%d", k+1), Capacity: max(1, least+strength*(most-least)/100)})
	}
	for j := range jobs {
		r := RoundRequest{ID: fmt.Sprintf("job-%d", j), Partner: "all", Windows: []RoundWindow{{0, p.Slots, 0}}, Modes: []RoundMode{{Duration: duration[j]}}}
		for k, u := range units[j] {
			if u > 0 {
				r.Modes[0].Claims = append(r.Modes[0].Claims, RoundClaim{Resource: p.Resources[k].ID, Units: u})
			}
		}
		for _, b := range before[j] {
			r.After = append(r.After, RoundAfter{Request: fmt.Sprintf("job-%d", b), GapMax: p.Slots})
		}
		p.Requests = append(p.Requests, r)
	}
	return p
}

// drawNetwork draws so many arcs between jobs, from lower to higher numbers: first
// one before and one after each that is neither among the first three nor the last,
// then others that say something new.
func drawNetwork(random *roundRandom, jobs, arcs int) (before [][]int) {
	before, after := make([][]int, jobs), make([][]int, jobs)
	reach := make([][]bool, jobs) // who comes before whom
	for j := range reach {
		reach[j] = make([]bool, jobs)
	}
	drawn := 0
	join := func(a, b int) bool {
		if len(after[a]) == 3 || len(before[b]) == 3 || reach[a][b] {
			return false
		}
		before[b], after[a] = append(before[b], a), append(after[a], b)
		for x := range jobs {
			if x == a || reach[x][a] {
				for y := range jobs {
					if y == b || reach[b][y] {
						reach[x][y] = true
					}
				}
			}
		}
		drawn++
		return true
	}
	for b := 3; b < jobs; b++ {
		for !join(int(random.below(int32(b))), b) {
		}
	}
	for a := range jobs - 3 {
		for tries := 0; len(after[a]) == 0 && tries < 1000; tries++ {
			join(a, int(random.between(int32(max(a+1, 3)), int32(jobs-1))))
		}
	}
	for tries := 0; drawn < arcs && tries < 100_000; tries++ {
		a, b := int(random.below(int32(jobs))), int(random.below(int32(jobs)))
		if a < b && b >= 3 && a < jobs-3 {
			join(a, b)
		}
	}
	return before
}
