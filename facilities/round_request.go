package facilities

import "time"

// RoundRequest is what a partner asks of a round: one use of an instrument, or a
// route of steps over several, which are placed all or none.
type RoundRequest struct {
	ID      RoundRequestID
	Round   RoundID
	Partner PartnerID
	Project ProjectID
	Person  PersonID // who it is for
	By      PersonID // who handed it in
	Title   string
	// Rank is the partner's own order: 1 is what it wants most. Values come from
	// rank and length alone, so that shouting is worth nothing.
	Rank         int
	State        RequestState
	Confidential bool
	Companions   []PersonID
	Steps        []RoundStep   // at least one
	Windows      []RoundWindow // each step lies inside one of them; none means: all of the period
	// Together names requests of the same partner that are placed all or none; empty stands alone.
	Together string
	// Sample goes through all steps; what it has touched, and what the machines of the
	// earlier steps add, decides where it may go and which changeover it brings.
	Sample      SampleID
	OrderNumber string
	// AcceptTariff agrees to the published tariff of an operated service beforehand.
	AcceptTariff bool
	// Placed are the bookings that publishing made, one a step.
	Placed []RoundPlaced
	// Refused says why the request has no place in the published plan; empty while it is open or placed.
	Refused []RoundReason
	// Violations are what stood in the way of a placement when it was published, and Alternatives what would
	// have worked then.
	Violations   []Violation
	Alternatives []Alternative
	Created      time.Time
	Updated      time.Time
	Version      int64
}

// Duration is the use that all steps take together.
func (r RoundRequest) Duration() time.Duration {
	var sum time.Duration
	for _, s := range r.Steps {
		sum += s.Duration
	}
	return sum
}

// RoundStep is one use of one instrument. It names the instruments that will do, or what they must be able to do.
type RoundStep struct {
	Resources  []ResourceID
	Capability string      // "press, temperature>=380"; only when Resources is empty
	Units      int64       // of the instrument; 0 means 1
	With       []WishClaim // operators, utilities and accessories beyond what the instrument needs by itself
	Duration   time.Duration
	// GapMin and GapMax bound the time from the end of the step before to this one's start. A GapMax
	// of zero means: no bound but the period.
	GapMin, GapMax time.Duration
	Process        string // changeover class; empty: what the sample's materials say
	Intake         map[string]string
}

// RoundWindow is a span in which a request may lie, and how well it likes that, in percent of its worth (1 to 100).
type RoundWindow struct {
	Span
	Preference int
}

// RoundPlaced is the booking that a step of a request became.
type RoundPlaced struct {
	Step    int
	Booking BookingID
}

// RequestState is where a request stands.
type RequestState string

// The states of a request.
const (
	RequestOpen      RequestState = "open"
	RequestWithdrawn RequestState = "withdrawn"
	RequestPlaced    RequestState = "placed"
	// RequestRefused: it has no place in the published plan, or its place did not pass when it was published.
	RequestRefused RequestState = "refused"
)

// RequestStates lists them in the order of a request's life.
var RequestStates = []RequestState{RequestOpen, RequestWithdrawn, RequestPlaced, RequestRefused}

// Objection is what somebody holds against the outcome of a request. It goes to the managers, with the explanation beside it.
type Objection struct {
	ID         ObjectionID
	Round      RoundID
	Request    RoundRequestID
	Person     PersonID // who objects
	Text       string
	Created    time.Time
	Upheld     bool // the manager agrees
	Answer     string
	Answered   time.Time
	AnsweredBy PersonID
	Version    int64
}
