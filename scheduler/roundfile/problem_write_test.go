package roundfile

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestAProblemComesBackAsItWasWritten(t *testing.T) {
	texts := map[string]string{"plain": plain}
	for _, name := range []string{"small", "medium"} {
		if content, err := os.ReadFile("testdata/" + name + ".json"); err == nil {
			texts[name] = string(content)
		}
	}
	if len(texts) < 2 {
		t.Fatal("there is no sample problem to read")
	}
	texts["everything"] = `{"format": "marke.problem/1", "grid_minutes": 30, "slots": 40, "objective": {"kind": "satisfaction", "shortfall_cost": 0.25},
		"resources": [{"id": "a", "capacity": 2, "closed": [[3, 5]], "levels": [[10, 12, 1]], "pool": "p", "prime": [[0, 9, 150]],
			"changeover": {"classes": ["clean", "gold"], "slots": [[0, 2], [1, 0]]}}],
		"partners": [{"id": "one", "targets": {"p": 7, "q": 0}}],
		"requests": [{"id": "x", "partner": "one", "modes": [{"duration": 2, "claims": [{"resource": "a", "units": 1, "before": 1, "after": 2}], "class": "gold"}],
			"windows": [{"from": 0, "to": 20, "value": 5}], "together": "g"},
			{"id": "y", "partner": "one", "modes": [{"duration": 2, "claims": [{"resource": "a", "units": 1}]}], "windows": [{"from": 0, "to": 40, "value": 5}],
			"after": [{"request": "x", "gap_min": 1, "gap_max": 9}], "together": "g"}],
		"limits": [{"name": "l", "requests": ["x", "y"], "max": 4}], "pinned": [{"request": "x", "mode": 0, "start": 6}],
		"previous": [{"request": "y", "mode": 0, "start": 20, "move_cost": 3, "drop_cost": 8}]}`
	for name, text := range texts {
		first, err := ReadProblem(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var file bytes.Buffer
		if err := WriteProblem(&file, first); err != nil {
			t.Fatal(err)
		}
		again, err := ReadProblem(&file)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s: wrote %+v, read %+v", name, first, again)
		}
	}
}
