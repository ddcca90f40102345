package web

import (
	"cmp"
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// bookingView is one booking with its history and what the reader can do with it.
type bookingView struct {
	Page
	useroffice.BookingView
	Resource facilities.Resource
	Facility facilities.Facility
	Zone     *time.Location
	When     string
	State    string
	Risk     string
	Quote    quoteView
	Claims   []claimLine
	Facts    []fact
	History  []historyLine
	Rivals   []rivalLine
	Message  string // what went wrong with the last action
	Rules    []string
}

// claimLine is one thing that the booking holds.
type claimLine struct{ Resource, When, Units string }

// historyLine is one thing that happened.
type historyLine struct{ When, Who, What, Reason string }

// rivalLine is another booking that wants the same time.
type rivalLine struct{ When, Who, State, URL string }

// booking shows one booking.
func (v *visit) booking() error { return v.showBooking(http.StatusOK, nil) }

// showBooking shows the booking of the address, and above it the error of the action that was tried.
func (v *visit) showBooking(status int, failed *facilities.Error) error {
	id := facilities.BookingID(v.Param("id"))
	seen, err := v.office.Booking(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if failed != nil {
		v.here = "/bookings/" + string(id)
	}
	b := seen.Booking
	view := bookingView{BookingView: seen, Zone: cat.Zone(b.Facility)}
	view.Resource, _ = cat.Resource(b.Resource)
	view.Facility, _ = cat.Facility(b.Facility)
	view.When = v.texts.Span(b.Use, view.Zone)
	view.State = v.texts.Say("web.state." + string(b.State))
	view.Page = v.page("web.booking.title", "what", cmp.Or(b.Title, view.Resource.Name))
	view.Section = "bookings"
	view.Quote = v.quote(b.Quote)
	if b.AtRisk != "" {
		view.Risk = sayOr(v.texts, "web.risk.", b.AtRisk)
	}
	for _, c := range b.Claims {
		r, _ := cat.Resource(c.Resource)
		view.Claims = append(view.Claims, claimLine{r.Name, v.texts.Span(c.Span, view.Zone), v.texts.Number(c.Units)})
	}
	view.Facts = v.factsOf(view)
	view.History = v.history(seen.History, seen.Names, view.Zone)
	view.Rivals = v.rivals(seen.Competing, view.Zone)
	if failed != nil {
		view.Message = v.texts.Error(failed)
		for _, violation := range failed.Violations {
			view.Rules = append(view.Rules, v.texts.Violation(violation, cat))
		}
	}
	return v.render(status, "booking", view)
}

// factsOf are the booking's particulars that are not empty.
func (v *visit) factsOf(view bookingView) []fact {
	b, name := view.Booking, func(id string) string { return cmp.Or(view.Names[id], id) }
	var out []fact
	add := func(key, value string) {
		if value != "" {
			out = append(out, fact{v.texts.Say("web.booking." + key), value})
		}
	}
	add("person", name(string(b.Person)))
	if b.By != b.Person {
		add("by", name(string(b.By)))
	}
	add("partner", name(string(b.Partner)))
	add("project", name(string(b.Project)))
	for _, c := range b.Companions {
		says := name(string(c.Person))
		if c.Withdrawn {
			says += " (" + v.texts.Say("web.booking.withdrawn") + ")"
		}
		add("companion", says)
	}
	add("process", b.Process)
	add("sample", name(string(b.Sample)))
	add("order_number", b.OrderNumber)
	for _, question := range view.Resource.Intake {
		if answer := b.Intake[question.Key]; answer != "" {
			out = append(out, fact{question.Label.In(v.lang), answer})
		}
	}
	if b.State == facilities.StateRequested && !b.DecideBy.IsZero() {
		add("decide_by", moment(v.texts, b.DecideBy, view.Zone))
	}
	if !b.CheckedIn.IsZero() {
		add("checked_in", moment(v.texts, b.CheckedIn, view.Zone))
	}
	if !b.CheckedOut.IsZero() {
		add("checked_out", moment(v.texts, b.CheckedOut, view.Zone))
	}
	add("note", b.Note)
	if b.Override != nil {
		add("override", b.Override.Reason)
	}
	return out
}

// moment is a day and a time.
func moment(t *texts.Texts, at time.Time, zone *time.Location) string {
	return t.DayShort(at, zone) + " " + t.Clock(at, zone)
}

// history puts an audit into words.
func (v *visit) history(entries []facilities.Audit, names map[string]string, zone *time.Location) []historyLine {
	var out []historyLine
	for _, a := range entries {
		what := a.Verb
		if key := "web.audit." + a.Verb; v.texts.Has(key) {
			what = v.texts.Say(key)
		}
		out = append(out, historyLine{moment(v.texts, a.At, zone), cmp.Or(names[string(a.Person)], string(a.Person)), what, a.Reason})
	}
	return out
}

func (v *visit) rivals(competing []useroffice.Seen, zone *time.Location) []rivalLine {
	var out []rivalLine
	for _, s := range competing {
		line := rivalLine{When: v.texts.Span(s.Use, zone), Who: entryLabel(v.texts, s), State: v.texts.Say("web.state." + string(s.State))}
		if s.Sight == facilities.SeeAll {
			line.URL = "/" + v.lang + "/bookings/" + string(s.ID)
		}
		out = append(out, line)
	}
	return out
}
