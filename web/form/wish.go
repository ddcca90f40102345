package form

import (
	"fmt"
	"strings"
	"time"

	"marke/facilities"
)

// Times are the fields of a use: a day with two clock times, and an end day when it is another.
// "fold" and "until_fold" choose between two equal times; see Moment.
type Times struct {
	Use facilities.Span
	// FromTwice and UntilTwice report times that come twice that night, so that the form can ask which is meant.
	FromTwice, UntilTwice bool
}

// Times reads "day", "from", "until" and "until_day" in the zone. An end at 00:00 or 24:00 is
// the midnight after the day. What is missing or impossible is marked at its field.
func (f *Form) Times(zone *time.Location) Times {
	var t Times
	day := f.Day("day")
	if day.IsZero() {
		f.Wrong("day", "required")
	}
	endDay := f.Day("until_day")
	if endDay.IsZero() {
		endDay = day
	}
	var start, end time.Time
	start, t.FromTwice = f.Moment(day, "from", "fold", zone)
	minutes, ok := f.Clock("until")
	if ok && (minutes == 24*60 || minutes == 0 && endDay == day) {
		end = endDay.Next().In(zone)
	} else if ok {
		end, t.UntilTwice = f.Moment(endDay, "until", "until_fold", zone)
	}
	if start.IsZero() || end.IsZero() {
		return t
	}
	t.Use = facilities.NewSpan(start, end)
	if t.Use.Empty() {
		f.Wrong("until", "form_until")
	}
	return t
}

// SetTimes fills the fields that Times reads with a span.
func (f *Form) SetTimes(use facilities.Span, zone *time.Location) {
	start, end := use.Start.In(zone), use.End.In(zone)
	f.Set("day", facilities.DateOf(start).String())
	f.Set("from", start.Format("15:04"))
	f.Set("until", end.Format("15:04"))
	f.Set("until_day", "")
	if last := facilities.DateOf(end); last != facilities.DateOf(start) && !(end.Hour() == 0 && end.Minute() == 0 && last == facilities.DateOf(start).Next()) {
		f.Set("until_day", last.String())
	}
	f.Set("fold", fold(start))
	f.Set("until_fold", fold(end))
}

// fold is Later for an instant whose wall clock time had already been an hour before.
func fold(at time.Time) string {
	moments := Moments(facilities.DateOf(at), at.Hour()*60+at.Minute(), at.Location())
	if len(moments) == 2 && at.Equal(moments[1]) {
		return Later
	}
	return ""
}

// Wish reads the booking form of a resource.
func (f *Form) Wish(r facilities.Resource, zone *time.Location) (facilities.Wish, Times) {
	times := f.Times(zone)
	w := facilities.Wish{
		Resource: r.ID, Use: times.Use, Units: f.Int("units", 0, r.Capacity),
		For: facilities.PersonID(f.ID("person")), Project: facilities.ProjectID(f.ID("project")), Title: f.Text("title"),
		Confidential: f.Is("confidential", "yes"), Process: f.Text("process"), Sample: facilities.SampleID(f.ID("sample")),
		OrderNumber: f.Text("order_number"), AcceptQuote: f.Cents("accept_quote"),
		Override: f.All("override"), Reason: f.Note("reason"),
	}
	for _, id := range f.All("companions") {
		if !facilities.ValidID(id) {
			f.Wrong("companions", "form_id")
			continue
		}
		w.Companions = append(w.Companions, facilities.PersonID(id))
	}
	for _, id := range f.All("with") {
		if !facilities.ValidID(id) {
			f.Wrong("with", "form_id")
			continue
		}
		w.With = append(w.With, facilities.WishClaim{Resource: facilities.ResourceID(id), Units: 1})
	}
	w.Intake = f.intake(r)
	w.Repeat = f.repeat(zone)
	return w, times
}

// intake reads the resource's own questions from "intake.<key>".
func (f *Form) intake(r facilities.Resource) map[string]string {
	if len(r.Intake) == 0 {
		return nil
	}
	answers := map[string]string{}
	for _, question := range r.Intake {
		if answer := f.Note("intake." + question.Key); answer != "" {
			answers[question.Key] = answer
		}
	}
	return answers
}

// The choices of the field "repeat".
const (
	Weekly      = "weekly"
	Fortnightly = "fortnightly"
	Daily       = "daily"
)

// repeat reads "repeat" (how often), "repeat_until" (the last day) and "repeat_mode".
func (f *Form) repeat(zone *time.Location) *facilities.Repeat {
	var rule string
	switch f.Typed("repeat") {
	case "":
		return nil
	case Daily:
		rule = "FREQ=DAILY"
	case Weekly:
		rule = "FREQ=WEEKLY"
	case Fortnightly:
		rule = "FREQ=WEEKLY;INTERVAL=2"
	default:
		f.Wrong("repeat", "form_choice")
		return nil
	}
	last := f.Day("repeat_until")
	if last.IsZero() {
		f.Wrong("repeat_until", "required")
		return nil
	}
	end := last.Next().In(zone).Add(-time.Second)
	mode := facilities.RepeatAll
	if f.Is("repeat_mode", string(facilities.RepeatFit)) {
		mode = facilities.RepeatFit
	}
	return &facilities.Repeat{Rule: fmt.Sprintf("%s;UNTIL=%s", rule, end.UTC().Format("20060102T150405Z")), Mode: mode}
}

// Slot reads "resource|start|end", the value of the button of an alternative.
func Slot(value string) (facilities.ResourceID, facilities.Span, bool) {
	parts := strings.Split(value, "|")
	if len(parts) != 3 || !facilities.ValidID(parts[0]) {
		return "", facilities.Span{}, false
	}
	start, err1 := time.Parse(time.RFC3339, parts[1])
	end, err2 := time.Parse(time.RFC3339, parts[2])
	if err1 != nil || err2 != nil {
		return "", facilities.Span{}, false
	}
	return facilities.ResourceID(parts[0]), facilities.NewSpan(start, end), true
}

// SlotValue is what Slot reads.
func SlotValue(r facilities.ResourceID, use facilities.Span) string {
	return string(r) + "|" + use.Start.UTC().Format(time.RFC3339) + "|" + use.End.UTC().Format(time.RFC3339)
}

// Names maps the locations of a wish's fields to those of its form, for Take.
var Names = map[string]string{"start": "from", "end": "until", "use": "until", "for": "person", "repeat.rrule": "repeat", "repeat.rule": "repeat"}
