package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// BreakEven is the hourly tariff at which a facility's year comes out even, and what it follows from:
// PerHour = (Cost + Deficit) / hours.
type BreakEven struct {
	Year      int
	Agreement facilities.AgreementID // the version that says which costs are the tariffs'
	Cost      money.Cents            // budget of those costs
	Deficit   money.Cents            // brought forward from the year before; a surplus is below zero
	Minutes   int64                  // planned use
	PerHour   money.Cents
	Currency  string
}

// BreakEven calculates a facility's break-even tariff of a year, for its controllers. minutes is the use that is planned; 0 plans
// what was used in the year before. NotFound for others. Invalid without hours or without an agreement.
func (o *Office) BreakEven(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, year int, minutes int64) (BreakEven, error) {
	view := BreakEven{Year: year, Minutes: minutes}
	err := o.viewBook(ctx, actor, f, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		terms, err := tx.Terms(ctx, f)
		if err != nil {
			return err
		}
		last := facilities.Date{Year: year, Month: time.December, Day: 31}
		governing, found := ledger.TermsOn(terms, last)
		if !found {
			return facilities.BadField("query.year", "ledger_no_agreement", "row", string(f), "day", last.String())
		}
		budgets, err := tx.Budgets(ctx, f, year)
		if err != nil {
			return err
		}
		entries, err := tx.Entries(ctx, store.EntryFilter{Facility: f, Kinds: []ledger.EntryKind{ledger.EntryUsage, ledger.EntryCost, ledger.EntryShare, ledger.EntryReversal}})
		if err != nil {
			return err
		}
		view.Agreement, view.Currency = governing.Agreement.ID, governing.Currency
		view.Cost = ledger.TariffBudget(budgets, governing, year)
		view.Deficit = ledger.TariffDeficit(slices.Values(entries), f, year-1)
		if minutes == 0 {
			zone := c.Zone(f)
			from, to := facilities.Date{Year: year - 1, Month: 1, Day: 1}.In(zone), facilities.Date{Year: year, Month: 1, Day: 1}.In(zone)
			if view.Minutes, err = tx.UsedMinutes(ctx, f, from, to); err != nil {
				return err
			}
		}
		view.PerHour, err = ledger.BreakEven(view.Cost, view.Deficit, view.Minutes)
		return err
	})
	if err != nil {
		return BreakEven{}, err
	}
	return view, nil
}
