package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// The fields of a request's form are named after their step ("s0-hours") or window ("w0-from_day"); "steps" and
// "windows" say how many of each the form shows.
func stepField(i int, name string) string   { return "s" + strconv.Itoa(i) + "-" + name }
func windowField(i int, name string) string { return "w" + strconv.Itoa(i) + "-" + name }

// shownParts is how many steps or windows a form shows: what it says, within bounds.
func shownParts(f *form.Form, name string, least, most int) int {
	n, err := strconv.Atoi(f.Typed(name))
	if err != nil {
		return least
	}
	return min(max(n, least), most)
}

// requestOf reads the form on top of a request as it was.
func requestOf(f *form.Form, r facilities.RoundRequest, round facilities.Round, cat *facilities.Catalogue) facilities.RoundRequest {
	r.Round = round.ID
	r.Title, r.Project, r.Person = f.Needed("title"), facilities.ProjectID(f.ID("project")), facilities.PersonID(f.ID("person"))
	r.Sample, r.Together, r.OrderNumber = facilities.SampleID(f.ID("sample")), f.Text("together"), f.Text("order_number")
	r.Confidential, r.AcceptTariff = f.Is("confidential", "yes"), f.Is("accept_tariff", "yes")
	r.Companions = nil
	for _, id := range f.All("companions") {
		if !facilities.ValidID(id) {
			f.Wrong("companions", "form_id")
			continue
		}
		r.Companions = append(r.Companions, facilities.PersonID(id))
	}
	r.Steps, r.Windows = nil, nil
	for i := range shownParts(f, "steps", 1, useroffice.RoundStepsMax) {
		r.Steps = append(r.Steps, stepOf(f, i, round, cat))
	}
	zone := cat.Zone(round.Facility)
	for i := range shownParts(f, "windows", 1, useroffice.RoundWindowsMax) {
		if w, ok := windowOf(f, i, round, zone); ok {
			r.Windows = append(r.Windows, w)
		}
	}
	return r
}

// stepOf reads one step.
func stepOf(f *form.Form, i int, round facilities.Round, cat *facilities.Catalogue) facilities.RoundStep {
	s := facilities.RoundStep{Capability: f.Text(stepField(i, "capability")), Process: f.Text(stepField(i, "process")), Units: f.Int(stepField(i, "units"), 0, 1<<31)}
	for _, id := range f.All(stepField(i, "resources")) {
		if !facilities.ValidID(id) {
			f.Wrong(stepField(i, "resources"), "form_id")
			continue
		}
		s.Resources = append(s.Resources, facilities.ResourceID(id))
	}
	for _, id := range f.All(stepField(i, "with")) {
		if !facilities.ValidID(id) {
			f.Wrong(stepField(i, "with"), "form_id")
			continue
		}
		s.With = append(s.With, facilities.WishClaim{Resource: facilities.ResourceID(id), Units: 1})
	}
	if len(s.Resources) == 0 && s.Capability == "" {
		f.Wrong(stepField(i, "resources"), "round_choose")
	}
	switch s.Duration = hoursTyped(f, stepField(i, "hours")); {
	case f.Typed(stepField(i, "hours")) == "":
		f.Wrong(stepField(i, "hours"), "required")
	case s.Duration == 0:
		f.Wrong(stepField(i, "hours"), "form_length")
	case s.Duration > facilities.ClaimLongest:
		f.Wrong(stepField(i, "hours"), "form_length_most", "max", int(facilities.ClaimLongest/time.Hour))
	}
	s.GapMin, s.GapMax = hoursTyped(f, stepField(i, "gap_min")), hoursTyped(f, stepField(i, "gap_max"))
	for _, r := range cat.ResourcesOf(round.Facility) {
		for _, question := range r.Intake {
			answer := f.Note(stepField(i, "intake."+question.Key))
			if answer == "" {
				continue
			}
			if s.Intake == nil {
				s.Intake = map[string]string{}
			}
			s.Intake[question.Key] = answer
		}
	}
	return s
}

// hoursMost is the longest length that a field of hours takes: a leap year.
const hoursMost = 366 * 24

// hoursTyped reads a length in hours, "1,5" or "1:30"; empty is none.
func hoursTyped(f *form.Form, name string) time.Duration {
	typed := f.Typed(name)
	if minutes, ok := clockLength(typed); ok {
		return minutes
	}
	typed = strings.ReplaceAll(strings.TrimSpace(typed), ",", ".")
	if typed == "" {
		return 0
	}
	switch n, err := strconv.ParseFloat(typed, 64); {
	case err != nil || math.IsNaN(n) || n < 0:
		f.Wrong(name, "form_length")
		return 0
	case n > hoursMost:
		f.Wrong(name, "form_length_most", "max", hoursMost)
		return 0
	default:
		return time.Duration(math.Round(n*60)) * time.Minute
	}
}

// clockLength reads "1:30".
func clockLength(typed string) (time.Duration, bool) {
	var h, m int
	var rest string
	if n, _ := fmt.Sscanf(typed+" .", "%d:%2d %s", &h, &m, &rest); n != 3 || rest != "." || h < 0 || m < 0 || m > 59 || h > hoursMost {
		return 0, false
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, true
}

// windowOf reads one window; false when nothing is filled in. A day without a time is the whole day.
func windowOf(f *form.Form, i int, round facilities.Round, zone *time.Location) (facilities.RoundWindow, bool) {
	names := []string{"from_day", "from_time", "until_day", "until_time"}
	if !slices.ContainsFunc(names, func(name string) bool { return f.Typed(windowField(i, name)) != "" }) {
		return facilities.RoundWindow{}, false
	}
	w := facilities.RoundWindow{Preference: int(f.Int(windowField(i, "preference"), 0, 100))}
	first := f.Day(windowField(i, "from_day"))
	last := f.Day(windowField(i, "until_day"))
	if first.IsZero() {
		f.Wrong(windowField(i, "from_day"), "required")
		return w, false
	}
	if last.IsZero() {
		last = first
	}
	w.Start, w.End = first.In(zone), last.Next().In(zone)
	if f.Typed(windowField(i, "from_time")) != "" {
		w.Start, _ = f.Moment(first, windowField(i, "from_time"), "", zone)
	}
	if f.Typed(windowField(i, "until_time")) != "" {
		w.End, _ = f.Moment(last, windowField(i, "until_time"), "", zone)
	}
	w.Span = facilities.NewSpan(w.Start, w.End)
	if f.OK() && w.Empty() {
		f.Wrong(windowField(i, "until_time"), "form_until")
	}
	return w, true
}

// requestFields maps the verb's names of fields to those of the form.
func requestFields() map[string]string {
	names := map[string]string{"for": "person"}
	for i := range useroffice.RoundStepsMax {
		at := fmt.Sprintf("steps[%d].", i)
		for verb, own := range map[string]string{"duration_minutes": "hours", "gap_min_minutes": "gap_min", "gap_max_minutes": "gap_max", "resources": "resources", "resource": "resources", "capability": "capability", "units": "units", "process": "process", "with": "with"} {
			names[at+verb] = stepField(i, own)
		}
		for k := range useroffice.RoundResourcesMax {
			names[fmt.Sprintf("%sresources[%d]", at, k)] = stepField(i, "resources")
			names[fmt.Sprintf("%swith[%d].resource", at, k)] = stepField(i, "with")
		}
	}
	names["steps"] = stepField(0, "resources")
	for i := range useroffice.RoundWindowsMax {
		at := fmt.Sprintf("windows[%d].", i)
		names[at+"from"], names[at+"to"], names[at+"preference"] = windowField(i, "from_day"), windowField(i, "until_day"), windowField(i, "preference")
	}
	return names
}

// requestLabels are the labels of the fields of a request's form, by what follows the number of the step or window.
var requestLabels = map[string]string{"title": "web.request_form.title", "project": "web.booking.project", "person": "web.booking.for", "companions": "web.booking.companion", "sample": "web.booking.sample", "together": "web.request_form.together",
	"order_number": "web.booking.order_number", "accept_tariff": "web.request_form.accept_tariff", "resources": "web.request_form.what", "capability": "web.request_form.capability", "hours": "web.request_form.hours", "gap_min": "web.request_form.gap_min",
	"gap_max": "web.request_form.gap_max", "process": "web.booking.process", "units": "web.booking.units", "with": "web.booking.with", "from_day": "web.request_form.from_day", "from_time": "web.request_form.from_time",
	"until_day": "web.request_form.until_day", "until_time": "web.request_form.until_time", "preference": "web.request_form.preference"}

// requestLabel is the key of the label of a field of the form. What an instrument asks has none: its fault names it.
func requestLabel(name string) string {
	if _, own, numbered := strings.Cut(name, "-"); numbered {
		name = own
	}
	return requestLabels[name]
}

// formOfRequest fills the form with a request as it is.
func formOfRequest(r facilities.RoundRequest, zone *time.Location) *form.Form {
	f := form.New(nil)
	for name, value := range map[string]string{"title": r.Title, "project": string(r.Project), "person": string(r.Person), "sample": string(r.Sample), "together": r.Together, "order_number": r.OrderNumber,
		"version": strconv.FormatInt(r.Version, 10), "steps": strconv.Itoa(len(r.Steps)), "windows": strconv.Itoa(max(1, len(r.Windows)))} {
		f.Set(name, value)
	}
	for name, holds := range map[string]bool{"confidential": r.Confidential, "accept_tariff": r.AcceptTariff} {
		if holds {
			f.Set(name, "yes")
		}
	}
	for _, id := range r.Companions {
		f.Set("companions", append(f.All("companions"), string(id))...)
	}
	for i, s := range r.Steps {
		fillStep(f, i, s)
	}
	for i, w := range r.Windows {
		fillWindow(f, i, w, zone)
	}
	return f
}

func fillStep(f *form.Form, i int, s facilities.RoundStep) {
	set := func(name, value string) { f.Set(stepField(i, name), value) }
	for _, id := range s.Resources {
		f.Set(stepField(i, "resources"), append(f.All(stepField(i, "resources")), string(id))...)
	}
	for _, w := range s.With {
		f.Set(stepField(i, "with"), append(f.All(stepField(i, "with")), string(w.Resource))...)
	}
	set("capability", s.Capability)
	set("process", s.Process)
	if s.Units > 1 {
		set("units", strconv.FormatInt(s.Units, 10))
	}
	for name, d := range map[string]time.Duration{"hours": s.Duration, "gap_min": s.GapMin, "gap_max": s.GapMax} {
		if d > 0 {
			set(name, trimNumber(d.Hours()))
		}
	}
	for key, answer := range s.Intake {
		set("intake."+key, answer)
	}
}

func fillWindow(f *form.Form, i int, w facilities.RoundWindow, zone *time.Location) {
	day, clock := requestMoment(w.Start, zone)
	f.Set(windowField(i, "from_day"), day)
	if clock != "00:00" {
		f.Set(windowField(i, "from_time"), clock)
	}
	end, clock := requestMoment(w.End, zone)
	if clock == "00:00" {
		end, _ = requestMoment(w.End.Add(-time.Second), zone)
		clock = ""
	}
	f.Set(windowField(i, "until_day"), end)
	f.Set(windowField(i, "until_time"), clock)
	f.Set(windowField(i, "preference"), strconv.Itoa(w.Preference))
}
