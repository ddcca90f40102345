package useroffice

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// sampleTrade is the trade that is open in the offered draft.
const sampleTrade facilities.TradeID = "sample-trade-open"

// writeOffered tells of a round of the week before the open call's: solved yesterday, its draft is offered to those who asked, and one of them proposes
// a trade to the demo's engineer. Not everything fits, so that there are refusals to read.
func (p *samplePlan) writeOffered(ctx context.Context, tx *store.Tx) error {
	from := p.days(p.monday(42), -7)
	round := p.sampleRound(sampleOffered, "Persen, één week", facilities.Span{Start: from, End: p.days(from, 7)}, p.at(-2, 17, 0), p.at(-12, 9, 0))
	round, err := tx.SaveRound(ctx, round)
	if err != nil {
		return err
	}
	crowded := []facilities.RoundWindow{p.window(from, 0, 8, 1, 18, 100)}
	likes := func(day int) []facilities.RoundWindow { // a morning, and if need be any other day of the week
		return []facilities.RoundWindow{p.window(from, day, 8, day, 13, 100), p.window(from, 0, 8, 4, 18, 40)}
	}
	large, small := []facilities.ResourceID{"tprc-press-400"}, []facilities.ResourceID{"tprc-press-300"}
	var asks, offers facilities.RoundRequest // of those who trade
	for i, s := range []sampleRequest{
		{demoEngineer, "batterijbak", "Deksels, eerste serie", small, 3, likes(1)},
		{"rosa-kamphuis", "rompdeel", "Beugels, proefserie", small, 3, likes(2)},
		{"fatima-el-idrissi", "lectoraat-materialen", "Korrelproef, tweede meting", small, 4, likes(3)},
		{"rik-hesselink", "recycle-peek", "Granulaat, lange persgang", large, 6, crowded},
		{"anouk-ten-brinke", "batterijbak", "Deksels, proef op hoge druk", large, 5, crowded},
		{"nienke-leusink", "rompdeel", "Rompdeel, proef 3", large, 6, crowded},
		{"nienke-leusink", "rompdeel", "Rompdeel, proef 4", large, 6, crowded},
	} {
		made, err := p.handIn(ctx, tx, s, round.ID, fmt.Sprintf("%s-%02d", round.ID, i+1), p.at(-9, 9+i, 20))
		var refused *facilities.Error
		switch {
		case errors.As(err, &refused) && refused.Key == "round_impossible": // a week with holidays
			continue
		case err != nil:
			return err
		case i == 0:
			asks = made
		case i == 1:
			offers = made
		}
	}
	return p.offer(ctx, tx, round, offers, asks)
}

// offer solves the round and offers its draft; in it the first request asks for the place of the second.
func (p *samplePlan) offer(ctx context.Context, tx *store.Tx, round facilities.Round, gives, takes facilities.RoundRequest) error {
	c, err := readRound(ctx, tx, p.acting(demoManager, p.at(-1, 9, 30), "solve_round"), round)
	if err != nil {
		return err
	}
	d, solved, err := solveCase(ctx, c, SolveSettings{Objective: round.Objective, Seed: round.Seed, Steps: sampleSteps})
	if err != nil {
		return fmt.Errorf("useroffice: sample draft: %w", err)
	}
	if err := solved.proveChanges(ctx, tx, &d.plan); err != nil {
		return err
	}
	d.plan.Number = 1
	round.State, round.Offered, round.Agreement = facilities.RoundDraft, d.plan.Number, d.plan.Agreement
	if _, err := tx.SaveRound(ctx, round); err != nil {
		return err
	}
	if err := tx.AddRoundPlan(ctx, d.plan, d.problem, d.file); err != nil {
		return err
	}
	_, placed := d.plan.Placement(gives.ID, 0)
	at := slices.IndexFunc(d.plan.Placements, func(x facilities.RoundPlacement) bool { return x.Request == takes.ID })
	if !placed || at < 0 {
		return nil
	}
	a := p.acting(gives.Person, p.at(-1, 15, 10), "propose_trade")
	_, err = proposeInDraft(ctx, tx, a, facilities.Trade{ID: sampleTrade, State: facilities.TradeProposed, From: gives.Partner, To: takes.Partner, Round: round.ID, GivesRequest: gives.ID,
		TakesResource: d.plan.Placements[at].Resource, TakesStart: d.plan.Placements[at].Use.Start, Note: "Onze matrijs moet eerder terug. Mogen wij uw plaats?", By: gives.Person, Created: a.now})
	return err
}
