package scheduler

// RoundKind says what a round is solved for.
type RoundKind string

// The objectives of a round.
const (
	// Satisfaction maximises the value of what is placed, less a cost for each
	// slot that a partner stays short of its target.
	Satisfaction RoundKind = "satisfaction"
	// FairFirst lifts the worst-served partner's ratio as far as it goes, then
	// the next, and then maximises the value.
	FairFirst RoundKind = "fair-first"
	// Makespan places every request and ends soonest.
	Makespan RoundKind = "makespan"
)

// RoundProblem is one allocation round: who asks for what, and what there is.
// All times are slots counted from the start of the period. Solve and
// VerifyRound only read it.
type RoundProblem struct {
	GridMinutes int64
	Slots       int64
	Objective   RoundObjective
	Resources   []RoundResource
	Partners    []RoundPartner
	Requests    []RoundRequest
	Limits      []RoundLimit
	Pinned      []RoundPlacement
	Previous    []RoundPrevious
}

// RoundObjective is the kind, and for satisfaction what a slot of shortfall
// costs, in hundredths of a unit of value.
type RoundObjective struct {
	Kind                    RoundKind
	ShortfallCostHundredths int64
}

// RoundResource is what time is divided of.
type RoundResource struct {
	ID         string
	Capacity   int64
	Closed     []RoundSpan
	Levels     []RoundLevel
	Pool       string       // empty is the pool "all"
	Prime      []RoundLevel // the weight of a slot in percent; 100 elsewhere
	Changeover *RoundChangeover
}

// RoundSpan is the slots from From up to, not including, To.
type RoundSpan struct{ From, To int64 }

// RoundLevel gives a span of slots a level: units of capacity, or percent of
// weight. Of levels that overlap, the last one counts.
type RoundLevel struct{ From, To, Level int64 }

// RoundChangeover is the least time, in slots, from the end of a use of one
// class to the start of the next of another: Slots[before][after]. What is as long as
// the period never follows.
type RoundChangeover struct {
	Classes []string
	Slots   [][]int64
}

// RoundPartner has a target of weighted slots in each pool.
type RoundPartner struct {
	ID      string
	Targets []RoundTarget
}

// RoundTarget is what a partner is due in one pool, in weighted slots.
type RoundTarget struct {
	Pool  string
	Slots int64
}

// RoundRequest is what a partner asks for: one of its modes, inside one of its
// windows.
type RoundRequest struct {
	ID       string
	Partner  string
	Modes    []RoundMode
	Windows  []RoundWindow
	After    []RoundAfter
	Together string // requests of one name are placed all or none; empty stands alone
}

// RoundMode is one way to serve a request.
type RoundMode struct {
	Duration int64
	Claims   []RoundClaim
	Class    string // for changeovers; empty leaves none
}

// RoundClaim is units of one resource over the use and its buffers.
type RoundClaim struct {
	Resource      string
	Units         int64
	Before, After int64
}

// RoundWindow is where a request may lie, and what that is worth.
type RoundWindow struct{ From, To, Value int64 }

// RoundAfter says that a request starts GapMin to GapMax slots after the end of
// another, which has to be placed as well. A gap below zero lets it start, or has it
// start, before that end.
type RoundAfter struct {
	Request        string
	GapMin, GapMax int64
}

// RoundLimit caps the durations of some requests together.
type RoundLimit struct {
	Name     string
	Requests []string
	Max      int64
}

// RoundPlacement puts a request in one of its modes at a start.
type RoundPlacement struct {
	Request string
	Mode    int
	Start   int64
}

// RoundPrevious is where a request was before, and what it costs to move or to
// drop it, in units of value.
type RoundPrevious struct {
	RoundPlacement
	MoveCost, DropCost int64
}

// roundUnit is the number of parts a unit of value is counted in: hundredths
// of a cost times hundredths of a slot.
const roundUnit = 10_000

// RoundPlan is the answer to a round. Objective and Bound are in
// ten-thousandths of a unit of value, or of a slot when the makespan is asked. The
// Bound of a fair round is a limit for all plans that are at least as fair: whose
// ratios, in ascending order, are not below these.
type RoundPlan struct {
	Objective, Bound int64
	Seed             uint64
	Steps            int64 // work done; a run with this many steps gives this plan
	Placements       []RoundPlacement
	Refused          []RoundRefusal
	Partners         []RoundPartnerResult
	Fairness         []int64 // ratios placed/target in parts per million, ascending
	FairnessBound    int64   // a proven limit of the worst ratio
	Fairest          bool    // it is proven that no plan is fairer
	Certificate      RoundCertificate
	Proof            *RoundProof // proves Bound, and Fairest, by branching, where the certificates alone prove less
	// FairnessCertificate proves FairnessBound for a fair round: its prices are
	// those of a round in which nothing counts but a cost for each hundredth of a
	// slot below the targets. What all is due at the prices of the targets, and what
	// the bound leaves of it, say what part of all targets can be reached at once.
	FairnessCertificate *RoundCertificate
}

// RoundRefusal is a request that has no place, and why.
type RoundRefusal struct {
	Request string
	Reasons []RoundReason
}

// RoundPartnerResult is what one partner was due and got, in a pool; Price is
// what one more slot of the target would be worth, in ten-thousandths.
type RoundPartnerResult struct {
	ID    string
	Pools []RoundPoolResult
}

// RoundPoolResult is one partner's outcome in one pool. PlacedHundredths counts
// hundredths of weighted slots.
type RoundPoolResult struct {
	Pool             string
	Target           int64
	PlacedHundredths int64
	Price            int64
}
