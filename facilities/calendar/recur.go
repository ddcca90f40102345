package calendar

import (
	"iter"
	"slices"
	"strconv"
	"time"
)

// The expansion of rules. rrule-go, which comes with go-ical, is not used for
// it: it computes in the zone of the start, where time.Date may land on either
// side of a clock change; it searches to the year 9999 for the 30th of February;
// it makes the 31 million seconds of a year at once when a rule asks for them;
// and BYDAY=-53MO in a month makes it panic. Here a rule is a test of days, in
// wall-clock time, with a bound. rrule-go is what the tests compare with.

// horizonDays bounds every expansion: occurrences more than a hundred years
// after the start are left out.
const horizonDays = 36525

// Occurrences lists the starts of a series: the wall clock of the zone follows
// the rule, so that a weekly 09:00 stays at 09:00 when the clocks change. A time
// that occurs twice means the first, one that is skipped is read with the offset
// from before (02:30 becomes 03:30); only start itself may be the second 02:30.
//
// Starts after until (zero: no limit) and those in except are left out; start
// counts for COUNT even when it is left out. It fails with the codes of ParseRule, with CodeStartOutside when
// start is no occurrence by the rule, and with CodeManyOccurrences, beside the
// first max starts, when there are more than max.
func Occurrences(rrule string, start time.Time, zone *time.Location, except []time.Time, until time.Time, max int) ([]time.Time, error) {
	rule, err := ParseRule(rrule)
	if err != nil {
		return nil, err
	}
	start = start.Truncate(time.Second).In(zone)
	if !rule.includes(wallOf(start, zone)) {
		return nil, fault(CodeStartOutside, 0, rule.source)
	}
	gone := make(map[int64]bool, len(except))
	for _, at := range except {
		gone[at.Unix()] = true
	}
	var starts []time.Time
	rule.starts(start, zone, stretch{to: until}, func(at, _ time.Time) bool {
		if !until.IsZero() && at.After(until) {
			return at.Before(until.Add(disorder))
		}
		if !gone[at.Unix()] {
			starts = append(starts, at)
		}
		return len(starts) <= max
	})
	starts = inOrder(starts)
	if len(starts) > max {
		return starts[:max], fault(CodeManyOccurrences, 0, strconv.Itoa(max))
	}
	return starts, nil
}

// disorder is more than the difference that a clock change can make between the
// order of wall clocks and that of instants.
const disorder = 25 * time.Hour

func inOrder(starts []time.Time) []time.Time {
	slices.SortFunc(starts, time.Time.Compare)
	return slices.CompactFunc(starts, time.Time.Equal)
}

// stretch is the part of a series that is wanted, in instants or wall clocks;
// zero is an open end. What lies outside may be left out.
type stretch struct{ from, to time.Time }

// starts yields the instants of a series, each with the wall clock that the rule
// gives for it, in the order of the wall clocks: the start itself, which by the
// standard always is the first occurrence and counts, and what the rule gives
// after it.
func (r Rule) starts(start time.Time, zone *time.Location, wanted stretch, yield func(at, wall time.Time) bool) {
	wall := wallOf(start, zone)
	if !yield(start, wall) {
		return
	}
	last := r.lastInstant(zone)
	count := 1
	if !wanted.from.IsZero() {
		wanted.from = wallOf(wanted.from, zone).Add(-disorder)
	}
	if !wanted.to.IsZero() {
		wanted.to = wallOf(wanted.to, zone).Add(disorder)
	}
	r.walls(wall, wanted, func(next time.Time) bool {
		if r.count > 0 && count >= r.count {
			return false
		}
		if !next.After(wall) {
			return true
		}
		count++
		at := atWall(next, zone)
		if !last.IsZero() && at.After(last) {
			return at.Before(last.Add(disorder))
		}
		return yield(at, next)
	})
}

// includes tells that the rule gives a wall clock when a series starts there.
func (r Rule) includes(start time.Time) bool {
	first := time.Time{}
	r.walls(start, stretch{}, func(wall time.Time) bool {
		first = wall
		return false
	})
	return first.Equal(start)
}

// walls yields the wall clocks that the rule gives from the start on, ascending.
// With COUNT it leaves out none before the end of what is wanted.
func (r Rule) walls(start time.Time, wanted stretch, yield func(time.Time) bool) {
	r = r.completed(start)
	clocks := r.clocksOf(start)
	for from, until := range r.periods(start, wanted) {
		var days []int
		for day := from; day < until; day++ {
			if r.takes(day) {
				days = append(days, day)
			}
		}
		for _, wall := range r.selected(days, clocks) {
			if !wall.Before(start) && !yield(wall) {
				return
			}
		}
	}
}

// periods yields the first day of each year, month, week or day that the rule looks at, and the day after its last: from the one that holds the start,
// or what is wanted, to the end of that or of the horizon. They do not overlap, which bounds the work.
func (r Rule) periods(start time.Time, wanted stretch) iter.Seq2[int, int] {
	return func(yield func(from, until int) bool) {
		firstDay := dayOf(start)
		period := r.periodOf(firstDay)
		if r.count == 0 && wanted.from.After(start) {
			period += (r.periodOf(dayOf(wanted.from)) - period) / r.interval * r.interval
		}
		lastDay := firstDay + horizonDays
		if !wanted.to.IsZero() {
			lastDay = min(lastDay, dayOf(wanted.to))
		}
		for ; ; period += r.interval {
			from, until := r.daysOfPeriod(period)
			if from > lastDay || !yield(from, until) {
				return
			}
		}
	}
}

// completed adds what a rule leaves for the start to say.
func (r Rule) completed(start time.Time) Rule {
	if len(r.yearDays)+len(r.monthDays)+len(r.weekdays) > 0 {
		return r
	}
	switch {
	case r.freq == weekly || len(r.weekNumbers) > 0:
		r.weekdays = []weekday{{day: start.Weekday()}}
	case r.freq == monthly:
		r.monthDays = []int{start.Day()}
	case r.freq == annual:
		r.monthDays = []int{start.Day()}
		if len(r.months) == 0 {
			r.months = []int{int(start.Month())}
		}
	}
	return r
}

// clocksOf lists the times of day at which occurrences start, ascending.
func (r Rule) clocksOf(start time.Time) []time.Duration {
	or := func(list []int, value int) []int {
		if len(list) == 0 {
			return []int{value}
		}
		return list
	}
	var clocks []time.Duration
	for _, hour := range or(r.hours, start.Hour()) {
		for _, minute := range or(r.minutes, start.Minute()) {
			for _, second := range or(r.seconds, start.Second()) {
				clocks = append(clocks, time.Duration(hour)*time.Hour+
					time.Duration(minute)*time.Minute+time.Duration(second)*time.Second)
			}
		}
	}
	return clocks
}

// selected puts days and times of day together and applies BYSETPOS.
func (r Rule) selected(days []int, clocks []time.Duration) []time.Time {
	at := func(i int) time.Time {
		return midnight(days[i/len(clocks)]).Add(clocks[i%len(clocks)])
	}
	total := len(days) * len(clocks)
	var walls []time.Time
	if len(r.positions) == 0 {
		for i := range total {
			walls = append(walls, at(i))
		}
		return walls
	}
	for _, position := range r.positions {
		i := position - 1
		if position < 0 {
			i = total + position
		}
		if i >= 0 && i < total {
			walls = append(walls, at(i))
		}
	}
	return inOrder(walls)
}

// Days are counted from 1970-01-01, periods from the one that holds it.

func dayOf(wall time.Time) int { return int(floorDiv(wall.Unix(), 24*60*60)) }

func midnight(day int) time.Time { return time.Unix(int64(day)*24*60*60, 0).UTC() }

// periodOf gives the number of the year, month, week or day that a day is in.
func (r Rule) periodOf(day int) int {
	switch date := midnight(day); r.freq {
	case annual:
		return date.Year()
	case monthly:
		return date.Year()*12 + int(date.Month()) - 1
	case weekly:
		return int(floorDiv(int64(day-r.weekOrigin()), 7))
	}
	return day
}

// daysOfPeriod gives the first day of a period and the first one after it.
func (r Rule) daysOfPeriod(period int) (from, until int) {
	date := func(year, month int) int { return dayOf(time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)) }
	switch r.freq {
	case annual:
		return date(period, 1), date(period+1, 1)
	case monthly:
		return date(0, period+1), date(0, period+2)
	case weekly:
		return r.weekOrigin() + period*7, r.weekOrigin() + period*7 + 7
	}
	return period, period + 1
}

// weekOrigin is the first day on or after 1970-01-01, a Thursday, on which a week starts.
func (r Rule) weekOrigin() int { return (int(r.weekStart) - int(time.Thursday) + 7) % 7 }

// takes tells that no part of the rule speaks against a day.
func (r Rule) takes(day int) bool {
	date := midnight(day)
	year, month, monthDay := date.Date()
	if len(r.months) > 0 && !slices.Contains(r.months, int(month)) {
		return false
	}
	if len(r.monthDays) > 0 && !either(r.monthDays, monthDay, monthDay-daysIn(year, month)-1) {
		return false
	}
	if len(r.yearDays) > 0 && !either(r.yearDays, date.YearDay(), date.YearDay()-daysInYear(year)-1) {
		return false
	}
	if len(r.weekNumbers) > 0 {
		if number, fromEnd := weekNumber(day, r.weekOrigin()); !either(r.weekNumbers, number, fromEnd) {
			return false
		}
	}
	return len(r.weekdays) == 0 || slices.ContainsFunc(r.weekdays, func(w weekday) bool {
		if w.day != date.Weekday() {
			return false
		}
		switch {
		case w.nth == 0:
			return true
		case r.freq == annual && len(r.months) == 0:
			return w.isNth(date.YearDay(), daysInYear(year))
		}
		return w.isNth(monthDay, daysIn(year, month))
	})
}

// isNth tells that the day-th of so many days is the nth of its weekday.
func (w weekday) isNth(day, days int) bool {
	if w.nth < 0 {
		return (days-day)/7+1 == -w.nth
	}
	return (day-1)/7+1 == w.nth
}

// weekNumber gives the number of a day's week, counted from the start and from
// the end of the year that the week belongs to: the one with its fourth day.
func weekNumber(day, weekOrigin int) (number, fromEnd int) {
	fourth := midnight(weekOrigin + int(floorDiv(int64(day-weekOrigin), 7))*7 + 3)
	number = (fourth.YearDay()-1)/7 + 1
	return number, -((daysInYear(fourth.Year())-fourth.YearDay())/7 + 1)
}

func either(list []int, number, fromEnd int) bool {
	return slices.Contains(list, number) || slices.Contains(list, fromEnd)
}

func daysInYear(year int) int {
	return time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay()
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
