package useroffice

import (
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// undoTrades takes back the trades of a round that what became of it does not keep: another draft was published, or none. Hours that went along go back, with a
// line on both sides, and both are told, with the reason if there is one.
func undoTrades(ctx context.Context, tx *store.Tx, a act, id facilities.RoundID, kept []facilities.TradeID, reason string) error {
	trades, err := tx.RoundTrades(ctx, id)
	if err != nil {
		return err
	}
	for _, was := range trades {
		if was.State != facilities.TradeDone || slices.Contains(kept, was.ID) {
			continue
		}
		t := was
		t.State, t.Reason = facilities.TradeLapsed, reason
		if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
			return err
		}
		back := ledger.HourMove{From: t.To, To: t.From, Minutes: t.Minutes}
		if t.Minutes != 0 {
			if err := tx.AddHours(ctx, hourLines(t, "trade/"+string(t.ID)+"/back", []ledger.HourMove{back}, a.now)); err != nil {
				return err
			}
		}
		if err := tellTrade(ctx, tx, a, "trade_undone", t, t.From, t.To); err != nil {
			return err
		}
	}
	return nil
}

// keptTrades are the trades that a new draft keeps of the last one that had any: those whose requests it leaves where they were. plans are the drafts so far.
func keptTrades(ctx context.Context, tx *store.Tx, plans []facilities.RoundPlan, draft facilities.RoundPlan) ([]facilities.TradeID, error) {
	for _, p := range slices.Backward(plans) {
		if len(p.Trades) == 0 {
			continue
		}
		last, err := tx.RoundPlan(ctx, draft.Round, p.Number)
		if err != nil {
			return nil, err
		}
		trades, err := tx.RoundTrades(ctx, draft.Round)
		if err != nil {
			return nil, err
		}
		var kept []facilities.TradeID
		for _, t := range trades {
			if slices.Contains(last.Trades, t.ID) && sameStand(last, draft, t.GivesRequest, t.GivesStep) && sameStand(last, draft, t.TakesRequest, t.TakesStep) {
				kept = append(kept, t.ID)
			}
		}
		return kept, nil
	}
	return nil, nil
}

// sameStand reports that a step which had a place in one draft has it in another. One that had none may have got one.
func sameStand(before, after facilities.RoundPlan, id facilities.RoundRequestID, step int) bool {
	was, placed := before.Placement(id, step)
	is, stands := after.Placement(id, step)
	return !placed || stands && was.Resource == is.Resource && was.Use == is.Use
}
