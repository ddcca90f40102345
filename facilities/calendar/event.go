package calendar

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// eventWriter turns one event into a component.
type eventWriter struct {
	event Event
	zone  *time.Location
}

func (w *eventWriter) component() (*ical.Component, error) {
	e := w.event
	c := ical.NewComponent(ical.CompEvent)
	set := func(name, value string) { setValue(c, name, value, nil) }
	setText := func(name, text string) {
		if text != "" {
			set(name, escape(text))
		}
	}
	set(ical.PropUID, escape(e.UID))
	set(ical.PropSequence, strconv.Itoa(e.Sequence))
	set(ical.PropStatus, string(e.Status))
	set(ical.PropDateTimeStamp, e.Modified.UTC().Format(utcForm))
	set(ical.PropLastModified, e.Modified.UTC().Format(utcForm))
	if !e.Created.IsZero() {
		set(ical.PropCreated, e.Created.UTC().Format(utcForm))
	}
	if e.Transparent || e.Status == Cancelled {
		set(ical.PropTransparency, "TRANSPARENT")
	} else {
		set(ical.PropTransparency, "OPAQUE")
	}
	setText(ical.PropSummary, cleanLine(e.Summary))
	setText(ical.PropDescription, e.Description)
	setText(ical.PropLocation, cleanLine(e.Location))
	if e.URL != "" {
		set(ical.PropURL, e.URL)
	}
	if categories := escapeList(e.Categories); categories != "" {
		set(ical.PropCategories, categories)
	}
	if e.Organizer != nil {
		setValue(c, ical.PropOrganizer, "mailto:"+e.Organizer.Email, personParams(*e.Organizer))
	}
	for _, attendee := range e.Attendees {
		c.Props.Add(&ical.Prop{Name: ical.PropAttendee, Params: attendeeParams(attendee), Value: "mailto:" + attendee.Email})
	}
	w.setTimes(c)
	return c, w.setSeries(c)
}

// setTimes writes DTSTART and DTEND.
//
// A single event stands in UTC. Outlook, Google, Apple and Thunderbird all show
// it in their reader's own zone, and none can get it wrong: Outlook replaces a
// VTIMEZONE by the Windows zone that it takes for the same, Google by what it
// knows under the name, and both halves of the hour that occurs twice in October
// have a name of their own in UTC only.
//
// A series stands in the facility's zone, because its rule is about what the
// clock on the facility's wall shows; its moved occurrences stand beside it in
// the same way.
func (w *eventWriter) setTimes(c *ical.Component) {
	start, end := w.event.Start.Truncate(time.Second), w.event.End.Truncate(time.Second)
	if w.event.Rule == "" && w.event.RecurrenceID == nil {
		setValue(c, ical.PropDateTimeStart, start.UTC().Format(utcForm), nil)
		setValue(c, ical.PropDateTimeEnd, end.UTC().Format(utcForm), nil)
		return
	}
	if w.event.Rule != "" { // what the rule gives for the start, see firstMoved
		length := end.Sub(start)
		start = atWall(wallOf(start, w.zone), w.zone)
		end = start.Add(length)
	}
	w.setInstant(c, ical.PropDateTimeStart, start)
	w.setInstant(c, ical.PropDateTimeEnd, end)
}

// setInstant writes an instant by the zone's wall clock, or in UTC when the
// clock shows the same for an earlier instant: the second 02:30 of October.
func (w *eventWriter) setInstant(c *ical.Component, name string, at time.Time) {
	if wall := wallOf(at, w.zone); atWall(wall, w.zone).Equal(at) {
		w.setWall(c, name, wall)
		return
	}
	setValue(c, name, at.UTC().Format(utcForm), nil)
}

// setSeries writes what makes an event a series or a part of one. An occurrence
// is named by what the wall clock shows at its start.
func (w *eventWriter) setSeries(c *ical.Component) error {
	if w.event.RecurrenceID != nil {
		w.setWall(c, ical.PropRecurrenceID, wallOf(*w.event.RecurrenceID, w.zone))
	}
	if w.event.Rule == "" {
		return nil
	}
	rule, err := ParseRule(w.event.Rule)
	if err != nil {
		return concerning(err, w.event.UID)
	}
	if !rule.includes(wallOf(w.event.Start, w.zone)) {
		return &Error{Code: CodeStartOutside, UID: w.event.UID, Detail: excerpt(w.event.Rule)}
	}
	setValue(c, ical.PropRecurrenceRule, rule.text(w.zone), nil)
	except := slices.Clone(w.event.Except)
	slices.SortFunc(except, time.Time.Compare)
	for _, at := range slices.CompactFunc(except, time.Time.Equal) {
		// One line each: Outlook reads only the first of a list.
		c.Props.Add(&ical.Prop{
			Name:   ical.PropExceptionDates,
			Params: w.zoneParams(),
			Value:  w.format(wallOf(at, w.zone)),
		})
	}
	return nil
}

// firstMoved gives the occurrence that has to be written beside a series that
// starts in the second half of the hour that occurs twice: by the rule it would
// start an hour earlier, in the first.
func (w *eventWriter) firstMoved() (Event, bool) {
	e := w.event
	start := e.Start.Truncate(time.Second)
	if e.Rule == "" || slices.ContainsFunc(e.Except, start.Equal) || atWall(wallOf(start, w.zone), w.zone).Equal(start) {
		return Event{}, false
	}
	e.Rule, e.Except, e.RecurrenceID = "", nil, &start
	return e, true
}

// setWall writes a time of the zone's wall clock.
func (w *eventWriter) setWall(c *ical.Component, name string, wall time.Time) {
	setValue(c, name, w.format(wall), w.zoneParams())
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

func setValue(c *ical.Component, name, value string, params ical.Params) {
	if params == nil {
		params = ical.Params{}
	}
	c.Props.Set(&ical.Prop{Name: name, Params: params, Value: value})
}

func escapeList(items []string) string {
	var list []string
	for _, item := range items {
		if item = cleanLine(item); item != "" {
			list = append(list, escape(item))
		}
	}
	return strings.Join(list, ",")
}

func personParams(p Person) ical.Params {
	params := ical.Params{}
	if name := cleanParameter(p.Name); name != "" {
		params.Set(ical.ParamCommonName, name)
	}
	return params
}

func attendeeParams(a Attendee) ical.Params {
	params := personParams(a.Person)
	params.Set(ical.ParamRole, "REQ-PARTICIPANT")
	params.Set(ical.ParamParticipationStatus, string(cmp.Or(a.Answer, NeedsAction)))
	params.Set(ical.ParamRSVP, strings.ToUpper(strconv.FormatBool(a.RSVP)))
	return params
}
