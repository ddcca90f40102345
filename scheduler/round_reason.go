package scheduler

// ReasonCode says why a request has no place, or what would have given it one. Its
// words are made where they are shown.
type ReasonCode string

// The reasons for a refusal, with the facts that come with each. Those of the
// first group say why: one of them, or several of ReasonNeverFits, or one that names
// others and then what is in the way of all. The second group says what would help.
const (
	// ReasonNeverFits names one of a minimal set of rules that leave a request no
	// start though nothing else is placed: these rules by themselves leave it none,
	// and any fewer of them would leave it one. Rule; Resource or Limit, if the rule
	// has one.
	ReasonNeverFits ReasonCode = "never-fits"
	// ReasonCrowded names the cheapest set of placements found that would have to go.
	// Resource and Span: what is scarce, and when. Place, Displace, Worth, Price, Gain.
	ReasonCrowded ReasonCode = "crowded-out"
	// ReasonLimit is ReasonCrowded when time there is, and Limit is what is used up.
	ReasonLimit ReasonCode = "limit-reached"
	// ReasonPinned is ReasonCrowded when there is no way but over what is pinned.
	ReasonPinned ReasonCode = "pinned-in-the-way"
	// ReasonChain is ReasonCrowded when those in Requests, which come before it, would
	// have to stand elsewhere: they are in Displace and, elsewhere, in Place.
	ReasonChain ReasonCode = "predecessor-in-the-way"
	// ReasonNotWorth says that there is room at Place, and that taking it would not
	// raise the objective. Gain.
	ReasonNotWorth ReasonCode = "not-worth"
	// ReasonPredecessor names in Requests those it comes after that have no place
	// either.
	ReasonPredecessor ReasonCode = "predecessor-refused"
	// ReasonTogether names in Requests those it stands together with for which there
	// is no room.
	ReasonTogether ReasonCode = "together-refused"
	// ReasonNoWay says that no way was found to place it with what it needs, whatever
	// else may go.
	ReasonNoWay ReasonCode = "no-way-found"

	// ReasonWouldFit is a change of its own that would have placed it, all other
	// placements staying where they are: Change. The first is the smallest.
	ReasonWouldFit ReasonCode = "would-fit"
	// ReasonNoChange says that no such change was found.
	ReasonNoChange ReasonCode = "no-change-found"
)

// ReasonCodes lists every code.
var ReasonCodes = []ReasonCode{
	ReasonNeverFits, ReasonCrowded, ReasonLimit, ReasonPinned, ReasonChain, ReasonNotWorth, ReasonPredecessor, ReasonTogether, ReasonNoWay,
	ReasonWouldFit, ReasonNoChange,
}

// ReasonRule is a rule that by itself or with others leaves a request no start.
type ReasonRule string

// The rules of ReasonNeverFits. Without a rule its windows are the whole period,
// its buffers are none, a resource is never closed or has units enough, a limit is
// none, or a pin is none.
const (
	RuleWindows  ReasonRule = "windows"
	RuleBuffers  ReasonRule = "buffers"
	RuleClosed   ReasonRule = "closed"   // Resource
	RuleCapacity ReasonRule = "capacity" // Resource
	RuleLimit    ReasonRule = "limit"    // Limit
	RulePin      ReasonRule = "pin"
)

// ReasonRules lists every rule.
var ReasonRules = []ReasonRule{RuleWindows, RuleBuffers, RuleClosed, RuleCapacity, RuleLimit, RulePin}

// RoundReason is one reason for a refusal: a code and the facts behind it. Worths
// are in ten-thousandths of a unit of value.
type RoundReason struct {
	Code     ReasonCode
	Rule     ReasonRule
	Resource string
	Span     RoundSpan // what it would hold of the resource, buffers included
	Limit    string
	Requests []string
	Place    []RoundPlacement // where it would stand, and those that have to come with it
	Displace []RoundPlacement // what would have to go, with all that cannot stand without
	Worth    int64            // the values of what would go, together
	Price    int64            // what the objective loses when it goes
	Gain     int64            // what the objective gains by Place once it is gone
	Change   *RoundChange
}

// ForPartner is the reason as the partner may read it who asked: without whose
// placements are in the way. What is scarce, when, and what it costs in all stays.
// own says which requests are that partner's; it still reads about those.
func (r RoundReason) ForPartner(own func(request string) bool) RoundReason {
	var requests []string
	for _, id := range r.Requests {
		if own(id) {
			requests = append(requests, id)
		}
	}
	var place []RoundPlacement
	for _, x := range r.Place {
		if own(x.Request) {
			place = append(place, x)
		}
	}
	r.Requests, r.Place, r.Displace, r.Worth = requests, place, nil, 0
	return r
}
