package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// costColumns are what a facility cost and who bore it. The first three are debits, the others credits; their sum, which is the last
// row, is what is left to divide or to carry.
var costColumns = []struct {
	key     string
	account AccountKind
	credit  bool
}{{"pool_cost", PoolCost, false}, {"tariff_cost", TariffCost, false}, {"own_cost", OwnCost, false}, {"recovered", Recovered, true}, {"usage", Usage, true}, {"subsidy", Subsidy, true}, {"margin", Margin, true}}

// costRows adds the section on cost to every part. What few firms were charged is hidden, with whatever it could be computed from.
func (r *reporter) costRows(parts []FacilityReport) {
	var table [][]Cell
	for _, part := range parts {
		var row []Cell
		var sum money.Cents
		for _, c := range costColumns {
			cell := Cell{Value: int64(r.moved[part.Facility][c.account])}
			if c.account == Usage || c.account == Recovered {
				cell.Firms = r.charged[part.Facility][c.account]
			}
			row = append(row, cell)
			sum += r.moved[part.Facility][c.account]
		}
		table = append(table, append(row, Cell{Value: int64(sum)}))
	}
	hidden := Suppress(table)
	all := make([]AccountKind, len(costColumns))
	for i := range parts {
		for j, c := range costColumns {
			all[j] = c.account
			value := table[i][j].Value
			if c.credit {
				value = -value
			}
			parts[i].Rows = append(parts[i].Rows, ReportRow{Section: "cost", Key: c.key, Unit: UnitMoney, Figure: shownUnless(hidden[i][j], value), Accounts: []AccountKind{c.account}, Credit: c.credit})
		}
		last := len(costColumns)
		parts[i].Rows = append(parts[i].Rows, ReportRow{Section: "cost", Key: "left", Unit: UnitMoney, Figure: shownUnless(hidden[i][last], table[i][last].Value), Accounts: all})
	}
}

func shownUnless(hidden bool, value int64) Figure {
	if hidden {
		return Figure{State: FigureSuppressed}
	}
	return known(value)
}

// useKinds are the columns of the section on use, guests apart from members.
var useKinds = []string{string(facilities.SME), string(facilities.Startup), string(facilities.Large), string(facilities.Knowledge), string(facilities.Government), "guest"}

// useRows adds the section on use: minutes by kind of partner, all of them, and bookings. A project of several partners counts for the one that booked.
func (r *reporter) useRows(parts []FacilityReport) {
	table := make([][]Cell, len(parts))
	bookings := make([]Cell, len(parts))
	for i := range parts {
		table[i] = make([]Cell, len(useKinds)+1)
	}
	last := len(parts) - 1
	for _, u := range r.Uses {
		i := slices.IndexFunc(parts, func(p FacilityReport) bool { return p.Facility == u.Facility })
		partner, known := r.Catalogue.Partner(u.Partner)
		if !r.inYear(u) || i < 0 || !known {
			continue
		}
		kind := string(partner.Kind)
		if partner.Guest {
			kind = "guest"
		}
		j := slices.Index(useKinds, kind)
		if j < 0 {
			continue
		}
		for _, row := range []int{i, last} {
			for _, column := range []int{j, len(useKinds)} {
				table[row][column].add(u.Minutes, u.Partner)
			}
			bookings[row].add(1, u.Partner)
		}
	}
	hidden := Suppress(table)
	counts := suppressColumn(bookings)
	for i := range parts {
		for j, kind := range append(slices.Clone(useKinds), "all") {
			parts[i].Rows = append(parts[i].Rows, ReportRow{Section: "use", Key: "use_" + kind, Unit: UnitMinutes, Figure: shownUnless(hidden[i][j], table[i][j].Value)})
		}
		parts[i].Rows = append(parts[i].Rows, ReportRow{Section: "use", Key: "bookings", Unit: UnitCount, Figure: shownUnless(counts[i], bookings[i].Value)})
	}
}

func (c *Cell) add(value int64, firm facilities.PartnerID) {
	c.Value += value
	if i, found := slices.BinarySearch(c.Firms, firm); !found {
		c.Firms = slices.Insert(c.Firms, i, firm)
	}
}

// inYear reports a use of the year that took place.
func (r *reporter) inYear(u ReportedUse) bool {
	return u.Day.Year == r.Year && u.Minutes > 0 && !r.until.Before(u.Day)
}

// riskRows adds the section on risk: losses by the layer that bore them, and what was put into the partners' reserve, less what it paid.
func (r *reporter) riskRows(parts []FacilityReport) {
	table := make([][]Cell, len(parts)) // the layers, what is uncovered, and all of it
	counts, filled := make([]int64, len(parts)), make([]Cell, len(parts))
	uncovered, all := len(layerOrder), len(layerOrder)+1
	for i, part := range parts {
		table[i] = make([]Cell, all+1)
		filled[i] = Cell{-int64(r.moved[part.Facility][Reserve]), r.charged[part.Facility][Reserve]}
	}
	for _, l := range r.Losses {
		i := slices.IndexFunc(parts, func(p FacilityReport) bool { return p.Facility == l.Incident.Facility })
		if i < 0 || l.Incident.Day.Year != r.Year || r.until.Before(l.Incident.Day) {
			continue
		}
		for _, row := range []int{i, len(parts) - 1} {
			counts[row]++
			table[row][all].Value += int64(l.Incident.Amount)
			table[row][uncovered].Value += int64(l.Uncovered)
			for _, p := range l.Parts {
				cell := &table[row][slices.Index(layerOrder, p.Kind)]
				cell.Value += int64(p.Amount)
				for _, borne := range p.Partners {
					if borne.Amount != 0 {
						cell.add(0, borne.Partner)
					}
				}
			}
		}
	}
	hidden, reserve := Suppress(table), suppressColumn(filled)
	for i := range parts {
		row := func(key string, unit Unit, figure Figure, accounts ...AccountKind) {
			parts[i].Rows = append(parts[i].Rows, ReportRow{Section: "risk", Key: key, Unit: unit, Figure: figure, Accounts: accounts, Credit: true})
		}
		row("incidents", UnitCount, known(counts[i]))
		row("losses", UnitMoney, shownUnless(hidden[i][all], table[i][all].Value))
		for j, l := range layerOrder {
			row("layer_"+string(l), UnitMoney, shownUnless(hidden[i][j], table[i][j].Value))
		}
		row("uncovered", UnitMoney, shownUnless(hidden[i][uncovered], table[i][uncovered].Value))
		row("reserve_filled", UnitMoney, shownUnless(reserve[i], filled[i].Value), Reserve)
	}
}

// publicRows adds the section on public money. What nobody gave the facts for is unknown; all facilities together have no shares, since those do not add up.
func (r *reporter) publicRows(part *FacilityReport) {
	row := func(key string, unit Unit, figure Figure, rules Ruled) {
		part.Rows = append(part.Rows, ReportRow{Section: "public", Key: key, Unit: unit, Figure: figure, Rules: rules})
	}
	i := slices.IndexFunc(part.Rows, func(row ReportRow) bool { return row.Key == "subsidy" })
	received := part.Rows[i]
	received.Section, received.Key = "public", "subsidy_received"
	part.Rows = append(part.Rows, received)
	if part.Facility == "" {
		return
	}
	p := r.Public[part.Facility]
	economic, over, benefit, excess := unknown, unknown, unknown, unknown
	var rules [3]Ruled
	if e := p.Economic; e != nil {
		economic, rules[0] = shownUnless(r.economic(part.Facility).few(), e.PPM), e.Ruled
	}
	if p.Access != nil {
		var partners Cell
		for _, a := range p.Access {
			if a.Over {
				partners.add(1, a.Partner)
			}
			rules[1] = a.Ruled
		}
		over = shownUnless(partners.few(), partners.Value)
	}
	if p.Benefit != nil {
		benefit = shownUnless(p.Benefit.few(), p.Benefit.Value)
	}
	if c := p.ClawBack; c != nil {
		excess, rules[2] = known(int64(c.Excess)), c.Ruled
	}
	row("economic_share", UnitPPM, economic, rules[0])
	row("access_over", UnitCount, over, rules[1])
	row("benefit", UnitMoney, benefit, Ruled{})
	row("claw_back", UnitMoney, excess, rules[2])
}

// economic is the economic use of a facility in the year.
func (r *reporter) economic(f facilities.FacilityID) (c Cell) {
	for _, u := range r.Uses {
		if u.Facility == f && r.inYear(u) && r.projects[u.Project].Economic {
			c.add(u.Minutes, u.Partner)
		}
	}
	return c
}
