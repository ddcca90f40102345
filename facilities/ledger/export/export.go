// Package export writes the books in the forms that accounting programs read: hledger, ledger, beancount and CSV.
//
// The same entries give the same bytes, in whatever order they come. Closing balances go along as assertions, so that a program
// that reads the file also proves it. The package decides nothing about money and reads nothing back.
package export

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
)

// Format is a form of export.
type Format string

// The formats.
const (
	HLedger   Format = "hledger"
	Ledger    Format = "ledger"
	Beancount Format = "beancount"
	CSV       Format = "csv"
)

// Formats lists them all.
var Formats = []Format{HLedger, Ledger, Beancount, CSV}

// Book is what is exported. All entries are in one currency.
type Book struct {
	Currency   string
	Entries    []ledger.Entry
	Assertions []ledger.Assertion
	// Until leaves out what is after a day; zero: nothing.
	Until facilities.Date
}

// Write writes a book. An unknown format is Invalid; entries that are not valid are refused as Entry.Check does, and so is a
// currency that is not the book's.
func Write(w io.Writer, format Format, b Book) error {
	b, err := b.ordered()
	if err != nil {
		return err
	}
	switch format {
	case HLedger, Ledger:
		return writeJournal(w, b, format)
	case Beancount:
		return writeBeancount(w, b)
	case CSV:
		return writeCSV(w, b)
	}
	return facilities.BadField("format", "ledger_format", "row", string(format))
}

// ordered checks a book, cuts it at Until and puts it in the order of days; assertions follow the entries of their day.
func (b Book) ordered() (Book, error) {
	later := func(d facilities.Date) bool { return !b.Until.IsZero() && b.Until.Before(d) }
	b.Entries = slices.DeleteFunc(slices.Clone(b.Entries), func(e ledger.Entry) bool { return later(e.Posted) })
	b.Assertions = slices.DeleteFunc(slices.Clone(b.Assertions), func(a ledger.Assertion) bool { return later(a.On) })
	for _, e := range b.Entries {
		if err := e.Check(); err != nil {
			return b, err
		}
		if e.Currency != b.Currency {
			return b, facilities.BadField("entries["+string(e.ID)+"]", "ledger_currency", "row", string(e.ID), "currency", e.Currency, "book", b.Currency)
		}
	}
	slices.SortFunc(b.Entries, func(a, b ledger.Entry) int {
		return cmp.Or(cmp.Compare(a.Posted.String(), b.Posted.String()), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(b.Assertions, func(a, b ledger.Assertion) int {
		return cmp.Or(cmp.Compare(a.On.String(), b.On.String()), cmp.Compare(a.Account.String(), b.Account.String()))
	})
	return b, nil
}

// accounts lists every account of a book once, in order.
func (b Book) accounts() []ledger.Account {
	seen := map[ledger.Account]bool{}
	var out []ledger.Account
	add := func(a ledger.Account) {
		if !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	for _, e := range b.Entries {
		for _, p := range e.Postings {
			add(p.Account)
		}
	}
	for _, a := range b.Assertions {
		add(a.Account)
	}
	slices.SortFunc(out, func(a, b ledger.Account) int { return cmp.Compare(plainName(a), plainName(b)) })
	return out
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}
