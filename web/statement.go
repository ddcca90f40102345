package web

import (
	"net/http"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// statementView is what a partner is told about a month, each line with where its cents come from.
type statementView struct {
	Page
	Facility  facilities.Facility
	Partner   facilities.Partner
	Month     string
	Final     bool // the month is closed
	Currency  string
	Opening   ledger.Standing
	Closing   ledger.Standing
	Charged   money.Cents
	Sections  []statementSection
	VAT       []statementLine
	Files     string // address of the same as files, without "/pdf" and "/csv"
	Before    string // address of the month before and after
	After     string
	MoneyPage string
}

// statementSection is the lines of one sort with their sum.
type statementSection struct {
	Key   string // its words are "ledger.section.<Key>"
	Lines []statementLine
	Sum   money.Cents
}

// statementLine is one line. Details are its explanation in words, as PDF and CSV have it too; Origins lead on; Split is how the amount was divided.
type statementLine struct {
	ID      string
	Text    string
	URL     string
	Amount  money.Cents
	Details []string
	Origins []origin
	Split   *splitView
}

// origin is one thing that a line rests on.
type origin struct{ Key, Text, URL string }

func (v *visit) statementPath(f facilities.FacilityID, m ledger.Month, p facilities.PartnerID) string {
	return v.facilityPath(f, "statements/"+m.String()+"/"+string(p))
}

// statementAsked finds the statement of the address, with the names that it was made with.
func (v *visit) statementAsked() (useroffice.Closing, ledger.Statement, error) {
	m, err := v.month()
	if err != nil {
		return useroffice.Closing{}, ledger.Statement{}, err
	}
	p := facilities.PartnerID(v.Param("partner"))
	closing, err := v.office.Statements(v.ctx(), v.actor, v.now, facilities.FacilityID(v.Param("id")), m, p)
	if err != nil {
		return closing, ledger.Statement{}, err
	}
	i := slices.IndexFunc(closing.Statements, func(s ledger.Statement) bool { return s.Partner == p })
	if i < 0 {
		return closing, ledger.Statement{}, facilities.Missing()
	}
	return closing, closing.Statements[i], nil
}

func (v *visit) statement() error {
	closing, s, err := v.statementAsked()
	if err != nil {
		return err
	}
	view := statementView{Final: closing.Already, Currency: s.Currency, Opening: s.Opening, Closing: s.Closing, Month: v.monthName(s.Month)}
	view.Facility, _ = closing.Catalogue.Facility(s.Facility)
	view.Partner, _ = closing.Catalogue.Partner(s.Partner)
	view.Page = v.page("money.statement.title", "month", view.Month, "partner", view.Partner.Name)
	view.Section = "books"
	view.Files = v.statementPath(s.Facility, s.Month, s.Partner)
	view.Before, view.After = v.statementPath(s.Facility, monthBefore(s.Month), s.Partner), v.statementPath(s.Facility, s.Month.Next(), s.Partner)
	if !s.Month.Next().First().In(closing.Catalogue.Zone(s.Facility)).Before(v.now) {
		view.After = ""
	}
	view.MoneyPage = "/" + v.lang + "/partners/" + string(s.Partner) + "/money"
	for _, amount := range charged(s) {
		view.Charged += amount
	}
	v.fillSections(&view, s, closing.Catalogue)
	return v.render(http.StatusOK, "statement", view)
}

// fillSections goes through the rows that page, PDF and CSV share, and adds to each what only a page can do: links, and the division step by step.
func (v *visit) fillSections(view *statementView, s ledger.Statement, cat *facilities.Catalogue) {
	nth := map[string]int{}
	for _, row := range export.StatementRows(s, v.texts, cat) {
		n := nth[row.Section]
		nth[row.Section]++
		line := statementLine{ID: string(row.Entry), Text: row.Text, Amount: row.Amount, Details: row.Detail}
		switch row.Section {
		case "opening", "closing":
			continue
		case "vat":
			view.VAT = append(view.VAT, line)
			continue
		case "usage":
			v.followUse(&line, s, s.Usage[n])
		case "shares":
			v.followShare(&line, s, s.Shares[n])
		case "credits":
			v.followCost(&line, s, s.Credits[n])
		case "movements":
			v.followMovement(&line, s.Movements[n])
		}
		if last := len(view.Sections) - 1; last < 0 || view.Sections[last].Key != row.Section {
			view.Sections = append(view.Sections, statementSection{Key: row.Section})
		}
		section := &view.Sections[len(view.Sections)-1]
		section.Lines = append(section.Lines, line)
		section.Sum += row.Amount
	}
}
