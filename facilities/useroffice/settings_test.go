package useroffice

import (
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// fields lists what is wrong with a noun as "location key".
func fieldsOf(f faults) []string {
	var out []string
	for _, field := range f {
		out = append(out, field.Location+" "+field.Key)
	}
	slices.Sort(out)
	return out
}

func TestFacilitySettingsAreCheckedFieldByField(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*facilities.Facility)
		want   string
	}{
		"a zone that is none":      {func(f *facilities.Facility) { f.Zone = "Europe/Enschede" }, "body.zone zone"},
		"the server's zone":        {func(f *facilities.Facility) { f.Zone = "Local" }, "body.zone zone"},
		"no zone":                  {func(f *facilities.Facility) { f.Zone = "" }, "body.zone zone"},
		"an id with capitals":      {func(f *facilities.Facility) { f.ID = "Lab" }, "body.id id"},
		"no name":                  {func(f *facilities.Facility) { f.Name = " " }, "body.name required"},
		"a name with a NUL":        {func(f *facilities.Facility) { f.Name = "L\x00b" }, "body.name control_characters"},
		"a name without end":       {func(f *facilities.Facility) { f.Name = strings.Repeat("x", 500) }, "body.name too_long"},
		"no hours":                 {func(f *facilities.Facility) { f.Hours = nil }, "body.hours required"},
		"hours that end first":     {func(f *facilities.Facility) { f.Hours[0].Until = f.Hours[0].From }, "body.hours[0] hours"},
		"hours beyond midnight":    {func(f *facilities.Facility) { f.Hours[0].Until = 1441 }, "body.hours[0] hours"},
		"a weekday that is none":   {func(f *facilities.Facility) { f.Hours[0].Weekday = 7 }, "body.hours[0].weekday weekday"},
		"hours that meet":          {func(f *facilities.Facility) { f.Hours = append(f.Hours, f.Hours[0]) }, "body.hours[7] hours_overlap"},
		"prime time without worth": {func(f *facilities.Facility) { f.Prime[0].Percent = 0 }, "body.prime[0].percent range"},
		"a holiday that is none": {func(f *facilities.Facility) {
			f.HolidayExceptions = []facilities.Date{{Year: 2026, Month: 2, Day: 30}}
		}, "body.holiday_exceptions[0] day"},
		"no time to decide":   {func(f *facilities.Facility) { f.DecideWithin = 0 }, "body.decide_within length"},
		"a minute and a half": {func(f *facilities.Facility) { f.NoShow.Grace = 90 * time.Second }, "body.no_show.grace whole_minutes"},
	} {
		f := houseFacility()
		c.change(&f)
		if got := fieldsOf(checkFacility(f)); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := fieldsOf(checkFacility(houseFacility())); len(got) > 0 {
		t.Errorf("a good facility: %q", got)
	}
}

func TestResourceSettingsAreCheckedFieldByField(t *testing.T) {
	catalogue := facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{houseFacility()}, Resources: houseResources(),
		Partners: []facilities.Partner{{ID: "alfa"}}})
	low, high := 400.0, 20.0
	for name, c := range map[string]struct {
		change func(*facilities.Resource)
		want   string
	}{
		"no capacity":                 {func(r *facilities.Resource) { r.Capacity = 0 }, "body.capacity range"},
		"a kind that is none":         {func(r *facilities.Resource) { r.Kind = "robot" }, "body.kind choice"},
		"an approval that is none":    {func(r *facilities.Resource) { r.Approval = "" }, "body.approval choice"},
		"a facility that is none":     {func(r *facilities.Resource) { r.Facility = "nergens" }, "body.facility facility"},
		"a grid of seven minutes":     {func(r *facilities.Resource) { r.Rules.Grid = 7 * time.Minute }, "body.rules.grid grid"},
		"a negative buffer":           {func(r *facilities.Resource) { r.Rules.Setup = -time.Minute }, "body.rules.setup length"},
		"a longest under shortest":    {func(r *facilities.Resource) { r.Rules.Longest = time.Minute }, "body.rules.longest longest"},
		"a horizon within the notice": {func(r *facilities.Resource) { r.Rules.Notice, r.Rules.Horizon = oneDay, time.Hour }, "body.rules.horizon horizon_notice"},
		"a claim of months":           {func(r *facilities.Resource) { r.Rules.Longest, r.Rules.Setup = 62*oneDay, oneDay }, "body.rules.longest span_too_long"},
		"a range turned round": {func(r *facilities.Resource) {
			r.Capabilities = []facilities.Capability{{Tag: "press", Min: &low, Max: &high}}
		}, "body.capabilities[0] min_max"},
		"a matrix that is not square": {func(r *facilities.Resource) {
			r.Changeover = facilities.Changeover{Classes: []string{"a", "b"}, Minutes: [][]int{{0, 1}, {1}}}
		}, "body.changeover.minutes[1] square"},
		"a matrix without rows": {func(r *facilities.Resource) { r.Changeover = facilities.Changeover{Classes: []string{"a"}} }, "body.changeover.minutes square"},
		"a need of nothing":     {func(r *facilities.Resource) { r.Needs = []facilities.Need{{Kind: facilities.Utility, Units: 1}} }, "body.needs[0] need_one"},
		"a need of itself": {func(r *facilities.Resource) {
			r.Needs = []facilities.Need{{Kind: facilities.Instrument, Resource: "sem", Units: 1}}
		}, "body.needs[0] need_unmet"},
		"a need beyond the supply": {func(r *facilities.Resource) {
			r.Needs = []facilities.Need{{Kind: facilities.Utility, Resource: "gas", Units: 11}}
		}, "body.needs[0] need_unmet"},
		"a partner that is none": {func(r *facilities.Resource) { r.Access.Partners = []facilities.PartnerID{"nergens"} }, "body.access.partners[0] partner"},
		"a question twice": {func(r *facilities.Resource) {
			q := facilities.IntakeField{Key: "a", Label: facilities.Words{NL: "A"}}
			r.Intake = []facilities.IntakeField{q, q}
		}, "body.intake[1].key twice"},
		"a question without words": {func(r *facilities.Resource) { r.Intake = []facilities.IntakeField{{Key: "a"}} }, "body.intake[0].label required"},
		"an instrument as person":  {func(r *facilities.Resource) { r.Person = "erik" }, "body.person person_operator"},
	} {
		r := houseResources()[0]
		c.change(&r)
		if got := fieldsOf(checkResource(r, catalogue)); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := fieldsOf(checkResource(houseResources()[0], catalogue)); len(got) > 0 {
		t.Errorf("a good resource: %q", got)
	}
}

// resource finds one as it is stored.
func (d *desk) resource(id facilities.ResourceID) facilities.Resource {
	d.t.Helper()
	c, err := d.Catalogue(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	r, _ := c.Resource(id)
	return r
}

// hitIDs are the bookings of an answer, in order.
func hitIDs(hits []facilities.HitBooking) []facilities.BookingID {
	var ids []facilities.BookingID
	for _, h := range hits {
		ids = append(ids, h.Booking.ID)
	}
	return ids
}

func TestSmallerCapacityNamesWhatItHitsAndLetsItStand(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		a := d.books("erik", facilities.Wish{Resource: "printers", Project: "p1", Use: at(9, 11), Units: 2})
		b := d.books("bob", facilities.Wish{Resource: "printers", Project: "pb", Use: at(10, 12)})
		alone := d.books("eva", facilities.Wish{Resource: "printers", Project: "p1", Use: at(14, 15)})
		r := d.resource("printers")
		r.Capacity = 2
		_, _, err := d.SaveResource(t.Context(), d.as("erik"), now, r)
		wantError(t, err, facilities.Forbidden, "forbidden")
		saved, hits, err := d.SaveResource(t.Context(), d.as("mia"), now, r)
		if err != nil || saved.Capacity != 2 {
			t.Fatal(err)
		}
		if got := hitIDs(hits); !slices.Equal(got, []facilities.BookingID{a.ID, b.ID}) {
			t.Errorf("hit %v, want %v", got, []facilities.BookingID{a.ID, b.ID})
		}
		for _, id := range []facilities.BookingID{a.ID, b.ID} {
			if now := d.booking(id); now.State != facilities.StateApproved || now.AtRisk != "capacity" {
				t.Errorf("%s is %s, at risk %q", id, now.State, now.AtRisk)
			}
		}
		if now := d.booking(alone.ID); now.AtRisk != "" {
			t.Errorf("the booking beside is at risk: %s", now.AtRisk)
		}
		if !slices.Contains(d.mails("bob", b.ID), "booking_at_risk") {
			t.Error("nobody was told")
		}
		_, _, err = d.SaveResource(t.Context(), d.as("mia"), now, r)
		wantError(t, err, facilities.Stale, "stale")
		saved.Capacity = 3
		if _, _, err = d.SaveResource(t.Context(), d.as("mia"), now, saved); err != nil {
			t.Fatal(err)
		}
		if now := d.booking(a.ID); now.AtRisk != "" {
			t.Errorf("the mark stays after the capacity is back: %s", now.AtRisk)
		}
	})
}

func TestShorterHoursAndHolidaysNameWhatTheyHit(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		early := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(7, 8)})
		d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(10, 11)})
		c, err := d.Catalogue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		f, _ := c.Facility("lab")
		f.Hours = slices.Clone(f.Hours)
		for i := range f.Hours {
			f.Hours[i].From = 9 * 60
		}
		saved, hits, err := d.SaveFacility(t.Context(), d.as("mia"), now, f)
		if err != nil || !slices.Equal(hitIDs(hits), []facilities.BookingID{early.ID}) {
			t.Fatalf("hit %v, %v", hitIDs(hits), err)
		}
		saved.HolidayExceptions = []facilities.Date{facilities.DateOf(monday.In(sampleZone()))}
		if _, hits, err = d.SaveFacility(t.Context(), d.as("mia"), now, saved); err != nil || len(hits) != 2 {
			t.Errorf("a closed Monday hits %v, %v", hitIDs(hits), err)
		}
		_, _, err = d.SaveFacility(t.Context(), d.as("mia"), now, facilities.Facility{ID: "new"})
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, _, err = d.SaveFacility(t.Context(), d.as("max"), now, saved)
		wantError(t, err, facilities.Forbidden, "forbidden")
	})
}

func TestArchivingAResourceNamesItsBookings(t *testing.T) {
	d := onSQLite(t, store.Options{})
	b := d.books("erik", facilities.Wish{Resource: "quick", Project: "p1", Use: at(9, 10)})
	r := d.resource("quick")
	r.Archived = true
	_, hits, err := d.SaveResource(t.Context(), d.as("mia"), now, r)
	if err != nil || !slices.Equal(hitIDs(hits), []facilities.BookingID{b.ID}) || d.booking(b.ID).AtRisk != "archived" {
		t.Errorf("hit %v, at risk %q, %v", hitIDs(hits), d.booking(b.ID).AtRisk, err)
	}
}

func TestSettingsAreForThoseWhoAnswerForThem(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		alfa := []facilities.Share{{Partner: "alfa", Units: 1}}
		both := append(alfa, facilities.Share{Partner: "beta", Units: 2})
		_, err := d.SavePartner(ctx, d.as("mia"), now, facilities.Partner{ID: "new", Name: "New", Kind: facilities.SME})
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.SavePartner(ctx, d.as("ada"), now, facilities.Partner{ID: "alfa", Name: "Alfa", Kind: facilities.SME})
		wantError(t, err, facilities.Conflict, "id_taken")
		if _, err = d.SavePartner(ctx, d.as("ada"), now, facilities.Partner{ID: "new", Name: "New", Kind: facilities.SME}); err != nil {
			t.Error(err)
		}

		project := facilities.Project{ID: "p9", Name: "Nieuw", Partners: alfa, Phase: facilities.PhaseStart, Reason: "proef", Leader: "lex"}
		_, err = d.SaveProject(ctx, d.as("bea"), now, project)
		wantError(t, err, facilities.Forbidden, "forbidden")
		project.Leader = "bob"
		_, err = d.SaveProject(ctx, d.as("rita"), now, project)
		wantField(t, err, "body.leader", "leader")
		project.Leader = "lex"
		if project, err = d.SaveProject(ctx, d.as("rita"), now, project); err != nil {
			t.Fatal(err)
		}
		project.Phase = facilities.PhaseMarket
		if project, err = d.SaveProject(ctx, d.as("lex"), now, project); err != nil {
			t.Errorf("the leader cannot move the phase: %v", err)
		}
		project.Partners = both
		_, err = d.SaveProject(ctx, d.as("lex"), now, project)
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.SaveProject(ctx, d.as("bob"), now, project)
		wantError(t, err, facilities.NotFound, "not_found")
		if list, err := d.Projects(ctx, d.as("bob"), now); err != nil || len(list) != 1 || list[0].ID != "pb" {
			t.Errorf("bob knows %v, %v", list, err)
		}

		sample, err := d.SaveSample(ctx, d.as("erik"), now, facilities.Sample{Project: "p1", Name: "Wafer 2", Materials: []string{"gold"}})
		if err != nil {
			t.Fatal(err)
		}
		sample.Materials = nil
		_, err = d.SaveSample(ctx, d.as("erik"), now, sample)
		wantField(t, err, "body.materials", "materials_lost")
		_, err = d.Samples(ctx, d.as("bob"), now, "p1")
		wantError(t, err, facilities.NotFound, "not_found")

		quota := facilities.Quota{Facility: "lab", Resource: "sem", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 4 * time.Hour}
		if quota, err = d.SaveQuota(ctx, d.as("mia"), now, quota); err != nil || quota.ID == "" {
			t.Fatal(err)
		}
		_, err = d.SaveQuota(ctx, d.as("max"), now, quota)
		wantError(t, err, facilities.Forbidden, "forbidden")

		tariff := facilities.Tariff{Resource: "sem", From: facilities.Date{Year: 2027, Month: 1, Day: 1}, Peak: 100_00, Currency: "EUR"}
		if tariff, err = d.SaveTariff(ctx, d.as("cor"), now, tariff); err != nil {
			t.Fatal(err)
		}
		dearer := tariff
		dearer.Peak = 200_00
		_, err = d.SaveTariff(ctx, d.as("cor"), now, dearer)
		wantError(t, err, facilities.Conflict, "tariff_published")
		tariff.Until = facilities.Date{Year: 2028, Month: 1, Day: 1}
		if _, err = d.SaveTariff(ctx, d.as("cor"), now, tariff); err != nil {
			t.Errorf("a tariff cannot end: %v", err)
		}
		_, err = d.SaveTariff(ctx, d.as("erik"), now, tariff)
		wantError(t, err, facilities.Forbidden, "forbidden")

		agreement := facilities.Agreement{Facility: "lab", From: facilities.Date{Year: 2027, Month: 1, Day: 1}, Issuer: "beta", AidRegime: "AGVV 26",
			Capacity: both, Cost: both, Risk: alfa, YearEnd: YearEndCarried}
		if agreement, err = d.AddAgreement(ctx, d.as("ada"), now, agreement); err != nil || agreement.Number != 1 {
			t.Fatalf("%+v, %v", agreement, err)
		}
		agreement.From.Year = 2026
		_, err = d.AddAgreement(ctx, d.as("ada"), now, agreement)
		wantField(t, err, "body.from", "agreement_order")
		agreement.From.Year, agreement.Risk = 2028, []facilities.Share{{Partner: "gast", Units: 1}}
		_, err = d.AddAgreement(ctx, d.as("ada"), now, agreement)
		wantField(t, err, "body.risk[0].partner", "partner")
	})
}

// TestASettingAndItsAuditEntryStandTogether looks for the entry of a change.
func TestASettingAndItsAuditEntryStandTogether(t *testing.T) {
	d := onSQLite(t, store.Options{})
	r := d.resource("quick")
	r.Name = "Snel"
	if _, _, err := d.SaveResource(t.Context(), d.as("mia"), now, r); err != nil {
		t.Fatal(err)
	}
	entries, err := d.AuditOf(t.Context(), d.as("mia"), now, "resource", "quick")
	if err != nil || len(entries) != 1 || entries[0].Verb != "save_resource" || !strings.Contains(entries[0].Before, "The quick") || !strings.Contains(entries[0].After, "Snel") {
		t.Errorf("%+v, %v", entries, err)
	}
	_, err = d.AuditOf(t.Context(), d.as("erik"), now, "resource", "quick")
	wantError(t, err, facilities.NotFound, "not_found")
}
