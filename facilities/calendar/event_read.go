package calendar

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// eventReader reads one VEVENT. Its methods note the first thing that is wrong
// and go on; entry looks at the note at the end.
type eventReader struct {
	component *ical.Component
	where     *place
	zones     *zoneBook
	floating  *time.Location
	wrong     *Error
}

// onceOnly are the properties of which a second one would change the meaning.
var onceOnly = []string{
	ical.PropUID, ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropDuration,
	ical.PropRecurrenceRule, ical.PropRecurrenceID, ical.PropSequence, ical.PropStatus,
}

func (r *eventReader) entry() (Entry, *Error) {
	e := Entry{Line: r.where.line, Status: Confirmed}
	e.UID = cleanLine(unescape(r.value(ical.PropUID)))
	for _, name := range onceOnly {
		if len(r.component.Props[name]) > 1 {
			r.note(CodeRepeated, name, 1, name)
		}
	}
	if e.UID == "" {
		r.note(CodeMissing, ical.PropUID, 0, ical.PropUID)
	}
	r.texts(&e)
	r.people(&e)
	r.times(&e)
	r.series(&e)
	return e, r.wrong
}

// note keeps the first fault.
func (r *eventReader) note(code Code, property string, nth int, detail string) {
	if r.wrong == nil {
		r.wrong = fault(code, r.where.lineOf(property, nth), detail)
	}
}

func (r *eventReader) value(name string) string {
	if prop := r.component.Props.Get(name); prop != nil {
		return prop.Value
	}
	return ""
}

func (r *eventReader) texts(e *Entry) {
	e.Summary = cleanLine(unescape(r.value(ical.PropSummary)))
	e.Description = unescape(r.value(ical.PropDescription))
	e.Location = cleanLine(unescape(r.value(ical.PropLocation)))
	e.URL = cleanLine(r.value(ical.PropURL))
	for _, prop := range r.component.Props[ical.PropCategories] {
		e.Categories = append(e.Categories, unescapeList(prop.Value)...)
	}
	e.Transparent = strings.EqualFold(strings.TrimSpace(r.value(ical.PropTransparency)), "TRANSPARENT")
	if value := r.value(ical.PropStatus); value != "" {
		switch e.Status = Status(strings.ToUpper(strings.TrimSpace(value))); e.Status {
		case Tentative, Confirmed, Cancelled:
		default:
			r.note(CodeValue, ical.PropStatus, 0, "STATUS "+value)
		}
	}
	if value := r.value(ical.PropSequence); value != "" {
		var ok bool
		if e.Sequence, ok = parseSequence(value); !ok {
			r.note(CodeValue, ical.PropSequence, 0, "SEQUENCE "+value)
		}
	}
	// These two only inform; a bad one is as good as none.
	e.Created, _ = time.Parse(utcForm, r.value(ical.PropCreated))
	e.Modified, _ = time.Parse(utcForm, r.value(ical.PropLastModified))
}

func (r *eventReader) people(e *Entry) {
	if prop := r.component.Props.Get(ical.PropOrganizer); prop != nil {
		organizer := personOf(prop)
		e.Organizer = &organizer
	}
	for _, prop := range r.component.Props[ical.PropAttendee] {
		e.Attendees = append(e.Attendees, Attendee{
			Person: personOf(&prop),
			Answer: Answer(strings.ToUpper(cleanLine(prop.Params.Get(ical.ParamParticipationStatus)))),
			RSVP:   strings.EqualFold(prop.Params.Get(ical.ParamRSVP), "TRUE"),
		})
	}
}

func personOf(prop *ical.Prop) Person {
	address := cleanLine(prop.Value)
	if len(address) >= len("mailto:") && strings.EqualFold(address[:len("mailto:")], "mailto:") {
		address = address[len("mailto:"):]
	}
	if plain, err := url.PathUnescape(address); err == nil {
		address = cleanLine(plain)
	}
	return Person{Name: cleanLine(prop.Params.Get(ical.ParamCommonName)), Email: address}
}

// times reads DTSTART with DTEND or DURATION. Without either a day lasts a day
// and a time no time (RFC 5545, 3.6.1).
func (r *eventReader) times(e *Entry) {
	prop := r.component.Props.Get(ical.PropDateTimeStart)
	if prop == nil {
		r.note(CodeMissing, ical.PropDateTimeStart, 0, ical.PropDateTimeStart)
		return
	}
	start, ok := r.moment(prop, 0)
	if !ok {
		return
	}
	e.Start, e.Zone, e.AllDay, e.Floating = start.instant(), start.zone, start.date, start.floating
	endProp, lengthProp := r.component.Props.Get(ical.PropDateTimeEnd), r.component.Props.Get(ical.PropDuration)
	switch {
	case endProp != nil && lengthProp != nil:
		r.note(CodeRepeated, ical.PropDuration, 0, "DTEND, DURATION")
	case endProp != nil:
		end, ok := r.moment(endProp, 0)
		switch {
		case !ok:
		case end.date != start.date:
			r.note(CodeValue, ical.PropDateTimeEnd, 0, "DTEND "+endProp.Value)
		case start.date:
			e.length.days = dayOf(end.wall) - dayOf(start.wall)
		default:
			e.length.exact = end.instant().Sub(e.Start)
		}
	case lengthProp != nil:
		if e.length, ok = parseDuration(lengthProp.Value); !ok || start.date && e.length.exact != 0 {
			r.note(CodeValue, ical.PropDuration, 0, "DURATION "+lengthProp.Value)
		}
	case start.date:
		e.length.days = 1
	}
	if e.length.days < 0 || e.length.exact < 0 {
		r.note(CodeBackwards, ical.PropDateTimeEnd, 0, "")
	}
	e.End = e.length.after(e.Start, e.Zone)
}

var durationForm = regexp.MustCompile(`^\+?P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)$`)

// parseDuration reads a DURATION that is not negative. (go-ical's own lets
// numbers overflow.)
func parseDuration(value string) (length, bool) {
	parts := durationForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(value)))
	if parts == nil || strings.Join(parts[1:], "") == "" {
		return length{}, false
	}
	n := func(i int) int {
		number, _ := strconv.Atoi(parts[i]) // digits or nothing, by the form
		return number
	}
	return length{
		days:  n(1)*7 + n(2),
		exact: time.Duration(n(3))*time.Hour + time.Duration(n(4))*time.Minute + time.Duration(n(5))*time.Second,
	}, true
}
