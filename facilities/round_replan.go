package facilities

import "time"

// Replan is a stored proposal for what to do about a downtime: which bookings move where,
// and which have no place any more. It is applied in one step, or not at all.
type Replan struct {
	ID       ReplanID
	Facility FacilityID
	Downtime DowntimeID
	State    ReplanState
	Moves    []ReplanMove
	// Stays is how many bookings of the resources concerned stay where they are.
	Stays     int
	By        PersonID
	Created   time.Time
	Decided   time.Time
	DecidedBy PersonID
	Version   int64
}

// ReplanMove is the effect on one booking, at the version that the proposal saw.
type ReplanMove struct {
	Booking BookingID
	Version int64
	Hit     bool // by the downtime; the others make room
	Dropped bool // no place was found
	From    Span
	To      Span // empty when it is dropped
	Was     ResourceID
	// Resource and With are where it goes and what goes along.
	Resource ResourceID
	With     []WishClaim
	Person   PersonID
	Partner  PartnerID
	// Group is the name under which its request was placed with others, all or none, as far as that still holds; Apart: this proposal parts them.
	Group string
	Apart bool
}

// ReplanState is where a proposal stands.
type ReplanState string

// The states of a proposal.
const (
	ReplanProposed ReplanState = "proposed"
	ReplanApplied  ReplanState = "applied"
	ReplanRejected ReplanState = "rejected"
	ReplanStale    ReplanState = "stale" // something changed under it
)
