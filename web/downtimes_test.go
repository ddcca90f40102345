package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
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

func TestAManagerPartsAGroupInAReplanning(t *testing.T) {
	w := newWorld(t)
	booked := w.book("anna", facilities.Wish{Resource: "laser", Project: "wings", Use: facilities.NewSpan(monday.Add(9*time.Hour), monday.Add(11*time.Hour))})
	along := w.book("anna", facilities.Wish{Resource: "laser", Project: "wings", Use: facilities.NewSpan(monday.AddDate(0, 0, 63).Add(9*time.Hour), monday.AddDate(0, 0, 63).Add(11*time.Hour))})
	down, _, err := w.office.OpenDowntime(t.Context(), w.actor("mees"), w.clock(), facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "laser", Start: monday,
		End: monday.AddDate(0, 0, 60), Reason: "Nieuwe bron"}, true)
	if err != nil {
		t.Fatal(err)
	}
	proposal := func(id facilities.ReplanID, apart bool) string {
		move := facilities.ReplanMove{Booking: booked.ID, Version: booked.Version, Hit: true, Dropped: true, From: booked.Use, Was: "laser", Person: "anna", Partner: booked.Partner, Group: "paar", Apart: apart}
		other := facilities.ReplanMove{Booking: along.ID, Version: along.Version, Dropped: !apart, From: along.Use, Was: "laser", Person: "anna", Partner: along.Partner, Group: "paar", Apart: apart,
			Resource: "laser", To: along.Use}
		w.in(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SaveReplan(ctx, facilities.Replan{ID: id, Facility: "lab", Downtime: down.ID, State: facilities.ReplanProposed, Moves: []facilities.ReplanMove{other, move}, By: "mees", Created: w.clock()})
			return err
		})
		return "/nl/replans/" + string(id)
	}
	mees, part := w.as("mees"), `name="apart" value="yes"`
	mees.get(proposal("whole", false)).wants(t, http.StatusOK, part, "2 boekingen vervallen", "Is niet geraakt. Gaat mee met &#34;paar&#34;", "Heeft geen plaats, of hoort bij", "/nl/facilities/lab/downtimes/"+string(down.ID)+"/replan")
	if a := mees.get(proposal("parted", true)); strings.Contains(a.Body, part) || strings.Contains(a.Body, "paar") || !strings.Contains(a.Body, "los van elkaar") {
		t.Error("a proposal that parts its groups offers to do so, or does not say so")
	}
	made := mees.post("/nl/facilities/lab/downtimes/"+string(down.ID)+"/replan", url.Values{"apart": {"yes"}})
	if made.StatusCode != http.StatusSeeOther || !strings.HasPrefix(made.Header.Get("Location"), "/nl/replans/") {
		t.Errorf("%d to %s", made.StatusCode, made.Header.Get("Location"))
	}
	w.as("anna").post("/nl/facilities/lab/downtimes/"+string(down.ID)+"/replan", url.Values{"apart": {"yes"}}).wants(t, http.StatusForbidden)
}
