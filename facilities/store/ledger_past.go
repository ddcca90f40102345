package store

import (
	"context"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// PastEntries does something with a facility's entries as ledger.Read needs them for a close of a month: those of the month, and all costs and
// reversals up to it, one by one; all others of before summed, one for each account and each year, agreement version and class of service, so that
// a long journal is added up by the database. A summed entry has neither an id nor a booking. Entries of later months say nothing to the close
// and are left out.
func (tx *Tx) PastEntries(ctx context.Context, f facilities.FacilityID, m ledger.Month, do func(ledger.Entry)) error {
	err := tx.EachEntry(ctx, EntryFilter{Facility: f, From: m.First(), Until: m.Last()}, func(e ledger.Entry) error {
		do(e)
		return nil
	})
	if err != nil {
		return err
	}
	before := dayBefore(m)
	single := EntryFilter{Facility: f, Until: before, Kinds: []ledger.EntryKind{ledger.EntryCost, ledger.EntryReversal}}
	err = tx.EachEntry(ctx, single, func(e ledger.Entry) error {
		do(e)
		return nil
	})
	if err != nil {
		return err
	}
	accounts, err := tx.accounts(ctx, f, "")
	if err != nil {
		return err
	}
	// Only what a class divided is told apart by class: a share, that is.
	return tx.all(ctx, `SELECT CASE kind WHEN 'share' THEN class ELSE '' END, COALESCE(substr(service_day, 1, 4), ''), COALESCE(agreement_id, ''), account_id, CAST(SUM(amount_cents) AS bigint)
		FROM entries JOIN postings ON entry_number = number
		WHERE facility_id = ? AND posted <= ? AND kind NOT IN ('cost', 'reversal') GROUP BY 1, 2, 3, 4`, []any{string(f), fromDate(before)},
		func(scan func(...any) error) error {
			var class ledger.Class
			var year string
			var agreement facilities.AgreementID
			var account int64
			var amount money.Cents
			if err := scan(&class, &year, &agreement, &account, &amount); err != nil {
				return err
			}
			e := ledger.Entry{Kind: ledger.EntryAdjustment, Posted: before, Origin: ledger.Origin{Service: toDate(year + "-01-01"), Agreement: agreement, Class: class},
				Postings: []ledger.Posting{{Account: accounts[account], Amount: amount}}}
			if class != "" {
				e.Kind = ledger.EntryShare
			}
			do(e)
			return nil
		})
}

// dayBefore is the last day before a month.
func dayBefore(m ledger.Month) facilities.Date {
	if m.Month == 1 {
		return ledger.Month{Year: m.Year - 1, Month: 12}.Last()
	}
	return ledger.Month{Year: m.Year, Month: m.Month - 1}.Last()
}
