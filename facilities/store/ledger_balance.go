package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// BalanceFilter says which accounts to sum, and until when. Zero fields do not narrow.
type BalanceFilter struct {
	Facility facilities.FacilityID
	Fund     ledger.FundID
	Partner  facilities.PartnerID
	Until    facilities.Date // posted on this day or earlier
}

// Balances sums accounts at the end of a day, in the order of their names; those at zero too, as ledger.BalancesOf does.
func (tx *Tx) Balances(ctx context.Context, f BalanceFilter) ([]ledger.Balance, error) {
	accounts, err := tx.accounts(ctx, f.Facility, f.Fund)
	if err != nil {
		return nil, err
	}
	var where conditions
	where.add("1 = 1")
	for _, narrow := range []struct{ column, value string }{{"a.facility_id", string(f.Facility)}, {"a.fund_id", string(f.Fund)}, {"a.partner_id", string(f.Partner)}} {
		if narrow.value != "" {
			where.add(narrow.column+" = ?", narrow.value)
		}
	}
	from := "accounts a JOIN postings p ON p.account_id = a.id"
	if !f.Until.IsZero() {
		from += " JOIN entries e ON e.number = p.entry_number"
		where.add("e.posted <= ?", fromDate(f.Until))
	}
	var balances []ledger.Balance
	err = tx.all(ctx, "SELECT a.id, CAST(SUM(p.amount_cents) AS bigint) FROM "+from+" WHERE "+strings.Join(where.terms, " AND ")+" GROUP BY a.id", where.args,
		func(scan func(...any) error) error {
			var id int64
			var amount money.Cents
			err := scan(&id, &amount)
			balances = append(balances, ledger.Balance{Account: accounts[id], Amount: amount})
			return err
		})
	slices.SortFunc(balances, func(a, b ledger.Balance) int {
		x, y := a.Account, b.Account
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Facility, y.Facility), cmp.Compare(x.Fund, y.Fund), cmp.Compare(x.Partner, y.Partner), cmp.Compare(x.Name, y.Name))
	})
	return balances, err
}
