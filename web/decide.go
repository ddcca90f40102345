package web

import (
	"errors"
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// decideView is the form with which a manager decides on one request: as it is asked, at
// another time, with an override, or not at all.
type decideView struct {
	Page
	Form      *form.Form
	Booking   facilities.Booking
	Names     map[string]string
	Resource  facilities.Resource
	Zone      *time.Location
	When      string
	Resources []option
	Times     form.Times
	Verdict   verdictView
	Quote     quoteView
	Rivals    []rivalLine
	Faults    []fault
}

func (v *visit) decideForm() error { return v.showDecide(http.StatusOK, v.query(), form.Times{}, nil) }

func (v *visit) showDecide(status int, f *form.Form, times form.Times, failed *facilities.Error) error {
	id := facilities.BookingID(v.Param("id"))
	seen, err := v.office.Booking(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	if !v.actor.Manages(seen.Booking.Facility) {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	b := seen.Booking
	v.here = "/bookings/" + string(id) + "/decide"
	view := decideView{Page: v.page("web.decide.title"), Form: f, Booking: b, Names: seen.Names, Zone: cat.Zone(b.Facility), Times: times, Faults: v.faults(f), Quote: v.quote(b.Quote)}
	view.Section = "inbox"
	view.Resource, _ = cat.Resource(b.Resource)
	view.When = v.texts.Span(b.Use, view.Zone)
	view.Rivals = v.rivals(seen.Competing, view.Zone)
	for _, r := range cat.Equivalent(view.Resource) {
		view.Resources = append(view.Resources, option{Value: string(r.ID), Text: r.Name})
	}
	if f.Typed("day") == "" {
		f.SetTimes(b.Use, view.Zone)
		f.Set("resource", string(b.Resource))
	}
	if failed != nil {
		view.Verdict = v.verdict(facilities.Verdict{Violations: failed.Violations, Alternatives: failed.Alternatives}, cat, view.Resource, f)
		view.Verdict.Headline = v.texts.Error(failed)
	}
	return v.render(status, "decide", view)
}

// approve grants the request, as it is or at the time that the form names.
func (v *visit) approve() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.BookingID(v.Param("id"))
	decision := useroffice.Decision{Reason: f.Note("reason"), Override: f.All("override")}
	var times form.Times
	if f.Typed("day") != "" || f.Typed("take") != "" {
		if times, err = v.otherSlot(f, id, &decision); err != nil {
			return err
		}
		if !f.OK() {
			return v.showDecide(http.StatusUnprocessableEntity, f, times, nil)
		}
	}
	_, err = v.office.Approve(v.ctx(), v.actor, v.now, id, f.Version(), decision)
	return v.decided(err, f, times, "approved")
}

// otherSlot reads the time and resource of the form into the decision, where they differ from the request's.
func (v *visit) otherSlot(f *form.Form, id facilities.BookingID, decision *useroffice.Decision) (form.Times, error) {
	seen, err := v.office.Booking(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return form.Times{}, err
	}
	cat, err := v.catalogue()
	if err != nil {
		return form.Times{}, err
	}
	zone := cat.Zone(seen.Booking.Facility)
	if resource, use, ok := form.Slot(f.Typed("take")); ok {
		f.Set("resource", string(resource))
		f.SetTimes(use, zone)
	}
	times := f.Times(zone)
	if times.Use != seen.Booking.Use {
		decision.Slot = &times.Use
	}
	if r := facilities.ResourceID(f.ID("resource")); r != "" && r != seen.Booking.Resource {
		decision.Resource = &r
	}
	return times, nil
}

// decline refuses the request.
func (v *visit) decline() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	_, err = v.office.Decline(v.ctx(), v.actor, v.now, facilities.BookingID(v.Param("id")), f.Version(), useroffice.Decision{Reason: f.Note("reason")})
	return v.decided(err, f, form.Times{}, "declined")
}

// decided goes back to the inbox, or shows why the decision could not be taken.
func (v *visit) decided(err error, f *form.Form, times form.Times, done string) error {
	if err == nil {
		return v.to("/inbox", done)
	}
	if f.Take(err, form.Names) {
		return v.showDecide(http.StatusUnprocessableEntity, f, times, nil)
	}
	var e *facilities.Error
	if errors.As(err, &e) && (e.Code == facilities.Conflict || e.Code == facilities.Stale) {
		return v.showDecide(http.StatusConflict, f, times, e)
	}
	return err
}
