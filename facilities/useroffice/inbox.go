package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// InboxGroup is requests that compete for a resource's time, side by side: no two
// groups of one resource overlap.
type InboxGroup struct {
	Resource facilities.Resource
	Span     facilities.Span
	Requests []InboxRequest // by the time of asking
}

// InboxRequest is one request with what its manager needs to decide.
type InboxRequest struct {
	Booking    facilities.Booking
	Violations []facilities.Violation // rules that it breaks as things stand now
	Quote      facilities.Quote
	Possible   bool // no violation, or only overridable ones

	PersonName, PartnerName, ProjectName string
}

// Inbox lists the open requests of a facility, or with an empty one of all that the
// actor manages, the soonest first.
func (o *Office) Inbox(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]InboxGroup, error) {
	return nil, errUnwritten
}
