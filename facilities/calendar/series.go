package calendar

import (
	"slices"
	"time"

	"github.com/emersion/go-ical"
)

// Readers agree on a series only where the clock is plain. By the standard a
// local time that occurs twice means the first; khal and ical.js take the second.
// By the standard the occurrences of a series all last equally long; ical.js lets
// a night end at the same time by the clock, so that in October it is an hour
// longer. And a time that the clock skips is moved by each in its own way.
//
// So such occurrences are loose: each is written once more beside its series, as
// if it had been moved to where it is, in UTC, about which there are no opinions.

// slot is one occurrence of a series.
type slot struct {
	at   time.Time
	wall time.Time // what the rule says, and so the name of the occurrence
}

const (
	looseYears = 5    // how far ahead of its start a series is looked through
	looseLooks = 4000 // … and at how many occurrences
)

func (w *eventWriter) looseSlots() []slot {
	var loose []slot
	limit := w.event.Start.AddDate(looseYears, 0, 0)
	length := w.event.End.Sub(w.event.Start)
	looks := 0
	w.rule.starts(w.event.Start, w.zone, stretch{to: limit}, func(at, wall time.Time) bool {
		end := at.Add(length)
		if !wallOf(at, w.zone).Equal(wall) || twice(at, w.zone) || twice(end, w.zone) ||
			offsetAt(at.In(w.zone)) != offsetAt(end.In(w.zone)) {
			loose = append(loose, slot{at, wall})
		}
		looks++
		return looks < looseLooks
	})
	return loose
}

// corrections gives the loose occurrences as events of their own, without those
// that do not take place.
func (w *eventWriter) corrections() []*eventWriter {
	var all []*eventWriter
	for _, s := range w.loose {
		if slices.ContainsFunc(w.event.Except, func(x time.Time) bool { return x.Truncate(time.Second).Equal(s.at) }) {
			continue
		}
		e := w.event
		e.Rule, e.Except, e.RecurrenceID = "", nil, &s.at
		e.Start, e.End = s.at, s.at.Add(w.event.End.Sub(w.event.Start))
		all = append(all, &eventWriter{event: e, zone: w.zone, loose: []slot{s}})
	}
	return all
}

// nameOf gives the wall clock by which an occurrence is known.
func (w *eventWriter) nameOf(at time.Time) time.Time {
	for _, s := range w.loose {
		if s.at.Equal(at.Truncate(time.Second)) {
			return s.wall
		}
	}
	return wallOf(at, w.zone)
}

// setTimes writes when an event takes place.
//
// A single event stands in UTC. Outlook, Google, Apple and Thunderbird all show
// it in their reader's own zone, and none can get it wrong: Outlook replaces a
// VTIMEZONE by the Windows zone that it takes for the same, Google by what it
// knows under the name, and both halves of the hour that occurs twice in October
// have a name of their own in UTC only.
//
// A series stands in the facility's zone, because its rule is about what the
// clock on the facility's wall shows; so do its changed occurrences, unless they
// touch that hour.
func (w *eventWriter) setTimes(c *ical.Component) {
	e := w.event
	if e.RecurrenceID != nil {
		setValue(c, ical.PropRecurrenceID, w.format(w.nameOf(*e.RecurrenceID)), w.zoneParams())
	}
	switch {
	case w.rule != nil:
		w.setWall(c, ical.PropDateTimeStart, e.Start)
		if len(w.loose) > 0 && w.loose[0].at.Equal(e.Start) {
			// By the clock the end would say something else than it says here.
			setValue(c, ical.PropDuration, lengthText(e.End.Sub(e.Start)), nil)
		} else {
			w.setWall(c, ical.PropDateTimeEnd, e.End)
		}
	case e.RecurrenceID != nil && len(w.loose) == 0 && !twice(e.Start, w.zone) && !twice(e.End, w.zone):
		w.setWall(c, ical.PropDateTimeStart, e.Start)
		w.setWall(c, ical.PropDateTimeEnd, e.End)
	default:
		setValue(c, ical.PropDateTimeStart, e.Start.UTC().Format(utcForm), nil)
		setValue(c, ical.PropDateTimeEnd, e.End.UTC().Format(utcForm), nil)
	}
}

// setRule writes what makes an event a series.
func (w *eventWriter) setRule(c *ical.Component) {
	setValue(c, ical.PropRecurrenceRule, w.rule.text(w.zone), nil)
	except := slices.Clone(w.event.Except)
	slices.SortFunc(except, time.Time.Compare)
	for _, at := range slices.CompactFunc(except, time.Time.Equal) {
		// One line each: Outlook reads only the first of a list.
		c.Props.Add(&ical.Prop{Name: ical.PropExceptionDates, Params: w.zoneParams(), Value: w.format(w.nameOf(at))})
	}
}

// setWall writes an instant by the zone's wall clock.
func (w *eventWriter) setWall(c *ical.Component, name string, at time.Time) {
	setValue(c, name, w.format(wallOf(at, w.zone)), w.zoneParams())
}

func (w *eventWriter) format(wall time.Time) string {
	if w.zone == time.UTC {
		return wall.Format(utcForm)
	}
	return wall.Format(localForm)
}

func (w *eventWriter) zoneParams() ical.Params {
	if w.zone == time.UTC {
		return ical.Params{}
	}
	return ical.Params{ical.ParamTimezoneID: {w.zone.String()}}
}
