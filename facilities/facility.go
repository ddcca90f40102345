package facilities

import "time"

// Words is a short text in each of Marke's languages, for what an administrator
// writes (descriptions, labels). An empty language falls back to the other.
type Words struct{ NL, EN string }

// In returns the text in a language ("nl" or "en").
func (w Words) In(lang string) string {
	if lang == "en" && w.EN != "" || w.NL == "" {
		return w.EN
	}
	return w.NL
}

// Facility is a place with a time zone, opening hours, an approval policy and
// managers. Its rules run in its own zone.
type Facility struct {
	ID          FacilityID
	Name        string
	Description Words
	Place       string // address or town, as shown
	Zone        string // IANA name, "Europe/Amsterdam"
	Hours       []Hours
	OfficeHours []Hours // outside these the two-person rule holds; empty: Hours
	Prime       []Prime
	// ClosedOnHolidays shuts the facility on the public holidays of the Netherlands
	// (HolidayExceptions turn single days round: a day in the list is the opposite
	// of what the calendar says).
	ClosedOnHolidays  bool
	HolidayExceptions []Date
	// DecideWithin is the time that managers have to answer a request; an
	// unanswered request expires at the earlier of that and its own start.
	DecideWithin time.Duration
	NoShow       NoShow
	Version      int64
	Archived     bool
}

// NoShow is a facility's policy for people who booked and did not come.
type NoShow struct {
	Grace   time.Duration // after the start, before a booking counts as missed; 0: never
	Strikes int           // so many missed bookings …
	Within  time.Duration // … in so long a time …
	Suspend time.Duration // … keep a person from booking for so long; 0: never
}

// Hours opens a place once a week, in local time. From and Until are minutes
// from local midnight; Until may be 1440 (midnight), and opening through the night is two entries that touch.
type Hours struct {
	Weekday     time.Weekday
	From, Until int
}

// Prime weighs the hours of a week: Percent is 100 for an ordinary hour. Hours
// outside the table are ordinary.
type Prime struct {
	Weekday     time.Weekday
	From, Until int // minutes from local midnight
	Percent     int
}

// Date is a calendar day without a zone, "2026-11-21".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day on which t falls in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-11-21"; ok is false for anything else and for days that do not exist.
func ParseDate(s string) (d Date, ok bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, false
	}
	return DateOf(t), true
}

func (d Date) String() string { return d.In(time.UTC).Format(time.DateOnly) }

// In is the first instant of the day in a zone (some zones have days that start at 01:00).
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// Next is the day after.
func (d Date) Next() Date { return DateOf(d.In(time.UTC).AddDate(0, 0, 1)) }

// IsZero reports that no day is meant.
func (d Date) IsZero() bool { return d == Date{} }

// Before orders days.
func (d Date) Before(o Date) bool { return d.In(time.UTC).Before(o.In(time.UTC)) }
