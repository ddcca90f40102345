package useroffice

import (
	"fmt"
	"slices"
	"time"

	"marke/facilities"
)

const (
	minutesPerDay = 24 * 60
	hoursMost     = 100 // entries of a table of hours
	daysMost      = 400 // holiday exceptions
)

// checkFacility says what is wrong with a facility's settings.
func checkFacility(f facilities.Facility) faults {
	var wrong faults
	wrong.id("body.id", string(f.ID))
	wrong.line("body.name", f.Name)
	wrong.words("body.description", f.Description)
	wrong.text("body.place", f.Place, nameLongest)
	_, err := time.LoadLocation(f.Zone)
	wrong.check(err == nil && f.Zone != "" && f.Zone != "Local", "body.zone", "zone", "zone", shown(f.Zone))
	wrong.check(len(f.Hours) > 0, "body.hours", "required")
	wrong.hours("body.hours", f.Hours)
	wrong.hours("body.office_hours", f.OfficeHours)
	wrong.prime(f.Prime)
	wrong.check(len(f.HolidayExceptions) <= daysMost, "body.holiday_exceptions", "too_many", "max", daysMost)
	for i, d := range f.HolidayExceptions {
		at := fmt.Sprintf("body.holiday_exceptions[%d]", i)
		wrong.check(facilities.DateOf(d.In(time.UTC)) == d, at, "day")
		wrong.check(!slices.Contains(f.HolidayExceptions[:i], d), at, "twice")
	}
	wrong.length("body.decide_within", f.DecideWithin, time.Hour, 90*24*time.Hour)
	wrong.length("body.no_show.grace", f.NoShow.Grace, 0, 24*time.Hour)
	wrong.length("body.no_show.within", f.NoShow.Within, 0, 366*24*time.Hour)
	wrong.length("body.no_show.suspend", f.NoShow.Suspend, 0, 366*24*time.Hour)
	wrong.check(f.NoShow.Strikes >= 0 && f.NoShow.Strikes <= 100, "body.no_show.strikes", "range", "min", 0, "max", 100)
	return wrong
}

// hours checks a table of opening hours: within the day, and none on top of another.
func (f *faults) hours(location string, table []facilities.Hours) {
	if len(table) > hoursMost {
		f.add(location, "too_many", "max", hoursMost)
		return
	}
	for i, h := range table {
		f.weekly(fmt.Sprintf("%s[%d]", location, i), h)
		f.check(!slices.ContainsFunc(table[:i], func(o facilities.Hours) bool { return meet(o, h) }),
			fmt.Sprintf("%s[%d]", location, i), "hours_overlap")
	}
}

// prime checks a table of weights.
func (f *faults) prime(table []facilities.Prime) {
	if len(table) > hoursMost {
		f.add("body.prime", "too_many", "max", hoursMost)
		return
	}
	for i, p := range table {
		at := fmt.Sprintf("body.prime[%d]", i)
		h := facilities.Hours{Weekday: p.Weekday, From: p.From, Until: p.Until}
		f.weekly(at, h)
		f.check(p.Percent >= 1 && p.Percent <= 1000, at+".percent", "range", "min", 1, "max", 1000)
		f.check(!slices.ContainsFunc(table[:i], func(o facilities.Prime) bool {
			return meet(facilities.Hours{Weekday: o.Weekday, From: o.From, Until: o.Until}, h)
		}), at, "hours_overlap")
	}
}

func (f *faults) weekly(location string, h facilities.Hours) {
	f.check(h.Weekday >= time.Sunday && h.Weekday <= time.Saturday, location+".weekday", "weekday")
	f.check(h.From >= 0 && h.Until <= minutesPerDay && h.From < h.Until, location, "hours")
}

func meet(a, b facilities.Hours) bool {
	return a.Weekday == b.Weekday && a.From < b.Until && b.From < a.Until
}

// length checks a duration: whole minutes between two bounds.
func (f *faults) length(location string, d, least, most time.Duration) {
	f.check(d >= least && d <= most, location, "length", "min", least, "max", most)
	f.check(d%time.Minute == 0, location, "whole_minutes")
}
