package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
	"marke/facilities/useroffice"
)

// engines are the databases that every test of this package runs on.
var engines = map[string]func(t *testing.T) string{
	"sqlite": func(t *testing.T) string {
		return "sqlite:" + filepath.Join(t.TempDir(), "marke.db") + "?synchronous=off"
	},
	"postgres": func(t *testing.T) string { return storetest.Postgres(t) },
}

// onEveryEngine runs a test on both.
func onEveryEngine(t *testing.T, test func(t *testing.T, h *house)) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) { test(t, newHouse(t, engines[name](t))) })
	}
}

// patient waits for its turn however slow the machine is: the race detector and a
// crowd of other tests must not look like a busy database.
var patient = store.Options{BusyTimeout: time.Minute, Log: slog.New(slog.DiscardHandler)}

// noon is the moment at which the tests take place: a Monday, in winter time.
var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// house is a small consortium behind a real HTTP server.
type house struct {
	t      *testing.T
	url    string // of the database
	store  *store.Store
	office *useroffice.Office
	server *httptest.Server
	client *http.Client
	log    *logged
	tokens map[string]string // by name: see everybody
}

func newHouse(t *testing.T, database string) *house {
	t.Helper()
	h := &house{t: t, url: database, log: &logged{}, tokens: map[string]string{}}
	h.open()
	h.furnish()
	return h
}

// open starts a server on the house's database.
func (h *house) open() {
	h.t.Helper()
	options := patient
	options.Migrate = true
	st, err := store.Open(h.t.Context(), h.url, options)
	if err != nil {
		h.t.Fatal(err)
	}
	h.store, h.office = st, useroffice.New(st, useroffice.Config{})
	h.server = httptest.NewServer(newEngine(h.office, slog.New(slog.NewTextHandler(h.log, nil))))
	h.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}, Timeout: 2 * time.Minute}
	h.t.Cleanup(func() {
		h.client.CloseIdleConnections()
		h.server.Close()
		if err := st.Close(); err != nil {
			h.t.Error(err)
		}
	})
}

func newEngine(office *useroffice.Office, log *slog.Logger) *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	Mount(engine, office, Config{Log: log, Origin: "https://marke.test", Version: "test", Now: func() time.Time { return noon }})
	return engine
}

// logged keeps what the server logs.
type logged struct {
	mu   sync.Mutex
	text []byte
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, line...)
	return len(line), nil
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// racers is how many people stand ready to race.
const racers = 25

// furnish sets up two facilities, two partners and people of every role.
func (h *house) furnish() {
	h.t.Helper()
	err := h.store.InTx(h.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, p := range []facilities.Partner{{ID: "weavers", Name: "Weavers", Kind: facilities.SME}, {ID: "dyers", Name: "Dyers Canary", Kind: facilities.Large}} {
			if _, err := tx.SavePartner(ctx, p); err != nil {
				return err
			}
		}
		for _, f := range []facilities.FacilityID{"lab", "quota-lab"} {
			if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: f, Name: string(f), Zone: "Europe/Amsterdam", Hours: allWeek(), DecideWithin: 72 * time.Hour}); err != nil {
				return err
			}
		}
		for _, r := range []facilities.Resource{
			{ID: "press", Facility: "lab", Approval: facilities.ApprovalAuto, Capabilities: []facilities.Capability{{Tag: "press"}}},
			{ID: "press-2", Facility: "lab", Approval: facilities.ApprovalAuto, Capabilities: []facilities.Capability{{Tag: "press"}}},
			{ID: "oven", Facility: "lab", Approval: facilities.ApprovalAuto, Capacity: 3},
			{ID: "laser", Facility: "lab", Approval: facilities.ApprovalManager},
			{ID: "bench-1", Facility: "lab", Approval: facilities.ApprovalAuto, Attended: true},
			{ID: "bench-2", Facility: "lab", Approval: facilities.ApprovalAuto, Attended: true},
			{ID: "hall", Facility: "quota-lab", Approval: facilities.ApprovalAuto, Capacity: 1000},
		} {
			r.Kind, r.Name, r.Capacity = facilities.Instrument, string(r.ID), max(r.Capacity, 1)
			if _, err := tx.SaveResource(ctx, r); err != nil {
				return err
			}
		}
		if _, err := tx.SaveQuota(ctx, facilities.Quota{ID: "two-hours", Facility: "quota-lab", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 2 * time.Hour}); err != nil {
			return err
		}
		for _, p := range everybody() {
			if _, err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		for id, partner := range map[facilities.ProjectID]facilities.PartnerID{"wings": "weavers", "boats": "weavers", "hidden": "dyers"} {
			p := facilities.Project{ID: id, Name: string(id), Partners: []facilities.Share{{Partner: partner, Units: 1}}, Phase: facilities.PhaseInnovation, Leader: "ann"}
			if _, err := tx.SaveProject(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range everybody() {
		h.tokens[string(p.ID)] = h.token(p, facilities.ScopeWrite)
	}
	h.tokens["reader"] = h.token(everybody()[0], facilities.ScopeRead)
}

// everybody: ann, ben and the racers of the weavers, dot of the dyers, rik who represents the weavers, max the manager, ada the administrator.
func everybody() []facilities.Person {
	list := []facilities.Person{
		{ID: "ann", Partner: "weavers"}, {ID: "ben", Partner: "weavers"}, {ID: "dot", Partner: "dyers"},
		{ID: "rik", Partner: "weavers", Roles: []facilities.Role{{Kind: facilities.RoleRepresentative, Partner: "weavers"}}},
		{ID: "max", Partner: "weavers", Roles: []facilities.Role{{Kind: facilities.RoleManager, Facility: "lab"}}},
		{ID: "ada", Partner: "weavers", Roles: []facilities.Role{{Kind: facilities.RoleAdmin}}},
	}
	for i := range racers {
		list = append(list, facilities.Person{ID: racer(i), Partner: "weavers"})
	}
	for i := range list {
		p := &list[i]
		p.Name, p.Email, p.Language, p.State, p.Created = "Name of "+string(p.ID), string(p.ID)+"@example.nl", "nl", facilities.PersonActive, noon
	}
	return list
}

func racer(i int) facilities.PersonID {
	return facilities.PersonID([]byte{'r', byte('a' + i%racers)})
}

func (h *house) token(p facilities.Person, scope facilities.TokenScope) string {
	h.t.Helper()
	actor := facilities.Actor{Person: p, Via: "web"}
	_, secret, err := h.office.CreateToken(h.t.Context(), actor, noon, "test", scope, time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	return secret
}

func allWeek() []facilities.Hours {
	var hours []facilities.Hours
	for day := range 7 {
		hours = append(hours, facilities.Hours{Weekday: time.Weekday(day), From: 0, Until: 1440})
	}
	return hours
}
