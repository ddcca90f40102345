package useroffice

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"marke/facilities"
	"marke/facilities/store"
)

// whole lists what a report refuses as "line: location key" or "line: code".
func (r ImportReport) refusals() []string {
	var out []string
	for _, row := range r.Refused {
		var reasons []string
		for _, f := range row.Error.Fields {
			reasons = append(reasons, f.Location+" "+f.Key)
		}
		for _, v := range row.Error.Violations {
			reasons = append(reasons, v.Code)
		}
		if len(reasons) == 0 {
			reasons = append(reasons, row.Error.Key)
		}
		out = append(out, fmt.Sprintf("%d: %s", row.Line, strings.Join(reasons, ", ")))
	}
	return out
}

func (d *desk) imports(who facilities.PersonID, text string, dryRun bool) ImportReport {
	d.t.Helper()
	report, err := d.ImportCSV(d.t.Context(), d.as(who), now, "test.csv", strings.NewReader(text), dryRun)
	if err != nil {
		d.t.Fatal(err)
	}
	return report
}

// theSystem acts as the command line does.
func theSystem() facilities.Actor {
	return facilities.Actor{Person: facilities.Person{ID: "system", System: true, Language: "nl"}, Via: "command"}
}

func TestImportOfSettingsMakesAndChangesAndLeavesAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		places := "\xef\xbb\xbfid;naam;tijdzone;openingstijden;spitsuren;dicht op feestdagen;beslissen_binnen_uren\r\n" +
			"hal;Hal;Europe/Amsterdam;\"ma-vr 08:00-18:00, za 9.00-13.00\";ma-vr 09:00-17:00 150%;ja;2,5\r\n\r\n"
		if r := d.imports("ada", places, false); r.Created != 1 || r.Kind != "facilities" || len(r.Refused) > 0 {
			t.Fatalf("%+v", r)
		}
		c, err := d.Catalogue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		f, _ := c.Facility("hal")
		if len(f.Hours) != 6 || f.Hours[5] != (facilities.Hours{Weekday: time.Saturday, From: 540, Until: 780}) || f.DecideWithin != 150*time.Minute || !f.ClosedOnHolidays {
			t.Errorf("%+v", f)
		}
		if r := d.imports("ada", places, false); r.Unchanged != 1 || r.Changed != 0 {
			t.Errorf("a second time: %+v", r)
		}

		things := "id,facility,kind,name,capacity,approval,capabilities,longest_hours,grid_minutes\n" +
			"hal-pers,hal,instrument,Pers,2,auto,\"press, temperature 20,5..400 °C\",\"2,5\",30\n" +
			"sem,lab,instrument,Microscoop,,,,,\n"
		if r := d.imports("ada", things, false); r.Created != 1 || r.Changed != 1 || len(r.Refused) > 0 {
			t.Fatalf("%+v %v", r, r.refusals())
		}
		press := d.resource("hal-pers")
		if press.Capacity != 2 || press.Rules.Longest != 150*time.Minute || *press.Capabilities[1].Min != 20.5 || press.Capabilities[1].Unit != "°C" {
			t.Errorf("%+v", press)
		}
		if sem := d.resource("sem"); sem.Name != "Microscoop" || !sem.Attended || sem.Rules.Longest != 8*time.Hour {
			t.Errorf("an empty cell changed something: %+v", sem)
		}

		people := "email\tnaam\torganisatie\trollen\nnieuw@example.org\tNieuw Mens\talfa\ttrainer:lab\nerik@example.org\tErik de Vries\talfa\t\n"
		if r := d.imports("ada", people, false); r.Created != 1 || r.Changed != 1 {
			t.Fatalf("%+v %v", r, r.refusals())
		}
		if p := d.as("nieuw-mens").Person; p.State != facilities.PersonInvited || !slices.Equal(p.Roles, []facilities.Role{{Kind: facilities.RoleTrainer, Facility: "lab"}}) {
			t.Errorf("%+v", p)
		}
		d.link("nieuw-mens", "invite")
		if p := d.as("erik").Person; p.Name != "Erik de Vries" || p.State != facilities.PersonActive {
			t.Errorf("%+v", p)
		}
	})
}

func TestImportOfBookingsGoesByTheRules(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		table := "resource;start;end;person;project;title;with;confidential\n" +
			"sem;23-11-2026 09:00;23-11-2026 11:00;erik@example.org;p1;Eerste;;ja\n" +
			"printers;2026-11-23 09:00;2026-11-23T10:00;bob;pb;Tweede;;\n" +
			"clean;2026-11-23T08:00:00Z;2026-11-23T09:00:00Z;eva;p1;Derde;gas*2;nee\n"
		if r := d.imports("ada", table, true); r.Created != 3 || !r.DryRun || len(r.Refused) > 0 {
			t.Fatalf("%+v %v", r, r.refusals())
		}
		if len(d.held("sem")) != 0 {
			t.Fatal("a dry run wrote something")
		}
		if r := d.imports("ada", table, false); r.Created != 3 || r.Rows != 3 {
			t.Fatalf("%+v %v", r, r.refusals())
		}
		held := d.held("sem")
		if len(held) != 1 || held[0].Use != at(9, 11) {
			t.Fatalf("%+v", held)
		}
		b := d.booking(held[0].Booking)
		if b.Person != "erik" || b.By != "ada" || !b.Confidential || b.Partner != "alfa" || !slices.Equal(d.verbsOf(b.ID), []string{"import"}) {
			t.Errorf("%+v, %v", b, d.verbsOf(b.ID))
		}
		if gas := d.held("gas"); len(gas) != 1 || gas[0].Units != 2 {
			t.Errorf("%+v", gas)
		}
		if r := d.imports("ada", table, false); r.Unchanged != 3 || r.Created != 0 {
			t.Errorf("a second time: %+v", r)
		}
	})
}

// The press asks for the material, and which of two moulds.
func TestImportedBookingsAnswerWhatAnInstrumentAsks(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		table := func(intake string) string {
			return "apparaat;van;tot;persoon;begeleiders;project;intake\n" +
				"press;2026-11-24 09:00;2026-11-24 11:00;erik;eva;p1;\"" + intake + "\"\n"
		}
		for intake, want := range map[string]string{
			"":                        "2: body.intake.material intake_required",
			"PEEK":                    "2: intake import_answer",
			"material=PEEK; mould=C":  "2: body.intake.mould not_a_choice",
			"material=PEEK; colour=1": "2: body.intake unknown_question",
		} {
			if got := d.imports("ada", table(intake), false).refusals(); !slices.Equal(got, []string{want}) {
				t.Errorf("%q: %q, want %q", intake, got, want)
			}
		}
		if r := d.imports("ada", table("material = PEEK; mould=B"), false); r.Created != 1 || len(r.Refused) > 0 {
			t.Fatalf("%+v %v", r, r.refusals())
		}
		b := d.booking(d.held("press")[0].Booking)
		if !maps.Equal(b.Intake, map[string]string{"material": "PEEK", "mould": "B"}) {
			t.Errorf("%v", b.Intake)
		}
	})
}

func TestImportRefusesRowByRowAndWritesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.books("eva", facilities.Wish{Resource: "sem-2", Project: "p1", Use: at(9, 11)})
		table := "resource,start,end,person,project,title\n" +
			"sem,2026-11-23 09:00,2026-11-23 11:00,erik,p1,good\n" +
			"sem,2026-11-23 10:00,2026-11-23 12:00,bob,pb,meets the first\n" +
			"sem-2,2026-11-23 10:00,2026-11-23 12:00,bob,pb,meets another\n" +
			"sem,2026-11-24 09:00,2026-11-24 11:00,nobody@example.org,p1,for nobody\n" +
			"sem,2026-11-24 09:00,2026-11-24 11:00,erik,pb,not erik's project\n" +
			"press,2026-11-24 09:00,2026-11-24 11:00,lex,p1,without intake\n"
		r := d.imports("ada", table, false)
		want := []string{"3: capacity", "4: capacity", "5: person unknown_person", "6: body.project unknown_project", "7: body.intake.material intake_required"}
		if got := r.refusals(); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if r.Created != 0 || len(d.held("sem")) != 0 {
			t.Error("a row was written although others were refused")
		}

		table = "resource,start,end,person,project\n" +
			"sem,2026-03-29 02:30,2026-03-29 04:00,erik,p1\n" +
			"sem,2026-10-25 02:30,2026-10-25 04:00,erik,p1\n" +
			"sem,morgen,,erik,p1\n" +
			"nergens,2026-11-23 09:00,2026-11-23 11:00,erik,p1,too many cells\n"
		want = []string{"2: start clock_skipped", "3: start clock_twice", "4: start instant, end required", "5: file import_cells, resource unknown_resource"}
		if got := d.imports("ada", table, false).refusals(); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}

		table = "id;facility;kind;name;capacity;grid_minutes;hours\n" +
			"goed;lab;instrument;Goed;1;15;\n" +
			"leeg;lab;instrument;Leeg;0;15;\n" +
			"zeven;lab;instrument;Zeven;één;15;altijd\n"
		if got := d.imports("mia", table, false).refusals(); !slices.Equal(got, []string{"4: capacity number, hours import_hours"}) {
			t.Errorf("%q", got)
		}
		table = strings.Replace(table, "één;15;altijd", "1;7;", 1)
		if got := d.imports("mia", table, false).refusals(); !slices.Equal(got, []string{"3: body.capacity range", "4: body.rules.grid grid"}) {
			t.Errorf("%q", got)
		}
		if r := d.resource("goed"); r.ID != "" {
			t.Error("a good row among bad ones was written")
		}
		elsewhere := "id;facility;kind;name\nx;other;instrument;X\n"
		if got := d.imports("mia", elsewhere, false).refusals(); !slices.Equal(got, []string{"2: forbidden"}) {
			t.Errorf("%q", got)
		}
	})
}

func TestImportRefusesFilesThatAreNoTables(t *testing.T) {
	d := onSQLite(t, store.Options{})
	for name, c := range map[string]struct{ text, key string }{
		"nothing":             {"", "import_empty"},
		"a spreadsheet file":  {"PK\x03\x04\x00\x00", "import_binary"},
		"an unknown header":   {"a;b;c\n1;2;3\n", "import_header"},
		"an unknown column":   {"id;name;zone;kleur\nx;X;Europe/Amsterdam;rood\n", "import_column_unknown"},
		"a column twice":      {"id;naam;name;zone\nx;X;X;Europe/Amsterdam\n", "import_column_twice"},
		"a quote left open":   {"id;name;zone\nx;\"X;Europe/Amsterdam\n", "import_quotes"},
		"five thousand and 1": {"id;name;zone\n" + strings.Repeat("x;X;Europe/Amsterdam\n", importRowsMax+1), "import_rows"},
		"five megabytes":      {strings.Repeat("id;name;zone\n", 400_000), "import_large"},
	} {
		_, err := d.ImportCSV(t.Context(), d.as("ada"), now, "x.csv", strings.NewReader(c.text), false)
		t.Log(name)
		wantField(t, err, "file", c.key)
	}
	_, err := d.ImportCSV(t.Context(), d.as("erik"), now, "x.csv", strings.NewReader("id;name;zone\nx;X;UTC\n"), false)
	wantError(t, err, facilities.Forbidden, "forbidden")
	_, err = d.ImportCSV(t.Context(), facilities.Nobody, now, "x.csv", strings.NewReader(""), false)
	wantError(t, err, facilities.Unauthenticated, "unauthenticated")
}

func TestTablesOfExcelAreReadInWindows1252(t *testing.T) {
	text, err := charmap.Windows1252.NewEncoder().String("id;name;zone\nx;Café “Zoë” 20 €;Europe/Amsterdam\n")
	if err != nil {
		t.Fatal(err)
	}
	table, err := readTable(strings.NewReader(text))
	if err != nil || table.rows[0].text("name") != "Café “Zoë” 20 €" {
		t.Errorf("%+v, %v", table.rows, err)
	}
}

func TestDecimalsOfBothCountries(t *testing.T) {
	for text, want := range map[string]float64{"2,5": 2.5, "2.5": 2.5, "1.250,50": 1250.5, "1,250.50": 1250.5, "-3": -3, "1 000": 1000, "0": 0} {
		if got, err := parseDecimal(text); err != nil || got != want {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "veel", "NaN", "Inf", "1e999", "--1"} {
		if got, err := parseDecimal(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestHoursAreReadInBothLanguages(t *testing.T) {
	for text, want := range map[string]int{"ma-vr 08:00-18:00": 5, "mon-fri 8-18, sat 9.00-13.00": 6, "za-ma 00:00-24:00": 3, "zo 10:00–12:00": 1, "": 0} {
		if got, ok := parseHours(text); !ok || len(got) != want {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"ma", "ma 8", "ma 18:00-08:00", "xx 08:00-10:00", "ma 08:00-25:00", "ma 08:61-10:00", "altijd"} {
		if got, ok := parseHours(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("id;name;zone\nx;X;Europe/Amsterdam\n"))
	f.Add([]byte("resource,start,end,project\nsem,2026-11-23 09:00,2026-11-23 11:00,p1\n"))
	f.Add([]byte("id\tfacility\tkind\tname\tcapabilities\thours\nx\tlab\tarea\tX\tpress 1..2 t\tma 1-2\n"))
	c := facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{houseFacility()}, Resources: houseResources()})
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := readTable(bytes.NewReader(raw))
		if err != nil {
			if facilities.CodeOf(err) != facilities.Invalid {
				t.Fatal(err)
			}
			return
		}
		for i := range table.rows {
			r := &table.rows[i]
			if r.line < 2 {
				t.Fatalf("row on line %d", r.line)
			}
			r.facility()
			r.resource()
			r.person()
			r.booking(c)
		}
	})
}

// agenda is a calendar file.
func agenda(events ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Elders//NL\r\n" + strings.Join(events, "") + "END:VCALENDAR\r\n"
}

func event(uid string, lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20261101T000000Z\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
}

func TestImportOfACalendarBooksWhatComes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		file := agenda(
			event("past", "DTSTART:20261019T080000Z", "DTEND:20261019T090000Z", "SUMMARY:Voorbij"),
			event("one", "DTSTART:20261123T080000Z", "DTEND:20261123T090000Z", "SUMMARY:Een\\, enkele"),
			event("free", "DTSTART:20261123T100000Z", "DTEND:20261123T110000Z", "TRANSP:TRANSPARENT", "SUMMARY:Niet bezet"),
			event("weekly", "DTSTART;TZID=Europe/Amsterdam:20261124T090000", "DTEND;TZID=Europe/Amsterdam:20261124T100000", "RRULE:FREQ=WEEKLY;COUNT=4",
				"EXDATE;TZID=Europe/Amsterdam:20261201T090000", "SUMMARY:Elke week"),
			event("weekly", "RECURRENCE-ID;TZID=Europe/Amsterdam:20261208T090000", "DTSTART;TZID=Europe/Amsterdam:20261208T130000",
				"DTEND;TZID=Europe/Amsterdam:20261208T140000", "SUMMARY:Verplaatst"),
		)
		into := CalendarImport{Resource: "sem", Project: "p1", For: "erik"}
		report, err := d.ImportICS(t.Context(), d.as("mia"), now, into, strings.NewReader(file), false)
		if err != nil || report.Created != 4 || len(report.Refused) > 0 || report.Kind != "calendar" {
			t.Fatalf("%+v %v, %v", report, report.refusals(), err)
		}
		var got []string
		d.view(func(ctx context.Context, tx *store.Tx) error {
			bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Person: "erik", Ascending: true})
			for _, b := range bookings {
				got = append(got, b.Use.Start.In(sampleZone()).Format("2 Jan 15:04")+" "+b.Title)
				wantState(t, b, facilities.StateApproved)
			}
			return err
		})
		if want := []string{"23 Nov 09:00 Een, enkele", "24 Nov 09:00 Elke week", "8 Dec 13:00 Verplaatst", "15 Dec 09:00 Elke week"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		again, err := d.ImportICS(t.Context(), d.as("mia"), now, into, strings.NewReader(file), false)
		if err != nil || again.Unchanged != 4 || again.Created != 0 {
			t.Errorf("a second time: %+v, %v", again, err)
		}
	})
}

func TestImportOfACalendarRefusesAllForOneThatCollides(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.books("bob", facilities.Wish{Resource: "sem", Project: "pb", Use: at(9, 10)})
		file := agenda(event("a", "DTSTART:20261123T080000Z", "DTEND:20261123T090000Z"), event("b", "DTSTART:20261124T080000Z", "DTEND:20261124T090000Z"),
			event("night", "DTSTART:20261125T020000Z", "DTEND:20261125T030000Z"))
		into := CalendarImport{Resource: "sem", Project: "p1", For: "erik"}
		report, err := d.ImportICS(t.Context(), d.as("mia"), now, into, strings.NewReader(file), false)
		if err != nil || report.Created != 0 {
			t.Fatalf("%+v, %v", report, err)
		}
		if got := report.refusals(); len(got) != 2 || !strings.HasSuffix(got[0], "capacity") || !strings.HasSuffix(got[1], "outside_hours") || report.Refused[0].What != "a" {
			t.Errorf("%q", got)
		}
		broken := agenda(event("x", "DTSTART:20261123T080000Z", "DTEND:20261122T080000Z"))
		report, err = d.ImportICS(t.Context(), d.as("mia"), now, into, strings.NewReader(broken), false)
		if err != nil || len(report.Refused) != 1 || !strings.Contains(report.refusals()[0], "calendar.") {
			t.Errorf("%v, %v", report.refusals(), err)
		}
		_, err = d.ImportICS(t.Context(), d.as("mia"), now, into, strings.NewReader("geen agenda"), false)
		if facilities.CodeOf(err) != facilities.Invalid {
			t.Errorf("%v", err)
		}
		_, err = d.ImportICS(t.Context(), d.as("erik"), now, into, strings.NewReader(file), false)
		wantError(t, err, facilities.Forbidden, "forbidden")
		into.For = ""
		_, err = d.ImportICS(t.Context(), theSystem(), now, into, strings.NewReader(file), false)
		wantField(t, err, "for", "required")
	})
}
