package export

import (
	"encoding/csv"
	"io"

	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// WriteInvoiceCSV writes an invoice as CSV: a row a line, then a row for each category's VAT, and the total.
func WriteInvoiceCSV(w io.Writer, i ledger.Invoice, t *texts.Texts) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"number", "credits", "day", "due", "facility", "issuer", "customer", "order", "month", "kind", "key", "text", "vat_category", "amount", "currency", "entry"}}
	row := func(kind, key, text, category string, amount money.Cents, entry string) {
		rows = append(rows, []string{i.Number, i.Credits, i.Day.String(), i.Due.String(), string(i.Facility), string(i.Issuer), string(i.Customer), cell(i.OrderNumber), i.Month.String(),
			kind, key, cell(text), category, money.Decimal(amount), i.Currency, entry})
	}
	for _, l := range i.Lines {
		row("line", l.Key, t.Say("paper.line."+l.Key), string(l.Category), l.Net, string(l.Entry))
	}
	for _, v := range i.VAT {
		row("vat", string(v.Category), t.Say("paper.vat_at."+string(v.Category), "percent", percent(v.BasisPoints)), string(v.Category), v.VAT, "")
	}
	row("total", "total", t.Say("paper.invoice.total"), "", i.Total, "")
	return out.WriteAll(rows)
}
