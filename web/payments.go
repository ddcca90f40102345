package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// paymentsView are a facility's payments, with the ways to book one: by hand or from a bank's file.
type paymentsView struct {
	bookFrame
	Form     *form.Form
	Faults   []fault
	Payments []paymentLine
	Partners []option
	Open     []option // invoices that are open
	Import   *bankView
}

// paymentLine is one payment.
type paymentLine struct {
	ID, Day, Customer, Name, Text, Currency string
	Amount                                  money.Cents
}

// bankView is what a bank's file comes to, before anything is booked.
type bankView struct {
	File    string // its text, to be sent again when it is booked
	Matches []matchLine
	Unknown []matchLine
	Already int
	Sum     money.Cents
}

// matchLine is one payment of the file and what it would pay.
type matchLine struct {
	paymentLine
	By       string
	Invoices []allocatedLine
	Rest     money.Cents
}

// allocatedLine is a part of a payment that pays an invoice.
type allocatedLine struct {
	Invoice string
	Amount  money.Cents
}

func (v *visit) payments() error { return v.showPayments(http.StatusOK, form.New(nil), nil) }

func (v *visit) showPayments(status int, f *form.Form, bank *bankView) error {
	view := paymentsView{Form: f, Faults: v.faults(f), Import: bank}
	if err := v.controls(facilities.FacilityID(v.Param("id"))); err != nil {
		return err
	}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("payments", "money.payments.title"); err != nil {
		return err
	}
	id := view.Facility.ID
	view.Here = "/facilities/" + string(id) + "/payments"
	view.Switch = "/" + view.Other + view.Here
	all, err := v.office.Payments(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	for _, p := range all {
		view.Payments = append(view.Payments, v.paymentLine(p.Payment, partnerName(cat, p.Customer)))
	}
	items, err := v.office.OpenItems(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	view.Open = withEmpty(v.texts.Say("money.payments.oldest"), nil)
	for _, i := range items {
		view.Open = append(view.Open, option{Value: i.Invoice, Text: i.Invoice + " · " + partnerName(cat, i.Customer) + " · " + v.texts.Money(i.Open, "EUR")})
	}
	view.Partners = partnerOptions(cat)
	return v.render(status, "payments", view)
}

func (v *visit) paymentLine(p ledger.Payment, customer string) paymentLine {
	return paymentLine{string(p.ID), p.Day.String(), customer, p.Name, p.Text, p.Currency, p.Amount}
}

// bookPayment books a payment by hand; against the invoice that was chosen, or else as a bank's file would.
func (v *visit) bookPayment() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	p := useroffice.BookedPayment{Customer: facilities.PartnerID(f.ID("customer")), Payment: ledger.Payment{ID: ledger.PaymentID(facilities.NewID(v.now)), Facility: id, Day: f.Day("day"), Amount: f.NeededAmount("amount"), Text: f.Text("text")}}
	if p.Day.IsZero() {
		f.Wrong("day", "required")
	}
	allocations, err := v.allocations(id, p, f.Text("invoice"))
	if err != nil {
		return err
	}
	if f.OK() {
		_, err = v.office.BookPayment(v.ctx(), v.actor, v.now, p, allocations)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showPayments(http.StatusUnprocessableEntity, f, nil)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/payments", "paid")
}

// allocations sets a payment against one invoice, as far as that is open; none when no invoice was chosen.
func (v *visit) allocations(id facilities.FacilityID, p useroffice.BookedPayment, invoice string) ([]ledger.Allocation, error) {
	if invoice == "" {
		return nil, nil
	}
	items, err := v.office.OpenItems(v.ctx(), v.actor, id)
	for _, i := range items {
		if i.Invoice == invoice && p.Amount > 0 && i.Open > 0 {
			return []ledger.Allocation{{Payment: p.ID, Invoice: invoice, Amount: min(p.Amount, i.Open)}}, err
		}
	}
	return nil, err
}

// importBank shows what a bank's file would book, and books it when it is sent again with "book".
func (v *visit) importBank() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, _, data, err := v.upload("file")
	if err != nil {
		return err
	}
	if sent := f.Typed("content"); sent != "" {
		data = []byte(sent)
	}
	if len(data) == 0 {
		f.Wrong("file", "required")
		return v.showPayments(http.StatusUnprocessableEntity, f, nil)
	}
	books := f.Is("book", "yes")
	result, err := v.office.ImportBank(v.ctx(), v.actor, v.now, id, data, books)
	if f.Take(err, nil) {
		return v.showPayments(http.StatusUnprocessableEntity, f, nil)
	}
	if err != nil {
		return err
	}
	if books {
		return v.to("/facilities/"+string(id)+"/payments", "paid")
	}
	bank, err := v.bankView(result, string(data))
	if err != nil {
		return err
	}
	return v.showPayments(http.StatusOK, form.New(nil), bank)
}

func (v *visit) bankView(result useroffice.BankImport, file string) (*bankView, error) {
	cat, err := v.catalogue()
	if err != nil {
		return nil, err
	}
	view := &bankView{File: file, Already: len(result.Already)}
	line := func(m ledger.Match) matchLine {
		l := matchLine{paymentLine: v.paymentLine(m.Payment, ""), Rest: m.Rest}
		if m.Customer != "" {
			l.Customer = partnerName(cat, m.Customer)
		}
		if m.By != ledger.MatchedNothing {
			l.By = v.texts.Say("money.match." + string(m.By))
		}
		for _, a := range m.Allocations {
			l.Invoices = append(l.Invoices, allocatedLine{a.Invoice, a.Amount})
		}
		return l
	}
	for _, m := range result.Matches {
		view.Matches = append(view.Matches, line(m))
		view.Sum += m.Payment.Amount
	}
	for _, m := range result.Unknown {
		view.Unknown = append(view.Unknown, line(m))
	}
	return view, nil
}
