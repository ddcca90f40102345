// Package calendar writes and reads iCalendar (RFC 5545, RFC 7986): the
// private feeds, the invitations in mails, and the files that people bring
// from other calendars.
//
// It is pure: bytes in, values out, and the other way round. It refuses to
// know who may see a booking, in which language its title is, where a feed is
// served and what time it is now; the caller has decided all that. It is built
// on go-ical and does around it what go-ical leaves open: see encode.go for the
// way out and guard.go for the way in.
package calendar

import "time"

// Status is how firm an event is, as iCalendar spells it.
type Status string

// The three statuses of an event (RFC 5545, 3.8.1.11).
const (
	Tentative Status = "TENTATIVE"
	Confirmed Status = "CONFIRMED"
	Cancelled Status = "CANCELLED"
)

// Method makes a calendar an invitation (RFC 5546). A feed has none.
type Method string

// The methods that Marke sends.
const (
	Request Method = "REQUEST"
	Cancel  Method = "CANCEL"
)

// Answer is what an attendee said to an invitation (RFC 5545, 3.2.12).
type Answer string

// The answers. An empty Answer is written as NeedsAction.
const (
	NeedsAction Answer = "NEEDS-ACTION"
	Accepted    Answer = "ACCEPTED"
	Declined    Answer = "DECLINED"
	Maybe       Answer = "TENTATIVE"
)

// Person is somebody in an invitation.
type Person struct {
	Name  string // may be empty
	Email string
}

// Attendee is a person who is invited.
type Attendee struct {
	Person
	Answer Answer
	RSVP   bool // an answer is expected
}

// Event is one booking, or a series of them, as a calendar shows it to one
// reader. Texts may hold anything: they are cleaned and escaped on the way out.
type Event struct {
	UID      string // stable for the life of the booking, shared by a series and its moved occurrences
	Sequence int    // rises when the booking moves or is cancelled
	Status   Status

	Start, End time.Time // instants, to the second; half-open

	Summary, Description, Location string
	URL                            string // absolute http or https, or empty
	Categories                     []string

	Created  time.Time // zero: not written
	Modified time.Time // DTSTAMP and LAST-MODIFIED, so that an unchanged booking stays the same bytes

	// Transparent events do not make their reader look busy. A cancelled event
	// is always transparent.
	Transparent bool

	Organizer *Person
	Attendees []Attendee

	// Rule makes the event the master of a series: an RRULE in the wall-clock
	// time of the feed's zone, as Occurrences reads it. Start must be one of
	// its occurrences, and all last as long as the first, to the second: one that
	// does not is an event of its own with a RecurrenceID.
	Rule string
	// Except holds the starts of the occurrences that do not take place.
	Except []time.Time
	// RecurrenceID makes the event one moved or changed occurrence of the
	// series with the same UID: the start it had by the rule, as Occurrences gives
	// it.
	RecurrenceID *time.Time
}

// Feed is a calendar to be written: what it is called and what is in it.
type Feed struct {
	Name        string
	Description string
	// Zone is the IANA name of the facility's zone: the wall clock of every
	// rule, and the zone in which readers are told to show the calendar.
	Zone string
	// Refresh is how often a reader should fetch again, in whole minutes; zero
	// leaves it to the reader.
	Refresh time.Duration
	Method  Method // empty for a feed
	Events  []Event
}
