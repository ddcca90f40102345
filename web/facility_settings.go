package web

import (
	"net/http"
	"strconv"
	"time"

	"marke/facilities"
	"marke/web/form"
)

// settingsView is a facility as its managers keep it: hours, closures, outages, rules, resources.
type settingsView struct {
	Page
	Form      *form.Form // of the facility itself
	Down      *form.Form // of a new downtime
	Facility  facilities.Facility
	Zone      *time.Location
	Weekdays  []weekdayField
	Resources []facilities.Resource
	Targets   []option // of a new downtime
	Kinds     []option
	Partners  []option // who may have caused it
	Downtimes []downtimeLine
	Faults    []fault
	Hits      []hitLine // bookings that the last change made impossible
	HitsHead  string
}

// weekdayField is the opening hours of one day of the week.
type weekdayField struct{ Name, Label string }

// downtimeLine is one outage, maintenance or closure.
type downtimeLine struct {
	Downtime       facilities.Downtime
	Kind, What     string
	When           string
	CausedBy       string // by name; empty: nobody, or that is not the reader's
	Current, Ended bool
}

// hitLine is a booking that a change made impossible, with what could be done instead.
type hitLine struct {
	Line   bookingLine
	Offers []offer
}

func (v *visit) facilitySettings() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	return v.showSettings(http.StatusOK, facility, facilityForm(facility), newDowntimeForm(), nil)
}

// managed finds a facility that the actor manages.
func (v *visit) managed(id facilities.FacilityID) (facilities.Facility, error) {
	cat, err := v.catalogue()
	if err != nil {
		return facilities.Facility{}, err
	}
	f, ok := cat.Facility(id)
	if !ok {
		return f, facilities.Missing()
	}
	if !v.actor.Manages(id) {
		return f, facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	return f, nil
}

func (v *visit) showSettings(status int, facility facilities.Facility, f, down *form.Form, hits []facilities.HitBooking) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	downtimes, err := v.office.Downtimes(v.ctx(), v.actor, v.now, facility.ID)
	if err != nil {
		return err
	}
	v.here = "/facilities/" + string(facility.ID) + "/settings"
	view := settingsView{Page: v.page("web.settings.title", "facility", facility.Name), Form: f, Down: down, Facility: facility, Zone: cat.Zone(facility.ID),
		Resources: cat.ResourcesOf(facility.ID), Weekdays: weekdayFields(v, "hours"), Kinds: v.choicesOf("web.downtime", "outage", "maintenance", "closure")}
	view.Section = "board"
	view.Faults = append(v.faults(f), v.faults(down)...)
	view.Targets = []option{{Text: v.texts.Say("web.settings.whole_facility")}}
	for _, r := range view.Resources {
		view.Targets = append(view.Targets, option{Value: string(r.ID), Text: r.Name})
	}
	view.Partners = []option{{Text: v.texts.Say("web.downtimes.nobody")}}
	for _, p := range cat.Partners {
		if !p.Guest && !p.Archived {
			view.Partners = append(view.Partners, option{Value: string(p.ID), Text: p.Name})
		}
	}
	for _, d := range downtimes {
		view.Downtimes = append(view.Downtimes, v.downtimeLine(d, facility, cat, view.Zone))
	}
	view.Hits = v.hitLines(hits, cat)
	return v.render(status, "facility_settings", view)
}

func (v *visit) downtimeLine(d facilities.Downtime, facility facilities.Facility, cat *facilities.Catalogue, zone *time.Location) downtimeLine {
	line := downtimeLine{Downtime: d, Kind: v.texts.Say("web.downtime." + string(d.Kind)), What: facility.Name, When: v.texts.Span(facilities.Span{Start: d.Start, End: d.End}, zone)}
	if r, ok := cat.Resource(d.Resource); ok {
		line.What = r.Name
	}
	if partner, known := cat.Partner(d.CausedBy); known {
		line.CausedBy = partner.Name
	}
	line.Current = !d.Start.After(v.now)
	return line
}

func (v *visit) hitLines(hits []facilities.HitBooking, cat *facilities.Catalogue) []hitLine {
	var out []hitLine
	for _, h := range hits {
		line := v.bookingLines([]facilities.Booking{h.Booking}, cat)[0]
		out = append(out, hitLine{line, v.offers(h.Alternatives, cat, h.Booking.Resource)})
	}
	return out
}

func weekdayFields(v *visit, name string) []weekdayField {
	var out []weekdayField
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		out = append(out, weekdayField{form.HoursField(name, day), v.texts.Weekday(day)})
	}
	return out
}

// facilityForm fills the form with a facility as it is.
func facilityForm(facility facilities.Facility) *form.Form {
	f := form.New(nil)
	f.Set("name", facility.Name)
	f.Set("place", facility.Place)
	f.Set("description.nl", facility.Description.NL)
	f.Set("description.en", facility.Description.EN)
	f.SetHours("hours", facility.Hours)
	if facility.ClosedOnHolidays {
		f.Set("holidays", "yes")
	}
	f.SetDays("holiday_exceptions", facility.HolidayExceptions)
	f.Set("decide_within", strconv.Itoa(int(facility.DecideWithin/time.Hour)))
	f.SetMinutes("grace", facility.NoShow.Grace)
	f.Set("version", strconv.FormatInt(facility.Version, 10))
	return f
}

// saveFacility changes what the form shows and leaves the rest of the facility as it is.
func (v *visit) saveFacility() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	changed := facility
	changed.Name, changed.Place = f.Needed("name"), f.Text("place")
	changed.Description = facilities.Words{NL: f.Note("description.nl"), EN: f.Note("description.en")}
	changed.Hours = f.Hours("hours")
	changed.ClosedOnHolidays, changed.HolidayExceptions = f.Is("holidays", "yes"), f.Days("holiday_exceptions")
	changed.DecideWithin = time.Duration(f.Int("decide_within", 1, 24*60)) * time.Hour
	changed.NoShow.Grace = f.Minutes("grace")
	changed.Version = f.Version()
	var hits []facilities.HitBooking
	if f.OK() {
		_, hits, err = v.office.SaveFacility(v.ctx(), v.actor, v.now, changed)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showSettings(http.StatusUnprocessableEntity, facility, f, newDowntimeForm(), nil)
	}
	if err != nil {
		return err
	}
	if len(hits) > 0 {
		saved, err := v.managed(facility.ID)
		if err != nil {
			return err
		}
		return v.showSettings(http.StatusOK, saved, facilityForm(saved), newDowntimeForm(), hits)
	}
	return v.to("/facilities/"+string(facility.ID)+"/settings", "saved")
}
