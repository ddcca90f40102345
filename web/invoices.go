package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// invoicesView are a facility's invoices, those that are not paid before the others, with what its controllers can do.
type invoicesView struct {
	bookFrame
	Open     []invoiceLine
	OpenSum  money.Cents
	Currency string
	Invoices []invoiceLine
	Months   []option // closed, to be invoiced
	Partners []option
	Advance  *form.Form
	Policy   *form.Form
	Faults   []fault
}

// invoiceLine is one invoice in a list.
type invoiceLine struct {
	Number, URL, Customer, Day, Due, Month, Currency, Kind string
	Total, Open                                            money.Cents
	DaysLate                                               int
	State                                                  string // "paid", "open", "late", "credit"
	StateName                                              string
}

func (v *visit) invoiceLine(i useroffice.InvoiceView, cat *facilities.Catalogue) invoiceLine {
	line := invoiceLine{Number: i.Number, URL: "/" + v.lang + "/invoices/" + i.Number, Customer: partnerName(cat, i.Customer), Day: i.Day.String(), Due: i.Due.String(), Month: v.monthName(i.Month),
		Currency: i.Currency, Kind: "invoice", Total: i.Total, Open: i.Open, State: "open"}
	if i.CreditNote {
		line.Kind = "credit_note"
	}
	today := v.today(cat, i.Facility)
	switch {
	case i.Open == 0:
		line.State = "paid"
	case i.Open < 0:
		line.State = "credit"
	case i.Due.Before(today):
		line.State = "late"
		line.DaysLate = int(today.In(time.UTC).Sub(i.Due.In(time.UTC)) / (24 * time.Hour))
	}
	line.StateName = v.texts.Say("money.invoice_state."+line.State, "days", line.DaysLate)
	return line
}

func (v *visit) invoices() error {
	if err := v.controls(facilities.FacilityID(v.Param("id"))); err != nil {
		return err
	}
	billing, err := v.office.Billing(v.ctx(), v.actor, facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	return v.showInvoices(http.StatusOK, form.New(nil), policyForm(billing))
}

func policyForm(b useroffice.Billing) *form.Form {
	f := form.New(nil)
	f.Set("payment_days", strconv.Itoa(b.PaymentDays))
	days := make([]string, len(b.Reminding.AfterDays))
	for i, d := range b.Reminding.AfterDays {
		days[i] = strconv.Itoa(d)
	}
	f.Set("after_days", strings.Join(days, ", "))
	f.Set("default_after", strconv.Itoa(b.Reminding.DefaultAfterDays))
	f.Set("version", strconv.FormatInt(b.Version, 10))
	return f
}

func (v *visit) showInvoices(status int, advance, policy *form.Form) error {
	view := invoicesView{Advance: advance, Policy: policy, Faults: append(v.faults(advance), v.faults(policy)...), Currency: "EUR"}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("invoices", "money.invoices.title"); err != nil {
		return err
	}
	id := view.Facility.ID
	all, err := v.office.Invoices(v.ctx(), v.actor, id, "")
	if err != nil {
		return err
	}
	for _, i := range all {
		line := v.invoiceLine(i, cat)
		view.Currency = i.Currency
		if i.Open != 0 {
			view.Open = append(view.Open, line)
			view.OpenSum += i.Open
		}
		view.Invoices = append(view.Invoices, line)
	}
	months, err := v.office.MonthStatus(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	for _, m := range months.Closed {
		view.Months = append(view.Months, option{Value: m.Month.String(), Text: v.monthName(m.Month)})
	}
	view.Partners = partnerOptions(cat)
	return v.render(status, "invoices", view)
}

// issueInvoices makes the invoices of a closed month.
func (v *visit) issueInvoices() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	m, ok := ledger.ParseMonth(f.Typed("month"))
	if !ok {
		return facilities.BadField("month", "form_month")
	}
	if _, err := v.office.IssueInvoices(v.ctx(), v.actor, v.now, id, m); err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/invoices", "invoiced")
}

// invoiceAdvance asks a partner for an advance.
func (v *visit) invoiceAdvance() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	month, partner, amount := f.Month("month"), facilities.PartnerID(f.ID("partner")), f.NeededAmount("amount")
	if month.IsZero() {
		f.Wrong("month", "required")
	}
	var made useroffice.InvoiceView
	if f.OK() {
		made, err = v.office.InvoiceAdvance(v.ctx(), v.actor, v.now, id, partner, month, amount)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showInvoices(http.StatusUnprocessableEntity, f, form.New(nil))
	}
	if err != nil {
		return err
	}
	return v.to("/invoices/"+made.Number, "invoiced")
}

// savePolicy sets when a facility reminds.
func (v *visit) savePolicy() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	b := useroffice.Billing{Facility: id, PaymentDays: int(f.Int("payment_days", 0, 365)), Version: f.Version()}
	for _, typed := range strings.FieldsFunc(f.Text("after_days"), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		days, err := strconv.Atoi(typed)
		if err != nil {
			f.Wrong("after_days", "form_number", "min", 1, "max", 365)
			break
		}
		b.Reminding.AfterDays = append(b.Reminding.AfterDays, days)
	}
	b.Reminding.DefaultAfterDays = int(f.Int("default_after", 0, 3650))
	if f.OK() {
		_, err = v.office.SaveBilling(v.ctx(), v.actor, v.now, b)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showInvoices(http.StatusUnprocessableEntity, form.New(nil), f)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/invoices", "saved")
}
