package web

import (
	"testing"

	"marke/facilities"
)

func TestSearchUnderstandsWordsAndBounds(t *testing.T) {
	low, high, cold, tonnes := 20.0, 400.0, -20.0, 200.0
	press := facilities.Resource{ID: "press", Name: "Pers 400", Capabilities: []facilities.Capability{{Tag: "press"}, {Tag: "temperature", Min: &low, Max: &high, Unit: "°C"}, {Tag: "force", Max: &tonnes, Unit: "t"}}}
	chamber := facilities.Resource{ID: "chamber", Name: "Klimaatkamer", Description: facilities.Words{EN: "Climate"}, Capabilities: []facilities.Capability{{Tag: "temperature", Min: &cold, Max: &low, Unit: "°C"}}}
	sem := facilities.Resource{ID: "sem-1", Name: "SEM 1", Capabilities: []facilities.Capability{{Tag: "sem"}}}
	all := []facilities.Resource{press, chamber, sem}
	cases := []struct {
		typed string
		found string
	}{
		{"", "press chamber sem-1 "},
		{"pers", "press "},
		{"PERS", "press "},
		{"sem", "sem-1 "},
		{"any press above 380 °C", "press "},
		{"een pers boven 380°C", "press "},
		{"press above 500 °C", ""},
		{"boven 100 °C", "press "},
		{"under 0 °C", "chamber "},
		{"10 °C", "chamber "},
		{"temperature>=380", "press "},
		{"press, force >= 150", "press "},
		{"200 t", "press "},
		{"300 t", ""},
		{"pers 400", "press "},
		{"SEM 1", "sem-1 "},
		{"zeppelin", ""},
		{"climate", "chamber "},
		{"twente", "press chamber sem-1 "},
		{"99999999999999999999999999 °C", ""},
	}
	for _, c := range cases {
		s := readSearch(c.typed, all)
		found := ""
		for _, r := range all {
			if s.finds(r, facilities.Facility{Name: "Hal Twente"}) {
				found += string(r.ID) + " "
			}
		}
		if found != c.found {
			t.Errorf("%q finds %q, want %q (words %q, wishes %s)", c.typed, found, c.found, s.Words, s.Wanted())
		}
	}
}

func FuzzReadSearch(f *testing.F) {
	high := 400.0
	all := []facilities.Resource{{ID: "press", Name: "Pers", Capabilities: []facilities.Capability{{Tag: "temperature", Max: &high, Unit: "°C"}}}}
	for _, seed := range []string{"any press above 380 °C", "temperature>=380", "tot 5 %", "\xff>=1", "𝟙 °C"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := readSearch(typed, all)
		s.finds(all[0], facilities.Facility{})
		for _, w := range s.Wishes {
			if w.Bound == nil {
				t.Errorf("%q: a wish without a bound", typed)
			}
		}
	})
}
