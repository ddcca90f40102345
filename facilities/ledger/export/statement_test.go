package export

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// everything is a statement with every kind of line.
func everything() (ledger.Statement, *facilities.Catalogue) {
	c := facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{{ID: "lab", Name: "Het Lab", Zone: "Europe/Amsterdam"}},
		Resources: []facilities.Resource{{ID: "press", Facility: "lab", Name: "Pers 400"}}, Partners: []facilities.Partner{{ID: "b", Name: "Beta BV"}}})
	start := time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	charge := ledger.Charge{Booking: "b1", Resource: "press", Project: "p", Service: day("2026-10-25"), Span: facilities.Span{Start: start, End: start.Add(2 * time.Hour)},
		Agreement: "v1", Tariff: "t1", Total: 300_00, Quoted: 250_00, Parts: []ledger.Part{{Partner: "a", Amount: 100_00}, {Partner: "b", Amount: 200_00}}}
	for _, kind := range []string{"use", "use_peak", "operator", "setup", "minimum", ledger.LineOutage, ledger.LineConsumable, ledger.LineLate, ledger.LineNoShow} {
		charge.Lines = append(charge.Lines, ledger.ChargeLine{Kind: kind, Minutes: 90, Rate: 100_00, Item: "wafer", Quantity: 2_500, Amount: 150_00})
	}
	for _, code := range []string{ledger.DiffUnpriced, ledger.DiffTariff, ledger.DiffUsed, ledger.DiffOutage, ledger.DiffAborted, ledger.DiffLate, ledger.DiffNoShow, ledger.DiffConsumables} {
		charge.Differences = append(charge.Differences, ledger.Difference{Code: code, Amount: 50_00})
	}
	s := ledger.Statement{Facility: "lab", Month: ledger.Month{Year: 2026, Month: 10}, Partner: "b", Currency: "EUR", Opening: ledger.Standing{Receivable: 10_00, Unbilled: 5_00, Advance: 15_00},
		Usage: []ledger.UsageLine{{Entry: "lab/2026-10/usage/b1", Charge: &charge, Units: 2, Amount: 200_00}}, SetOff: -15_00}
	cost := ledger.CostLine{Cost: "rent", Day: day("2026-10-01"), Category: "huur", Kind: ledger.CostActual, Amount: 1_000_00, Margin: 1_00, Evidence: "inv-7",
		Broken: []ledger.Condition{ledger.ForSeveral, ledger.OnePaysFirst, ledger.AtActualCost, ledger.KeyFixedBefore, ledger.RiskBySameKey}}
	for _, class := range []ledger.Class{ledger.ClassPool, ledger.ClassTaxed, ledger.ClassSubsidy, ledger.ClassIncome, ledger.ClassResult, ledger.ClassReserve} {
		s.Shares = append(s.Shares, ledger.ShareLine{Entry: "e", Year: 2026, Agreement: "v1", Class: class, Costs: []ledger.CostLine{cost}, Earlier: 500_00, Total: 1_500_00, Units: 1, AllUnits: 4, Entitled: 375_00, Before: 125_00, Amount: 250_00})
	}
	for _, method := range []ledger.Valuation{ledger.ValueActual, ledger.ValueRate, ledger.ValueMarket} {
		gift := ledger.CostLine{Cost: "hours", Day: day("2026-10-02"), Category: "werk", Kind: ledger.CostInKind, Amount: 65_00, InKind: &ledger.InKind{By: "b", Method: method, Quantity: 1_000, Rate: 65_00}}
		s.Credits = append(s.Credits, gift)
	}
	cost.Kind = ledger.CostActual
	s.Credits = append(s.Credits, cost)
	for _, kind := range []ledger.EntryKind{ledger.EntryInvoice, ledger.EntryPayment, ledger.EntryLoss, ledger.EntryAdjustment, ledger.EntryReversal} {
		for _, account := range []ledger.AccountKind{ledger.Receivable, ledger.Unbilled, ledger.Advance} {
			s.Movements = append(s.Movements, ledger.Movement{Entry: "m", Kind: kind, Day: day("2026-10-03"), Origin: ledger.Origin{Note: "=1+1"}, Account: account, Amount: 1_00})
		}
	}
	s.VAT = []ledger.VATTotal{{Category: ledger.VATStandard, BasisPoints: 2100, Net: 200_00, VAT: 42_00, Source: "art. 9"}, {Category: ledger.VATOutside, Net: 1_00}}
	return s, c
}

func TestEveryLineOfAStatementHasItsWords(t *testing.T) {
	s, c := everything()
	key := regexp.MustCompile(`ledger\.[a-z_.]+|<no value>|%!`)
	for _, lang := range texts.Languages {
		var out bytes.Buffer
		if err := WriteStatement(&out, s, texts.For(lang), c); err != nil {
			t.Fatal(err)
		}
		if missing := key.FindAllString(out.String(), -1); len(missing) > 0 {
			t.Errorf("%s: no words for %v", lang, missing)
		}
		for _, fact := range []string{"b1", "t1", "v1", "rent", "inv-7", "Beta BV", "Het Lab", "Pers 400", "2026-10", "21 %", "02:00 CEST", "2.5 × wafer"} {
			if !strings.Contains(out.String(), fact) {
				t.Errorf("%s: the statement does not say %q", lang, fact)
			}
		}
	}
	var out bytes.Buffer
	if err := WriteStatementCSV(&out, s, texts.For("nl"), c); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 1+len(StatementRows(s, texts.For("nl"), c)) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// The rows between opening and closing explain the difference, to the cent, for every partner of a closed quarter.
func TestARealStatementsRowsAddUp(t *testing.T) {
	s, c := closedMonth(t)
	for _, statement := range s {
		var opening, middle, closing money.Cents
		for _, r := range StatementRows(statement, texts.For("nl"), c) {
			switch r.Section {
			case "opening":
				opening += r.Amount
			case "closing":
				closing += r.Amount
			case "vat":
			default:
				middle += r.Amount
			}
		}
		if opening+middle != closing || closing == 0 {
			t.Errorf("%s: %d + %d is not %d", statement.Partner, opening, middle, closing)
		}
	}
}

func TestTheSameCloseGivesTheSameStatementBytes(t *testing.T) {
	render := func() string {
		var out bytes.Buffer
		statements, c := closedMonth(t)
		for _, s := range statements {
			if err := WriteStatement(&out, s, texts.For("en"), c); err != nil {
				t.Fatal(err)
			}
			if err := WriteStatementCSV(&out, s, texts.For("nl"), c); err != nil {
				t.Fatal(err)
			}
		}
		return out.String()
	}
	first := render()
	for range 5 {
		if again := render(); again != first {
			t.Fatal("the bytes differ")
		}
	}
}

// closedMonth closes a month with an advance, usage, a cost in kind and a cost of the pool.
func closedMonth(t *testing.T) ([]ledger.Statement, *facilities.Catalogue) {
	t.Helper()
	key := []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 2}}
	terms := ledger.Terms{Agreement: facilities.Agreement{ID: "v1", Facility: "lab", From: day("2026-01-01"), Capacity: key, Cost: key, Risk: key}, Currency: "EUR",
		Accepted: []ledger.Acceptance{{Partner: "a", On: day("2025-12-01")}, {Partner: "b", On: day("2025-12-01")}}, Income: ledger.IncomeToPool, Result: ledger.ResultCarried,
		SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved}}
	c := facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{{ID: "lab", Zone: "Europe/Amsterdam"}}, Resources: []facilities.Resource{{ID: "press", Facility: "lab"}},
		Partners: []facilities.Partner{{ID: "a"}, {ID: "b"}}, Tariffs: []facilities.Tariff{{ID: "t", Resource: "press", OffPeak: 33_33, Currency: "EUR"}}})
	advance, err := ledger.AdvanceDraft("lab", "b", ledger.Month{Year: 2026, Month: 3}, 77_77).Issue(
		ledger.Numbered{Number: "1", Issuer: "a", Day: day("2026-03-02"), Due: day("2026-04-01"), Currency: "EUR"}, ledger.Published().VAT)
	if err != nil {
		t.Fatal(err)
	}
	entry, _, err := advance.Entry()
	if err != nil {
		t.Fatal(err)
	}
	in := ledger.Input{Facility: "lab", Month: ledger.Month{Year: 2026, Month: 3}, Currency: "EUR", Catalogue: c, Terms: []ledger.Terms{terms}, Rates: ledger.Published().VAT,
		Past: ledger.Read(func(yield func(ledger.Entry) bool) { yield(entry) }, "lab", ledger.Month{Year: 2026, Month: 3})}
	for i, id := range []string{"b1", "b2", "b3"} {
		start := time.Date(2026, 3, 3+i, 9, 0, 0, 0, time.UTC)
		in.Uses = append(in.Uses, ledger.Use{Booking: facilities.Booking{ID: facilities.BookingID(id), Facility: "lab", Resource: "press", Partner: "b", State: facilities.StateCompleted,
			Use: facilities.Span{Start: start, End: start.Add(85 * time.Minute)}, CheckedIn: start, CheckedOut: start.Add(time.Hour)}})
	}
	for _, id := range []ledger.CostID{"rent", "power", "hours"} {
		in.Costs = append(in.Costs, ledger.Cost{ID: id, Facility: "lab", Day: day("2026-03-04"), Currency: "EUR", Kind: ledger.CostActual, Category: "rent", Amount: 1_000_01})
	}
	in.Costs[2].Kind, in.Costs[2].InKind = ledger.CostInKind, &ledger.InKind{By: "a", Method: ledger.ValueRate, Quantity: 1_000, Rate: 1_000_01}
	closing, err := ledger.Close(in)
	if err != nil {
		t.Fatal(err)
	}
	return closing.Statements, c
}
