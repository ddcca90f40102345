package web

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/web/form"
)

func newDowntimeForm() *form.Form {
	f := form.New(nil)
	f.Set("kind", string(facilities.Maintenance))
	return f
}

// openDowntime takes a resource or the facility out of use, and shows the bookings that it hits.
func (v *visit) openDowntime() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	d := v.downtimeOf(f, facility.ID, cat.Zone(facility.ID))
	var hits []facilities.HitBooking
	if f.OK() {
		_, hits, err = v.office.OpenDowntime(v.ctx(), v.actor, v.now, d, f.Is("displace", "yes"))
	}
	if f.Take(err, map[string]string{"start": "start_time", "end": "end_time"}) || !f.OK() {
		return v.showSettings(http.StatusUnprocessableEntity, facility, facilityForm(facility), f, nil)
	}
	if err != nil {
		return err
	}
	if len(hits) > 0 {
		return v.showSettings(http.StatusOK, facility, facilityForm(facility), newDowntimeForm(), hits)
	}
	return v.to("/facilities/"+string(facility.ID)+"/settings", "downtime_opened")
}

// downtimeOf reads the form of a downtime. Without a start it begins now; without an end nobody knows it yet.
func (v *visit) downtimeOf(f *form.Form, facility facilities.FacilityID, zone *time.Location) facilities.Downtime {
	d := facilities.Downtime{Facility: facility, Kind: facilities.DowntimeKind(f.Text("kind")), Resource: facilities.ResourceID(f.ID("resource")), Reason: f.Note("downtime_reason"), Start: v.now}
	if d.Reason == "" {
		f.Wrong("downtime_reason", "required")
	}
	if d.CausedBy = facilities.PartnerID(f.ID("caused_by")); d.CausedBy != "" {
		d.Cause = f.Note("cause")
	}
	d.Start = momentOr(f, "start_day", "start_time", zone, v.now)
	d.End = momentOr(f, "end_day", "end_time", zone, time.Time{})
	if !d.End.IsZero() && !d.End.After(d.Start) {
		f.Wrong("end_time", "form_until")
	}
	return d
}

// momentOr reads a day with a time, midnight when only the day is given, or the fallback when neither is.
func momentOr(f *form.Form, dayName, clockName string, zone *time.Location, fallback time.Time) time.Time {
	day := f.Day(dayName)
	if day.IsZero() {
		return fallback
	}
	if f.Typed(clockName) == "" {
		return day.In(zone).UTC()
	}
	at, _ := f.Moment(day, clockName, "", zone)
	return at.UTC()
}

func (v *visit) endDowntime() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	if _, err := v.office.EndDowntime(v.ctx(), v.actor, v.now, facilities.DowntimeID(v.Param("downtime")), f.Version(), time.Time{}); err != nil {
		return err
	}
	return v.to("/facilities/"+string(facility.ID)+"/settings", "downtime_ended")
}

// faultView is the form with which anybody who may use a machine stops it.
type faultView struct {
	Page
	Form     *form.Form
	Resource facilities.Resource
	Hits     []hitLine
	Reported bool
}

func (v *visit) faultForm() error { return v.showFault(http.StatusOK, v.query(), nil, false) }

func (v *visit) showFault(status int, f *form.Form, hits []facilities.HitBooking, reported bool) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, err := bookableResource(cat, v.Param("id"))
	if err != nil {
		return err
	}
	view := faultView{Page: v.page("web.fault.title", "resource", r.Name), Form: f, Resource: r, Hits: v.hitLines(hits, cat), Reported: reported}
	return v.render(status, "fault", view)
}

// reportFault stops the machine and shows the bookings that fall out.
func (v *visit) reportFault() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	reason := f.Note("reason")
	if reason == "" {
		f.Wrong("reason", "required")
	}
	var hits []facilities.HitBooking
	if f.OK() {
		_, hits, err = v.office.ReportFault(v.ctx(), v.actor, v.now, facilities.ResourceID(v.Param("id")), reason)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showFault(http.StatusUnprocessableEntity, f, nil, false)
	}
	if err != nil {
		return err
	}
	if len(hits) > 0 {
		return v.showFault(http.StatusOK, form.New(nil), hits, true)
	}
	return v.to("/resources/"+v.Param("id"), "fault")
}
