package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// BookingQuery narrows a list of bookings; a zero field narrows nothing.
type BookingQuery struct {
	From, To  time.Time // bookings whose use overlaps [From, To)
	Facility  facilities.FacilityID
	Resource  facilities.ResourceID
	Partner   facilities.PartnerID
	Project   facilities.ProjectID
	Series    facilities.SeriesID
	Mine      bool // for, by or with the actor
	States    []facilities.State
	Ascending bool // by start; otherwise the latest first
	Cursor    string
	Limit     int // 0 means 50; at most 200
}

// Bookings lists bookings that the actor sees wholly, and the cursor of the next page.
func (o *Office) Bookings(ctx context.Context, actor facilities.Actor, now time.Time, query BookingQuery) ([]facilities.Booking, string, error) {
	return nil, "", errUnwritten
}
