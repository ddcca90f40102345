package calendar

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Occurrence is one time that an entry takes place.
type Occurrence struct {
	Start, End time.Time // in the entry's zone
	// Recurrence is the start that it has by the rule: with the UID it names
	// the occurrence, also after a move. It is Start for a single event.
	Recurrence time.Time
	// Entry has the texts: the series, or the occurrence that was changed.
	Entry *Entry
}

// Expand lists when an entry takes place between from and to: its occurrences by
// RRULE and RDATE, without those of EXDATE, the changed ones as they were
// changed, ordered by start. An occurrence counts when a part of it lies in
// [from, to). What is cancelled does not take place.
//
// Occurrences more than a hundred years after the first are left out. Beside the
// first max occurrences it gives CodeManyOccurrences when there are more.
func Expand(e *Entry, from, to time.Time, max int) ([]Occurrence, error) {
	var found []Occurrence
	add := func(o Occurrence) {
		inside := o.Start.Before(to) && (o.End.After(from) || o.Start.Equal(o.End) && !o.Start.Before(from))
		if inside && o.Entry.Status != Cancelled {
			found = append(found, o)
		}
	}
	if e.Status == Cancelled {
		return nil, nil
	}
	changed := make(map[int64]bool, len(e.Changed))
	for i := range e.Changed {
		change := &e.Changed[i]
		changed[change.Recurrence.Unix()] = true
		add(Occurrence{change.Start, change.End, change.Recurrence, change})
	}
	for _, start := range e.starts(from, to, max+len(e.Changed)+len(e.except)+len(e.exceptDays)*clocksMost) {
		if !changed[start.Unix()] && !e.excepted(start) {
			add(Occurrence{start, e.length.after(start, e.Zone), e.named(start), e})
		}
	}
	slices.SortStableFunc(found, func(a, b Occurrence) int {
		return cmp.Or(a.Start.Compare(b.Start), a.Recurrence.Compare(b.Recurrence))
	})
	if len(found) > max {
		return found[:max], &Error{Code: CodeManyOccurrences, Line: e.Line, UID: excerpt(e.UID), Detail: strconv.Itoa(max)}
	}
	return found, nil
}

// named gives the start by which an occurrence is known.
func (e *Entry) named(start time.Time) time.Time {
	if e.Recurrence.IsZero() {
		return start
	}
	return e.Recurrence // one changed occurrence whose series is elsewhere
}

// starts lists when occurrences that may touch [from, to) start by the rule and
// the dates. It stops soon after most of them.
func (e *Entry) starts(from, to time.Time, most int) []time.Time {
	if !e.Recurrence.IsZero() || !e.Repeats() {
		return []time.Time{e.Start}
	}
	reach := from.Add(-e.length.exact).AddDate(0, 0, -e.length.days-2)
	starts := []time.Time{e.Start}
	if e.rule != nil {
		e.rule.starts(e.Start, e.Zone, stretch{reach, to}, func(at, _ time.Time) bool {
			if !at.Before(reach) {
				starts = append(starts, at)
			}
			return at.Before(to.Add(disorder)) && len(starts) <= most+4*clocksMost
		})
	}
	for _, at := range e.dates {
		starts = append(starts, at.In(e.Zone))
	}
	return inOrder(starts)
}
