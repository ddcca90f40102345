package useroffice

import (
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// sampleTerms give the sample's agreements what they say about money and risk. All partners have accepted them.
func sampleTerms(agreements []facilities.Agreement, people []facilities.Person) []ledger.Terms {
	representatives := map[facilities.PartnerID]facilities.PersonID{}
	for _, p := range people {
		for _, r := range p.Roles {
			if r.Kind == facilities.RoleRepresentative {
				representatives[r.Partner] = p.ID
			}
		}
	}
	var all []ledger.Terms
	for _, a := range agreements {
		t := ledger.Terms{Agreement: a, Currency: "EUR", TariffCosts: []string{sampleMaintenance, sampleStaff}, Income: ledger.IncomeToTariffs,
			Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved, LatePercent: 50, NoShowPercent: 100},
			Layers: sampleLayers(a), Reserve: ledger.ReserveRule{Target: 12_000_00, Monthly: 500_00}, Phases: samplePhases()}
		switch a.Facility {
		case "txchange", "duurzaambouwen": // the partners carry all costs, and what others pay lowers them
			t.TariffCosts, t.Income = nil, ledger.IncomeToPool
		case "ccc":
			t.Usage.Basis = ledger.BasisUsed
		case "cmi":
			t.Usage.Basis, t.Result = ledger.BasisLarger, ledger.ResultShared
		case "telelab":
			t.SetOff, t.Usage.NoShowPercent = ledger.SetOffYearly, 75
		}
		day := facilities.DateOf(a.Created.In(sampleZone()))
		for _, p := range bound(t) {
			t.Accepted = append(t.Accepted, ledger.Acceptance{Partner: p, By: representatives[p], On: day})
		}
		all = append(all, t)
	}
	return all
}

// sampleLayers carry a loss: the user first, then the partners, the insurer and the reserve. At the High Tech Factory a small partner's part is bounded.
func sampleLayers(a facilities.Agreement) []ledger.Layer {
	partners := ledger.Layer{Kind: ledger.LayerPartners, Limit: 20_000_00, Excess: 2_500_00}
	if a.Facility == "htf" {
		partners.Caps, partners.Redistribute = []ledger.Part{{Partner: "grafeenwerk", Amount: 500_00}}, true
	}
	return []ledger.Layer{{Kind: ledger.LayerUser, Limit: 2_500_00}, partners,
		{Kind: ledger.LayerInsurer, Limit: 250_000_00, Excess: 22_500_00, Annual: 500_000_00}, {Kind: ledger.LayerReserve, Limit: 12_000_00}}
}

// samplePhases say what supports a project of each phase.
func samplePhases() []ledger.PhaseTerms {
	return []ledger.PhaseTerms{
		{Phase: facilities.PhaseStart, Instruments: []ledger.Instrument{ledger.InstrumentContribution}, Records: []ledger.Record{ledger.RecordDecision}},
		{Phase: facilities.PhaseInnovation, Instruments: []ledger.Instrument{ledger.InstrumentContribution, ledger.InstrumentLoan}, CashMinPPM: 250_000,
			Records: []ledger.Record{ledger.RecordCase, ledger.RecordReview}},
		{Phase: facilities.PhaseMarket, Instruments: []ledger.Instrument{ledger.InstrumentContract, ledger.InstrumentLoan, ledger.InstrumentGuarantee,
			ledger.InstrumentParticipation, ledger.InstrumentLaunch}, CashMinPPM: 1_000_000, Records: []ledger.Record{ledger.RecordContract}},
	}
}

// planMonths makes the bookings by which the three months that are ready to be closed can be read: one across prime time's end, one cut by an
// outage, a no-show, a late cancellation, one that consumed something.
func (p *samplePlan) planMonths() {
	wing := facilities.Wish{For: demoEngineer, Project: "lichte-vleugel"}
	book := func(w facilities.Wish, resource facilities.ResourceID, use facilities.Span, title string, state facilities.State, note string) (facilities.Booking, bool) {
		w.Resource, w.Use, w.Title = resource, use, title
		return p.add(w, fate{state: state, created: p.before(use.Start, 9, 10), note: note, late: state == facilities.StateCancelled})
	}
	book(wing, "htf-sem", p.inMonth(3, 7, 16, 0, 20, 0), "Breukvlak van huiddeel 1", facilities.StateApproved, "")
	if b, planned := book(wing, "tprc-press-400", p.inMonth(2, 8, 9, 0, 12, 0), "Huiddeel 1 persen", facilities.StateApproved, ""); planned {
		p.consumed[b.ID] = []ledger.Consumed{{Item: "losfolie", Quantity: 2_500}, {Item: "peek-plaat", Quantity: 3_000}}
		p.outages = append(p.outages, facilities.Downtime{ID: "sample-outage-cooling", Kind: facilities.Outage, Facility: b.Facility, Resource: b.Resource,
			Start: b.Use.Start.Add(time.Hour), End: b.Use.Start.Add(90 * time.Minute), Reason: "Koelwater viel uit", By: demoManager, Created: b.Use.Start.Add(time.Hour)})
	}
	book(facilities.Wish{For: "fatima-el-idrissi", Project: "lectoraat-materialen"}, "htf-sem-2", p.inMonth(2, 11, 13, 0, 15, 0), "Korrelgrens", facilities.StateMissed, "")
	gold := facilities.Wish{For: demoEngineer2, Project: "golfgeleider", Sample: "golf-w13", Process: "gold"}
	if b, planned := book(gold, "htf-evaporator", p.inMonth(1, 6, 9, 0, 11, 0), "Goudcontacten, eerste reeks", facilities.StateApproved, ""); planned {
		p.consumed[b.ID] = []ledger.Consumed{{Item: "goud", Quantity: 1_250}}
	}
	book(wing, "tprc-press-300", p.inMonth(1, 9, 13, 0, 15, 0), "Huiddeel 2 persen", facilities.StateCancelled, "Materiaal kwam niet")
}

// inMonth is a span on the n-th workday (from 1) of a month before the sample's.
func (p *samplePlan) inMonth(back, n, fromHour, fromMinute, toHour, toMinute int) facilities.Span {
	first := sampleMonth(p.day, back).First()
	for day := first; ; day = day.Next() {
		noon := day.In(p.zone).Add(12 * time.Hour)
		if noon.Weekday() == time.Saturday || noon.Weekday() == time.Sunday || isPublicHoliday(day) {
			continue
		}
		if n--; n == 0 {
			at := func(hour, minute int) time.Time {
				return time.Date(day.Year, day.Month, day.Day, hour, minute, 0, 0, p.zone).UTC()
			}
			return facilities.Span{Start: at(fromHour, fromMinute), End: at(toHour, toMinute)}
		}
	}
}
