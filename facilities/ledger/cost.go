package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// CostID names a cost.
type CostID string

// CostKind says what a cost entry is.
type CostKind string

// The kinds of cost entry.
const (
	CostActual  CostKind = "actual"
	CostInKind  CostKind = "in_kind" // given by a partner instead of money
	CostSubsidy CostKind = "subsidy" // public money received; its amount is above zero too
)

// Cost is one actual cost (or subsidy) of a facility, net of VAT that can be reclaimed.
type Cost struct {
	ID       CostID
	Facility facilities.FacilityID
	Day      facilities.Date // of service: picks the agreement version and its key
	Currency string
	Kind     CostKind
	Category string // as in the facility's budget; the agreement says which belong to tariffs
	Capital  bool   // depreciation of an investment; else operating
	Fixed    bool   // else variable with use
	Amount   money.Cents
	// Margin is what the partners pay on top of cost.
	Margin money.Cents
	// Estimate says that the amount is not what was really paid.
	Estimate bool
	// Paid says who paid first, when it was not the issuer: partners who get it back as a credit.
	Paid     []Part
	InKind   *InKind
	Note     string
	Evidence string // what it can be checked against: an invoice's number, a document
}

// InKind is a contribution in work, time or goods: Quantity units of Rate each.
type InKind struct {
	By       facilities.PartnerID
	Method   Valuation
	Quantity int64 // thousandths of a unit (of an hour, a piece)
	Rate     money.Cents
}

// Valuation names how a contribution in kind was valued.
type Valuation string

// The methods of valuation.
const (
	ValueActual Valuation = "actual_cost" // what it cost the partner, by its own books
	ValueRate   Valuation = "agreed_rate" // a rate in the agreement
	ValueMarket Valuation = "market"      // a price on the market
)

// Value is the contribution's worth, rounded once, half a cent up.
func (k InKind) Value() money.Cents { return perThousand(k.Quantity, k.Rate) }

// perThousand is a quantity in thousandths at a price for one, rounded half a cent up.
func perThousand(quantity int64, price money.Cents) money.Cents {
	return (money.Cents(quantity)*price + 500) / 1000
}

// Budget is what a facility expects of a category in a year; it plans tariffs and advances and is never posted.
type Budget struct {
	Facility facilities.FacilityID
	Year     int
	Category string
	Capital  bool
	Fixed    bool
	Amount   money.Cents
}

// amountMax bounds one amount (ten milliard units), so that a book's sums stay within int64.
const amountMax money.Cents = 1_000_000_000_000

// Check refuses a cost that cannot be posted in a facility's book; the error names it.
func (c Cost) Check(f facilities.FacilityID, currency string) error {
	row := string(c.ID)
	location := "costs[" + row + "]"
	switch {
	case c.ID == "" || c.Day.IsZero() || c.Category == "" || c.Facility != f:
		return facilities.BadField(location, "ledger_cost_incomplete", "row", row)
	case c.Currency != currency:
		return facilities.BadField(location+".currency", "ledger_currency", "row", row, "currency", c.Currency, "book", currency)
	case c.Amount <= 0 || c.Amount > amountMax || c.Margin < 0 || c.Margin > amountMax:
		return facilities.BadField(location+".amount", "ledger_cost_amount", "row", row)
	case !slices.Contains([]CostKind{CostActual, CostInKind, CostSubsidy}, c.Kind):
		return facilities.BadField(location+".kind", "ledger_choice", "row", row, "field", "kind")
	case (c.Kind == CostInKind) != (c.InKind != nil) || c.Kind == CostSubsidy && (c.Margin != 0 || len(c.Paid) > 0):
		return facilities.BadField(location+".kind", "ledger_cost_kind", "row", row)
	}
	if k := c.InKind; k != nil {
		known := slices.Contains([]Valuation{ValueActual, ValueRate, ValueMarket}, k.Method)
		if !known || k.By == "" || k.Quantity <= 0 || k.Rate <= 0 || k.Quantity > int64(amountMax)/int64(k.Rate)*1000 ||
			k.Value() != c.Amount || len(c.Paid) > 0 {
			return facilities.BadField(location+".in_kind", "ledger_in_kind", "row", row)
		}
	}
	var paid money.Cents
	for i, p := range c.Paid {
		twice := slices.ContainsFunc(c.Paid[:i], func(o Part) bool { return o.Partner == p.Partner })
		if p.Partner == "" || p.Amount <= 0 || p.Amount > c.Amount || twice {
			return facilities.BadField(location+".paid", "ledger_cost_paid", "row", row)
		}
		paid += p.Amount
	}
	if len(c.Paid) > 0 && paid != c.Amount {
		return facilities.BadField(location+".paid", "ledger_cost_paid", "row", row)
	}
	return nil
}

// creditors are the partners to whom the cost is owed, in order; the rest of it is owed to suppliers by the issuer.
func (c Cost) creditors() []Part {
	if c.InKind != nil {
		return []Part{{c.InKind.By, c.Amount}}
	}
	return c.Paid
}
