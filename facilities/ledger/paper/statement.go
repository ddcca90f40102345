package paper

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// addsUp are the sections whose sum is worth saying when they have more than one row.
var addsUp = []string{"usage", "shares", "credits", "movements", "vat"}

// WriteStatement draws a partner's statement: the rows of export.StatementRows, section by section, so that page, CSV and paper say the same. What the
// partner owes at the end of the month stands out.
func WriteStatement(w io.Writer, s ledger.Statement, t *texts.Texts, c *facilities.Catalogue) error {
	facility, partner := facilityName(c, s.Facility), partnerName(c, s.Partner)
	month := t.Month(s.Month.First().In(time.UTC), time.UTC)
	title := t.Say("paper.statement.title", "month", month)
	a := about{title: title + " · " + partner, subject: facility, author: facility, day: s.Month.Last(), foot: title + " · " + facility + " · " + partner}
	return write(w, t, a, func(d *sheet) {
		d.title(facility, title)
		d.facts(fact{t.Say("paper.partner"), partner}, fact{t.Say("paper.facility"), facility},
			fact{t.Say("paper.period"), s.Month.First().String() + " – " + s.Month.Last().String()}, fact{t.Say("paper.currency"), s.Currency})
		rows := export.StatementRows(s, t, c)
		for len(rows) > 0 {
			section := rows[0].Section
			end := slices.IndexFunc(rows, func(r export.StatementRow) bool { return r.Section != section })
			if end < 0 {
				end = len(rows)
			}
			if section == "closing" {
				d.total(t.Say("paper.statement.owed", "day", s.Month.Last().String()), t.Money(s.Closing.Owed(), s.Currency))
				d.remark(rows[0].Detail[0])
			} else {
				d.statementSection(section, rows[:end], s.Currency)
			}
			rows = rows[end:]
		}
		d.remark(t.Say("paper.statement.follow"))
	})
}

func (s *sheet) statementSection(section string, rows []export.StatementRow, currency string) {
	s.heading(s.t.Say("ledger.section." + section))
	columns := []column{{width: 76}, {width: 24, right: true}}
	var drawn []row
	var sum money.Cents
	for _, r := range rows {
		drawn = append(drawn, row{cells: []string{r.Text, s.t.Money(r.Amount, currency)}, detail: r.Detail})
		sum += r.Amount
	}
	if len(rows) > 1 && slices.Contains(addsUp, section) {
		drawn = append(drawn, row{cells: []string{s.t.Say("paper.sum"), s.t.Money(sum, currency)}, strong: true})
	}
	s.table(columns, drawn)
}

func facilityName(c *facilities.Catalogue, id facilities.FacilityID) string {
	f, _ := c.Facility(id)
	return cmp.Or(f.Name, string(id))
}

func partnerName(c *facilities.Catalogue, id facilities.PartnerID) string {
	p, _ := c.Partner(id)
	return cmp.Or(p.Name, string(id))
}

// percent writes basis points in the reader's language, "21" or "12,5".
func percent(t *texts.Texts, basisPoints int64) string {
	s := strings.TrimRight(strings.TrimRight(money.Decimal(money.Cents(basisPoints)), "0"), ".")
	if t.Lang() == "nl" {
		return strings.ReplaceAll(s, ".", ",")
	}
	return s
}
