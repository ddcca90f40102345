package store

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// Fund is a revolving fund by name; what it holds is in the journal.
type Fund struct {
	ID       ledger.FundID
	Name     string
	Currency string
	Version  int64
}

type fundRow struct {
	ID       string `gorm:"primaryKey"`
	Name     string
	Currency string
	Version  int64
}

func (fundRow) TableName() string { return "funds" }

func (r fundRow) toFund() Fund { return Fund{ledger.FundID(r.ID), r.Name, r.Currency, r.Version} }

type loanDecisionRow struct {
	ID          string `gorm:"primaryKey"`
	FundID      string
	ProjectID   string
	Day         string
	AmountCents int64
	Terms       int64
	FirstDay    string
	Evidence    string
	DecidedBy   string
	Decided     instant
}

func (loanDecisionRow) TableName() string { return "loan_decisions" }

func (r loanDecisionRow) toDecision() ledger.Decision {
	return ledger.Decision{ID: ledger.DecisionID(r.ID), Fund: ledger.FundID(r.FundID), Project: facilities.ProjectID(r.ProjectID), Day: toDate(r.Day),
		Amount: money.Cents(r.AmountCents), Terms: int(r.Terms), First: toDate(r.FirstDay), Evidence: r.Evidence}
}

// SaveFund inserts or, with a version, updates a fund, and returns it as it is stored.
func (tx *Tx) SaveFund(ctx context.Context, f Fund) (Fund, error) {
	build := func(version int64) fundRow { return fundRow{string(f.ID), f.Name, f.Currency, version} }
	version, err := saveRow(ctx, tx, "funds", string(f.ID), f.Version, build)
	if err != nil {
		return Fund{}, err
	}
	return build(version).toFund(), nil
}

// Funds lists the funds by id.
func (tx *Tx) Funds(ctx context.Context) ([]Fund, error) {
	rows, err := findRows[fundRow](ctx, tx, "id", nil)
	return each(rows, fundRow.toFund), err
}

// Fund finds a fund and keeps other transactions from drawing on it until this one ends.
func (tx *Tx) Fund(ctx context.Context, id ledger.FundID) (Fund, error) {
	if err := tx.lockRow(ctx, "funds", string(id)); err != nil {
		return Fund{}, err
	}
	rows, err := findRows[fundRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil || len(rows) == 0 {
		return Fund{}, orMissing(err)
	}
	return rows[0].toFund(), nil
}

// lockRow holds one row until the transaction ends. SQLite has one writer and needs no locks; in a
// View there is nothing to hold.
func (tx *Tx) lockRow(ctx context.Context, table, id string) error {
	if tx.store.engine == SQLite || ctx.Value(inside{}) == nil {
		return nil
	}
	_, err := tx.exec(ctx, "SELECT 1 FROM "+table+" WHERE id = ? FOR NO KEY UPDATE", id)
	return err
}

// AddLoanDecision stores what the investment committee decided; it is never changed.
func (tx *Tx) AddLoanDecision(ctx context.Context, d ledger.Decision, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, loanDecisionRow{string(d.ID), string(d.Fund), string(d.Project), fromDate(d.Day), int64(d.Amount), int64(d.Terms),
		fromDate(d.First), d.Evidence, string(by), instant(at)})
}

// LoanDecisions lists a fund's decisions by day and id.
func (tx *Tx) LoanDecisions(ctx context.Context, fund ledger.FundID) ([]ledger.Decision, error) {
	rows, err := findRows[loanDecisionRow](ctx, tx, "day, id", where("fund_id = ?", string(fund)))
	return each(rows, loanDecisionRow.toDecision), err
}

// LoanDecision finds a decision.
func (tx *Tx) LoanDecision(ctx context.Context, id ledger.DecisionID) (ledger.Decision, error) {
	rows, err := findRows[loanDecisionRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil || len(rows) == 0 {
		return ledger.Decision{}, orMissing(err)
	}
	return rows[0].toDecision(), nil
}
