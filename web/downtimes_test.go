package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"marke/facilities"
)

func TestAManagerSaysWhoCausedAnOutage(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	down, _, err := w.office.OpenDowntime(t.Context(), w.actor("mees"), w.clock(), facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: "laser", Start: monday,
		End: monday.AddDate(0, 0, 1), Reason: "Lens gebarsten"}, false)
	if err != nil {
		t.Fatal(err)
	}
	path := "/nl/downtimes/" + string(down.ID)
	mees := w.as("mees")
	mees.get("/nl/facilities/lab/settings").wants(t, http.StatusOK, `href="`+path+`"`, "Veroorzaakt door")
	page := mees.get(path)
	page.wants(t, http.StatusOK, "Lens gebarsten", "Niemand", "Oorzaak vastleggen")
	typed := url.Values{"caused_by": {"dyers"}, "version": {field(page.Body, "version")}}
	mees.post(path+"/cause", typed).wants(t, http.StatusUnprocessableEntity, "Dit ontbreekt.")
	typed.Set("cause", "Verf op de lens")
	mees.post(path+"/cause", typed).leads(t, path)
	mees.get(path).wants(t, http.StatusOK, "Verf op de lens", "Ververij Twente")
	mees.get("/nl/facilities/lab/downtimes").wants(t, http.StatusOK, "veroorzaakt door Ververij Twente")
	mees.get("/nl/audit/downtime/"+string(down.ID)).wants(t, http.StatusOK, "oorzaak vastgelegd door")

	anna := w.as("anna")
	if a := anna.get(path); a.StatusCode != http.StatusOK || strings.Contains(a.Body, "Oorzaak vastleggen") {
		t.Errorf("a member gets %d, and may name the cause", a.StatusCode)
	}
	anna.post(path+"/cause", typed).wants(t, http.StatusForbidden)
}
