package scheduler

import (
	"cmp"
	"fmt"
	"slices"
)

// RoundComparison is what two plans of one problem have in common and what not.
type RoundComparison struct {
	A, B         RoundSide
	Partners     []RoundPartnerPair // by partner and pool
	OnlyA, OnlyB []RoundPlacement
	Moved        []RoundMove
	// PriceOfFairness is the value that the fairer plan gives up, in
	// ten-thousandths, and its part of the other's value in parts per million; Priced
	// when one plan was solved fair-first and the other for satisfaction. (Bertsimas,
	// Farias and Trichakis, The price of fairness, 2011.)
	PriceOfFairness    int64
	PriceOfFairnessPPM int64
	Priced             bool
}

// RoundSide is one plan by itself. Claimed and Bound are what the plan says of
// itself; the rest is counted from its placements. Worths are in ten-thousandths, of
// a slot for Makespan.
type RoundSide struct {
	Kind            RoundKind // what it was solved for
	Objective       int64     // what it is worth by that, whatever it says
	Claimed, Bound  int64
	Value           int64   // of what is placed
	ShortHundredths int64   // of slots, over all targets
	Ratios          []int64 // placed/target in parts per million, ascending
	Placed, Refused int
}

// RoundPartnerPair is what a partner got in a pool, in hundredths of weighted
// slots, in each plan; ratios in parts per million, at most a million.
type RoundPartnerPair struct {
	Partner, Pool        string
	Target               int64
	HundredthsA          int64
	HundredthsB          int64
	RatioPPMA, RatioPPMB int64
}

// RoundMove is a request that both plans place, and not in the same place.
type RoundMove struct{ From, To RoundPlacement }

// SolvedFor is the objective a plan was solved for: a fair one says its ratios.
func SolvedFor(p *RoundProblem, plan *RoundPlan) RoundKind {
	switch {
	case p.Objective.Kind == Makespan:
		return Makespan
	case plan.Fairness != nil:
		return FairFirst
	default:
		return Satisfaction
	}
}

// UnfitPlan says which of the plans that are compared breaks a rule, and which rule.
type UnfitPlan struct {
	Second bool
	Cause  error
}

func (e *UnfitPlan) Error() string {
	if e.Second {
		return "the second plan: " + e.Cause.Error()
	}
	return "the first plan: " + e.Cause.Error()
}

func (e *UnfitPlan) Unwrap() error { return e.Cause }

// CompareRounds compares two plans of a problem by what their placements are worth,
// whatever the plans say of themselves: that is for VerifyRound to judge. It fails
// when the placements of one break a rule, with an *UnfitPlan.
func CompareRounds(p *RoundProblem, a, b *RoundPlan) (*RoundComparison, error) {
	c := &RoundComparison{}
	counted := [2]map[verifiedAccount]int64{}
	for i, plan := range []*RoundPlan{a, b} {
		side := []*RoundSide{&c.A, &c.B}[i]
		if err := checkPlacements(p, plan.Placements); err != nil {
			return nil, &UnfitPlan{i == 1, err}
		}
		solved := *p
		solved.Objective.Kind = SolvedFor(p, plan)
		v := &roundVerifier{p: &solved, plan: plan}
		if err := v.index(); err != nil {
			return nil, err
		}
		if err := v.placements(); err != nil {
			return nil, err
		}
		*side = RoundSide{Kind: solved.Objective.Kind, Claimed: plan.Objective, Bound: plan.Bound, Value: v.value * roundUnit,
			Placed: len(plan.Placements), Refused: len(p.Requests) - len(plan.Placements)}
		if side.Kind == Makespan && side.Refused > 0 {
			return nil, &UnfitPlan{i == 1, fmt.Errorf("%d requests are not placed, where all must be", side.Refused)}
		}
		side.Objective, side.Ratios = v.weigh()
		counted[i] = v.counted
	}
	for i := range p.Partners {
		q := &p.Partners[i]
		for _, t := range q.Targets {
			pair := RoundPartnerPair{Partner: q.ID, Pool: t.Pool, Target: t.Slots}
			pair.HundredthsA, pair.HundredthsB = counted[0][verifiedAccount{q.ID, t.Pool}], counted[1][verifiedAccount{q.ID, t.Pool}]
			pair.RatioPPMA, pair.RatioPPMB = ratioPPM(pair.HundredthsA, t.Slots), ratioPPM(pair.HundredthsB, t.Slots)
			c.A.ShortHundredths += max(0, 100*t.Slots-pair.HundredthsA)
			c.B.ShortHundredths += max(0, 100*t.Slots-pair.HundredthsB)
			c.Partners = append(c.Partners, pair)
		}
	}
	slices.SortFunc(c.Partners, func(x, y RoundPartnerPair) int {
		return cmp.Or(cmp.Compare(x.Partner, y.Partner), cmp.Compare(x.Pool, y.Pool))
	})
	c.differ(a.Placements, b.Placements)
	c.price()
	return c, nil
}

// ratioPPM is placed/target in parts per million, at most a million; a target of
// none is met.
func ratioPPM(hundredths, target int64) int64 {
	if target == 0 {
		return 1_000_000
	}
	return min(1_000_000, hundredths*10_000/target)
}

// differ lists what stands in one plan only, and what moved.
func (c *RoundComparison) differ(a, b []RoundPlacement) {
	in := make(map[string]RoundPlacement, len(b))
	for _, x := range b {
		in[x.Request] = x
	}
	for _, x := range a {
		other, both := in[x.Request]
		switch {
		case !both:
			c.OnlyA = append(c.OnlyA, x)
		case other != x:
			c.Moved = append(c.Moved, RoundMove{x, other})
		}
		delete(in, x.Request)
	}
	for _, x := range in {
		c.OnlyB = append(c.OnlyB, x)
	}
	byRequest := func(x, y RoundPlacement) int { return cmp.Compare(x.Request, y.Request) }
	slices.SortFunc(c.OnlyA, byRequest)
	slices.SortFunc(c.OnlyB, byRequest)
	slices.SortFunc(c.Moved, func(x, y RoundMove) int { return byRequest(x.From, y.From) })
}

// price works out the price of fairness.
func (c *RoundComparison) price() {
	fair, other := &c.A, &c.B
	if fair.Kind != FairFirst {
		fair, other = other, fair
	}
	if fair.Kind != FairFirst || other.Kind != Satisfaction {
		return
	}
	c.Priced = true
	c.PriceOfFairness = other.Value - fair.Value
	if other.Value > 0 {
		c.PriceOfFairnessPPM = c.PriceOfFairness / roundUnit * 1_000_000 / (other.Value / roundUnit)
	}
}
