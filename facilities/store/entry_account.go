package store

import (
	"context"

	"marke/facilities"
	"marke/facilities/ledger"
)

// openAccounts gives the ids of all accounts that entries post to, and opens those that are new.
func (tx *Tx) openAccounts(ctx context.Context, entries []ledger.Entry) (map[ledger.Account]int64, error) {
	var wanted []ledger.Account
	seen := map[ledger.Account]bool{}
	for _, e := range entries {
		for _, p := range e.Postings {
			if !seen[p.Account] {
				seen[p.Account] = true
				wanted = append(wanted, p.Account)
			}
		}
	}
	known, err := tx.accountIDs(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var fresh []ledger.Account
	for _, a := range wanted {
		if known[a] == 0 {
			fresh = append(fresh, a)
		}
	}
	if len(fresh) == 0 {
		return known, nil
	}
	// Two may open the same account of a fund at once; then both find the one that was first.
	for _, a := range fresh {
		_, err := tx.exec(ctx, "INSERT INTO accounts (kind, facility_id, fund_id, partner_id, name) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			string(a.Kind), ref(a.Facility), ref(a.Fund), ref(a.Partner), a.Name)
		if err != nil {
			return nil, err
		}
	}
	return tx.accountIDs(ctx, wanted)
}

// accountIDs finds the ids of accounts; those that are not open are left out.
func (tx *Tx) accountIDs(ctx context.Context, wanted []ledger.Account) (map[ledger.Account]int64, error) {
	type book struct {
		facility facilities.FacilityID
		fund     ledger.FundID
	}
	read := map[book]bool{}
	ids := map[ledger.Account]int64{}
	for _, a := range wanted {
		of := book{a.Facility, a.Fund}
		if read[of] {
			continue
		}
		read[of] = true
		accounts, err := tx.accounts(ctx, a.Facility, a.Fund)
		if err != nil {
			return nil, err
		}
		for id, account := range accounts {
			ids[account] = id
		}
	}
	return ids, nil
}

// accounts are the accounts of a book, by id; without a facility or a fund, those of all books.
func (tx *Tx) accounts(ctx context.Context, f facilities.FacilityID, fund ledger.FundID) (map[int64]ledger.Account, error) {
	query, args := "SELECT id, kind, facility_id, fund_id, partner_id, name FROM accounts", []any(nil)
	if f != "" || fund != "" { // as accounts_once has it
		query += " WHERE COALESCE(facility_id, '') = ? AND COALESCE(fund_id, '') = ?"
		args = []any{string(f), string(fund)}
	}
	accounts := map[int64]ledger.Account{}
	err := tx.all(ctx, query, args, func(scan func(...any) error) error {
		var id int64
		var a ledger.Account
		err := scan(&id, &a.Kind, to(&a.Facility), to(&a.Fund), to(&a.Partner), &a.Name)
		accounts[id] = a
		return err
	})
	return accounts, err
}
