package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// fundsView are the revolving funds: what they have, what they lent and how it comes back.
type fundsView struct {
	Page
	Funds    []fundLine
	Keeps    bool // the reader may decide, draw and book repayments
	Form     *form.Form
	Faults   []fault
	Problem  string
	Projects []option
}

// fundLine is one fund.
type fundLine struct {
	useroffice.FundView
	Loans []loanLine
	Total money.Cents // available and lent
}

// loanLine is one decision with what became of it.
type loanLine struct {
	useroffice.LoanView
	Left     money.Cents // that may still be drawn
	Owed     money.Cents
	Late     bool
	Schedule []termLine
}

// termLine is one term of a schedule.
type termLine struct {
	Due    string
	Amount money.Cents
	Past   bool
}

func (v *visit) funds() error { return v.showFunds(http.StatusOK, form.New(nil), nil) }

func (v *visit) showFunds(status int, f *form.Form, failed *facilities.Error) error {
	view := fundsView{Page: v.page("money.funds.title"), Form: f, Faults: v.faults(f), Keeps: v.actor.MayWrite() && rightsOf(v.actor).Controls}
	view.Here = "/funds"
	view.Switch, view.Section = "/"+view.Other+"/funds", "books"
	if !rightsOf(v.actor).Controls && !rightsOf(v.actor).Represents {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	funds, err := v.office.Funds(v.ctx(), v.actor, v.now)
	if err != nil {
		return err
	}
	today := facilities.DateOf(v.now)
	for _, fund := range funds {
		line := fundLine{FundView: fund, Total: fund.Available + fund.Lent}
		for _, l := range fund.Loans {
			loan := loanLine{LoanView: l, Left: l.Amount - l.Drawn, Owed: l.Drawn - l.Repaid, Late: l.Arrears > 0}
			for _, t := range l.Schedule {
				loan.Schedule = append(loan.Schedule, termLine{t.Due.String(), t.Amount, t.Due.Before(today)})
			}
			line.Loans = append(line.Loans, loan)
		}
		view.Funds = append(view.Funds, line)
	}
	if view.Keeps {
		projects, err := v.office.Projects(v.ctx(), v.actor, v.now)
		if err != nil {
			return err
		}
		for _, p := range projects {
			view.Projects = append(view.Projects, option{Value: string(p.ID), Text: p.Name})
		}
	}
	if failed != nil {
		view.Problem = v.texts.Error(failed)
	}
	return v.render(status, "funds", view)
}

// keepsFunds refuses who keeps no books.
func (v *visit) keepsFunds() error {
	if !rightsOf(v.actor).Controls {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	return nil
}

// changeFunds answers a posted form about funds: with the page and what was wrong, or by leading back to it.
func (v *visit) changeFunds(do func(*form.Form) error) error {
	if err := v.keepsFunds(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	err = do(f)
	if f.Take(err, nil) || !f.OK() {
		return v.showFunds(http.StatusUnprocessableEntity, f, nil)
	}
	if failed := problemOf(err); failed != nil {
		return v.showFunds(http.StatusConflict, f, failed)
	}
	if err != nil {
		return err
	}
	return v.to("/funds", "saved")
}

// addFund starts a fund.
func (v *visit) addFund() error {
	return v.changeFunds(func(f *form.Form) error {
		fund := useroffice.Fund{ID: ledger.FundID(f.ID("fund")), Name: f.Needed("name"), Currency: "EUR"}
		if fund.ID == "" {
			f.Wrong("fund", "required")
		}
		if !f.OK() {
			return nil
		}
		_, err := v.office.SaveFund(v.ctx(), v.actor, v.now, fund)
		return err
	})
}

// depositFund puts money into a fund.
func (v *visit) depositFund() error {
	return v.changeFunds(func(f *form.Form) error {
		amount, evidence := f.NeededAmount("amount"), f.Needed("evidence")
		if !f.OK() {
			return nil
		}
		_, err := v.office.DepositFund(v.ctx(), v.actor, v.now, ledger.FundID(v.Param("id")), amount, evidence)
		return err
	})
}

// decideLoan writes a decision of the investment committee down.
func (v *visit) decideLoan() error {
	return v.changeFunds(func(f *form.Form) error {
		d := ledger.Decision{Fund: ledger.FundID(v.Param("id")), Project: facilities.ProjectID(f.ID("project")), Day: f.Day("day"), Amount: f.NeededAmount("amount"), Terms: int(f.Int("terms", 1, 600)),
			First: f.Day("first"), Evidence: f.Needed("evidence")}
		if !f.OK() {
			return nil
		}
		_, err := v.office.DecideLoan(v.ctx(), v.actor, v.now, d)
		return err
	})
}

// moveLoan draws on a decision or books a repayment, as the form says.
func (v *visit) moveLoan() error {
	return v.changeFunds(func(f *form.Form) error {
		amount, evidence := f.NeededAmount("amount"), f.Needed("evidence")
		if !f.OK() {
			return nil
		}
		id := ledger.DecisionID(v.Param("loan"))
		var err error
		if f.Is("move", "repay") {
			_, err = v.office.RepayLoan(v.ctx(), v.actor, v.now, id, amount, evidence)
		} else {
			_, err = v.office.DrawLoan(v.ctx(), v.actor, v.now, id, amount, evidence)
		}
		return err
	})
}
