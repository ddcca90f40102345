package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// IncidentID names an incident.
type IncidentID string

// Cause is what an incident did.
type Cause string

// The causes of a loss. A cost overrun or what tariffs recover too little is none: those follow the cost key, uncapped.
const (
	CauseDamage   Cause = "damage"
	CauseScrap    Cause = "scrap"
	CauseDowntime Cause = "downtime"
	CauseDefault  Cause = "default" // a partner that does not pay
)

// Fault is how the liable user is to blame.
type Fault string

// The degrees of fault.
const (
	FaultNone   Fault = "none"
	FaultSlight Fault = "negligence"
	FaultGross  Fault = "gross_negligence"
	FaultIntent Fault = "intent"
)

// unlimited reports that no cap, and no layer that others pay, protects the liable user.
func (f Fault) unlimited() bool { return f == FaultGross || f == FaultIntent }

// Incident is a loss at a facility.
type Incident struct {
	ID       IncidentID
	Facility facilities.FacilityID
	Resource facilities.ResourceID
	Booking  facilities.BookingID
	Day      facilities.Date // picks the agreement version and its risk key, also for a partner that has left
	Cause    Cause
	Fault    Fault
	User     facilities.PartnerID // liable; empty when nobody is
	Claimant facilities.PartnerID // who suffered the loss and is paid; empty: the facility's suppliers are
	Amount   money.Cents
	Currency string
	Note     string
	Evidence string
}

// Check refuses an incident that cannot be booked; the error names it.
func (i Incident) Check(currency string) error {
	row := string(i.ID)
	location := "incidents[" + row + "]"
	causes := []Cause{CauseDamage, CauseScrap, CauseDowntime, CauseDefault}
	faults := []Fault{FaultNone, FaultSlight, FaultGross, FaultIntent}
	switch {
	case row == "" || i.Facility == "" || i.Day.IsZero() || i.Evidence == "":
		return facilities.BadField(location, "ledger_incident_incomplete", "row", row)
	case !slices.Contains(causes, i.Cause) || !slices.Contains(faults, i.Fault) || i.User == "" && i.Fault != FaultNone:
		return facilities.BadField(location+".cause", "ledger_choice", "row", row, "field", "cause")
	case i.Amount <= 0 || i.Amount > amountMax:
		return facilities.BadField(location+".amount", "ledger_cost_amount", "row", row)
	case i.Currency != currency:
		return facilities.BadField(location+".currency", "ledger_currency", "row", row, "currency", i.Currency, "book", currency)
	}
	return nil
}
