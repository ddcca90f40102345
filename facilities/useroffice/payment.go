package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// BankImport is what a bank file comes to.
type BankImport struct {
	Matches []ledger.Match // what is, or would be, booked: payments with a customer
	Unknown []ledger.Match // nobody is found: to be booked by hand
	Already []ledger.PaymentID
	Booked  bool // false for a preview
}

// OpenItems lists what is open of a facility's invoices, for who keeps its books; a representative sees the own partner's.
func (o *Office) OpenItems(ctx context.Context, actor facilities.Actor, f facilities.FacilityID) ([]ledger.OpenItem, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []ledger.OpenItem
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		items, err := openItems(ctx, tx, f)
		out = slices.DeleteFunc(items, func(i ledger.OpenItem) bool { return !seesStatement(actor, i.Facility, i.Customer) })
		return err
	})
	return out, err
}

// Payments lists the payments of a facility, the latest first, for who keeps its books; a representative sees the own partner's.
func (o *Office) Payments(ctx context.Context, actor facilities.Actor, f facilities.FacilityID) ([]store.BookedPayment, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []store.BookedPayment
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		payments, err := tx.PaymentsOf(ctx, f)
		out = slices.DeleteFunc(payments, func(p store.BookedPayment) bool { return !seesStatement(actor, p.Facility, p.Customer) })
		slices.Reverse(out)
		return err
	})
	return out, err
}

// BookPayment books a payment by hand for a customer, by a controller. With no allocations it is set against the customer's open items as a bank file's
// would be; what remains of it stays to the customer's credit. ID and Currency are set here when empty.
func (o *Office) BookPayment(ctx context.Context, actor facilities.Actor, now time.Time, p store.BookedPayment, allocations []ledger.Allocation) (store.BookedPayment, error) {
	if err := needController(actor, p.Facility); err != nil {
		return p, err
	}
	if p.ID == "" {
		p.ID = ledger.PaymentID(facilities.NewID(now))
	}
	a := act{actor, now, "book_payment"}
	return write(ctx, o, a, aPayment(p.Facility), func(ctx context.Context, tx *store.Tx) (store.BookedPayment, error) {
		d, err := newBillingDesk(ctx, tx, a, p.Facility)
		if err != nil {
			return p, err
		}
		if p.Currency == "" {
			p.Currency = d.currency
		}
		if err := d.checkPayment(p); err != nil {
			return p, err
		}
		items, err := openItems(ctx, tx, p.Facility)
		if err != nil {
			return p, err
		}
		if len(allocations) == 0 {
			allocations = oldestFirst(p, items)
		}
		for n := range allocations {
			allocations[n].Payment = p.ID
		}
		return p, d.receive(ctx, p, items, allocations)
	})
}

func aPayment(f facilities.FacilityID) subject[store.BookedPayment] {
	return subject[store.BookedPayment]{"payment", func(p store.BookedPayment) string { return string(p.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (store.BookedPayment, error) {
			payments, err := tx.PaymentsOf(ctx, f)
			at := slices.IndexFunc(payments, func(p store.BookedPayment) bool { return string(p.ID) == id })
			if err != nil || at < 0 {
				return store.BookedPayment{}, notFoundUnless(err)
			}
			return payments[at], nil
		}}
}

func (d *billingDesk) checkPayment(p store.BookedPayment) error {
	var wrong faults
	_, known := d.catalogue.Partner(p.Customer)
	wrong.check(known, "body.partner", "partner")
	wrong.check(p.Amount != 0 && p.Amount <= bookAmountMost && p.Amount >= -bookAmountMost, "body.amount", "book_amount", "max", bookAmountMost)
	wrong.check(!p.Day.IsZero() && !d.today.Before(p.Day), "body.day", "in_future")
	wrong.check(d.closed.Before(ledger.MonthOf(p.Day)), "body.day", "month_closed", "month", ledger.MonthOf(p.Day).String())
	wrong.check(p.Currency == d.currency, "body.currency", "currency")
	wrong.prose("body.text", p.Text, ReasonMax)
	wrong.prose("body.name", p.Name, ReasonMax)
	return wrong.err()
}

// oldestFirst sets a payment against the customer's open items by due day, in the payment's own direction.
func oldestFirst(p store.BookedPayment, items []ledger.OpenItem) (out []ledger.Allocation) {
	rest := p.Amount
	for _, i := range items {
		if i.Customer != p.Customer || (i.Open > 0) != (p.Amount > 0) || rest == 0 {
			continue
		}
		amount := min(rest, i.Open)
		if p.Amount < 0 {
			amount = max(rest, i.Open)
		}
		out = append(out, ledger.Allocation{Payment: p.ID, Invoice: i.Invoice, Amount: amount})
		rest -= amount
	}
	return out
}

// receive books a payment and what it is set against; the rest stays to the customer's credit.
func (d *billingDesk) receive(ctx context.Context, p store.BookedPayment, items []ledger.OpenItem, allocations []ledger.Allocation) error {
	rest := p.Amount
	for _, a := range allocations {
		rest -= a.Amount
	}
	if rest != 0 && (rest > 0) != (p.Amount > 0) {
		return facilities.Errorf(facilities.Conflict, "ledger_allocation", "row", string(p.ID))
	}
	booked, err := p.Payment.Allocate(p.Customer, items, allocations, rest)
	if err != nil {
		return err
	}
	if err := d.tx.AddPayment(ctx, p, allocations, d.Person.ID, d.now); err != nil {
		return err
	}
	if err := postEntries(ctx, d.tx, d.Actor, d.now, booked); err != nil {
		return err
	}
	return note(ctx, d.tx, d.Actor, d.now, entry{verb: d.verb, kind: "payment", subject: string(p.ID), after: p})
}

// ImportBank reads a bank's CSV file and sets its payments against open items: by the invoice numbers that the payer named, else by amount for an account
// that has paid before. Without book it only shows what it would do. A payment that is booked is passed over, so a file can come twice and files may overlap. Payments of
// closed months are posted today, with the day of the bank in their note.
func (o *Office) ImportBank(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, file []byte, book bool) (BankImport, error) {
	var out BankImport
	if err := needController(actor, f); err != nil {
		return out, err
	}
	a := act{actor, now, "import_bank"}
	look := func(ctx context.Context, tx *store.Tx) error {
		var err error
		out, err = o.importBank(ctx, tx, a, f, file, book)
		return err
	}
	if !book {
		return out, o.store.View(ctx, look)
	}
	_, err := write(ctx, o, a, subject[string]{"bank_file", func(s string) string { return s },
		func(context.Context, *store.Tx, string) (string, error) { return string(f), nil }},
		func(ctx context.Context, tx *store.Tx) (string, error) { return string(f), look(ctx, tx) })
	return out, err
}

func (o *Office) importBank(ctx context.Context, tx *store.Tx, a act, f facilities.FacilityID, file []byte, book bool) (BankImport, error) {
	out := BankImport{Booked: book}
	open := readBillingDesk
	if book {
		open = newBillingDesk
	}
	d, err := open(ctx, tx, a, f)
	if err != nil {
		return out, err
	}
	payments, err := ledger.ParseBank(file, string(f), f, d.currency)
	if err != nil {
		return out, err
	}
	past, err := tx.PaymentsOf(ctx, f)
	if err != nil {
		return out, err
	}
	known, accounts := map[ledger.PaymentID]bool{}, map[string]facilities.PartnerID{}
	for _, p := range past {
		known[p.ID] = true
		if p.IBAN != "" {
			accounts[p.IBAN] = p.Customer
		}
	}
	payments = slices.DeleteFunc(payments, func(p ledger.Payment) bool {
		if known[p.ID] {
			out.Already = append(out.Already, p.ID)
		}
		return known[p.ID]
	})
	items, err := openItems(ctx, tx, f)
	if err != nil {
		return out, err
	}
	for _, m := range ledger.MatchPayments(payments, items, accounts) {
		if m.Customer == "" {
			out.Unknown = append(out.Unknown, m)
			continue
		}
		out.Matches = append(out.Matches, m)
		if !book {
			continue
		}
		if !d.closed.Before(ledger.MonthOf(m.Payment.Day)) {
			m.Payment.Text = m.Payment.Day.String() + " " + m.Payment.Text
			m.Payment.Day = d.today
		}
		if items, err = openItems(ctx, tx, f); err != nil {
			return out, err
		}
		if err := d.receive(ctx, store.BookedPayment{Payment: m.Payment, Customer: m.Customer}, items, m.Allocations); err != nil {
			return out, err
		}
	}
	return out, nil
}
