package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Statement is what one partner is told about a month: what it owed, what this close charges and why, what else happened, and what it
// owes now. Closing is Opening with all lines added, account by account.
type Statement struct {
	Facility  facilities.FacilityID
	Month     Month
	Partner   facilities.PartnerID
	Currency  string
	Opening   Standing
	Usage     []UsageLine
	Shares    []ShareLine
	Credits   []CostLine // costs that the partner paid first or gave in kind; Amount is its credit, above zero
	SetOff    money.Cents
	Movements []Movement
	Closing   Standing
	VAT       []VATTotal // on what this close charges, by category; the invoice takes it again over its own lines
}

// Standing is how a partner stands with a facility. Owed is Receivable + Unbilled − Advance.
type Standing struct {
	Receivable money.Cents // invoiced and not yet paid
	Unbilled   money.Cents // charged and not yet invoiced
	Advance    money.Cents // billed ahead and not yet set off
}

// UsageLine is the partner's part of one charge.
type UsageLine struct {
	Entry  EntryID
	Charge *Charge
	Units  int64 // its units in the project's key; zero of zero when the whole is its own
	Amount money.Cents
}

// ShareLine is the partner's part of one class of costs of one year and agreement version:
// Amount = Entitled − Before, Entitled = its part of Total by Units of AllUnits.
type ShareLine struct {
	Entry     EntryID
	Year      int
	Agreement facilities.AgreementID
	Class     Class
	Costs     []CostLine  // of this close, all partners' together
	Earlier   money.Cents // posted by earlier closes
	Total     money.Cents // year to date
	Units     int64
	AllUnits  int64
	Entitled  money.Cents
	Before    money.Cents
	Amount    money.Cents
}

// CostLine is one cost as a statement shows it. Subsidies are below zero.
type CostLine struct {
	Cost     CostID
	Day      facilities.Date
	Category string
	Kind     CostKind
	Class    Class
	Amount   money.Cents
	Margin   money.Cents
	InKind   *InKind
	Broken   []Condition
	Note     string
	Evidence string
}

// Movement is an entry of the month outside the close: an invoice, a payment, a loss.
type Movement struct {
	Entry   EntryID
	Kind    EntryKind
	Day     facilities.Date
	Origin  Origin
	Account AccountKind // of the partner's accounts, the one that it moves
	Amount  money.Cents
}

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
	for stranger := range index {
		return facilities.BadField("partners", "ledger_unknown", "row", string(stranger))
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
			own, _ := unitsIn(projects[charge.Project], part.Partner)
			s := of(part.Partner)
			s.Usage = append(s.Usage, UsageLine{c.entryID("usage", string(charge.Booking)), charge, own, part.Amount})
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
