package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// StatementRow is one line of a statement as a reader sees it, in page, PDF and CSV alike.
type StatementRow struct {
	Section string // key of its heading: "ledger.section.<Section>"
	Text    string
	Detail  []string // where the amount comes from, one fact each
	Entry   ledger.EntryID
	Amount  money.Cents
}

// StatementRows puts a statement into words of one language. Names come from the catalogue. The same statement gives the same rows.
// Opening balance, all rows between, and the closing balance: the first plus the middle is the last.
func StatementRows(s ledger.Statement, t *texts.Texts, c *facilities.Catalogue) []StatementRow {
	w := &words{s: s, t: t, c: c}
	w.standing("opening", s.Opening)
	for _, l := range s.Usage {
		w.usage(l)
	}
	for _, l := range s.Shares {
		w.share(l)
	}
	for _, l := range s.Credits {
		w.add("credits", one(t, "cost", string(l.Kind)), "", -l.Amount, w.cost(l))
	}
	if s.SetOff != 0 {
		// The advance goes down as what is not yet invoiced does: what is owed stays.
		w.add("advances", t.Say("ledger.set_off", "amount", w.money(-s.SetOff)), "", 0)
	}
	for _, m := range s.Movements {
		w.add("movements", one(t, "entry", string(m.Kind), "of", w.of(m.Origin)), m.Entry, m.Amount, m.Day.String(), one(t, "account", string(m.Account)))
	}
	w.standing("closing", s.Closing)
	for _, v := range s.VAT {
		w.add("vat", one(t, "vat", string(v.Category), "percent", percent(v.BasisPoints), "net", w.money(v.Net)), "", v.VAT, v.Source)
	}
	return w.rows
}

// words is a statement being put into words.
type words struct {
	s    ledger.Statement
	t    *texts.Texts
	c    *facilities.Catalogue
	rows []StatementRow
}

// one says one of several things that have a name of their own: "ledger.<group>.<name>".
func one(t *texts.Texts, group, name string, params ...any) string {
	return t.Say(strings.Join([]string{"ledger", group, name}, "."), params...)
}

func (w *words) money(c money.Cents) string { return w.t.Money(c, w.s.Currency) }

func (w *words) add(section, text string, entry ledger.EntryID, amount money.Cents, detail ...string) {
	row := StatementRow{Section: section, Text: text, Entry: entry, Amount: amount}
	for _, d := range detail {
		if d != "" {
			row.Detail = append(row.Detail, d)
		}
	}
	w.rows = append(w.rows, row)
}

func (w *words) standing(section string, s ledger.Standing) {
	w.add(section, w.t.Say("ledger.owed"), "", s.Receivable+s.Unbilled-s.Advance,
		w.t.Say("ledger.owed_parts", "invoiced", w.money(s.Receivable), "unbilled", w.money(s.Unbilled), "advance", w.money(s.Advance)))
}

// usage explains a part of a charge down to tariff, minutes and rate.
func (w *words) usage(l ledger.UsageLine) {
	charge := l.Charge
	name := string(charge.Resource)
	zone := w.c.Zone(w.s.Facility)
	if r, known := w.c.Resource(charge.Resource); known && r.Name != "" {
		name = r.Name
	}
	detail := []string{w.t.Say("ledger.booking", "booking", string(charge.Booking), "agreement", string(charge.Agreement), "tariff", string(charge.Tariff))}
	for _, line := range charge.Lines {
		detail = append(detail, w.chargeLine(line))
	}
	for _, d := range charge.Differences {
		detail = append(detail, one(w.t, "differs", d.Code, "quoted", w.money(charge.Quoted), "amount", w.money(d.Amount)))
	}
	if len(charge.Parts) > 1 {
		detail = append(detail, w.t.Say("ledger.part", "project", string(charge.Project), "total", w.money(charge.Total)))
	}
	w.add("usage", w.t.Say("ledger.use", "resource", name, "span", w.t.Span(charge.Span, zone)), l.Entry, l.Amount, detail...)
}

func (w *words) chargeLine(l ledger.ChargeLine) string {
	params := []any{"amount", w.money(l.Amount), "rate", w.money(l.Rate), "minutes", w.t.Number(l.Minutes), "item", string(l.Item), "quantity", thousandths(l.Quantity)}
	return one(w.t, "line", l.Kind, params...)
}

// share explains a part of a class of costs down to its costs and the key.
func (w *words) share(l ledger.ShareLine) {
	detail := []string{w.t.Say("ledger.key", "agreement", string(l.Agreement), "units", w.t.Number(l.Units), "all", w.t.Number(l.AllUnits),
		"total", w.money(l.Total), "entitled", w.money(l.Entitled), "before", w.money(l.Before))}
	if l.Earlier != 0 {
		detail = append(detail, w.t.Say("ledger.earlier", "amount", w.money(l.Earlier)))
	}
	for _, cost := range l.Costs {
		detail = append(detail, w.cost(cost))
		for _, condition := range cost.Broken {
			detail = append(detail, w.t.Say("ledger.broken", "cost", string(cost.Cost), "condition", one(w.t, "condition", string(condition))))
		}
	}
	w.add("shares", one(w.t, "class", string(l.Class), "year", fmt.Sprint(l.Year)), l.Entry, l.Amount, detail...)
}

func (w *words) cost(l ledger.CostLine) string {
	s := w.t.Say("ledger.cost_line", "cost", string(l.Cost), "day", l.Day.String(), "category", l.Category, "amount", w.money(l.Amount), "evidence", l.Evidence)
	if l.Margin != 0 {
		s += " " + w.t.Say("ledger.margin", "amount", w.money(l.Margin))
	}
	if k := l.InKind; k != nil {
		s += " " + w.t.Say("ledger.in_kind", "method", one(w.t, "value", string(k.Method)), "quantity", thousandths(k.Quantity), "rate", w.money(k.Rate))
	}
	return s
}

// of names what a movement is about.
func (w *words) of(o ledger.Origin) string {
	for _, s := range []string{o.Invoice, string(o.Payment), string(o.Incident), string(o.Booking), string(o.Cost), o.Note} {
		if s != "" {
			return s
		}
	}
	return ""
}

// percent writes basis points, "21" or "12.5".
func percent(basisPoints int64) string {
	return strings.TrimRight(strings.TrimRight(money.Decimal(money.Cents(basisPoints)), "0"), ".")
}

// thousandths writes a quantity, "2.5".
func thousandths(quantity int64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%03d", quantity/1000, quantity%1000), "0"), ".")
}

// WriteStatement writes a statement as text: a line and its amount, and under it where the amount comes from.
func WriteStatement(w io.Writer, s ledger.Statement, t *texts.Texts, c *facilities.Catalogue) error {
	p := &printer{w: w}
	partner, _ := c.Partner(s.Partner)
	facility, _ := c.Facility(s.Facility)
	p.f("%s\n", t.Say("ledger.statement", "facility", nameOr(facility.Name, string(s.Facility)), "partner", nameOr(partner.Name, string(s.Partner)), "month", s.Month.String()))
	section := ""
	for _, row := range StatementRows(s, t, c) {
		if row.Section != section {
			section = row.Section
			p.f("\n%s\n", one(t, "section", section))
		}
		p.f("  %-60s %16s\n", strings.Join(strings.Fields(row.Text), " "), t.Money(row.Amount, s.Currency))
		for _, d := range row.Detail {
			p.f("      %s\n", strings.Join(strings.Fields(d), " "))
		}
	}
	return p.err
}

func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// WriteStatementCSV writes the same rows as CSV.
func WriteStatementCSV(w io.Writer, s ledger.Statement, t *texts.Texts, c *facilities.Catalogue) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"facility", "month", "partner", "section", "text", "amount", "currency", "entry", "detail"}}
	for _, r := range StatementRows(s, t, c) {
		rows = append(rows, []string{string(s.Facility), s.Month.String(), string(s.Partner), r.Section, cell(r.Text), money.Decimal(r.Amount), s.Currency,
			string(r.Entry), cell(strings.Join(r.Detail, " · "))})
	}
	return out.WriteAll(rows)
}
