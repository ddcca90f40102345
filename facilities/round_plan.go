package facilities

import "time"

// RoundPlan is a numbered draft of a round: every request placed, or refused with
// its reasons. The problem that it answers and the plan itself are kept as files beside
// it (marke.problem/1 and marke.plan/1), so that the round can be replayed.
type RoundPlan struct {
	Round     RoundID
	Number    int // 1, 2, … per round
	Objective RoundObjective
	Seed      uint64
	Steps     int64 // work done: a solve of the saved problem with so many gives this plan
	Agreement AgreementID
	By        PersonID
	Created   time.Time
	// Value and Bound are what was reached and a proven limit, in ten-thousandths of a point.
	Value, Bound int64
	// Fairness are the partners' ratios placed/target in parts per million, ascending, and
	// FairnessBound is a proven limit of the worst; only of a fair-first plan.
	Fairness      []int64
	FairnessBound int64
	Fairest       bool // it is proven that no plan is fairer; drafts that are older than such proofs do not say
	Placements    []RoundPlacement
	Refused       []RoundRefusal
	Outcomes      []RoundOutcome
	// Doubts are placements that the booking rules would refuse as things stood when the draft was made.
	Doubts []RoundDoubt
	// Of is the draft that a trade made this one of; 0 for one that was solved. Both answer the same problem: solving that gives the first
	// of such a line, and each trade one more.
	Of int
	// Trades are those that this draft keeps, by when they were done: what they gave stands where they put it.
	Trades []TradeID
}

// Proven reports that no better plan exists: none is fairer, and none as fair is worth more.
func (p RoundPlan) Proven() bool { return p.Value == p.Bound && p.ProvenFairest() }

// ProvenFairest reports that no plan is fairer: a proof says so, or the worst ratio is at its limit and all others are whole.
func (p RoundPlan) ProvenFairest() bool {
	for i, ratio := range p.Fairness {
		if ratio < 1_000_000 && (i > 0 || ratio < p.FairnessBound) {
			return p.Fairest
		}
	}
	return true
}

// Placement finds a step's place; false when it has none.
func (p RoundPlan) Placement(id RoundRequestID, step int) (RoundPlacement, bool) {
	for _, placed := range p.Placements {
		if placed.Request == id && placed.Step == step {
			return placed, true
		}
	}
	return RoundPlacement{}, false
}

// RoundPlacement is where a plan puts a step of a request.
type RoundPlacement struct {
	Request  RoundRequestID
	Step     int // 0 is the first
	Resource ResourceID
	With     []WishClaim // what goes along: what was asked for, and what the instrument needs
	Use      Span
	Pinned   bool // stays there when the round is solved again
}

// RoundRefusal is a request without a place, and why.
type RoundRefusal struct {
	Request RoundRequestID
	Reasons []RoundReason
}

// RoundReason is one reason for a refusal, or a change that would have helped. A partner is told the resource, the
// span and the price; whose placements are in the way only managers see.
type RoundReason struct {
	Code     string // as in marke.plan/1, or "rules": Violations by themselves leave the request no start
	Step     int
	Resource ResourceID // the scarce one, if there is one
	Span     Span       // and when
	// Price is what would be lost, Gain what would be won, Worth what would have to go, in ten-thousandths of a point.
	Price, Gain, Worth int64
	Displace           []RoundPlacement
	Violations         []Violation
	// Words are for managers, Partner for the partner who asked.
	Words, Partner RoundWords
}

// RoundWords are the key (after "reason.") and parameters of a message: from, to, by and left are slots of the round;
// resources, limits and requests go by the ids of the problem. Titles are those of requests.
type RoundWords struct {
	Key    string
	Params map[string]any
	Titles map[string]string
}

// ForPartner is the reason without what only managers see.
func (r RoundReason) ForPartner() RoundReason {
	r.Worth, r.Displace, r.Words = 0, nil, r.Partner
	return r
}

// RoundOutcome is one partner in one pool: what it was entitled to, asked for and got, in
// minutes of weighted time.
type RoundOutcome struct {
	Partner  PartnerID
	Pool     PoolID
	Entitled int64 // capacity share × the pool's planned, weighted time
	Balance  int64 // from before; positive: still to get
	Target   int64 // what the plan aims at
	Asked    int64
	Placed   int64
	Price    int64 // what one more slot would be worth, in ten-thousandths of a point
}

// RoundDoubt is a placement that would be refused, with what stands in the way.
type RoundDoubt struct {
	Request    RoundRequestID
	Violations []Violation
}
