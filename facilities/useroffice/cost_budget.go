package useroffice

import (
	"context"
	"fmt"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// budgetMost bounds a line of a budget, in cents.
const budgetMost money.Cents = 1_000_000_000_000

// SaveBudget sets what a facility expects of a category of cost in a year, by one of its controllers. It is a plan: it is never
// posted, and may change.
func (o *Office) SaveBudget(ctx context.Context, actor facilities.Actor, now time.Time, b ledger.Budget) (ledger.Budget, error) {
	id := fmt.Sprintf("%s/%d/%s", b.Facility, b.Year, b.Category)
	return write(ctx, o, act{actor, now, "save_budget"}, itself("budget", id, b), func(ctx context.Context, tx *store.Tx) (ledger.Budget, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return b, err
		}
		if _, known := c.Facility(b.Facility); !known {
			return b, facilities.BadField("body.facility", "facility")
		}
		if !actor.Controls(b.Facility) {
			return b, forbidden()
		}
		var wrong faults
		wrong.check(b.Year >= 2000 && b.Year < 2100, "body.year", "year")
		wrong.line("body.category", b.Category)
		wrong.check(b.Amount >= 0 && b.Amount <= budgetMost, "body.amount", "amount", "max", budgetMost)
		if err := wrong.err(); err != nil {
			return b, err
		}
		if err := tx.SaveBudget(ctx, b); err != nil {
			return b, err
		}
		return b, note(ctx, tx, actor, now, entry{verb: "save_budget", kind: "budget", subject: id, after: b})
	})
}

// itself is what a writing verb was given, when it answers with that: the same key comes with the same body.
func itself[T any](kind, id string, noun T) subject[T] {
	return subject[T]{kind: kind, id: func(T) string { return id }, load: func(context.Context, *store.Tx, string) (T, error) { return noun, nil }}
}

// Budgets lists a facility's budget of a year (0: of all years), for its controllers; others get NotFound.
func (o *Office) Budgets(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, year int) (budgets []ledger.Budget, err error) {
	err = o.viewBook(ctx, actor, f, func(ctx context.Context, tx *store.Tx) error {
		budgets, err = tx.Budgets(ctx, f, year)
		return err
	})
	return budgets, err
}
