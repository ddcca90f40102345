package api

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"marke/facilities"
	"marke/facilities/texts"
)

// Violation is one rule that a wish breaks.
type Violation struct {
	Code        ViolationCode `json:"code" doc:"api.doc.violation_code"`
	Message     string        `json:"message" doc:"api.doc.violation_message"`
	From        *time.Time    `json:"from" nullable:"true" doc:"api.doc.violation_from"`
	To          *time.Time    `json:"to" nullable:"true" doc:"api.doc.violation_to"`
	Resource    string        `json:"resource" doc:"api.doc.resource"`
	Overridable bool          `json:"overridable" doc:"api.doc.overridable"`
}

// ViolationCode is the name of a rule.
type ViolationCode string

// violationCodes are the rules, in the order in which a verdict reports them. A
// test holds them against the messages, of which there is one for each rule.
var violationCodes = []string{
	"too_short", "too_long", "off_grid", "in_past", "notice", "horizon", "access", "suspended",
	"unqualified", "qualification_expires", "two_persons", "contamination",
	"closed", "outside_hours", "maintenance", "outage", "capacity", "setup_cleanup", "changeover",
	"operator_missing", "accessory_missing", "utility_short", "person_busy", "quota", "archived",
	"round_open", "route_gap", "window_short", "person_inactive",
}

// Schema lists the rules in the OpenAPI.
func (ViolationCode) Schema(huma.Registry) *huma.Schema {
	codes := make([]any, 0, len(violationCodes))
	for _, code := range violationCodes {
		codes = append(codes, code)
	}
	return &huma.Schema{Type: huma.TypeString, Enum: codes}
}

// Alternative is a slot that breaks no rule.
type Alternative struct {
	Resource string     `json:"resource" doc:"api.doc.resource"`
	Start    time.Time  `json:"start" doc:"api.doc.start"`
	End      time.Time  `json:"end" doc:"api.doc.end"`
	With     []WithUnit `json:"with" nullable:"false" doc:"api.doc.alternative_with"`
	Quote    Quote      `json:"quote" doc:"api.doc.quote"`
	Approval string     `json:"approval" enum:"auto,manager" doc:"api.doc.approval"`
	Missing  []string   `json:"missing" nullable:"false" doc:"api.doc.missing"`
}

// WithUnit is units of a further resource.
type WithUnit struct {
	Resource string `json:"resource" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Units    int64  `json:"units,omitempty" minimum:"1" maximum:"1000000" doc:"api.doc.units"`
}

// Quote is a price with the lines that explain it.
type Quote struct {
	TotalCents int64       `json:"total_cents" doc:"api.doc.total_cents"`
	Currency   string      `json:"currency" doc:"api.doc.currency"`
	Tariff     string      `json:"tariff" doc:"api.doc.tariff"`
	Unpriced   bool        `json:"unpriced" doc:"api.doc.unpriced"`
	Lines      []QuoteLine `json:"lines" nullable:"false" doc:"api.doc.quote_lines"`
}

// QuoteLine is one line of a quote.
type QuoteLine struct {
	Kind        string `json:"kind" doc:"api.doc.quote_kind"`
	Minutes     int64  `json:"minutes" doc:"api.doc.minutes"`
	RateCents   int64  `json:"rate_cents" doc:"api.doc.rate_cents"`
	AmountCents int64  `json:"amount_cents" doc:"api.doc.amount_cents"`
}

func violationsView(list []facilities.Violation, say *texts.Texts, catalogue *facilities.Catalogue) []Violation {
	var out []Violation
	for _, v := range list {
		out = append(out, Violation{ViolationCode(v.Code), say.Violation(v, catalogue), utc(v.Span.Start), utc(v.Span.End), string(v.Resource), v.Overridable})
	}
	return out
}

func alternativesView(list []facilities.Alternative) []Alternative {
	var out []Alternative
	for _, a := range list {
		v := Alternative{string(a.Resource), a.Use.Start.UTC(), a.Use.End.UTC(), []WithUnit{}, quoteView(a.Quote), string(a.Approval), notNil(a.Missing)}
		for _, w := range a.With {
			v.With = append(v.With, WithUnit{string(w.Resource), w.Units})
		}
		out = append(out, v)
	}
	return out
}

func quoteView(q facilities.Quote) Quote {
	v := Quote{int64(q.Total), q.Currency, string(q.Tariff), q.Unpriced, []QuoteLine{}}
	if v.Currency == "" {
		v.Currency = "EUR"
	}
	for _, line := range q.Lines {
		v.Lines = append(v.Lines, QuoteLine{line.Kind, line.Minutes, int64(line.Rate), int64(line.Amount)})
	}
	return v
}
