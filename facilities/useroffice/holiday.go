package useroffice

import (
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nl"

	"marke/facilities"
)

var publicHolidays struct {
	sync.Mutex
	calendar cal.Calendar
}

func init() {
	publicHolidays.calendar.AddHoliday(nl.Holidays...)
	publicHolidays.calendar.Cacheable = true
}

// isPublicHoliday reports a public holiday of the Netherlands, on the day on which it is kept
// (King's Day is a Saturday when the 27th of April is a Sunday).
func isPublicHoliday(day facilities.Date) bool {
	publicHolidays.Lock() // its cache is a plain map
	defer publicHolidays.Unlock()
	_, kept, _ := publicHolidays.calendar.IsHoliday(day.In(time.UTC))
	return kept
}

// closedDays lists the local days within a span on which a facility is shut: public
// holidays if it keeps them, turned round by its exceptions.
func closedDays(f facilities.Facility, span facilities.Span, zone *time.Location) []facilities.Span {
	if !f.ClosedOnHolidays && len(f.HolidayExceptions) == 0 {
		return nil
	}
	var closed []facilities.Span
	for day := facilities.DateOf(span.Start.In(zone)); day.In(zone).Before(span.End); day = day.Next() {
		shut := f.ClosedOnHolidays && isPublicHoliday(day)
		if slices.Contains(f.HolidayExceptions, day) {
			shut = !shut
		}
		if shut {
			closed = append(closed, facilities.Span{Start: day.In(zone).UTC(), End: day.Next().In(zone).UTC()})
		}
	}
	return closed
}

// openSpans lists when a resource is open within a span: its own hours or the
// facility's, less the days on which that is shut. Downtimes are another matter.
func openSpans(c *facilities.Catalogue, r facilities.Resource, span facilities.Span) []facilities.Span {
	f, _ := c.Facility(r.Facility)
	zone := c.Zone(r.Facility)
	hours := r.Hours
	if len(hours) == 0 {
		hours = f.Hours
	}
	return without(facilities.OpenHours(hours, span, zone), closedDays(f, span, zone))
}

// without gives the spans less others; both are sorted and do not overlap among themselves.
func without(spans, less []facilities.Span) []facilities.Span {
	var out []facilities.Span
	for _, s := range spans {
		for _, l := range less {
			if !s.Overlaps(l) {
				continue
			}
			if s.Start.Before(l.Start) {
				out = append(out, facilities.Span{Start: s.Start, End: l.Start})
			}
			s.Start = l.End
		}
		if !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}
