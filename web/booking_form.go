package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// bookingFormView is the form with which a slot is booked, with the answer to what is typed so far.
type bookingFormView struct {
	Page
	Form      *form.Form
	Resource  facilities.Resource
	Facility  facilities.Facility
	Zone      *time.Location
	Times     form.Times
	Verdict   verdictView
	Projects  []option
	People    []option // companions
	For       []option // empty: only for oneself
	With      []option
	Samples   []option
	Processes []option
	Repeats   []option
	MoreOpen  bool // something is filled in below the fold
	Once      string
	Faults    []fault
}

// fault is one line of the summary above a form that has mistakes.
type fault struct{ Name, Says string }

// bookingForm shows the form, filled in as far as the address says; without a time, with the first slot that is free.
func (v *visit) bookingForm() error {
	f := v.query()
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, err := bookableResource(cat, f.ID("resource"))
	if err != nil {
		return err
	}
	zone := cat.Zone(r.Facility)
	if f.Typed("day") == "" {
		use, err := v.prefilled(f, r)
		if err != nil {
			return err
		}
		f.SetTimes(use, zone)
	}
	view, err := v.bookingView(cat, r, f)
	if err != nil {
		return err
	}
	wish, times := form.New(f.Values()).Wish(r, zone)
	view.Times = times
	if !times.Use.Empty() {
		verdict, err := v.office.Check(v.ctx(), v.actor, v.now, wish)
		if err == nil {
			view.Verdict = v.verdict(verdict, cat, r, f)
		} else if facilities.CodeOf(err) != facilities.Invalid {
			return err
		}
	}
	return v.render(http.StatusOK, "booking_form", view)
}

// bookableResource finds what is to be booked.
func bookableResource(cat *facilities.Catalogue, id string) (facilities.Resource, error) {
	r, ok := cat.Resource(facilities.ResourceID(id))
	if !ok || r.Archived {
		return r, facilities.Missing()
	}
	return r, nil
}

// prefilled is the span that an address asks for, or else the first one that is free.
func (v *visit) prefilled(f *form.Form, r facilities.Resource) (facilities.Span, error) {
	length := max(r.Rules.Shortest, time.Hour)
	start, ok := instant(f.Typed("start"))
	if !ok {
		found, err := v.office.Find(v.ctx(), v.actor, v.now, useroffice.FindQuery{Resource: r.ID, Duration: length, From: v.now, To: v.now.AddDate(0, 0, 30), Limit: 1})
		if err != nil && facilities.CodeOf(err) == "" {
			return facilities.Span{}, err
		}
		if len(found) > 0 {
			return found[0].Use, nil
		}
		start = v.now.Truncate(time.Hour).Add(time.Hour)
	}
	end, ok := instant(f.Typed("end"))
	if !ok || !end.After(start) || end.Sub(start) > facilities.ClaimLongest {
		end = start.Add(length)
	}
	return facilities.NewSpan(start, end), nil
}

// instant reads "2026-11-21T09:00Z" or full RFC 3339.
func instant(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1990 && t.Year() < 2200 {
			return t, true
		}
	}
	return time.Time{}, false
}

// book checks, books, or takes one of the offered slots, as the button says.
func (v *visit) book() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, err := bookableResource(cat, f.ID("resource"))
	if err != nil {
		return err
	}
	if id, use, ok := form.Slot(f.Typed("take")); ok {
		if r, err = bookableResource(cat, string(id)); err != nil {
			return err
		}
		f.Set("resource", string(id))
		f.SetTimes(use, cat.Zone(r.Facility))
		f.Set("accept_quote", "")
	}
	wish, times := f.Wish(r, cat.Zone(r.Facility))
	if f.Is("do", "check") {
		return v.check(cat, r, f, wish, times)
	}
	if !f.OK() {
		return v.bookAgain(http.StatusUnprocessableEntity, cat, r, f, times, verdictView{})
	}
	path, done, err := v.bookWish(f, wish)
	if err != nil {
		return v.bookRefused(err, cat, r, f, times, wish)
	}
	if path == "" {
		return nil // answered already
	}
	return v.to(path, done)
}

// bookWish makes the booking or the series and says where to go then.
func (v *visit) bookWish(f *form.Form, wish facilities.Wish) (path, done string, err error) {
	office := v.once(f)
	if wish.Repeat != nil {
		outcome, err := office.BookSeries(v.ctx(), v.actor, v.now, wish)
		if err != nil {
			return "", "", err
		}
		if len(outcome.Refused) > 0 {
			return "", "", v.showSeries(outcome)
		}
		return "/bookings?series=" + string(outcome.Series.ID), "booked_series", nil
	}
	b, err := office.Book(v.ctx(), v.actor, v.now, wish)
	if err != nil {
		return "", "", err
	}
	done = "booked"
	if b.State == facilities.StateRequested {
		done = "requested"
	}
	return "/bookings/" + string(b.ID), done, nil
}

// once makes the same form, sent twice by an impatient finger, one booking.
func (v *visit) once(f *form.Form) *useroffice.Office {
	key := f.ID("once")
	if key == "" {
		return v.office
	}
	body := []byte(v.Request.PostForm.Encode())
	sum := sha256.Sum256(body)
	return v.office.Once("page-"+key+"-"+hex.EncodeToString(sum[:8]), body)
}

// check answers whether what is typed could be booked: a part of the page for htmx, the whole page otherwise.
func (v *visit) check(cat *facilities.Catalogue, r facilities.Resource, f *form.Form, wish facilities.Wish, times form.Times) error {
	var verdict verdictView
	if f.OK() {
		answer, err := v.office.Check(v.ctx(), v.actor, v.now, wish)
		if err != nil && !f.Take(err, form.Names) {
			return err
		}
		if err == nil {
			verdict = v.verdict(answer, cat, r, f)
		}
	}
	if v.isFragment() {
		verdict.Faults = v.faults(f)
		return v.fragment("booking_form", "verdict", verdict)
	}
	status := http.StatusOK
	if !f.OK() {
		status = http.StatusUnprocessableEntity
	}
	return v.bookAgain(status, cat, r, f, times, verdict)
}

// bookRefused shows the form again with every rule that was broken and the slots that would work.
func (v *visit) bookRefused(err error, cat *facilities.Catalogue, r facilities.Resource, f *form.Form, times form.Times, wish facilities.Wish) error {
	if f.Take(err, form.Names) {
		return v.bookAgain(http.StatusUnprocessableEntity, cat, r, f, times, verdictView{})
	}
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Conflict {
		return err
	}
	verdict := v.verdict(facilities.Verdict{Violations: e.Violations, Alternatives: e.Alternatives}, cat, r, f)
	verdict.Headline = v.texts.Error(e)
	return v.bookAgain(http.StatusConflict, cat, r, f, times, verdict)
}

func (v *visit) bookAgain(status int, cat *facilities.Catalogue, r facilities.Resource, f *form.Form, times form.Times, verdict verdictView) error {
	v.here = "/bookings/new?" + f.Query("once", "accept_quote", "do", "take")
	view, err := v.bookingView(cat, r, f)
	if err != nil {
		return err
	}
	view.Times, view.Verdict, view.Faults = times, verdict, v.faults(f)
	return v.render(status, "booking_form", view)
}

// faults are the mistakes of a form in words, by field.
func (v *visit) faults(f *form.Form) []fault {
	var out []fault
	for _, name := range f.Faults() {
		field, _ := f.Fault(name)
		out = append(out, fault{name, v.texts.Field(field)})
	}
	return out
}

// bookingView gathers what the form offers to choose from.
func (v *visit) bookingView(cat *facilities.Catalogue, r facilities.Resource, f *form.Form) (bookingFormView, error) {
	view := bookingFormView{Page: v.page("web.book.title", "resource", r.Name), Form: f, Resource: r, Zone: cat.Zone(r.Facility), Once: f.Typed("once")}
	view.Section = "bookings"
	if view.Once == "" {
		view.Once = facilities.NewID(v.now)
	}
	view.Facility, _ = cat.Facility(r.Facility)
	for _, class := range r.Changeover.Classes {
		view.Processes = append(view.Processes, option{Value: class, Text: class})
	}
	view.Repeats = v.choicesOf("web.repeat", form.Daily, form.Weekly, form.Fortnightly)
	for _, other := range cat.ResourcesOf(r.Facility) {
		if other.ID != r.ID && (other.Kind == facilities.Accessory || other.Kind == facilities.Operator) {
			view.With = append(view.With, option{Value: string(other.ID), Text: other.Name, Chosen: f.Is("with", string(other.ID))})
		}
	}
	for _, name := range []string{"person", "with", "sample", "confidential", "repeat", "repeat_until"} {
		view.MoreOpen = view.MoreOpen || len(f.All(name)) > 0
	}
	if err := v.addPeople(&view, r); err != nil {
		return view, err
	}
	return view, v.addProjects(&view, f)
}

// addPeople offers companions, and to those who look after others the people for whom they may book.
func (v *visit) addPeople(view *bookingFormView, r facilities.Resource) error {
	people, err := v.colleagues()
	if err != nil {
		return err
	}
	view.People = slices.DeleteFunc(slices.Clone(people), func(o option) bool { return o.Value == string(v.actor.Person.ID) })
	if v.actor.Manages(r.Facility) || v.actor.Represents(v.actor.Person.Partner) {
		view.For = view.People
	}
	return nil
}

// colleagues are the people whom the actor may know, for a select.
func (v *visit) colleagues() ([]option, error) {
	people, _, err := v.office.People(v.ctx(), v.actor, v.now, useroffice.PeopleQuery{State: facilities.PersonActive, Limit: 200})
	if err != nil && facilities.CodeOf(err) != facilities.Forbidden {
		return nil, err
	}
	var out []option
	for _, p := range people {
		if !p.System {
			out = append(out, option{Value: string(p.ID), Text: p.Name})
		}
	}
	return out, nil
}

func (v *visit) addProjects(view *bookingFormView, f *form.Form) error {
	projects, err := v.office.Projects(v.ctx(), v.actor, v.now)
	if err != nil {
		return err
	}
	for _, p := range projects {
		if !p.Archived {
			view.Projects = append(view.Projects, option{Value: string(p.ID), Text: p.Name})
		}
	}
	if len(view.Projects) == 1 && f.Typed("project") == "" {
		f.Set("project", view.Projects[0].Value)
	}
	project := facilities.ProjectID(f.Typed("project"))
	if project == "" || !slices.ContainsFunc(projects, func(p facilities.Project) bool { return p.ID == project }) {
		return nil
	}
	samples, err := v.office.Samples(v.ctx(), v.actor, v.now, project)
	for _, s := range samples {
		view.Samples = append(view.Samples, option{Value: string(s.ID), Text: s.Name})
	}
	return err
}
