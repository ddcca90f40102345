package export

import (
	"bufio"
	"io"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// accountTypes tells hledger what each root is.
var accountTypes = map[string]string{"Assets": "A", "Liabilities": "L", "Equity": "E", "Income": "R", "Expenses": "X"}

// writeJournal writes the plain-text form that hledger and ledger share. Every account and the currency are declared, so that
// strict checks pass.
func writeJournal(w io.Writer, b Book, format Format) error {
	buffer := bufio.NewWriter(w)
	p := &printer{w: buffer}
	p.f("commodity %s\n    format 1000.00 %s\n\n", b.Currency, b.Currency)
	for _, a := range b.accounts() {
		if format == HLedger {
			p.f("account %s  ; type: %s\n", plainName(a), accountTypes[a.Root()])
		} else {
			p.f("account %s\n", plainName(a))
		}
	}
	if format == Ledger { // which asks for every tag to be declared
		for _, name := range tagNames {
			p.f("tag %s\n", name)
		}
	}
	left := b.Assertions
	for i, e := range b.Entries {
		left = p.assertBefore(left, e.Posted, b.Currency)
		p.f("\n%s * (%s) %s\n", e.Posted, oneLine(string(e.ID)), e.Kind)
		for _, t := range tags(e) {
			p.f("    ; %s: %s\n", t.name, t.value)
		}
		for _, posting := range b.Entries[i].Postings {
			p.f("    %s  %s %s\n", plainName(posting.Account), money.Decimal(posting.Amount), b.Currency)
		}
	}
	p.assertBefore(left, facilities.Date{}, b.Currency)
	if p.err != nil {
		return p.err
	}
	return buffer.Flush()
}

// assertBefore writes the assertions of days before one (of all days when it is zero) and returns the others. An assertion is a
// posting of nothing that says what the account holds then.
func (p *printer) assertBefore(left []ledger.Assertion, day facilities.Date, currency string) []ledger.Assertion {
	for len(left) > 0 && (day.IsZero() || left[0].On.Before(day)) {
		on := left[0].On
		p.f("\n%s * closing balances\n", on)
		for len(left) > 0 && left[0].On == on {
			p.f("    %s  0.00 %s = %s %s\n", plainName(left[0].Account), currency, money.Decimal(left[0].Amount), currency)
			left = left[1:]
		}
	}
	return left
}
