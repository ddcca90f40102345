package ledger

import (
	"slices"
	"testing"

	"marke/facilities"
)

func TestAPhasesInstrumentsAndRecordsFitOrAreNamed(t *testing.T) {
	terms := termsFrom("v1", 1, "2026-01-01", fourKey)
	terms.Phases = []PhaseTerms{
		{facilities.PhaseStart, []Instrument{InstrumentContribution}, 0, []Record{RecordDecision}},
		{facilities.PhaseInnovation, []Instrument{InstrumentContribution, InstrumentContract}, 250_000, []Record{RecordCase, RecordReview}},
	}
	for _, c := range []struct {
		name    string
		support Support
		want    []Misfit
	}{
		{"all in kind at the start", Support{facilities.PhaseStart, InstrumentContribution, 0, 100_00, []Record{RecordDecision}}, nil},
		{"a quarter in cash", Support{facilities.PhaseInnovation, InstrumentContract, 25_00, 75_00, []Record{RecordReview, RecordCase}}, nil},
		{"a cent short of it", Support{facilities.PhaseInnovation, InstrumentContract, 24_99, 75_00, []Record{RecordCase, RecordReview}}, []Misfit{{MisfitCash, "24.99"}}},
		{"nothing fits", Support{facilities.PhaseInnovation, InstrumentLoan, 0, 1, nil}, []Misfit{{MisfitInstrument, "loan"}, {MisfitCash, "0.00"}, {MisfitRecord, "business_case"}, {MisfitRecord, "external_review"}}},
		{"a phase without terms", Support{Phase: facilities.PhaseMarket}, []Misfit{{MisfitPhase, "market"}}},
	} {
		if got := terms.Misfits(c.support); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
