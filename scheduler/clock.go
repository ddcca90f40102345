package scheduler

import (
	"sort"

	"marke/scheduler/interval"
)

// clock is a facility's wall clock: it turns ticks into local time and back. Local time is ticks from midnight of
// 1970-01-01 by that clock, which jumps where the offset changes.
type clock struct {
	origin  int64
	offsets []Offset
}

// offset gives the distance from tick t to local time, and the span of ticks around t for which it holds.
func (c *clock) offset(t int64) (int64, interval.Span) {
	if len(c.offsets) == 0 {
		return c.origin, interval.Always
	}
	i := max(sort.Search(len(c.offsets), func(i int) bool { return c.offsets[i].From > t })-1, 0)
	return c.piece(i)
}

func (c *clock) piece(i int) (int64, interval.Span) {
	span := interval.Always
	if i > 0 {
		span.From = c.offsets[i].From
	}
	if i+1 < len(c.offsets) {
		span.To = c.offsets[i+1].From
	}
	return c.origin + c.offsets[i].Ticks, span
}

// at gives the first tick at which the wall clock has reached a local time. A time that occurs twice gives the first, one
// that is skipped gives the moment of the jump.
func (c *clock) at(local int64) int64 {
	if len(c.offsets) == 0 {
		return local - c.origin
	}
	// Offsets are less than two days, so the piece lies near where a clock without offset would find it.
	i := max(sort.Search(len(c.offsets), func(i int) bool { return c.offsets[i].From > local-c.origin-2*TicksPerDay })-1, 0)
	for ; ; i++ {
		distance, span := c.piece(i)
		if t := local - distance; t < span.To || i+1 == len(c.offsets) {
			return max(t, span.From)
		}
	}
}

// onGrid reports whether the wall clock at tick t shows a multiple of grid since midnight.
func (c *clock) onGrid(t, grid int64) bool {
	distance, _ := c.offset(t)
	return mod(t+distance, TicksPerDay)%grid == 0
}

// gridFrom gives the first tick on the grid that is not before t.
func (c *clock) gridFrom(t, grid int64) int64 {
	if grid <= 1 {
		return t
	}
	for {
		distance, span := c.offset(t)
		minute := mod(t+distance, TicksPerDay)
		up := mod(-minute, grid)
		if minute+up > TicksPerDay { // the day is no multiple of the grid: midnight comes first
			up = TicksPerDay - minute
		}
		if t+up < span.To {
			return t + up
		}
		t = span.To // the clock jumps before that: look again from the jump
	}
}

// gridUntil gives the last tick on the grid that is not after t.
func (c *clock) gridUntil(t, grid int64) int64 {
	if grid <= 1 {
		return t
	}
	for {
		distance, span := c.offset(t)
		down := mod(t+distance, TicksPerDay) % grid
		if t-down >= span.From {
			return t - down
		}
		t = span.From - 1
	}
}

// period gives the calendar period that holds tick t. Its ends are local midnights.
func (c *clock) period(t int64, p Period) interval.Span {
	distance, _ := c.offset(t)
	day := div(t+distance, TicksPerDay)
	from, to := day, day+1
	switch p {
	case Week:
		from = day - mod(day+3, 7) // 1970-01-01 was a Thursday
		to = from + 7
	case Month:
		from, to = month(day)
	}
	return interval.Span{From: c.at(from * TicksPerDay), To: c.at(to * TicksPerDay)}
}

// month gives the first day of the month that holds a day, and of the next month; days from 1970-01-01. The calendar is
// counted in years that begin on 1 March, whose months have lengths by the formula (153m+2)/5 (Richards, "Calendars", in
// the Explanatory Supplement to the Astronomical Almanac, 2013).
func month(day int64) (from, to int64) {
	const (
		toMarch = 719468 // days from 0000-03-01 to 1970-01-01
		era     = 146097 // days of 400 years
	)
	shifted := day + toMarch
	base := div(shifted, era) * era
	doe := shifted - base
	year := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	yearStart := 365*year + year/4 - year/100
	m := (5*(doe-yearStart) + 2) / 153
	from = base + yearStart + (153*m+2)/5 - toMarch
	if m < 11 {
		return from, base + yearStart + (153*(m+1)+2)/5 - toMarch
	}
	next := year + 1 // February ends the counted year; year 400 would begin the next era at exactly era days
	if next == 400 {
		return from, base + era - toMarch
	}
	return from, base + 365*next + next/4 - next/100 - toMarch
}

func div(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func mod(a, b int64) int64 { return a - div(a, b)*b }
