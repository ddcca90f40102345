package useroffice

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

// sampleDay is a Saturday, the hardest day to show something on.
var sampleDay = facilities.Date{Year: 2026, Month: time.November, Day: 21}

func sampleNow(day facilities.Date, hour int) time.Time {
	return day.In(sampleZone()).Add(time.Duration(hour) * time.Hour)
}

// sampled is an office with the sample consortium.
func sampled(t testing.TB, url string, now time.Time) *desk {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	office := New(st, Config{})
	started := time.Now()
	if err := office.Sample(t.Context(), now, facilities.DateOf(now.In(sampleZone()))); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: the sample took %v", st.Engine(), time.Since(started).Round(time.Millisecond))
	return &desk{office, t, st}
}

func (d *desk) everyBooking() []facilities.Booking {
	var all []facilities.Booking
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		all, _, err = tx.Bookings(ctx, store.BookingFilter{Ascending: true})
		return err
	})
	return all
}

func TestSampleIsRichAndBreaksNoRule(t *testing.T) {
	for engine, url := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "marke.db") },
		"postgres": func() string { return storetest.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			now := sampleNow(sampleDay, 22)
			d := sampled(t, url(), now)
			c, err := d.Catalogue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Facilities) != 11 || len(c.Resources) < 40 || len(c.Partners) != 13 {
				t.Errorf("%d facilities, %d resources, %d partners", len(c.Facilities), len(c.Resources), len(c.Partners))
			}
			for _, f := range c.Facilities {
				if err := checkFacility(f).err(); err != nil {
					t.Errorf("facility %s: %v", f.ID, err)
				}
				if _, ok := c.AgreementOf(f.ID, sampleDay); !ok {
					t.Errorf("%s has no agreement", f.ID)
				}
			}
			kinds := map[facilities.ResourceKind]int{}
			for _, r := range c.Resources {
				kinds[r.Kind]++
				if err := checkResource(r, c).err(); err != nil {
					t.Errorf("resource %s: %v", r.ID, err)
				}
			}
			for _, a := range c.Agreements {
				if err := checkAgreement(a, c).err(); err != nil {
					t.Errorf("agreement %s: %v", a.ID, err)
				}
			}
			for _, tariff := range c.Tariffs {
				if err := checkTariff(tariff).err(); err != nil {
					t.Errorf("tariff %s: %v", tariff.ID, err)
				}
			}
			if len(kinds) != 5 {
				t.Errorf("kinds of resource: %v", kinds)
			}
			states := map[facilities.State]int{}
			for _, b := range d.everyBooking() {
				states[b.State]++
			}
			t.Logf("%d resources %v, bookings %v", len(c.Resources), kinds, states)
			for _, s := range facilities.States {
				if states[s] == 0 {
					t.Errorf("no booking is %s", s)
				}
			}
			d.breaksNoRule(now)
			d.isFreeForEngineers(now)
		})
	}
}

// breaksNoRule holds every booking that stands against the rules as they are stored.
func (d *desk) breaksNoRule(now time.Time) {
	d.t.Helper()
	system := act{facilities.Actor{Person: facilities.Person{ID: "system", System: true}}, now, "check"}
	d.view(func(ctx context.Context, tx *store.Tx) error {
		standing, _, err := tx.Bookings(ctx, store.BookingFilter{States: []facilities.State{facilities.StateApproved, facilities.StateInUse}})
		if err != nil {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		for _, b := range standing {
			at := system
			if b.Use.Start.Before(now) {
				at.now = b.Created // a use that has begun was not in the past when it was booked
			}
			violations, err := broken(ctx, tx, at, c, b)
			if err != nil {
				return err
			}
			for _, v := range violations {
				d.t.Errorf("%s (%s by %s, %s) breaks %s on %s: %v", b.ID, b.Resource, b.Person, b.Use.Start, v.Code, v.Resource, v.Params)
			}
		}
		return nil
	})
}

// isFreeForEngineers books at once what the demo's engineers are meant to try, and asks for what a manager decides on.
func (d *desk) isFreeForEngineers(now time.Time) {
	d.t.Helper()
	for _, c := range []struct {
		person   facilities.PersonID
		project  facilities.ProjectID
		resource facilities.ResourceID
		want     facilities.State
	}{
		{demoEngineer, "lichte-vleugel", "tprc-press-300", facilities.StateApproved},
		{demoEngineer, "lichte-vleugel", "htf-sem-2", facilities.StateApproved},
		{demoEngineer, "lichte-vleugel", "ccc-fpga", facilities.StateApproved},
		{demoEngineer2, "golfgeleider", "htf-sem", facilities.StateApproved},
		{demoEngineer, "lichte-vleugel", "tprc-press-400", facilities.StateRequested},
		{demoEngineer2, "golfgeleider", "htf-ebeam", facilities.StateRequested},
	} {
		wish := facilities.Wish{Resource: c.resource, Project: c.project, Title: "Proef"}
		found := false
		actor := d.as(c.person)
		for day := 1; day < 8 && !found; day++ {
			for hour := 9; hour < 17 && !found; hour++ {
				start := sampleNow(facilities.DateOf(now.In(sampleZone()).AddDate(0, 0, day)), hour)
				wish.Use = facilities.Span{Start: start, End: start.Add(time.Hour)}
				wish.Intake = map[string]string{"material": "PEEK", "sheet": "1", "resist": "PMMA", "wafer": "Si"}
				for key := range wish.Intake {
					catalogue, _ := d.Catalogue(d.t.Context())
					r, _ := catalogue.Resource(c.resource)
					if !slices.ContainsFunc(r.Intake, func(f facilities.IntakeField) bool { return f.Key == key }) {
						delete(wish.Intake, key)
					}
				}
				b, err := d.Book(d.t.Context(), actor, now, wish)
				if err == nil {
					found = true
					wantState(d.t, b, c.want)
				} else if facilities.CodeOf(err) != facilities.Conflict {
					d.t.Fatal(err)
				}
			}
		}
		if !found {
			d.t.Errorf("%s finds no hour on %s in the coming week", c.person, c.resource)
		}
	}
}

func TestSampleIsTheSameForTheSameDay(t *testing.T) {
	plan := func(hour int) []facilities.Booking {
		p := newSamplePlan(newSampleWorld(sampleDay), sampleDay, sampleNow(sampleDay, hour))
		p.planBookings()
		return p.bookings
	}
	if !reflect.DeepEqual(plan(10), plan(10)) {
		t.Error("two samples of one moment differ")
	}
	morning, evening := plan(9), plan(21)
	if len(morning) != len(evening) {
		t.Fatalf("%d bookings in the morning, %d in the evening", len(morning), len(evening))
	}
	for i := range morning {
		a, b := morning[i], evening[i]
		if a.ID != b.ID || a.Use != b.Use || a.Resource != b.Resource || a.Person != b.Person || !reflect.DeepEqual(a.Claims, b.Claims) {
			t.Fatalf("%s is another booking in the evening: %+v, %+v", a.ID, a, b)
		}
	}
}

// TestSampleTellsItsStoryOnEveryDay goes through a year: weekends, holidays, clock changes.
func TestSampleTellsItsStoryOnEveryDay(t *testing.T) {
	for n := range 33 {
		day := facilities.DateOf(time.Date(2026, 1, 1+11*n, 0, 0, 0, 0, time.UTC))
		p := newSamplePlan(newSampleWorld(day), day, sampleNow(day, n%24))
		p.planBookings()
		states := map[facilities.State]int{}
		var mine, requests, confidential, series int
		for _, b := range p.bookings {
			states[b.State]++
			if b.Person == demoEngineer && b.State == facilities.StateApproved && b.Use.Start.After(p.now) {
				mine++
			}
			if b.State == facilities.StateRequested {
				requests++
			}
			if b.Confidential {
				confidential++
			}
			if b.Series != "" {
				series++
			}
			if b.Updated.After(p.now) || b.CheckedIn.After(p.now) || b.Created.After(p.now) {
				t.Errorf("%s: %s (%s) knows the future", day, b.ID, b.State)
			}
		}
		for _, s := range facilities.States {
			if states[s] == 0 && s != facilities.StateDisplaced {
				t.Errorf("%s: no booking is %s", day, s)
			}
		}
		if mine < 3 || requests < 10 || confidential == 0 || series < 3 || len(p.bookings) < 700 {
			t.Errorf("%s: %d of the engineer's, %d requests, %d confidential, %d in series, %d in all", day, mine, requests, confidential, series, len(p.bookings))
		}
	}
}

func TestSampleRefusesADatabaseInUse(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		wantError(t, d.Sample(t.Context(), now, sampleDay), facilities.Conflict, "sample_not_empty")
	})
}

func TestDemoLogsEveryRoleInAndEndsEarlierTokens(t *testing.T) {
	now := sampleNow(sampleDay, 9)
	d := sampled(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), now)
	first, err := d.Demo(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Demo(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	if len(second) != 6 {
		t.Fatalf("%d logins", len(second))
	}
	rights := map[string]func(facilities.Actor) bool{
		"engineer":   func(a facilities.Actor) bool { return len(a.Person.Roles) == 0 },
		"engineer2":  func(a facilities.Actor) bool { return len(a.Person.Roles) == 0 },
		"manager":    func(a facilities.Actor) bool { return a.Manages("htf") && a.Manages("cmi") },
		"partner":    func(a facilities.Actor) bool { return a.Represents("tubantia-composites") },
		"controller": func(a facilities.Actor) bool { return a.Controls("htf") },
		"admin":      facilities.Actor.IsAdmin,
	}
	for i, login := range second {
		actor, err := d.LogIn(t.Context(), now, login.Email, login.Password, "127.0.0.1")
		if err != nil {
			t.Fatalf("%s: %v", login.Role, err)
		}
		if !rights[login.Role](actor) {
			t.Errorf("%s has the wrong rights: %v", login.Role, actor.Person.Roles)
		}
		if byToken, err := d.ActorByToken(t.Context(), now, login.Token); err != nil || byToken.Person.ID != actor.Person.ID || !byToken.MayWrite() {
			t.Errorf("%s by token: %v, %v", login.Role, byToken.Person.ID, err)
		}
		_, err = d.ActorByToken(t.Context(), now, first[i].Token)
		wantError(t, err, facilities.Unauthenticated, "token")
	}
	if a, b := second[0], second[1]; a.Email == b.Email || d.as(demoEngineer).Person.Partner == d.as(demoEngineer2).Person.Partner {
		t.Error("the engineers belong to one partner")
	}
}
