package web

import (
	"marke/facilities"
	"marke/facilities/ledger"
)

// followUse leads from a part of a charge to its booking, tariff and agreement, and shows the project's split.
func (v *visit) followUse(line *statementLine, s ledger.Statement, use ledger.UsageLine) {
	c := use.Charge
	booking := origin{"booking", string(c.Booking), ""}
	if c.Partner == s.Partner || v.actor.Controls(s.Facility) || v.actor.Manages(s.Facility) {
		booking.URL = "/" + v.lang + "/bookings/" + string(c.Booking)
		line.URL = booking.URL
	}
	line.Origins = []origin{booking, v.agreementOrigin(s.Facility, c.Agreement)}
	if c.Tariff != "" {
		line.Origins = append(line.Origins, origin{"tariff", string(c.Tariff), v.facilityPath(s.Facility, "tariffs#tariff-"+string(c.Tariff))})
	}
	if c.Project != "" {
		line.Origins = append(line.Origins, origin{"project", string(c.Project), ""})
	}
	if len(c.Parts) > 1 {
		line.Split = v.split(c.Total, use.Units, use.AllUnits, use.Amount, s.Currency)
	}
}

func (v *visit) agreementOrigin(f facilities.FacilityID, a facilities.AgreementID) origin {
	return origin{"agreement", string(a), v.facilityPath(f, "agreement#"+string(a))}
}

// followShare leads from a part of a class of costs to its agreement version and costs, and shows the split of the year's total.
func (v *visit) followShare(line *statementLine, s ledger.Statement, share ledger.ShareLine) {
	line.Origins = []origin{v.agreementOrigin(s.Facility, share.Agreement)}
	for _, c := range share.Costs {
		line.Origins = append(line.Origins, v.costOrigin(s, c))
	}
	line.Split = v.split(share.Total, share.Units, share.AllUnits, share.Entitled, s.Currency)
	line.Split.Before, line.Split.Amount = v.texts.Money(share.Before, s.Currency), v.texts.Money(share.Amount, s.Currency)
	line.Split.YearToDate = true
}

func (v *visit) followCost(line *statementLine, s ledger.Statement, c ledger.CostLine) {
	line.Origins = []origin{v.costOrigin(s, c)}
	line.URL = line.Origins[0].URL
}

// costOrigin leads a controller to the cost; a partner's representative reads its evidence in the line itself.
func (v *visit) costOrigin(s ledger.Statement, c ledger.CostLine) origin {
	o := origin{"cost", string(c.Cost), ""}
	if v.actor.Controls(s.Facility) {
		o.URL = v.facilityPath(s.Facility, "costs?month="+ledger.MonthOf(c.Day).String()+"#cost-"+string(c.Cost))
	}
	return o
}

// followMovement leads to the invoice, incident or payment that an entry is about.
func (v *visit) followMovement(line *statementLine, m ledger.Movement) {
	o := m.Origin
	switch {
	case o.Invoice != "":
		line.Origins = []origin{{"invoice", o.Invoice, "/" + v.lang + "/invoices/" + o.Invoice}}
	case o.Incident != "":
		line.Origins = []origin{{"incident", string(o.Incident), "/" + v.lang + "/incidents/" + string(o.Incident)}}
	case o.Payment != "":
		line.Origins = []origin{{"payment", string(o.Payment), ""}}
	case o.Booking != "":
		line.Origins = []origin{{"booking", string(o.Booking), "/" + v.lang + "/bookings/" + string(o.Booking)}}
	}
	if len(line.Origins) > 0 {
		line.URL = line.Origins[0].URL
	}
}
