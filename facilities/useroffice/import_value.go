package useroffice

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
)

// How an import writes what a noun holds as a list: hours "ma-vr 08:00-18:00, za
// 09:00-13:00", prime time "ma-vr 09:00-17:00 150%", capabilities "sem, temperature 20..400 °C",
// roles "manager:htf, controller".

var weekdayNames = [7][]string{
	{"zo", "zondag", "su", "sun", "sunday"},
	{"ma", "maandag", "mo", "mon", "monday"},
	{"di", "dinsdag", "tu", "tue", "tuesday"},
	{"wo", "woensdag", "we", "wed", "wednesday"},
	{"do", "donderdag", "th", "thu", "thursday"},
	{"vr", "vrijdag", "fr", "fri", "friday"},
	{"za", "zaterdag", "sa", "sat", "saturday"},
}

// parseHours reads a table of opening hours.
func parseHours(text string) ([]facilities.Hours, bool) {
	var table []facilities.Hours
	for _, part := range splitList(text) {
		days, clock, _ := strings.Cut(part, " ")
		weekdays, okDays := parseWeekdays(days)
		from, until, okClock := parseClocks(clock)
		if !okDays || !okClock {
			return nil, false
		}
		for _, d := range weekdays {
			table = append(table, facilities.Hours{Weekday: d, From: from, Until: until})
		}
	}
	return table, true
}

// parsePrime reads a table of weights.
func parsePrime(text string) ([]facilities.Prime, bool) {
	var table []facilities.Prime
	for _, part := range splitList(text) {
		fields := strings.Fields(part)
		if len(fields) != 3 || !strings.HasSuffix(fields[2], "%") {
			return nil, false
		}
		percent, err := strconv.Atoi(strings.TrimSuffix(fields[2], "%"))
		weekdays, okDays := parseWeekdays(fields[0])
		from, until, okClock := parseClocks(fields[1])
		if err != nil || !okDays || !okClock {
			return nil, false
		}
		for _, d := range weekdays {
			table = append(table, facilities.Prime{Weekday: d, From: from, Until: until, Percent: percent})
		}
	}
	return table, true
}

// parseWeekdays reads "ma" or "ma-vr", which may go through the weekend.
func parseWeekdays(text string) ([]time.Weekday, bool) {
	first, last, isRange := strings.Cut(strings.ToLower(text), "-")
	from, ok := weekdayOf(first)
	if !ok || !isRange {
		return []time.Weekday{from}, ok
	}
	to, ok := weekdayOf(last)
	days := []time.Weekday{from}
	for d := from; ok && d != to; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days, ok
}

func weekdayOf(name string) (time.Weekday, bool) {
	for d, names := range weekdayNames {
		if slices.Contains(names, name) {
			return time.Weekday(d), true
		}
	}
	return 0, false
}

// parseClocks reads "08:00-18:00" as minutes from midnight.
func parseClocks(text string) (from, until int, ok bool) {
	a, b, found := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), "–", "-"), "-")
	from, okFrom := parseClock(a)
	until, okUntil := parseClock(b)
	return from, until, found && okFrom && okUntil && from < until
}

// parseClock reads "8:00", "08:00", "08.00" and "24:00".
func parseClock(text string) (int, bool) {
	h, m, found := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ".", ":"), ":")
	hours, errHours := strconv.Atoi(h)
	minutes := 0
	var errMinutes error
	if found {
		minutes, errMinutes = strconv.Atoi(m)
	}
	ok := errHours == nil && errMinutes == nil && hours >= 0 && minutes >= 0 && minutes < 60 && hours*60+minutes <= minutesPerDay
	return hours*60 + minutes, ok
}

// parseCapabilities reads tags, each with an optional range and unit: "temperature
// 20..400 °C", "force ..200 t", "wafer 150 mm".
func parseCapabilities(text string) ([]facilities.Capability, bool) {
	var list []facilities.Capability
	for _, part := range splitList(text) {
		fields := strings.Fields(part)
		c := facilities.Capability{Tag: strings.ToLower(fields[0])}
		if len(fields) > 1 {
			low, high, isRange := strings.Cut(fields[1], "..")
			if !isRange {
				high = low
			}
			var okLow, okHigh bool
			if c.Min, okLow = parseEnd(low); !okLow {
				return nil, false
			}
			if c.Max, okHigh = parseEnd(high); !okHigh {
				return nil, false
			}
			c.Unit = strings.Join(fields[2:], " ")
		}
		list = append(list, c)
	}
	return list, true
}

func parseEnd(text string) (*float64, bool) {
	if text == "" {
		return nil, true
	}
	value, err := parseDecimal(text)
	return &value, err == nil
}

// parseRoles reads roles with the facility or partner where they hold.
func parseRoles(text string) []facilities.Role {
	var roles []facilities.Role
	for _, part := range splitList(text) {
		kind, place, _ := strings.Cut(part, ":")
		r := facilities.Role{Kind: facilities.RoleKind(strings.ToLower(strings.TrimSpace(kind)))}
		if place = strings.TrimSpace(place); r.Kind == facilities.RoleRepresentative {
			r.Partner = facilities.PartnerID(place)
		} else {
			r.Facility = facilities.FacilityID(place)
		}
		roles = append(roles, r)
	}
	return roles
}

// splitList splits at commas (not those within a number) and semicolons and leaves empty parts out.
func splitList(text string) []string {
	var parts []string
	from := 0
	for i := 0; i <= len(text); i++ {
		cut := i == len(text) || text[i] == ';' || text[i] == ',' && !(i+1 < len(text) && isDigit(text[i+1]))
		if !cut {
			continue
		}
		if part := strings.TrimSpace(text[from:i]); part != "" {
			parts = append(parts, part)
		}
		from = i + 1
	}
	return parts
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
