package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
)

// monday is the minute in which these tests take place: half past nine on a Monday in Amsterdam.
var monday = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)

// canary stands in everything of the dyers that another partner may not see.
const canary = "KANARIE"

// world is a small consortium behind the whole handler, on a real SQLite database.
type world struct {
	t      testing.TB
	store  *store.Store
	office *useroffice.Office
	site   *site
	server *httptest.Server
	log    *lines

	mu  sync.Mutex
	now time.Time
}

// newWorld furnishes a consortium: two facilities, two partners, a person of each role.
func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, now: monday, log: &lines{}}
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "marke.db")+"?synchronous=off", store.Options{Migrate: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w.store, w.office = st, useroffice.New(st, useroffice.Config{Origin: "https://marke.test"})
	cfg := Config{Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: w.clock}
	cfg.API.Now = w.clock
	for _, c := range change {
		c(&cfg)
	}
	w.site = newSite(w.office, cfg)
	w.server = httptest.NewServer(w.site.handler())
	t.Cleanup(func() {
		w.server.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	w.in(w.furnish)
	return w
}

// clock is some seconds into the minute, as clocks nearly always are: a page that takes now for the bound of a span fails.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now.Add(17*time.Second + 250*time.Millisecond)
}

// at moves the clock.
func (w *world) at(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

func (w *world) in(do func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.store.InTx(w.t.Context(), do); err != nil {
		w.t.Fatal(err)
	}
}

// lines keeps what the site logs.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func always() []facilities.Hours {
	var hours []facilities.Hours
	for day := range 7 {
		hours = append(hours, facilities.Hours{Weekday: time.Weekday(day), From: 7 * 60, Until: 22 * 60})
	}
	return hours
}

// furnish sets up the nouns; bookings are made by the tests, through the verbs.
func (w *world) furnish(ctx context.Context, tx *store.Tx) error {
	w.t.Helper()
	must := func(err error) {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	low, high, tonnes := 20.0, 400.0, 200.0
	for _, p := range []facilities.Partner{{ID: "weavers", Name: "Weverij De Spoel", Kind: facilities.SME}, {ID: "dyers", Name: "Ververij Twente", Kind: facilities.Large}} {
		_, err := tx.SavePartner(ctx, p)
		must(err)
	}
	for _, f := range []facilities.Facility{{ID: "lab", Name: "Persenhal", Place: "Enschede"}, {ID: "works", Name: "Werkplaats", Place: "Hengelo"}} {
		f.Zone, f.Hours, f.DecideWithin = "Europe/Amsterdam", always(), 72*time.Hour
		f.Description = facilities.Words{NL: "Warm persen.", EN: "Hot pressing."}
		_, err := tx.SaveFacility(ctx, f)
		must(err)
	}
	can := []facilities.Capability{{Tag: "press"}, {Tag: "temperature", Min: &low, Max: &high, Unit: "°C"}, {Tag: "force", Max: &tonnes, Unit: "t"}}
	for _, r := range []facilities.Resource{
		{ID: "press", Facility: "lab", Name: "Pers 400", Kind: facilities.Instrument, Approval: facilities.ApprovalAuto, Capabilities: can},
		{ID: "press-2", Facility: "lab", Name: "Pers 200", Kind: facilities.Instrument, Approval: facilities.ApprovalAuto, Capabilities: can[:1]},
		{ID: "laser", Facility: "lab", Name: "Laser", Kind: facilities.Instrument, Approval: facilities.ApprovalManager},
		{ID: "oven", Facility: "lab", Name: "Oven", Kind: facilities.Instrument, Approval: facilities.ApprovalAuto, Capacity: 3},
		{ID: "mould", Facility: "lab", Name: "Matrijs", Kind: facilities.Accessory, Approval: facilities.ApprovalAuto},
		{ID: "bench", Facility: "works", Name: "Werkbank", Kind: facilities.Instrument, Approval: facilities.ApprovalAuto},
	} {
		r.Capacity = max(r.Capacity, 1)
		if len(r.Capabilities) > 0 {
			r.Pool = "presses"
		}
		r.Rules = facilities.BookingRules{Shortest: 30 * time.Minute, Longest: 8 * time.Hour, Grid: 15 * time.Minute}
		_, err := tx.SaveResource(ctx, r)
		must(err)
	}
	must(tx.SaveTariff(ctx, facilities.Tariff{ID: "t1", Resource: "press", From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Peak: 120_00, OffPeak: 120_00, Currency: "EUR"}))
	must(tx.AddAgreement(ctx, facilities.Agreement{ID: "a1", Facility: "lab", Number: 1, From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Issuer: "weavers", YearEnd: "carried", Created: monday,
		Capacity: []facilities.Share{{Partner: "weavers", Units: 2}, {Partner: "dyers", Units: 1}}, Cost: []facilities.Share{{Partner: "weavers", Units: 1}, {Partner: "dyers", Units: 1}}, Risk: []facilities.Share{{Partner: "dyers", Units: 1}}}))
	for _, p := range everybody() {
		_, err := tx.SavePerson(ctx, p)
		must(err)
	}
	for id, partner := range map[facilities.ProjectID]facilities.PartnerID{"wings": "weavers", "hidden": "dyers"} {
		name, leader := "Vleugels", facilities.PersonID("anna")
		if id == "hidden" {
			name, leader = canary+" project", "dora"
		}
		_, err := tx.SaveProject(ctx, facilities.Project{ID: id, Name: name, Partners: []facilities.Share{{Partner: partner, Units: 1}}, Phase: facilities.PhaseInnovation, Leader: leader})
		must(err)
	}
	return nil
}

// everybody: anna and bert weave, dora dyes; the others have a role each.
func everybody() []facilities.Person {
	role := func(kind facilities.RoleKind, f facilities.FacilityID, p facilities.PartnerID) []facilities.Role {
		return []facilities.Role{{Kind: kind, Facility: f, Partner: p}}
	}
	people := []facilities.Person{
		{ID: "anna", Name: "Anna de Wever", Partner: "weavers"}, {ID: "bert", Name: "Bert Schering", Partner: "weavers"},
		{ID: "dora", Name: "Dora " + canary, Partner: "dyers"},
		{ID: "mees", Name: "Mees Beheer", Partner: "weavers", Roles: role(facilities.RoleManager, "lab", "")},
		{ID: "tess", Name: "Tess Trainer", Partner: "weavers", Roles: role(facilities.RoleTrainer, "lab", "")},
		{ID: "rik", Name: "Rik Raad", Partner: "weavers", Roles: role(facilities.RoleRepresentative, "", "weavers")},
		{ID: "cor", Name: "Cor Cijfers", Partner: "weavers", Roles: role(facilities.RoleController, "works", "")},
		{ID: "ada", Name: "Ada Admin", Partner: "weavers", Roles: role(facilities.RoleAdmin, "", "")},
	}
	for i := range people {
		p := &people[i]
		p.Email, p.Language, p.State, p.Created = string(p.ID)+"@example.nl", "nl", facilities.PersonActive, monday
	}
	return people
}

// actor is somebody of everybody, with a session's rights.
func (w *world) actor(id facilities.PersonID) facilities.Actor {
	w.t.Helper()
	a, err := w.office.ActorOf(w.t.Context(), w.clock(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	a.Via = "web"
	return a
}

// wish is two hours on a resource, so many hours after the start of the tests, rounded to the half hour.
func wish(r facilities.ResourceID, hours float64) facilities.Wish {
	start := monday.Add(time.Duration(hours * float64(time.Hour)))
	return facilities.Wish{Resource: r, Use: facilities.NewSpan(start, start.Add(2*time.Hour))}
}

// book makes a booking through the verb.
func (w *world) book(who facilities.PersonID, wish facilities.Wish) facilities.Booking {
	w.t.Helper()
	b, err := w.office.Book(w.t.Context(), w.actor(who), w.clock(), wish)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// reader is a browser without JavaScript: it keeps cookies and follows redirects only when asked.
type reader struct {
	w      *world
	client *http.Client
	cookie *http.Cookie
}

// as logs somebody in; an empty name is a stranger.
func (w *world) as(who facilities.PersonID) *reader {
	w.t.Helper()
	r := &reader{w: w, client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if who == "" {
		return r
	}
	m := w.site.sessions
	ctx, err := m.Load(w.t.Context(), "")
	if err != nil {
		w.t.Fatal(err)
	}
	m.Put(ctx, useroffice.SessionPerson, string(who))
	token, _, err := m.Commit(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	r.cookie = &http.Cookie{Name: m.Cookie.Name, Value: token}
	return r
}

// answer is a response that has been read.
type answer struct {
	*http.Response
	Body string
}

// do sends a request; change may add headers.
func (r *reader) do(method, path string, body url.Values, change ...func(*http.Request)) answer {
	r.w.t.Helper()
	var content io.Reader
	if body != nil {
		content = strings.NewReader(body.Encode())
	}
	req, err := http.NewRequestWithContext(r.w.t.Context(), method, r.w.server.URL+path, content)
	if err != nil {
		r.w.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if r.cookie != nil {
		req.AddCookie(r.cookie)
	}
	for _, c := range change {
		c(req)
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.w.t.Fatal(err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		r.w.t.Fatal(err)
	}
	for _, c := range res.Cookies() {
		if c.Name == r.w.site.sessions.Cookie.Name {
			r.cookie = c
		}
	}
	return answer{res, string(read)}
}

func (r *reader) get(path string) answer { r.w.t.Helper(); return r.do(http.MethodGet, path, nil) }

func (r *reader) post(path string, form url.Values) answer {
	r.w.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	return r.do(http.MethodPost, path, form)
}

// wants fails unless the answer has the status and holds all the texts.
func (a answer) wants(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, shorten(a.Body))
	}
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			t.Errorf("%s %s does not say %q\n%s", a.Request.Method, a.Request.URL.Path, text, shorten(a.Body))
		}
	}
}

// leads fails unless the answer is a 303 to a path that begins so; it gives the whole path.
func (a answer) leads(t testing.TB, to string) string {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), to) {
		t.Fatalf("%s %s: status %d to %q, want 303 to %q\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, a.Header.Get("Location"), to, shorten(a.Body))
	}
	return a.Header.Get("Location")
}

func shorten(s string) string {
	if i := strings.Index(s, "<main"); i >= 0 {
		s = s[i:]
	}
	return s[:min(len(s), 3000)]
}
