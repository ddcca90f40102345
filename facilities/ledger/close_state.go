package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// state writes a statement for every partner that has something to be told, in the order of ids.
func (c *closer) state() error {
	index := map[facilities.PartnerID]*Statement{}
	of := func(p facilities.PartnerID) *Statement {
		if index[p] == nil {
			index[p] = &Statement{Facility: c.Facility, Month: c.Month, Partner: p, Currency: c.Currency,
				Opening: c.standing(c.Past.opening, p), Closing: c.standing(c.Past.balances, p)}
		}
		return index[p]
	}
	for a, amount := range c.Past.opening {
		if a.Partner != "" && amount != 0 {
			of(a.Partner)
		}
	}
	for _, e := range c.Past.during {
		for _, p := range e.Postings {
			if p.Account.Partner != "" {
				s := of(p.Account.Partner)
				s.Movements = append(s.Movements, Movement{e.ID, e.Kind, e.Posted, e.Origin, p.Account.Kind, p.Amount})
			}
		}
	}
	c.stateUsage(of)
	c.stateShares(of)
	c.statePostings(of)
	for _, p := range c.Catalogue.Partners {
		if s := index[p.ID]; s != nil {
			if err := s.finish(c.Rates); err != nil {
				return err
			}
			c.out.Statements = append(c.out.Statements, *s)
			delete(index, p.ID)
		}
	}
	if strangers := sortedKeys(index); len(strangers) > 0 {
		return facilities.BadField("partners", "ledger_unknown", "row", string(strangers[0]))
	}
	return nil
}

// statePostings moves the closing balances by what this close posts, and lists costs that are credited.
func (c *closer) statePostings(of func(facilities.PartnerID) *Statement) {
	for _, e := range c.out.Entries {
		for _, p := range e.Postings {
			switch s := p.Account.Partner; {
			case s == "":
				continue
			case p.Account.Kind == Advance:
				of(s).Closing.Advance -= p.Amount
				of(s).SetOff -= p.Amount
			default:
				of(s).Closing.Unbilled += p.Amount
			}
			if e.Kind == EntryCost {
				line := c.costOf[e.ID].line
				line.Amount, line.Margin = -p.Amount, 0
				of(p.Account.Partner).Credits = append(of(p.Account.Partner).Credits, line)
			}
		}
	}
}

func (c *closer) standing(balances map[Account]money.Cents, p facilities.PartnerID) Standing {
	return Standing{balances[c.account(Receivable, p)], balances[c.account(Unbilled, p)], -balances[c.account(Advance, p)]}
}

func (c *closer) stateUsage(of func(facilities.PartnerID) *Statement) {
	projects := map[facilities.ProjectID][]facilities.Share{}
	for _, p := range c.Projects {
		projects[p.ID] = p.Partners
	}
	for i := range c.out.Charges {
		charge := &c.out.Charges[i]
		for _, part := range charge.Parts {
			own, all := unitsIn(projects[charge.Project], part.Partner)
			s := of(part.Partner)
			s.Usage = append(s.Usage, UsageLine{c.entryID("usage", string(charge.Booking)), charge, own, all, part.Amount})
		}
	}
}

func (c *closer) stateShares(of func(facilities.PartnerID) *Statement) {
	for _, shared := range c.shares {
		var costs []CostLine
		for _, posted := range c.costOf {
			if posted.line.Class == shared.class && posted.group == shared.group {
				costs = append(costs, posted.line)
			}
		}
		slices.SortFunc(costs, func(a, b CostLine) int { return cmp.Compare(a.Cost, b.Cost) })
		id := c.entryID("share", Month{shared.group.year, 1}.String()[:4], string(shared.group.agreement), string(shared.class))
		for _, p := range shared.parts {
			own, all := unitsIn(shared.key, p.partner)
			s := of(p.partner)
			s.Shares = append(s.Shares, ShareLine{id, shared.group.year, shared.group.agreement, shared.class, costs, shared.earlier,
				shared.total, own, all, p.entitled, p.before, p.amount})
		}
	}
}

// finish sums VAT by category and proves that the lines explain the closing balance.
func (s *Statement) finish(rates []VATRate) error {
	net := map[VATCategory]money.Cents{}
	unbilled, receivable, advance := s.Opening.Unbilled, s.Opening.Receivable, s.Opening.Advance
	for _, l := range s.Usage {
		net[VATStandard] += l.Amount
		unbilled += l.Amount
	}
	for _, l := range s.Shares {
		net[l.Class.Category()] += l.Amount
		unbilled += l.Amount
	}
	for _, l := range s.Credits {
		unbilled -= l.Amount
	}
	for _, m := range s.Movements {
		switch m.Account {
		case Receivable:
			receivable += m.Amount
		case Advance:
			advance -= m.Amount
		default:
			unbilled += m.Amount
		}
	}
	unbilled, advance = unbilled+s.SetOff, advance+s.SetOff
	if s.Closing != (Standing{receivable, unbilled, advance}) {
		return facilities.Errorf(facilities.Conflict, "ledger_drift", "row", string(s.Facility)+"/"+s.Month.String()+"/"+string(s.Partner))
	}
	var err error
	s.VAT, err = vatTotals(net, rates, s.Month.Last())
	return err
}
