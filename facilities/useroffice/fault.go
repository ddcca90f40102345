package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// ReportFault stops a resource: it opens an outage without an end and displaces the bookings that it
// hits; a use that is going on is aborted. Any person who is qualified on the resource may (when it asks no qualification: any
// member who may book it), and the facility's managers.
func (o *Office) ReportFault(ctx context.Context, actor facilities.Actor, now time.Time, resource facilities.ResourceID, reason string) (facilities.Downtime, []facilities.HitBooking, error) {
	return facilities.Downtime{}, nil, notYet()
}
