package paper

import (
	"io"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/texts"
)

// Party is one side of an invoice: its name, and under it what else the law or the customer wants there (address, VAT number), line by line.
type Party struct {
	Name  string
	Lines []string
}

// WriteInvoice draws an invoice or a credit note: both sides, number, days, order number, every line with what it can be followed to, VAT once per
// category with its rate and source, and the total.
func WriteInvoice(w io.Writer, i ledger.Invoice, issuer, customer Party, t *texts.Texts, c *facilities.Catalogue) error {
	kind := "paper.invoice.title"
	if i.CreditNote {
		kind = "paper.invoice.credit_note"
	}
	title := t.Say(kind, "number", i.Number)
	a := about{title: title, subject: facilityName(c, i.Facility), author: issuer.Name, day: i.Day, foot: title + " · " + issuer.Name + " · " + customer.Name}
	return write(w, t, a, func(d *sheet) {
		d.title(issuer.Name, title)
		d.parties(issuer, customer)
		d.facts(fact{t.Say("paper.invoice.day"), i.Day.String()}, fact{t.Say("paper.invoice.due"), i.Due.String()},
			fact{t.Say("paper.facility"), facilityName(c, i.Facility)}, fact{t.Say("paper.period"), t.Month(i.Month.First().In(time.UTC), time.UTC)},
			fact{t.Say("paper.invoice.order"), i.OrderNumber}, fact{t.Say("paper.invoice.credits"), i.Credits})
		d.heading(t.Say("paper.invoice.lines"))
		d.invoiceLines(i)
		d.invoiceVAT(i)
		d.total(t.Say("paper.invoice.total"), t.Money(i.Total, i.Currency))
		if !i.CreditNote {
			d.remark(t.Say("paper.invoice.pay", "number", i.Number, "due", i.Due.String()))
		}
	})
}

// parties stand beside each other.
func (s *sheet) parties(issuer, customer Party) {
	top, bottom := s.pdf.GetY(), 0.0
	for side, p := range []Party{issuer, customer} {
		x := marginSide + float64(side)*(textWidth/2)
		s.pdf.SetXY(x, top)
		s.style("", sizeSmall, soft)
		s.pdf.CellFormat(textWidth/2-4, smallHeight, s.t.Say([]string{"paper.invoice.from", "paper.invoice.to"}[side]), "", 1, "L", false, 0, "")
		s.style("B", sizeText, ink)
		for _, line := range append(s.lines(p.Name, textWidth/2-4), p.Lines...) {
			s.pdf.SetX(x)
			s.pdf.CellFormat(textWidth/2-4, lineHeight, s.fit(line, textWidth/2-4), "", 1, "L", false, 0, "")
			s.style("", sizeText, ink)
		}
		bottom = max(bottom, s.pdf.GetY())
	}
	s.pdf.SetY(bottom + 4)
}

func (s *sheet) invoiceLines(i ledger.Invoice) {
	columns := []column{{head: s.t.Say("paper.invoice.what"), width: 58}, {head: s.t.Say("paper.invoice.vat"), width: 18}, {head: s.t.Say("paper.invoice.net"), width: 24, right: true}}
	var rows []row
	for _, l := range i.Lines {
		r := row{cells: []string{s.t.Say("paper.line." + l.Key), s.t.Say("paper.vat." + string(l.Category)), s.t.Money(l.Net, i.Currency)}}
		if l.Entry != "" {
			r.detail = []string{s.t.Say("paper.invoice.entry", "entry", string(l.Entry))}
		}
		rows = append(rows, r)
	}
	rows = append(rows, row{cells: []string{s.t.Say("paper.invoice.net_total"), "", s.t.Money(i.Net, i.Currency)}, strong: true})
	s.table(columns, rows)
}

func (s *sheet) invoiceVAT(i ledger.Invoice) {
	columns := []column{{head: s.t.Say("paper.invoice.vat"), width: 52}, {head: s.t.Say("paper.invoice.over"), width: 24, right: true}, {head: s.t.Say("paper.invoice.vat_amount"), width: 24, right: true}}
	var rows []row
	for _, v := range i.VAT {
		r := row{cells: []string{s.t.Say("paper.vat_at."+string(v.Category), "percent", percent(s.t, v.BasisPoints)), s.t.Money(v.Net, i.Currency), s.t.Money(v.VAT, i.Currency)}}
		if v.Source != "" {
			r.detail = []string{v.Source}
		}
		rows = append(rows, r)
	}
	s.table(columns, rows)
}
