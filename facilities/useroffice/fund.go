package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// FundView is a revolving fund with what it has and what it lent.
type FundView struct {
	store.Fund
	Available money.Cents
	Lent      money.Cents // not yet repaid
	Loans     []LoanView  // by the day of the decision
}

// LoanView is one decision of the investment committee with what became of it.
type LoanView struct {
	ledger.Decision
	Name     string // of the project
	Drawn    money.Cents
	Repaid   money.Cents
	Schedule []ledger.Term // of what was drawn; empty until something is
	Arrears  money.Cents   // due and not repaid
	Since    facilities.Date
}

// mayLend reports that the actor keeps the books of the whole consortium: a controller everywhere, or an admin.
func mayLend(actor facilities.Actor) bool {
	return actor.IsAdmin() || slices.ContainsFunc(actor.Person.Roles, func(r facilities.Role) bool {
		return r.Kind == facilities.RoleController
	})
}

func needLender(actor facilities.Actor) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	if !mayLend(actor) {
		return forbidden()
	}
	return nil
}

// SaveFund adds (Version 0) or renames a revolving fund.
func (o *Office) SaveFund(ctx context.Context, actor facilities.Actor, now time.Time, f store.Fund) (store.Fund, error) {
	if err := needLender(actor); err != nil {
		return f, err
	}
	var wrong faults
	wrong.id("body.id", string(f.ID))
	wrong.line("body.name", f.Name)
	wrong.check(currencyForm.MatchString(f.Currency), "body.currency", "currency")
	if err := wrong.err(); err != nil {
		return f, err
	}
	return write(ctx, o, act{actor, now, "save_fund"}, aFund, func(ctx context.Context, tx *store.Tx) (store.Fund, error) {
		was, err := tx.Fund(ctx, f.ID)
		known := err == nil
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return f, err
		}
		if err := sameVersion(known, was.Version, f.Version, string(f.ID)); err != nil {
			return f, err
		}
		if known && was.Currency != f.Currency {
			return f, facilities.BadField("body.currency", "ledger_currency", "row", string(f.ID), "currency", f.Currency, "book", was.Currency)
		}
		saved, err := tx.SaveFund(ctx, f)
		if err != nil {
			return f, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb: "save_fund", kind: "fund", subject: string(f.ID), before: given(known, was), after: saved})
	})
}

var aFund = subject[store.Fund]{"fund", func(f store.Fund) string { return string(f.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (store.Fund, error) {
		return tx.Fund(ctx, ledger.FundID(id))
	}}

// DepositFund puts money into a fund, with the evidence of it.
func (o *Office) DepositFund(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.FundID, amount money.Cents, evidence string) (ledger.Entry, error) {
	return o.moveFund(ctx, act{actor, now, "deposit_fund"}, id, evidence, func(ctx context.Context, tx *store.Tx, f ledger.Fund, day facilities.Date) (ledger.Entry, error) {
		return f.Deposit(facilities.NewID(now), day, amount)
	})
}

// DecideLoan writes down that the investment committee lets a project borrow, with the minutes. ID is set here.
func (o *Office) DecideLoan(ctx context.Context, actor facilities.Actor, now time.Time, d ledger.Decision) (ledger.Decision, error) {
	if err := needLender(actor); err != nil {
		return d, err
	}
	d.ID = ledger.DecisionID(facilities.NewID(now))
	return write(ctx, o, act{actor, now, "decide_loan"}, aLoan, func(ctx context.Context, tx *store.Tx) (ledger.Decision, error) {
		if _, err := tx.Fund(ctx, d.Fund); err != nil {
			return d, err
		}
		if err := checkLoan(ctx, tx, now, d); err != nil {
			return d, err
		}
		if err := tx.AddLoanDecision(ctx, d, actor.Person.ID, now); err != nil {
			return d, err
		}
		return d, note(ctx, tx, actor, now, entry{verb: "decide_loan", kind: "loan", subject: string(d.ID), after: d})
	})
}

var aLoan = subject[ledger.Decision]{"loan", func(d ledger.Decision) string { return string(d.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (ledger.Decision, error) {
		return tx.LoanDecision(ctx, ledger.DecisionID(id))
	}}

func checkLoan(ctx context.Context, tx *store.Tx, now time.Time, d ledger.Decision) error {
	var wrong faults
	_, err := tx.Project(ctx, d.Project)
	if err != nil && facilities.CodeOf(err) != facilities.NotFound {
		return err
	}
	wrong.check(err == nil, "body.project", "project")
	wrong.check(!d.Day.IsZero() && !fundDay(now).Before(d.Day), "body.day", "in_future")
	wrong.check(d.Amount > 0 && d.Amount <= bookAmountMost, "body.amount", "book_amount", "max", bookAmountMost)
	wrong.check(d.Terms >= 1 && d.Terms <= 600, "body.terms", "terms", "max", 600)
	wrong.check(!d.First.Before(d.Day), "body.first", "end_before_start")
	wrong.line("body.evidence", d.Evidence)
	return wrong.err()
}

// DrawLoan pays out on a decision. More than was decided, or than the fund has, is refused with a Conflict: a fund never falls below zero.
func (o *Office) DrawLoan(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.DecisionID, amount money.Cents, evidence string) (ledger.Entry, error) {
	return o.moveLoan(ctx, act{actor, now, "draw_loan"}, id, evidence, func(f ledger.Fund, d ledger.Decision, day facilities.Date) (ledger.Entry, error) {
		return f.Draw(d, facilities.NewID(now), day, amount)
	})
}

// RepayLoan books a repayment; more than is owed on the decision is refused with a Conflict.
func (o *Office) RepayLoan(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.DecisionID, amount money.Cents, evidence string) (ledger.Entry, error) {
	return o.moveLoan(ctx, act{actor, now, "repay_loan"}, id, evidence, func(f ledger.Fund, d ledger.Decision, day facilities.Date) (ledger.Entry, error) {
		return f.Repay(d, facilities.NewID(now), day, amount)
	})
}

func (o *Office) moveLoan(ctx context.Context, a act, id ledger.DecisionID, evidence string, make func(ledger.Fund, ledger.Decision, facilities.Date) (ledger.Entry, error)) (ledger.Entry, error) {
	var d ledger.Decision
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		d, err = tx.LoanDecision(ctx, id) // never changes
		return err
	})
	if err := needLender(a.Actor); err != nil {
		return ledger.Entry{}, err
	}
	if err != nil {
		return ledger.Entry{}, err
	}
	return o.moveFund(ctx, a, d.Fund, evidence, func(ctx context.Context, tx *store.Tx, f ledger.Fund, day facilities.Date) (ledger.Entry, error) {
		return make(f, d, day)
	})
}

// moveFund books one entry of a fund, which is held until it is committed.
func (o *Office) moveFund(ctx context.Context, a act, id ledger.FundID, evidence string,
	make func(context.Context, *store.Tx, ledger.Fund, facilities.Date) (ledger.Entry, error)) (ledger.Entry, error) {
	if err := needLender(a.Actor); err != nil {
		return ledger.Entry{}, err
	}
	var wrong faults
	wrong.line("body.evidence", evidence)
	if err := wrong.err(); err != nil {
		return ledger.Entry{}, err
	}
	return write(ctx, o, a, anEntry, func(ctx context.Context, tx *store.Tx) (ledger.Entry, error) {
		known, err := tx.Fund(ctx, id)
		if err != nil {
			return ledger.Entry{}, err
		}
		entries, err := tx.Entries(ctx, store.EntryFilter{Fund: id})
		if err != nil {
			return ledger.Entry{}, err
		}
		booked, err := make(ctx, tx, ledger.FundOf(slices.Values(entries), id, known.Currency), fundDay(a.now))
		if err != nil {
			return booked, err
		}
		if err := postEntries(ctx, tx, a.Actor, a.now, booked); err != nil {
			return booked, err
		}
		return booked, note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "fund", subject: string(id), after: booked, reason: evidence})
	})
}

var anEntry = subject[ledger.Entry]{"entry", func(e ledger.Entry) string { return string(e.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (ledger.Entry, error) {
		return tx.Entry(ctx, ledger.EntryID(id))
	}}

// fundZone is where the days of a fund are counted: a fund belongs to no facility.
const fundZone = "Europe/Amsterdam"

func fundDay(now time.Time) facilities.Date {
	zone, err := time.LoadLocation(fundZone)
	if err != nil {
		panic(err) // the zones are in the program
	}
	return facilities.DateOf(now.In(zone))
}

// Funds lists the revolving funds with all loans, for those who keep books; a representative sees the loans of the own partner's projects.
func (o *Office) Funds(ctx context.Context, actor facilities.Actor, now time.Time) ([]FundView, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []FundView
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		funds, err := tx.Funds(ctx)
		if err != nil {
			return err
		}
		for _, f := range funds {
			v, err := viewFund(ctx, tx, actor, f, fundDay(now))
			if err != nil {
				return err
			}
			if mayLend(actor) || len(v.Loans) > 0 {
				out = append(out, v)
			}
		}
		return nil
	})
	return out, err
}

func viewFund(ctx context.Context, tx *store.Tx, actor facilities.Actor, f store.Fund, today facilities.Date) (FundView, error) {
	v := FundView{Fund: f}
	entries, err := tx.Entries(ctx, store.EntryFilter{Fund: f.ID})
	if err != nil {
		return v, err
	}
	decisions, err := tx.LoanDecisions(ctx, f.ID)
	if err != nil {
		return v, err
	}
	book := ledger.FundOf(slices.Values(entries), f.ID, f.Currency)
	if mayLend(actor) {
		v.Available = book.Available
		for _, lent := range book.Lent {
			v.Lent += lent
		}
	}
	for _, d := range decisions {
		project, err := tx.Project(ctx, d.Project)
		if err != nil {
			return v, err
		}
		if !mayLend(actor) && !slices.ContainsFunc(project.Partners, func(s facilities.Share) bool { return actor.Represents(s.Partner) }) {
			continue
		}
		loan := LoanView{Decision: d, Name: project.Name, Drawn: book.Drawn(d.ID), Repaid: book.Repaid(d.ID)}
		if loan.Drawn > 0 {
			if loan.Schedule, err = ledger.Schedule(loan.Drawn, d.Terms, d.First); err != nil {
				return v, err
			}
			loan.Arrears, loan.Since = ledger.Arrears(loan.Schedule, loan.Repaid, today)
		}
		v.Loans = append(v.Loans, loan)
	}
	return v, nil
}
