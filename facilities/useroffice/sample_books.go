package useroffice

import (
	"fmt"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// sampleBooks is everything of the sample consortium that its books are made of: three full months that are ready to be closed, and at one
// facility a month before them that is closed.
type sampleBooks struct {
	terms       []ledger.Terms
	costs       []store.StoredCost
	budgets     []ledger.Budget
	consumables map[facilities.FacilityID][]ledger.Consumable
	advances    []ledger.Entry
	closed      ledger.Month // of sampleEarly
	closedAt    time.Time
}

// sampleEarly is the facility whose books began a month before the others'.
const sampleEarly facilities.FacilityID = "tprc"

// sampleMonth is a month some months before that of a day.
func sampleMonth(day facilities.Date, back int) ledger.Month {
	return ledger.MonthOf(facilities.DateOf(time.Date(day.Year, day.Month-time.Month(back), 1, 0, 0, 0, 0, time.UTC)))
}

func newSampleBooks(agreements []facilities.Agreement, people []facilities.Person, day facilities.Date) sampleBooks {
	b := sampleBooks{terms: sampleTerms(agreements, people), consumables: sampleConsumables(day), closed: sampleMonth(day, 4)}
	b.closedAt = sampleMonth(day, 3).First().In(sampleZone()).AddDate(0, 0, 4).Add(10 * time.Hour).UTC()
	places := map[facilities.FacilityID]bool{}
	for _, a := range agreements {
		if places[a.Facility] {
			continue
		}
		places[a.Facility] = true
		first := 3
		if a.Facility == sampleEarly {
			first = 4
		}
		for back := first; back >= 1; back-- {
			b.planCosts(a, sampleMonth(day, back))
		}
		b.planBudget(a.Facility, day.Year)
	}
	for back := 3; back >= 1; back-- {
		b.planAdvances(agreements, sampleMonth(day, back))
	}
	b.planSpecial(day)
	return b
}

// sampleRent is a month's rent of a facility; what else it costs follows from it.
var sampleRent = map[facilities.FacilityID]money.Cents{
	"htf": 18_400_00, "tprc": 9_650_00, "txchange": 2_100_00, "cmi": 11_200_00, "ccc": 3_950_00, "telelab": 1_780_00, "leo": 2_640_00,
	"rmc": 5_310_00, "bioenergie": 2_205_00, "waterfabriek": 2_990_00, "duurzaambouwen": 3_475_00,
}

// The categories of cost of the sample. The last two are recovered by tariffs where the facility's terms say so.
const (
	sampleRentCost     = "huur"
	sampleDepreciation = "afschrijving"
	sampleEnergy       = "energie"
	sampleMaintenance  = "onderhoud"
	sampleStaff        = "bediening"
)

// planCosts enters what a facility costs in a month.
func (b *sampleBooks) planCosts(a facilities.Agreement, m ledger.Month) {
	rent := sampleRent[a.Facility]
	season := money.Cents(100 + (int(m.Month)*7)%23) // energy is not the same every month
	at := func(day int) facilities.Date { return facilities.Date{Year: m.Year, Month: m.Month, Day: day} }
	b.cost(a, at(1), sampleRentCost, rent, "Huur en servicekosten", func(c *ledger.Cost) { c.Fixed = true })
	b.cost(a, m.Last(), sampleDepreciation, rent*84/100+37, "Afschrijving apparatuur", func(c *ledger.Cost) { c.Fixed, c.Capital = true, true })
	b.cost(a, at(19), sampleEnergy, rent*season/1000+13, "Stroom, gas en water", func(c *ledger.Cost) {
		if a.Facility == "waterfabriek" {
			c.Paid = []ledger.Part{{Partner: "waterschap-dinkeldal", Amount: c.Amount}}
		}
	})
	b.cost(a, at(12), sampleMaintenance, rent*9/100+71, "Onderhoudscontracten", nil)
	b.cost(a, at(25), sampleStaff, rent*22/100+9, "Laboranten en operators", nil)
}

// planSpecial enters what happens once: a late bill, a cost with a margin, contributions in kind, subsidies.
func (b *sampleBooks) planSpecial(day facilities.Date) {
	find := func(f facilities.FacilityID) facilities.Agreement {
		i := slices.IndexFunc(b.terms, func(t ledger.Terms) bool { return t.Agreement.Facility == f })
		return b.terms[i].Agreement
	}
	at := func(back, d int) facilities.Date {
		m := sampleMonth(day, back)
		return facilities.Date{Year: m.Year, Month: m.Month, Day: d}
	}
	b.cost(find(sampleEarly), at(4, 23), sampleEnergy, 1_284_17, "Naheffing koelwater", nil) // comes after that month was closed
	b.costs[len(b.costs)-1].Created = b.closedAt.AddDate(0, 0, 6)
	b.cost(find("htf"), at(2, 10), "administratie", 640_00, "Administratie door de penvoerder", func(c *ledger.Cost) { c.Margin = 32_00 })
	b.cost(find("tprc"), at(2, 15), "kennis", 4_500_00, "Zestig uur procesontwikkeling", func(c *ledger.Cost) {
		c.Kind, c.InKind = ledger.CostInKind, &ledger.InKind{By: "hogeschool-hulsbeek", Method: ledger.ValueActual, Quantity: 60_000, Rate: 75_00}
	})
	b.cost(find("leo"), at(1, 8), "kennis", 1_275_00, "Zeventien uur programmeren", func(c *ledger.Cost) {
		c.Kind, c.InKind = ledger.CostInKind, &ledger.InKind{By: "vechtsensor", Method: ledger.ValueRate, Quantity: 17_000, Rate: 75_00}
	})
	for _, f := range []facilities.FacilityID{"htf", "cmi", "bioenergie"} {
		b.cost(find(f), at(3, 28), "subsidie", sampleRent[f]*3/10, "Voorschot provinciale bijdrage (voorbeeld)", func(c *ledger.Cost) { c.Kind = ledger.CostSubsidy })
	}
}

// cost enters one cost, with the invoice that it can be checked against.
func (b *sampleBooks) cost(a facilities.Agreement, day facilities.Date, category string, amount money.Cents, what string, change func(*ledger.Cost)) {
	c := ledger.Cost{ID: ledger.CostID(fmt.Sprintf("k-%s-%s-%s", a.Facility, day, category)), Facility: a.Facility, Day: day, Currency: "EUR", Kind: ledger.CostActual,
		Category: category, Amount: amount, Note: what, Evidence: fmt.Sprintf("VB-%d-%04d", day.Year, 1000+len(b.costs))}
	if change != nil {
		change(&c)
	}
	b.costs = append(b.costs, store.StoredCost{Cost: c, By: demoController, Created: day.In(sampleZone()).Add(15 * time.Hour).UTC()})
}

// planBudget is what a facility expects of a year.
func (b *sampleBooks) planBudget(f facilities.FacilityID, year int) {
	rent := sampleRent[f]
	for _, line := range []struct {
		category       string
		capital, fixed bool
		month          money.Cents
	}{{sampleRentCost, false, true, rent}, {sampleDepreciation, true, true, rent * 84 / 100}, {sampleEnergy, false, false, rent * 11 / 100},
		{sampleMaintenance, false, false, rent * 9 / 100}, {sampleStaff, false, false, rent * 22 / 100}} {
		for _, y := range []int{year - 1, year} {
			b.budgets = append(b.budgets, ledger.Budget{Facility: f, Year: y, Category: line.category, Capital: line.capital, Fixed: line.fixed, Amount: 12 * line.month})
		}
	}
}

// sampleAdvances are the facilities whose partners pay ahead, by the cost key.
var sampleAdvances = map[facilities.FacilityID]money.Cents{"htf": 30_000_00, "tprc": 15_000_00, "cmi": 16_000_00}

// planAdvances books what the partners paid ahead at the beginning of a month.
func (b *sampleBooks) planAdvances(agreements []facilities.Agreement, m ledger.Month) {
	for _, a := range agreements {
		amount := sampleAdvances[a.Facility]
		if amount == 0 || a.Number != 1 {
			continue
		}
		parts, err := ledger.SplitBy(amount, a.Cost)
		if err != nil {
			panic(err) // the sample's keys have units
		}
		for _, p := range parts {
			day := facilities.Date{Year: m.Year, Month: m.Month, Day: 3}
			b.advances = append(b.advances, ledger.Entry{ID: ledger.EntryID(fmt.Sprintf("%s/%s/advance/%s", a.Facility, m, p.Partner)), Kind: ledger.EntryAdjustment,
				Posted: day, Currency: "EUR", Origin: ledger.Origin{Service: day, Note: "Voorschot " + m.String()},
				Postings: []ledger.Posting{{Account: ledger.Account{Kind: ledger.Advance, Facility: a.Facility, Partner: p.Partner}, Amount: -p.Amount},
					{Account: ledger.Account{Kind: ledger.Bank, Facility: a.Facility}, Amount: p.Amount}}})
		}
	}
}

// sampleConsumables are what uses consume, at prices since the year before.
func sampleConsumables(day facilities.Date) map[facilities.FacilityID][]ledger.Consumable {
	item := func(id ledger.ConsumableID, nl, en string, price money.Cents) ledger.Consumable {
		return ledger.Consumable{ID: id, Name: facilities.Words{NL: nl, EN: en}, Price: price, Currency: "EUR", From: facilities.Date{Year: day.Year - 1, Month: 1, Day: 1}}
	}
	return map[facilities.FacilityID][]ledger.Consumable{
		"htf":  {item("goud", "Goud, per gram", "Gold, per gram", 84_50), item("resist", "Fotolak, per ml", "Resist, per ml", 1_35)},
		"tprc": {item("peek-plaat", "PEEK-plaat", "PEEK sheet", 46_00), item("losfolie", "Losfolie, per meter", "Release film, per metre", 3_20)},
	}
}

// write stores the books. The world that they belong to is there already.
func (b sampleBooks) write(tx sampleTx) error {
	for _, t := range b.terms {
		if err := tx.AddTerms(tx.ctx, demoController, t); err != nil {
			return err
		}
	}
	for _, line := range b.budgets {
		if err := tx.SaveBudget(tx.ctx, line); err != nil {
			return err
		}
	}
	for _, f := range sortedFacilities(b.consumables) {
		for _, item := range b.consumables[f] {
			if err := tx.SaveConsumable(tx.ctx, f, item); err != nil {
				return err
			}
		}
	}
	late := func(c store.StoredCost) bool { return c.Created.After(b.closedAt) }
	for _, c := range b.costs {
		if ledger.MonthOf(c.Day) == b.closed && !late(c) {
			if err := tx.AddCost(tx.ctx, c); err != nil {
				return err
			}
		}
	}
	if err := b.closeEarly(tx); err != nil {
		return err
	}
	for _, c := range b.costs {
		if ledger.MonthOf(c.Day) != b.closed || late(c) {
			if err := tx.AddCost(tx.ctx, c); err != nil {
				return err
			}
		}
	}
	return tx.PostEntries(tx.ctx, demoController, b.closedAt, b.advances...)
}

// closeEarly closes the month before the three that are ready.
func (b sampleBooks) closeEarly(tx sampleTx) error {
	r, err := reckonIn(tx.ctx, tx.Tx, sampleEarly, b.closed)
	if err != nil {
		return err
	}
	controller := facilities.Actor{Person: facilities.Person{ID: demoController}, Via: "web"}
	return sealIn(tx.ctx, tx.Tx, controller, b.closedAt, r)
}

func sortedFacilities[T any](m map[facilities.FacilityID]T) []facilities.FacilityID {
	var ids []facilities.FacilityID
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
