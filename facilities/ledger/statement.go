package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// Statement is what one partner is told about a month: what it owed, what this close charges and why, what else happened, and what it
// owes now. Closing is Opening with all lines added, account by account.
type Statement struct {
	Facility  facilities.FacilityID
	Month     Month
	Partner   facilities.PartnerID
	Currency  string
	Opening   Standing
	Usage     []UsageLine
	Shares    []ShareLine
	Credits   []CostLine // costs that the partner paid first or gave in kind; Amount is its credit, above zero
	SetOff    money.Cents
	Movements []Movement
	Closing   Standing
	VAT       []VATTotal // on what this close charges, by category; the invoice takes it again over its own lines
}

// Standing is how a partner stands with a facility.
type Standing struct {
	Receivable money.Cents // invoiced and not yet paid
	Unbilled   money.Cents // charged and not yet invoiced
	Advance    money.Cents // billed ahead and not yet set off
}

// Owed is what all of it comes to; below zero, the facility owes the partner.
func (s Standing) Owed() money.Cents { return s.Receivable + s.Unbilled - s.Advance }

// UsageLine is the partner's part of one charge.
type UsageLine struct {
	Entry  EntryID
	Charge *Charge
	// Units are its units of AllUnits in the project's key; zero of zero when the whole is its own.
	Units    int64
	AllUnits int64
	Amount   money.Cents
}

// ShareLine is the partner's part of one class of costs of one year and agreement version:
// Amount = Entitled − Before, Entitled = its part of Total by Units of AllUnits.
type ShareLine struct {
	Entry     EntryID
	Year      int
	Agreement facilities.AgreementID
	Class     Class
	Costs     []CostLine  // of this close, all partners' together
	Earlier   money.Cents // posted by earlier closes
	Total     money.Cents // year to date
	Units     int64
	AllUnits  int64
	Entitled  money.Cents
	Before    money.Cents
	Amount    money.Cents
}

// CostLine is one cost as a statement shows it. Subsidies are below zero.
type CostLine struct {
	Cost     CostID
	Day      facilities.Date
	Category string
	Kind     CostKind
	Class    Class
	Amount   money.Cents
	Margin   money.Cents
	InKind   *InKind
	Broken   []Condition
	Note     string
	Evidence string
}

// Movement is an entry of the month outside the close: an invoice, a payment, a loss.
type Movement struct {
	Entry   EntryID
	Kind    EntryKind
	Day     facilities.Date
	Origin  Origin
	Account AccountKind // of the partner's accounts, the one that it moves
	Amount  money.Cents
}
