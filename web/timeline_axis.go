package web

import (
	"time"

	"marke/facilities"
)

// axis maps instants to places on a timeline, in percent of its width. It is made
// of stretches, one a day; what lies between them (the night) takes no room.
type axis struct {
	stretches []stretch
	zone      *time.Location
}

// stretch is the part of one day that is shown.
type stretch struct {
	facilities.Span
	day         facilities.Date
	left, width float64 // percent
}

// bar is a stretch of time as it is drawn, in percent of the width.
type bar struct{ X, Width float64 }

// newAxis shows the days from the minute "from" to the minute "until" of each. Days of
// 23 and 25 hours are as long as they are.
func newAxis(days []facilities.Date, from, until int, zone *time.Location) axis {
	a := axis{zone: zone}
	var total time.Duration
	for _, day := range days {
		s := facilities.NewSpan(wall(day, from, zone), wall(day, until, zone))
		a.stretches = append(a.stretches, stretch{Span: s, day: day})
		total += s.Duration()
	}
	left := 0.0
	for i := range a.stretches {
		s := &a.stretches[i]
		s.left, s.width = left, 100*float64(s.Duration())/float64(total)
		left += s.width
	}
	return a
}

// wall is the instant at which the wall clock shows so many minutes on a day. For a
// time that is skipped it is as much later.
func wall(day facilities.Date, minutes int, zone *time.Location) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 0, minutes, 0, 0, zone)
}

// bars places a span: one bar for each stretch that it touches, or for several that follow
// on each other without a night between. An End of zero means without end.
func (a axis) bars(span facilities.Span) []bar {
	var out []bar
	for i, s := range a.stretches {
		b, ok := s.clip(span)
		switch {
		case !ok:
		case len(out) > 0 && i > 0 && a.stretches[i-1].End.Equal(s.Start):
			out[len(out)-1].Width += b.Width
		default:
			out = append(out, b)
		}
	}
	return out
}

// clip places the part of a span that lies in the stretch.
func (s stretch) clip(span facilities.Span) (bar, bool) {
	if span.End.IsZero() || span.End.After(s.End) {
		span.End = s.End
	}
	if span.Start.Before(s.Start) {
		span.Start = s.Start
	}
	if span.Empty() {
		return bar{}, false
	}
	scale := s.width / float64(s.Duration())
	return bar{s.left + scale*float64(span.Start.Sub(s.Start)), scale * float64(span.Duration())}, true
}

// at places an instant; ok is false when it is not shown.
func (a axis) at(t time.Time) (x float64, ok bool) {
	for _, s := range a.stretches {
		if s.Holds(t) {
			return s.left + s.width*float64(t.Sub(s.Start))/float64(s.Duration()), true
		}
	}
	return 0, false
}

// tick is a line of the grid and the hour written at it.
type tick struct {
	X     float64
	Label string
	Major bool // the start of a day
}

// hours are the ticks of every n-th hour, counted from local midnight.
func (a axis) hours(every int) []tick {
	var out []tick
	for _, s := range a.stretches {
		for t := s.Start; t.Before(s.End); t = t.Add(time.Hour) {
			local := t.In(a.zone)
			if local.Hour()%every == 0 && local.Minute() == 0 {
				x, _ := a.at(t)
				out = append(out, tick{X: x, Label: local.Format("15"), Major: t.Equal(s.Start)})
			}
		}
	}
	return out
}

// shownHours is the part of the day that is worth showing: from the earliest to the latest of
// what is in the spans, on whole hours, at least 8 hours, and never less than the working day when there is nothing.
func shownHours(spans []facilities.Span, zone *time.Location) (from, until int) {
	from, until = 24*60, 0
	for _, s := range spans {
		start, end := s.Start.In(zone), s.End.In(zone)
		if facilities.DateOf(start) != facilities.DateOf(end.Add(-time.Second)) {
			return 0, 24 * 60
		}
		from = min(from, start.Hour()*60)
		last := end.Add(-time.Second)
		until = max(until, (last.Hour()+1)*60)
	}
	if until == 0 {
		return 8 * 60, 18 * 60
	}
	for until-from < 8*60 {
		from, until = max(0, from-60), min(24*60, until+60)
	}
	return from, until
}

// week lists the seven days of the week, from Monday, that a day is in.
func week(day facilities.Date) []facilities.Date {
	at := day.In(time.UTC)
	monday := at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	days := make([]facilities.Date, 7)
	for i := range days {
		days[i] = facilities.DateOf(monday.AddDate(0, 0, i))
	}
	return days
}

// later is the day so many days after.
func later(day facilities.Date, days int) facilities.Date {
	return facilities.DateOf(day.In(time.UTC).AddDate(0, 0, days))
}

// whole is the span of the days, from the first midnight to the last.
func whole(days []facilities.Date, zone *time.Location) facilities.Span {
	return facilities.NewSpan(days[0].In(zone), days[len(days)-1].Next().In(zone))
}
