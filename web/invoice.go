package web

import (
	"bytes"
	"net/http"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/ledger/paper"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// invoiceView is one invoice or credit note.
type invoiceView struct {
	Page
	Line      invoiceLine
	Facility  facilities.Facility
	Issuer    string
	Customer  string
	Order     string
	Credits   string
	Lines     []invoicedLine
	VAT       []vatLine
	Net       money.Cents
	Total     money.Cents
	Statement string // address of the statement that it bills
	Takes     bool   // the reader may take it back
	MoneyPage string
}

// invoicedLine is one line with what it can be followed to.
type invoicedLine struct {
	Text, VAT, Entry, URL string
	Net                   money.Cents
}

// vatLine is the VAT of one category.
type vatLine struct {
	Text, Source string
	Net, VAT     money.Cents
}

func (v *visit) invoice() error {
	i, err := v.office.Invoice(v.ctx(), v.actor, v.Param("number"))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := invoiceView{Line: v.invoiceLine(i, cat), Issuer: partnerName(cat, i.Issuer), Customer: partnerName(cat, i.Customer), Order: i.OrderNumber, Credits: i.Credits, Net: i.Net, Total: i.Total}
	view.Facility, _ = cat.Facility(i.Facility)
	title := "paper.invoice.title"
	if i.CreditNote {
		title = "paper.invoice.credit_note"
	}
	view.Page = v.page(title, "number", i.Number)
	view.Section = "books"
	view.MoneyPage = "/" + v.lang + "/partners/" + string(i.Customer) + "/money"
	statement := v.statementPath(i.Facility, i.Month, i.Customer)
	for _, l := range i.Lines {
		line := invoicedLine{Text: v.texts.Say("paper.line." + l.Key), VAT: v.texts.Say("paper.vat." + string(l.Category)), Entry: string(l.Entry), Net: l.Net}
		if l.Entry != "" && l.Account == ledger.Unbilled {
			line.URL = statement + "#" + string(l.Entry)
			view.Statement = statement
		}
		view.Lines = append(view.Lines, line)
	}
	for _, t := range i.VAT {
		view.VAT = append(view.VAT, vatLine{v.texts.Say("paper.vat_at."+string(t.Category), "percent", v.point(strings.TrimRight(strings.TrimRight(money.Decimal(money.Cents(t.BasisPoints)), "0"), "."))), t.Source, t.Net, t.VAT})
	}
	view.Takes = v.actor.MayWrite() && v.actor.Controls(i.Facility) && !i.CreditNote
	return v.render(http.StatusOK, "invoice", view)
}

// invoiceSeen is the invoice of the address with the names that its files need.
func (v *visit) invoiceSeen() (useroffice.InvoiceView, *facilities.Catalogue, error) {
	i, err := v.office.Invoice(v.ctx(), v.actor, v.Param("number"))
	if err != nil {
		return i, nil, err
	}
	cat, err := v.catalogue()
	return i, cat, err
}

// invoicePDF is the invoice on paper.
func (v *visit) invoicePDF() error {
	i, cat, err := v.invoiceSeen()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	issuer, customer := paper.Party{Name: partnerName(cat, i.Issuer)}, paper.Party{Name: partnerName(cat, i.Customer)}
	if err := paper.WriteInvoice(&b, i.Invoice, issuer, customer, v.texts, cat); err != nil {
		return err
	}
	return v.file(v.texts.Say("money.invoice.file")+"-"+i.Number+".pdf", "application/pdf", b.Bytes())
}

// invoiceCSV is the invoice for a spreadsheet.
func (v *visit) invoiceCSV() error {
	i, _, err := v.invoiceSeen()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := export.WriteInvoiceCSV(&b, i.Invoice, v.texts); err != nil {
		return err
	}
	return v.file(v.texts.Say("money.invoice.file")+"-"+i.Number+".csv", "text/csv; charset=utf-8", b.Bytes())
}

// creditInvoice takes an invoice back as a whole.
func (v *visit) creditInvoice() error {
	if _, _, err := v.invoiceSeen(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	made, err := v.office.CreditInvoice(v.ctx(), v.actor, v.now, v.Param("number"), f.Note("reason"))
	if err != nil {
		return err
	}
	return v.to("/invoices/"+made.Number, "credited")
}
