package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Term is one instalment of a loan.
type Term struct {
	Due    facilities.Date
	Amount money.Cents
}

// Schedule divides a principal into equal terms, one a month from the first due day on; the cents that do not divide fall on the
// first terms. A day that a month does not have becomes its last. Invalid without a principal or with terms outside 1 to 600.
func Schedule(principal money.Cents, terms int, first facilities.Date) ([]Term, error) {
	if principal <= 0 || principal > amountMax || terms < 1 || terms > 600 || first.IsZero() {
		return nil, facilities.BadField("loan", "ledger_loan", "row", "loan")
	}
	units := make([]int64, terms)
	for i := range units {
		units[i] = 1
	}
	amounts, err := money.Split(principal, units)
	if err != nil {
		return nil, err
	}
	out := make([]Term, terms)
	month := MonthOf(first)
	for i, amount := range amounts {
		due := month.Last()
		due.Day = min(due.Day, first.Day)
		out[i] = Term{due, amount}
		month = month.Next()
	}
	return out, nil
}

// Arrears is what of a schedule is due by the end of a day and not repaid, with the first day that is not paid in full;
// the zero day when nothing is in arrears. Repayments fill the terms in the order of their days.
func Arrears(schedule []Term, repaid money.Cents, on facilities.Date) (amount money.Cents, since facilities.Date) {
	schedule = slices.SortedStableFunc(slices.Values(schedule), func(a, b Term) int {
		return cmp.Compare(a.Due.String(), b.Due.String())
	})
	for _, t := range schedule {
		if on.Before(t.Due) {
			break
		}
		paid := min(repaid, t.Amount)
		repaid -= paid
		if paid < t.Amount && since.IsZero() {
			since = t.Due
		}
		amount += t.Amount - paid
	}
	return amount, since
}
