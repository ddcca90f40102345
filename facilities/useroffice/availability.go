package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Availability is when a resource can be had within a span.
type Availability struct {
	Resource facilities.Resource
	Open     []facilities.Span // hours, less closed days
	Busy     []Seen            // what holds it, buffers in Occupied
	Down     []facilities.Downtime
	Free     []facilities.Span // open, not down, and at least one unit free
}

// Availability says when a resource can be had. Anybody may ask; without a login
// nobody is named. A span longer than ClaimLongest is Invalid.
func (o *Office) Availability(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ResourceID, span facilities.Span) (Availability, error) {
	return Availability{}, errUnwritten
}
