package useroffice

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// PlanComparison is what differs between two drafts of a round.
type PlanComparison struct {
	A, B facilities.RoundPlan
	// Moved are in both, elsewhere; OnlyA and OnlyB have a place in one alone.
	Moved        []MovedPlacement
	OnlyA, OnlyB []facilities.RoundPlacement
	Partners     []PartnerDifference // by pool and partner
	// ValueA and ValueB are the sums of the values of what is placed, shortfall left out, in points.
	ValueA, ValueB int64
	// PricePPM is the price of fairness, in parts per million of the value, when one draft is fair-first and the other is not; else 0.
	PricePPM int64
	// WorstA and WorstB are the worst-served partner's ratio placed/target in parts per million.
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

// ComparePlans sets two drafts side by side, for managers and controllers; a number that no draft has is a fault of "query.a" or "query.b".
func (o *Office) ComparePlans(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, a, b int) (PlanComparison, error) {
	var out PlanComparison
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := ranRound(ctx, tx, actor, id); err != nil {
			return err
		}
		out = PlanComparison{}
		for _, side := range []struct {
			number int
			at     string
			plan   *facilities.RoundPlan
			value  *int64
			worst  *int64
		}{{a, "query.a", &out.A, &out.ValueA, &out.WorstA}, {b, "query.b", &out.B, &out.ValueB, &out.WorstB}} {
			plan, err := draftNamed(ctx, tx, id, side.number, side.at)
			if err != nil {
				return err
			}
			problem, file, err := tx.RoundFiles(ctx, id, side.number)
			if err != nil {
				return err
			}
			*side.plan, *side.worst = plan, worstRatio(plan)
			if *side.value, err = placedValue(problem, file); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	out.comparePlaces()
	out.comparePartners()
	switch fairA, fairB := out.A.Objective == facilities.RoundFairFirst, out.B.Objective == facilities.RoundFairFirst; {
	case fairA && !fairB:
		out.PricePPM = ledger.PriceOfFairness(out.ValueA, out.ValueB)
	case fairB && !fairA:
		out.PricePPM = ledger.PriceOfFairness(out.ValueB, out.ValueA)
	}
	return out, nil
}

// ranRound finds a round for those who run its facility; to others it has no drafts.
func ranRound(ctx context.Context, tx *store.Tx, actor facilities.Actor, id facilities.RoundID) (facilities.Round, error) {
	r, err := loadRound(ctx, tx, id, 0)
	if err == nil && !actor.Manages(r.Facility) && !actor.Controls(r.Facility) {
		return facilities.Round{}, facilities.Missing()
	}
	return r, err
}

// worstRatio is the worst-served partner's placed/target in parts per million; a million when nobody has a target.
func worstRatio(p facilities.RoundPlan) int64 {
	target, placed := map[facilities.PartnerID]int64{}, map[facilities.PartnerID]int64{}
	for _, o := range p.Outcomes {
		target[o.Partner] += o.Target
		placed[o.Partner] += o.Placed
	}
	worst := int64(1_000_000)
	for partner, t := range target {
		if t > 0 {
			worst = min(worst, placed[partner]*1_000_000/t)
		}
	}
	return worst
}

// placedValue sums the values of the best windows that hold the placements of a plan.
func placedValue(problemFile, planFile []byte) (int64, error) {
	problem, err := roundfile.ReadProblem(bytes.NewReader(problemFile))
	if err != nil {
		return 0, err
	}
	plan, err := roundfile.ReadPlan(bytes.NewReader(planFile))
	if err != nil {
		return 0, err
	}
	requests := map[string]*scheduler.RoundRequest{}
	for i := range problem.Requests {
		requests[problem.Requests[i].ID] = &problem.Requests[i]
	}
	var sum int64
	for _, p := range plan.Placements {
		r := requests[p.Request]
		best := int64(0)
		for _, w := range r.Windows {
			if w.From <= p.Start && p.Start+r.Modes[p.Mode].Duration <= w.To {
				best = max(best, w.Value)
			}
		}
		sum += best
	}
	return sum, nil
}

func (c *PlanComparison) comparePlaces() {
	for _, a := range c.A.Placements {
		b, both := c.B.Placement(a.Request, a.Step)
		switch {
		case !both:
			c.OnlyA = append(c.OnlyA, a)
		case a.Resource != b.Resource || !a.Use.Start.Equal(b.Use.Start) || !sameClaims(a.With, b.With):
			c.Moved = append(c.Moved, MovedPlacement{a, b})
		}
	}
	for _, b := range c.B.Placements {
		if _, both := c.A.Placement(b.Request, b.Step); !both {
			c.OnlyB = append(c.OnlyB, b)
		}
	}
}

func (c *PlanComparison) comparePartners() {
	at := map[[2]string]int{}
	add := func(o facilities.RoundOutcome, set func(*PartnerDifference)) {
		key := [2]string{string(o.Pool), string(o.Partner)}
		i, known := at[key]
		if !known {
			i = len(c.Partners)
			at[key] = i
			c.Partners = append(c.Partners, PartnerDifference{Partner: o.Partner, Pool: o.Pool, Target: o.Target})
		}
		set(&c.Partners[i])
	}
	for _, o := range c.A.Outcomes {
		add(o, func(d *PartnerDifference) { d.A = o.Placed })
	}
	for _, o := range c.B.Outcomes {
		add(o, func(d *PartnerDifference) { d.B = o.Placed })
	}
	slices.SortFunc(c.Partners, func(a, b PartnerDifference) int {
		return cmp.Or(cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.Partner, b.Partner))
	})
}
