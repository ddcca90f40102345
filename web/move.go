package web

import (
	"errors"
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// moveView is the form that moves or changes a booking.
type moveView struct {
	Page
	Form      *form.Form
	Booking   facilities.Booking
	Resource  facilities.Resource
	Zone      *time.Location
	When      string
	Resources []option
	Times     form.Times
	Verdict   verdictView
	Faults    []fault
	Asks      bool // the move will be a new request
}

// moveForm shows the booking as it is, ready to be changed.
func (v *visit) moveForm() error {
	f := v.query()
	return v.showMove(http.StatusOK, f, form.Times{}, nil)
}

func (v *visit) showMove(status int, f *form.Form, times form.Times, failed *facilities.Error) error {
	seen, err := v.office.Booking(v.ctx(), v.actor, v.now, facilities.BookingID(v.Param("id")))
	if err != nil {
		return err
	}
	if !seen.MayChange {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	b := seen.Booking
	view := moveView{Page: v.page("web.move.title"), Form: f, Booking: b, Zone: cat.Zone(b.Facility), Times: times, Faults: v.faults(f)}
	view.Section = "bookings"
	view.Resource, _ = cat.Resource(b.Resource)
	view.When = v.texts.Span(b.Use, view.Zone)
	view.Asks = view.Resource.Approval == facilities.ApprovalManager && b.State == facilities.StateApproved && !v.actor.Manages(b.Facility)
	for _, r := range cat.Equivalent(view.Resource) {
		view.Resources = append(view.Resources, option{Value: string(r.ID), Text: r.Name})
	}
	if f.Typed("day") == "" {
		f.SetTimes(b.Use, view.Zone)
		f.Set("resource", string(b.Resource))
		f.Set("title", b.Title)
		if b.Confidential {
			f.Set("confidential", "yes")
		}
	}
	if failed != nil {
		view.Verdict = v.verdict(facilities.Verdict{Violations: failed.Violations, Alternatives: failed.Alternatives}, cat, view.Resource, f)
		view.Verdict.Headline = v.texts.Error(failed)
	}
	return v.render(status, "move", view)
}

// move changes the booking, to what was typed or to an offered slot.
func (v *visit) move() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.BookingID(v.Param("id"))
	seen, err := v.office.Booking(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	zone := cat.Zone(seen.Booking.Facility)
	if resource, use, ok := form.Slot(f.Typed("take")); ok {
		f.Set("resource", string(resource))
		f.SetTimes(use, zone)
	}
	times := f.Times(zone)
	change := changeOf(f, seen.Booking, times.Use)
	if !f.OK() {
		return v.showMove(http.StatusUnprocessableEntity, f, times, nil)
	}
	moved, err := v.office.Change(v.ctx(), v.actor, v.now, id, f.Version(), change)
	if err == nil {
		if moved.ID != id {
			return v.to("/bookings/"+string(moved.ID), "move_requested")
		}
		return v.to("/bookings/"+string(id), "moved")
	}
	var e *facilities.Error
	if f.Take(err, form.Names) {
		return v.showMove(http.StatusUnprocessableEntity, f, times, nil)
	}
	if errors.As(err, &e) && (e.Code == facilities.Conflict || e.Code == facilities.Stale) {
		return v.showMove(http.StatusConflict, f, times, e)
	}
	return err
}

// changeOf is what the form makes different about a booking.
func changeOf(f *form.Form, b facilities.Booking, use facilities.Span) useroffice.Change {
	change := useroffice.Change{Override: f.All("override"), Reason: f.Note("reason")}
	if use != b.Use {
		change.Use = &use
	}
	if r := facilities.ResourceID(f.ID("resource")); r != "" && r != b.Resource {
		change.Resource = &r
	}
	if title := f.Text("title"); title != b.Title {
		change.Title = &title
	}
	if confidential := f.Is("confidential", "yes"); confidential != b.Confidential {
		change.Confidential = &confidential
	}
	return change
}
