package roundfile

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"marke/scheduler"
)

// malformed is one case of testdata/malformed.tsv: the first old text of plain.json
// is replaced, and the outcome named. "solved" is a file that makes sense, and
// "solved:pinned" one for which there is no plan.
type malformed struct{ name, text, want string }

// malformedCases reads the table: a name, what is replaced (<all> for all), by what
// (<cut> ends the file there; \x.. is a byte and \n a line), and the outcome.
func malformedCases(t testing.TB) []malformed {
	t.Helper()
	plain, err := os.ReadFile("testdata/plain.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("testdata/malformed.tsv")
	if err != nil {
		t.Fatal(err)
	}
	bytesOf := strings.NewReplacer(`\xef`, "\xef", `\xbb`, "\xbb", `\xbf`, "\xbf", `\xff`, "\xff", `\x00`, "\x00", `\n`, "\n")
	var out []malformed
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 4 {
			t.Fatalf("%q has %d cells", line, len(cells))
		}
		before, after := bytesOf.Replace(cells[1]), bytesOf.Replace(cells[2])
		text := after
		if cells[1] != "<all>" {
			head, tail, found := strings.Cut(string(plain), before)
			if !found {
				t.Fatalf("%s: %q is not in plain.json", cells[0], before)
			}
			if text = head + after + tail; cells[2] == "<cut>" {
				text = head
			}
		}
		out = append(out, malformed{cells[0], text, cells[3]})
	}
	return out
}

func TestEveryMalformedProblemIsRefusedWithItsPlaceOrSolved(t *testing.T) {
	cases := malformedCases(t)
	if len(cases) < 100 {
		t.Fatalf("the table has %d cases", len(cases))
	}
	for _, c := range cases {
		p, err := ReadProblem(strings.NewReader(c.text))
		if kind, solved := strings.CutPrefix(c.want, "solved"); solved {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: 500})
			if kind == ":pinned" {
				if !errors.Is(err, scheduler.ErrNoPlan) {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			if err == nil {
				err = scheduler.VerifyRound(p, plan)
			}
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var fault *Error
		if !errors.As(err, &fault) || len(fault.Faults) == 0 {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q does not say %q", c.name, err, c.want)
		}
	}
}

// huge are problems that are too large in some way, and what is said of them.
func huge() map[string]struct{ text, want string } {
	repeated := func(head, one, tail string, n int) string {
		return head + strings.Repeat(one+",", n-1) + one + tail
	}
	start := `{"format": "marke.problem/1", "grid_minutes": 15, "slots": 1000, "objective": {"kind": "satisfaction"}, "partners": [{"id": "p"}], `
	request := `{"id": "x", "partner": "p", "modes": [{"duration": 1, "claims": []}], "windows": [{"from": 0, "to": 9, "value": 1}]}`
	return map[string]struct{ text, want string }{
		"half a million requests": {repeated(start+`"resources": [], "requests": [`, request, `]}`, 500_000), "requests[200000]"},
		"a million short ones":    {repeated(start+`"resources": [], "requests": [`, `{}`, `]}`, 1_000_000), "requests[0].id: is missing"},
		"a million resources":     {repeated(start+`"requests": [], "resources": [`, `{"id": "x", "capacity": 1}`, `]}`, 1_000_000), "resources[200000]: the file has more"},
		"a million closed spans":  {start + repeated(`"resources": [{"id": "r", "capacity": 1, "closed": [`, `[1, 2]`, `]}], "requests": []}`, 1_000_000), "solved"},
		"three million lists":     {start + repeated(`"resources": [{"id": "r", "capacity": 1, "closed": [`, `[1, 2]`, `]}], "requests": []}`, 3_100_000), "more than can be read"},
		"deep lists":              {strings.Repeat("[", 5_000_000), "a list cannot stand here"},
		"deep lists in a field":   {start + `"requests": [], "resources": ` + strings.Repeat("[", 5_000_000), "resources[0]: a list cannot stand here"},
		"deep objects":            {strings.Repeat(`{"format":`, 1_000_000), "format: an object cannot stand here"},
		"an id of 20 MiB":         {start + `"requests": [], "resources": [{"id": "` + strings.Repeat("x", 20<<20) + `", "capacity": 1}]}`, "resources[0].id: has 20971520 bytes"},
		"a number of 20 MiB":      {start + `"requests": [], "resources": [{"id": "x", "capacity": ` + strings.Repeat("9", 20<<20) + `}]}`, "resources[0].capacity: 999"},
		"65 MiB of white space":   {strings.Repeat(" ", 65<<20), "the file is larger than 64 MiB"},
		"more slots than can be":  {strings.Replace(repeated(start+`"requests": [], "resources": [`, `{"id": "x", "capacity": 1}`, `]}`, 400), `"slots": 1000`, `"slots": 200000`, 1), "resources: 400 resources of 200000 slots"},
	}
}

func TestProblemsTooLargeAreRefusedInBoundedMemory(t *testing.T) {
	for name, c := range huge() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := ReadProblem(strings.NewReader(c.text))
		runtime.ReadMemStats(&after)
		allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s, %d MiB: %d MiB allocated", name, len(c.text)>>20, allocated)
		if (err == nil) != (c.want == "solved") || err != nil && !strings.Contains(err.Error(), c.want) {
			text := "nil"
			if err != nil {
				text = err.Error()
			}
			t.Errorf("%s: %.200s does not say %q", name, text, c.want)
		}
		if allocated > 4<<10 {
			t.Errorf("%s took %d MiB", name, allocated)
		}
	}
}

func TestEveryMalformedPlanIsRefusedWithItsPlace(t *testing.T) {
	const plain = `{"format": "marke.plan/1", "objective": 170, "bound": 170.5, "steps": 1, "seed": 1, "placements": [{"request": "r1", "mode": 0, "start": 0}],
 "refused": [{"request": "r3", "reasons": [{"code": "would-fit", "message": "x", "price": 3, "change": {"kind": "window", "mode": 0, "start": 1, "from": 0, "to": 4}}]}],
 "partners": [{"id": "p", "targets": {"all": 4}, "placed": {"all": 4}, "price": {"all": 0}}], "certificate": {"unit": 10000, "requests": [{"id": "r1", "price": 5}]}}`
	if _, err := ReadPlan(strings.NewReader(plain)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"nothing":                    {plain, "", "the file is empty"},
		"a whole problem":            {plain, `{"format": "marke.problem/1", "grid_minutes": 15}`, `format: is "marke.problem/1", not marke.plan/1`},
		"a list":                     {plain, "[]", "a list cannot stand here"},
		"a problem":                  {"marke.plan/1", "marke.problem/1", `format: is "marke.problem/1"`},
		"no objective":               {`"objective": 170, `, ``, "objective: is missing"},
		"objective a text":           {`"objective": 170`, `"objective": "170"`, "objective: a text cannot"},
		"objective of five decimals": {`"objective": 170`, `"objective": 170.00001`, "objective: is not a number"},
		"objective beyond counting":  {`"objective": 170`, `"objective": 99999999999999999999`, "objective: is not a number"},
		"objective with an exponent": {`"objective": 170`, `"objective": 1e300`, "objective: is not a number"},
		"bound null":                 {`170.5`, `null`, "bound: null cannot"},
		"no placements":              {`"placements": [{"request": "r1", "mode": 0, "start": 0}],`, ``, "placements: is missing"},
		"placement without a start":  {`, "start": 0}`, `}`, "placements[0].start: is missing"},
		"mode a fraction":            {`"mode": 0, "start": 0`, `"mode": 0.5, "start": 0`, "placements[0].mode: 0.5 is not a whole number"},
		"start beyond 64 bits":       {`"start": 0`, `"start": 99999999999999999999`, "placements[0].start"},
		"seed below zero":            {`"seed": 1`, `"seed": -1`, "seed: -1 is not a whole number"},
		"refused a text":             {`"refused": [{"request"`, `"refused": ["r2", {"request"`, "refused[0]: a text cannot"},
		"reason without a code":      {`"code": "would-fit", `, ``, "refused[0].reasons[0].code: is missing"},
		"price of no number":         {`"price": 3`, `"price": 3.00001`, "refused[0].reasons[0].price: is not a number"},
		"change of nothing":          {`"kind": "window", `, ``, "refused[0].reasons[0].change.kind: is missing"},
		"placed of no number":        {`"placed": {"all": 4}`, `"placed": {"all": 4.001}`, `partners[0].placed["all"]: is not a number`},
		"placed left out":            {`"placed": {"all": 4}`, `"placed": {}`, `partners[0].placed["all"]: is not a number`},
		"unknown field":              {`"unit": 10000`, `"unit": 10000, "x": 1`, "certificate.x: unknown field"},
		"field twice":                {`"unit": 10000`, `"unit": 10000, "unit": 1`, "certificate.unit: is there twice"},
		"byte order mark":            {`{"format"`, "\ufeff" + `{"format"`, "byte order mark"},
		"not UTF-8":                  {`"r1"`, "\"r\xff\"", "not UTF-8"},
		"trailing data":              {`"price": 5}]}}`, `"price": 5}]}} x`, "line 3"},
	} {
		text := strings.Replace(plain, c.old, c.new, 1)
		if text == plain {
			t.Errorf("%s: nothing was changed", name)
			continue
		}
		_, err := ReadPlan(strings.NewReader(text))
		var fault *Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v does not say %q", name, err, c.want)
		}
	}
}

func FuzzReadPlan(f *testing.F) {
	p, err := ReadProblem(strings.NewReader(plain))
	if err != nil {
		f.Fatal(err)
	}
	plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: 500})
	if err != nil {
		f.Fatal(err)
	}
	words := func(r *scheduler.RoundReason) string { return string(r.Code) }
	var text bytes.Buffer
	if err := WritePlan(&text, p, plan, words); err != nil {
		f.Fatal(err)
	}
	f.Add(text.String())
	f.Fuzz(func(t *testing.T, text string) {
		plan, err := ReadPlan(strings.NewReader(text))
		if err != nil {
			return
		}
		if scheduler.VerifyRound(p, plan) == nil && len(plan.Placements)+len(plan.Refused) != len(p.Requests) {
			t.Errorf("%d placed and %d refused of %d hold", len(plan.Placements), len(plan.Refused), len(p.Requests))
		}
		var first, second bytes.Buffer
		if err := WritePlan(&first, p, plan, words); err != nil {
			t.Fatal(err)
		}
		again, err := ReadPlan(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if err := WritePlan(&second, p, again, words); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s, read and written: %s", first.Bytes(), second.Bytes())
		}
	})
}
