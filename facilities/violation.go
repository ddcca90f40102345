package facilities

import "marke/facilities/money"

// Violation is one rule that a wish breaks. Its words are texts' message
// "violation.<Code>" with Params.
type Violation struct {
	Code        string
	Resource    ResourceID
	Span        Span // the span concerned
	Params      map[string]any
	Overridable bool // a manager may override it, with a reason
}

// Alternative is a slot that breaks no rule.
type Alternative struct {
	Resource ResourceID
	Use      Span
	With     []WishClaim // what goes along, chosen from what is free
	Quote    Quote
	Approval Approval
	// Missing are codes of what the person would still need (slots/find only).
	Missing []string
}

// Verdict is the answer to "could I book this?".
type Verdict struct {
	Violations   []Violation
	Alternatives []Alternative
	Quote        Quote
	Approval     Approval // what would happen: approved at once, or a request
}

// Quote is a price, with the lines that explain it.
type Quote struct {
	Total    money.Cents
	Currency string // "EUR"
	Tariff   TariffID
	Lines    []QuoteLine
	// Unpriced: no tariff is published for this use, so the total is not a promise.
	Unpriced bool
}

// QuoteLine is one line of a quote. Kind is the key of its words:
// "use", "use_peak", "setup", "operator", "minimum".
type QuoteLine struct {
	Kind    string
	Minutes int64
	Rate    money.Cents // per hour; 0 for fixed amounts
	Amount  money.Cents
}
