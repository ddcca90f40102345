package calendar

import (
	"errors"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// moment is a DATE or DATE-TIME as a file has it.
type moment struct {
	wall     time.Time
	zone     *time.Location
	date     bool
	floating bool
}

func (m moment) instant() time.Time { return atWall(m.wall, m.zone) }

// moment reads a property with one value; nth is which of its name it is.
func (r *eventReader) moment(prop *ical.Prop, nth int) (moment, bool) {
	all, ok := r.moments(prop, nth)
	if !ok {
		return moment{}, false
	}
	if len(all) != 1 {
		r.note(CodeValue, prop.Name, nth, prop.Name+" "+prop.Value)
		return moment{}, false
	}
	return all[0], true
}

// moments reads a property that may have a list of values.
func (r *eventReader) moments(prop *ical.Prop, nth int) ([]moment, bool) {
	kind := strings.ToUpper(prop.Params.Get(ical.ParamValue))
	zone, floating := r.floating, true
	if name := prop.Params.Get(ical.ParamTimezoneID); name != "" && kind != string(ical.ValueDate) {
		var ok bool
		if zone, ok = r.zones.find(name); !ok {
			r.note(CodeZone, prop.Name, nth, name)
			return nil, false
		}
		floating = false
	}
	var all []moment
	for _, text := range strings.Split(prop.Value, ",") {
		m := moment{zone: zone, floating: floating}
		var err error
		text = strings.ToUpper(strings.TrimSpace(text))
		switch {
		case len(text) == len(dateForm) && (kind == "" || kind == string(ical.ValueDate)):
			m.wall, err = time.Parse(dateForm, text)
			m.date, m.zone, m.floating = true, r.floating, true
		case len(text) == len(localForm) && (kind == "" || kind == string(ical.ValueDateTime)):
			m.wall, err = time.Parse(localForm, text)
		case len(text) == len(utcForm) && (kind == "" || kind == string(ical.ValueDateTime)):
			m.wall, err = time.Parse(utcForm, text)
			m.zone, m.floating = time.UTC, false
		case kind == string(ical.ValuePeriod):
			r.note(CodeUnsupported, prop.Name, nth, prop.Name+";VALUE=PERIOD")
			return nil, false
		default:
			r.note(CodeValue, prop.Name, nth, prop.Name+" "+text)
			return nil, false
		}
		if err != nil || !writable(m.wall) {
			r.note(CodeValue, prop.Name, nth, prop.Name+" "+text)
			return nil, false
		}
		all = append(all, m)
	}
	return all, true
}

// series reads what makes the event repeat, or a part of what repeats.
func (r *eventReader) series(e *Entry) {
	if r.wrong != nil {
		return
	}
	if prop := r.component.Props.Get(ical.PropRecurrenceID); prop != nil {
		if reach := prop.Params.Get(ical.ParamRange); reach != "" {
			r.note(CodeUnsupported, prop.Name, 0, "RECURRENCE-ID;RANGE="+reach)
			return
		}
		if at, ok := r.moment(prop, 0); ok {
			e.Recurrence = at.instant()
		}
		return // a changed occurrence does not repeat
	}
	if r.component.Props.Get("EXRULE") != nil {
		// Withdrawn by RFC 5545, but to overlook it would fill what it empties.
		r.note(CodeUnsupported, "EXRULE", 0, "EXRULE")
		return
	}
	if prop := r.component.Props.Get(ical.PropRecurrenceRule); prop != nil {
		rule, err := ParseRule(prop.Value)
		if err != nil {
			var wrong *Error
			errors.As(err, &wrong) // ParseRule fails with nothing else
			r.note(wrong.Code, prop.Name, 0, wrong.Detail)
			return
		}
		e.rule, e.Rule = &rule, rule.String()
	}
	for i, prop := range r.component.Props[ical.PropRecurrenceDates] {
		moments, _ := r.moments(&prop, i)
		for _, m := range moments {
			if m.date != e.AllDay {
				r.note(CodeValue, prop.Name, i, "RDATE "+prop.Value)
				return
			}
			e.dates = append(e.dates, m.instant())
		}
	}
	r.exceptions(e)
}

// exceptions reads EXDATE. A day takes out whatever starts on it, also from a
// series with times: some calendars write it so.
func (r *eventReader) exceptions(e *Entry) {
	e.except, e.exceptDays = map[int64]struct{}{}, map[int]struct{}{}
	for i, prop := range r.component.Props[ical.PropExceptionDates] {
		moments, _ := r.moments(&prop, i)
		for _, m := range moments {
			if m.date && !e.AllDay {
				e.exceptDays[dayOf(m.wall)] = struct{}{}
				continue
			}
			e.except[m.instant().Unix()] = struct{}{}
		}
	}
}

// excepted tells that an occurrence does not take place.
func (e *Entry) excepted(start time.Time) bool {
	if _, gone := e.except[start.Unix()]; gone {
		return true
	}
	_, gone := e.exceptDays[dayOf(wallOf(start, e.Zone))]
	return gone
}
