package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SolveSettings are what a manager sets for one solve; zero values are the round's own.
type SolveSettings struct {
	Objective facilities.RoundObjective
	Seed      uint64
	Steps     int64
	Seconds   int
	// Progress is told how far the search is, at most a few times a second; nil is told nothing.
	Progress func(SolveProgress)
}

// SolveProgress is how far a solve is; values as in facilities.RoundPlan.
type SolveProgress struct {
	Steps        int64
	Value, Bound int64
	Found        bool
}

// SolveRound makes a draft of a closed round, by a manager or the system. The problem is compiled from one snapshot and saved, solved
// outside any transaction, and the draft is saved with its reasons under the next number. Placements that are pinned
// (PinPlacement) stay. The same problem, seed and steps give the same draft, byte for byte. When the context ends the best so far is saved.
// Of two solves at once the second is a Conflict (key "round_solving").
func (o *Office) SolveRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, s SolveSettings) (facilities.RoundPlan, error) {
	return facilities.RoundPlan{}, facilities.Missing()
}

// PinPlacement keeps a step of a request where a draft put it, in every solve from now on; a manager's. step is as in RoundPlacement.
func (o *Office) PinPlacement(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, plan int, request facilities.RoundRequestID, step int) (facilities.Round, error) {
	return facilities.Round{}, facilities.Missing()
}

// UnpinPlacement lets the solver move it again.
func (o *Office) UnpinPlacement(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, request facilities.RoundRequestID, step int) (facilities.Round, error) {
	return facilities.Round{}, facilities.Missing()
}

// PlanComparison is what differs between two drafts of a round. Differences are B less A.
type PlanComparison struct {
	A, B facilities.RoundPlan
	// Moved are in both, elsewhere; Only those with a place in one alone.
	Moved        []MovedPlacement
	OnlyA, OnlyB []facilities.RoundPlacement
	// Placed is weighted minutes by partner and pool.
	Partners []PartnerDifference
	// Value is B's sum of values less A's, in ten-thousandths of a point, shortfall left out: what fairness costs when A is fair-first and B is
	// not (the price of fairness).
	Value int64
	// Worst is the worst-served partner's ratio in parts per million.
	WorstA, WorstB int64
}

// MovedPlacement is one step that two drafts put at different places.
type MovedPlacement struct{ A, B facilities.RoundPlacement }

// PartnerDifference is what one partner gets in one pool in the two drafts, in minutes of weighted time.
type PartnerDifference struct {
	Partner facilities.PartnerID
	Pool    facilities.PoolID
	Target  int64
	A, B    int64
}

// ComparePlans sets two drafts side by side, for managers and controllers.
func (o *Office) ComparePlans(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, a, b int) (PlanComparison, error) {
	return PlanComparison{}, facilities.Missing()
}
