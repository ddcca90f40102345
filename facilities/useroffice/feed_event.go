package useroffice

import (
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/calendar"
	"marke/facilities/texts"
)

// feedCalledOff is how long a booking that will not take place stays in a calendar.
const feedCalledOff = 14 * oneDay

// feedRow is a booking as one reader sees it, ready to become an event. It holds
// all that the event depends on, so that it is the event's key in the cache too.
type feedRow struct {
	booking  facilities.BookingID
	version  int64
	sight    facilities.Sight
	lang     string
	zone     string
	origin   string
	settings int64  // the catalogue's version
	person   string // name; empty unless all may be seen
	project  string
}

// feedShows reports whether a calendar holds the booking on a day. What is called off stays for
// feedCalledOff; to those who see only that a time is taken, wishes and what was called off take none.
func feedShows(b facilities.Booking, sight facilities.Sight, day time.Time) bool {
	switch b.State {
	case facilities.StateHold:
		return false
	case facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted, facilities.StateAborted:
		return true
	case facilities.StateRequested:
		return sight == facilities.SeeAll
	}
	return sight == facilities.SeeAll && day.Before(b.Updated.UTC().Truncate(oneDay).Add(feedCalledOff))
}

// feedStatus says how firm a booking is, and the key of the word that stands
// before its title; none for one that is settled.
func feedStatus(s facilities.State) (calendar.Status, string) {
	switch s {
	case facilities.StateRequested:
		return calendar.Tentative, "feed.requested"
	case facilities.StateCancelled, facilities.StateDeclined, facilities.StateExpired, facilities.StateDisplaced, facilities.StateMissed:
		return calendar.Cancelled, "feed." + string(s)
	}
	return calendar.Confirmed, ""
}

// feedEvent is the booking as an event. To those who may not see all of it, it is the
// resource and by whom it is taken, or only that it is.
func feedEvent(b facilities.Booking, row feedRow, c *facilities.Catalogue) calendar.Event {
	t := texts.For(row.lang)
	resource, _ := c.Resource(b.Resource)
	facility, _ := c.Facility(b.Facility)
	partner, _ := c.Partner(b.Partner)
	status, prefix := feedStatus(b.State)
	e := calendar.Event{
		UID: string(b.ID) + "@marke", Sequence: b.Sequence, Status: status, Start: b.Use.Start, End: b.Use.End,
		Location: join(", ", resource.Location, facility.Name, facility.Place),
		Created:  b.Created, Modified: b.Updated, Transparent: status == calendar.Cancelled,
	}
	switch row.sight {
	case facilities.SeeAll:
		e.Summary = join(": ", resource.Name, b.Title)
		e.Description = feedDescription(b, row, partner, t)
		if row.origin != "" {
			e.URL = row.origin + "/" + row.lang + "/bookings/" + string(b.ID)
		}
	case facilities.SeePartner:
		e.Summary = join(": ", resource.Name, partner.Name)
	default:
		e.Summary = join(": ", resource.Name, t.Say("feed.busy"))
	}
	if prefix != "" {
		e.Summary = t.Say(prefix) + ": " + e.Summary
	}
	return e
}

func feedDescription(b facilities.Booking, row feedRow, partner facilities.Partner, t *texts.Texts) string {
	lines := []string{t.Say("feed.for", "person", join(", ", row.person, partner.Name))}
	if row.project != "" {
		lines = append(lines, t.Say("feed.project", "project", row.project))
	}
	if b.AtRisk != "" {
		lines = append(lines, t.Say("feed.at_risk"))
	}
	if b.Note != "" {
		lines = append(lines, t.Say("feed.note", "note", b.Note))
	}
	return strings.Join(lines, "\n")
}

// join puts what is not empty together.
func join(separator string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, separator)
}
