package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"marke/facilities"
)

// Of a fair division the reasons in points say only half: what comes before points is said beside them, and not where nothing does.
func TestAFairDivisionSaysThatPointsComeSecond(t *testing.T) {
	for objective, first := range map[facilities.RoundObjective]bool{facilities.RoundFairFirst: true, facilities.RoundSatisfaction: false} {
		w := newWorld(t)
		r := w.calls("week-51", 0)
		day := facilities.RoundWindow{Span: facilities.NewSpan(r.Period.Start.Add(8*time.Hour), r.Period.Start.Add(12*time.Hour)), Preference: 100}
		for _, title := range []string{"Vleugel", "Romp", "Staart"} {
			w.asks("anna", r, title, 4, day)
		}
		plan := w.drafts(r, objective)
		w.publishes(r, plan)
		if len(plan.Refused) != 1 {
			t.Fatalf("%d have no place", len(plan.Refused))
		}
		request := "/nl/requests/" + string(plan.Refused[0].Request)
		w.as("anna").do(http.MethodPost, request+"/object", map[string][]string{"text": {"Waarom wij niet?"}})
		for path, who := range map[string]facilities.PersonID{request: "anna", "/nl/rounds/week-51/objections": "mees", "/nl/rounds/week-51/plans/1": "mees"} {
			page := w.as(who).get(path)
			page.wants(t, http.StatusOK)
			if says := strings.Contains(page.Body, "Eerlijke aandelen gaan voor"); says != first {
				t.Errorf("%s: %s says it: %v", objective, path, says)
			}
		}
	}
}
