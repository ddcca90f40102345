package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RoundBoard is one draft as the managers look at it, or the published plan or offered draft as a partner may.
type RoundBoard struct {
	Round    SeenRound
	Plan     facilities.RoundPlan // its placements, refusals and doubts only as far as the reader may see the requests
	Requests []SeenRequest        // those of the placements and refusals
	// Resources are those of the covered pools and of the placements, in id order.
	Resources []facilities.Resource
}

// RoundBoard shows a draft: for those who run the facility any (number 0: the published one, or else the latest), for others the published one, and for those who asked
// the one that is offered, with their own requests and outcomes.
func (o *Office) RoundBoard(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) (RoundBoard, error) {
	if err := needLogin(actor); err != nil {
		return RoundBoard{}, err
	}
	var board RoundBoard
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err := wholeRound(ctx, tx, actor, now, id)
		if err != nil {
			return err
		}
		if number == 0 && len(s.Plans) > 0 {
			number = cmp.Or(s.Round.Plan, s.Plans[len(s.Plans)-1].Number)
		}
		if !slices.ContainsFunc(s.Plans, func(p facilities.RoundPlan) bool { return p.Number == number }) {
			return facilities.Missing()
		}
		plan, err := tx.RoundPlan(ctx, id, number)
		if err != nil {
			return err
		}
		board = RoundBoard{Round: s, Plan: plan}
		return board.fill(ctx, tx, actor, now)
	})
	return board, err
}

// fill reads the requests of a plan and leaves out what the reader may not see.
func (b *RoundBoard) fill(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	ids := map[facilities.RoundRequestID]bool{}
	for _, p := range b.Plan.Placements {
		ids[p.Request] = true
	}
	for _, r := range b.Plan.Refused {
		ids[r.Request] = true
	}
	var requests []facilities.RoundRequest
	for id := range ids { // one that went back to its rolling round is no longer listed with this one
		r, err := tx.RoundRequest(ctx, id)
		if err != nil {
			return err
		}
		if seesRequest(actor, r, b.Round.Facility) {
			requests = append(requests, r)
		} else {
			delete(ids, id)
		}
	}
	slices.SortFunc(requests, func(x, y facilities.RoundRequest) int {
		return cmp.Or(cmp.Compare(x.Partner, y.Partner), cmp.Compare(x.Rank, y.Rank), cmp.Compare(x.ID, y.ID))
	})
	hidden := func(id facilities.RoundRequestID) bool { return !ids[id] }
	p := &b.Plan
	p.Placements = slices.DeleteFunc(p.Placements, func(x facilities.RoundPlacement) bool { return hidden(x.Request) })
	p.Refused = slices.DeleteFunc(p.Refused, func(x facilities.RoundRefusal) bool { return hidden(x.Request) })
	p.Doubts = slices.DeleteFunc(p.Doubts, func(x facilities.RoundDoubt) bool { return hidden(x.Request) })
	if !b.Round.Runs {
		*p = ownFigures(actor, *p)
		for i := range p.Refused {
			p.Refused[i].Reasons = forPartner(p.Refused[i].Reasons)
		}
	}
	for _, r := range c.ResourcesOf(b.Round.Facility) {
		if b.Round.Covers(r) || slices.ContainsFunc(p.Placements, func(x facilities.RoundPlacement) bool { return x.Resource == r.ID }) {
			b.Resources = append(b.Resources, r)
		}
	}
	b.Requests, err = seenRequests(ctx, tx, actor, now, map[facilities.RoundID]facilities.Round{b.Round.ID: b.Round.Round}, requests)
	return err
}

func forPartner(reasons []facilities.RoundReason) []facilities.RoundReason {
	out := make([]facilities.RoundReason, len(reasons))
	for i, r := range reasons {
		out[i] = r.ForPartner()
	}
	return out
}

// RoundProblem is the saved marke.problem/1 of a draft, for those who run the facility. Solving it with the draft's seed and steps gives
// RoundPlanFile again, or where trades made the draft that of the draft which they began from (RoundPlan.Of). Partners and requests are in it by id.
func (o *Office) RoundProblem(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) ([]byte, error) {
	problem, _, err := o.roundFiles(ctx, actor, id, number)
	return problem, err
}

// RoundPlanFile is the saved marke.plan/1 of a draft, for those who run the facility.
func (o *Office) RoundPlanFile(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) ([]byte, error) {
	_, plan, err := o.roundFiles(ctx, actor, id, number)
	return plan, err
}

func (o *Office) roundFiles(ctx context.Context, actor facilities.Actor, id facilities.RoundID, number int) (problem, plan []byte, err error) {
	if err := needLogin(actor); err != nil {
		return nil, nil, err
	}
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := ranRound(ctx, tx, actor, id); err != nil {
			return err
		}
		problem, plan, err = tx.RoundFiles(ctx, id, number)
		return err
	})
	return problem, plan, err
}
