package ledger

import (
	"iter"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Balance is what an account holds: debit above zero.
type Balance struct {
	Account Account
	Amount  money.Cents
}

// BalancesOf sums entries up to the end of a day, by account in order; a zero day means all. Accounts at zero are listed, so
// that one that came to zero can be told from one that never was.
func BalancesOf(entries iter.Seq[Entry], asOf facilities.Date) []Balance {
	sums := map[Account]money.Cents{}
	for e := range entries {
		if !asOf.IsZero() && asOf.Before(e.Posted) {
			continue
		}
		for _, p := range e.Postings {
			sums[p.Account] += p.Amount
		}
	}
	out := make([]Balance, 0, len(sums))
	for account, amount := range sums {
		out = append(out, Balance{account, amount})
	}
	slices.SortFunc(out, func(a, b Balance) int { return compareAccounts(a.Account, b.Account) })
	return out
}

// BalanceOf is one account's balance at the end of a day.
func BalanceOf(entries iter.Seq[Entry], account Account, asOf facilities.Date) money.Cents {
	for _, b := range BalancesOf(entries, asOf) {
		if b.Account == account {
			return b.Amount
		}
	}
	return 0
}

// Owed is what a partner owes: open items, and apart from them what is not yet invoiced.
type Owed struct{ Invoiced, NotInvoiced money.Cents }

// OwedBy reads what a partner owes a facility at the end of a day. Advances that were billed and not yet set off reduce
// what is not yet invoiced.
func OwedBy(entries iter.Seq[Entry], f facilities.FacilityID, p facilities.PartnerID, asOf facilities.Date) Owed {
	var o Owed
	for _, b := range BalancesOf(entries, asOf) {
		if b.Account.Facility != f || b.Account.Partner != p {
			continue
		}
		if b.Account.Kind == Receivable {
			o.Invoiced += b.Amount
		} else {
			o.NotInvoiced += b.Amount
		}
	}
	return o
}
