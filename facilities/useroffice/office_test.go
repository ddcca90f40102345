package useroffice

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(publisherEnv); url != "" {
		os.Exit(publishAsProcess(url))
	}
	storetest.Main(m)
}

// now is a Friday morning; monday the next working day, at local midnight (UTC+1).
var (
	now    = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	monday = time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)
)

// at is a span on the Monday after now, in hours of the local clock; minutes as fractions.
func at(from, until float64) facilities.Span {
	return facilities.Span{Start: monday.Add(time.Duration(from * float64(time.Hour))), End: monday.Add(time.Duration(until * float64(time.Hour)))}
}

// desk is an office with a small consortium, for tests.
type desk struct {
	*Office
	t  testing.TB
	st *store.Store
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, onSQLite(t, store.Options{})) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, onPostgres(t, store.Options{})) })
}

func onSQLite(t testing.TB, opt store.Options) *desk {
	return newDesk(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), opt)
}

func onPostgres(t testing.TB, opt store.Options) *desk {
	return newDesk(t, storetest.Postgres(t), opt)
}

func newDesk(t testing.TB, url string, opt store.Options) *desk {
	t.Helper()
	skip := opt.SkipLocks
	opt.Migrate, opt.SkipLocks = true, false
	st, err := store.Open(t.Context(), url, opt)
	if err != nil {
		t.Fatal(err)
	}
	furnish(t, st)
	if skip {
		st.Close()
		opt.SkipLocks = true
		if st, err = store.Open(t.Context(), url, opt); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { st.Close() })
	return &desk{New(st, Config{}), t, st}
}

// furnish sets the consortium up: two partners and a guest, one facility with a bit of everything.
func furnish(t testing.TB, st *store.Store) {
	t.Helper()
	err := st.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var failed error
		must := func(_ any, err error) {
			if failed == nil {
				failed = err
			}
		}
		for _, p := range []facilities.Partner{{ID: "alfa", Name: "Alfa", Kind: facilities.SME}, {ID: "beta", Name: "Beta", Kind: facilities.Large},
			{ID: "gast", Name: "Gast", Kind: facilities.Startup, Guest: true}} {
			must(tx.SavePartner(ctx, p))
		}
		must(tx.SaveFacility(ctx, houseFacility()))
		must(tx.SaveFacility(ctx, facilities.Facility{ID: "other", Name: "Other", Zone: "Europe/Amsterdam", Hours: houseFacility().Hours, DecideWithin: time.Hour}))
		for _, p := range housePeople() {
			must(tx.SavePerson(ctx, p))
		}
		for _, p := range []facilities.Project{
			{ID: "p1", Name: "Project 1", Partners: []facilities.Share{{Partner: "alfa", Units: 1}}, Phase: facilities.PhaseStart, Leader: "lex", Economic: true, Reason: "contract"},
			{ID: "p2", Name: "Project 2", Partners: []facilities.Share{{Partner: "alfa", Units: 1}}, Phase: facilities.PhaseMarket, Leader: "lex"},
			{ID: "pb", Name: "Project B", Partners: []facilities.Share{{Partner: "beta", Units: 1}}, Phase: facilities.PhaseStart, Leader: "bob"},
		} {
			must(tx.SaveProject(ctx, p))
		}
		must(tx.SaveSample(ctx, facilities.Sample{ID: "s1", Project: "p1", Name: "Wafer 1"}))
		must(tx.SaveSample(ctx, facilities.Sample{ID: "sb", Project: "pb", Name: "Wafer B"}))
		for _, r := range houseResources() {
			must(tx.SaveResource(ctx, r))
		}
		for _, tariff := range []facilities.Tariff{
			{ID: "t-sem", Resource: "sem", From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Peak: 100_00, OffPeak: 60_00, Currency: "EUR"},
			{ID: "t-service", Resource: "service", From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Peak: 50_00, OffPeak: 50_00, Operator: 80_00, Currency: "EUR"},
		} {
			must(nil, tx.SaveTariff(ctx, tariff))
		}
		for _, q := range []facilities.Qualification{
			{ID: "q1", Person: "erik", Resource: "press", Level: facilities.LevelBasic, From: now.AddDate(-1, 0, 0), Granter: "mia"},
			{ID: "q2", Person: "eva", Resource: "press", Level: facilities.LevelExpert, From: now.AddDate(-1, 0, 0), Granter: "mia"},
			{ID: "q3", Person: "bob", Resource: "press", Level: facilities.LevelBasic, From: now.AddDate(-1, 0, 0), Until: now.AddDate(0, 0, 5), Granter: "mia"},
		} {
			must(tx.SaveQualification(ctx, q))
		}
		return failed
	})
	if err != nil {
		t.Fatal(err)
	}
}

func housePeople() []facilities.Person {
	person := func(id facilities.PersonID, partner facilities.PartnerID, roles ...facilities.Role) facilities.Person {
		return facilities.Person{ID: id, Name: "Name " + string(id), Email: string(id) + "@example.org", Partner: partner, Language: "nl",
			State: facilities.PersonActive, Roles: roles, Created: now}
	}
	blocked := person("bart", "alfa")
	blocked.State = facilities.PersonBlocked
	return []facilities.Person{
		person("erik", "alfa"), person("eva", "alfa"), person("lex", "alfa"), blocked,
		person("rita", "alfa", facilities.Role{Kind: facilities.RoleRepresentative, Partner: "alfa"}),
		person("bob", "beta"), person("bea", "beta", facilities.Role{Kind: facilities.RoleRepresentative, Partner: "beta"}),
		person("gus", "gast"),
		person("mia", "beta", facilities.Role{Kind: facilities.RoleManager, Facility: "lab"}),
		person("max", "beta", facilities.Role{Kind: facilities.RoleManager, Facility: "other"}),
		person("tom", "beta", facilities.Role{Kind: facilities.RoleTrainer, Facility: "lab"}),
		person("cor", "beta", facilities.Role{Kind: facilities.RoleController}),
		person("ada", "beta", facilities.Role{Kind: facilities.RoleAdmin}),
		person("anna", "beta"), person("bert", "beta"),
	}
}

func houseFacility() facilities.Facility {
	f := facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam", DecideWithin: 48 * time.Hour, ClosedOnHolidays: true,
		NoShow: facilities.NoShow{Grace: 30 * time.Minute, Strikes: 2, Within: 30 * 24 * time.Hour, Suspend: 7 * 24 * time.Hour}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		f.Hours = append(f.Hours, facilities.Hours{Weekday: day, From: 6 * 60, Until: 22 * 60})
		if day != time.Sunday && day != time.Saturday {
			f.OfficeHours = append(f.OfficeHours, facilities.Hours{Weekday: day, From: 8 * 60, Until: 18 * 60})
			f.Prime = append(f.Prime, facilities.Prime{Weekday: day, From: 9 * 60, Until: 17 * 60, Percent: 150})
		}
	}
	return f
}

func houseResources() []facilities.Resource {
	base := func(id facilities.ResourceID, kind facilities.ResourceKind, approval facilities.Approval) facilities.Resource {
		return facilities.Resource{ID: id, Facility: "lab", Kind: kind, Name: "The " + string(id), Capacity: 1, Approval: approval}
	}
	tag := func(s string) []facilities.Capability { return []facilities.Capability{{Tag: s}} }
	sem := base("sem", facilities.Instrument, facilities.ApprovalAuto)
	sem.Capabilities, sem.Attended = tag("sem"), true
	sem.Rules = facilities.BookingRules{Shortest: 15 * time.Minute, Longest: 8 * time.Hour, Grid: 15 * time.Minute, Horizon: 90 * 24 * time.Hour}
	twin := sem
	twin.ID, twin.Name = "sem-2", "The sem-2"
	press := base("press", facilities.Instrument, facilities.ApprovalManager)
	press.Capabilities, press.Attended, press.TwoPersons, press.Dangerous = tag("press"), true, true, true
	press.Qualification, press.CancelFree = facilities.LevelBasic, 24*time.Hour
	press.Rules = facilities.BookingRules{Setup: 30 * time.Minute, Cleanup: 15 * time.Minute, Grid: 15 * time.Minute}
	press.Intake = []facilities.IntakeField{{Key: "material", Label: facilities.Words{NL: "Materiaal", EN: "Material"}, Required: true},
		{Key: "mould", Choices: []string{"A", "B"}}}
	printers := base("printers", facilities.Instrument, facilities.ApprovalAuto)
	printers.Capacity = 3
	lathes := base("lathes", facilities.Instrument, facilities.ApprovalAuto)
	lathes.Capacity = 4
	ebeam := base("ebeam", facilities.Instrument, facilities.ApprovalAuto)
	ebeam.Changeover = facilities.Changeover{Classes: []string{"clean", "gold"}, Minutes: [][]int{{0, 30}, {60, 0}}}
	ebeam.Contamination = facilities.Contamination{Adds: []string{"gold"}}
	clean := base("clean", facilities.Area, facilities.ApprovalAuto)
	clean.Capacity, clean.Contamination = 4, facilities.Contamination{Refuses: []string{"gold"}}
	service := base("service", facilities.Instrument, facilities.ApprovalManager)
	service.Operated = true
	service.Needs = []facilities.Need{{Kind: facilities.Operator, Capability: "service", Units: 1}, {Kind: facilities.Utility, Resource: "gas", Units: 4}}
	anna, bert := base("op-anna", facilities.Operator, facilities.ApprovalManager), base("op-bert", facilities.Operator, facilities.ApprovalManager)
	anna.Person, bert.Person, anna.Capabilities, bert.Capabilities = "anna", "bert", tag("service"), tag("service")
	gas := base("gas", facilities.Utility, facilities.ApprovalAuto)
	gas.Capacity = 10
	closed := base("closed-club", facilities.Instrument, facilities.ApprovalAuto)
	closed.Access = facilities.Access{Partners: []facilities.PartnerID{"beta"}}
	quick := base("quick", facilities.Instrument, facilities.ApprovalAuto)
	quick.CancelFree = 24 * time.Hour
	elsewhere := base("elsewhere", facilities.Instrument, facilities.ApprovalAuto)
	elsewhere.Facility = "other"
	return []facilities.Resource{sem, twin, press, printers, lathes, ebeam, clean, gas, anna, bert, service, closed, quick, elsewhere}
}

// as is somebody who acts.
func (d *desk) as(id facilities.PersonID) facilities.Actor {
	d.t.Helper()
	actor := facilities.Actor{Via: "web"}
	d.view(func(ctx context.Context, tx *store.Tx) error {
		person, err := tx.Person(ctx, id)
		if err != nil {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		partner, _ := c.Partner(person.Partner)
		actor.Person, actor.Kind, actor.Guest = person, partner.Kind, partner.Guest
		return nil
	})
	return actor
}

func (d *desk) view(read func(ctx context.Context, tx *store.Tx) error) {
	d.t.Helper()
	if err := d.st.View(d.t.Context(), read); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) change(write func(ctx context.Context, tx *store.Tx) error) {
	d.t.Helper()
	if err := d.st.InTx(d.t.Context(), write); err != nil {
		d.t.Fatal(err)
	}
}

// alter changes a resource of the consortium.
func (d *desk) alter(id facilities.ResourceID, change func(*facilities.Resource)) {
	d.t.Helper()
	d.change(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		r, _ := c.Resource(id)
		change(&r)
		_, err = tx.SaveResource(ctx, r)
		return err
	})
}

// books makes a booking that must succeed.
func (d *desk) books(who facilities.PersonID, wish facilities.Wish) facilities.Booking {
	d.t.Helper()
	b, err := d.Book(d.t.Context(), d.as(who), now, wish)
	if err != nil {
		d.t.Fatalf("%s books %s: %v", who, wish.Resource, err)
	}
	return b
}

// booking reads a booking as it is now.
func (d *desk) booking(id facilities.BookingID) facilities.Booking {
	d.t.Helper()
	var b facilities.Booking
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		b, err = tx.Booking(ctx, id)
		return err
	})
	return b
}

// held lists the active claims on a resource on the Monday and the day before and after.
func (d *desk) held(id facilities.ResourceID) []facilities.HeldClaim {
	d.t.Helper()
	var held []facilities.HeldClaim
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		held, err = tx.HeldClaims(ctx, []facilities.ResourceID{id}, at(-24, 48), "")
		return err
	})
	return held
}

// mails lists the kinds of mail to a person about a booking.
func (d *desk) mails(to facilities.PersonID, about facilities.BookingID) []string {
	d.t.Helper()
	var kinds []string
	d.view(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.MailsTo(ctx, to)
		for _, m := range mails {
			if m.Booking == about {
				kinds = append(kinds, m.Kind)
			}
		}
		return err
	})
	slices.Sort(kinds)
	return kinds
}

// params are those of the mail of a kind that somebody got about a booking; nil when there is none.
func (d *desk) params(to facilities.PersonID, about facilities.BookingID, kind string) map[string]string {
	d.t.Helper()
	var params map[string]string
	d.view(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.MailsTo(ctx, to)
		for _, m := range mails {
			if m.Booking == about && m.Kind == kind {
				params = m.Params
			}
		}
		return err
	})
	return params
}

// verbsOf lists what the audit says was done to a booking, oldest first.
func (d *desk) verbsOf(id facilities.BookingID) []string {
	d.t.Helper()
	var verbs []string
	d.view(func(ctx context.Context, tx *store.Tx) error {
		entries, err := tx.AuditOf(ctx, "booking", string(id))
		for _, e := range entries {
			verbs = append(verbs, e.Verb)
		}
		return err
	})
	return verbs
}

// codes are those of an error's violations, sorted and each once.
func codes(err error) []string {
	var e *facilities.Error
	if !errors.As(err, &e) {
		return nil
	}
	var out []string
	for _, v := range e.Violations {
		out = append(out, v.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wantError fails unless the error is of the code and key.
func wantError(t testing.TB, err error, code facilities.Code, key string) {
	t.Helper()
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != code || e.Key != key {
		t.Fatalf("got %v, want %s: %s", err, code, key)
	}
}

// wantConflict fails unless the error is a Conflict of exactly these violations.
func wantConflict(t testing.TB, err error, want ...string) {
	t.Helper()
	if facilities.CodeOf(err) != facilities.Conflict || !slices.Equal(codes(err), want) {
		t.Fatalf("got %v, want a conflict of %v", err, want)
	}
}

func wantState(t testing.TB, b facilities.Booking, want facilities.State) {
	t.Helper()
	if b.State != want {
		t.Fatalf("booking %s is %s, want %s", b.ID, b.State, want)
	}
}

// storeOptions are those of an ordinary store.
var storeOptions = store.Options{}

// wantField fails unless the error is Invalid and says this of that value.
func wantField(t testing.TB, err error, location, key string) {
	t.Helper()
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Invalid || !slices.ContainsFunc(e.Fields, func(f facilities.Field) bool { return f.Location == location && f.Key == key }) {
		t.Fatalf("got %v, want invalid: %s %s", err, location, key)
	}
}

// quota sets a quota.
func (d *desk) quota(q facilities.Quota) {
	d.t.Helper()
	d.change(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveQuota(ctx, q)
		return err
	})
}
