package export

import (
	"bufio"
	"io"

	"marke/facilities"
	"marke/facilities/money"
)

// writeBeancount writes beancount's form. Its balance directives hold at the beginning of a day, so the closing balances of a day
// stand on the next; without a tolerance of their own they would let a cent pass.
func writeBeancount(w io.Writer, b Book) error {
	buffer := bufio.NewWriter(w)
	p := &printer{w: buffer}
	p.f("option \"operating_currency\" \"%s\"\n\n", b.Currency)
	for _, a := range b.accounts() {
		p.f("%s open %s %s\n", b.firstDay(), beanName(a), b.Currency)
	}
	for _, e := range b.Entries {
		p.f("\n%s * \"%s\" \"%s\"\n", e.Posted, e.Kind, oneLine(string(e.ID)))
		for _, t := range tags(e) {
			p.f("  %s: \"%s\"\n", t.name, t.value)
		}
		for _, posting := range e.Postings {
			p.f("  %s  %s %s\n", beanName(posting.Account), money.Decimal(posting.Amount), b.Currency)
		}
	}
	if len(b.Assertions) > 0 {
		p.f("\n")
	}
	for _, a := range b.Assertions {
		p.f("%s balance %s  %s ~ 0.001 %s\n", a.On.Next(), beanName(a.Account), money.Decimal(a.Amount), b.Currency)
	}
	if p.err != nil {
		return p.err
	}
	return buffer.Flush()
}

// firstDay is the day of the first entry or assertion, on which the accounts open.
func (b Book) firstDay() facilities.Date {
	var first facilities.Date
	see := func(d facilities.Date) {
		if first.IsZero() || d.Before(first) {
			first = d
		}
	}
	if len(b.Entries) > 0 {
		see(b.Entries[0].Posted)
	}
	for _, a := range b.Assertions {
		see(a.On)
	}
	return first
}
