package marke_test

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"marke/facilities"
)

func TestTheDrawnStateMachineIsTheRealOne(t *testing.T) {
	text := read(t, "docs/booking-states.md")
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+) --> (\w+): (\w+)$`).FindAllStringSubmatch(text, -1) {
		drawn[m[1]+" --> "+m[2]+": "+m[3]] = true
	}
	coded := map[string]bool{}
	for _, from := range facilities.States {
		for _, action := range facilities.Actions {
			if to, ok := from.Next(action); ok {
				coded[string(from)+" --> "+string(to)+": "+string(action)] = true
			}
		}
	}
	compare(t, "moves", drawn, coded)

	drawn, coded = map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+) --> \[\*\]$`).FindAllStringSubmatch(text, -1) {
		drawn[m[1]] = true
	}
	for _, state := range facilities.States {
		if state.Ended() {
			coded[string(state)] = true
		}
	}
	compare(t, "ends", drawn, coded)

	drawn, coded = map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|.*\\| (yes|no) \\|$").FindAllStringSubmatch(text, -1) {
		drawn[m[1]+" "+m[2]] = true
	}
	for _, state := range facilities.States {
		if state.Consumes() {
			coded[string(state)+" yes"] = true
		} else {
			coded[string(state)+" no"] = true
		}
	}
	compare(t, "rows", drawn, coded)
}

func TestTheDrawnStatesOfARoundAreTheRealOnes(t *testing.T) {
	text := read(t, "docs/round-states.md")
	drawn, coded := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+) --> (\w+): (\w+)$`).FindAllStringSubmatch(text, -1) {
		drawn[m[1]+" --> "+m[2]+": "+m[3]] = true
	}
	for _, from := range facilities.RoundStates {
		for _, action := range facilities.RoundActions {
			if to, ok := from.Next(action); ok {
				coded[string(from)+" --> "+string(to)+": "+string(action)] = true
			}
		}
	}
	compare(t, "moves", drawn, coded)

	drawn, coded = map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+) --> \[\*\]$`).FindAllStringSubmatch(text, -1) {
		drawn[m[1]] = true
	}
	for _, state := range facilities.RoundStates {
		if state.Ended() {
			coded[string(state)] = true
		}
	}
	compare(t, "ends", drawn, coded)
}

func TestVendoredFilesAreAsPublished(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*\\| `([0-9a-f]{64})` \\|$")
	for _, dir := range []string{"web/static/vendor", "web/browsertest/testdata/axe"} {
		rows := row.FindAllStringSubmatch(read(t, filepath.Join(dir, "VENDOR.md")), -1)
		listed := map[string]bool{}
		for _, m := range rows {
			listed[m[1]] = true
			sum := sha256.Sum256([]byte(read(t, filepath.Join(dir, m[1]))))
			if got := hex.EncodeToString(sum[:]); got != m[2] {
				t.Errorf("%s/%s has sha256 %s, VENDOR.md says %s", dir, m[1], got, m[2])
			}
		}
		scripts, err := filepath.Glob(filepath.Join(dir, "*.js"))
		if err != nil || len(scripts) == 0 {
			t.Errorf("no script in %s (%v)", dir, err)
		}
		for _, script := range scripts {
			if !listed[filepath.Base(script)] {
				t.Errorf("%s is not in VENDOR.md", script)
			}
		}
	}
}

func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	documents := []string{"README.md", "ARCHITECTURE.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/decisions/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, found...)
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`) // none with a scheme
	for _, document := range documents {
		for _, m := range link.FindAllStringSubmatch(read(t, document), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", document, m[1], err)
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// compare fails for what only one of the two sets has.
func compare(t *testing.T, what string, drawn, coded map[string]bool) {
	t.Helper()
	for _, item := range slices.Sorted(maps.Keys(drawn)) {
		if !coded[item] {
			t.Errorf("%s: the document has %q, the code has not", what, item)
		}
	}
	for _, item := range slices.Sorted(maps.Keys(coded)) {
		if !drawn[item] {
			t.Errorf("%s: the code has %q, the document has not", what, item)
		}
	}
}
