package export

import (
	"encoding/csv"
	"io"
	"strings"

	"marke/facilities/ledger"
	"marke/facilities/money"
)

// csvHeading names the columns of the CSV form: one row per posting, debits above zero.
var csvHeading = append([]string{"date", "entry", "kind", "account", "facility", "fund", "partner", "amount", "currency"}, tagNames...)

// writeCSV writes RFC 4180 with a heading. The assertions are rows of kind "balance", whose amount is what the account holds at the end of that day.
func writeCSV(w io.Writer, b Book) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvHeading); err != nil {
		return err
	}
	for _, e := range b.Entries {
		facts := map[string]string{}
		for _, t := range tags(e) {
			facts[t.name] = t.value
		}
		for _, p := range e.Postings {
			row := csvRow(e.Posted.String(), string(e.ID), string(e.Kind), p.Account, money.Decimal(p.Amount), b.Currency)
			for _, column := range csvHeading[len(row):] {
				row = append(row, cell(facts[column]))
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	for _, a := range b.Assertions {
		row := csvRow(a.On.String(), "", "balance", a.Account, money.Decimal(a.Amount), b.Currency)
		row = append(row, make([]string, len(csvHeading)-len(row))...)
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(day, id, kind string, a ledger.Account, amount, currency string) []string {
	return []string{day, cell(id), kind, plainName(a), string(a.Facility), string(a.Fund), string(a.Partner), amount, currency}
}

// cell keeps a spreadsheet from taking a person's text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
