package useroffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// InvoiceView is an invoice with what of it is open; below zero, a credit note that is not yet set against anything.
type InvoiceView struct {
	store.IssuedInvoice
	Open money.Cents
}

// IssueInvoices makes the numbered invoices and credit notes of a closed month, one for each partner and order number, by a
// controller; the issuer's own share is booked as its own cost. Doing it again makes what is still missing, and so nothing when nothing is.
func (o *Office) IssueInvoices(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, m ledger.Month) ([]InvoiceView, error) {
	if err := needController(actor, f); err != nil {
		return nil, err
	}
	closing, err := o.Statements(ctx, actor, now, f, m, "")
	if err != nil {
		return nil, err
	}
	if !closing.Already {
		return nil, facilities.Errorf(facilities.Conflict, "invoice_month_open", "month", m.String())
	}
	a := act{actor, now, "issue_invoices"}
	made, err := write(ctx, o, a, invoicesOf(f, m), func(ctx context.Context, tx *store.Tx) ([]store.IssuedInvoice, error) {
		d, err := newBillingDesk(ctx, tx, a, f)
		if err != nil {
			return nil, err
		}
		issuer, err := issuerOn(ctx, tx, f, m.Last())
		if err != nil {
			return nil, err
		}
		return d.issueMonth(ctx, m, closing.Statements, issuer)
	})
	return unpaid(made), err
}

// invoicesOf finds the invoices of a month again, for a repeat under the same key.
func invoicesOf(f facilities.FacilityID, m ledger.Month) subject[[]store.IssuedInvoice] {
	return subject[[]store.IssuedInvoice]{"invoices", func([]store.IssuedInvoice) string { return string(f) + "/" + m.String() },
		func(ctx context.Context, tx *store.Tx, _ string) ([]store.IssuedInvoice, error) {
			return tx.Invoices(ctx, store.InvoiceFilter{Facility: f, Month: m})
		}}
}

// InvoiceAdvance asks a partner for an advance on the costs of a month, by a controller.
func (o *Office) InvoiceAdvance(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, p facilities.PartnerID, m ledger.Month, amount money.Cents) (InvoiceView, error) {
	if err := needController(actor, f); err != nil {
		return InvoiceView{}, err
	}
	a := act{actor, now, "invoice_advance"}
	made, err := write(ctx, o, a, anInvoice, func(ctx context.Context, tx *store.Tx) (store.IssuedInvoice, error) {
		d, err := newBillingDesk(ctx, tx, a, f)
		if err != nil {
			return store.IssuedInvoice{}, err
		}
		issuer, err := issuerOn(ctx, tx, f, d.today)
		if err != nil {
			return store.IssuedInvoice{}, err
		}
		var wrong faults
		_, known := d.catalogue.Partner(p)
		wrong.check(known && p != issuer, "body.partner", "partner")
		wrong.check(amount > 0 && amount <= bookAmountMost, "body.amount", "book_amount", "max", bookAmountMost)
		wrong.check(!m.IsZero() && d.closed.Before(m), "body.month", "month_closed", "month", m.String())
		if err := wrong.err(); err != nil {
			return store.IssuedInvoice{}, err
		}
		return d.issue(ctx, ledger.AdvanceDraft(f, p, m, amount), issuer, store.FromAdvance)
	})
	return InvoiceView{made, made.Total}, err
}

// CreditInvoice takes an invoice back as a whole with a credit note that names it, by a controller. What it charged can be invoiced anew.
func (o *Office) CreditInvoice(ctx context.Context, actor facilities.Actor, now time.Time, number, reason string) (InvoiceView, error) {
	a := act{actor, now, "credit_invoice"}
	made, err := write(ctx, o, a, anInvoice, func(ctx context.Context, tx *store.Tx) (store.IssuedInvoice, error) {
		was, err := seenInvoice(ctx, tx, actor, number)
		if err != nil {
			return was, err
		}
		if !actor.Controls(was.Facility) {
			return was, forbidden()
		}
		var wrong faults
		wrong.line("body.reason", reason)
		if err := wrong.err(); err != nil {
			return was, err
		}
		d, err := newBillingDesk(ctx, tx, a, was.Facility)
		if err != nil {
			return was, err
		}
		return d.credit(ctx, was, reason)
	})
	return InvoiceView{made, made.Total}, err
}

var anInvoice = subject[store.IssuedInvoice]{"invoice", func(i store.IssuedInvoice) string { return i.Number },
	func(ctx context.Context, tx *store.Tx, id string) (store.IssuedInvoice, error) {
		found, err := tx.Invoices(ctx, store.InvoiceFilter{Number: id})
		if err != nil || len(found) == 0 {
			return store.IssuedInvoice{}, notFoundUnless(err)
		}
		return found[0], nil
	}}

func notFoundUnless(err error) error {
	if err != nil {
		return err
	}
	return facilities.Missing()
}

// seenInvoice finds an invoice for one who may know of it: who keeps the facility's books, and the customer's representative.
func seenInvoice(ctx context.Context, tx *store.Tx, actor facilities.Actor, number string) (store.IssuedInvoice, error) {
	if err := needLogin(actor); err != nil {
		return store.IssuedInvoice{}, err
	}
	i, err := anInvoice.load(ctx, tx, number)
	if err == nil && !seesStatement(actor, i.Facility, i.Customer) {
		return store.IssuedInvoice{}, facilities.Missing()
	}
	return i, err
}

// Invoice is one invoice with what of it is open.
func (o *Office) Invoice(ctx context.Context, actor facilities.Actor, number string) (InvoiceView, error) {
	var view InvoiceView
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		i, err := seenInvoice(ctx, tx, actor, number)
		if err != nil {
			return err
		}
		open, err := openItems(ctx, tx, i.Facility)
		view = InvoiceView{i, openOf(open, i.Number)}
		return err
	})
	return view, err
}

// Invoices lists the invoices that the actor may see, with what is open of each, the latest first. Customer narrows it to one partner.
func (o *Office) Invoices(ctx context.Context, actor facilities.Actor, f facilities.FacilityID, customer facilities.PartnerID) ([]InvoiceView, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []InvoiceView
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := tx.Invoices(ctx, store.InvoiceFilter{Facility: f, Customer: customer})
		if err != nil {
			return err
		}
		open := map[facilities.FacilityID][]ledger.OpenItem{}
		for _, i := range found {
			if !seesStatement(actor, i.Facility, i.Customer) {
				continue
			}
			if _, read := open[i.Facility]; !read {
				if open[i.Facility], err = openItems(ctx, tx, i.Facility); err != nil {
					return err
				}
			}
			out = append(out, InvoiceView{i, openOf(open[i.Facility], i.Number)})
		}
		slices.Reverse(out)
		return nil
	})
	return out, err
}

// openItems lists what is open of a facility's invoices.
func openItems(ctx context.Context, tx *store.Tx, f facilities.FacilityID) ([]ledger.OpenItem, error) {
	issued, err := tx.Invoices(ctx, store.InvoiceFilter{Facility: f})
	if err != nil {
		return nil, err
	}
	allocations, err := tx.Allocations(ctx, f)
	if err != nil {
		return nil, err
	}
	invoices := make([]ledger.Invoice, len(issued))
	for n, i := range issued {
		invoices[n] = i.Invoice
	}
	return ledger.OpenItems(invoices, allocations), nil
}

func openOf(items []ledger.OpenItem, number string) money.Cents {
	for _, i := range items {
		if i.Invoice == number {
			return i.Open
		}
	}
	return 0
}

func unpaid(issued []store.IssuedInvoice) []InvoiceView {
	out := make([]InvoiceView, len(issued))
	for n, i := range issued {
		out[n] = InvoiceView{i, i.Total}
	}
	return out
}

// seriesOf is the series of numbers of a facility and year: "HTF-2026", from the facility's id.
func seriesOf(f facilities.FacilityID, year int) string {
	return fmt.Sprintf("%s-%d", strings.ToUpper(string(f)), year)
}
