package form

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
)

// Hours reads the opening hours of a week, a field a day: "<name>.1" (Monday) to "<name>.0" (Sunday), each
// a list such as "8:00-12:30, 13:00-17:00", empty for closed.
func (f *Form) Hours(name string) []facilities.Hours {
	var out []facilities.Hours
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		field := HoursField(name, day)
		for part := range strings.SplitSeq(f.Typed(field), ",") {
			part = strings.TrimSpace(part)
			if part == "" {
				continue
			}
			from, until, ok := hoursOf(part)
			if !ok {
				f.Wrong(field, "form_hours")
				continue
			}
			out = append(out, facilities.Hours{Weekday: day, From: from, Until: until})
		}
	}
	return out
}

// SetHours fills the fields that Hours reads.
func (f *Form) SetHours(name string, hours []facilities.Hours) {
	byDay := map[time.Weekday][]string{}
	for _, h := range hours {
		byDay[h.Weekday] = append(byDay[h.Weekday], fmt.Sprintf("%d:%02d-%d:%02d", h.From/60, h.From%60, h.Until/60, h.Until%60))
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		f.Set(HoursField(name, day), strings.Join(byDay[day], ", "))
	}
}

// HoursField names the field of one day's hours.
func HoursField(name string, day time.Weekday) string { return name + "." + strconv.Itoa(int(day)) }

// hoursOf reads "8-12", "8:00-12:30" or "8.00–12.30".
func hoursOf(s string) (from, until int, ok bool) {
	first, second, found := strings.Cut(strings.NewReplacer("–", "-", ".", ":", " ", "").Replace(s), "-")
	from, ok1 := clockMinutes(first)
	until, ok2 := clockMinutes(second)
	return from, until, found && ok1 && ok2 && from < until
}

func clockMinutes(s string) (int, bool) {
	hour, minute, hasMinutes := strings.Cut(s, ":")
	h, err := strconv.Atoi(hour)
	m := 0
	if hasMinutes && err == nil {
		m, err = strconv.Atoi(minute)
	}
	return h*60 + m, err == nil && h >= 0 && m >= 0 && m < 60 && h*60+m <= 24*60
}

// Days reads calendar days separated by commas, spaces or new lines.
func (f *Form) Days(name string) []facilities.Date {
	var out []facilities.Date
	for part := range strings.FieldsFuncSeq(f.Typed(name), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' || r == '\t' }) {
		day, ok := facilities.ParseDate(part)
		if !ok {
			f.Wrong(name, "form_days", "typed", part)
			continue
		}
		out = append(out, day)
	}
	return out
}

// SetDays fills the field that Days reads.
func (f *Form) SetDays(name string, days []facilities.Date) {
	var s []string
	for _, d := range days {
		s = append(s, d.String())
	}
	f.Set(name, strings.Join(s, ", "))
}

// SetMinutes fills the field that Minutes reads.
func (f *Form) SetMinutes(name string, d time.Duration) {
	f.Set(name, "")
	if d > 0 {
		f.Set(name, strconv.Itoa(int(d/time.Minute)))
	}
}
