package useroffice

import (
	"context"
	"fmt"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// bookAmountMost bounds an amount in the books, in cents.
const bookAmountMost money.Cents = 1_000_000_000_000

// billingDesk issues invoices of one facility within a transaction that holds its book, so that numbers have no gaps.
type billingDesk struct {
	act
	tx        *store.Tx
	facility  facilities.FacilityID
	catalogue *facilities.Catalogue
	billing   store.Billing
	today     facilities.Date
	currency  string
	closed    ledger.Month
	issued    []store.IssuedInvoice // all of the facility so far
}

func newBillingDesk(ctx context.Context, tx *store.Tx, a act, f facilities.FacilityID) (*billingDesk, error) {
	if err := tx.LockBook(ctx, f); err != nil {
		return nil, err
	}
	return readBillingDesk(ctx, tx, a, f)
}

// readBillingDesk is one that only looks.
func readBillingDesk(ctx context.Context, tx *store.Tx, a act, f facilities.FacilityID) (*billingDesk, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	d := &billingDesk{act: a, tx: tx, facility: f, catalogue: c}
	if d.today, err = postingDay(ctx, tx, c, f, a.now); err != nil {
		return nil, err
	}
	terms, err := tx.Terms(ctx, f)
	if err != nil {
		return nil, err
	}
	d.currency = bookCurrency(terms)
	if d.billing, err = tx.Billing(ctx, f); err != nil {
		return nil, err
	}
	if d.closed, err = tx.Closed(ctx, f); err != nil {
		return nil, err
	}
	d.issued, err = tx.Invoices(ctx, store.InvoiceFilter{Facility: f})
	return d, err
}

// issueMonth issues what a month's statements come to and was not issued, or was credited since.
func (d *billingDesk) issueMonth(ctx context.Context, m ledger.Month, statements []ledger.Statement, issuer facilities.PartnerID) ([]store.IssuedInvoice, error) {
	made := []store.IssuedInvoice{}
	for _, s := range statements {
		if s.Partner != issuer {
			continue
		}
		own, moves, err := ledger.OwnShare(s)
		if err != nil {
			return nil, err
		}
		if _, err := d.tx.Entry(ctx, own.ID); moves && facilities.CodeOf(err) == facilities.NotFound {
			// Booked on a day that is open: the month after may be closed by now.
			own.Posted = latest(own.Posted, d.today)
			if err := postEntries(ctx, d.tx, d.Actor, d.now, own); err != nil {
				return nil, err
			}
		} else if moves && err != nil {
			return nil, err
		}
	}
	for _, draft := range ledger.Drafts(statements, issuer) {
		if standing, _ := d.standing(draft, store.FromStatement); standing {
			continue
		}
		i, err := d.issue(ctx, draft, issuer, store.FromStatement)
		if err != nil {
			return nil, err
		}
		made = append(made, i)
	}
	return made, note(ctx, d.tx, d.Actor, d.now, entry{verb: d.verb, kind: "invoices", subject: string(d.facility) + "/" + m.String(), after: numbersOfInvoices(made)})
}

// standing reports that a draft's invoice stands, and how many were issued for it and credited.
func (d *billingDesk) standing(draft ledger.Draft, source store.InvoiceSource) (stands bool, credited int64) {
	taken := map[string]bool{}
	for _, i := range d.issued {
		taken[i.Credits] = true
	}
	for _, i := range d.issued {
		if i.Source != source || i.Customer != draft.Customer || i.Month != draft.Month || i.OrderNumber != draft.OrderNumber {
			continue
		}
		if taken[i.Number] {
			credited++
		} else {
			stands = true
		}
	}
	return stands, credited
}

// issue numbers a draft, stores it and books it. Of advances there may be several.
func (d *billingDesk) issue(ctx context.Context, draft ledger.Draft, issuer facilities.PartnerID, source store.InvoiceSource) (store.IssuedInvoice, error) {
	number, err := d.number(ctx)
	if err != nil {
		return store.IssuedInvoice{}, err
	}
	number.Source = source
	for _, i := range d.issued {
		if i.Source == source && i.Customer == draft.Customer && i.Month == draft.Month && i.OrderNumber == draft.OrderNumber {
			number.Attempt = max(number.Attempt, i.Attempt+1)
		}
	}
	due := facilities.DateOf(d.today.In(time.UTC).AddDate(0, 0, d.billing.PaymentDays))
	number.Invoice, err = draft.Issue(ledger.Numbered{Number: number.Number, Issuer: issuer, Day: d.today, Due: due, Currency: d.currency}, ledger.Published().VAT)
	if err != nil {
		return number, err
	}
	return d.keep(ctx, number, "")
}

func (d *billingDesk) credit(ctx context.Context, was store.IssuedInvoice, reason string) (store.IssuedInvoice, error) {
	for _, i := range d.issued {
		if i.Credits == was.Number {
			return was, facilities.Errorf(facilities.Conflict, "invoice_credited", "number", was.Number, "by", i.Number)
		}
	}
	if was.CreditNote {
		return was, facilities.Errorf(facilities.Conflict, "invoice_credit_note", "number", was.Number)
	}
	number, err := d.number(ctx)
	if err != nil {
		return number, err
	}
	number.Source = store.FromCredit
	for _, i := range d.issued {
		if i.Source == store.FromCredit && i.Customer == was.Customer && i.Month == was.Month && i.OrderNumber == was.OrderNumber {
			number.Attempt = max(number.Attempt, i.Attempt+1)
		}
	}
	number.Invoice, err = was.Invoice.Credit(ledger.Numbered{Number: number.Number, Issuer: was.Issuer, Day: d.today, Due: d.today, Currency: was.Currency})
	if err != nil {
		return number, err
	}
	return d.keep(ctx, number, reason)
}

// number gives the next number of the year's series.
func (d *billingDesk) number(ctx context.Context) (store.IssuedInvoice, error) {
	series := seriesOf(d.facility, d.today.Year)
	last, err := d.tx.LastInvoice(ctx, series)
	next := store.IssuedInvoice{Series: series, Seq: last + 1}
	next.Number = fmt.Sprintf("%s-%04d", series, next.Seq)
	return next, err
}

func (d *billingDesk) keep(ctx context.Context, i store.IssuedInvoice, reason string) (store.IssuedInvoice, error) {
	if err := d.tx.AddInvoice(ctx, i, d.Person.ID, d.now); err != nil {
		return i, err
	}
	booked, moves, err := i.Invoice.Entry()
	if err != nil {
		return i, err
	}
	if moves {
		if err := postEntries(ctx, d.tx, d.Actor, d.now, booked); err != nil {
			return i, err
		}
	}
	d.issued = append(d.issued, i)
	return i, note(ctx, d.tx, d.Actor, d.now, entry{verb: d.verb, kind: "invoice", subject: i.Number, after: i.Invoice, reason: reason})
}

// issuerOn is the partner that sends a facility's invoices, by the agreement of a day.
func issuerOn(ctx context.Context, tx *store.Tx, f facilities.FacilityID, day facilities.Date) (facilities.PartnerID, error) {
	terms, err := tx.Terms(ctx, f)
	if err != nil {
		return "", err
	}
	t, found := ledger.TermsOn(terms, day)
	if !found || t.Agreement.Issuer == "" {
		return "", facilities.Errorf(facilities.Conflict, "ledger_no_agreement", "row", string(f), "day", day.String())
	}
	return t.Agreement.Issuer, nil
}

func needController(actor facilities.Actor, f facilities.FacilityID) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	if !actor.Controls(f) {
		return forbidden()
	}
	return nil
}

func latest(a, b facilities.Date) facilities.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func numbersOfInvoices(issued []store.IssuedInvoice) []string {
	out := make([]string, len(issued))
	for n, i := range issued {
		out[n] = i.Number
	}
	return out
}
