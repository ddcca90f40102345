package form

import (
	"strconv"
	"strings"
	"time"

	"marke/facilities"
)

// Later is the value of a "fold" field that picks the second of two equal times on the
// night when the clock goes back. Without it the first is meant.
const Later = "later"

// Day is a calendar day ("2026-11-21"), zero when the field is empty.
func (f *Form) Day(name string) facilities.Date {
	s := strings.TrimSpace(f.typed.Get(name))
	if s == "" {
		return facilities.Date{}
	}
	day, ok := facilities.ParseDate(s)
	if !ok || day.Year < 1990 || day.Year > 2200 {
		f.Wrong(name, "form_day")
		return facilities.Date{}
	}
	return day
}

// Clock is a time of day in minutes from midnight; 24:00 is 1440.
func (f *Form) Clock(name string) (minutes int, ok bool) {
	s := strings.TrimSpace(f.typed.Get(name))
	hour, rest, found := strings.Cut(s, ":")
	minute, _, _ := strings.Cut(rest, ":") // a browser may send seconds
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if !found || err1 != nil || err2 != nil || len(minute) != 2 || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		f.Wrong(name, "form_clock")
		return 0, false
	}
	return h*60 + m, true
}

// Moment is the instant of a day and a time of day in a zone. A time that the
// clock skips is marked as wrong, with what the clock does that night. Of a time
// that comes twice the first is meant, unless the field foldName is Later; twice
// reports that there is a choice.
func (f *Form) Moment(day facilities.Date, clockName, foldName string, zone *time.Location) (at time.Time, twice bool) {
	minutes, ok := f.Clock(clockName)
	if !ok || day.IsZero() {
		return time.Time{}, false
	}
	moments := Moments(day, minutes, zone)
	if len(moments) == 0 {
		after := day.In(zone).Add(time.Duration(minutes) * time.Minute)
		f.Wrong(clockName, "form_skipped", "time", f.Typed(clockName), "day", day.String(), "instead", after.In(zone).Format("15:04"))
		return time.Time{}, false
	}
	if len(moments) == 2 && f.Is(foldName, Later) {
		return moments[1], true
	}
	return moments[0], len(moments) == 2
}

// Moments lists the instants at which the wall clock of a zone shows so many
// minutes after midnight on a day: one, none when the clock skips it, two when it comes twice.
func Moments(day facilities.Date, minutes int, zone *time.Location) []time.Time {
	wall := time.Date(day.Year, day.Month, day.Day, 0, minutes, 0, 0, time.UTC)
	var found []time.Time
	// The offsets in force a day before and a day after are the only two that can hold.
	for _, probe := range []time.Time{wall.AddDate(0, 0, -1), wall.AddDate(0, 0, 1)} {
		_, offset := probe.In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		shown := at.In(zone)
		same := facilities.DateOf(shown) == facilities.DateOf(wall) && shown.Hour() == wall.Hour() && shown.Minute() == wall.Minute()
		if same && (len(found) == 0 || !found[0].Equal(at)) {
			found = append(found, at)
		}
	}
	if len(found) == 2 && found[1].Before(found[0]) {
		found[0], found[1] = found[1], found[0]
	}
	return found
}
