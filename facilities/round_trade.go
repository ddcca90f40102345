package facilities

import "time"

// Trade is a swap between two partners of a facility: two bookings change hands, or
// one goes over for hours of entitlement, or hours alone; in a round whose draft is
// offered, two placements. Nothing of anybody else's moves.
type Trade struct {
	ID       TradeID
	Facility FacilityID
	State    TradeState
	// From proposes, To is asked.
	From, To PartnerID
	// Gives is the booking that From gives away, Takes the one that it gets; either may be empty.
	Gives, Takes BookingID
	// Round is the round whose placements change places, and Plan the offered draft in which they stood when it was proposed; empty and 0 for
	// bookings and hours.
	Round RoundID
	Plan  int
	// GivesRequest is From's request and TakesRequest To's; steps are as in RoundPlacement. The two change places. Where
	// one has no place it gets the other's, which is then left without. TakesRequest is empty while To has not said for which request it takes a place.
	GivesRequest, TakesRequest RoundRequestID
	GivesStep, TakesStep       int
	// TakesResource and TakesStart name the booking or placement that is taken when it is proposed by somebody who sees only
	// that its time is the other partner's; they are not kept.
	TakesResource ResourceID
	TakesStart    time.Time
	// Pool and Minutes are hours of entitlement that From gives to To beside that; negative: that it gets.
	Pool    PoolID
	Minutes int64 // of weighted time
	Note    string
	By      PersonID
	Created time.Time
	// Agreed is when the other partner said yes, Decided when a manager had the last word.
	Agreed    time.Time
	AgreedBy  PersonID
	Decided   time.Time
	DecidedBy PersonID
	Reason    string
	Version   int64
}

// TradeState is where a trade stands.
type TradeState string

// The states of a trade: proposed → agreed → done, or done at once where the facility
// lets partners trade freely; proposed|agreed → declined | withdrawn | lapsed.
const (
	TradeProposed  TradeState = "proposed"
	TradeAgreed    TradeState = "agreed" // both partners want it; a manager decides
	TradeDone      TradeState = "done"
	TradeDeclined  TradeState = "declined"
	TradeWithdrawn TradeState = "withdrawn"
	TradeLapsed    TradeState = "lapsed" // the draft in which it was proposed is offered no longer
)

// Open reports that somebody may still say yes or no.
func (s TradeState) Open() bool { return s == TradeProposed || s == TradeAgreed }

// HourLine is one line in the ledger of hours: what changes a partner's balance of a pool.
// Lines are only ever added; those of one Entry sum to zero.
type HourLine struct {
	Entry    string // what it belongs to: "settle/2026-W47", "trade/ID", "trade/ID/back", "year/2026", "outage/ID/2026-W47/1"
	Kind     HourKind
	Facility FacilityID
	Pool     PoolID
	Partner  PartnerID
	Minutes  int64 // of weighted time; positive: still to get
	Period   Span  // the time that it is about
	// Entitled and Used explain a line of a settlement.
	Entitled, Used int64
	Agreement      AgreementID
	Downtime       DowntimeID // of an outage's line
	Created        time.Time
}

// HourKind says why a balance changed.
type HourKind string

// The kinds of hour line.
const (
	HoursSettled HourKind = "settlement" // contested time of a week
	HoursTraded  HourKind = "trade"
	HoursYearEnd HourKind = "year_end" // carried, halved or cleared
	HoursOutage  HourKind = "outage"   // what the one who caused it bears alone, taken off the others' parts of the risk
)
