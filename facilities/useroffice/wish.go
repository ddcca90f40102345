package useroffice

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"marke/facilities"
	"marke/scheduler"
)

// Bounds of what a person may type, in characters.
const (
	TitleMax       = 200
	ReasonMax      = 1000
	IntakeMax      = 1000
	OrderNumberMax = 64
)

// CompanionsMax and WithMax bound the lists of a wish.
const (
	CompanionsMax = 20
	WithMax       = 20
)

// The years in which a booking can lie.
const yearFirst, yearLast = 2000, 2100

// faults collects what is wrong with a wish, value by value.
type faults []facilities.Field

func (f *faults) add(location, key string, params ...any) {
	*f = append(*f, facilities.BadField(location, key, params...).Fields...)
}

// err is nil when nothing is wrong.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &facilities.Error{Code: facilities.Invalid, Key: "invalid", Fields: f}
}

// text checks a text of one line.
func (f *faults) text(location, s string, most int) {
	switch {
	case !utf8.ValidString(s):
		f.add(location, "not_utf8")
	case utf8.RuneCountInString(s) > most:
		f.add(location, "too_long", "max", most)
	case strings.ContainsFunc(s, unicode.IsControl):
		f.add(location, "control_characters")
	}
}

// prose checks a text of several lines.
func (f *faults) prose(location, s string, most int) {
	f.text(location, strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ").Replace(s), most)
}

// wish checks what can be said of a wish by itself and the catalogue, and fills in
// what it leaves out: one unit, the acting person.
func (f *faults) wish(c *facilities.Catalogue, w *facilities.Wish, actor facilities.Actor, draft bool) {
	w.Use = facilities.NewSpan(w.Use.Start, w.Use.End)
	if w.For == "" {
		w.For = actor.Person.ID
	}
	w.Title = strings.TrimSpace(w.Title)
	f.text("body.title", w.Title, TitleMax)
	f.text("body.order_number", w.OrderNumber, OrderNumberMax)
	f.prose("body.reason", w.Reason, ReasonMax)
	f.overrides(w.Override, w.Reason)
	f.span("body.start", "body.end", w.Use)
	r, ok := c.Resource(w.Resource)
	if !ok || r.Archived {
		f.add("body.resource", "unknown_resource", "id", shown(string(w.Resource)))
		return
	}
	if !w.Use.Empty() && w.Use.Grow(r.Rules.Setup, r.Rules.Cleanup).Duration() > facilities.ClaimLongest {
		f.add("body.end", "span_too_long", "days", int(facilities.ClaimLongest/(24*time.Hour)))
	}
	f.units("body.units", &w.Units, r)
	f.with(c, w, r)
	if w.Process != "" && !slices.Contains(r.Changeover.Classes, w.Process) {
		f.add("body.process", "unknown_process", "choices", strings.Join(r.Changeover.Classes, ", "))
	}
	f.intake(w.Intake, r, draft)
	f.companions(w)
	f.known(w)
}

// known checks that what the wish names besides could be an id at all, so that nothing else reaches the store.
func (f *faults) known(w *facilities.Wish) {
	for _, named := range []struct{ location, key, id string }{
		{"body.for", "unknown_person", string(w.For)},
		{"body.project", "unknown_project", string(w.Project)},
		{"body.sample", "unknown_sample", string(w.Sample)},
	} {
		if named.id != "" && !facilities.ValidID(named.id) {
			f.add(named.location, named.key, "id", shown(named.id))
		}
	}
	for i, id := range w.Companions {
		if !facilities.ValidID(string(id)) {
			f.add("body.companions["+strconv.Itoa(i)+"]", "unknown_person", "id", shown(string(id)))
		}
	}
}

// span checks a use: whole minutes in a sensible year, and an end after its start.
func (f *faults) span(startAt, endAt string, use facilities.Span) {
	ends := []struct {
		location string
		at       time.Time
	}{{startAt, use.Start}, {endAt, use.End}}
	for _, e := range ends {
		switch {
		case e.at.IsZero():
			f.add(e.location, "required")
		case e.at.Year() < yearFirst || e.at.Year() >= yearLast:
			f.add(e.location, "year", "first", yearFirst, "last", yearLast)
		case e.at.Second() != 0:
			f.add(e.location, "whole_minute")
		}
	}
	if !use.Start.IsZero() && !use.End.IsZero() && use.Empty() {
		f.add(endAt, "end_before_start")
	}
}

func (f *faults) units(location string, units *int64, r facilities.Resource) {
	if *units == 0 {
		*units = 1
	}
	switch {
	case *units < 0:
		f.add(location, "units_positive")
	case *units > r.Capacity:
		f.add(location, "units_over_capacity", "max", r.Capacity, "resource", r.Name)
	}
}

func (f *faults) with(c *facilities.Catalogue, w *facilities.Wish, primary facilities.Resource) {
	if len(w.With) > WithMax {
		f.add("body.with", "too_many", "max", WithMax)
		return
	}
	w.With = slices.Clone(w.With)
	seen := map[facilities.ResourceID]bool{primary.ID: true}
	for i := range w.With {
		at := fmt.Sprintf("body.with[%d]", i)
		r, ok := c.Resource(w.With[i].Resource)
		switch {
		case !ok || r.Archived:
			f.add(at+".resource", "unknown_resource", "id", shown(string(w.With[i].Resource)))
			continue
		case r.Facility != primary.Facility:
			f.add(at+".resource", "other_facility", "resource", r.Name)
		case seen[r.ID]:
			f.add(at+".resource", "named_twice", "resource", r.Name)
		}
		seen[r.ID] = true
		f.units(at+".units", &w.With[i].Units, r)
	}
}

// intake checks the answers to the resource's questions. A draft may leave them open.
func (f *faults) intake(answers map[string]string, r facilities.Resource, draft bool) {
	known := map[string]bool{}
	for _, question := range r.Intake {
		known[question.Key] = true
		at := "body.intake." + question.Key
		answer := strings.TrimSpace(answers[question.Key])
		f.prose(at, answer, IntakeMax)
		switch {
		case answer == "" && question.Required && !draft:
			f.add(at, "intake_required", "label", question.Label)
		case answer != "" && len(question.Choices) > 0 && !slices.Contains(question.Choices, answer):
			f.add(at, "not_a_choice", "choices", strings.Join(question.Choices, ", "))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		if !known[key] {
			f.add("body.intake", "unknown_question", "key", shown(key))
		}
	}
}

func (f *faults) companions(w *facilities.Wish) {
	if len(w.Companions) > CompanionsMax {
		f.add("body.companions", "too_many", "max", CompanionsMax)
		return
	}
	for i, id := range w.Companions {
		if id == w.For || slices.Contains(w.Companions[:i], id) {
			f.add("body.companions["+strconv.Itoa(i)+"]", "named_twice_person")
		}
	}
}

// overrides checks codes and reason; whether the actor may override is another question.
func (f *faults) overrides(codes []string, reason string) {
	if len(codes) > 0 && strings.TrimSpace(reason) == "" {
		f.add("body.reason", "reason_needed")
	}
	for i, code := range codes {
		if !slices.ContainsFunc(scheduler.Codes, func(r scheduler.Rule) bool { return string(r.Code) == code }) {
			f.add("body.override["+strconv.Itoa(i)+"]", "unknown_code", "code", shown(code))
		}
	}
}

// shown is what may be repeated to the reader of a text that came from outside.
func shown(s string) string {
	s = strings.ToValidUTF8(s, "�")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > facilities.IDLengthMax {
		return string(runes[:facilities.IDLengthMax]) + "…"
	}
	return s
}
