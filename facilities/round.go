package facilities

import (
	"slices"
	"time"
)

// Identifiers of what rounds, trades and re-planning leave behind; all from NewID,
// but for a round, whose manager may choose a readable one.
type (
	RoundID        string
	RoundRequestID string
	ObjectionID    string
	TradeID        string
	ReplanID       string
)

// Round is an allocation round: a call for requests for a coming period, closed at
// a deadline, solved into drafts, of which one is published as approved bookings. It
// covers the pools that are named; everything else stays open for ordinary booking.
type Round struct {
	ID       RoundID
	Facility FacilityID
	Name     string
	Pools    []PoolID
	Period   Span // starts and ends at local midnight of the facility
	// GridMinutes is the length of a slot. Starts and lengths of requests lie on it.
	GridMinutes int
	Deadline    time.Time // requests are taken before it
	State       RoundState
	Objective   RoundObjective
	Seed        uint64
	// Steps bounds the work of a solve, so that it is the same on every machine; 0 leaves it to Seconds.
	Steps   int64
	Seconds int
	// Agreement is the version whose capacity key was used; empty until the round is solved.
	Agreement AgreementID
	// Rolling rounds stay in their call: every night a small round takes up the requests that wait.
	Rolling bool
	// Days is how far ahead a rolling round looks each night.
	Days int
	// Of is the rolling round whose waiting requests this one took up; empty for an ordinary round.
	Of RoundID
	// Plan is the number of the draft that was published; 0 before.
	Plan int
	// Offered is the number of the draft that the partners may see and trade in; 0 while there is none. Nothing of it is booked.
	Offered int
	// Pins are placements that stay in every solve.
	Pins      []RoundPlacement
	Note      string // what the manager tells the partners
	By        PersonID
	Created   time.Time
	Solving   time.Time // since when a solve runs
	Published time.Time
	Version   int64
}

// Reserves reports that ordinary bookings of the covered pools have to stay out of the
// period: from the call until the round is published or cancelled. What a rolling
// round does at night leaves ordinary booking open.
func (r Round) Reserves() bool {
	return !r.Rolling && r.Of == "" && !r.State.Ended()
}

// Covers reports that a resource is in one of the round's pools.
func (r Round) Covers(res Resource) bool {
	return res.Facility == r.Facility && res.Pool != "" && slices.Contains(r.Pools, res.Pool)
}

// Grid is the length of a slot.
func (r Round) Grid() time.Duration { return time.Duration(r.GridMinutes) * time.Minute }

// RoundObjective says what a round is solved for.
type RoundObjective string

// The objectives of a round.
const (
	// RoundFairFirst lifts the worst-served partner first, then the next, and then the value.
	RoundFairFirst RoundObjective = "fair-first"
	// RoundSatisfaction maximises the value, less a cost for what partners stay short of.
	RoundSatisfaction RoundObjective = "satisfaction"
)

// RoundState is where a round stands.
type RoundState string

// The states of a round. docs/round-states.md draws them.
const (
	RoundCall      RoundState = "call"
	RoundClosed    RoundState = "closed"
	RoundSolving   RoundState = "solving"
	RoundDraft     RoundState = "draft"
	RoundPublished RoundState = "published"
	RoundCancelled RoundState = "cancelled"
)

// RoundStates lists them in the order of a round's life.
var RoundStates = []RoundState{RoundCall, RoundClosed, RoundSolving, RoundDraft, RoundPublished, RoundCancelled}

// RoundAction is something that happens to a round.
type RoundAction string

// The actions that change a round's state.
const (
	RoundClose   RoundAction = "close"   // at the deadline, or by a manager
	RoundReopen  RoundAction = "reopen"  // with a later deadline
	RoundSolve   RoundAction = "solve"   // a solve begins
	RoundDrafted RoundAction = "drafted" // and ends with a draft
	RoundFailed  RoundAction = "failed"  // or without one
	RoundPublish RoundAction = "publish"
	RoundCancel  RoundAction = "cancel"
)

// RoundActions lists them all.
var RoundActions = []RoundAction{RoundClose, RoundReopen, RoundSolve, RoundDrafted, RoundFailed, RoundPublish, RoundCancel}

var roundMoves = map[RoundState]map[RoundAction]RoundState{
	RoundCall:    {RoundClose: RoundClosed, RoundCancel: RoundCancelled},
	RoundClosed:  {RoundReopen: RoundCall, RoundSolve: RoundSolving, RoundCancel: RoundCancelled},
	RoundSolving: {RoundDrafted: RoundDraft, RoundFailed: RoundClosed, RoundCancel: RoundCancelled},
	RoundDraft:   {RoundReopen: RoundCall, RoundSolve: RoundSolving, RoundPublish: RoundPublished, RoundCancel: RoundCancelled},
}

// Next is the one place that knows the legal moves of a round: the state after an
// action, or false when the action is not possible from there.
func (s RoundState) Next(a RoundAction) (RoundState, bool) {
	next, ok := roundMoves[s][a]
	return next, ok
}

// Ended reports that no action is possible any more.
func (s RoundState) Ended() bool { return len(roundMoves[s]) == 0 }

// DefaultRoundPolicy is that of a facility that set none: it asks a manager everything.
func DefaultRoundPolicy(id FacilityID) RoundPolicy {
	return RoundPolicy{Facility: id, TradeMost: 40 * time.Hour, Overdraft: 40 * time.Hour, Imminent: 2 * time.Hour}
}

// RoundPolicy is how a facility runs its rounds.
type RoundPolicy struct {
	Facility FacilityID
	// PublishRolling: what the night's small rounds find is published without a manager.
	PublishRolling bool
	// TradeFreely: a trade between two partners needs no manager.
	TradeFreely bool
	// TradeGifts: a partner may give without getting.
	TradeGifts bool
	// TradeMost is the most weighted time of balance in one trade, and Overdraft how far below zero
	// a trade may bring a balance.
	TradeMost, Overdraft time.Duration
	// Imminent is how long before its start a booking is not moved any more by re-planning.
	Imminent time.Duration
	Version  int64
}
