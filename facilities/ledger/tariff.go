package ledger

import (
	"iter"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// BreakEven is the hourly tariff at which a year comes out even: (cost + deficit brought forward) / hours, rounded half a cent up.
// A surplus brought forward is a negative deficit. minutes is the planned use. Above zero, else Invalid.
func BreakEven(cost, deficit money.Cents, minutes int64) (money.Cents, error) {
	if minutes <= 0 || cost < 0 || cost > amountMax || deficit > amountMax || deficit < -amountMax {
		return 0, facilities.BadField("hours", "ledger_break_even", "row", "break-even")
	}
	total := cost + deficit
	if total <= 0 {
		return 0, nil // the surplus pays for the year
	}
	return (total*120 + money.Cents(minutes)) / money.Cents(2*minutes), nil
}

// TariffBudget is what tariffs must recover in a year: the budget of the categories that the terms leave to them.
func TariffBudget(budgets []Budget, t Terms, year int) (sum money.Cents) {
	for _, b := range budgets {
		if b.Facility == t.Agreement.Facility && b.Year == year && slices.Contains(t.TariffCosts, b.Category) {
			sum += b.Amount
		}
	}
	return sum
}

// TariffDeficit is what tariffs recovered too little of a year's services, by the books so far: to be brought forward into the next break-even tariff. A surplus is
// below zero.
func TariffDeficit(entries iter.Seq[Entry], f facilities.FacilityID, year int) (deficit money.Cents) {
	for e := range entries {
		if e.Origin.year() != year {
			continue
		}
		for _, p := range e.Postings {
			if p.Account.Facility == f && (p.Account.Kind == TariffCost || p.Account.Kind == Usage) {
				deficit += p.Amount
			}
		}
	}
	return deficit
}
