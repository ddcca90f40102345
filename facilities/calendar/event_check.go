package calendar

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// checkEvent refuses what cannot be written truthfully.
func checkEvent(e Event) error {
	wrong := func(code Code, detail string) error {
		return &Error{Code: code, UID: excerpt(e.UID), Detail: excerpt(detail)}
	}
	switch {
	case e.UID == "":
		return wrong(CodeMissing, ical.PropUID)
	case len(e.UID) > 255 || cleanLine(e.UID) != e.UID:
		return wrong(CodeValue, "UID "+e.UID)
	case e.Start.IsZero():
		return wrong(CodeMissing, ical.PropDateTimeStart)
	case e.End.IsZero():
		return wrong(CodeMissing, ical.PropDateTimeEnd)
	case !writable(e.Start) || !writable(e.End):
		return wrong(CodeValue, ical.PropDateTimeStart+" "+e.Start.UTC().Format(time.RFC3339))
	case e.End.Before(e.Start):
		return wrong(CodeBackwards, "")
	case e.Modified.IsZero():
		return wrong(CodeMissing, ical.PropLastModified)
	case e.Sequence < 0:
		return wrong(CodeValue, "SEQUENCE "+strconv.Itoa(e.Sequence))
	case e.Status != Tentative && e.Status != Confirmed && e.Status != Cancelled:
		return wrong(CodeValue, "STATUS "+string(e.Status))
	case e.URL != "" && !webAddress(e.URL):
		return wrong(CodeValue, "URL "+e.URL)
	case e.Rule != "" && e.RecurrenceID != nil:
		return wrong(CodeUnsupported, ical.PropRecurrenceID)
	case e.Organizer != nil && !mailAddress(e.Organizer.Email):
		return wrong(CodeValue, "ORGANIZER "+e.Organizer.Email)
	}
	for _, attendee := range e.Attendees {
		if !mailAddress(attendee.Email) {
			return wrong(CodeValue, "ATTENDEE "+attendee.Email)
		}
		switch attendee.Answer {
		case "", NeedsAction, Accepted, Declined, Maybe:
		default:
			return wrong(CodeValue, "PARTSTAT "+string(attendee.Answer))
		}
	}
	return nil
}

// writable tells that a time has the four digits of a year that the form has room for.
func writable(t time.Time) bool { return t.UTC().Year() >= 1 && t.UTC().Year() < 9999 }

// checkInvitation holds a calendar with a method to what RFC 5546 (3.2) asks.
func checkInvitation(f Feed) error {
	switch f.Method {
	case "":
		return nil
	case Request, Cancel:
	default:
		return fault(CodeValue, 0, "METHOD "+string(f.Method))
	}
	if len(f.Events) == 0 {
		return fault(CodeMissing, 0, ical.CompEvent)
	}
	for _, event := range f.Events {
		switch {
		case event.Organizer == nil:
			return fault(CodeMissing, 0, ical.PropOrganizer)
		case len(event.Attendees) == 0:
			return fault(CodeMissing, 0, ical.PropAttendee)
		case event.UID != f.Events[0].UID:
			return fault(CodeRepeated, 0, ical.PropUID)
		case f.Method == Cancel && event.Status != Cancelled:
			return fault(CodeValue, 0, "STATUS "+string(event.Status))
		}
	}
	return nil
}

// webAddress tells that a link is absolute and fits on a content line as it is.
func webAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != "" &&
		cleanLine(text) == text && !strings.ContainsAny(text, " \"<>\\")
}

// mailAddress tells that an address can stand behind "mailto:" as it is.
func mailAddress(text string) bool {
	name, host, ok := strings.Cut(text, "@")
	return ok && name != "" && host != "" && len(text) <= 254 && cleanLine(text) == text &&
		!strings.ContainsAny(text, " \"<>\\,;:?&%()[]") && !strings.Contains(host, "@")
}
