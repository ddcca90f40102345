package facilities

import "time"

// VainWish is a booking that was refused at once, and for nothing but that another partner holds the time.
// It makes that time contested.
type VainWish struct {
	Facility FacilityID
	Pool     PoolID
	Partner  PartnerID
	Person   PersonID // who it was for
	Resource ResourceID
	Units    int64
	Use      Span
	Day      Date // on which the use would have begun, in the facility's zone
	Created  time.Time
}
