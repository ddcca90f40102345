package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
)

// slotForm is the booking form of a resource on the Tuesday of the tests.
func slotForm(resource, from, until string) url.Values {
	return url.Values{"resource": {resource}, "day": {"2026-11-24"}, "from": {from}, "until": {until}, "title": {"Proef <1>"}}
}

// field is the value of a hidden field or of a button in a page.
func field(body, name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestBookFromTheFormToThePage(t *testing.T) {
	w := newWorld(t)
	anna := w.as("anna")
	anna.get("/nl/bookings/new?resource=press&start=2026-11-24T09:00Z&end=2026-11-24T11:00Z").wants(t, 200, `value="2026-11-24"`, `value="10:00"`, `value="12:00"`, "Dit kan", "€ 240,00")
	path := anna.post("/nl/bookings/new", slotForm("press", "10:00", "12:00")).leads(t, "/nl/bookings/")
	if !strings.HasSuffix(path, "?done=booked") {
		t.Errorf("led to %s", path)
	}
	anna.get(path).wants(t, 200, "Geboekt", "Proef &lt;1&gt;", "di 24 nov 10:00–12:00", "Pers 400", "Anna de Wever")
	anna.get("/nl/bookings").wants(t, 200, "Pers 400", "akkoord")
}

func TestARefusalNamesEveryRuleAndOffersThreeSlots(t *testing.T) {
	w := newWorld(t)
	w.book("dora", wish("press", 24)) // Tuesday 09:30 to 11:30
	w.book("dora", wish("press-2", 24))
	anna := w.as("anna")
	typed := slotForm("press", "10:10", "11:10")
	a := anna.post("/nl/bookings/new", typed)
	a.wants(t, http.StatusConflict, "Proef &lt;1&gt;", `value="10:10"`, "Deze tijden kunnen wel", "verdict-head is-bad")
	if n := strings.Count(a.Body, `name="take"`); n != 3 {
		t.Errorf("%d slots are offered", n)
	}
	if n := strings.Count(a.Body, "<li>"); n < 2 || !strings.Contains(a.Body, "10:10") {
		t.Errorf("%d reasons are named", n)
	}
	typed.Set("take", field(a.Body, "take"))
	path := anna.post("/nl/bookings/new", typed).leads(t, "/nl/bookings/")
	anna.get(path).wants(t, 200, "Proef &lt;1&gt;", "akkoord")
}

func TestCheckAnswersForHtmxAndWithout(t *testing.T) {
	w := newWorld(t)
	anna := w.as("anna")
	typed := slotForm("press", "10:00", "12:00")
	typed.Set("do", "check")
	whole := anna.post("/nl/bookings/new", typed)
	whole.wants(t, 200, "<html", "Dit kan", "€ 240,00")
	part := anna.do("POST", "/nl/bookings/new", typed, func(r *http.Request) { r.Header.Set("HX-Request", "true") })
	part.wants(t, 200, "Dit kan", "€ 240,00")
	if strings.Contains(part.Body, "<html") {
		t.Error("htmx asked for a part and got the page")
	}
	typed.Set("until", "09:00")
	anna.post("/nl/bookings/new", typed).wants(t, http.StatusUnprocessableEntity, "Het einde moet na het begin liggen", `aria-invalid="true"`)
	typed.Set("day", "2027-03-28")
	typed.Set("from", "02:30")
	typed.Set("until", "05:00")
	anna.post("/nl/bookings/new", typed).wants(t, http.StatusUnprocessableEntity, "gaat de klok vooruit", `value="02:30"`)
	found, _, err := w.office.Bookings(t.Context(), w.actor("anna"), w.clock(), useroffice.BookingQuery{Mine: true})
	if err != nil || len(found) != 0 {
		t.Errorf("a check has booked: %v %v", found, err)
	}
}

func TestTheSameFormTwiceIsOneBooking(t *testing.T) {
	w := newWorld(t)
	anna := w.as("anna")
	form := anna.get("/nl/bookings/new?resource=oven&start=2026-11-24T09:00Z&end=2026-11-24T11:00Z")
	typed := slotForm("oven", "10:00", "12:00")
	typed.Set("once", field(form.Body, "once"))
	first := anna.post("/nl/bookings/new", typed).leads(t, "/nl/bookings/")
	if again := anna.post("/nl/bookings/new", typed).leads(t, "/nl/bookings/"); again != first {
		t.Errorf("a second click led to %s, the first to %s", again, first)
	}
	typed.Set("from", "10:30")
	if other := anna.post("/nl/bookings/new", typed).leads(t, "/nl/bookings/"); other == first {
		t.Error("another time is another booking")
	}
}

func TestTheManagerDecidesBetweenCompetingRequests(t *testing.T) {
	w := newWorld(t)
	anna, mees := w.as("anna"), w.as("mees")
	asked := anna.post("/nl/bookings/new", slotForm("laser", "10:00", "12:00")).leads(t, "/nl/bookings/")
	if !strings.HasSuffix(asked, "done=requested") {
		t.Errorf("led to %s", asked)
	}
	rival := w.book("dora", wish("laser", 25))
	inbox := mees.get("/nl/inbox")
	inbox.wants(t, 200, "2 aanvragen voor dezelfde tijd", "Anna de Wever", "Dora "+canary, "Ververij Twente", "2 open aanvragen")
	id := strings.TrimSuffix(strings.TrimPrefix(asked, "/nl/bookings/"), "?done=requested")
	anna.post("/nl/bookings/"+id+"/approve", url.Values{}).wants(t, http.StatusForbidden)
	mees.post("/nl/bookings/"+id+"/approve", url.Values{"version": {"1"}}).leads(t, "/nl/inbox?done=approved")
	mees.get("/nl/inbox?done=approved").wants(t, 200, "Goedgekeurd", "is-impossible")
	mees.post("/nl/bookings/"+string(rival.ID)+"/approve", url.Values{"version": {"1"}}).wants(t, http.StatusConflict, "Beslissen")
	mees.post("/nl/bookings/"+string(rival.ID)+"/approve", url.Values{"version": {"1"}, "day": {"2026-11-24"}, "from": {"14:00"}, "until": {"16:00"}, "reason": {"later"}}).leads(t, "/nl/inbox?done=approved")
	w.as("dora").get("/nl/bookings/"+string(rival.ID)).wants(t, 200, "14:00–16:00", "akkoord")
	anna.get("/nl/bookings/"+id).wants(t, 200, "akkoord")
}

func TestDeclineNeedsAReasonAndTellsIt(t *testing.T) {
	w := newWorld(t)
	b := w.book("anna", wish("laser", 24))
	w.as("mees").post("/nl/bookings/"+string(b.ID)+"/decline", url.Values{"version": {"1"}, "reason": {"De laser is stuk"}}).leads(t, "/nl/inbox?done=declined")
	w.as("anna").get("/nl/bookings/"+string(b.ID)).wants(t, 200, "afgewezen", "De laser is stuk")
}

func TestMoveKeepsTheOldSlotUntilItIsDecided(t *testing.T) {
	w := newWorld(t)
	b := w.book("anna", wish("laser", 24))
	if _, err := w.office.Approve(t.Context(), w.actor("mees"), w.clock(), b.ID, 0, useroffice.Decision{}); err != nil {
		t.Fatal(err)
	}
	anna := w.as("anna")
	anna.get("/nl/bookings/"+string(b.ID)+"/move").wants(t, 200, `value="09:30"`, "Tot die tijd houdt u de huidige")
	path := anna.post("/nl/bookings/"+string(b.ID)+"/move", url.Values{"day": {"2026-11-25"}, "from": {"10:00"}, "until": {"12:00"}, "version": {"2"}, "title": {""}}).leads(t, "/nl/bookings/")
	if strings.Contains(path, string(b.ID)) || !strings.HasSuffix(path, "done=move_requested") {
		t.Errorf("led to %s", path)
	}
	anna.get(path).wants(t, 200, "Dit vervangt een eerdere boeking", "aangevraagd")
	anna.get("/nl/bookings/"+string(b.ID)).wants(t, 200, "akkoord")
}

func TestCancelCheckInAndCheckOut(t *testing.T) {
	w := newWorld(t)
	anna := w.as("anna")
	b := w.book("anna", wish("press", 24))
	anna.post("/nl/bookings/"+string(b.ID)+"/cancel", url.Values{"version": {"9"}}).wants(t, http.StatusConflict, "Iemand heeft dit intussen gewijzigd")
	anna.post("/nl/bookings/"+string(b.ID)+"/cancel", url.Values{"version": {"1"}, "reason": {"ziek"}}).leads(t, "/nl/bookings/"+string(b.ID)+"?done=cancelled")
	anna.get("/nl/bookings/"+string(b.ID)).wants(t, 200, "geannuleerd", "ziek")
	used := w.book("anna", wish("press", 24))
	w.at(used.Use.Start)
	anna.get("/nl/bookings/"+string(used.ID)).wants(t, 200, "Inchecken")
	anna.post("/nl/bookings/"+string(used.ID)+"/check-in", url.Values{"version": {"1"}}).leads(t, "/nl/bookings/")
	w.at(used.Use.Start.Add(time.Hour))
	anna.get("/nl/bookings/"+string(used.ID)).wants(t, 200, "in gebruik", "Uitchecken")
	anna.post("/nl/bookings/"+string(used.ID)+"/check-out", url.Values{"version": {"2"}}).leads(t, "/nl/bookings/")
	anna.get("/nl/bookings/"+string(used.ID)).wants(t, 200, "afgerond")
}

func TestASeriesIsBookedWholeOrInPart(t *testing.T) {
	w := newWorld(t)
	w.book("dora", wish("press", 24+7*24))
	anna := w.as("anna")
	typed := slotForm("press", "09:30", "11:30")
	typed.Set("repeat", "weekly")
	typed.Set("repeat_until", "2026-12-15")
	anna.post("/nl/bookings/new", typed).wants(t, http.StatusConflict, "verdict-head is-bad", "di 1 dec")
	typed.Set("repeat_mode", "fit")
	anna.post("/nl/bookings/new", typed).wants(t, 200, "3 keer geboekt; 1 keer paste niet", "di 1 dec")
	typed = slotForm("oven", "14:00", "15:00")
	typed.Set("repeat", "daily")
	typed.Set("repeat_until", "2026-11-26")
	path := anna.post("/nl/bookings/new", typed).leads(t, "/nl/bookings?series=")
	anna.get(path).wants(t, 200, "De hele reeks is vastgelegd", "Annuleer 3 boekingen")
	id := regexp.MustCompile(`series=([^&]*)`).FindStringSubmatch(path)[1]
	anna.post("/nl/series/"+id+"/cancel", nil).leads(t, "/nl/bookings?series="+id)
	anna.get("/nl/bookings?series="+id).wants(t, 200, "geannuleerd")
}

func TestLoginInvitationPasswordAndLogout(t *testing.T) {
	w := newWorld(t)
	w.as("ada").post("/nl/people/invite", url.Values{"name": {"Nina Nieuw"}, "email": {"nina@example.nl"}, "partner": {"weavers"}, "language": {"en"}}).leads(t, "/nl/people?done=invited")
	w.as("ada").post("/nl/people/invite", url.Values{"name": {"Nina Nieuw"}, "email": {"nina@example.nl"}, "partner": {"weavers"}, "language": {"en"}}).wants(t, http.StatusUnprocessableEntity, "al in gebruik", "Nina Nieuw")
	link := w.linkOf("invite")
	nina := w.as("")
	nina.get(link).wants(t, 200, "Nina Nieuw")
	nina.post(link, url.Values{"password": {"kort"}, "again": {"kort"}}).wants(t, http.StatusUnprocessableEntity)
	nina.post(link, url.Values{"password": {"een lange zin"}, "again": {"een andere zin"}}).wants(t, http.StatusUnprocessableEntity, "not the same")
	before := nina.cookie
	nina.post(link, url.Values{"password": {"een lange zin is goed"}, "again": {"een lange zin is goed"}}).leads(t, "/en/?done=welcome")
	if nina.cookie == nil || nina.cookie == before || !nina.cookie.HttpOnly {
		t.Errorf("the session's cookie is %v", nina.cookie)
	}
	nina.get("/en/profile").wants(t, 200, "Nina Nieuw")
	nina.post("/en/logout", nil).leads(t, "/en/login")
	nina.get("/en/profile").leads(t, "/en/login?next=%2Fen%2Fprofile")
	nina.post("/en/login", url.Values{"email": {"nina@example.nl"}, "password": {"wrong"}}).wants(t, http.StatusUnprocessableEntity, "nina@example.nl")
	nina.post("/en/login", url.Values{"email": {"nina@example.nl"}, "password": {"een lange zin is goed"}, "next": {"/en/calendars"}}).leads(t, "/en/calendars")
	other := w.as("")
	other.post("/nl/login", url.Values{"email": {"nina@example.nl"}, "password": {"een lange zin is goed"}, "next": {"https://evil.example/nl/"}}).leads(t, "/en/")
	nina.post("/en/profile/password", url.Values{"old": {"een lange zin is goed"}, "password": {"nog een lange zin"}, "again": {"nog een lange zin"}}).leads(t, "/en/profile?done=password")
	nina.get("/en/profile").wants(t, 200)
	other.get("/nl/profile").leads(t, "/nl/login") // all other sessions have ended
	w.as("").post("/nl/forgot", url.Values{"email": {"nina@example.nl"}}).leads(t, "/nl/login?done=reset_asked")
	reset := w.linkOf("reset")
	fresh := w.as("")
	fresh.get(reset).wants(t, 200, `type="password"`)
	fresh.post(reset, url.Values{"password": {"de derde lange zin"}, "again": {"de derde lange zin"}}).leads(t, "/en/?done=password")
	nina.get("/en/profile").leads(t, "/en/login")
}

// linkOf is the path, in English, of the link in the last mail of a kind.
func (w *world) linkOf(kind string) string {
	w.t.Helper()
	path := ""
	w.in(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.DueMails(ctx, w.clock(), 100)
		for _, m := range mails {
			if m.Kind == kind {
				path = m.Params["path"]
			}
		}
		return err
	})
	if path == "" {
		w.t.Fatalf("no mail of kind %s with a link", kind)
	}
	return "/en" + path
}

func TestOwnPageKeepsLoginsHere(t *testing.T) {
	for address, own := range map[string]bool{"/nl/": true, "/en/bookings?show=past": true, "": false, "//evil.example/nl/": false, "https://evil.example": false, "/nl//evil.example": false,
		"/nl/\\evil.example": false, "/api/v1/": false, "javascript:alert(1)": false, "/nlx/": false, "/nl/\r\nX: y": false} {
		if ownPage(address) != own {
			t.Errorf("%q: %v", address, !own)
		}
	}
}

func TestASubscriptionIsShownOnce(t *testing.T) {
	w := newWorld(t)
	anna := w.as("anna")
	a := anna.post("/nl/calendars", url.Values{"of": {"mine|"}, "name": {"Telefoon"}})
	a.wants(t, 200, "Uw nieuwe adres", "/feeds/", "webcal://", "Telefoon")
	address := regexp.MustCompile(`value="(http[^"]*\.ics)"`).FindStringSubmatch(a.Body)[1]
	feed := strings.TrimPrefix(address, w.server.URL)
	w.as("").get(feed).wants(t, 200, "BEGIN:VCALENDAR")
	list := anna.get("/nl/calendars")
	if strings.Contains(list.Body, ".ics\"") {
		t.Error("the address is shown again")
	}
	id := regexp.MustCompile(`/calendars/([^/]*)/rotate`).FindStringSubmatch(list.Body)[1]
	anna.post("/nl/calendars/"+id+"/rotate", nil).wants(t, 200, "Uw nieuwe adres")
	w.as("").get(feed).wants(t, http.StatusNotFound)
	id = regexp.MustCompile(`/calendars/([^/]*)/revoke`).FindStringSubmatch(anna.get("/nl/calendars").Body)[1]
	anna.post("/nl/calendars/"+id+"/revoke", nil).leads(t, "/nl/calendars?done=feed_revoked")
	anna.get("/nl/calendars").wants(t, 200, "Nog geen abonnementen")
}

func TestATokenIsShownOnceAndOpensTheAPI(t *testing.T) {
	w := newWorld(t)
	anna := w.as("anna")
	anna.post("/nl/tokens", url.Values{"scope": {"read"}, "days": {"30"}}).wants(t, http.StatusUnprocessableEntity, `aria-invalid="true"`)
	a := anna.post("/nl/tokens", url.Values{"name": {"script"}, "scope": {"read"}, "days": {"30"}})
	a.wants(t, 200, "Uw nieuwe token")
	secret := regexp.MustCompile(`id="secret" readonly value="([^"]*)"`).FindStringSubmatch(a.Body)[1]
	w.as("").do("GET", "/api/v1/me", nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret) }).wants(t, 200, "anna")
	if list := anna.get("/nl/tokens"); strings.Contains(list.Body, secret) {
		t.Error("the token is shown again")
	}
}

func TestManagersKeepTheFacility(t *testing.T) {
	w := newWorld(t)
	hit := w.book("anna", wish("press", 24))
	mees := w.as("mees")
	down := url.Values{"kind": {"maintenance"}, "resource": {"press"}, "start_day": {"2026-11-24"}, "start_time": {"08:00"}, "end_day": {"2026-11-24"}, "end_time": {"18:00"}, "downtime_reason": {"Olie verversen"}}
	mees.post("/nl/facilities/lab/downtimes", down).wants(t, 200, "1 boeking kan nu niet meer", string(hit.ID), "Olie verversen")
	w.as("anna").get("/nl/bookings/"+string(hit.ID)).wants(t, 200, "onderhoud gepland")
	w.as("anna").get("/nl/facilities/lab/board?day=2026-11-24").wants(t, 200, "Onderhoud: Olie verversen")
	down.Del("downtime_reason")
	mees.post("/nl/facilities/lab/downtimes", down).wants(t, http.StatusUnprocessableEntity, "Dit ontbreekt", `value="08:00"`)
	page := mees.get("/nl/facilities/lab/settings")
	id := regexp.MustCompile(`/downtimes/([^/]*)/end`).FindStringSubmatch(page.Body)[1]
	mees.post("/nl/facilities/lab/downtimes/"+id+"/end", nil).leads(t, "/nl/facilities/lab/settings?done=downtime_ended")
	version := field(page.Body, "version")
	settings := url.Values{"name": {"Persenhal Twente"}, "hours.1": {"8-18"}, "hours.2": {"geen idee"}, "decide_within": {"24"}, "version": {version}}
	mees.post("/nl/facilities/lab/settings", settings).wants(t, http.StatusUnprocessableEntity, "geen idee", "Vul tijden in")
	settings.Set("hours.2", "8-18")
	mees.post("/nl/facilities/lab/settings", settings).leads(t, "/nl/facilities/lab/settings?done=saved")
	mees.get("/nl/facilities/lab/settings").wants(t, 200, "Persenhal Twente", "8:00-18:00")
	w.as("anna").get("/nl/facilities/lab/settings").wants(t, http.StatusForbidden)
}

func TestManagersAddAndChangeResources(t *testing.T) {
	w := newWorld(t)
	mees := w.as("mees")
	typed := url.Values{"id": {"press-3"}, "name": {"Pers 600"}, "kind": {"instrument"}, "capacity": {"1"}, "approval": {"auto"}, "capabilities": {"press\ntemperature 20 600 °C"}, "rules.grid": {"30"}, "description.nl": {"Heet."}}
	mees.post("/nl/facilities/lab/resources/new", typed).leads(t, "/nl/resources/press-3?done=saved")
	w.as("").get("/nl/resources?q=pers+boven+500+%C2%B0C").wants(t, 200, "Pers 600", "1 gevonden", "temperature&gt;=500")
	typed.Set("capabilities", "temperature heet")
	typed.Set("version", "1")
	mees.post("/nl/resources/press-3/edit", typed).wants(t, http.StatusUnprocessableEntity, "temperature heet", "is niet te begrijpen")
	typed.Set("capabilities", "press")
	mees.post("/nl/resources/press-3/edit", typed).leads(t, "/nl/resources/press-3?done=saved")
	typed.Set("version", "1")
	mees.post("/nl/resources/press-3/edit", typed).wants(t, http.StatusConflict, "Iemand heeft dit intussen gewijzigd")
}

func TestTrainersGrantAndRevoke(t *testing.T) {
	w := newWorld(t)
	tess := w.as("tess")
	tess.post("/nl/resources/press/users", url.Values{"level": {"basic"}}).wants(t, http.StatusUnprocessableEntity, "Dit ontbreekt")
	tess.post("/nl/resources/press/users", url.Values{"person": {"anna"}, "level": {"basic"}, "until": {"2027-11-23"}}).leads(t, "/nl/resources/press/users?done=granted")
	page := tess.get("/nl/resources/press/users")
	page.wants(t, 200, "Anna de Wever", "Tess Trainer")
	w.as("anna").get("/nl/profile").wants(t, 200, "Pers 400</a> · Basis")
	id := regexp.MustCompile(`/users/([^/]*)/revoke`).FindStringSubmatch(page.Body)[1]
	tess.post("/nl/resources/press/users/"+id+"/revoke", url.Values{"reason": {"verlopen keuring"}}).leads(t, "/nl/resources/press/users?done=revoked")
	tess.get("/nl/resources/press/users").wants(t, 200, "ingetrokken op")
}

func TestGuestsAskAndAreAdmitted(t *testing.T) {
	w := newWorld(t)
	typed := url.Values{"name": {"Gijs Gast"}, "email": {"gijs@example.nl"}, "organisation": {"Gastbedrijf"}, "facility": {"lab"}, "why": {"Een proefje persen."}}
	w.as("").post("/nl/access", url.Values{"name": {"Gijs"}}).wants(t, http.StatusUnprocessableEntity, `value="Gijs"`, "Dit ontbreekt")
	w.as("").post("/nl/access", typed).leads(t, "/nl/login?done=access_asked")
	mees := w.as("mees")
	mees.get("/nl/people").wants(t, 200, "1 gast vraagt toegang")
	page := mees.get("/nl/access/requests")
	page.wants(t, 200, "Gijs Gast", "Gastbedrijf", "Een proefje persen.")
	id := regexp.MustCompile(`/access/requests/([^/]*)/admit`).FindStringSubmatch(page.Body)[1]
	mees.post("/nl/access/requests/"+id+"/admit", url.Values{"version": {"0"}}).leads(t, "/nl/access/requests?done=admitted")
	mees.get("/nl/access/requests").wants(t, 200, "Niemand vraagt toegang")
}

func TestAnyUserCanStopAMachine(t *testing.T) {
	w := newWorld(t)
	hit := w.book("anna", wish("press", 24))
	anna := w.as("anna")
	anna.post("/nl/resources/press/fault", nil).wants(t, http.StatusUnprocessableEntity, "Dit ontbreekt")
	anna.post("/nl/resources/press/fault", url.Values{"reason": {"Lekt olie"}}).wants(t, 200, "1 boeking kan nu niet meer", string(hit.ID))
	anna.get("/nl/bookings/"+string(hit.ID)).wants(t, 200, "vervallen door storing")
	anna.get("/nl/bookings/new?resource=press&start=2026-11-25T09:00Z").wants(t, 200, "Dit kan zo niet")
}

func TestFindLeadsToAFilledForm(t *testing.T) {
	w := newWorld(t)
	w.book("dora", wish("press", 0.5))
	a := w.as("anna").get("/nl/find?what=pers+boven+380+%C2%B0C&minutes=120&day=2026-11-23")
	a.wants(t, 200, "Pers 400", "€ 240,00")
	if strings.Contains(visible(a.Body), "Pers 200") {
		t.Error("a press that cannot reach 380 °C is offered")
	}
	link := regexp.MustCompile(`href="(/nl/bookings/new[^"]*)"`).FindStringSubmatch(a.Body)
	if link == nil {
		t.Fatal("no slot can be booked")
	}
	w.as("anna").get(strings.ReplaceAll(link[1], "&amp;", "&")).wants(t, 200, "Dit kan", "€ 240,00")
	w.as("").get("/nl/find?what=pers&minutes=120&day=2026-11-23").wants(t, 200, "Pers 200")
	w.as("").get("/nl/find?what=zeppelin&minutes=120&day=2026-11-23").wants(t, 200, "Niets past bij deze woorden")
	w.as("").get("/nl/find?what=pers&minutes=0&day=gisteren").wants(t, http.StatusUnprocessableEntity, "Vul een dag in")
}

func TestTheLanguageOfTheProfileIsFollowed(t *testing.T) {
	w := newWorld(t)
	w.as("anna").post("/nl/profile", url.Values{"name": {"Anna"}, "language": {"en"}}).leads(t, "/en/profile?done=profile")
	w.as("anna").post("/nl/profile", url.Values{"name": {""}, "language": {"en"}}).wants(t, http.StatusUnprocessableEntity, "Dit ontbreekt")
}

func TestAdminsKeepPartnersAndRoles(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	ada.post("/nl/partners/new", url.Values{"id": {"spinners"}, "name": {"Spinnerij"}, "kind": {"startup"}}).leads(t, "/nl/partners?done=saved")
	ada.post("/nl/partners/spinners", url.Values{"name": {"Spinnerij Noord"}, "kind": {"startup"}, "version": {"1"}}).leads(t, "/nl/partners?done=saved")
	ada.get("/nl/partners").wants(t, 200, "Spinnerij Noord")
	ada.post("/nl/people/bert/roles", url.Values{"role": {"trainer|lab|"}, "version": {"1"}, "reason": {"opgeleid"}}).leads(t, "/nl/people/bert?done=roles")
	ada.get("/nl/people/bert").wants(t, 200, `value="trainer|lab|" checked`)
	bert := w.as("bert")
	bert.get("/nl/profile").wants(t, 200)
	ada.post("/nl/people/bert/block", url.Values{"version": {"2"}, "reason": {"weg"}}).leads(t, "/nl/people/bert?done=blocked")
	bert.get("/nl/profile").leads(t, "/nl/login")
	w.as("anna").get("/nl/partners").wants(t, http.StatusForbidden)
}

func TestExportIsAFileForItsOwner(t *testing.T) {
	w := newWorld(t)
	a := w.as("anna").get("/nl/profile/export")
	a.wants(t, 200, "Anna de Wever")
	if !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("Content-Disposition %q", a.Header.Get("Content-Disposition"))
	}
}

func TestACompanionCanWithdraw(t *testing.T) {
	w := newWorld(t)
	together := wish("press", 24)
	together.Companions = []facilities.PersonID{"bert"}
	b := w.book("anna", together)
	bert := w.as("bert")
	bert.get("/nl/bookings/"+string(b.ID)).wants(t, 200, "Ik ga toch niet mee")
	bert.post("/nl/bookings/"+string(b.ID)+"/withdraw", url.Values{"version": {"1"}}).leads(t, "/nl/bookings?done=withdrawn")
	w.as("anna").get("/nl/bookings/"+string(b.ID)).wants(t, 200, "teruggetrokken")
}

func TestErasingAsksForTheName(t *testing.T) {
	w := newWorld(t)
	ada := w.as("ada")
	ada.post("/nl/people/bert/erase", url.Values{"typed_name": {"Bert"}, "reason": {"verzoek"}}).wants(t, http.StatusUnprocessableEntity, "De naam is niet gelijk")
	ada.post("/nl/people/bert/erase", url.Values{"typed_name": {"Bert Schering"}, "reason": {"verzoek"}}).leads(t, "/nl/people?done=erased")
	if a := ada.get("/nl/people"); strings.Contains(a.Body, "Bert Schering") {
		t.Error("the name is still there")
	}
}
