package store

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// entryColumns is what insertEntries writes and scanEntry reads, in this order.
const entryColumns = `number, id, kind, posted, close_month, currency, facility_id, fund_id, service_day, booking_id, project_id,
	tariff_id, cost_id, agreement_id, class, incident, invoice, payment, note, reverses, by_id, created, postings`

const entryWidth = 23

// PostEntries appends entries to the journal, in their order; by and at say who posted them and when. The entries have passed
// ledger.Entry.Check, and the caller holds the book's lock. Conflict "taken" when the database refuses one: an id that is there,
// a closed month, postings that do not sum to zero, a second reversal.
func (tx *Tx) PostEntries(ctx context.Context, by facilities.PersonID, at time.Time, entries ...ledger.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	accounts, err := tx.openAccounts(ctx, entries)
	if err != nil {
		return err
	}
	numbers, err := tx.entryNumbers(ctx, len(entries))
	if err != nil {
		return err
	}
	posted := make([]numberedEntry, 0, len(entries))
	postings := make([]postingRow, 0, 2*len(entries))
	for i, e := range entries {
		posted = append(posted, numberedEntry{numbers[i], e})
		for place, p := range e.Postings {
			postings = append(postings, postingRow{numbers[i], int64(place + 1), int64(len(e.Postings)), accounts[p.Account], int64(p.Amount)})
		}
	}
	// The postings first: the entry seals them.
	err = insertMany(ctx, tx, "postings (entry_number, position, of_postings, account_id, amount_cents)", 5, postings, func(p postingRow) []any {
		return []any{p.entry, p.position, p.of, p.account, p.amount}
	})
	if err != nil {
		return err
	}
	return insertMany(ctx, tx, "entries ("+entryColumns+")", entryWidth, posted, func(e numberedEntry) []any { return e.values(by, at) })
}

// numberedEntry is an entry and its place in the order of posting.
type numberedEntry struct {
	number int64
	ledger.Entry
}

type postingRow struct{ entry, position, of, account, amount int64 }

func (e numberedEntry) values(by facilities.PersonID, at time.Time) []any {
	book := e.Postings[0].Account
	month := ""
	if !e.Close.IsZero() {
		month = e.Close.String()
	}
	o := e.Origin
	return []any{e.number, string(e.ID), string(e.Kind), fromDate(e.Posted), ref(month), e.Currency, ref(book.Facility), ref(book.Fund),
		ref(fromDate(o.Service)), ref(o.Booking), ref(o.Project), ref(o.Tariff), ref(o.Cost), ref(o.Agreement), string(o.Class),
		string(o.Incident), o.Invoice, string(o.Payment), o.Note, ref(e.Reverses), ref(by), at, int64(len(e.Postings))}
}

// entryNumbers gives numbers for n entries, rising, above all that the books of this transaction have. Numbers of a PostgreSQL
// transaction that is undone are lost, so there are gaps.
func (tx *Tx) entryNumbers(ctx context.Context, n int) ([]int64, error) {
	numbers := make([]int64, 0, n)
	if tx.store.engine == SQLite {
		var last int64
		if err := tx.one(ctx, "SELECT COALESCE(MAX(number), 0) FROM entries", nil, &last); err != nil {
			return nil, err
		}
		for i := range n {
			numbers = append(numbers, last+int64(i)+1)
		}
		return numbers, nil
	}
	err := tx.all(ctx, "SELECT nextval('entry_numbers') FROM generate_series(1, ?)", []any{n}, func(scan func(...any) error) error {
		var number int64
		err := scan(&number)
		numbers = append(numbers, number)
		return err
	})
	return numbers, err
}
