package scheduler

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// psplibInstance is a project of the library PSPLIB, with what others have found.
type psplibInstance struct {
	name    string
	problem *RoundProblem
	lower   int64 // the best lower bound that was published
	best    int64 // the shortest span that was
}

// psplibSet reads the instances of a folder of testdata/psplib, in the order of
// best_known.csv.
func psplibSet(tb testing.TB, set string) []psplibInstance {
	tb.Helper()
	f, err := os.Open("testdata/psplib/best_known.csv")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	var out []psplibInstance
	for _, row := range rows[1:] {
		if !strings.HasPrefix(row[0], set) {
			continue
		}
		x := psplibInstance{name: row[0], problem: readProject(tb, filepath.Join("testdata/psplib", set, row[0]+".sm"))}
		for k, to := range []*int64{&x.lower, &x.best} {
			if *to, err = strconv.ParseInt(row[1+k], 10, 64); err != nil {
				tb.Fatal(err)
			}
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		tb.Fatalf("no instance in %s", set)
	}
	return out
}

// readProject reads a project of one mode in the library's form: sections, each
// with a heading and rows of numbers. Jobs that take no time, its source and sink,
// are left out.
func readProject(tb testing.TB, name string) *RoundProblem {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	sections := map[string][][]int64{}
	section := ""
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		for _, heading := range []string{"PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"} {
			if strings.HasPrefix(line, heading) {
				section = heading
			}
		}
		if row := numbers(line); len(row) > 0 {
			sections[section] = append(sections[section], row)
		}
	}
	p := &RoundProblem{GridMinutes: 15, Objective: RoundObjective{Kind: Makespan}, Partners: []RoundPartner{{ID: "all"}}}
	for k, capacity := range sections["RESOURCEAVAILABILITIES"][0] {
		p.Resources = append(p.Resources, RoundResource{ID: fmt.Sprintf("R%d", k+1), Capacity: capacity})
	}
	takes := map[int64]bool{}
	for _, job := range sections["REQUESTS/DURATIONS"] { // number, mode, duration, units
		p.Slots += job[2]
		takes[job[0]] = job[2] > 0
	}
	after := map[int64][]RoundAfter{}
	for _, job := range sections["PRECEDENCE RELATIONS"] { // number, modes, how many follow, which
		for _, next := range job[3:] {
			if takes[job[0]] {
				after[next] = append(after[next], RoundAfter{Request: fmt.Sprintf("job-%d", job[0]), GapMax: p.Slots})
			}
		}
	}
	for _, job := range sections["REQUESTS/DURATIONS"] {
		if !takes[job[0]] {
			continue
		}
		mode := RoundMode{Duration: job[2]}
		for k, units := range job[3:] {
			if units > 0 {
				mode.Claims = append(mode.Claims, RoundClaim{Resource: p.Resources[k].ID, Units: units})
			}
		}
		p.Requests = append(p.Requests, RoundRequest{ID: fmt.Sprintf("job-%d", job[0]), Partner: "all", Modes: []RoundMode{mode},
			Windows: []RoundWindow{{0, p.Slots, 0}}, After: after[job[0]]})
	}
	return p
}

// numbers reads a line of nothing but numbers; of another it gives none.
func numbers(line string) []int64 {
	var out []int64
	for _, field := range strings.Fields(line) {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// A sample of the library is solved as well as anybody has solved it, by steps that
// take a second or so. j3029_1 is the hardest of its set.
func TestProjectsOfTheLibraryAreSolvedToTheBestKnown(t *testing.T) {
	sample := []psplibInstance{}
	for set, every := range map[string]int{"j30": 10, "j60": 25} {
		for i, x := range psplibSet(t, set) {
			if i%every == 0 || x.name == "j3029_1" {
				sample = append(sample, x)
			}
		}
	}
	for _, x := range sample {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			plan, err := Solve(x.problem, SolveOptions{Seed: 1, Steps: 400_000})
			if err != nil {
				t.Fatal(err)
			}
			if plan.Objective != x.best*roundUnit {
				t.Errorf("span %d, the best known is %d", plan.Objective/roundUnit, x.best)
			}
			if plan.Bound > x.best*roundUnit {
				t.Errorf("bound %d is beyond the best known, %d", plan.Bound/roundUnit, x.best)
			}
			if err := VerifyRound(x.problem, plan); err != nil {
				t.Error(err)
			}
		})
	}
}
