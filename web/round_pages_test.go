package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/texts"
	"marke/web/form"
)

// aRequest is the form of a request for a press, as somebody fills it in.
func aRequest(title, hours string) url.Values {
	return url.Values{"title": {title}, "s0-resources": {"press", "press-2"}, "s0-hours": {hours}, "steps": {"1"}, "windows": {"1"}}
}

func TestARequestIsCheckedHandedInMovedUpAndWithdrawnByForm(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	anna := w.as("anna")
	path := "/nl/rounds/" + string(r.ID)
	check := aRequest("Vleugel", "2,5")
	check.Set("do", "check")
	anna.do(http.MethodPost, path+"/requests/new", check).wants(t, http.StatusOK, "Dit kan", "Pers 200")
	check.Set("s0-hours", "30") // longer than the presses are ever open
	anna.do(http.MethodPost, path+"/requests/new", check).wants(t, http.StatusOK, "Dit kan niet", "In al uw tijdvakken staat een regel in de weg")
	anna.do(http.MethodPost, path+"/requests/new", aRequest("Vleugel", "30")).wants(t, http.StatusConflict, "Niet ingediend", "Dit kan niet", `value="Vleugel"`)
	anna.do(http.MethodPost, path+"/requests/new", aRequest("", "nooit")).wants(t, http.StatusUnprocessableEntity, `id="title-fault"`, `id="s0-hours-fault"`, "Wat gaat u doen? Dit ontbreekt.", "Duur in uren: Schrijf uren als")
	anna.do(http.MethodPost, path+"/requests/new", aRequest("Vleugel", "5000")).wants(t, http.StatusUnprocessableEntity, "Vul hooguit 1488 uur in")
	anna.do(http.MethodPost, path+"/requests/new", url.Values{"title": {"Vleugel"}, "s0-hours": {"2"}}).wants(t, http.StatusUnprocessableEntity, "Kruis ten minste één apparaat aan")
	for _, title := range []string{"Vleugel", "Romp"} {
		if a := anna.do(http.MethodPost, path+"/requests/new", aRequest(title, "1:30")); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
		}
	}
	before := anna.get(path)
	before.wants(t, http.StatusOK, "Vleugel", "Romp", "1 u 30 min")
	_, rest, _ := strings.Cut(before.Body, `name="up" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	if a := anna.do(http.MethodPost, path+"/order", url.Values{"partner": {"weavers"}, "up": {id}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
	}
	if after := anna.get(path).Body; strings.Index(after, "Romp") > strings.Index(after, "Vleugel") {
		t.Error("the second request did not come first")
	}
	anna.do(http.MethodPost, path+"/order", url.Values{"partner": {"weavers"}, "up": {id}}).wants(t, http.StatusUnprocessableEntity)
	if a := anna.do(http.MethodPost, "/nl/requests/"+id+"/withdraw", url.Values{"reason": {"toch niet"}}); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
	}
	anna.get("/nl/requests/"+id).wants(t, http.StatusOK, "ingetrokken")
}

func TestATableOfRequestsIsLookedAtBeforeItIsTaken(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	anna, path := w.as("anna"), "/nl/rounds/"+string(r.ID)
	anna.get(path+"/template.csv").wants(t, http.StatusOK, "title,minutes,", "press")
	table := url.Values{"table": {"title,minutes,resource\nEen,120,press\nTwee,7,press\n"}, "do": {"import"}}
	anna.do(http.MethodPost, path+"/import", table).wants(t, http.StatusUnprocessableEntity, "Regel 3", "er is niets ingediend")
	table.Set("table", "title,minutes,resource\nEen,120,nergens\n,120,press\n")
	wrong := anna.do(http.MethodPost, path+"/import", table)
	wrong.wants(t, http.StatusUnprocessableEntity, "resource: ", "title: ", "Codes van apparaten en projecten", "Pers 400", "Vleugels")
	if strings.Contains(wrong.Body, "body.") || strings.Index(wrong.Body, "Regel 2") > strings.Index(wrong.Body, "Regel 3") {
		t.Errorf("the faults do not stand at their columns, in the order of the rows: %s", shorten(wrong.Body))
	}
	table.Set("table", "title,minutes,resource\nEen,120,press\nTwee,60,press\n")
	table.Set("do", "check")
	anna.do(http.MethodPost, path+"/import", table).wants(t, http.StatusOK, "2 aanvragen, zonder fouten", `value="import"`)
	if strings.Contains(anna.get(path).Body, "Twee") {
		t.Error("looking at a table hands it in")
	}
	table.Set("do", "import")
	if a := anna.do(http.MethodPost, path+"/import", table); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
	}
	anna.get(path).wants(t, http.StatusOK, "Een", "Twee")
}

func TestAnOpenRoundIsNamedWhereItsMachinesAreBooked(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	anna, link := w.as("anna"), "/nl/rounds/"+string(r.ID)
	for _, path := range []string{"/nl/facilities/lab/board?view=week&day=2026-12-15", "/nl/resources", "/nl/resources/press", "/nl/"} {
		anna.get(path).wants(t, http.StatusOK, link)
	}
	refused := anna.get("/nl/bookings/new?resource=press&start=2026-12-15T09:00Z&end=2026-12-15T11:00Z")
	refused.wants(t, http.StatusOK, link+"/requests/new?resource=press", "Vraag tijd aan in de ronde")
	if strings.Contains(anna.get("/nl/facilities/lab/board?view=day&day=2026-12-15").Body, "resource=press&amp;start=") {
		t.Error("time that the round divides is offered as free")
	}
	anna.get("/nl/facilities/lab/board?view=day&day=2026-12-15").wants(t, http.StatusOK, "resource=oven&amp;start=")
}

func TestOnlyTheManagerSeesDrafts(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	w.asks("anna", r, "Vleugel", 2)
	w.drafts(r, facilities.RoundSatisfaction)
	w.drafts(r, facilities.RoundFairFirst)
	path := "/nl/rounds/" + string(r.ID)
	for _, page := range []string{"/plans/2", "/plans/2/publish", "/plans/2/problem.json", "/plans/2/plan.json", "/compare", "/plans/9", "/plans/x"} {
		w.as("anna").get(path+page).wants(t, http.StatusNotFound)
	}
	mees := w.as("mees")
	for page, says := range map[string]string{"": "Voorstel 2", "/plans/2": "Vleugel", "/plans/2/publish": "1 geplaatst, 0 zonder plaats", "/plans/2/problem.json": "marke.problem/1", "/plans/2/plan.json": "marke.plan/1", "/compare": "Wie het minst krijgt"} {
		mees.get(path+page).wants(t, http.StatusOK, says)
	}
}

func TestLengthsAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]time.Duration{"3": 3 * time.Hour, "1,5": 90 * time.Minute, "1.25": 75 * time.Minute, "1:30": 90 * time.Minute, "0:45": 45 * time.Minute, "": 0} {
		f := form.New(url.Values{"hours": {typed}})
		if got := hoursTyped(f, "hours"); got != want || !f.OK() {
			t.Errorf("%q is %v, want %v (%v)", typed, got, want, f.Faults())
		}
	}
	for _, typed := range []string{"x", "1:75", "-2", "99999", "1:30x"} {
		f := form.New(url.Values{"hours": {typed}})
		if got := hoursTyped(f, "hours"); f.OK() {
			t.Errorf("%q is taken for %v", typed, got)
		}
	}
}

func TestAFormOfARequestIsReadAsItWasFilledIn(t *testing.T) {
	w := newWorld(t)
	cat, err := w.office.Catalogue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := w.calls("week-51", 0)
	want := facilities.RoundRequest{Round: r.ID, Title: "Route", Together: "paar", Companions: []facilities.PersonID{"bert"}, Confidential: true,
		Steps: []facilities.RoundStep{{Resources: []facilities.ResourceID{"press", "press-2"}, Duration: 90 * time.Minute},
			{Capability: "press", Duration: 2 * time.Hour, GapMin: time.Hour, GapMax: 48 * time.Hour, With: []facilities.WishClaim{{Resource: "mould", Units: 1}}}},
		Windows: []facilities.RoundWindow{{Span: facilities.NewSpan(callWeek.Start, callWeek.Start.AddDate(0, 0, 2)), Preference: 100},
			{Span: facilities.NewSpan(callWeek.Start.Add(33*time.Hour), callWeek.Start.Add(40*time.Hour)), Preference: 40}}}
	f := formOfRequest(want, cat.Zone("lab"))
	got := requestOf(f, facilities.RoundRequest{}, r, cat)
	if !f.OK() {
		t.Fatalf("faults %v", f.Faults())
	}
	if len(got.Steps) != 2 || len(got.Windows) != 2 || got.Windows[0] != want.Windows[0] || got.Windows[1] != want.Windows[1] {
		t.Errorf("read %+v", got)
	}
	if got.Steps[0].Duration != want.Steps[0].Duration || got.Steps[1].GapMax != want.Steps[1].GapMax || got.Steps[1].With[0] != want.Steps[1].With[0] || got.Title != want.Title || got.Together != want.Together || !got.Confidential || len(got.Companions) != 1 {
		t.Errorf("read %+v", got)
	}
}

func TestAnOrderByProjectSharesIsProposedAndAcceptedByForm(t *testing.T) {
	w := newWorld(t)
	w.in(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveProject(ctx, facilities.Project{ID: "hull", Name: "Romp", Partners: []facilities.Share{{Partner: "weavers", Units: 1}}, Phase: facilities.PhaseInnovation, Leader: "anna"})
		return err
	})
	r := w.calls("week-51", 0)
	anna, path := w.as("anna"), "/nl/rounds/"+string(r.ID)
	for _, want := range []struct{ title, project string }{{"Vleugel een", "wings"}, {"Vleugel twee", "wings"}, {"Romp een", "hull"}} {
		typed := aRequest(want.title, "2")
		typed.Set("project", want.project)
		if a := anna.do(http.MethodPost, path+"/requests/new", typed); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
		}
	}
	anna.get(path).wants(t, http.StatusOK, "Volgorde voorstellen naar projectdelen", path+"/order?partner=weavers")
	heavy := path + "/order?partner=weavers&u-wings=1&u-hull=0"
	anna.get(heavy).wants(t, http.StatusOK, "Uw volgorde volgt de projectdelen al")
	proposed := anna.get(path + "/order?partner=weavers")
	proposed.wants(t, http.StatusOK, "Deze volgorde overnemen", "nu op 3", "nu op 2", "Deel van")
	anna.get(path+"/order?partner=weavers&u-wings=veel").wants(t, http.StatusUnprocessableEntity, "Een deel is een heel getal")
	anna.get(path+"/order?partner=weavers&u-hidden=1").wants(t, http.StatusUnprocessableEntity, "Een deel is een heel getal")
	order := url.Values{"partner": {"weavers"}}
	for rest := proposed.Body; ; {
		var found bool
		if _, rest, found = strings.Cut(rest, `name="order" value="`); !found {
			break
		}
		id, _, _ := strings.Cut(rest, `"`)
		order.Add("order", id)
	}
	if a := anna.do(http.MethodPost, path+"/order", order); a.StatusCode != http.StatusSeeOther || len(order["order"]) != 3 {
		t.Fatalf("status %d for %v: %s", a.StatusCode, order, shorten(a.Body))
	}
	if after := anna.get(path).Body; strings.Index(after, "Romp een") > strings.Index(after, "Vleugel twee") {
		t.Error("the order was not put in force")
	}
	w.as("dora").get(path+"/order?partner=weavers").wants(t, http.StatusNotFound)
}

func TestARefusedActComesBackOnItsPageWithWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	asked := w.asks("anna", r, "Vleugel", 2)
	w.publishes(r, w.drafts(r, ""))
	anna, mees := w.as("anna"), w.as("mees")
	request, round := "/nl/requests/"+string(asked.ID), "/nl/rounds/"+string(r.ID)
	anna.do(http.MethodPost, request+"/object", url.Values{"text": {" "}}).wants(t, http.StatusUnprocessableEntity, "Wat is er niet goed? Dit ontbreekt.", "<h1>Vleugel")
	anna.do(http.MethodPost, request+"/object", url.Values{"text": {"Dit past ons niet."}})
	anna.do(http.MethodPost, request+"/object", url.Values{"text": {"Nog eens."}}).wants(t, http.StatusConflict, "Er loopt al een bezwaar", "<h1>Vleugel")
	objections, err := w.office.Objections(t.Context(), w.actor("mees"), w.clock(), r.ID)
	if err != nil || len(objections) != 1 {
		t.Fatal(objections, err)
	}
	answer := url.Values{"round": {string(r.ID)}, "version": {"99"}, "answer": {"Dat klopt helaas."}}
	mees.do(http.MethodPost, "/nl/objections/"+string(objections[0].Objection.ID)+"/answer", answer).wants(t, http.StatusConflict, "Iemand heeft dit intussen gewijzigd", "Dat klopt helaas.")
	next := w.calls("week-52", 1)
	w.asks("anna", next, "Romp", 2)
	mees.do(http.MethodPost, "/nl/rounds/"+string(next.ID)+"/cancel", url.Values{"reason": {""}}).wants(t, http.StatusUnprocessableEntity, "Reden: Dit ontbreekt.", `aria-labelledby="desk"`)
	mees.do(http.MethodPost, round+"/pin", url.Values{"version": {"1"}, "plan": {"1"}, "request": {string(asked.ID)}, "step": {"0"}}).wants(t, http.StatusConflict, "<h1>Ronde week-51")
	overlap := url.Values{"facility": {"lab"}, "name": {"Nog een"}, "pools": {"presses"}, "first_day": {"2026-12-22"}, "last_day": {"2026-12-23"}, "deadline_day": {"2026-12-15"}, "deadline_time": {"17:00"}, "objective": {"fair-first"}}
	mees.do(http.MethodPost, "/nl/rounds/new", overlap).wants(t, http.StatusConflict, "verdeelt deze tijd al", `value="Nog een"`, `value="2026-12-22"`)
}

func TestARoundSaysWhatCameOfItAndWhatComesNext(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	path := "/nl/rounds/" + string(r.ID)
	anna, mees := w.as("anna"), w.as("mees")
	anna.get("/nl/rounds").wants(t, http.StatusOK, "nog 16 dagen", "nog geen aanvraag van uw organisatie")
	morning := facilities.RoundWindow{Span: facilities.NewSpan(callWeek.Start.Add(9*time.Hour), callWeek.Start.Add(14*time.Hour)), Preference: 100}
	for _, title := range []string{"Een", "Twee", "Drie", "Vier", "Vijf", "Zes"} {
		w.asks("anna", r, title, 4, morning)
	}
	plan := w.drafts(r, "")
	if len(plan.Placements) == 0 || len(plan.Refused) == 0 {
		t.Fatalf("%d placed, %d refused: the test needs both", len(plan.Placements), len(plan.Refused))
	}
	anna.get(path).wants(t, http.StatusOK, "wordt verdeeld", "Vrij in de periode")
	mees.get(path).wants(t, http.StatusOK, "voorstel klaar")
	mees.get(path+"/plans/1").wants(t, http.StatusOK, `class="scarce"`, "ook gevraagd, maar zonder plaats")
	w.publishes(r, plan)
	anna.get(path).wants(t, http.StatusOK, "Geplaatst: "+strconv.Itoa(len(plan.Placements))+" van uw 6 aanvragen.", `class="got"`)
	anna.get("/nl/requests/"+string(plan.Refused[0].Request)).wants(t, http.StatusOK, "Kijk op het planbord wat er nog vrij is", "/facilities/lab/board?view=week&amp;day=2026-12-14")
	mees.get("/nl/rounds/new?facility=lab").wants(t, http.StatusOK, `name="first_day" value="2026-12-07"`)
	w.calls("week-50", -1)
	mees.get("/nl/rounds/new?facility=lab").wants(t, http.StatusOK, `name="first_day" value="2026-12-14"`)
}

func TestProjectSharesAreKeptByForm(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	rik, path := w.as("rik"), "/nl/rounds/"+string(r.ID)
	typed := aRequest("Vleugel", "2")
	typed.Set("project", "wings")
	w.as("anna").do(http.MethodPost, path+"/requests/new", typed)
	if own := w.as("bert").get(path + "/order"); own.StatusCode != http.StatusOK || strings.Contains(own.Body, "Deze delen bewaren") {
		t.Errorf("%d: who does not represent the partner may keep shares", own.StatusCode)
	}
	kept := "uw organisatie heeft vastgelegd"
	unset := rik.get(path + "/order")
	unset.wants(t, http.StatusOK, "Deze delen bewaren", path+"/order/shares")
	shares := url.Values{"partner": {"weavers"}, "version": {"1"}, "u-wings": {"7"}}
	w.as("bert").do(http.MethodPost, path+"/order/shares", shares).wants(t, http.StatusForbidden)
	if a := rik.do(http.MethodPost, path+"/order/shares", shares); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
	}
	rik.get(path+"/order").wants(t, http.StatusOK, kept, `value="7"`)
	other := rik.get(path + "/order?u-wings=3")
	other.wants(t, http.StatusOK, `value="3"`)
	if strings.Contains(unset.Body, kept) || strings.Contains(other.Body, kept) {
		t.Error("shares that are not kept are called kept")
	}
	rik.do(http.MethodPost, path+"/order/shares", shares).wants(t, http.StatusConflict) // somebody was first
	shares.Set("version", "2")
	shares.Set("u-wings", "veel")
	rik.do(http.MethodPost, path+"/order/shares", shares).wants(t, http.StatusUnprocessableEntity, "Een deel is een heel getal", `value="7"`)
}

// aPlace is a request for one press in a span of the Monday of a round, of so many hours.
func (w *world) aPlace(who facilities.PersonID, r facilities.Round, title string, hours, from, to int) facilities.RoundRequest {
	w.t.Helper()
	begin := r.Period.Start
	request := facilities.RoundRequest{Round: r.ID, Title: title, Steps: []facilities.RoundStep{{Resources: []facilities.ResourceID{"press"}, Duration: time.Duration(hours) * time.Hour}},
		Windows: []facilities.RoundWindow{{Span: facilities.Span{Start: begin.Add(time.Duration(from) * time.Hour), End: begin.Add(time.Duration(to) * time.Hour)}}}}
	made, err := w.office.AddRequest(w.t.Context(), w.actor(who), w.clock(), request)
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

func TestPlacesOfAnOfferedDraftAreTradedByForm(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	mine := w.aPlace("anna", r, "Vleugel", 4, 9, 17)
	w.aPlace("dora", r, canary, 4, 9, 17)
	refused := w.aPlace("anna", r, "Romp", 4, 9, 17)
	w.drafts(r, "")
	path := "/nl/rounds/" + string(r.ID)
	anna, dora, mees := w.as("anna"), w.as("dora"), w.as("mees")
	if a := anna.get(path); strings.Contains(a.Body, "Voorstel ter inzage") {
		t.Error("a draft is shown that is not offered")
	}
	version := func(body string) string {
		_, rest, _ := strings.Cut(body, `name="version" value="`)
		number, _, _ := strings.Cut(rest, `"`)
		return number
	}
	desk := mees.get(path)
	desk.wants(t, http.StatusOK, "Leg voor aan de partners")
	mees.post(path+"/offer", url.Values{"version": {version(desk.Body)}, "plan": {"1"}})
	mees.get(path).wants(t, http.StatusOK, "Voorstel 1 ligt voor", "ligt voor</span>")

	seen := anna.get(path)
	seen.wants(t, http.StatusOK, "Voorstel ter inzage", "Geboekt is er nog niets", "Uw plaatsen", "Vleugel", "Zonder plaats", "Romp", "Pers")
	if strings.Contains(seen.Body, canary) {
		t.Error("another partner's request is shown")
	}
	anna.get(path+"/plans/1").wants(t, http.StatusOK, "Vleugel")
	form := anna.get("/nl/trades?gives=" + url.QueryEscape(placeValue(r.ID, mine.ID, 0)))
	form.wants(t, http.StatusOK, "Voorstel van Ronde week-51", "Ververij", "Romp, nog zonder plaats", " selected")
	_, rest, _ := strings.Cut(form.Body, `value="dyers|press|`)
	taken, _, _ := strings.Cut(rest, `"`)
	if !strings.HasSuffix(taken, "|"+string(r.ID)) {
		t.Fatalf("the other's place is not offered: %q", taken)
	}
	anna.do(http.MethodPost, "/nl/trades", url.Values{"gives": {placeValue(r.ID, mine.ID, 0)}, "takes": {"dyers|press|2026-11-26T09:00:00Z"}}).wants(t, http.StatusUnprocessableEntity, "niet allebei")
	anna.do(http.MethodPost, "/nl/trades", url.Values{"gives": {placeValue(r.ID, refused.ID, 0)}, "takes": {"dyers|press|" + taken}}).wants(t, http.StatusUnprocessableEntity, "geeft in deze ruil niets")
	swap := url.Values{"gives": {placeValue(r.ID, mine.ID, 0)}, "takes": {"dyers|press|" + taken}, "note": {"Komt beter uit"}}
	if a := anna.do(http.MethodPost, "/nl/trades", swap); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
	}
	waiting := dora.get("/nl/trades")
	waiting.wants(t, http.StatusOK, "Komt beter uit", "Wacht op u", "(voorstel van")
	_, rest, _ = strings.Cut(waiting.Body, `action="/nl/trades/`)
	id, _, _ := strings.Cut(rest, "/")
	for _, yes := range []*reader{dora, mees} {
		if a := yes.do(http.MethodPost, "/nl/trades/"+id+"/accept", url.Values{"version": {version(yes.get("/nl/trades").Body)}}); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
		}
	}
	mees.get(path).wants(t, http.StatusOK, "Voorstel 2 ligt voor", "door een ruil uit voorstel 1")
	anna.get("/nl/trades").wants(t, http.StatusOK, "gedaan")
	mees.do(http.MethodPost, path+"/withdraw-offer", url.Values{"version": {version(mees.get(path).Body)}})
	if a := anna.get(path); strings.Contains(a.Body, "Voorstel ter inzage") {
		t.Error("a withdrawn draft is shown")
	}
}

func TestARequestSaysWhereItLiesInTheOfferedDraftAndThenWhatItBecame(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	placed := w.aPlace("anna", r, "Vleugel", 4, 9, 13)
	refused := w.aPlace("anna", r, "Romp", 4, 9, 13)
	plan := w.drafts(r, "")
	anna, bert, mees := w.as("anna"), w.as("bert"), w.as("mees")
	of := func(request facilities.RoundRequest) string { return "/nl/requests/" + string(request.ID) }
	const lies, none, held = "Plaats in het voorstel", "Geen plaats in het voorstel", "Pers 400, ma 14 dec 09:00–13:00"
	unseen := func(when string) {
		t.Helper()
		for _, request := range []facilities.RoundRequest{placed, refused} {
			if a := anna.get(of(request)); strings.Contains(a.Body, lies) || strings.Contains(a.Body, none) || strings.Contains(a.Body, "/plans/1") {
				t.Errorf("%s the request %s tells of a draft", when, request.Title)
			}
		}
	}
	unseen("before the offer")
	if _, err := w.office.OfferDraft(t.Context(), w.actor("mees"), w.clock(), r.ID, 0, plan.Number); err != nil {
		t.Fatal(err)
	}
	draft, trade := `href="/nl/rounds/week-51/plans/1"`, "/nl/trades?gives="
	anna.get("/nl/rounds").wants(t, http.StatusOK, `is-round-draft">voorstel ter inzage<`)
	anna.get("/nl/rounds/week-51/plans/1").wants(t, http.StatusOK, "Er is nog niets geboekt")
	anna.get(of(placed)).wants(t, http.StatusOK, lies, held, "Er is nog niets geboekt", draft, trade)
	without := anna.get(of(refused))
	without.wants(t, http.StatusOK, none, draft, trade)
	_, why, _ := strings.Cut(without.Body, none)
	reason, _, _ := strings.Cut(between(why, "<ul><li>", "</li>"), "<")
	if reason == "" || !strings.Contains(anna.get("/nl/rounds/week-51/plans/1").Body, reason) {
		t.Errorf("the request says %q, which the draft does not", reason)
	}
	colleague := bert.get(of(placed))
	colleague.wants(t, http.StatusOK, held, draft)
	if strings.Contains(colleague.Body, trade) {
		t.Error("a colleague is sent to trade what is not his")
	}
	mees.get(of(placed)).wants(t, http.StatusOK, held, draft)
	w.as("dora").get(of(placed)).wants(t, http.StatusNotFound)
	if _, err := w.office.WithdrawOffer(t.Context(), w.actor("mees"), w.clock(), r.ID, 0); err != nil {
		t.Fatal(err)
	}
	unseen("after the offer")
	out := w.publishes(r, plan)
	anna.get(of(placed)).wants(t, http.StatusOK, "Dit hebt u gekregen", `href="/nl/bookings/`+string(out.Booked[0].ID)+`"`, held)
	after := anna.get(of(refused))
	after.wants(t, http.StatusOK, "Waarom er geen plaats is")
	if strings.Contains(after.Body, "Er is nog niets geboekt") {
		t.Error("a decided request still tells of a draft")
	}
}

// between is what stands between two marks, the first time; empty when they are not there.
func between(s, before, after string) string {
	_, rest, _ := strings.Cut(s, before)
	found, _, ok := strings.Cut(rest, after)
	if !ok {
		return ""
	}
	return found
}

func TestWhatIsWrongWithATradeStandsAtItsField(t *testing.T) {
	w := newWorld(t)
	mine := w.book("anna", facilities.Wish{Resource: "press", Use: facilities.NewSpan(monday.Add(33*time.Hour), monday.Add(35*time.Hour)), Project: "wings"})
	anna, rik := w.as("anna"), w.as("rik")
	gives := string(mine.ID)
	for _, c := range []struct {
		name  string
		who   *reader
		typed url.Values
		field string
		says  string
	}{
		{"nothing at all", anna, url.Values{}, "gives", "Kies wat er geruild wordt"},
		{"nobody", anna, url.Values{"gives": {gives}}, "to", "Dit ontbreekt."},
		{"nothing for it", anna, url.Values{"gives": {gives}, "to": {"dyers"}}, "takes", "Ververij Twente geeft in deze ruil niets"},
		{"with itself", anna, url.Values{"gives": {gives}, "to": {"weavers"}}, "to", "twee verschillende partners"},
		{"a pool without hours", rik, url.Values{"gives": {gives}, "to": {"dyers"}, "pool": {"lab|presses"}}, "hours", "Dit ontbreekt."},
		{"hours without a pool", rik, url.Values{"gives": {gives}, "to": {"dyers"}, "hours": {"2"}}, "pool", "Dit ontbreekt."},
		{"too many hours", rik, url.Values{"gives": {gives}, "to": {"dyers"}, "hours": {"50"}, "pool": {"lab|presses"}}, "hours", "Weverij De Spoel zou meer uren geven dan in één ruil mag: hooguit 40 u."},
		{"a note too long", anna, url.Values{"gives": {gives}, "to": {"dyers"}, "note": {strings.Repeat("x", 5000)}}, "note", "4000"},
	} {
		a := c.who.do(http.MethodPost, "/nl/trades", c.typed)
		a.wants(t, http.StatusUnprocessableEntity, `<a href="#`+c.field+`">`)
		if fault := between(a.Body, `id="`+c.field+`-fault">`, "</p>"); !strings.Contains(fault, c.says) {
			t.Errorf("%s: at %s stands %q, want %q", c.name, c.field, fault, c.says)
		}
		if strings.Contains(a.Body, "weavers geeft") || strings.Contains(a.Body, "dyers geeft") {
			t.Errorf("%s: a partner goes by its id", c.name)
		}
	}
}

func TestATradeSaysWhoSaysYesNextAndUntilWhen(t *testing.T) {
	w := newWorld(t)
	morning := func(day int) facilities.Span {
		return facilities.NewSpan(monday.Add(time.Duration(24*day+9)*time.Hour), monday.Add(time.Duration(24*day+11)*time.Hour))
	}
	mine := w.book("anna", facilities.Wish{Resource: "press", Use: morning(2), Project: "wings"})
	w.book("dora", facilities.Wish{Resource: "press-2", Use: morning(1), Project: "hidden"})
	anna, dora, mees := w.as("anna"), w.as("dora"), w.as("mees")
	swap := url.Values{"gives": {string(mine.ID)}, "takes": {"dyers|press-2|" + morning(1).Start.Format(time.RFC3339)}}

	w.letsOnly("dyers", "press-2")
	refused := anna.do(http.MethodPost, "/nl/trades", swap)
	refused.wants(t, http.StatusConflict, `id="takes-fault"`, `<ul class="violations wrong">`, `<a href="#takes">U wilt deze tijd van een ander: `)
	w.letsOnly("", "press-2")

	says := func(who *reader, path string, form url.Values, sentences ...string) answer {
		t.Helper()
		a := who.do(http.MethodPost, path, form)
		if a.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
		}
		page := who.get(a.Header.Get("Location"))
		done := between(page.Body, `<p class="done" role="status">`, "</p>")
		for _, s := range sentences {
			if !strings.Contains(done, s) {
				t.Errorf("after %s stands %q, want %q", path, done, s)
			}
		}
		return page
	}
	until := "Dat kan tot di 24 nov 18:30: dan begint wat geruild wordt."
	page := says(anna, "/nl/trades", swap, "De ruil is voorgesteld.", "vertegenwoordiger van Ververij Twente ja of nee, of wie van Ververij Twente die tijd heeft", "Na een ja beslist een beheerder van Persenhal.", until, "Zolang hij niet gedaan is, kunt u hem hier beëindigen")
	id := between(page.Body, `action="/nl/trades/`, "/")
	dora.get("/nl/trades").wants(t, http.StatusOK, `id="trade-`+id+`"`, "U beslist. Na uw ja beslist een beheerder van Persenhal.", until)
	anna.do(http.MethodPost, "/nl/trades", swap).wants(t, http.StatusConflict, "Deze ruil staat al open en wacht op antwoord van Ververij Twente.", `<a href="#trade-`+id+`">Naar de openstaande ruil</a>`, `id="trade-`+id+`"`)
	yes := url.Values{"version": {"1"}}
	says(dora, "/nl/trades/"+id+"/accept", yes, "U bent het eens.", "Nu beslist een beheerder van Persenhal.", until)
	dora.do(http.MethodPost, "/nl/trades/"+id+"/accept", yes).wants(t, http.StatusConflict, "Iemand heeft dit intussen gewijzigd", "Alle ruilen")
	mees.get("/nl/trades").wants(t, http.StatusOK, "U beslist. Met uw ja is de ruil gedaan.")
	says(mees, "/nl/trades/"+id+"/accept", url.Values{"version": {"2"}}, "De ruil is gedaan.", "staan in de agenda&#39;s")
	if over := anna.get("/nl/trades"); strings.Contains(over.Body, "Dat kan tot") || strings.Contains(over.Body, "beslist") {
		t.Error("a trade that is done still waits for somebody")
	}
}

func TestACancelledRoundSaysWhyOnItsPages(t *testing.T) {
	w := newWorld(t)
	r := w.calls("week-51", 0)
	asked := w.asks("anna", r, "Vleugel", 2)
	w.as("mees").do(http.MethodPost, "/nl/rounds/week-51/cancel", url.Values{"reason": {"De pers verhuist <snel>"}}).leads(t, "/nl/rounds/week-51?done=round_cancelled")
	for _, who := range []facilities.PersonID{"mees", "anna", "dora"} {
		w.as(who).get("/nl/rounds/week-51").wants(t, http.StatusOK, "Deze ronde gaat niet door.", "Reden: <q>De pers verhuist &lt;snel&gt;</q>")
	}
	w.as("anna").get("/nl/requests/"+string(asked.ID)).wants(t, http.StatusOK, "Deze ronde gaat niet door.", "Reden: De pers verhuist &lt;snel&gt;")
}

// letsOnly lets only one partner use a resource, or everybody.
func (w *world) letsOnly(partner facilities.PartnerID, id facilities.ResourceID) {
	w.t.Helper()
	w.in(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		r, _ := c.Resource(id)
		r.Access = facilities.Access{}
		if partner != "" {
			r.Access.Partners = []facilities.PartnerID{partner}
		}
		_, err = tx.SaveResource(ctx, r)
		return err
	})
}

func TestAGapIsNeverSaidToBeNothing(t *testing.T) {
	v := &visit{texts: texts.For("nl")}
	for _, c := range []struct {
		value, bound int64
		says         string
	}{{10_000, 10_004, "minder dan 0,1 % onder het best mogelijke"}, {10_000, 10_006, "0,1 %"}, {10_000, 10_500, "4,8 %"}, {10_000, 10_000, "bewezen"}} {
		if says := v.proven(facilities.RoundPlan{Value: c.value, Bound: c.bound}); !strings.Contains(says, c.says) {
			t.Errorf("%d of %d: %q, want %q", c.value, c.bound, says, c.says)
		}
	}
}

func TestAFairDraftIsSaidToBeTheBestOnlyWhenNoneIsFairer(t *testing.T) {
	draft := facilities.RoundPlan{Value: 10_000, Bound: 10_000, Fairness: []int64{500_000, 800_000}, FairnessBound: 500_000}
	for lang, says := range map[string][2]string{"nl": {"even eerlijk", "bewezen het best mogelijke"}, "en": {"as fair", "proven to be the best possible"}} {
		v := &visit{texts: texts.For(lang)}
		open, proven := draft, draft
		proven.Fairest = true
		if got := v.proven(open); !strings.Contains(got, says[0]) || strings.Contains(got, says[1]) {
			t.Errorf("%s, while a fairer one may exist: %q", lang, got)
		}
		if got := v.proven(proven); got != says[1] {
			t.Errorf("%s, proven: %q", lang, got)
		}
	}
}

func TestAManagerDividesNowWhatWaitsInARollingRound(t *testing.T) {
	w := newWorld(t)
	rolling, err := w.office.OpenRound(t.Context(), w.actor("mees"), w.clock(), facilities.Round{ID: "nights", Facility: "lab", Name: "Nachten", Pools: []facilities.PoolID{"presses"}, Rolling: true,
		Days: 7, Steps: 500})
	if err != nil {
		t.Fatal(err)
	}
	mees, anna := w.as("mees"), w.as("anna")
	path := "/nl/rounds/" + string(rolling.ID)
	button := `<button class="button" id="night" aria-describedby="night-hint">Nu verdelen</button>`
	mees.get(path).wants(t, http.StatusOK, button, "De volgende nacht gaat vanzelf.")
	if strings.Contains(anna.get(path).Body, `id="night"`) {
		t.Error("who does not manage it could start a night")
	}
	version := url.Values{"version": {"1"}}
	anna.do(http.MethodPost, path+"/night", version).wants(t, http.StatusForbidden)
	starts := func(done string) answer {
		t.Helper()
		a := mees.do(http.MethodPost, path+"/night", version)
		if a.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", a.StatusCode, shorten(a.Body))
		}
		page := mees.get(a.Header.Get("Location"))
		page.wants(t, http.StatusOK, done)
		return page
	}
	starts("Er wacht niets nieuws dat in de komende dagen een plaats kan krijgen.")
	w.asks("anna", rolling, "Vleugel", 2)
	starts("Wat er wachtte is verdeeld. Hieronder staat de uitkomst.").wants(t, http.StatusOK, "Vleugel", "de doorlopende ronde")
	starts("Er wacht niets nieuws")
	mees.do(http.MethodPost, path+"/night", url.Values{"version": {"9"}}).wants(t, http.StatusConflict, "Iemand heeft dit intussen gewijzigd")
}
