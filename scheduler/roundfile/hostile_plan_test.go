package roundfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"marke/scheduler"
)

// TestAPlanThatClaimsWhatIsNotSoIsRefused changes one value of a right plan: what
// is no plan is refused when it is read, with its place, and what claims what is not
// so when it is verified.
func TestAPlanThatClaimsWhatIsNotSoIsRefused(t *testing.T) {
	problem, plan := fairPlan(t)
	verified := func(text string) error {
		read, err := ReadPlan(strings.NewReader(text))
		if err != nil {
			return err
		}
		return scheduler.VerifyRound(problem, read)
	}
	if err := verified(plan); err != nil {
		t.Fatal(err)
	}
	long := `"` + strings.Repeat("x", 100_000) + `"`
	for _, c := range []struct{ path, value, want string }{
		{"format", `"marke.plan/2"`, "format: is"},
		{"objective", `NaN`, "line 1"},
		{"objective", `"240"`, "objective: a text cannot"},
		{"objective", `1e400`, "objective: is not a number"},
		{"objective", `-0.00001`, "objective: is not a number"},
		{"objective", `241`, "the plan says objective"},
		{"bound", `0`, "contradicts objective"},
		{"bound", `1e18`, "bound: is not a number"},
		{"bound", `240.00001`, ""}, // a hair more than it needs to say
		{"steps", `-1`, "steps: -1 is below 0"},
		{"seed", `-1`, "seed: -1 is not a whole number"},
		{"seed", `18446744073709551616`, "seed: 18446744073709551616 is not"},
		{"placements", `null`, "placements: null cannot"},
		{"placements", `[]`, "c is pinned and was moved"},
		{"placements", `{}`, "placements: an object cannot"},
		{"placements.0.request", `"z"`, "there is no request z"},
		{"placements.0.request", `"z\u001b[2J"`, "placements[0].request: has a control character"},
		{"placements.0.request", `"z\ny"`, "placements[0].request: has a control character"},
		{"placements.0.request", long, "there is no request xxx"},
		{"placements.0.mode", `7`, "has no mode 7"},
		{"placements.0.mode", `-1`, "has no mode -1"},
		{"placements.0.mode", `0.0`, "placements[0].mode: 0.0 is not a whole number"},
		{"placements.0.start", `9223372036854775807`, "leaves the period"},
		{"placements.0.start", `-9223372036854775808`, "leaves the period"},
		{"placements.0.start", `true`, "placements[0].start: true or false"},
		{"placements.0", `7`, "placements[0]: a number cannot"},
		{"refused", `[{"request": "z", "reasons": [{"code": "x"}]}]`, "z is refused, and is no request"},
		{"refused", `[{"request": "a", "reasons": []}]`, "a is refused without a reason"},
		{"refused", `[{"request": "a", "reasons": [{"code": "x"}]}]`, "a must be either placed or refused"},
		{"partners.0.id", `"two"`, "there is no partner two"},
		{"partners.0.targets.all", `41`, "of a target of 41"},
		{"partners.0.placed.all", `1`, "has 100 hundredths"},
		{"partners.0.placed", `{}`, `partners[0].placed["all"]: is not a number`},
		{"fairness", `[]`, "the plan says fairness []"},
		{"fairness", `[1000001]`, "the plan says fairness"},
		{"fairness", `7`, "fairness: a number cannot"},
		{"fairness_bound", `0`, "the fairness bound 0 contradicts"},
		{"certificate.unit", `1`, "certificate.unit: 1 is not 10000"},
		{"certificate", `{}`, "is not proven"},
		{"certificate", `[]`, "certificate: a list cannot"},
		{"certificate.requests", `[{"id": "z", "price": 1}]`, "the price of z"},
		{"certificate.requests", `[{"id": "a", "price": -1}]`, "the price of a is negative"},
		{"certificate.requests", `[{"id": "a", "price": 9223372036854775807}]`, "prices beyond all worth"},
		{"certificate.slots", `[{"resource": "press", "from": 0, "to": 1000000000, "price": 1}]`, "a price of slots of press"},
		{"certificate.slots", `[{"resource": "press", "from": -5, "to": 10, "price": 1}]`, "a price of slots of press"},
		{"certificate.slots", `[{"resource": "press", "from": 0, "to": 100, "price": 1000000000000000000}]`, "prices beyond all worth"},
		{"certificate.targets", `[{"partner": "one", "pool": "all", "price": 9223372036854775807}]`, "the price of the target of one"},
		{"certificate.order", `[{"earlier": "b", "later": "a", "gap_min": 0, "slot": 1, "price": 1}]`, "the price of a after b"},
		{"certificate.order", `[{"earlier": "a", "later": "b", "gap_min": 0, "slot": 9223372036854775807, "price": 1000}]`, ""}, // beyond the end is the end
		{"certificate.together", `[{"id": "a", "price": 1}]`, "a has nobody before it"},
		{"certificate.limits", `[{"id": "z", "price": 1}]`, "the price of the limit z"},
		{"proof", `{"parts": []}`, "proof"},
		{"proof", `{"resources": ["z"], "parts": [{"below": 0}]}`, ""},
		{"proof", `{"parts": [{"below": 1000000000}]}`, "proof"},
		{"proof", `{"parts": [{"prices": [1000000000000, 1], "below": 0}]}`, "proof"},
	} {
		text, err := changed(plan, c.path, c.value)
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		err = verified(text)
		if c.want == "" {
			continue // it may be right or wrong, and ends
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s is %.60s: %.300v, want %q", c.path, c.value, err, c.want)
		} else if strings.Contains(err.Error(), "\n") || len(err.Error()) > 1_000 {
			t.Errorf("%s is %.60s: %d bytes of %.100q", c.path, c.value, len(err.Error()), err)
		}
	}
	for cut := range len(plan) {
		if cut%97 == 0 {
			var faults *Error
			if err := verified(plan[:cut]); !errors.As(err, &faults) {
				t.Errorf("cut off after %d bytes: %v", cut, err)
			}
		}
	}
}

// fairPlan is a fair round and a plan for it, as a file.
func fairPlan(t *testing.T) (*scheduler.RoundProblem, string) {
	t.Helper()
	plain, err := os.ReadFile("testdata/plain.json")
	if err != nil {
		t.Fatal(err)
	}
	problem, err := ReadProblem(strings.NewReader(strings.Replace(string(plain), `"satisfaction", "shortfall_cost": 3`, `"fair-first"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := scheduler.Solve(problem, scheduler.SolveOptions{Seed: 1, Steps: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := WritePlan(&file, problem, plan, func(*scheduler.RoundReason) string { return "" }); err != nil {
		t.Fatal(err)
	}
	return problem, file.String()
}

// changed puts a value, whatever it is, in the place of one in a file. Numbers in a
// path are places in lists.
func changed(file, path, value string) (string, error) {
	var root any
	decoder := json.NewDecoder(strings.NewReader(file))
	decoder.UseNumber()
	if err := decoder.Decode(&root); err != nil {
		return "", err
	}
	const mark = "the value that is changed"
	at := root
	steps := strings.Split(path, ".")
	for i, step := range steps {
		last := i == len(steps)-1
		switch in := at.(type) {
		case map[string]any:
			if last {
				in[step] = mark
			}
			at = in[step]
		case []any:
			if last {
				in[0] = mark
			}
			at = in[0]
		default:
			return "", errors.New("there is no " + path)
		}
	}
	out, err := json.Marshal(root)
	return strings.Replace(string(out), `"`+mark+`"`, value, 1), err
}
