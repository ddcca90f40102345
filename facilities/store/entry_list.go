package store

import (
	"context"
	"strconv"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// EntryFilter says which entries to list. Zero fields do not narrow.
type EntryFilter struct {
	Facility facilities.FacilityID
	Fund     ledger.FundID
	From     facilities.Date // posted on this day or later
	Until    facilities.Date // posted on this day or earlier
	Close    ledger.Month    // made by this close
	Kinds    []ledger.EntryKind
	Booking  facilities.BookingID
	Project  facilities.ProjectID
	Cost     ledger.CostID
	Incident ledger.IncidentID
	Invoice  string
	Payment  ledger.PaymentID
	Partner  facilities.PartnerID // moves an account of the partner
}

// Entries lists entries in the order of posting.
func (tx *Tx) Entries(ctx context.Context, f EntryFilter) ([]ledger.Entry, error) {
	var entries []ledger.Entry
	err := tx.EachEntry(ctx, f, func(e ledger.Entry) error {
		entries = append(entries, e)
		return nil
	})
	return entries, err
}

// Entry finds one entry.
func (tx *Tx) Entry(ctx context.Context, id ledger.EntryID) (ledger.Entry, error) {
	found, err := tx.entriesWhere(ctx, conditions{[]string{"id = ?"}, []any{string(id)}}, 0)
	if err != nil {
		return ledger.Entry{}, err
	}
	if len(found) == 0 {
		return ledger.Entry{}, facilities.Missing()
	}
	return found[0].Entry, nil
}

// EachEntry does something with every entry, in the order of posting. It holds only a few of them in memory at a time.
func (tx *Tx) EachEntry(ctx context.Context, f EntryFilter, do func(ledger.Entry) error) error {
	for last := int64(0); ; {
		where := f.where()
		where.add("number > ?", last)
		page, err := tx.entriesWhere(ctx, where, entriesAtOnce)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := do(e.Entry); err != nil {
				return err
			}
			last = e.number
		}
		if len(page) < entriesAtOnce {
			return nil
		}
	}
}

// entriesAtOnce is how many entries EachEntry reads with one statement.
const entriesAtOnce = 5000

func (f EntryFilter) where() (c conditions) {
	for _, equal := range []struct{ column, value string }{
		{"facility_id", string(f.Facility)}, {"fund_id", string(f.Fund)}, {"booking_id", string(f.Booking)}, {"project_id", string(f.Project)},
		{"cost_id", string(f.Cost)}, {"incident", string(f.Incident)}, {"invoice", f.Invoice}, {"payment", string(f.Payment)},
	} {
		if equal.value != "" {
			c.add(equal.column+" = ?", equal.value)
		}
	}
	if !f.From.IsZero() {
		c.add("posted >= ?", fromDate(f.From))
	}
	if !f.Until.IsZero() {
		c.add("posted <= ?", fromDate(f.Until))
	}
	if !f.Close.IsZero() {
		c.add("close_month = ?", f.Close.String())
	}
	if len(f.Kinds) > 0 {
		c.add("kind IN ("+marks(len(f.Kinds))+")", list(nil, f.Kinds)...)
	}
	if f.Partner != "" {
		c.add("number IN (SELECT p.entry_number FROM postings p JOIN accounts a ON a.id = p.account_id WHERE a.partner_id = ?)", string(f.Partner))
	}
	return c
}

// entriesWhere reads entries with their postings, in order; limit 0 reads all.
func (tx *Tx) entriesWhere(ctx context.Context, where conditions, limit int) ([]numberedEntry, error) {
	query := "SELECT " + entryColumns + " FROM entries WHERE " + strings.Join(where.terms, " AND ") + " ORDER BY number"
	if limit > 0 {
		query += " LIMIT " + strconv.Itoa(limit)
	}
	var entries []numberedEntry
	err := tx.all(ctx, query, where.args, func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		entries = append(entries, e)
		return err
	})
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return entries, tx.addPostings(ctx, entries)
}

func scanEntry(scan func(...any) error) (e numberedEntry, err error) {
	var month, posted, service, by ref
	var postings int
	var created instant
	o := &e.Origin
	err = scan(&e.number, &e.ID, &e.Kind, &posted, &month, &e.Currency, new(ref), new(ref), &service, to(&o.Booking), to(&o.Project),
		to(&o.Tariff), to(&o.Cost), to(&o.Agreement), &o.Class, &o.Incident, &o.Invoice, &o.Payment, &o.Note, to(&e.Reverses), &by, &created, &postings)
	e.Posted, o.Service = toDate(string(posted)), toDate(string(service))
	e.Close, _ = ledger.ParseMonth(string(month)) // the column holds a month or nothing
	e.Postings = make([]ledger.Posting, 0, postings)
	return e, err
}

// addPostings reads the postings of entries that are in the order of their numbers.
func (tx *Tx) addPostings(ctx context.Context, entries []numberedEntry) error {
	accounts, err := tx.accounts(ctx, "", "")
	if err != nil {
		return err
	}
	for len(entries) > 0 {
		n := min(len(entries), chunk)
		args := make([]any, 0, n)
		for _, e := range entries[:n] {
			args = append(args, e.number)
		}
		at := 0
		err := tx.all(ctx, "SELECT entry_number, account_id, amount_cents FROM postings WHERE entry_number IN ("+marks(n)+") ORDER BY entry_number, position",
			args, func(scan func(...any) error) error {
				var number, account int64
				var amount money.Cents
				if err := scan(&number, &account, &amount); err != nil {
					return err
				}
				for entries[at].number != number {
					at++
				}
				entries[at].Postings = append(entries[at].Postings, ledger.Posting{Account: accounts[account], Amount: amount})
				return nil
			})
		if err != nil {
			return err
		}
		entries = entries[n:]
	}
	return nil
}
