package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// OpenDowntime takes a resource or a facility out of use, by a manager, and names the
// bookings that it hits. An outage displaces them; maintenance and a closure only when displace is set, else they stay and are
// marked at risk.
func (o *Office) OpenDowntime(ctx context.Context, actor facilities.Actor, now time.Time, d facilities.Downtime, displace bool) (facilities.Downtime, []facilities.HitBooking, error) {
	return facilities.Downtime{}, nil, notYet()
}

// HitBy names the bookings that a downtime would hit, and writes nothing.
func (o *Office) HitBy(ctx context.Context, actor facilities.Actor, now time.Time, d facilities.Downtime) ([]facilities.HitBooking, error) {
	return nil, notYet()
}

// EndDowntime ends a downtime at a moment, which frees what comes after; an end at or before
// its start calls it off. A zero end means now. version 0 does not compare.
func (o *Office) EndDowntime(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.DowntimeID, version int64, end time.Time) (facilities.Downtime, error) {
	return facilities.Downtime{}, notYet()
}

// Downtimes lists a facility's downtimes that have not ended, soonest first. They are public.
func (o *Office) Downtimes(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]facilities.Downtime, error) {
	return nil, notYet()
}
