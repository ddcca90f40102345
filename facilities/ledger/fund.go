package ledger

import (
	"iter"

	"marke/facilities"
	"marke/facilities/money"
)

// DecisionID names a decision of the investment committee.
type DecisionID string

// Decision is the committee's word that a project may borrow from the fund.
type Decision struct {
	ID       DecisionID
	Fund     FundID
	Project  facilities.ProjectID
	Day      facilities.Date
	Amount   money.Cents // the most that may be drawn
	Terms    int         // months of repayment
	First    facilities.Date
	Evidence string // the minutes
}

// Fund is what a revolving fund's entries come to. It lends to projects and never absorbs a loss; what is there to lend never
// falls below zero.
type Fund struct {
	ID        FundID
	Currency  string
	Available money.Cents
	Lent      map[facilities.ProjectID]money.Cents // not yet repaid
	drawn     map[DecisionID]money.Cents
	repaid    map[DecisionID]money.Cents
}

// FundOf reads a fund's entries, in any order.
func FundOf(entries iter.Seq[Entry], id FundID, currency string) Fund {
	f := Fund{ID: id, Currency: currency, Lent: map[facilities.ProjectID]money.Cents{}, drawn: map[DecisionID]money.Cents{}, repaid: map[DecisionID]money.Cents{}}
	for e := range entries {
		for _, p := range e.Postings {
			if p.Account.Fund != id {
				continue
			}
			switch p.Account.Kind {
			case FundBank:
				f.Available += p.Amount
			case Loan:
				f.Lent[facilities.ProjectID(p.Account.Name)] += p.Amount
				decision := DecisionID(e.Origin.Note)
				if (p.Amount > 0) == (e.Kind == EntryFund) { // a draw, or the reversal of one
					f.drawn[decision] += p.Amount
				} else {
					f.repaid[decision] -= p.Amount
				}
			}
		}
	}
	return f
}

// Drawn is what was drawn on a decision, Repaid what of it came back.
func (f Fund) Drawn(d DecisionID) money.Cents { return f.drawn[d] }

// Repaid is what was repaid on a decision.
func (f Fund) Repaid(d DecisionID) money.Cents { return f.repaid[d] }

// Deposit is the entry that puts money into the fund.
func (f Fund) Deposit(id string, on facilities.Date, amount money.Cents) (Entry, error) {
	if amount <= 0 || amount > amountMax {
		return Entry{}, facilities.BadField("fund.amount", "ledger_cost_amount", "row", id)
	}
	return f.entry("deposit/"+id, on, Origin{Service: on}, draft{{Account{Kind: FundBank, Fund: f.ID}, amount}, {Account{Kind: FundCapital, Fund: f.ID}, -amount}})
}

// Draw is the entry by which a project draws on a decision. More than the decision allows, or than the fund has, is refused with a
// Conflict; the id tells several draws apart.
func (f Fund) Draw(d Decision, id string, on facilities.Date, amount money.Cents) (Entry, error) {
	switch {
	case amount <= 0 || amount > amountMax || d.Fund != f.ID || d.Project == "" || d.Evidence == "" || on.Before(d.Day):
		return Entry{}, facilities.BadField("fund.amount", "ledger_draw", "row", id)
	case amount > d.Amount-f.drawn[d.ID]:
		return Entry{}, facilities.Errorf(facilities.Conflict, "ledger_draw_decided", "row", string(d.ID), "left", d.Amount-f.drawn[d.ID])
	case amount > f.Available:
		return Entry{}, facilities.Errorf(facilities.Conflict, "ledger_draw_available", "row", string(f.ID), "available", f.Available)
	}
	return f.entry("draw/"+id, on, d.origin(on), draft{{d.loan(), amount}, {Account{Kind: FundBank, Fund: f.ID}, -amount}})
}

// Repay is the entry by which a project repays. More than it owes on the decision is refused with a Conflict.
func (f Fund) Repay(d Decision, id string, on facilities.Date, amount money.Cents) (Entry, error) {
	owed := f.drawn[d.ID] - f.repaid[d.ID]
	switch {
	case amount <= 0 || d.Fund != f.ID:
		return Entry{}, facilities.BadField("fund.amount", "ledger_cost_amount", "row", id)
	case amount > owed:
		return Entry{}, facilities.Errorf(facilities.Conflict, "ledger_repaid", "row", string(d.ID), "owed", owed)
	}
	return f.entry("repay/"+id, on, d.origin(on), draft{{Account{Kind: FundBank, Fund: f.ID}, amount}, {d.loan(), -amount}})
}

func (d Decision) loan() Account { return Account{Kind: Loan, Fund: d.Fund, Name: string(d.Project)} }

// origin leads back to the decision.
func (d Decision) origin(on facilities.Date) Origin {
	return Origin{Service: on, Project: d.Project, Note: string(d.ID)}
}

func (f Fund) entry(id string, on facilities.Date, origin Origin, postings draft) (Entry, error) {
	e := Entry{ID: EntryID(string(f.ID) + "/" + id), Kind: EntryFund, Posted: on, Currency: f.Currency, Origin: origin, Postings: postings.settled()}
	return e, e.Check()
}
