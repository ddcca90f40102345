package calendar

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// eventWriter turns one event into a component.
type eventWriter struct {
	event Event
	zone  *time.Location
	rule  *Rule  // of a series
	loose []slot // its occurrences that readers take differently
}

func newEventWriter(e Event, zone *time.Location) (*eventWriter, error) {
	if err := checkEvent(e); err != nil {
		return nil, err
	}
	e.Start, e.End = e.Start.Truncate(time.Second), e.End.Truncate(time.Second)
	w := &eventWriter{event: e, zone: zone}
	if e.Rule == "" {
		return w, nil
	}
	rule, err := ParseRule(e.Rule)
	if err != nil {
		return nil, concerning(err, e.UID)
	}
	if !rule.includes(wallOf(e.Start, zone)) {
		return nil, &Error{Code: CodeStartOutside, UID: excerpt(e.UID), Detail: excerpt(e.Rule)}
	}
	w.rule = &rule
	w.loose = w.looseSlots()
	return w, nil
}

func (w *eventWriter) component() *ical.Component {
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
	if w.rule != nil {
		w.setRule(c)
	}
	return c
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
