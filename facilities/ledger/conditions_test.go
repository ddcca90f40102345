package ledger

import (
	"slices"
	"testing"

	"marke/facilities"
	"marke/facilities/money"
)

func TestOneBrokenConditionMakesACostTaxedAndIsNamed(t *testing.T) {
	one := []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 0}}
	for _, c := range []struct {
		name   string
		cost   func(*Cost)
		terms  func(*Terms)
		broken []Condition
	}{
		{"all five hold", func(*Cost) {}, func(*Terms) {}, nil},
		{"a margin", func(c *Cost) { c.Margin = 1 }, func(*Terms) {}, []Condition{AtActualCost}},
		{"an estimate", func(c *Cost) { c.Estimate = true }, func(*Terms) {}, []Condition{AtActualCost}},
		{"a market value in kind", func(c *Cost) { c.Kind, c.InKind = CostInKind, &InKind{"b", ValueMarket, 1000, 100_00} }, func(*Terms) {}, []Condition{AtActualCost}},
		{"real cost in kind", func(c *Cost) { c.Kind, c.InKind = CostInKind, &InKind{"b", ValueActual, 1000, 100_00} }, func(*Terms) {}, nil},
		{"for one alone", func(*Cost) {}, func(t *Terms) { t.Agreement.Cost = one }, []Condition{ForSeveral}},
		{"two pay", func(c *Cost) { c.Paid = []Part{{"a", 40_00}, {"b", 60_00}} }, func(*Terms) {}, []Condition{OnePaysFirst}},
		{"one partner pays first", func(c *Cost) { c.Paid = []Part{{"b", 100_00}} }, func(*Terms) {}, nil},
		{"the key came after", func(*Cost) {}, func(t *Terms) { t.Accepted[2].On = day("2026-03-03") }, []Condition{KeyFixedBefore}},
		{"another key for the risk", func(*Cost) {}, func(t *Terms) { t.CostRisk = one }, []Condition{RiskBySameKey}},
		{"the same key in other units", func(*Cost) {}, func(t *Terms) {
			t.CostRisk = []facilities.Share{{Partner: "d", Units: 3}, {Partner: "a", Units: 8}, {Partner: "b", Units: 5}, {Partner: "c", Units: 4}}
		}, nil},
	} {
		l := newLab(t)
		l.input.Terms[0].Accepted = slices.Clone(l.input.Terms[0].Accepted)
		l.cost("rent", "2026-03-02", 100_00)
		c.cost(&l.input.Costs[0])
		c.terms(&l.input.Terms[0])
		if got := Broken(l.input.Costs[0], l.input.Terms[0]); !slices.Equal(got, c.broken) {
			t.Errorf("%s: %v, want %v", c.name, got, c.broken)
		}
		a := l.close("2026-03").of("a")
		if len(a.Shares) != 1 || (a.Shares[0].Class == ClassTaxed) != (c.broken != nil) || !slices.Equal(a.Shares[0].Costs[0].Broken, c.broken) {
			t.Errorf("%s: a's statement says %+v", c.name, a.Shares)
			continue
		}
		vat := money.Cents(0)
		if c.broken != nil {
			vat = (a.Shares[0].Amount*21 + 50) / 100
		}
		var got money.Cents
		for _, v := range a.VAT {
			got += v.VAT
		}
		if got != vat {
			t.Errorf("%s: VAT of %d on %d, want %d", c.name, got, a.Shares[0].Amount, vat)
		}
	}
}

func TestAMarginIsPassedOnAndIsIncome(t *testing.T) {
	l := newLab(t)
	l.cost("rent", "2026-03-02", 100_00)
	l.input.Costs[0].Margin = 10_00
	l.close("2026-03")
	want(t, "partners", l.unbilled(), []money.Cents{44_00, 27_50, 22_00, 16_50})
	if got := BalanceOf(l.journal.Entries(), Account{Kind: Margin, Facility: "lab"}, facilities.Date{}); got != -10_00 {
		t.Errorf("margin: %d", got)
	}
}

func TestContributionsInKindAreCreditedToTheirGiver(t *testing.T) {
	l := newLab(t)
	l.cost("hours", "2026-03-02", 5_200_00)
	l.input.Costs[0].Kind, l.input.Costs[0].InKind = CostInKind, &InKind{By: "b", Method: ValueActual, Quantity: 80_000, Rate: 65_00}
	c := l.close("2026-03")
	want(t, "partners", l.unbilled(), []money.Cents{2_080_00, 1_300_00 - 5_200_00, 1_040_00, 780_00})
	b := c.of("b")
	if len(b.Credits) != 1 || b.Credits[0].Amount != 5_200_00 || b.Credits[0].InKind.Method != ValueActual {
		t.Errorf("b's credits: %+v", b.Credits)
	}
}
