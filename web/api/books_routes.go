package api

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
)

func (s *server) booksRoutes() {
	add(s, route{id: "list_months", method: http.MethodGet, path: "/facilities/{id}/months", tag: "books"}, listMonths)
	add(s, route{id: "close_month", method: http.MethodPost, path: "/facilities/{id}/close", tag: "books"}, closeMonth)
	add(s, route{id: "list_statements", method: http.MethodGet, path: "/facilities/{id}/statements", tag: "books"}, listStatements)
	add(s, route{id: "list_entries", method: http.MethodGet, path: "/facilities/{id}/journal", tag: "books"}, listEntries)
	add(s, route{id: "list_balances", method: http.MethodGet, path: "/facilities/{id}/balances", tag: "books"}, listBalances)
	add(s, route{id: "list_invoices", method: http.MethodGet, path: "/facilities/{id}/invoices", tag: "books"}, listInvoices)
	add(s, route{id: "partner_money", method: http.MethodGet, path: "/partners/{id}/money", tag: "books"}, partnerMoney)
	add(s, route{id: "report", method: http.MethodGet, path: "/report", tag: "books"}, report)
}

type booksInput struct {
	ByID
	Page
}

func listMonths(c *call, in *booksInput) (*listed[Month], error) {
	months, err := c.office.MonthStatus(c, c.actor, c.now, facilities.FacilityID(in.ID))
	if err != nil {
		return nil, err
	}
	var all []Month
	if !months.Next.IsZero() {
		next := Month{Month: months.Next.String(), State: "open"}
		if months.Over {
			next.State = "ready"
		}
		all = append(all, next)
	}
	for _, m := range months.Closed {
		all = append(all, Month{m.Month.String(), "closed", utc(m.At), m.Entries})
	}
	items, next, err := page("months", all, func(m Month) string { return m.Month }, in.Page)
	return list(items, next), err
}

// month reads a month that came as text; where it stands is at.
func month(text, at string) (ledger.Month, error) {
	m, ok := ledger.ParseMonth(text)
	if !ok {
		return m, facilities.BadField(at, "form_month")
	}
	return m, nil
}

type closeInput struct {
	ByID
	Body struct {
		Month  string `json:"month" format:"line" minLength:"7" maxLength:"7" doc:"api.doc.month"`
		DryRun bool   `json:"dry_run,omitempty" doc:"api.doc.dry_run"`
	} `nameHint:"CloseBody"`
}

type closingAnswer struct{ Body Closing }

// closeMonth closes a month, or with dry_run says what closing it would come to.
func closeMonth(c *call, in *closeInput) (*closingAnswer, error) {
	m, err := month(in.Body.Month, "body.month")
	if err != nil {
		return nil, err
	}
	closing, err := c.office.CloseMonth(c, c.actor, c.now, facilities.FacilityID(in.ID), m, in.Body.DryRun)
	if err != nil {
		return nil, err
	}
	return &closingAnswer{closingView(closing)}, nil
}

type statementsInput struct {
	ByID
	Page
	Month   string `query:"month" required:"true" format:"line" maxLength:"7" doc:"api.doc.month"`
	Partner string `query:"partner" format:"id" maxLength:"64" doc:"api.doc.statement_partner"`
}

func listStatements(c *call, in *statementsInput) (*listed[Statement], error) {
	m, err := month(in.Month, "query.month")
	if err != nil {
		return nil, err
	}
	closing, err := c.office.Statements(c, c.actor, c.now, facilities.FacilityID(in.ID), m, facilities.PartnerID(in.Partner))
	if err != nil {
		return nil, err
	}
	var all []Statement
	for _, s := range closing.Statements {
		all = append(all, statementView(s, closing.Already))
	}
	items, next, err := page("statements", all, func(s Statement) string { return s.Partner }, in.Page)
	return list(items, next), err
}

type journalInput struct {
	ByID
	Page
	Until Day `query:"until" doc:"api.doc.until_day"`
}

func listEntries(c *call, in *journalInput) (*listed[Entry], error) {
	book, err := c.office.Journal(c, c.actor, c.now, facilities.FacilityID(in.ID), in.Until.date())
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, e := range book.Entries {
		all = append(all, entryView(e))
	}
	items, next, err := page("entries", all, func(e Entry) string { return e.ID }, in.Page)
	return list(items, next), err
}

type balancesInput struct {
	ByID
	Page
	On Day `query:"on" doc:"api.doc.balances_on"`
}

func listBalances(c *call, in *balancesInput) (*listed[Posting], error) {
	balances, err := c.office.BalancesAsOf(c, c.actor, c.now, facilities.FacilityID(in.ID), in.On.date())
	if err != nil {
		return nil, err
	}
	var all []Posting
	for _, b := range balances {
		all = append(all, postingView(b.Account, b.Amount))
	}
	items, next, err := page("balances", all, func(p Posting) string { return p.Account }, in.Page)
	return list(items, next), err
}

type invoicesInput struct {
	ByID
	Page
	Partner string `query:"partner" format:"id" maxLength:"64" doc:"api.doc.customer"`
}

func listInvoices(c *call, in *invoicesInput) (*listed[Invoice], error) {
	if _, err := c.facility(in.ID); err != nil {
		return nil, err
	}
	found, err := c.office.Invoices(c, c.actor, facilities.FacilityID(in.ID), facilities.PartnerID(in.Partner))
	if err != nil {
		return nil, err
	}
	var all []Invoice
	for _, i := range found {
		all = append(all, invoiceView(i))
	}
	items, next, err := page("invoices", all, func(i Invoice) string { return i.Number }, in.Page)
	return list(items, next), err
}

// Yearly is the query of a list about a year.
type Yearly struct {
	Page
	Year int `query:"year" minimum:"2000" maximum:"2199" doc:"api.doc.year"`
}

// year is the one asked for, or the present one.
func (in Yearly) year(c *call) int {
	if in.Year == 0 {
		return c.now.Year()
	}
	return in.Year
}

type partnerMoneyInput struct {
	ByID
	Yearly
}

func partnerMoney(c *call, in *partnerMoneyInput) (*listed[PartnerMoney], error) {
	stands, err := c.office.PartnerMoney(c, c.actor, c.now, facilities.PartnerID(in.ID), in.year(c))
	if err != nil {
		return nil, err
	}
	var all []PartnerMoney
	for _, m := range stands.Facilities {
		all = append(all, partnerMoneyView(m))
	}
	items, next, err := page("partner_money", all, func(m PartnerMoney) string { return m.Facility }, in.Page)
	return list(items, next), err
}

type reportInput struct{ Yearly }

func report(c *call, in *reportInput) (*listed[ReportFigure], error) {
	r, _, err := c.office.Report(c, c.actor, c.now, in.year(c))
	if err != nil {
		return nil, err
	}
	var all []ReportFigure
	for _, part := range r.Facilities {
		for _, row := range part.Rows {
			all = append(all, figureView(part.Facility, row.Section, row.Key, row.Figure, row.Unit, r.AsOf, row.Rules.Source))
		}
	}
	for _, i := range r.Indicators {
		all = append(all, figureView("", "indicators", i.Key, i.Figure, i.Unit, i.On, c.say.Say("report.indicators."+i.Key+"_formula")))
	}
	items, next, err := page("report", all, func(f ReportFigure) string { return f.ID }, in.Page)
	return list(items, next), err
}
