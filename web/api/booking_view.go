package api

import (
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// Booking is a booking as the API shows it, to those who may see all of it.
type Booking struct {
	ID            string            `json:"id" doc:"api.doc.id"`
	State         string            `json:"state" enum:"hold,requested,approved,in_use,completed,aborted,declined,expired,cancelled,missed,displaced" doc:"api.doc.state"`
	Version       int64             `json:"version" doc:"api.doc.version"`
	Facility      string            `json:"facility" doc:"api.doc.facility"`
	Resource      string            `json:"resource" doc:"api.doc.resource"`
	Start         time.Time         `json:"start" doc:"api.doc.start"`
	End           time.Time         `json:"end" doc:"api.doc.end"`
	Claims        []Claim           `json:"claims" nullable:"false" doc:"api.doc.claims"`
	Person        string            `json:"person" doc:"api.doc.person"`
	By            string            `json:"by" doc:"api.doc.by"`
	Companions    []Companion       `json:"companions" nullable:"false" doc:"api.doc.companions"`
	Partner       string            `json:"partner" doc:"api.doc.partner"`
	Project       string            `json:"project" doc:"api.doc.project"`
	Title         string            `json:"title" doc:"api.doc.title"`
	Confidential  bool              `json:"confidential" doc:"api.doc.confidential"`
	Economic      bool              `json:"economic" doc:"api.doc.economic"`
	Process       string            `json:"process,omitempty" doc:"api.doc.process"`
	Sample        string            `json:"sample,omitempty" doc:"api.doc.sample"`
	Intake        map[string]string `json:"intake,omitempty" doc:"api.doc.intake"`
	Override      *Override         `json:"override,omitempty" doc:"api.doc.override_done"`
	Quote         Quote             `json:"quote" doc:"api.doc.quote"`
	OrderNumber   string            `json:"order_number,omitempty" doc:"api.doc.order_number"`
	QuoteAccepted *time.Time        `json:"quote_accepted,omitempty" doc:"api.doc.quote_accepted"`
	Series        *Series           `json:"series,omitempty" doc:"api.doc.series"`
	Replaces      string            `json:"replaces,omitempty" doc:"api.doc.replaces"`
	AtRisk        string            `json:"at_risk" doc:"api.doc.at_risk"`
	HoldUntil     *time.Time        `json:"hold_until,omitempty" doc:"api.doc.hold_until"`
	DecideBy      *time.Time        `json:"decide_by,omitempty" doc:"api.doc.decide_by"`
	CheckedIn     *time.Time        `json:"checked_in,omitempty" doc:"api.doc.checked_in"`
	CheckedOut    *time.Time        `json:"checked_out,omitempty" doc:"api.doc.checked_out"`
	Note          string            `json:"note,omitempty" doc:"api.doc.note"`
	Created       time.Time         `json:"created" doc:"api.doc.created"`
	Updated       time.Time         `json:"updated" doc:"api.doc.updated"`
	History       []Event           `json:"history,omitzero" nullable:"false" doc:"api.doc.history"`
}

// Claim is units of one resource over the time that they are taken, buffers included.
type Claim struct {
	Resource string    `json:"resource" doc:"api.doc.resource"`
	Units    int64     `json:"units" doc:"api.doc.units"`
	From     time.Time `json:"from" doc:"api.doc.from"`
	To       time.Time `json:"to" doc:"api.doc.to"`
	Active   bool      `json:"active" doc:"api.doc.active"`
}

// Companion goes along with a booking.
type Companion struct {
	Person    string `json:"person" doc:"api.doc.person_id"`
	Withdrawn bool   `json:"withdrawn" doc:"api.doc.withdrawn"`
}

// Override is a manager's word that some rules shall not hold.
type Override struct {
	Codes  []string  `json:"codes" nullable:"false" doc:"api.doc.override"`
	Reason string    `json:"reason" doc:"api.doc.reason"`
	By     string    `json:"by" doc:"api.doc.person_id"`
	At     time.Time `json:"at" doc:"api.doc.at"`
}

// Event is one entry of a thing's history.
type Event struct {
	At      time.Time `json:"at" doc:"api.doc.at"`
	Person  string    `json:"person" doc:"api.doc.event_person"`
	Via     string    `json:"via" doc:"api.doc.via"`
	Verb    string    `json:"verb" doc:"api.doc.verb"`
	Kind    string    `json:"kind" doc:"api.doc.kind_of_thing"`
	Subject string    `json:"subject" doc:"api.doc.subject"`
	Reason  string    `json:"reason" doc:"api.doc.reason"`
	Before  any       `json:"before,omitempty" doc:"api.doc.before"`
	After   any       `json:"after,omitempty" doc:"api.doc.after"`
}

// Series tells which series a booking belongs to. Bookings and Refused are there
// in the answer that made it.
type Series struct {
	ID         string       `json:"id" doc:"api.doc.id"`
	Occurrence *time.Time   `json:"occurrence,omitempty" doc:"api.doc.occurrence"`
	Bookings   []Occurrence `json:"bookings,omitzero" nullable:"false" doc:"api.doc.series_bookings"`
	Refused    []Refused    `json:"refused,omitzero" nullable:"false" doc:"api.doc.series_refused"`
}

// Occurrence is one booking of a new series.
type Occurrence struct {
	ID      string    `json:"id" doc:"api.doc.id"`
	State   string    `json:"state" doc:"api.doc.state"`
	Version int64     `json:"version" doc:"api.doc.version"`
	Start   time.Time `json:"start" doc:"api.doc.start"`
	End     time.Time `json:"end" doc:"api.doc.end"`
}

// Refused is a start that broke rules and was left out.
type Refused struct {
	Start      time.Time   `json:"start" doc:"api.doc.start"`
	Violations []Violation `json:"violations" nullable:"false" doc:"api.doc.violations"`
}

// bookingView shows a booking without its history.
func bookingView(b facilities.Booking) Booking {
	v := Booking{
		ID: string(b.ID), State: string(b.State), Version: b.Version, Facility: string(b.Facility), Resource: string(b.Resource),
		Start: b.Use.Start.UTC(), End: b.Use.End.UTC(), Claims: []Claim{},
		Person: string(b.Person), By: string(b.By), Companions: []Companion{}, Partner: string(b.Partner), Project: string(b.Project),
		Title: b.Title, Confidential: b.Confidential, Economic: b.Economic, Process: b.Process, Sample: string(b.Sample), Intake: b.Intake,
		Quote: quoteView(b.Quote), OrderNumber: b.OrderNumber, QuoteAccepted: utc(b.QuoteAccepted),
		Replaces: string(b.Replaces), AtRisk: b.AtRisk, HoldUntil: utc(b.HoldUntil), DecideBy: utc(b.DecideBy),
		CheckedIn: utc(b.CheckedIn), CheckedOut: utc(b.CheckedOut), Note: b.Note, Created: b.Created.UTC(), Updated: b.Updated.UTC(),
	}
	for _, c := range b.Claims {
		v.Claims = append(v.Claims, Claim{string(c.Resource), c.Units, c.Span.Start.UTC(), c.Span.End.UTC(), c.Active})
	}
	for _, c := range b.Companions {
		v.Companions = append(v.Companions, Companion{string(c.Person), c.Withdrawn})
	}
	if o := b.Override; o != nil {
		v.Override = &Override{notNil(o.Codes), o.Reason, string(o.By), o.At.UTC()}
	}
	if b.Series != "" {
		v.Series = &Series{ID: string(b.Series), Occurrence: utc(b.Occurrence)}
	}
	return v
}

// fullBooking shows a booking with its history.
func fullBooking(view useroffice.BookingView) Booking {
	v := bookingView(view.Booking)
	v.History = []Event{}
	for _, a := range view.History {
		v.History = append(v.History, eventView(a))
	}
	return v
}
