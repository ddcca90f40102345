package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/store"
)

// defaultCurrency is that of a book before it has terms.
const defaultCurrency = "EUR"

// bookCurrency is the currency of a facility's book: that of its first terms.
func bookCurrency(terms []ledger.Terms) string {
	if len(terms) == 0 {
		return defaultCurrency
	}
	return terms[0].Currency
}

// seesBook reports that the actor may see all of a facility's book.
func seesBook(actor facilities.Actor, f facilities.FacilityID) bool {
	return actor.Known() && actor.Controls(f)
}

// seesStatement reports that the actor may see what a facility tells a partner.
func seesStatement(actor facilities.Actor, f facilities.FacilityID, p facilities.PartnerID) bool {
	return seesBook(actor, f) || actor.Known() && actor.Represents(p)
}

// postEntries appends entries to the books, outside a close. Each must pass Entry.Check, be in the currency of its book, lie in an
// open month, have an id that is new, and reverse only what is there. The caller has authorised it, and holds the lock of what it decided on.
func postEntries(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, entries ...ledger.Entry) error {
	for _, e := range entries {
		if err := e.Check(); err != nil {
			return err
		}
	}
	for _, f := range booksOf(entries) {
		if err := tx.LockBook(ctx, f); err != nil {
			return err
		}
		if err := admit(ctx, tx, f, entries); err != nil {
			return err
		}
	}
	for _, e := range entries {
		row := string(e.ID)
		_, err := tx.Entry(ctx, e.ID)
		if err == nil {
			return facilities.BadField("entries["+row+"]", "ledger_twice", "row", row)
		}
		if facilities.CodeOf(err) != facilities.NotFound {
			return err
		}
		if e.Reverses == "" {
			continue
		}
		was, err := tx.Entry(ctx, e.Reverses)
		if facilities.CodeOf(err) == facilities.NotFound || err == nil && !slices.Equal(e.Postings, was.Reversal(e.Posted).Postings) {
			return facilities.BadField("entries["+row+"]", "ledger_reversal", "row", row)
		}
		if err != nil {
			return err
		}
	}
	return tx.PostEntries(ctx, actor.Person.ID, now, entries...)
}

// booksOf are the facilities whose books entries move, in the order in which they are locked.
func booksOf(entries []ledger.Entry) []facilities.FacilityID {
	var books []facilities.FacilityID
	for _, e := range entries {
		if f := e.Postings[0].Account.Facility; f != "" {
			books = append(books, f)
		}
	}
	slices.Sort(books)
	return slices.Compact(books)
}

// admit refuses entries of a facility in another currency than the book's, or in a month that is closed.
func admit(ctx context.Context, tx *store.Tx, f facilities.FacilityID, entries []ledger.Entry) error {
	terms, err := tx.Terms(ctx, f)
	if err != nil {
		return err
	}
	closed, err := tx.Closed(ctx, f)
	if err != nil {
		return err
	}
	currency := bookCurrency(terms)
	for _, e := range entries {
		row := string(e.ID)
		switch month := ledger.MonthOf(e.Posted); {
		case e.Postings[0].Account.Facility != f:
		case e.Currency != currency:
			return facilities.BadField("entries["+row+"]", "ledger_currency", "row", row, "currency", e.Currency, "book", currency)
		case !closed.IsZero() && !closed.Before(month):
			return facilities.BadField("entries["+row+"]", "ledger_sealed", "row", row, "month", month.String())
		}
	}
	return nil
}

// postingDay is the day on which something that happens now enters a facility's book: today, or, when this month is closed
// already, the first day of the next one that is open.
func postingDay(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, f facilities.FacilityID, now time.Time) (facilities.Date, error) {
	closed, err := tx.Closed(ctx, f)
	today := facilities.DateOf(now.In(c.Zone(f)))
	if !closed.IsZero() && !closed.Before(ledger.MonthOf(today)) {
		return closed.Next().First(), err
	}
	return today, err
}

// Journal is the book of a facility, or with none all books, up to the end of a day (zero: all of it), with the closing balances
// that each partner was told as assertions. It answers controllers; others get NotFound.
func (o *Office) Journal(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, until facilities.Date) (export.Book, error) {
	book := export.Book{Currency: defaultCurrency, Until: until}
	if !seesBook(actor, f) {
		return book, facilities.Missing()
	}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := c.Facility(f); !known && f != "" {
			return facilities.Missing()
		}
		terms, err := tx.Terms(ctx, f)
		if err != nil {
			return err
		}
		book.Currency = bookCurrency(terms)
		if book.Entries, err = tx.Entries(ctx, store.EntryFilter{Facility: f, Until: until}); err != nil {
			return err
		}
		book.Assertions, err = told(ctx, tx, f, until)
		return err
	})
	return book, err
}

// told are the closing balances of closed months, as they were told to the partners then.
func told(ctx context.Context, tx *store.Tx, f facilities.FacilityID, until facilities.Date) ([]ledger.Assertion, error) {
	closes, err := tx.Closes(ctx, f)
	if err != nil {
		return nil, err
	}
	var statements []ledger.Statement
	for _, c := range closes {
		if !until.IsZero() && until.Before(c.Month.Last()) {
			continue
		}
		whole, err := tx.CloseOf(ctx, c.Facility, c.Month)
		if err != nil {
			return nil, err
		}
		k, err := readKept(whole.Kept)
		if err != nil {
			return nil, err
		}
		for _, s := range k.Standings {
			statements = append(statements, ledger.Statement{Facility: c.Facility, Month: c.Month, Partner: s.Partner, Closing: s.Closing})
		}
	}
	return ledger.Assertions(statements), nil
}

// BalancesAsOf is what the accounts of a facility's book held at the end of a day (zero: now). Controllers get all accounts,
// a partner's representatives those of the partner; others NotFound.
func (o *Office) BalancesAsOf(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, day facilities.Date) ([]ledger.Balance, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var balances []ledger.Balance
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := c.Facility(f); !known {
			return facilities.Missing()
		}
		balances, err = tx.Balances(ctx, store.BalanceFilter{Facility: f, Until: day})
		if err != nil || seesBook(actor, f) {
			return err
		}
		balances = slices.DeleteFunc(balances, func(b ledger.Balance) bool { return !actor.Represents(b.Account.Partner) })
		if len(balances) == 0 {
			return facilities.Missing()
		}
		return nil
	})
	return balances, err
}
