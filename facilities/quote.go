package facilities

import (
	"time"

	"marke/facilities/money"
)

// QuoteFor prices a use: units of a resource, and operators units of operators
// beside it, for a partner and a project's phase. The tariff is the one that holds on the local
// day on which the use starts; without one the quote is Unpriced. Time is cut where prime time begins
// and ends on the facility's wall clock; each line is rounded once, half a cent up.
func (c *Catalogue) QuoteFor(r Resource, use Span, units, operators int64, partner Partner, phase Phase) Quote {
	zone := c.Zone(r.Facility)
	tariff, found := c.TariffOf(r.ID, DateOf(use.Start.In(zone)), partner, phase)
	if !found {
		return Quote{Currency: "EUR", Unpriced: true}
	}
	facility, _ := c.Facility(r.Facility)
	all := int64(use.Duration() / time.Minute)
	var peak int64
	for _, prime := range PrimeTime(facility.Prime, use, zone) {
		peak += int64(prime.Duration() / time.Minute)
	}

	q := Quote{Currency: tariff.Currency, Tariff: tariff.ID}
	q.perHour("use", (all-peak)*units, tariff.OffPeak)
	q.perHour("use_peak", peak*units, tariff.Peak)
	q.perHour("operator", all*operators, tariff.Operator)
	q.fixed("setup", tariff.Setup)
	q.fixed("minimum", tariff.Minimum-q.Total)
	return q
}

// TariffOf is the tariff of a resource on a day: one for the partner's kind before
// one for any, then one for the phase before one for any, then the latest; false when none is published.
func (c *Catalogue) TariffOf(r ResourceID, day Date, partner Partner, phase Phase) (Tariff, bool) {
	var best Tariff
	found := false
	for _, t := range c.Tariffs {
		holds := t.Resource == r && t.Guest == partner.Guest && !day.Before(t.From) && (t.Until.IsZero() || day.Before(t.Until)) &&
			(t.Kind == "" || t.Kind == partner.Kind) && (t.Phase == "" || t.Phase == phase)
		if holds && (!found || t.precedes(best)) {
			best, found = t, true
		}
	}
	return best, found
}

func (t Tariff) precedes(o Tariff) bool {
	switch {
	case (t.Kind != "") != (o.Kind != ""):
		return t.Kind != ""
	case (t.Phase != "") != (o.Phase != ""):
		return t.Phase != ""
	case t.From != o.From:
		return o.From.Before(t.From)
	}
	return t.ID < o.ID
}

// perHour adds a line for minutes at an hourly rate; no time, no line.
func (q *Quote) perHour(kind string, minutes int64, rate money.Cents) {
	if minutes > 0 {
		q.add(QuoteLine{Kind: kind, Minutes: minutes, Rate: rate, Amount: (money.Cents(minutes)*rate + 30) / 60})
	}
}

// fixed adds a line for an amount above zero.
func (q *Quote) fixed(kind string, amount money.Cents) {
	if amount > 0 {
		q.add(QuoteLine{Kind: kind, Amount: amount})
	}
}

func (q *Quote) add(line QuoteLine) {
	q.Lines = append(q.Lines, line)
	q.Total += line.Amount
}
