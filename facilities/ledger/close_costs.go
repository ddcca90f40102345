package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// postCosts books every cost that is due: on the pool or on the tariffs, against the suppliers or the partners who paid first.
func (c *closer) postCosts() error {
	costs := slices.SortedFunc(slices.Values(c.Costs), func(a, b Cost) int { return cmp.Compare(a.ID, b.ID) })
	for i, cost := range costs {
		if err := cost.Check(c.Facility, c.Currency); err != nil {
			return err
		}
		row := string(cost.ID)
		location := "costs[" + row + "]"
		if i > 0 && costs[i-1].ID == cost.ID {
			return facilities.BadField(location, "ledger_twice", "row", row)
		}
		month := MonthOf(cost.Day)
		posted, was := c.Past.costed[cost.ID]
		if c.Month.Before(month) || !c.Past.due(posted, was, c.closed) {
			continue
		}
		terms, err := c.termsOn(cost.Day, location, row)
		if err != nil {
			return err
		}
		for _, p := range cost.creditors() {
			if _, known := c.Catalogue.Partner(p.Partner); !known {
				return facilities.BadField(location+".paid", "ledger_unknown", "row", row)
			}
		}
		if month.Before(c.Month) {
			c.find(FindLate, row, cost.Amount)
		}
		if err := c.postCost(cost, *terms); err != nil {
			return err
		}
	}
	return nil
}

func (c *closer) postCost(cost Cost, terms Terms) error {
	line := CostLine{Cost: cost.ID, Day: cost.Day, Category: cost.Category, Kind: cost.Kind, Amount: cost.Amount, Margin: cost.Margin,
		InKind: cost.InKind, Note: cost.Note, Evidence: cost.Evidence, Class: ClassPool}
	byTariff := slices.Contains(terms.TariffCosts, cost.Category)
	var d draft
	switch {
	case cost.Kind == CostSubsidy:
		line.Class, line.Amount = ClassSubsidy, -cost.Amount
		d.add(c.account(Subsidy, ""), -cost.Amount)
		d.add(c.account(Bank, ""), cost.Amount)
	case byTariff:
		line.Class = "" // no key divides it
		d.add(c.account(TariffCost, ""), cost.Amount+cost.Margin)
	default:
		if line.Broken = Broken(cost, terms); len(line.Broken) > 0 {
			line.Class = ClassTaxed
			c.find(FindTaxed, string(cost.ID), cost.Amount+cost.Margin)
		}
		d.add(line.Class.sources(c.Facility)[0], cost.Amount+cost.Margin)
	}
	if cost.Kind != CostSubsidy {
		var byPartners money.Cents
		for _, p := range cost.creditors() {
			d.add(c.account(Unbilled, p.Partner), -p.Amount)
			byPartners += p.Amount
		}
		d.add(c.account(Creditors, ""), byPartners-cost.Amount)
		d.add(c.account(Margin, ""), -cost.Margin)
	}
	id := c.entryID("cost", string(cost.ID))
	origin := Origin{Service: cost.Day, Cost: cost.ID, Agreement: terms.Agreement.ID, Class: line.Class}
	c.costOf[id] = costed{group{origin.year(), origin.Agreement}, line}
	return c.post(id, EntryCost, origin, d)
}

// costed is a cost that this close posted, as the statements show it.
type costed struct {
	group group
	line  CostLine
}
