package useroffice

import (
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// The sample's revolving fund.
const (
	sampleFund     = ledger.FundID("twente-fonds")
	sampleLender   = "system"
	sampleMarketBy = "Voorbeeldgegevens: offertes van drie aanbieders"
)

// writeRisk stores what the sample knows of losses, loans and public money: one incident that waits to be settled, a fund that lent to a project, and
// what was invested in the two busiest facilities.
func (p *samplePlan) writeRisk(s sampleTx) error {
	steps := []func(sampleTx) error{p.writeFund, p.writeIncident, p.writeInvestments, p.writeAid}
	for _, step := range steps {
		if err := step(s); err != nil {
			return err
		}
	}
	return nil
}

// daysAgo is a calendar day before the sample's.
func (p *samplePlan) daysAgo(days int) facilities.Date {
	return facilities.DateOf(p.at(-days, 12, 0).In(p.zone))
}

func (p *samplePlan) writeFund(s sampleTx) error {
	fund, err := s.SaveFund(s.ctx, store.Fund{ID: sampleFund, Name: "Revolverend fonds Twente (voorbeeld)", Currency: defaultCurrency})
	if err != nil {
		return err
	}
	decided := p.daysAgo(120)
	first := facilities.Date{Year: p.daysAgo(60).Year, Month: p.daysAgo(60).Month, Day: 1}
	d := ledger.Decision{ID: "lening-spectrometer", Fund: fund.ID, Project: "spectrometer", Day: decided, Amount: 120_000_00, Terms: 24, First: first,
		Evidence: "Notulen investeringscommissie (voorbeeld)"}
	if err := s.AddLoanDecision(s.ctx, d, sampleLender, p.at(-120, 10, 0)); err != nil {
		return err
	}
	book := ledger.Fund{ID: fund.ID, Currency: fund.Currency}
	deposit, err := book.Deposit("1", p.daysAgo(200), 400_000_00)
	if err != nil {
		return err
	}
	book.Available = 400_000_00
	draw, err := book.Draw(d, "1", p.daysAgo(110), 96_000_00)
	if err != nil {
		return err
	}
	repaid := ledger.FundOf(func(yield func(ledger.Entry) bool) { _ = yield(deposit) && yield(draw) }, fund.ID, fund.Currency)
	repay, err := repaid.Repay(d, "1", p.daysAgo(40), 4_000_00)
	if err != nil {
		return err
	}
	return s.PostEntries(s.ctx, sampleLender, p.at(-40, 10, 0), deposit, draw, repay)
}

func (p *samplePlan) writeIncident(s sampleTx) error {
	return s.AddIncident(s.ctx, ledger.Incident{ID: "schade-mal", Facility: "tprc", Resource: "tprc-press-300", Day: p.daysAgo(12), Cause: ledger.CauseDamage,
		Fault: ledger.FaultSlight, User: "tubantia-composites", Amount: 18_733_45, Currency: defaultCurrency, Note: "Mal scheef ingelegd, geleiding van de pers beschadigd",
		Evidence: "Schaderapport 2 (voorbeeld)"}, demoManager, p.at(-11, 9, 0))
}

func (p *samplePlan) writeInvestments(s sampleTx) error {
	for _, i := range []store.Investment{
		{ID: "investering-htf", Facility: "htf", Day: facilities.Date{Year: p.day.Year - 2, Month: time.January, Day: 15}, Amount: 6_400_000_00, PlannedPPM: 150_000,
			Financed: []ledger.Part{{Partner: "dinkel-optics", Amount: 700_000_00}, {Partner: "instituut-lonneker", Amount: 2_900_000_00}, {Partner: "vechtsensor", Amount: 400_000_00}},
			Evidence: "Beschikking provincie (voorbeeld)"},
		{ID: "investering-tprc", Facility: "tprc", Day: facilities.Date{Year: p.day.Year - 2, Month: time.January, Day: 15}, Amount: 3_200_000_00, PlannedPPM: 180_000,
			Financed: []ledger.Part{{Partner: "regge-aerospace", Amount: 1_300_000_00}, {Partner: "tubantia-composites", Amount: 300_000_00}},
			Evidence: "Beschikking provincie (voorbeeld)"},
	} {
		if err := s.AddInvestment(s.ctx, i, sampleLender, p.at(-200, 10, 0)); err != nil {
			return err
		}
	}
	return nil
}

func (p *samplePlan) writeAid(s sampleTx) error {
	for _, market := range []struct {
		resource facilities.ResourceID
		hour     money.Cents
	}{{"htf-ebeam", 260_00}, {"htf-sem", 95_00}, {"tprc-press-300", 130_00}, {"tprc-press-400", 190_00}} {
		err := s.AddMarketPrice(s.ctx, "markt-"+string(market.resource), store.MarketPrice{Resource: market.resource,
			Day: facilities.Date{Year: p.day.Year - 1, Month: time.January, Day: 1}, Hour: market.hour, Source: sampleMarketBy}, sampleLender, p.at(-200, 10, 0))
		if err != nil {
			return err
		}
	}
	if err := s.SaveUndertaking(s.ctx, "grafeenwerk", "dinkel-groep"); err != nil {
		return err
	}
	if err := s.SaveUndertaking(s.ctx, "dinkel-optics", "dinkel-groep"); err != nil {
		return err
	}
	if err := s.AddSmallAid(s.ctx, "steun-1", ledger.SmallAid{Undertaking: "dinkel-groep", Day: p.daysAgo(300), Amount: 180_000_00, Source: "Innovatieregeling (voorbeeld)"},
		sampleLender, p.at(-300, 10, 0)); err != nil {
		return err
	}
	return s.AddSupport(s.ctx, store.Support{ID: "steun-spectrometer", Facility: "htf", Project: "spectrometer", Day: p.daysAgo(120), Evidence: "Dossier 14 (voorbeeld)",
		Support: ledger.Support{Phase: facilities.PhaseMarket, Instrument: ledger.InstrumentLoan, Cash: 120_000_00, InKind: 18_000_00,
			Records: []ledger.Record{ledger.RecordCase}}}, sampleLender, p.at(-120, 10, 0))
}
