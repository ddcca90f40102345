package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rule is a recurrence rule (RRULE of RFC 5545, 3.3.10) that comes at most daily.
// It is about wall clocks and knows no zone.
type Rule struct {
	source   string
	freq     frequency
	interval int
	count    int // 0: no COUNT
	until    bound

	months, weekNumbers, yearDays, monthDays []int
	weekdays                                 []weekday
	hours, minutes, seconds                  []int // as written
	positions                                []int
	weekStart                                time.Weekday
}

type frequency string

const (
	daily   frequency = "DAILY"
	weekly  frequency = "WEEKLY"
	monthly frequency = "MONTHLY"
	annual  frequency = "YEARLY"
)

// weekday is an item of BYDAY: every Monday, or the nth of the month or year.
type weekday struct {
	nth int // 0: every; negative: counted from the end
	day time.Weekday
}

// bound is UNTIL, which has three forms.
type bound struct {
	wall time.Time // zero: none
	kind boundKind
}

type boundKind int

const (
	boundUTC   boundKind = iota // an instant
	boundLocal                  // a time on the wall clock
	boundDate                   // a day, which is included whole
)

const (
	rulePartsMost  = 16
	ruleLengthMost = 2000 // bytes; no sensible rule has a tenth of it
	clocksMost     = 24   // starts in a day: a rule is daily or slower
)

var weekdayNames = [7]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// ParseRule reads an RRULE, with or without "RRULE:" in front. It fails with
// CodeRule and the part that is wrong, or with CodeTooOften for a rule that is
// finer than daily: HOURLY and less, or more than 24 times in one day.
func ParseRule(text string) (Rule, error) {
	if len(text) > ruleLengthMost {
		return Rule{}, fault(CodeRule, 0, text)
	}
	text = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "RRULE:")
	rule := Rule{source: text, interval: 1, weekStart: time.Monday}
	parts := strings.Split(text, ";")
	if len(parts) > rulePartsMost {
		return Rule{}, fault(CodeRule, 0, text)
	}
	seen := make(map[string]bool, len(parts))
	for _, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if seen[name] || value == "" {
			return Rule{}, fault(CodeRule, 0, part)
		}
		seen[name] = true
		if code := rule.set(name, value); code != "" {
			return Rule{}, fault(code, 0, part)
		}
	}
	if code, detail := rule.check(); code != "" {
		return Rule{}, fault(code, 0, detail)
	}
	return rule, nil
}

// set reads one part; the code it returns is empty when all is well.
func (r *Rule) set(name, value string) Code {
	var ok bool
	switch name {
	case "FREQ":
		switch r.freq = frequency(value); r.freq {
		case daily, weekly, monthly, annual:
			ok = true
		case "HOURLY", "MINUTELY", "SECONDLY":
			return CodeTooOften
		}
	case "INTERVAL":
		r.interval, ok = number(value, 1, 1<<31-1)
	case "COUNT":
		r.count, ok = number(value, 1, 1<<31-1)
	case "UNTIL":
		r.until, ok = parseBound(value)
	case "WKST":
		var start weekday
		start, ok = parseWeekday(value)
		ok = ok && start.nth == 0
		r.weekStart = start.day
	case "BYMONTH":
		r.months, ok = numbers(value, 1, 12, false)
	case "BYWEEKNO":
		r.weekNumbers, ok = numbers(value, 1, 53, true)
	case "BYYEARDAY":
		r.yearDays, ok = numbers(value, 1, 366, true)
	case "BYMONTHDAY":
		r.monthDays, ok = numbers(value, 1, 31, true)
	case "BYDAY":
		r.weekdays, ok = parseWeekdays(value)
	case "BYHOUR":
		r.hours, ok = numbers(value, 0, 23, false)
	case "BYMINUTE":
		r.minutes, ok = numbers(value, 0, 59, false)
	case "BYSECOND":
		r.seconds, ok = numbers(value, 0, 59, false)
	case "BYSETPOS":
		r.positions, ok = numbers(value, 1, 366, true)
	}
	if !ok {
		return CodeRule
	}
	return ""
}

// check looks at what parts say together, as the table of RFC 5545 has it.
func (r *Rule) check() (Code, string) {
	nth := slices.ContainsFunc(r.weekdays, func(w weekday) bool { return w.nth != 0 })
	selects := len(r.months)+len(r.weekNumbers)+len(r.yearDays)+len(r.monthDays)+
		len(r.weekdays)+len(r.hours)+len(r.minutes)+len(r.seconds) > 0
	switch {
	case r.freq == "":
		return CodeRule, "FREQ"
	case r.count > 0 && !r.until.wall.IsZero():
		return CodeRule, "COUNT, UNTIL"
	case nth && (r.freq == daily || r.freq == weekly || len(r.weekNumbers) > 0):
		return CodeRule, "BYDAY"
	case len(r.weekNumbers) > 0 && r.freq != annual:
		return CodeRule, "BYWEEKNO"
	case len(r.yearDays) > 0 && r.freq != annual:
		return CodeRule, "BYYEARDAY"
	case len(r.monthDays) > 0 && r.freq == weekly:
		return CodeRule, "BYMONTHDAY"
	case len(r.positions) > 0 && !selects:
		return CodeRule, "BYSETPOS"
	case max(1, len(r.hours))*max(1, len(r.minutes))*max(1, len(r.seconds)) > clocksMost:
		return CodeTooOften, "BYHOUR, BYMINUTE, BYSECOND"
	}
	return "", ""
}

// String gives the rule as it was written, in capitals.
func (r Rule) String() string { return r.source }

// text writes the rule for a DTSTART in a zone: UNTIL in UTC, as the standard
// wants it there, whatever form it had.
func (r Rule) text(zone *time.Location) string {
	if r.until.wall.IsZero() {
		return r.source
	}
	parts := strings.Split(r.source, ";")
	for i, part := range parts {
		if strings.HasPrefix(part, "UNTIL=") {
			parts[i] = "UNTIL=" + r.lastInstant(zone).UTC().Format(utcForm)
		}
	}
	return strings.Join(parts, ";")
}

// lastInstant is the last instant at which an occurrence may start; zero when
// the rule has no UNTIL.
func (r Rule) lastInstant(zone *time.Location) time.Time {
	switch {
	case r.until.wall.IsZero():
		return time.Time{}
	case r.until.kind == boundLocal:
		return atWall(r.until.wall, zone)
	case r.until.kind == boundDate:
		return atWall(r.until.wall.AddDate(0, 0, 1), zone).Add(-time.Second)
	}
	return r.until.wall
}

func parseBound(value string) (bound, bool) {
	form, kind := localForm, boundLocal
	switch len(value) {
	case len(dateForm):
		form, kind = dateForm, boundDate
	case len(utcForm):
		form, kind = utcForm, boundUTC
	}
	wall, err := time.Parse(form, value)
	return bound{wall, kind}, err == nil && wall.Year() > 0
}

func parseWeekdays(value string) ([]weekday, bool) {
	var days []weekday
	for _, item := range strings.Split(value, ",") {
		day, ok := parseWeekday(item)
		if !ok {
			return nil, false
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days, true
}

func parseWeekday(item string) (weekday, bool) {
	if len(item) < 2 {
		return weekday{}, false
	}
	nth, name := item[:len(item)-2], item[len(item)-2:]
	day := weekday{day: time.Weekday(slices.Index(weekdayNames[:], name))}
	if day.day < 0 {
		return weekday{}, false
	}
	ok := true
	if nth != "" {
		day.nth, ok = signed(nth, 1, 53, true)
	}
	return day, ok
}

// numbers reads a list of numbers, sorted and each once.
func numbers(value string, least, most int, mayBeNegative bool) ([]int, bool) {
	var list []int
	for _, item := range strings.Split(value, ",") {
		n, ok := signed(item, least, most, mayBeNegative)
		if !ok {
			return nil, false
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return slices.Compact(list), true
}

func signed(text string, least, most int, mayBeNegative bool) (int, bool) {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		n, ok := number(rest, least, most)
		return -n, ok && mayBeNegative
	}
	return number(strings.TrimPrefix(text, "+"), least, most)
}

// number reads digits and nothing else.
func number(text string, least, most int) (int, bool) {
	if text == "" || len(text) > 10 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= least && n <= most
}
