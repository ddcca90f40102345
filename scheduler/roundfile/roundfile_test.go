package roundfile

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"marke/scheduler"
)

const plain = `{"format": "marke.problem/1", "grid_minutes": 15, "slots": 100,
 "objective": {"kind": "satisfaction", "shortfall_cost": 3},
 "resources": [{"id": "press", "capacity": 1, "closed": [[10, 20]]}],
 "partners": [{"id": "one", "target": 40}],
 "requests": [
  {"id": "a", "partner": "one", "modes": [{"duration": 8, "claims": [{"resource": "press", "units": 1}]}], "windows": [{"from": 0, "to": 50, "value": 80}]},
  {"id": "b", "partner": "one", "modes": [{"duration": 5, "claims": [{"resource": "press", "units": 1}]}], "windows": [{"from": 0, "to": 50, "value": 80}], "after": [{"request": "a"}]}
 ]}`

func TestReadProblemReadsAPlainOne(t *testing.T) {
	p, err := ReadProblem(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	if p.Slots != 100 || p.Objective.ShortfallCostHundredths != 300 || len(p.Requests) != 2 || p.Requests[1].After[0].GapMax != 100 {
		t.Errorf("read %+v", p)
	}
}

func TestAPlanComesBackAsItWasWritten(t *testing.T) {
	for _, kind := range []string{"satisfaction", "fair-first"} {
		p, err := ReadProblem(strings.NewReader(strings.Replace(plain, "satisfaction", kind, 1)))
		if err != nil {
			t.Fatal(err)
		}
		plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: 5_000})
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := WritePlan(&file, p, plan, func(r *scheduler.RoundReason) string { return string(r.Code) }); err != nil {
			t.Fatal(err)
		}
		again, err := ReadPlan(&file)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(plan, again) {
			t.Errorf("wrote %+v, read %+v", plan, again)
		}
		if err := scheduler.VerifyRound(p, again); err != nil {
			t.Error(err)
		}
	}
}

func TestAFairPlanWithoutTargetsSaysSo(t *testing.T) {
	text := strings.Replace(strings.Replace(plain, "satisfaction", "fair-first", 1), `"target": 40`, `"target": 0`, 1)
	p, err := ReadProblem(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: 5_000})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := WritePlan(&file, p, plan, func(r *scheduler.RoundReason) string { return string(r.Code) }); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), `"fairness":[]`) {
		t.Errorf("no list of ratios in %s", file.String())
	}
}

// A reader that adds up an objective in floating point comes out above 30.99 for 69
// less 3 times 12.67.
func TestABoundWithAFractionStandsClearOfRounding(t *testing.T) {
	value, cost, short := 69.0, 3.0, 1267.0
	if read := value - cost*short/100; read <= 30.99 {
		t.Fatalf("%v does not come out above", read)
	}
	for parts4, want := range map[int64]string{309_900: "30.9900001", -440_500: "-44.0499999", -1: "-0.0000999", 40_000: "4", 0: "0", limitMost + 1: "450359962737.0497"} {
		got := limit(parts4)
		if string(got) != want {
			t.Errorf("%d is written %s, want %s", parts4, got, want)
		}
		if back, ok := limitParts(string(got)); !ok || back != parts4 {
			t.Errorf("%s reads as %d, want %d", got, back, parts4)
		}
	}
	for _, text := range []string{"30.99", "30.9900009"} {
		if back, ok := limitParts(text); !ok || back != 309_900 {
			t.Errorf("%s reads as %d, want 309900", text, back)
		}
	}
}

func TestDecimals(t *testing.T) {
	for parts4, want := range map[int64]string{0: "0", 10_000: "1", -25_000: "-2.5", 1: "0.0001", -1: "-0.0001", 123_400: "12.34"} {
		if got := string(decimal(parts4, 4)); got != want {
			t.Errorf("decimal(%d) is %s, want %s", parts4, got, want)
		}
		if back, ok := parts(want, 4); !ok || back != parts4 {
			t.Errorf("parts(%s) is %d, %v", want, back, ok)
		}
	}
	for _, text := range []string{"", "-", ".5", "1.00001", "1e3", "99999999999999999999"} {
		if v, ok := parts(text, 4); ok {
			t.Errorf("parts(%q) is %d", text, v)
		}
	}
}

func FuzzReadProblem(f *testing.F) {
	f.Add(plain)
	for _, c := range malformedCases(f) {
		f.Add(c.text)
	}
	if small, err := os.ReadFile("testdata/small.json"); err == nil {
		f.Add(string(small))
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ReadProblem(strings.NewReader(text))
		if err != nil {
			return
		}
		if p.Slots > 2_000 || len(p.Requests) > 50 {
			return
		}
		plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: 200})
		if err != nil {
			return
		}
		if err := scheduler.VerifyRound(p, plan); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	})
}
