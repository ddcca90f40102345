package calendar

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// Limits is what Decode accepts, and the zone it gives to what has none.
// Zero fields take the defaults.
type Limits struct {
	Bytes      int // of the whole file; 1 MiB
	LineBytes  int // of one unfolded line; 8 KiB
	Depth      int // of components in components; 4
	Components int // in the file; 10,000
	// Floating is the zone of times without one and of whole days; UTC when nil.
	Floating *time.Location
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Bytes:      cmp.Or(l.Bytes, 1<<20),
		LineBytes:  cmp.Or(l.LineBytes, 8<<10),
		Depth:      cmp.Or(l.Depth, 4),
		Components: cmp.Or(l.Components, 10_000),
		Floating:   cmp.Or(l.Floating, time.UTC),
	}
}

// Calendar is a file that was read.
type Calendar struct {
	Name   string // as the file calls itself; may be empty
	Method Method // empty unless it is an invitation
	// Entries are the events that were understood, in the order of the file.
	Entries []Entry
	// Refused are the events that were not, each with its line and reason. What
	// is not in Entries is here: nothing is dropped in silence.
	Refused []*Error
	// Ignored counts what is no event: tasks, journals, free/busy times.
	Ignored int
}

// Decode reads the calendars of a file that may come from anywhere. A file that
// breaks the limits or the grammar is refused as a whole with an *Error and the
// line; an event with something that cannot be understood lands in
// Calendar.Refused and leaves the others alone.
func Decode(r io.Reader, limits Limits) (calendar Calendar, err error) {
	limits = limits.withDefaults()
	clean, places, err := guard(r, limits)
	if err != nil {
		return Calendar{}, err
	}
	defer func() {
		if broken := recover(); broken != nil {
			calendar, err = Calendar{}, &Error{Code: CodeBroken, Cause: fmt.Errorf("panic: %v", broken)}
		}
	}()
	decoder := ical.NewDecoder(bytes.NewReader(clean))
	for _, place := range places {
		decoded, err := decoder.Decode()
		if err != nil {
			return Calendar{}, &Error{Code: CodeBroken, Line: place.line, Cause: err}
		}
		reader := calendarReader{
			result: &calendar,
			zones:  newZoneBook(decoded.Children),
			limits: limits,
			index:  map[string]int{},
		}
		if err := reader.read(decoded.Component, place); err != nil {
			return Calendar{}, err
		}
	}
	return calendar, nil
}

// calendarReader reads one VCALENDAR into the result.
type calendarReader struct {
	result  *Calendar
	zones   *zoneBook
	limits  Limits
	index   map[string]int // UID → its entry in result.Entries
	changed []Entry        // read before we know whether their series follows
}

func (r *calendarReader) read(c *ical.Component, where *place) error {
	if version := c.Props.Get(ical.PropVersion); version != nil && strings.TrimSpace(version.Value) != "2.0" {
		return fault(CodeVersion, where.lineOf(ical.PropVersion, 0), version.Value)
	}
	for _, name := range []string{ical.PropName, "X-WR-CALNAME"} {
		if prop := c.Props.Get(name); prop != nil && r.result.Name == "" {
			r.result.Name = cleanLine(unescape(prop.Value))
		}
	}
	if prop := c.Props.Get(ical.PropMethod); prop != nil && r.result.Method == "" {
		r.result.Method = Method(strings.ToUpper(cleanLine(prop.Value)))
	}
	for i, child := range c.Children {
		switch child.Name {
		case ical.CompEvent:
			if err := r.event(child, where.children[i]); err != nil {
				r.result.Refused = append(r.result.Refused, err)
			}
		case ical.CompTimezone:
		default:
			r.result.Ignored++
		}
	}
	r.joinChanged()
	return nil
}

// event reads one VEVENT and files it.
func (r *calendarReader) event(c *ical.Component, where *place) *Error {
	reader := eventReader{component: c, where: where, zones: r.zones, floating: r.limits.Floating}
	entry, fault := reader.entry()
	if fault != nil {
		fault.UID = excerpt(entry.UID)
		return fault
	}
	if !entry.Recurrence.IsZero() {
		r.changed = append(r.changed, entry)
		return nil
	}
	if _, twice := r.index[entry.UID]; twice {
		return &Error{Code: CodeDuplicate, Line: where.lineOf(ical.PropUID, 0), UID: excerpt(entry.UID), Detail: excerpt(entry.UID)}
	}
	r.index[entry.UID] = len(r.result.Entries)
	r.result.Entries = append(r.result.Entries, entry)
	return nil
}

// joinChanged puts changed occurrences with their series. One whose series is
// not in the file (an invitation to a single occurrence) stands for itself; of
// two changes of one occurrence the one with the higher sequence counts.
func (r *calendarReader) joinChanged() {
	for _, change := range r.changed {
		at, ok := r.index[change.UID]
		if !ok {
			r.result.Entries = append(r.result.Entries, change)
			continue
		}
		series := &r.result.Entries[at]
		replaced := false
		for i := range series.Changed {
			if other := &series.Changed[i]; other.Recurrence.Equal(change.Recurrence) {
				if replaced = true; change.Sequence >= other.Sequence {
					*other = change
				}
			}
		}
		if !replaced {
			series.Changed = append(series.Changed, change)
		}
	}
}

// Entry is an event of a file that was read.
type Entry struct {
	Line int // where it begins in the file

	UID      string
	Sequence int
	Status   Status

	Start, End time.Time // in Zone; the same when the file gives no length
	Zone       *time.Location
	AllDay     bool // Start and End are midnights
	Floating   bool // the file names no zone: Limits.Floating was taken

	Summary, Description, Location, URL string
	Categories                          []string
	Created, Modified                   time.Time // zero when the file does not say
	Transparent                         bool
	Organizer                           *Person
	Attendees                           []Attendee

	Rule string // RRULE as the file has it; empty for a single event
	// Recurrence is the start that a changed occurrence had by the rule.
	Recurrence time.Time
	// Changed are the changed, moved and cancelled occurrences of a series.
	Changed []Entry

	rule       *Rule
	dates      []time.Time        // RDATE
	except     map[int64]struct{} // EXDATE, in Unix seconds
	exceptDays map[int]struct{}   // EXDATE;VALUE=DATE, in days since 1970
	length     length
}

// Repeats tells that the entry stands for more than its own start.
func (e *Entry) Repeats() bool { return e.rule != nil || len(e.dates) > 0 }

// length is how long an event lasts: days on the calendar, then exact time.
type length struct {
	days  int
	exact time.Duration
}

// after gives the end of an occurrence.
func (l length) after(start time.Time, zone *time.Location) time.Time {
	if l.days != 0 {
		start = atWall(wallOf(start, zone).AddDate(0, 0, l.days), zone)
	}
	return start.Add(l.exact)
}

// parseSequence reads SEQUENCE, which is 0 when it is absent.
func parseSequence(value string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	return n, err == nil && n >= 0
}
