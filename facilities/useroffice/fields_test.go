package useroffice

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/texts"
)

// TestAWishThatMakesNoSenseIsRefusedAtTheValue holds for both engines: what one would store and the
// other not must be refused before either sees it.
func TestAWishThatMakesNoSenseIsRefusedAtTheValue(t *testing.T) {
	long := strings.Repeat("x", TitleMax+1)
	sem := func(change func(*facilities.Wish)) facilities.Wish {
		w := facilities.Wish{Resource: "sem", Use: at(9, 10)}
		change(&w)
		return w
	}
	use := func(start, end time.Time) facilities.Wish {
		return facilities.Wish{Resource: "sem", Use: facilities.Span{Start: start, End: end}}
	}
	start := at(9, 10).Start
	press := facilities.Wish{Resource: "press", Use: at(9, 10)}
	cases := []struct {
		name, location, key string
		wish                facilities.Wish
	}{
		{"nothing at all", "body.resource", "unknown_resource", facilities.Wish{}},
		{"nothing at all", "body.start", "required", facilities.Wish{}},
		{"no resource of that name", "body.resource", "unknown_resource", sem(func(w *facilities.Wish) { w.Resource = "nothing" })},
		{"a resource with NUL", "body.resource", "unknown_resource", sem(func(w *facilities.Wish) { w.Resource = "se\x00m" })},
		{"an archived resource", "body.resource", "unknown_resource", sem(func(w *facilities.Wish) { w.Resource = "old" })},
		{"end before start", "body.end", "end_before_start", use(start, start.Add(-time.Hour))},
		{"an empty span", "body.end", "end_before_start", use(start, start)},
		{"no end", "body.end", "required", use(start, time.Time{})},
		{"a year of minutes", "body.end", "span_too_long", use(start, start.AddDate(1, 0, 0))},
		{"longer than a claim", "body.end", "span_too_long", use(start, start.Add(facilities.ClaimLongest+time.Minute))},
		{"the year 1999", "body.start", "year", use(time.Date(1999, 12, 31, 23, 0, 0, 0, time.UTC), start)},
		{"the year 2100", "body.end", "year", use(start, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))},
		{"the year 9999", "body.end", "year", use(start, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))},
		{"half a minute", "body.start", "whole_minute", use(start.Add(30*time.Second), start.Add(time.Hour))},
		{"a long title", "body.title", "too_long", sem(func(w *facilities.Wish) { w.Title = long })},
		{"a title with NUL", "body.title", "control_characters", sem(func(w *facilities.Wish) { w.Title = "a\x00b" })},
		{"a title of two lines", "body.title", "control_characters", sem(func(w *facilities.Wish) { w.Title = "a\nb" })},
		{"a title that is no text", "body.title", "not_utf8", sem(func(w *facilities.Wish) { w.Title = "a\xff" })},
		{"a long order number", "body.order_number", "too_long", sem(func(w *facilities.Wish) { w.OrderNumber = long })},
		{"units below zero", "body.units", "units_positive", sem(func(w *facilities.Wish) { w.Units = -1 })},
		{"units beyond reason", "body.units", "units_over_capacity", sem(func(w *facilities.Wish) { w.Units = 1 << 62 })},
		{"units below zero beside it", "body.with[0].units", "units_positive", sem(func(w *facilities.Wish) { w.With = []facilities.WishClaim{{Resource: "gas", Units: -4}} })},
		{"units over capacity beside it", "body.with[0].units", "units_over_capacity", sem(func(w *facilities.Wish) { w.With = []facilities.WishClaim{{Resource: "gas", Units: 11}} })},
		{"an unknown thing beside it", "body.with[0].resource", "unknown_resource", sem(func(w *facilities.Wish) { w.With = []facilities.WishClaim{{Resource: "?"}} })},
		{"another facility beside it", "body.with[0].resource", "other_facility", sem(func(w *facilities.Wish) { w.With = []facilities.WishClaim{{Resource: "elsewhere"}} })},
		{"the same thing beside it", "body.with[0].resource", "named_twice", sem(func(w *facilities.Wish) { w.With = []facilities.WishClaim{{Resource: "sem"}} })},
		{"a thing twice", "body.with[1].resource", "named_twice", sem(func(w *facilities.Wish) { w.With = []facilities.WishClaim{{Resource: "gas"}, {Resource: "gas"}} })},
		{"too many things", "body.with", "too_many", sem(func(w *facilities.Wish) { w.With = make([]facilities.WishClaim, WithMax+1) })},
		{"an unknown person", "body.for", "unknown_person", sem(func(w *facilities.Wish) { w.For = "nobody" })},
		{"a person with NUL", "body.for", "unknown_person", sem(func(w *facilities.Wish) { w.For = "\x00" })},
		{"a person of another partner", "body.for", "unknown_person", sem(func(w *facilities.Wish) { w.For = "bob" })},
		{"an unknown companion", "body.companions[1]", "unknown_person", sem(func(w *facilities.Wish) { w.Companions = []facilities.PersonID{"eva", "nobody"} })},
		{"a companion of another partner", "body.companions[0]", "unknown_person", sem(func(w *facilities.Wish) { w.Companions = []facilities.PersonID{"bob"} })},
		{"a blocked companion", "body.companions[0]", "unknown_person", sem(func(w *facilities.Wish) { w.Companions = []facilities.PersonID{"bart"} })},
		{"oneself as companion", "body.companions[0]", "named_twice_person", sem(func(w *facilities.Wish) { w.Companions = []facilities.PersonID{"erik"} })},
		{"a companion twice", "body.companions[1]", "named_twice_person", sem(func(w *facilities.Wish) { w.Companions = []facilities.PersonID{"eva", "eva"} })},
		{"too many companions", "body.companions", "too_many", sem(func(w *facilities.Wish) { w.Companions = make([]facilities.PersonID, CompanionsMax+1) })},
		{"an unknown project", "body.project", "unknown_project", sem(func(w *facilities.Wish) { w.Project = "p9" })},
		{"a project with a quote in it", "body.project", "unknown_project", sem(func(w *facilities.Wish) { w.Project = "p1' OR '1'='1" })},
		{"another partner's project", "body.project", "unknown_project", sem(func(w *facilities.Wish) { w.Project = "pb" })},
		{"an archived project", "body.project", "project_archived", sem(func(w *facilities.Wish) { w.Project = "past" })},
		{"an unknown sample", "body.sample", "unknown_sample", sem(func(w *facilities.Wish) { w.Project, w.Sample = "p1", "s9" })},
		{"a sample without its project", "body.sample", "unknown_sample", sem(func(w *facilities.Wish) { w.Sample = "s1" })},
		{"a sample of another project", "body.sample", "unknown_sample", sem(func(w *facilities.Wish) { w.Project, w.Sample = "p2", "s1" })},
		{"another partner's sample", "body.sample", "unknown_sample", sem(func(w *facilities.Wish) { w.Project, w.Sample = "p1", "sb" })},
		{"a process that it does not know", "body.process", "unknown_process", sem(func(w *facilities.Wish) { w.Process = "gold" })},
		{"no answer to the intake", "body.intake.material", "intake_required", press},
		{"a blank answer", "body.intake.material", "intake_required", withIntake(press, "material", "  ")},
		{"an answer that is no choice", "body.intake.mould", "not_a_choice", withIntake(press, "mould", "C")},
		{"an answer to no question", "body.intake", "unknown_question", withIntake(press, "colour", "red")},
		{"an answer with NUL", "body.intake.material", "control_characters", withIntake(press, "material", "\x00")},
		{"an unknown rule to override", "body.override[0]", "unknown_code", sem(func(w *facilities.Wish) { w.Override, w.Reason = []string{"gravity"}, "x" })},
		{"an override without a reason", "body.reason", "reason_needed", sem(func(w *facilities.Wish) { w.Override = []string{"notice"} })},
	}
	onBoth(t, func(t *testing.T, d *desk) {
		d.change(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SaveProject(ctx, facilities.Project{ID: "past", Name: "Past", Partners: []facilities.Share{{Partner: "alfa", Units: 1}}, Phase: facilities.PhaseStart, Archived: true})
			if err != nil {
				return err
			}
			_, err = tx.SaveResource(ctx, facilities.Resource{ID: "old", Facility: "lab", Kind: facilities.Instrument, Name: "Old", Capacity: 1, Approval: facilities.ApprovalAuto, Archived: true})
			return err
		})
		erik := d.as("erik")
		for _, c := range cases {
			_, err := d.Book(t.Context(), erik, now, c.wish)
			wantInvalid(t, c.name, err, c.location, c.key)
			if c.location == "body.intake.material" && c.key == "intake_required" {
				continue // a draft may leave it open
			}
			_, err = d.Hold(t.Context(), erik, now, c.wish)
			wantInvalid(t, c.name+" (hold)", err, c.location, c.key)
			_, err = d.Check(t.Context(), erik, now, c.wish)
			wantInvalid(t, c.name+" (check)", err, c.location, c.key)
		}
		d.view(func(ctx context.Context, tx *store.Tx) error {
			all, _, err := tx.Bookings(ctx, store.BookingFilter{})
			if len(all) != 0 {
				t.Errorf("%d bookings were written", len(all))
			}
			return err
		})
	})
}

func withIntake(w facilities.Wish, key, answer string) facilities.Wish {
	w.Intake = map[string]string{key: answer}
	return w
}

// wantInvalid is wantField with a name, and it sees to it that the words are there in both languages.
func wantInvalid(t *testing.T, name string, err error, location, key string) {
	t.Helper()
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Invalid {
		t.Errorf("%s: %v, want %s %s", name, err, location, key)
		return
	}
	found := false
	for _, f := range e.Fields {
		found = found || f.Location == location && f.Key == key
		for _, lang := range texts.Languages {
			if words := texts.For(lang).Field(f); words == "field."+f.Key || strings.Contains(words, "<no value>") {
				t.Errorf("%s: %s says %q", name, lang, words)
			}
		}
	}
	if !found {
		t.Errorf("%s: %v, want %s %s", name, err, location, key)
	}
}

func TestSeveralFaultsAreToldTogether(t *testing.T) {
	d := onSQLite(t, storeOptions)
	_, err := d.Book(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem", Use: facilities.Span{Start: at(9, 10).End, End: at(9, 10).Start}, Title: "\x00", Units: 9})
	var e *facilities.Error
	if !errors.As(err, &e) || len(e.Fields) != 3 {
		t.Errorf("%v", err)
	}
}

func TestEveryViolationHasItsWords(t *testing.T) {
	d := onSQLite(t, storeOptions)
	var c *facilities.Catalogue
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = tx.Catalogue(ctx)
		return err
	})
	for _, code := range violationSamples() {
		for _, lang := range texts.Languages {
			code.Resource, code.Span = "sem", at(9, 10)
			words := texts.For(lang).Violation(code, c)
			if words == "violation."+code.Code || strings.Contains(words, "<no value>") || strings.Contains(words, "{{") {
				t.Errorf("%s of %s: %q", lang, code.Code, words)
			}
		}
	}
}
