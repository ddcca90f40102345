package export

import (
	"cmp"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// ReportLine is one figure of an accountability report as a reader sees it, in page, PDF and CSV alike.
type ReportLine struct {
	Section string // its words are "report.section.<Section>"
	Key     string
	Text    string
	Value   string
	State   ledger.FigureState
	Detail  []string // the accounts it is tied to; the rules it rests on
}

// ReportLines puts one facility's part of a report into words.
func ReportLines(r ledger.Report, part ledger.FacilityReport, t *texts.Texts) []ReportLine {
	var out []ReportLine
	for _, row := range part.Rows {
		line := ReportLine{Section: row.Section, Key: row.Key, Text: t.Say("report.row." + row.Key), Value: FigureText(row.Figure, row.Unit, r.Currency, t), State: row.Figure.State}
		if len(row.Accounts) > 0 {
			var names []string
			for _, a := range row.Accounts {
				names = append(names, t.Say("report.account."+string(a)))
			}
			line.Detail = append(line.Detail, t.Say("report.accounts", "accounts", strings.Join(names, ", ")))
		}
		if row.Rules.Source != "" {
			line.Detail = append(line.Detail, t.Say("report.rules", "rules", row.Rules.Rules, "source", row.Rules.Source))
		}
		out = append(out, line)
	}
	return out
}

// FigureText is a figure in the reader's language: an amount, hours, a count, a percentage, or that it is unknown or suppressed.
func FigureText(f ledger.Figure, unit ledger.Unit, currency string, t *texts.Texts) string {
	switch {
	case f.State != ledger.FigureKnown:
		return t.Say("report." + string(f.State))
	case unit == ledger.UnitMoney:
		return t.Money(money.Cents(f.Value), currency)
	case unit == ledger.UnitMinutes:
		return t.Hours(time.Duration(f.Value) * time.Minute)
	case unit == ledger.UnitPPM:
		return t.Say("report.percent", "number", tenths(f.Value, t))
	}
	return t.Number(f.Value)
}

// tenths writes parts per million as a percentage with one decimal, cut off: a share of 199,999 parts is not yet 20.0 %.
func tenths(ppm int64, t *texts.Texts) string {
	point := ","
	if t.Lang() == "en" {
		point = "."
	}
	return t.Number(ppm/10_000) + point + strconv.FormatInt(ppm%10_000/1_000, 10)
}

// PartName is the facility of a part, or that it is all of them.
func PartName(part ledger.FacilityReport, t *texts.Texts, c *facilities.Catalogue) string {
	if part.Facility == "" {
		return t.Say("report.all")
	}
	f, _ := c.Facility(part.Facility)
	return cmp.Or(f.Name, string(part.Facility))
}

// WriteReportCSV writes a report as CSV, a row a figure. Values are plain numbers for programs: cents as "12.34", minutes, counts, parts per million; they are
// empty when the state is not "known".
func WriteReportCSV(w io.Writer, r ledger.Report, t *texts.Texts, c *facilities.Catalogue) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"year", "as_of", "facility", "name", "closed_through", "section", "key", "text", "state", "value", "unit", "currency", "accounts", "rules", "source"}}
	year := strconv.Itoa(r.Year)
	for _, part := range r.Facilities {
		closed := ""
		if !part.Closed.IsZero() {
			closed = part.Closed.String()
		}
		for _, row := range part.Rows {
			var accounts []string
			for _, a := range row.Accounts {
				accounts = append(accounts, string(a))
			}
			rows = append(rows, []string{year, r.AsOf.String(), string(part.Facility), cell(PartName(part, t, c)), closed, row.Section, row.Key, cell(t.Say("report.row." + row.Key)), string(row.Figure.State),
				plainFigure(row.Figure, row.Unit), string(row.Unit), currencyOf(row.Unit, r.Currency), strings.Join(accounts, " "), row.Rules.Rules, row.Rules.Source})
		}
	}
	for _, i := range r.Indicators {
		rows = append(rows, []string{year, i.On.String(), "", "", "", "indicators", i.Key, cell(t.Say("report.indicators." + i.Key)), string(i.Figure.State),
			plainFigure(i.Figure, i.Unit), string(i.Unit), currencyOf(i.Unit, r.Currency), "", "", cell(t.Say("report.indicators."+i.Key+"_formula") + "; " + t.Say("report.indicators."+i.Key+"_source"))})
	}
	return out.WriteAll(rows)
}

func plainFigure(f ledger.Figure, unit ledger.Unit) string {
	switch {
	case f.State != ledger.FigureKnown:
		return ""
	case unit == ledger.UnitMoney:
		return money.Decimal(money.Cents(f.Value))
	}
	return strconv.FormatInt(f.Value, 10)
}

func currencyOf(unit ledger.Unit, currency string) string {
	if unit == ledger.UnitMoney {
		return currency
	}
	return ""
}
