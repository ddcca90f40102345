package facilities

import "time"

// DowntimeKind is why something cannot be used.
type DowntimeKind string

// The kinds of downtime.
const (
	Outage      DowntimeKind = "outage"      // unplanned, of a resource; displaces bookings
	Maintenance DowntimeKind = "maintenance" // planned, of a resource
	Closure     DowntimeKind = "closure"     // of a whole facility
)

// Downtime takes a resource, or with an empty Resource a whole facility, out of
// use. An End of zero means that nobody knows yet when it ends.
type Downtime struct {
	ID       DowntimeID
	Kind     DowntimeKind
	Facility FacilityID
	Resource ResourceID
	Start    time.Time
	End      time.Time
	Reason   string
	// CausedBy is the partner that caused an outage, as a manager found, and Cause why that is held; both
	// empty: nobody did. That partner bears the agreement's deductible in hours.
	CausedBy PartnerID
	Cause    string
	By       PersonID
	Created  time.Time
	Version  int64
	// Cancelled keeps the row of a downtime that was called off.
	Cancelled bool
}

// Hits reports that the downtime makes the span unusable, wholly or in part.
func (d Downtime) Hits(s Span) bool {
	return !d.Cancelled && d.Start.Before(s.End) && (d.End.IsZero() || s.Start.Before(d.End))
}

// HitBooking is a booking that a downtime (or a closure, a smaller capacity, a
// lost qualification) makes impossible, with slots that would work instead.
type HitBooking struct {
	Booking      Booking
	Alternatives []Alternative
}
