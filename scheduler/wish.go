package scheduler

import "marke/scheduler/interval"

// Wish is a booking that somebody would like to make, or to move.
type Wish struct {
	Resource ResourceID    // the primary resource
	Units    int64         // of it; 0 means 1
	Use      interval.Span // the use itself; buffers come from the resources
	Claims   []Claim       // further resources that are asked for by name
	Needs    []Need        // beyond what the resources themselves need

	// Person is who will use it. 0: nobody in particular, as when somebody without a login looks for free time; then no rule
	// about the person holds: access, suspension, qualification, two persons, being elsewhere.
	Person     PersonID
	Companions []PersonID
	Partner    PartnerID
	Project    ProjectID
	Phase      PhaseID
	Guest      bool // the partner has no share
	Class      ClassID
	Materials  []MaterialID // what the sample has touched
	// Moving is the booking that this wish replaces. What it holds, attends and has counted is left out.
	Moving BookingID
	// Started: the booking that moves is in use, so its start may lie in the past and only its end may not.
	Started bool
}

// Claim asks for units of a resource for as long as the use and the resource's buffers last.
type Claim struct {
	Resource ResourceID
	Units    int64 // 0 means 1
}

// NeedKind says what is missing when a need is not met.
type NeedKind uint8

// The kinds of need.
const (
	NeedsOperator NeedKind = iota
	NeedsAccessory
	NeedsUtility
)

// Need asks for one of several claims: the first option, in the order given, that is free and leaves a way to meet the other
// needs. A claim that the wish makes by name and that is one of the options comes before the others, and meets one need.
type Need struct {
	Kind    NeedKind
	Options []Claim
	// Skill, if given, is a resource for which the person behind the option must be qualified throughout.
	Skill ResourceID
}

// Violation is one rule that the wish breaks, with the numbers that explain it. The codes say which fields hold what.
type Violation struct {
	Code        Code
	Resource    ResourceID    // whose rule it is
	Span        interval.Span // the time concerned: the use, if nothing more exact is said
	Overridable bool          // a manager may let it pass
	Limit       int64
	Actual      int64
	Person      PersonID
	Booking     BookingID
	Quota       QuotaID
	Material    MaterialID
	Reason      AccessReason
}

// AccessReason says why somebody has no access.
type AccessReason uint8

// The reasons.
const (
	NoReason AccessReason = iota
	ByPhase
	ByPartner
	ByGuest
)

// Verdict answers Check. Without violations the wish may be booked as it is.
type Verdict struct {
	// Violations are all that were found, in the order of Codes, then by resource, time and person.
	Violations []Violation
	// Claims are what the booking takes: the primary resource first, then those asked for by name, then one for each need
	// that could be met and was not met by name.
	Claims []Taken
	// Next are the claims of others, on resources with a changeover, that come right after this booking: what they occupy
	// when it is made. A changeover belongs to the later booking, so theirs can grow or shrink.
	Next []Occupied
}

// Taken is a claim as it would be stored.
type Taken struct {
	Resource ResourceID
	Units    int64
	Use      interval.Span
	Occupied interval.Span // with setup, cleanup and changeover
	Need     bool          // chosen to meet a need, not asked for by name
}

// Occupied is the span that a booking's claim on a resource occupies, buffers and changeover included.
type Occupied struct {
	Booking  BookingID
	Resource ResourceID
	Span     interval.Span
}

// Has reports whether the verdict holds a violation of the rule.
func (v Verdict) Has(code Code) bool {
	for _, x := range v.Violations {
		if x.Code == code {
			return true
		}
	}
	return false
}
