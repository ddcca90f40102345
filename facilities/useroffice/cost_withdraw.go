package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// WithdrawCost takes a cost back that was entered wrongly, by a controller who says why. One that was posted is reversed in
// the open month, and the next close gives the partners back what they were charged for it. A second time is a Conflict.
func (o *Office) WithdrawCost(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.CostID, reason string) (Cost, error) {
	var f faults
	if f.line("body.reason", reason); len(f) > 0 {
		return Cost{}, f.err()
	}
	return write(ctx, o, act{actor, now, "withdraw_cost"}, aCost, func(ctx context.Context, tx *store.Tx) (Cost, error) {
		cost, err := tx.Cost(ctx, id)
		if err != nil {
			return Cost{}, err
		}
		if !seesBook(actor, cost.Facility) {
			return Cost{}, facilities.Missing()
		}
		if err := tx.LockBook(ctx, cost.Facility); err != nil {
			return Cost{}, err
		}
		if cost, err = tx.Cost(ctx, id); err != nil {
			return Cost{}, err
		}
		if !cost.Withdrawn.IsZero() {
			return Cost{}, facilities.Errorf(facilities.Conflict, "cost_withdrawn", "row", string(id))
		}
		if err := reverseCost(ctx, tx, actor, now, cost); err != nil {
			return Cost{}, err
		}
		if err := tx.WithdrawCost(ctx, id, now); err != nil {
			return Cost{}, err
		}
		if err := note(ctx, tx, actor, now, entry{verb: "withdraw_cost", kind: "cost", subject: string(id), reason: reason}); err != nil {
			return Cost{}, err
		}
		cost.Withdrawn = now
		return costOf(ctx, tx, cost)
	})
}

// reverseCost undoes the entry of a cost that was posted.
func reverseCost(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, cost store.StoredCost) error {
	posted, err := tx.Entries(ctx, store.EntryFilter{Facility: cost.Facility, Cost: cost.ID, Kinds: []ledger.EntryKind{ledger.EntryCost}})
	if err != nil || len(posted) == 0 {
		return err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	day, err := postingDay(ctx, tx, c, cost.Facility, now)
	if err != nil {
		return err
	}
	return postEntries(ctx, tx, actor, now, posted[len(posted)-1].Reversal(day))
}
