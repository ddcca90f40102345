package ledger

import (
	"cmp"
	"strings"

	"marke/facilities"
)

// AccountKind says what an account holds. Debits are positive: assets and expenses grow by them, liabilities,
// equity and income by credits.
type AccountKind string

// The chart of accounts. Which further parts an account has stands behind each.
const (
	Bank        AccountKind = "bank"        // facility
	Receivable  AccountKind = "receivable"  // facility, partner: invoiced and not yet paid
	Unbilled    AccountKind = "unbilled"    // facility, partner: charged and not yet invoiced; below zero when the partner gets money back
	Insurer     AccountKind = "insurer"     // facility: claimed from the insurer
	Uncovered   AccountKind = "uncovered"   // facility: losses that no layer took, until the committee decides
	FundBank    AccountKind = "fund_bank"   // fund
	Loan        AccountKind = "loan"        // fund, name (project): lent and not yet repaid
	Advance     AccountKind = "advance"     // facility, partner: billed ahead of actual cost
	Creditors   AccountKind = "creditors"   // facility: suppliers, to be paid by the issuer
	VAT         AccountKind = "vat"         // facility: charged on invoices, to be remitted
	Reserve     AccountKind = "reserve"     // facility: the partners' money that absorbs losses
	FundCapital AccountKind = "fund"        // fund: what was put into it
	PoolCost    AccountKind = "pool_cost"   // facility, name (class): costs that the cost key divides
	TariffCost  AccountKind = "tariff_cost" // facility: costs that tariffs recover
	OwnCost     AccountKind = "own_cost"    // facility: what the issuer bears itself
	Recovered   AccountKind = "recovered"   // facility, name (class): passed on by a key
	Usage       AccountKind = "usage"       // facility: charged by tariffs
	Subsidy     AccountKind = "subsidy"     // facility: public money received
	Margin      AccountKind = "margin"      // facility: what was put on top of cost
)

// root is the first part of an account's name in accounting programs.
func (k AccountKind) root() string {
	switch k {
	case Bank, Receivable, Unbilled, Insurer, Uncovered, FundBank, Loan:
		return "Assets"
	case Advance, Creditors, VAT, Reserve:
		return "Liabilities"
	case FundCapital:
		return "Equity"
	case PoolCost, TariffCost, OwnCost:
		return "Expenses"
	case Recovered, Usage, Subsidy, Margin:
		return "Income"
	}
	return ""
}

// Root is "Assets", "Liabilities", "Equity", "Expenses" or "Income"; empty for a kind that is none.
func (a Account) Root() string { return a.Kind.root() }

// Account is one account of a book. Facility is empty for accounts of a fund, Fund for all others.
type Account struct {
	Kind     AccountKind
	Facility facilities.FacilityID
	Fund     FundID
	Partner  facilities.PartnerID
	Name     string // class of a pool, project of a loan
}

// FundID names a revolving fund.
type FundID string

// String is the account as one word, for messages and for sorting: "unbilled/htf/alpha".
func (a Account) String() string {
	parts := []string{string(a.Kind)}
	for _, part := range []string{string(a.Facility), string(a.Fund), string(a.Partner), a.Name} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "/")
}

func compareAccounts(a, b Account) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Fund, b.Fund),
		cmp.Compare(a.Partner, b.Partner), cmp.Compare(a.Name, b.Name))
}

// valid reports that the account has the parts that its kind asks for, and no other.
func (a Account) valid() bool {
	ofFund := a.Kind == FundBank || a.Kind == Loan || a.Kind == FundCapital
	ofPartner := a.Kind == Receivable || a.Kind == Unbilled || a.Kind == Advance
	named := a.Kind == Loan || a.Kind == PoolCost || a.Kind == Recovered
	return a.Root() != "" && ofFund == (a.Fund != "") && ofFund == (a.Facility == "") &&
		ofPartner == (a.Partner != "") && named == (a.Name != "")
}
