package texts

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

var utc = time.UTC

type calendarWords struct {
	days, daysShort     [7]string
	months, monthsShort [12]string
	hour, minute        string
}

var words = map[string]calendarWords{
	"nl": {
		days:        [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		daysShort:   [7]string{"zo", "ma", "di", "wo", "do", "vr", "za"},
		months:      [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		monthsShort: [12]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		hour:        "u", minute: "min",
	},
	"en": {
		days:        [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		daysShort:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		months:      [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		monthsShort: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		hour:        "h", minute: "min",
	},
}

// Day is a day in full: "zaterdag 21 november 2026".
func (t *Texts) Day(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	return fmt.Sprintf("%s %d %s %d", t.calendar.days[at.Weekday()], at.Day(), t.calendar.months[at.Month()-1], at.Year())
}

// DayShort is a day without its year: "za 21 nov".
func (t *Texts) DayShort(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	return fmt.Sprintf("%s %d %s", t.calendar.daysShort[at.Weekday()], at.Day(), t.calendar.monthsShort[at.Month()-1])
}

// Month is a month with its year: "november 2026".
func (t *Texts) Month(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	return fmt.Sprintf("%s %d", t.calendar.months[at.Month()-1], at.Year())
}

// Weekday names a day of the week.
func (t *Texts) Weekday(d time.Weekday) string { return t.calendar.days[d] }

// Clock is a time of day, "14:30". In the hour that a clock change repeats it
// says which of the two is meant: "02:30 CEST".
func (t *Texts) Clock(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	s := at.Format("15:04")
	if repeated(at) {
		s += " " + at.Format("MST")
	}
	return s
}

// repeated reports that the wall clock shows the time of at twice.
func repeated(at time.Time) bool {
	wall := at.Format("2006-01-02 15:04")
	for _, shift := range []time.Duration{time.Hour, 30 * time.Minute} {
		if at.Add(shift).Format("2006-01-02 15:04") == wall || at.Add(-shift).Format("2006-01-02 15:04") == wall {
			return true
		}
	}
	return false
}

// Span is a stretch of time: "za 21 nov 14:30–16:00"; both days are named when it
// crosses midnight. A span without an end says so by an open dash.
func (t *Texts) Span(s facilities.Span, zone *time.Location) string {
	if s.Start.IsZero() && s.End.IsZero() {
		return ""
	}
	from := t.DayShort(s.Start, zone) + " " + t.Clock(s.Start, zone)
	if s.End.IsZero() {
		return from + " –"
	}
	start, end := s.Start.In(zone), s.End.In(zone)
	if facilities.DateOf(start) == facilities.DateOf(end) {
		return from + "–" + t.Clock(end, zone)
	}
	if end.Hour() == 0 && end.Minute() == 0 && facilities.DateOf(start).Next() == facilities.DateOf(end) {
		return from + "–24:00"
	}
	return from + " – " + t.DayShort(end, zone) + " " + t.Clock(end, zone)
}

// Hours is a length of time, "2 u 30 min".
func (t *Texts) Hours(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "−", -d
	}
	hours, minutes := int64(d/time.Hour), int64(d%time.Hour/time.Minute)
	switch {
	case hours == 0:
		return fmt.Sprintf("%s%d %s", sign, minutes, t.calendar.minute)
	case minutes == 0:
		return fmt.Sprintf("%s%s %s", sign, t.Number(hours), t.calendar.hour)
	}
	return fmt.Sprintf("%s%s %s %d %s", sign, t.Number(hours), t.calendar.hour, minutes, t.calendar.minute)
}

// Number groups digits by thousands: "1.234" in Dutch, "1,234" in English.
func (t *Texts) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	separator := "."
	if t.lang == "en" {
		separator = ","
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Money is an amount with its currency: "€ 1.234,57", "€1,234.57".
func (t *Texts) Money(c money.Cents, currency string) string {
	symbol := currency + " "
	if currency == "EUR" || currency == "" {
		symbol = "€ "
		if t.lang == "en" {
			symbol = "€"
		}
	}
	magnitude := uint64(c)
	if c < 0 {
		magnitude = -magnitude
	}
	whole, point := t.Number(int64(magnitude/100)), ","
	if t.lang == "en" {
		point = "."
	}
	amount := fmt.Sprintf("%s%s%02d", whole, point, magnitude%100)
	switch {
	case c >= 0:
		return symbol + amount
	case t.lang == "en":
		return "-" + symbol + amount
	}
	return symbol + "-" + amount
}

// shown turns the typed parameters of an error into what a reader sees:
// durations, amounts and numbers in the reader's language.
func (t *Texts) shown(params map[string]any) map[string]any {
	out := maps.Clone(params)
	if out == nil {
		out = map[string]any{}
	}
	for name, value := range out {
		switch v := value.(type) {
		case time.Duration:
			out[name] = t.Hours(v)
		case money.Cents:
			out[name] = t.Money(v, "EUR")
		case facilities.Words:
			out[name] = v.In(t.lang)
		case int64:
			if name != "count" {
				out[name] = t.Number(v)
			}
		}
	}
	return out
}
