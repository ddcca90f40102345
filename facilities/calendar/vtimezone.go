package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// The years that a VTIMEZONE is about. Go knows a zone by its transitions, not
// by its rules, so the rules are found again from what happens in cycleFirst to
// cycleLast: 28 years hold every date on every weekday once.
const (
	oldestYear  = 1970 // a rule is followed back to here
	plainYear   = 2010 // changes outside the rule are written one by one from here
	lastYear    = 2037 // … to here
	cycleFirst  = 2030
	cycleLast   = cycleFirst + 27
	ruleChanges = 2 // changes in a year of a zone with summer time
)

// change is one moment at which the clocks of a zone are set.
type change struct {
	wall     time.Time // what the clock showed, by the old offset
	from, to int       // offsets in seconds east of UTC
	name     string    // what the new time is called: "CET"
	daylight bool
}

// yearly is a change that happens every year on such a day as "the last Sunday
// of March".
type yearly struct {
	month    time.Month
	weekday  time.Weekday
	nth      int // 1 to 4, −1 for the last, 0 when firstDay says it
	firstDay int // the weekday on or after this day of the month
	change       // its wall gives the time of day
}

// vtimezone makes the definition of a zone: rules where it has them, single
// changes where it has not.
func vtimezone(name string, zone *time.Location) *ical.Component {
	component := ical.NewComponent(ical.CompTimezone)
	component.Props.Set(&ical.Prop{Name: ical.PropTimezoneID, Params: ical.Params{}, Value: name})

	rules, since := rulesOf(zone)
	until := lastYear + 1
	if len(rules) > 0 {
		until = since
	}
	if until > plainYear {
		start := time.Date(plainYear, 1, 1, 0, 0, 0, 0, zone)
		component.Children = append(component.Children, observance(standing(start), nil))
		for year := plainYear; year < until; year++ {
			for _, single := range changesIn(year, zone) {
				component.Children = append(component.Children, observance(single, nil))
			}
		}
	}
	for _, rule := range rules {
		first := rule.change
		first.wall = rule.in(since)
		component.Children = append(component.Children, observance(first, &rule))
	}
	return component
}

// standing describes the time that holds at an instant, as if it began then.
func standing(at time.Time) change {
	name, offset := at.Zone()
	return change{wall: wallOf(at, at.Location()), from: offset, to: offset, name: name, daylight: at.IsDST()}
}

// changesIn lists the changes of offset in a year, by the zone's own clock.
func changesIn(year int, zone *time.Location) []change {
	var changes []change
	at := time.Date(year, 1, 1, 0, 0, 0, 0, zone)
	for range 100 { // zones have a handful of changes in a year
		_, next := at.ZoneBounds()
		if next.IsZero() {
			break
		}
		if !next.After(at) { // beyond the zone's table, 31 December of a leap year is its own bound
			next = at.Add(24 * time.Hour)
		}
		before := next.Add(-time.Second)
		wall := wallOf(before, zone).Add(time.Second)
		if wall.Year() > year {
			break
		}
		if from, to := offsetAt(before), offsetAt(next); from != to && wall.Year() == year {
			name, _ := next.Zone()
			changes = append(changes, change{wall: wall, from: from, to: to, name: name, daylight: next.IsDST()})
		}
		at = next
	}
	return changes
}

// rulesOf finds the two yearly rules of a zone with summer time and the first
// year from which both hold without a break; nil when the zone has none.
func rulesOf(zone *time.Location) ([]yearly, int) {
	var cycles [ruleChanges][]change
	for year := cycleFirst; year <= cycleLast; year++ {
		changes := changesIn(year, zone)
		if len(changes) != ruleChanges {
			return nil, 0
		}
		for i := range changes {
			cycles[i] = append(cycles[i], changes[i])
		}
	}
	rules := make([]yearly, 0, ruleChanges)
	for _, cycle := range cycles {
		rule, ok := ruleOf(cycle)
		if !ok {
			return nil, 0
		}
		rules = append(rules, rule)
	}
	// Ireland calls its winter the exception; calendars call the later clock
	// daylight time everywhere.
	for i := range rules {
		rules[i].daylight = rules[i].to > rules[i].from
	}
	since := cycleFirst
	for since > oldestYear && followed(rules, changesIn(since-1, zone)) {
		since--
	}
	return rules, since
}

// ruleOf finds the rule behind the same change in every year of a cycle.
func ruleOf(cycle []change) (yearly, bool) {
	first := cycle[0]
	rule := yearly{month: first.wall.Month(), weekday: first.wall.Weekday(), change: first}
	earliest, latest, last := 31, 1, true
	for _, c := range cycle {
		day := c.wall.Day()
		if c.wall.Month() != rule.month || c.wall.Weekday() != rule.weekday || !rule.alike(c) {
			return yearly{}, false
		}
		earliest, latest = min(earliest, day), max(latest, day)
		last = last && day+7 > daysIn(c.wall.Year(), rule.month)
	}
	switch {
	case last:
		rule.nth = -1
	case (earliest-1)/7 == (latest-1)/7:
		rule.nth = (earliest-1)/7 + 1
	case latest-earliest < 7:
		rule.firstDay = earliest
	default:
		return yearly{}, false
	}
	return rule, true
}

// alike tells that another change is to the same clock at the same time of day.
func (y yearly) alike(c change) bool {
	return c.from == y.from && c.to == y.to && c.name == y.name && clockOf(c.wall) == clockOf(y.wall)
}

// followed tells that the changes of a year are exactly those of the rules.
func followed(rules []yearly, changes []change) bool {
	return len(changes) == len(rules) && !slices.ContainsFunc(rules, func(rule yearly) bool {
		return !slices.ContainsFunc(changes, func(c change) bool {
			return rule.alike(c) && rule.in(c.wall.Year()).Equal(c.wall)
		})
	})
}

// in gives the wall clock of the change in a year.
func (y yearly) in(year int) time.Time {
	day := y.firstDay
	switch {
	case y.nth < 0:
		day = daysIn(year, y.month) - 6
	case y.nth > 0:
		day = (y.nth-1)*7 + 1
	}
	first := time.Date(year, y.month, day, 0, 0, 0, 0, time.UTC)
	ahead := (int(y.weekday) - int(first.Weekday()) + 7) % 7
	return first.AddDate(0, 0, ahead).Add(clockOf(y.wall))
}

// recurrence writes the rule as an RRULE.
func (y yearly) recurrence() string {
	weekday := weekdayNames[y.weekday]
	if y.nth != 0 {
		return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", y.month, y.nth, weekday)
	}
	days := make([]string, 7)
	for i := range days {
		days[i] = strconv.Itoa(y.firstDay + i)
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYMONTHDAY=%s;BYDAY=%s", y.month, strings.Join(days, ","), weekday)
}

// observance writes one STANDARD or DAYLIGHT part.
func observance(c change, rule *yearly) *ical.Component {
	kind := ical.CompTimezoneStandard
	if c.daylight {
		kind = ical.CompTimezoneDaylight
	}
	part := ical.NewComponent(kind)
	set := func(name, value string) {
		part.Props.Set(&ical.Prop{Name: name, Params: ical.Params{}, Value: value})
	}
	set(ical.PropDateTimeStart, c.wall.Format(localForm))
	set(ical.PropTimezoneOffsetFrom, offsetText(c.from))
	set(ical.PropTimezoneOffsetTo, offsetText(c.to))
	set(ical.PropTimezoneName, c.name)
	if rule != nil {
		set(ical.PropRecurrenceRule, rule.recurrence())
	}
	return part
}

// offsetText writes a UTC-OFFSET: "+0100".
func offsetText(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}

func clockOf(wall time.Time) time.Duration {
	hour, minute, second := wall.Clock()
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
