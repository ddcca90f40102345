package api

import (
	"maps"
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// BookingPatch is a merge-patch of a booking.
type BookingPatch struct {
	Resource     *string                             `json:"resource,omitempty" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Start        *time.Time                          `json:"start,omitempty" doc:"api.doc.start"`
	End          *time.Time                          `json:"end,omitempty" doc:"api.doc.end"`
	Units        *int64                              `json:"units,omitempty" minimum:"1" maximum:"1000000" doc:"api.doc.units"`
	Project      Patched[string]                     `json:"project,omitzero" format:"id" maxLength:"64" doc:"api.doc.project"`
	Title        Patched[string]                     `json:"title,omitzero" format:"line" maxLength:"200" doc:"api.doc.title"`
	With         Patched[[]WithUnit]                 `json:"with,omitzero" maxItems:"20" doc:"api.doc.with"`
	Confidential Patched[bool]                       `json:"confidential,omitzero" doc:"api.doc.confidential"`
	Companions   Patched[[]ID]                       `json:"companions,omitzero" maxItems:"20" doc:"api.doc.companions"`
	Process      Patched[string]                     `json:"process,omitzero" format:"line" maxLength:"64" doc:"api.doc.process"`
	Sample       Patched[string]                     `json:"sample,omitzero" format:"id" maxLength:"64" doc:"api.doc.sample"`
	Intake       Patched[map[string]Patched[Answer]] `json:"intake,omitzero" maxProperties:"40" doc:"api.doc.intake"`
	OrderNumber  Patched[string]                     `json:"order_number,omitzero" format:"line" maxLength:"64" doc:"api.doc.order_number"`
	Override     []ViolationCode                     `json:"override,omitempty" maxItems:"40" nullable:"false" doc:"api.doc.override"`
	Reason       string                              `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
}

type patchInput struct {
	ID   string `path:"id" maxLength:"64" doc:"api.doc.id"`
	Body BookingPatch
}

func (s *server) changeRoutes() {
	add(s, route{id: "change_booking", method: http.MethodPatch, path: "/bookings/{id}", tag: "bookings", ifs: true}, changeBooking)
}

func changeBooking(c *call, in *patchInput) (*bookingAnswer, error) {
	id := facilities.BookingID(in.ID)
	change, err := in.Body.change(func() (facilities.Booking, error) {
		view, err := c.office.Booking(c, c.actor, c.now, id)
		return view.Booking, err
	})
	if err != nil {
		return nil, err
	}
	booking, err := c.office.Change(c, c.actor, c.now, id, c.version, change)
	if err != nil {
		return nil, err
	}
	return c.answer(booking.ID)
}

// change turns a patch into the user office's words. What a patch leaves half
// open (only one end of the span, some answers of a form) is filled from the booking as it is;
// If-Match finds out if it has changed since.
func (p BookingPatch) change(current func() (facilities.Booking, error)) (useroffice.Change, error) {
	change := useroffice.Change{
		Resource: (*facilities.ResourceID)(p.Resource), Units: p.Units, Project: (*facilities.ProjectID)(p.Project.into()), Title: p.Title.into(),
		Confidential: p.Confidential.into(), Process: p.Process.into(), Sample: (*facilities.SampleID)(p.Sample.into()),
		OrderNumber: p.OrderNumber.into(), Override: codes(p.Override), Reason: p.Reason,
	}
	if p.With.Sent {
		change.With = new(claims(p.With.Value))
	}
	if p.Companions.Sent {
		change.Companions = new(people(p.Companions.Value))
	}
	if p.Start != nil && p.End != nil {
		change.Use = new(facilities.NewSpan(*p.Start, *p.End))
	}
	if (p.Start == nil) == (p.End == nil) && !p.Intake.Sent {
		return change, nil
	}
	booking, err := current()
	if err != nil {
		return change, err
	}
	switch {
	case p.Start != nil && p.End == nil:
		change.Use = new(facilities.NewSpan(*p.Start, booking.Use.End))
	case p.Start == nil && p.End != nil:
		change.Use = new(facilities.NewSpan(booking.Use.Start, *p.End))
	}
	if p.Intake.Sent {
		change.Intake = new(p.intake(booking.Intake))
	}
	return change, nil
}

// intake merges the answers of a form: null as a whole forgets them all, null for one forgets that one.
func (p BookingPatch) intake(before map[string]string) map[string]string {
	after := map[string]string{}
	if p.Intake.Value == nil {
		return after
	}
	maps.Copy(after, before)
	for key, answer := range p.Intake.Value {
		if answer.Value == "" {
			delete(after, key)
		} else {
			after[key] = string(answer.Value)
		}
	}
	return after
}
