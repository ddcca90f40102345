package calendar

import (
	"bytes"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-ical"
)

var zoneComponents sync.Map // IANA name → *ical.Component, read only

// heading writes everything before the first event. The feed's own zone is
// defined even when nothing refers to it: so an empty calendar has the one
// component that the standard asks for.
func heading(f Feed, zones []string) ([]byte, error) {
	head := ical.NewComponent(ical.CompCalendar)
	for _, name := range zones {
		definition, err := definitionOf(name)
		if err != nil {
			return nil, err
		}
		head.Children = append(head.Children, definition)
	}
	set := func(name, value string) { setValue(head, name, value, nil) }
	set(ical.PropProductID, product)
	set(ical.PropVersion, "2.0")
	set(ical.PropCalendarScale, "GREGORIAN")
	set("X-WR-TIMEZONE", f.Zone)
	if name := cleanLine(f.Name); name != "" {
		set(ical.PropName, escape(name))
		set("X-WR-CALNAME", escape(name))
	}
	if f.Description != "" {
		set(ical.PropDescription, escape(f.Description))
		set("X-WR-CALDESC", escape(f.Description))
	}
	if f.Method != "" {
		set(ical.PropMethod, string(f.Method))
	}
	if f.Refresh > 0 {
		// go-ical leaves VALUE out, which this property must have, and counts
		// in seconds, which Outlook does not understand.
		every := durationText(f.Refresh)
		setValue(head, ical.PropRefreshInterval, every, ical.Params{ical.ParamValue: {string(ical.ValueDuration)}})
		set("X-PUBLISHED-TTL", every)
	}
	text, err := render(head)
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text, []byte("END:VCALENDAR\r\n")), nil
}

// definitionOf gives the VTIMEZONE of a zone, which is made once.
func definitionOf(name string) (*ical.Component, error) {
	if definition, ok := zoneComponents.Load(name); ok {
		return definition.(*ical.Component), nil
	}
	zone, err := loadZone(name)
	if err != nil {
		return nil, err
	}
	definition, _ := zoneComponents.LoadOrStore(name, vtimezone(name, zone))
	return definition.(*ical.Component), nil
}

// lengthText writes a length of time to the second: "PT1H30M".
func lengthText(d time.Duration) string {
	if d == 0 {
		return "PT0S"
	}
	text := "PT"
	for _, unit := range []struct {
		length time.Duration
		letter string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := d / unit.length; n > 0 {
			text += strconv.Itoa(int(n)) + unit.letter
		}
		d %= unit.length
	}
	return text
}

// durationText writes a duration in whole minutes, at least one: "PT15M", "PT1H", "P1D".
func durationText(d time.Duration) string {
	minutes := max(1, int(d/time.Minute))
	switch {
	case minutes%(24*60) == 0:
		return fmt.Sprintf("P%dD", minutes/(24*60))
	case minutes%60 == 0:
		return fmt.Sprintf("PT%dH", minutes/60)
	}
	return fmt.Sprintf("PT%dM", minutes)
}
