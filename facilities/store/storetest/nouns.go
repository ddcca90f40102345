package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// odd is a moment as people and programs write it: with an offset and nanoseconds.
var odd = time.Date(2026, 3, 29, 3, 0, 7, 123456789, time.FixedZone("", 2*3600))

// plain is odd as it comes back.
var plain = time.Date(2026, 3, 29, 1, 0, 7, 0, time.UTC)

// testNouns fills every field, so that a forgotten one shows.
func testNouns(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	cold, hot := -20.5, 400.0
	facility := facilities.Facility{
		ID: "hal-9", Name: "Hal ’t Zand ✓", Description: facilities.Words{NL: "proefhal", EN: "trial hall"}, Place: "Enschede", Zone: "Europe/Amsterdam",
		Hours:            []facilities.Hours{{Weekday: time.Monday, From: 480, Until: 1440}, {Weekday: time.Sunday, From: 0, Until: 60}},
		OfficeHours:      []facilities.Hours{{Weekday: time.Monday, From: 540, Until: 1020}},
		Prime:            []facilities.Prime{{Weekday: time.Friday, From: 600, Until: 960, Percent: 150}},
		ClosedOnHolidays: true, HolidayExceptions: []facilities.Date{{Year: 2026, Month: 4, Day: 27}}, DecideWithin: 48 * time.Hour,
		NoShow:   facilities.NoShow{Grace: 15 * time.Minute, Strikes: 3, Within: 720 * time.Hour, Suspend: 336 * time.Hour},
		Archived: true,
	}
	resource := facilities.Resource{
		ID: "press-400", Facility: "lab", Kind: facilities.Instrument, Name: "Pers 400 °C", Description: facilities.Words{EN: "a press"}, Location: "R 1.2", Capacity: 2,
		Capabilities: []facilities.Capability{{Tag: "press"}, {Tag: "temperature", Min: &cold, Max: &hot, Unit: "°C"}},
		Approval:     facilities.ApprovalManager, Operated: true, Person: "bob", Hours: []facilities.Hours{{Weekday: time.Tuesday, From: 1, Until: 2}},
		Rules: facilities.BookingRules{Shortest: time.Hour, Longest: 8 * time.Hour, Grid: 15 * time.Minute, Notice: 2 * time.Hour, Horizon: 2160 * time.Hour,
			Setup: 30 * time.Minute, Cleanup: 10 * time.Second},
		Qualification: facilities.LevelExpert, Dangerous: true, Attended: true, TwoPersons: true,
		Needs:         []facilities.Need{{Kind: facilities.Operator, Capability: "weld", Units: 1}, {Resource: "room", Units: 2}},
		Pool:          "presses",
		Changeover:    facilities.Changeover{Classes: []string{"clean", "gold"}, Minutes: [][]int{{0, 30}, {120, 0}}},
		Contamination: facilities.Contamination{Adds: []string{"gold"}, Refuses: []string{"copper"}},
		Access:        facilities.Access{Phases: []facilities.Phase{facilities.PhaseStart}, Partners: []facilities.PartnerID{"uni"}, NoGuests: true},
		Intake:        []facilities.IntakeField{{Key: "mould", Label: facilities.Words{NL: "matrijs", EN: "mould"}, Required: true, Choices: []string{"a", "b"}}},
		CancelFree:    24 * time.Hour, Archived: true,
	}
	project := facilities.Project{ID: "brug", Name: "Brug", Partners: []facilities.Share{{Partner: "acme", Units: 0}, {Partner: "uni", Units: 3}},
		Phase: facilities.PhaseMarket, Economic: true, Reason: "sells", Leader: "cas", Archived: true}
	sample := facilities.Sample{ID: "wafer-7", Project: "alloy", Name: "wafer", Materials: []string{"gold", "tin"}}
	quota := facilities.Quota{ID: "q1", Facility: "lab", Resource: "press", Pool: "presses", Scope: facilities.PerProject, Period: facilities.PerWeek, Max: 4 * time.Hour, PrimeOnly: true, Archived: true}
	tariff := facilities.Tariff{ID: "t1", Resource: "press", Kind: facilities.Startup, Phase: facilities.PhaseInnovation, Guest: true,
		From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Until: facilities.Date{Year: 2027, Month: 1, Day: 1}, Peak: 12_50, OffPeak: 10_00, Setup: 1, Operator: 99_99, Minimum: 25_00, Currency: "EUR"}
	agreement := facilities.Agreement{ID: "a1", Facility: "lab", Number: 1, From: facilities.Date{Year: 2026, Month: 7, Day: 1}, Issuer: "uni", AidRegime: "AGVV 26",
		Capacity: []facilities.Share{{Partner: "acme", Units: 1}, {Partner: "uni", Units: 2}}, Cost: []facilities.Share{{Partner: "uni", Units: 1}},
		Risk: []facilities.Share{{Partner: "acme", Units: 5}}, YearEnd: "halved", Note: "first", Created: odd}
	downtime := facilities.Downtime{ID: "d1", Kind: facilities.Outage, Facility: "lab", Resource: "press", Start: odd, End: odd.Add(time.Hour), Reason: "smoke", By: "ann", Created: odd}
	qualification := facilities.Qualification{ID: "k1", Person: "ann", Resource: "press", Level: facilities.LevelBasic, From: odd, Until: odd.Add(time.Hour),
		Revoked: odd.Add(time.Minute), Granter: "bob", Reason: "course"}
	suspension := facilities.Suspension{Person: "ann", Facility: "lab", Span: facilities.Span{Start: odd, End: odd.Add(time.Hour)}, Reason: "three no-shows"}
	series := facilities.Series{ID: "s1", Facility: "lab", Resource: "press", Rule: "FREQ=WEEKLY", Except: []time.Time{odd}, First: facilities.Span{Start: odd, End: odd.Add(time.Hour)},
		Person: "ann", Partner: "acme", Created: odd}

	w.write(t, func(ctx context.Context, tx *store.Tx) (err error) {
		save := func(what string, failed error) {
			if failed != nil {
				t.Errorf("save %s: %v", what, failed)
			}
		}
		facility, err = tx.SaveFacility(ctx, facility)
		save("facility", err)
		resource, err = tx.SaveResource(ctx, resource)
		save("resource", err)
		project, err = tx.SaveProject(ctx, project)
		save("project", err)
		sample, err = tx.SaveSample(ctx, sample)
		save("sample", err)
		quota, err = tx.SaveQuota(ctx, quota)
		save("quota", err)
		save("tariff", tx.SaveTariff(ctx, tariff))
		save("agreement", tx.AddAgreement(ctx, agreement))
		downtime, err = tx.SaveDowntime(ctx, downtime)
		save("downtime", err)
		qualification, err = tx.SaveQualification(ctx, qualification)
		save("qualification", err)
		save("suspension", tx.AddSuspension(ctx, suspension))
		series, err = tx.InsertSeries(ctx, series)
		save("series", err)
		return nil
	})
	same(t, "version of a saved facility", facility.Version, int64(1))
	same(t, "start of a saved downtime", downtime.Start, plain)
	same(t, "end of a saved series", series.First.End, plain.Add(time.Hour))
	agreement.Created = plain
	suspension.Span = facilities.Span{Start: plain, End: plain.Add(time.Hour)}

	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		catalogue, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		gotFacility, _ := catalogue.Facility("hal-9")
		same(t, "facility", gotFacility, facility)
		gotResource, _ := catalogue.Resource("press-400")
		same(t, "resource", gotResource, resource)
		same(t, "quotas", catalogue.Quotas, []facilities.Quota{quota})
		same(t, "tariffs", catalogue.Tariffs, []facilities.Tariff{tariff})
		same(t, "agreements", catalogue.Agreements, []facilities.Agreement{agreement})
		same(t, "downtimes", catalogue.Downtimes, []facilities.Downtime{downtime})

		gotProject, err := tx.Project(ctx, "brug")
		is(t, "project", err, "")
		same(t, "project", gotProject, project)
		gotSample, err := tx.Sample(ctx, "wafer-7")
		is(t, "sample", err, "")
		same(t, "sample", gotSample, sample)
		gotQualification, err := tx.Qualification(ctx, "k1")
		is(t, "qualification", err, "")
		same(t, "qualification", gotQualification, qualification)
		qualified, err := tx.Qualified(ctx, []facilities.PersonID{"ann", "bob"}, []facilities.ResourceID{"press", "room"})
		is(t, "qualified", err, "")
		same(t, "qualified", qualified, []facilities.Qualification{qualification})
		suspensions, err := tx.Suspensions(ctx, "ann")
		is(t, "suspensions", err, "")
		same(t, "suspensions", suspensions, []facilities.Suspension{suspension})
		gotSeries, err := tx.Series(ctx, "s1")
		is(t, "series", err, "")
		same(t, "series", gotSeries, series)

		_, err = tx.Project(ctx, "none")
		is(t, "a project that does not exist", err, facilities.NotFound)
		_, err = tx.Series(ctx, "none")
		is(t, "a series that does not exist", err, facilities.NotFound)
		projects, err := tx.Projects(ctx, store.ProjectFilter{Partner: "acme"})
		is(t, "projects", err, "")
		if len(projects) != 1 || projects[0].ID != "alloy" {
			t.Errorf("acme's projects that are not archived: %+v", projects)
		}
		return nil
	})

	err := w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAgreement(ctx, facilities.Agreement{ID: "a2", Facility: "lab", Number: 1, From: agreement.From, Created: day})
	})
	is(t, "a second agreement of the same number", err, facilities.Conflict)
}

func testCatalogue(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	other := open(t, w.url, store.Options{})
	capacity := func(s *store.Store) (units, version int64) {
		t.Helper()
		err := s.View(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			catalogue, err := tx.Catalogue(ctx)
			if err != nil {
				return err
			}
			room, _ := catalogue.Resource("room")
			units, version = room.Capacity, catalogue.Version
			return nil
		})
		is(t, "view", err, "")
		return units, version
	}
	_, first := capacity(other)
	resize := func(units int64) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			catalogue, err := tx.Catalogue(ctx)
			if err != nil {
				return err
			}
			room, _ := catalogue.Resource("room")
			room.Capacity = units
			if _, err := tx.SaveResource(ctx, room); err != nil {
				return err
			}
			if catalogue, err = tx.Catalogue(ctx); err != nil {
				return err
			}
			if seen, _ := catalogue.Resource("room"); seen.Capacity != units {
				t.Errorf("the transaction that made it %d units sees %d", units, seen.Capacity)
			}
			if units > 100 {
				return facilities.Errorf(facilities.Invalid, "invalid")
			}
			return nil
		})
	}
	is(t, "a change", resize(7), "")
	units, second := capacity(other)
	if units != 7 || second <= first {
		t.Errorf("the other store sees %d units in version %d after %d, want 7 in a later one", units, second, first)
	}
	is(t, "a change that is undone", resize(101), facilities.Invalid)
	is(t, "the change after it", resize(8), "")
	for _, s := range []*store.Store{w.Store, other} {
		if units, _ := capacity(s); units != 8 {
			t.Errorf("a store sees %d units, want 8", units)
		}
	}

	// What is undone is not seen by those that share the commit, nor afterwards by whom undid it.
	errs := together(40, func(i int) error {
		if i%2 == 0 {
			return resize(101)
		}
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			undone := errors.New("undone")
			err := tx.Try(ctx, func(ctx context.Context) error {
				catalogue, err := tx.Catalogue(ctx)
				if err != nil {
					return err
				}
				room, _ := catalogue.Resource("room")
				if room.Capacity != 8 {
					t.Errorf("a transaction beside one that was undone sees %d units, want 8", room.Capacity)
				}
				room.Capacity = 9
				if _, err := tx.SaveResource(ctx, room); err != nil {
					return err
				}
				_, err = tx.Catalogue(ctx)
				return errors.Join(err, undone)
			})
			if !errors.Is(err, undone) {
				return err
			}
			catalogue, err := tx.Catalogue(ctx)
			if err != nil {
				return err
			}
			if room, _ := catalogue.Resource("room"); room.Capacity != 8 {
				t.Errorf("after its own change was undone a transaction sees %d units, want 8", room.Capacity)
			}
			return nil
		})
	})
	for i, err := range errs {
		want := facilities.Code("")
		if i%2 == 0 {
			want = facilities.Invalid
		}
		is(t, fmt.Sprintf("transaction %d", i), err, want)
	}
}

func testPeople(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	guest := facilities.Person{ID: "dee", Name: "Dé O’Neil", Email: "dee@example.org", Language: "en", State: facilities.PersonAsked, Created: odd,
		Roles: []facilities.Role{{Kind: facilities.RoleManager, Facility: "lab"}, {Kind: facilities.RoleRepresentative, Partner: "uni"}, {Kind: facilities.RoleTrainer}}}
	w.write(t, func(ctx context.Context, tx *store.Tx) (err error) {
		guest, err = tx.SavePerson(ctx, guest)
		return err
	})
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		found, err := tx.PersonByEmail(ctx, "dee@example.org")
		is(t, "person", err, "")
		same(t, "person", found, guest)
		same(t, "created", found.Created, plain)
		_, err = tx.Credential(ctx, "dee")
		is(t, "a password never chosen", err, facilities.NotFound)
		for text, want := range map[string]int{"o’neil": 1, "EXAMPLE.org": 4, "%": 0, "_": 0, "zed": 0} {
			people, _, err := tx.People(ctx, store.PersonFilter{Text: text})
			is(t, "people", err, "")
			if len(people) != want {
				t.Errorf("%d people match %q, want %d", len(people), text, want)
			}
		}
		for at, want := range map[facilities.FacilityID]int{"lab": 1, "": 1} {
			people, _, err := tx.People(ctx, store.PersonFilter{Role: facilities.RoleTrainer, At: at})
			is(t, "people", err, "")
			if len(people) != want {
				t.Errorf("%d trainers at %q, want %d", len(people), at, want)
			}
		}
		byID, err := tx.PeopleByID(ctx, []facilities.PersonID{"ann", "dee", "nobody"})
		is(t, "people by id", err, "")
		if len(byID) != 2 || byID["dee"].Name != guest.Name {
			t.Errorf("people by id: %+v", byID)
		}
		return nil
	})
	err := w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SavePerson(ctx, facilities.Person{ID: "dd2", Name: "x", Email: "dee@example.org", State: facilities.PersonActive, Created: day})
		return err
	})
	is(t, "a second person with the address", err, facilities.Conflict)

	w.insert(t, w.approved("press", hours(9, 10)))
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		for _, err := range []error{
			tx.SetCredential(ctx, "ann", "hash"),
			tx.AddToken(ctx, facilities.Token{ID: "tok", Kind: facilities.TokenAPI, Person: "ann", Created: day}, make([]byte, 32)),
			tx.AddAudit(ctx, facilities.Audit{At: day, Person: "bob", Kind: "person", Subject: "ann", After: `{"name":"Ann"}`}),
			tx.AddAudit(ctx, facilities.Audit{At: day, Person: "ann", Kind: "booking", Subject: "b00001", After: `{"for":"Ann"}`, Reason: "Ann asked"}),
			tx.AddAudit(ctx, facilities.Audit{At: day, Person: "cas", Kind: "facility", Subject: "lab", After: `{"name":"Ann","contact":"ann@example.org"}`}),
			tx.AddMail(ctx, facilities.Mail{Key: "k", Person: "ann", Kind: "reset", Created: day}),
			tx.AddMail(ctx, facilities.Mail{Key: "l", Person: "bob", Kind: "booking_requested", Booking: "b00001", Params: map[string]string{"name": "Ann"}, Created: day}),
			tx.MailSent(ctx, 2, day),
			tx.SaveAccessRequest(ctx, store.AccessRequest{Person: "ann", Facility: "lab", Organisation: "Acme", Asked: day}),
		} {
			if err != nil {
				return err
			}
		}
		return tx.ErasePerson(ctx, "ann", "erased")
	})
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		ann, err := tx.Person(ctx, "ann")
		is(t, "erased person", err, "")
		if ann.Name != "erased" || ann.Email != "" || ann.State != facilities.PersonErased {
			t.Errorf("after the erasure: %+v", ann)
		}
		_, err = tx.Credential(ctx, "ann")
		is(t, "password of an erased person", err, facilities.NotFound)
		_, err = tx.Token(ctx, "tok")
		is(t, "token of an erased person", err, facilities.NotFound)
		for subject, want := range map[[2]string]string{
			{"person", "ann"}: "", {"booking", "b00001"}: `{"for":"erased"}`,
			{"facility", "lab"}: `{"name":"Ann","contact":""}`, // this Ann may be somebody else
		} {
			entries, err := tx.AuditOf(ctx, subject[0], subject[1])
			is(t, "audit", err, "")
			if len(entries) != 1 || entries[0].After != want {
				t.Errorf("audit of %v: %+v, want one entry with %s", subject, entries, want)
			}
		}
		mails, err := tx.MailsTo(ctx, "bob")
		is(t, "mails", err, "")
		if len(mails) != 1 || mails[0].Params != nil {
			t.Errorf("mails to bob: %+v", mails)
		}
		booking, err := tx.Booking(ctx, "b00001")
		is(t, "booking of an erased person", err, "")
		same(t, "its person", booking.Person, facilities.PersonID("ann"))
		return nil
	})
}
