package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SaveFacility adds (Version 0; admins) or changes (its managers) a facility and names the
// coming bookings that its new hours or holidays hit; they stay, marked at risk.
func (o *Office) SaveFacility(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.Facility) (facilities.Facility, []facilities.HitBooking, error) {
	return facilities.Facility{}, nil, notYet()
}
