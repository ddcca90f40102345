package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// Charge is what one use costs by tariff, net of VAT, with everything that explains it. Lines and Parts both add up to Total,
// Quoted and Differences do too.
type Charge struct {
	Booking     facilities.BookingID
	Resource    facilities.ResourceID
	Project     facilities.ProjectID
	Partner     facilities.PartnerID // who booked; its kind picked the tariff
	State       facilities.State     // how the booking ended
	Service     facilities.Date      // the local day on which the reserved time starts
	Span        facilities.Span      // the time that was charged
	Agreement   facilities.AgreementID
	Tariff      facilities.TariffID
	OrderNumber string
	Lines       []ChargeLine
	Total       money.Cents
	Quoted      money.Cents // as shown when booking; zero when there was no tariff then
	Differences []Difference
	Parts       []Part // over the project's partners, by the project's key
}

// ChargeLine is one line of a charge. Kind is that of a quote's line ("use", "use_peak", "operator", "setup", "minimum") or one
// of those below.
type ChargeLine struct {
	Kind     string
	Minutes  int64
	Rate     money.Cents // per hour, or per unit of a consumable
	Item     ConsumableID
	Quantity int64 // of Item, in thousandths
	Amount   money.Cents
}

// The kinds of line that a quote does not have.
const (
	LineOutage     = "outage"            // time of the facility's outage, taken off again
	LineConsumable = "consumable"        //
	LineLate       = "late_cancellation" // a percentage of the reserved price
	LineNoShow     = "no_show"           // the same
)

// Difference is a part of what separates a charge from its quote.
type Difference struct {
	Code   string
	Amount money.Cents
}

// The reasons for a difference between charge and quote.
const (
	DiffUnpriced    = "unpriced"    // no tariff was published when it was booked
	DiffTariff      = "tariff"      // another tariff or prime time was published since, or the booking moved
	DiffUsed        = "used_time"   // the time used counts, not the time reserved
	DiffOutage      = "outage"      // the facility's outage is not charged
	DiffAborted     = "aborted"     // a fault ended the use: only the time used is charged
	DiffLate        = "late"        // cancelled late: a percentage
	DiffNoShow      = "no_show"     // nobody came: a percentage
	DiffConsumables = "consumables" //
)

func (c *Charge) add(l ChargeLine) {
	if l.Amount != 0 || l.Minutes != 0 {
		c.Lines = append(c.Lines, l)
		c.Total += l.Amount
	}
}

func (c *Charge) differ(code string, amount money.Cents) {
	if amount != 0 {
		c.Differences = append(c.Differences, Difference{code, amount})
	}
}
