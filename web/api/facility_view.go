package api

import "marke/facilities"

// Words is a text in each language.
type Words struct {
	NL string `json:"nl,omitempty" format:"text" maxLength:"4000" doc:"api.doc.dutch"`
	EN string `json:"en,omitempty" format:"text" maxLength:"4000" doc:"api.doc.english"`
}

// FacilitySettings is what a facility's managers set.
type FacilitySettings struct {
	Name              string       `json:"name" format:"line" minLength:"1" maxLength:"120" doc:"api.doc.name"`
	Description       Words        `json:"description,omitzero" doc:"api.doc.description"`
	Place             string       `json:"place,omitempty" format:"line" maxLength:"200" doc:"api.doc.place"`
	Zone              string       `json:"zone" format:"line" minLength:"1" maxLength:"64" doc:"api.doc.zone"`
	Hours             []OpenHours  `json:"hours,omitzero" maxItems:"100" nullable:"false" doc:"api.doc.hours"`
	OfficeHours       []OpenHours  `json:"office_hours,omitzero" maxItems:"100" nullable:"false" doc:"api.doc.office_hours"`
	Prime             []PrimeHours `json:"prime,omitzero" maxItems:"100" nullable:"false" doc:"api.doc.prime"`
	ClosedOnHolidays  bool         `json:"closed_on_holidays,omitempty" doc:"api.doc.closed_on_holidays"`
	HolidayExceptions []Day        `json:"holiday_exceptions,omitzero" maxItems:"366" nullable:"false" doc:"api.doc.holiday_exceptions"`
	DecideMinutes     int64        `json:"decide_minutes,omitempty" minimum:"0" maximum:"525600" doc:"api.doc.decide_minutes"`
	NoShow            NoShow       `json:"no_show,omitzero" doc:"api.doc.no_show"`
	Archived          bool         `json:"archived,omitempty" doc:"api.doc.archived"`
}

// NoShow is what happens to people who book and do not come.
type NoShow struct {
	GraceMinutes   int64 `json:"grace_minutes,omitempty" minimum:"0" maximum:"1440" doc:"api.doc.grace_minutes"`
	Strikes        int   `json:"strikes,omitempty" minimum:"0" maximum:"100" doc:"api.doc.strikes"`
	WithinMinutes  int64 `json:"within_minutes,omitempty" minimum:"0" maximum:"1051200" doc:"api.doc.within_minutes"`
	SuspendMinutes int64 `json:"suspend_minutes,omitempty" minimum:"0" maximum:"525600" doc:"api.doc.suspend_minutes"`
}

// Facility is a place as the API shows it.
type Facility struct {
	ID      string `json:"id" doc:"api.doc.id"`
	Version int64  `json:"version" doc:"api.doc.version"`
	FacilitySettings
}

func facilityView(f facilities.Facility) Facility {
	days := []Day{}
	for _, d := range f.HolidayExceptions {
		days = append(days, Day(d.String()))
	}
	return Facility{string(f.ID), f.Version, FacilitySettings{
		Name: f.Name, Description: Words{f.Description.NL, f.Description.EN}, Place: f.Place, Zone: f.Zone,
		Hours: hoursView(f.Hours), OfficeHours: hoursView(f.OfficeHours), Prime: primeView(f.Prime),
		ClosedOnHolidays: f.ClosedOnHolidays, HolidayExceptions: days, DecideMinutes: inMinutes(f.DecideWithin), Archived: f.Archived,
		NoShow: NoShow{inMinutes(f.NoShow.Grace), f.NoShow.Strikes, inMinutes(f.NoShow.Within), inMinutes(f.NoShow.Suspend)},
	}}
}

// facility puts the settings on a facility; its id and version stay.
func (v FacilitySettings) facility(f facilities.Facility) facilities.Facility {
	f.Name, f.Description, f.Place, f.Zone = v.Name, facilities.Words(v.Description), v.Place, v.Zone
	f.Hours, f.OfficeHours, f.Prime = hours(v.Hours), hours(v.OfficeHours), prime(v.Prime)
	f.ClosedOnHolidays, f.Archived, f.DecideWithin = v.ClosedOnHolidays, v.Archived, ofMinutes(v.DecideMinutes)
	f.HolidayExceptions = nil
	for _, d := range v.HolidayExceptions {
		f.HolidayExceptions = append(f.HolidayExceptions, d.date())
	}
	n := v.NoShow
	f.NoShow = facilities.NoShow{Grace: ofMinutes(n.GraceMinutes), Strikes: n.Strikes, Within: ofMinutes(n.WithinMinutes), Suspend: ofMinutes(n.SuspendMinutes)}
	return f
}
