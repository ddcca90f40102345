package form_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/web/form"
)

func TestWhatIsWrongStandsBesideWhatWasTyped(t *testing.T) {
	long := strings.Repeat("x", form.TextMax+1)
	cases := []struct {
		name, typed, key string
		read             func(f *form.Form)
	}{
		{"too long", long, "too_long", func(f *form.Form) { f.Text("a") }},
		{"a NUL byte", "a\x00b", "control_characters", func(f *form.Form) { f.Text("a") }},
		{"two lines in one", "a\nb", "control_characters", func(f *form.Form) { f.Text("a") }},
		{"broken UTF-8", "a\xffb", "control_characters", func(f *form.Form) { f.Note("a") }},
		{"empty", "  ", "required", func(f *form.Form) { f.Needed("a") }},
		{"an id with a slash", "../x", "form_id", func(f *form.Form) { f.ID("a") }},
		{"an id that is too long", strings.Repeat("x", 65), "form_id", func(f *form.Form) { f.ID("a") }},
		{"a number that overflows", "99999999999999999999", "form_number", func(f *form.Form) { f.Int("a", 1, 10) }},
		{"no number", "ten", "form_number", func(f *form.Form) { f.Int("a", 1, 10) }},
		{"a year of minutes and more", "600000", "form_number", func(f *form.Form) { f.Minutes("a") }},
		{"not a number at all", "NaN", "form_decimal", func(f *form.Form) { f.Number("a") }},
		{"no address", "jan", "form_email", func(f *form.Form) { f.Email("a") }},
		{"two addresses", "a@b.nl,c@d.nl", "form_email", func(f *form.Form) { f.Email("a") }},
		{"an address with a line break", "a@b.nl\nBcc: x", "control_characters", func(f *form.Form) { f.Email("a") }},
		{"cents that are none", "1.5", "form_number", func(f *form.Form) { f.Cents("a") }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := form.New(url.Values{"a": {c.typed}})
			c.read(f)
			fault, ok := f.Fault("a")
			if !ok || fault.Key != c.key {
				t.Errorf("got %q, want %q", fault.Key, c.key)
			}
			if f.Typed("a") != c.typed {
				t.Errorf("what was typed became %q", f.Typed("a"))
			}
		})
	}
}

func TestWhatIsRightIsRead(t *testing.T) {
	f := form.New(url.Values{"text": {" Zeiss SEM "}, "note": {"one\r\ntwo"}, "id": {"tprc-press-400"}, "n": {"12"}, "d": {"1,5"}, "mail": {"Jan@Bedrijf.NL"}, "c": {"1250"}, "min": {""}})
	if f.Text("text") != "Zeiss SEM" || f.Note("note") != "one\ntwo" || f.ID("id") != "tprc-press-400" || f.Int("n", 1, 20) != 12 || *f.Number("d") != 1.5 ||
		f.Email("mail") != "jan@bedrijf.nl" || *f.Cents("c") != 1250 || f.Minutes("min") != 0 || !f.OK() {
		t.Errorf("faults: %v", f.Faults())
	}
	if f.Number("none") != nil || f.Cents("none") != nil {
		t.Error("an empty field is no number")
	}
}

func TestASecretIsNotShownAgain(t *testing.T) {
	f := form.New(url.Values{"password": {"correct horse"}})
	if f.Secret("password") != "correct horse" || f.Typed("password") != "" || strings.Contains(f.Query(), "horse") {
		t.Error("the password is still in the form")
	}
}

func TestTakePutsFieldsBesideTheirInputs(t *testing.T) {
	f := form.New(url.Values{"from": {"09:00"}})
	err := facilities.BadField("body.start", "in_past")
	if !f.Take(fmt.Errorf("wrapped: %w", err), form.Names) {
		t.Fatal("an Invalid error was not taken")
	}
	if fault, ok := f.Fault("from"); !ok || fault.Key != "in_past" {
		t.Errorf("got %v", f.Faults())
	}
	for _, other := range []error{nil, errors.New("x"), facilities.Missing(), facilities.Errorf(facilities.Conflict, "conflict")} {
		if form.New(nil).Take(other, nil) {
			t.Errorf("%v is not about fields", other)
		}
	}
}

func TestAWishIsReadWhole(t *testing.T) {
	zone := amsterdam(t)
	r := facilities.Resource{ID: "press", Capacity: 3, Intake: []facilities.IntakeField{{Key: "mould"}}}
	f := form.New(url.Values{"day": {"2026-11-23"}, "from": {"09:00"}, "until": {"11:30"}, "title": {"Proef"}, "project": {"p1"}, "units": {"2"}, "person": {"anna"},
		"companions": {"bert", ""}, "with": {"mould-3"}, "confidential": {"yes"}, "intake.mould": {"M3"}, "override": {"notice"}, "reason": {"haast"},
		"accept_quote": {"24000"}, "repeat": {form.Weekly}, "repeat_until": {"2026-12-31"}, "repeat_mode": {"fit"}})
	w, _ := f.Wish(r, zone)
	if !f.OK() {
		t.Fatal(f.Faults())
	}
	if w.Use.Start.Format(time.RFC3339) != "2026-11-23T08:00:00Z" || w.Use.Duration() != 150*time.Minute || w.Title != "Proef" || w.Project != "p1" || w.Units != 2 || w.For != "anna" ||
		len(w.Companions) != 1 || len(w.With) != 1 || !w.Confidential || w.Intake["mould"] != "M3" || len(w.Override) != 1 || w.Reason != "haast" || *w.AcceptQuote != 24000 {
		t.Errorf("got %+v", w)
	}
	if w.Repeat == nil || w.Repeat.Rule != "FREQ=WEEKLY;UNTIL=20261231T225959Z" || w.Repeat.Mode != facilities.RepeatFit {
		t.Errorf("repeat: %+v", w.Repeat)
	}
}

func TestARepetitionNeedsAnEnd(t *testing.T) {
	f := form.New(url.Values{"day": {"2026-11-23"}, "from": {"09:00"}, "until": {"11:30"}, "repeat": {form.Daily}})
	f.Wish(facilities.Resource{ID: "press", Capacity: 1}, amsterdam(t))
	if fault, _ := f.Fault("repeat_until"); fault.Key != "required" {
		t.Errorf("got %v", f.Faults())
	}
}

func TestASlotIsReadBack(t *testing.T) {
	use := facilities.NewSpan(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	r, got, ok := form.Slot(form.SlotValue("press", use))
	if !ok || r != "press" || got != use {
		t.Errorf("got %v %v %v", r, got, ok)
	}
	for _, bad := range []string{"", "press", "press|x|y", "../x|2026-11-23T08:00:00Z|2026-11-23T09:00:00Z", "press|2026-11-23T08:00:00Z"} {
		if _, _, ok := form.Slot(bad); ok {
			t.Errorf("%q is no slot", bad)
		}
	}
}

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	f := form.New(url.Values{"hours.1": {"8-12.30, 13:00–17:00"}, "hours.6": {"0:00-24:00"}})
	got := f.Hours("hours")
	want := []facilities.Hours{{Weekday: 1, From: 480, Until: 750}, {Weekday: 1, From: 780, Until: 1020}, {Weekday: 6, From: 0, Until: 1440}}
	if !f.OK() || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v (%v)", got, f.Faults())
	}
	again := form.New(nil)
	again.SetHours("hours", want)
	if fmt.Sprint(form.New(again.Values()).Hours("hours")) != fmt.Sprint(want) {
		t.Error("what SetHours writes, Hours does not read")
	}
	for _, bad := range []string{"8", "12-8", "8-25", "morning", "8:70-9"} {
		f := form.New(url.Values{"hours.1": {bad}})
		if f.Hours("hours"); f.OK() {
			t.Errorf("%q are no hours", bad)
		}
	}
}

func TestDaysAreReadInAnySeparation(t *testing.T) {
	f := form.New(url.Values{"d": {"2026-12-24, 2026-12-31\n2027-01-02"}})
	if got := f.Days("d"); len(got) != 3 || !f.OK() {
		t.Errorf("got %v %v", got, f.Faults())
	}
	f = form.New(url.Values{"d": {"kerst"}})
	if f.Days("d"); f.OK() {
		t.Error("kerst is no day")
	}
}
