package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SaveResource adds (Version 0) or changes a resource, by a manager of its facility, and names the
// coming bookings that a smaller capacity, shorter hours or archiving hit; they stay, marked at risk.
func (o *Office) SaveResource(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.Resource) (facilities.Resource, []facilities.HitBooking, error) {
	return facilities.Resource{}, nil, notYet()
}
