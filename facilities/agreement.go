package facilities

import "time"

// Agreement is one dated, immutable version of what the partners agreed for a
// facility. Each key gives every partner a whole number of share units; the
// three keys may differ.
type Agreement struct {
	ID        AgreementID
	Facility  FacilityID
	Number    int  // 1, 2, … per facility
	From      Date // in force from this day in the facility's zone
	Issuer    PartnerID
	AidRegime string
	Capacity  []Share // of time
	Cost      []Share
	Risk      []Share
	// YearEnd says what happens to balances of time: "carried", "halved", "cleared".
	YearEnd string
	// DeductibleMinutes is how much weighted time of one outage whoever caused it bears alone, before
	// the risk key divides the rest.
	DeductibleMinutes int64
	Note              string
	Created           time.Time
}

// Quota bounds what one person, project or partner may book in a period, summed
// over bookings.
type Quota struct {
	ID       QuotaID
	Facility FacilityID
	// Resource or Pool narrows it; both empty: the whole facility.
	Resource  ResourceID
	Pool      PoolID
	Scope     QuotaScope
	Period    QuotaPeriod
	Max       time.Duration
	PrimeOnly bool // count only hours whose prime weight is above 100
	Archived  bool
	Version   int64
}

// QuotaScope says whose bookings are summed.
type QuotaScope string

// The scopes of a quota.
const (
	PerPerson  QuotaScope = "person"
	PerProject QuotaScope = "project"
	PerPartner QuotaScope = "partner"
)

// QuotaPeriod is the local calendar period over which bookings are summed.
type QuotaPeriod string

// The periods of a quota. Weeks start on Monday.
const (
	PerDay   QuotaPeriod = "day"
	PerWeek  QuotaPeriod = "week"
	PerMonth QuotaPeriod = "month"
)
