package web

import (
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/useroffice"
)

// booksOf are things of the lab's books, by what they are.
type booksOf struct {
	agreement facilities.AgreementID
	cost      ledger.CostID
	used      facilities.BookingID // by the dyers, charged in October
	invoice   string               // to the dyers
	incident  ledger.IncidentID
	loan      ledger.DecisionID
}

// keepBooks gives the lab an agreement from October 2026 on, a cost, a use by the dyers, a closed October with its invoices, a loss and a loan. The canary
// stands in all that is the dyers' own.
func (w *world) keepBooks() (b booksOf) {
	w.t.Helper()
	ctx, ada := w.t.Context(), w.actor("ada")
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	september := time.Date(2026, 9, 20, 9, 0, 0, 0, time.UTC)
	half := []facilities.Share{{Partner: "weavers", Units: 1}, {Partner: "dyers", Units: 2}}
	terms, err := w.office.ProposeAgreement(ctx, ada, september, ledger.Terms{
		Agreement: facilities.Agreement{Facility: "lab", From: facilities.Date{Year: 2026, Month: 10, Day: 1}, Issuer: "weavers", AidRegime: "gber", Capacity: half, Cost: half, Risk: half, YearEnd: ledger.YearEndCarried},
		Currency:  "EUR", Income: ledger.IncomeToPool, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved, LatePercent: 50, NoShowPercent: 100},
		Layers:  []ledger.Layer{{Kind: ledger.LayerUser, Limit: 500_00}, {Kind: ledger.LayerPartners, Limit: 1_000_00, Excess: 500_00, Caps: []ledger.Part{{Partner: "weavers", Amount: 200_00}}}, {Kind: ledger.LayerInsurer, Limit: 1_000_00, Excess: 1_500_00, Annual: 5_000_00}},
		Phases:  []ledger.PhaseTerms{{Phase: facilities.PhaseStart, Instruments: []ledger.Instrument{ledger.InstrumentContribution}, Records: []ledger.Record{ledger.RecordDecision}}, {Phase: facilities.PhaseInnovation, Instruments: []ledger.Instrument{ledger.InstrumentLoan}, CashMinPPM: 250_000}},
		Reserve: ledger.ReserveRule{Target: 1_000_00, Monthly: 30_00}})
	must(err)
	b.agreement = terms.Agreement.ID
	for _, p := range []facilities.PartnerID{"weavers", "dyers"} {
		_, err = w.office.AcceptAgreement(ctx, ada, september, b.agreement, p)
		must(err)
	}
	cost, err := w.office.AddCost(ctx, ada, september, ledger.Cost{Facility: "lab", Day: facilities.Date{Year: 2026, Month: 10, Day: 5}, Currency: "EUR", Kind: ledger.CostActual, Category: "huur", Fixed: true, Amount: 1_000_00,
		Note: canary + " huur", Evidence: "factuur 7"}, &useroffice.Attachment{Name: "huur.txt", Type: "text/plain", Content: []byte(canary)})
	must(err)
	b.cost = cost.ID
	_, err = w.office.AddCost(ctx, ada, september, ledger.Cost{Facility: "lab", Day: facilities.Date{Year: 2026, Month: 10, Day: 6}, Currency: "EUR", Kind: ledger.CostInKind, Category: "werk", Amount: 130_00, Evidence: "urenstaat",
		InKind: &ledger.InKind{By: "dyers", Method: ledger.ValueActual, Quantity: 2_000, Rate: 65_00}}, nil)
	must(err)
	_, err = w.office.SaveBudget(ctx, ada, september, ledger.Budget{Facility: "lab", Year: 2026, Category: "huur", Fixed: true, Amount: 12_000_00})
	must(err)
	b.used = w.usedBy("dora", time.Date(2026, 10, 7, 8, 0, 0, 0, time.UTC))
	w.usedBy("anna", time.Date(2026, 10, 8, 8, 0, 0, 0, time.UTC))
	october := ledger.Month{Year: 2026, Month: 10}
	_, err = w.office.CloseMonth(ctx, ada, w.clock(), "lab", october, false)
	must(err)
	invoices, err := w.office.IssueInvoices(ctx, ada, w.clock(), "lab", october)
	must(err)
	for _, i := range invoices {
		if i.Customer == "dyers" {
			b.invoice = i.Number
		}
	}
	incident, err := w.office.ReportIncident(ctx, ada, w.clock(), ledger.Incident{Facility: "lab", Resource: "press", Day: facilities.Date{Year: 2026, Month: 11, Day: 10}, Cause: ledger.CauseDamage, Fault: ledger.FaultSlight, User: "dyers", Amount: 3_000_00, Note: canary + " schade", Evidence: "foto"})
	must(err)
	b.incident = incident.ID
	_, err = w.office.SaveFund(ctx, ada, w.clock(), useroffice.Fund{ID: "fund", Name: "Fonds", Currency: "EUR"})
	must(err)
	_, err = w.office.DepositFund(ctx, ada, w.clock(), "fund", 10_000_00, "storting")
	must(err)
	loan, err := w.office.DecideLoan(ctx, ada, w.clock(), ledger.Decision{Fund: "fund", Project: "hidden", Day: facilities.Date{Year: 2026, Month: 11, Day: 1}, Amount: 6_000_00, Terms: 12, First: facilities.Date{Year: 2027, Month: 1, Day: 1}, Evidence: "notulen"})
	must(err)
	b.loan = loan.ID
	_, err = w.office.DrawLoan(ctx, ada, w.clock(), b.loan, 5_000_00, "opname")
	must(err)
	return b
}

// usedBy books the press for two hours, uses it as booked, and gives the booking.
func (w *world) usedBy(who facilities.PersonID, start time.Time) facilities.BookingID {
	w.t.Helper()
	before := start.Add(-24 * time.Hour)
	actor := w.actor(who)
	made, err := w.office.Book(w.t.Context(), actor, before, facilities.Wish{Resource: "press", Use: facilities.NewSpan(start, start.Add(2*time.Hour)), Title: "gebruik"})
	if err != nil {
		w.t.Fatal(err)
	}
	if made, err = w.office.CheckIn(w.t.Context(), actor, start, made.ID, made.Version); err == nil {
		_, err = w.office.CheckOut(w.t.Context(), actor, start.Add(2*time.Hour), made.ID, made.Version)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return made.ID
}
