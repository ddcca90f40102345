package api

import (
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// Month is a calendar month, "2026-10".
type Month struct {
	Month    string     `json:"month" doc:"api.doc.month"`
	State    string     `json:"state" enum:"open,ready,closed" doc:"api.doc.month_state"`
	ClosedAt *time.Time `json:"closed_at" nullable:"true" doc:"api.doc.closed_at"`
	Entries  int        `json:"entries" doc:"api.doc.entries"`
}

// Standing is how a partner stands with a facility, in cents.
type Standing struct {
	OwedCents       int64 `json:"owed_cents" doc:"api.doc.owed_cents"`
	ReceivableCents int64 `json:"receivable_cents" doc:"api.doc.receivable_cents"`
	UnbilledCents   int64 `json:"unbilled_cents" doc:"api.doc.unbilled_cents"`
	AdvanceCents    int64 `json:"advance_cents" doc:"api.doc.advance_cents"`
}

// Statement is what a partner is told about a month.
type Statement struct {
	Facility     string          `json:"facility" doc:"api.doc.facility"`
	Month        string          `json:"month" doc:"api.doc.month"`
	Partner      string          `json:"partner" doc:"api.doc.partner"`
	Currency     string          `json:"currency" doc:"api.doc.book_currency"`
	Final        bool            `json:"final" doc:"api.doc.statement_final"`
	Opening      Standing        `json:"opening" doc:"api.doc.opening"`
	Lines        []StatementLine `json:"lines" nullable:"false" doc:"api.doc.statement_lines"`
	SetOffCents  int64           `json:"set_off_cents" doc:"api.doc.set_off_cents"`
	ChargedCents int64           `json:"charged_cents" doc:"api.doc.charged_cents"`
	Closing      Standing        `json:"closing" doc:"api.doc.closing"`
	VAT          []VATTotal      `json:"vat" nullable:"false" doc:"api.doc.vat"`
}

// StatementLine is one line with what it can be followed to. Opening, all lines and nothing else add up to the closing.
type StatementLine struct {
	Section     string `json:"section" enum:"usage,share,credit,movement" doc:"api.doc.statement_section"`
	AmountCents int64  `json:"amount_cents" doc:"api.doc.amount_cents"`
	Entry       string `json:"entry,omitempty" doc:"api.doc.entry"`
	Class       string `json:"class,omitempty" doc:"api.doc.class"`
	Booking     string `json:"booking,omitempty" doc:"api.doc.busy_booking"`
	Tariff      string `json:"tariff,omitempty" doc:"api.doc.tariff_id"`
	Agreement   string `json:"agreement,omitempty" doc:"api.doc.agreement_id"`
	Cost        string `json:"cost,omitempty" doc:"api.doc.cost_id"`
	Incident    string `json:"incident,omitempty" doc:"api.doc.incident_id"`
	Invoice     string `json:"invoice,omitempty" doc:"api.doc.invoice_number"`
	Payment     string `json:"payment,omitempty" doc:"api.doc.payment_id"`
	TotalCents  int64  `json:"total_cents" doc:"api.doc.split_total_cents"`
	Units       int64  `json:"units" doc:"api.doc.split_units"`
	AllUnits    int64  `json:"all_units" doc:"api.doc.split_all_units"`
	BeforeCents int64  `json:"before_cents" doc:"api.doc.split_before_cents"`
}

// VATTotal is the VAT on a category's total.
type VATTotal struct {
	Category    string `json:"category" enum:"standard,outside" doc:"api.doc.vat_category"`
	BasisPoints int64  `json:"basis_points" doc:"api.doc.basis_points"`
	NetCents    int64  `json:"net_cents" doc:"api.doc.net_cents"`
	VATCents    int64  `json:"vat_cents" doc:"api.doc.vat_cents"`
	Source      string `json:"source,omitempty" doc:"api.doc.rule_source"`
}

func standingView(s ledger.Standing) Standing {
	return Standing{int64(s.Owed()), int64(s.Receivable), int64(s.Unbilled), int64(s.Advance)}
}

func vatView(totals []ledger.VATTotal) []VATTotal {
	out := []VATTotal{}
	for _, t := range totals {
		out = append(out, VATTotal{string(t.Category), t.BasisPoints, int64(t.Net), int64(t.VAT), t.Source})
	}
	return out
}

func statementView(s ledger.Statement, final bool) Statement {
	v := Statement{Facility: string(s.Facility), Month: s.Month.String(), Partner: string(s.Partner), Currency: s.Currency, Final: final, Opening: standingView(s.Opening),
		SetOffCents: int64(s.SetOff), Closing: standingView(s.Closing), VAT: vatView(s.VAT), Lines: []StatementLine{}}
	for _, l := range s.Usage {
		c := l.Charge
		v.Lines = append(v.Lines, StatementLine{Section: "usage", AmountCents: int64(l.Amount), Entry: string(l.Entry), Booking: string(c.Booking), Tariff: string(c.Tariff), Agreement: string(c.Agreement),
			TotalCents: int64(c.Total), Units: l.Units, AllUnits: l.AllUnits})
	}
	for _, l := range s.Shares {
		v.Lines = append(v.Lines, StatementLine{Section: "share", AmountCents: int64(l.Amount), Entry: string(l.Entry), Class: string(l.Class), Agreement: string(l.Agreement),
			TotalCents: int64(l.Total), Units: l.Units, AllUnits: l.AllUnits, BeforeCents: int64(l.Before)})
	}
	for _, l := range s.Credits {
		v.Lines = append(v.Lines, StatementLine{Section: "credit", AmountCents: -int64(l.Amount), Cost: string(l.Cost), Class: string(l.Class)})
	}
	for _, l := range v.Lines {
		v.ChargedCents += l.AmountCents
	}
	for _, m := range s.Movements {
		v.Lines = append(v.Lines, StatementLine{Section: "movement", AmountCents: int64(m.Amount), Entry: string(m.Entry), Booking: string(m.Origin.Booking), Cost: string(m.Origin.Cost),
			Incident: string(m.Origin.Incident), Invoice: m.Origin.Invoice, Payment: string(m.Origin.Payment)})
	}
	return v
}

// Closing is what the close of a month comes to.
type Closing struct {
	Facility   string      `json:"facility" doc:"api.doc.facility"`
	Month      string      `json:"month" doc:"api.doc.month"`
	DryRun     bool        `json:"dry_run" doc:"api.doc.dry_run"`
	Already    bool        `json:"already" doc:"api.doc.already_closed"`
	ClosedAt   *time.Time  `json:"closed_at" nullable:"true" doc:"api.doc.closed_at"`
	Currency   string      `json:"currency" doc:"api.doc.book_currency"`
	Entries    int         `json:"entries" doc:"api.doc.entries"`
	Findings   []Finding   `json:"findings" nullable:"false" doc:"api.doc.findings"`
	Statements []Statement `json:"statements" nullable:"false" doc:"api.doc.statements"`
}

// Finding is something to look at before a month is closed.
type Finding struct {
	Code        string `json:"code" doc:"api.doc.finding_code"`
	Row         string `json:"row" doc:"api.doc.finding_row"`
	AmountCents int64  `json:"amount_cents" doc:"api.doc.amount_cents"`
}

func closingView(c useroffice.Closing) Closing {
	v := Closing{Facility: string(c.Facility), Month: c.Month.String(), DryRun: c.DryRun, Already: c.Already, ClosedAt: utc(c.At), Currency: c.Currency, Entries: len(c.Entries), Findings: []Finding{}, Statements: []Statement{}}
	for _, f := range c.Findings {
		v.Findings = append(v.Findings, Finding{f.Code, f.Row, int64(f.Amount)})
	}
	for _, s := range c.Statements {
		v.Statements = append(v.Statements, statementView(s, !c.DryRun))
	}
	return v
}

// Entry is one entry of the journal; its postings add up to zero.
type Entry struct {
	ID        string    `json:"id" doc:"api.doc.entry"`
	Kind      string    `json:"kind" doc:"api.doc.entry_kind"`
	Day       string    `json:"day" doc:"api.doc.posted"`
	Currency  string    `json:"currency" doc:"api.doc.book_currency"`
	Booking   string    `json:"booking,omitempty" doc:"api.doc.busy_booking"`
	Cost      string    `json:"cost,omitempty" doc:"api.doc.cost_id"`
	Agreement string    `json:"agreement,omitempty" doc:"api.doc.agreement_id"`
	Incident  string    `json:"incident,omitempty" doc:"api.doc.incident_id"`
	Invoice   string    `json:"invoice,omitempty" doc:"api.doc.invoice_number"`
	Payment   string    `json:"payment,omitempty" doc:"api.doc.payment_id"`
	Reverses  string    `json:"reverses,omitempty" doc:"api.doc.reverses"`
	Postings  []Posting `json:"postings" nullable:"false" doc:"api.doc.postings"`
}

// Posting moves one account: a debit is above zero.
type Posting struct {
	Account     string `json:"account" doc:"api.doc.account"`
	Kind        string `json:"kind" doc:"api.doc.account_kind"`
	Partner     string `json:"partner,omitempty" doc:"api.doc.partner"`
	AmountCents int64  `json:"amount_cents" doc:"api.doc.amount_cents"`
}

func postingView(a ledger.Account, amount money.Cents) Posting {
	return Posting{a.String(), string(a.Kind), string(a.Partner), int64(amount)}
}

func entryView(e ledger.Entry) Entry {
	o := e.Origin
	v := Entry{ID: string(e.ID), Kind: string(e.Kind), Day: e.Posted.String(), Currency: e.Currency, Booking: string(o.Booking), Cost: string(o.Cost), Agreement: string(o.Agreement),
		Incident: string(o.Incident), Invoice: o.Invoice, Payment: string(o.Payment), Reverses: string(e.Reverses), Postings: []Posting{}}
	for _, p := range e.Postings {
		v.Postings = append(v.Postings, postingView(p.Account, p.Amount))
	}
	return v
}

// Invoice is a numbered invoice or credit note with what of it is open.
type Invoice struct {
	Number     string     `json:"number" doc:"api.doc.invoice_number"`
	CreditNote bool       `json:"credit_note" doc:"api.doc.credit_note"`
	Credits    string     `json:"credits,omitempty" doc:"api.doc.credits"`
	Facility   string     `json:"facility" doc:"api.doc.facility"`
	Customer   string     `json:"customer" doc:"api.doc.customer"`
	Day        string     `json:"day" doc:"api.doc.invoice_day"`
	Due        string     `json:"due" doc:"api.doc.invoice_due"`
	Month      string     `json:"month" doc:"api.doc.month"`
	Currency   string     `json:"currency" doc:"api.doc.book_currency"`
	NetCents   int64      `json:"net_cents" doc:"api.doc.net_cents"`
	VAT        []VATTotal `json:"vat" nullable:"false" doc:"api.doc.vat"`
	TotalCents int64      `json:"total_cents" doc:"api.doc.total_cents"`
	OpenCents  int64      `json:"open_cents" doc:"api.doc.open_cents"`
}

func invoiceView(i useroffice.InvoiceView) Invoice {
	return Invoice{i.Number, i.CreditNote, i.Credits, string(i.Facility), string(i.Customer), i.Day.String(), i.Due.String(), i.Month.String(), i.Currency,
		int64(i.Net), vatView(i.VAT), int64(i.Total), int64(i.Open)}
}

// PartnerMoney is how a partner stands with one facility in a year.
type PartnerMoney struct {
	Facility         string      `json:"facility" doc:"api.doc.facility"`
	EntitledMinutes  int64       `json:"entitled_minutes" doc:"api.doc.entitled_minutes"`
	UsedMinutes      int64       `json:"used_minutes" doc:"api.doc.used_minutes"`
	InvoicedCents    int64       `json:"invoiced_cents" doc:"api.doc.receivable_cents"`
	NotInvoicedCents int64       `json:"not_invoiced_cents" doc:"api.doc.unbilled_cents"`
	CarriedOverCents int64       `json:"carried_over_cents" doc:"api.doc.carried_over_cents"`
	Closed           []string    `json:"closed" nullable:"false" doc:"api.doc.closed_months"`
	Hours            []PoolHours `json:"hours" nullable:"false" doc:"api.doc.hours_by_pool"`
}

// PoolHours is how a partner stands in the ledger of hours of a pool.
type PoolHours struct {
	Pool               string `json:"pool" doc:"api.doc.pool"`
	CarriedOverMinutes int64  `json:"carried_over_minutes" doc:"api.doc.carried_over_minutes"`
	BalanceMinutes     int64  `json:"balance_minutes" doc:"api.doc.balance_minutes"`
}

func partnerMoneyView(m useroffice.FacilityMoney) PartnerMoney {
	v := PartnerMoney{string(m.Facility), m.Entitled, m.Used, int64(m.Owed.Invoiced), int64(m.Owed.NotInvoiced), int64(m.CarriedOver), []string{}, []PoolHours{}}
	for _, month := range m.Closed {
		v.Closed = append(v.Closed, month.String())
	}
	for _, h := range m.Hours {
		v.Hours = append(v.Hours, PoolHours{string(h.Pool), h.CarriedOver, h.Balance})
	}
	return v
}

// ReportFigure is one figure of the accountability report.
type ReportFigure struct {
	ID       string `json:"id" doc:"api.doc.figure_id"`
	Facility string `json:"facility" doc:"api.doc.figure_facility"`
	Section  string `json:"section" doc:"api.doc.figure_section"`
	Key      string `json:"key" doc:"api.doc.figure_key"`
	State    string `json:"state" enum:"known,unknown,suppressed" doc:"api.doc.figure_state"`
	Value    *int64 `json:"value" nullable:"true" doc:"api.doc.figure_value"`
	Unit     string `json:"unit" enum:"money,minutes,count,ppm" doc:"api.doc.figure_unit"`
	AsOf     string `json:"as_of" doc:"api.doc.figure_as_of"`
	Source   string `json:"source,omitempty" doc:"api.doc.rule_source"`
}

func figureView(f facilities.FacilityID, section, key string, figure ledger.Figure, unit ledger.Unit, asOf facilities.Date, source string) ReportFigure {
	v := ReportFigure{ID: string(f) + "/" + section + "/" + key, Facility: string(f), Section: section, Key: key, State: string(figure.State), Unit: string(unit), AsOf: asOf.String(), Source: source}
	if figure.State == ledger.FigureKnown {
		v.Value = &figure.Value
	}
	return v
}
