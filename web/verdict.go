package web

import (
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/web/form"
)

// verdictView is the answer to "could I book this?", in words.
type verdictView struct {
	Checked    bool
	Headline   string
	Violations []violationLine
	Offers     []offer
	Quote      quoteView
	Approval   string // what happens after booking
	Operated   bool
	Accepted   bool
	// MayOverride: the reader manages the facility and everything in the way can be overridden.
	MayOverride bool
	Reason      string
	Faults      []fault
	Round       *roundHint // that keeps ordinary bookings out
}

// violationLine is one rule in the way.
type violationLine struct {
	Code, Says  string
	Overridable bool
	Chosen      bool
}

// offer is a slot that would work, as the button that takes it.
type offer struct {
	Value, When, Where, Price string
}

// quoteView is a price with the lines that explain it.
type quoteView struct {
	Shown    bool
	Unpriced bool
	Total    string
	Cents    money.Cents
	Lines    []quoteLine
}

type quoteLine struct{ Says, Amount string }

// verdict puts the office's answer into words.
func (v *visit) verdict(answer facilities.Verdict, cat *facilities.Catalogue, r facilities.Resource, f *form.Form) verdictView {
	view := verdictView{Checked: true, Operated: r.Operated, Reason: f.Typed("reason")}
	every := len(answer.Violations) > 0
	for _, violation := range answer.Violations {
		view.Violations = append(view.Violations, violationLine{violation.Code, v.texts.Violation(violation, cat), violation.Overridable, f.Is("override", violation.Code)})
		every = every && violation.Overridable
	}
	view.MayOverride = every && v.actor.Manages(r.Facility)
	view.Round = v.hintOfRefusal(answer.Violations, r, cat)
	view.Offers = v.offers(answer.Alternatives, cat, r.ID)
	view.Quote = v.quote(answer.Quote)
	view.Accepted = view.Quote.Shown && f.Typed("accept_quote") == trimNumber(float64(view.Quote.Cents))
	if len(answer.Violations) == 0 && answer.Approval != "" {
		view.Approval = v.texts.Say("web.verdict." + string(answer.Approval))
	}
	return view
}

// offers are the alternatives as buttons. The resource is named when it is another one.
func (v *visit) offers(found []facilities.Alternative, cat *facilities.Catalogue, wished facilities.ResourceID) []offer {
	var out []offer
	for _, a := range found {
		r, _ := cat.Resource(a.Resource)
		o := offer{Value: form.SlotValue(a.Resource, a.Use), When: v.texts.Span(a.Use, cat.Zone(r.Facility))}
		if a.Resource != wished {
			o.Where = r.Name
		}
		if !a.Quote.Unpriced {
			o.Price = v.texts.Money(a.Quote.Total, a.Quote.Currency)
		}
		out = append(out, o)
	}
	return out
}

// quote puts a price into words. A quote that was never made shows nothing.
func (v *visit) quote(q facilities.Quote) quoteView {
	view := quoteView{Shown: q.Currency != "" || q.Unpriced || len(q.Lines) > 0, Unpriced: q.Unpriced, Cents: q.Total, Total: v.texts.Money(q.Total, q.Currency)}
	for _, line := range q.Lines {
		says := v.texts.Say("web.quote." + line.Kind)
		if line.Minutes > 0 {
			says += " · " + v.texts.Hours(minutesLong(line.Minutes))
		}
		if line.Rate != 0 {
			says += " × " + v.texts.Money(line.Rate, q.Currency)
		}
		view.Lines = append(view.Lines, quoteLine{says, v.texts.Money(line.Amount, q.Currency)})
	}
	return view
}

func minutesLong(n int64) time.Duration { return time.Duration(n) * time.Minute }
