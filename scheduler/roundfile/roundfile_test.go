package roundfile

import (
	"bytes"
	"errors"
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

func TestReadProblemNamesThePlaceOfAFault(t *testing.T) {
	tests := map[string]struct{ old, new, want string }{
		"negative duration":   {`"duration": 8`, `"duration": -8`, "line 6, column 56: requests[0].modes[0].duration: -8 is not"},
		"no duration":         {`"duration": 8,`, ``, "requests[0].modes[0].duration"},
		"longer than all":     {`"duration": 8`, `"duration": 101`, "requests[0].modes[0].duration: 101 is longer"},
		"unknown resource":    {`"press", "units": 1}]}], "windows": [{"from": 0, "to": 50, "value": 80}]}`, `"pres", "units": 1}]}], "windows": [{"from": 0, "to": 50, "value": 80}]}`, `requests[0].modes[0].claims[0].resource: there is no resource "pres"`},
		"unknown partner":     {`"id": "b", "partner": "one"`, `"id": "b", "partner": "two"`, `requests[1].partner: there is no partner "two"`},
		"unknown predecessor": {`{"request": "a"}`, `{"request": "c"}`, `requests[1].after[0].request: there is no request "c"`},
		"itself before":       {`{"request": "a"}`, `{"request": "b"}`, `requests[1].after: "b" waits`},
		"gap upside down":     {`{"request": "a"}`, `{"request": "a", "gap_min": 5, "gap_max": 4}`, "requests[1].after[0].gap_max"},
		"id twice":            {`"id": "b"`, `"id": "a"`, `requests[1].id: "a" is there already, as number 0`},
		"field twice":         {`"slots": 100`, `"slots": 100, "slots": 90`, "line 1, column 65: slots: is there twice"},
		"unknown field":       {`"slots": 100`, `"slots": 100, "slotz": 90`, `unknown field "slotz"`},
		"window upside down":  {`"from": 0, "to": 50, "value": 80}]}`, `"from": 60, "to": 50, "value": 80}]}`, "requests[0].windows[0].to: 50 is before 60"},
		"value overflows":     {`"value": 80}]}`, `"value": 99999999999999999999}]}`, "value"},
		"value too large":     {`"value": 80}]}`, `"value": 9999999999999}]}`, "requests[0].windows[0].value"},
		"fraction":            {`"slots": 100`, `"slots": 100.5`, "slots"},
		"text for a number":   {`"slots": 100`, `"slots": "100"`, "slots: a string cannot stand here"},
		"no windows":          {`"windows": [{"from": 0, "to": 50, "value": 80}]}`, `"windows": []}`, "requests[0].windows: is empty"},
		"huge period":         {`"slots": 100`, `"slots": 1000000000`, "slots: 1000000000 is not"},
		"kind":                {`"satisfaction"`, `"happiness"`, `objective.kind: "happiness"`},
		"cost":                {`"shortfall_cost": 3`, `"shortfall_cost": 3.005`, "objective.shortfall_cost"},
		"cost below zero":     {`"shortfall_cost": 3`, `"shortfall_cost": -3`, "objective.shortfall_cost"},
		"capacity":            {`"capacity": 1`, `"capacity": -1`, "resources[0].capacity: -1"},
		"closure upside down": {`[10, 20]`, `[20, 10]`, "resources[0].closed[0]: ends at 10"},
		"target":              {`"target": 40`, `"target": -40`, `partners[0].targets["all"]`},
		"format":              {`marke.problem/1`, `marke.problem/2`, "format: is"},
		"cut off":             {`"after": [{"request": "a"}]}`, ``, "line 8"},
		"more after the end":  {" ]}", " ]} {}", "line 8, column 5: something stands after the end"},
		"not JSON":            {plain, "hello", "line 1"},
		"nothing":             {plain, "", "line 1, column 1: the file ends too soon"},
		"deep":                {plain, strings.Repeat("[", 100_000), "deep"},
	}
	for name, test := range tests {
		text := strings.Replace(plain, test.old, test.new, 1)
		if text == plain {
			t.Errorf("%s: nothing was changed", name)
			continue
		}
		_, err := ReadProblem(strings.NewReader(text))
		var fault *Error
		if !errors.As(err, &fault) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %q does not say %q", name, err, test.want)
		}
	}
}

func TestReadProblemRefusesAMillionRequests(t *testing.T) {
	var text bytes.Buffer
	text.WriteString(`{"format": "marke.problem/1", "grid_minutes": 15, "slots": 100, "objective": {"kind": "makespan"}, "resources": [], "partners": [], "requests": [`)
	for i := range 1_000_000 {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(`{"id":"x"}`)
	}
	text.WriteString("]}")
	_, err := ReadProblem(&text)
	if err == nil || !strings.Contains(err.Error(), "requests[200000]") {
		t.Errorf("a million requests give %v", err)
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
