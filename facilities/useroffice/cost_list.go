package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Costs lists what a facility's controllers entered with a day of service in a month, or that the close of the month posted or will
// post; the zero month lists all. By day, withdrawn ones too. Others get NotFound.
func (o *Office) Costs(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, m ledger.Month) ([]Cost, error) {
	var costs []Cost
	err := o.viewBook(ctx, actor, f, func(ctx context.Context, tx *store.Tx) error {
		kept, err := tx.Costs(ctx, store.CostFilter{Facility: f})
		if err != nil {
			return err
		}
		all, err := costsOf(ctx, tx, f, kept)
		for _, c := range all {
			if m.IsZero() || ledger.MonthOf(c.Day) == m || c.Posted == m || c.Posted.IsZero() && c.PostsIn == m {
				costs = append(costs, c)
			}
		}
		return err
	})
	return costs, err
}

// viewBook runs a reading function for a controller of a facility; others get NotFound.
func (o *Office) viewBook(ctx context.Context, actor facilities.Actor, f facilities.FacilityID, read func(ctx context.Context, tx *store.Tx) error) error {
	if err := needLogin(actor); err != nil {
		return err
	}
	return o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := c.Facility(f); !known || !seesBook(actor, f) {
			return facilities.Missing()
		}
		return read(ctx, tx)
	})
}

// costOf is one cost with what became of it.
func costOf(ctx context.Context, tx *store.Tx, kept store.StoredCost) (Cost, error) {
	costs, err := costsOf(ctx, tx, kept.Facility, []store.StoredCost{kept})
	if err != nil {
		return Cost{}, err
	}
	return costs[0], nil
}

func costsOf(ctx context.Context, tx *store.Tx, f facilities.FacilityID, kept []store.StoredCost) ([]Cost, error) {
	posted, err := tx.CostsPosted(ctx, f)
	if err != nil {
		return nil, err
	}
	closed, err := tx.Closed(ctx, f)
	if err != nil {
		return nil, err
	}
	names, err := tx.AttachmentNames(ctx, f)
	if err != nil {
		return nil, err
	}
	costs := make([]Cost, 0, len(kept))
	for _, k := range kept {
		c := Cost{Cost: k.Cost, Attachment: k.Attachment, FileName: names[k.Attachment], By: k.By, Created: k.Created, Withdrawn: k.Withdrawn, Posted: posted[k.ID]}
		switch {
		case !c.Posted.IsZero():
			c.PostsIn = c.Posted
		case c.Withdrawn.IsZero():
			c.PostsIn = ledger.MonthOf(c.Day)
			if !closed.IsZero() && !closed.Before(c.PostsIn) {
				c.PostsIn = closed.Next()
			}
		}
		costs = append(costs, c)
	}
	return costs, nil
}
