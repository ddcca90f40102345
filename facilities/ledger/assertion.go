package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Assertion says what an account holds at the end of a day. Accounting programs check it against the entries.
type Assertion struct {
	On      facilities.Date
	Account Account
	Amount  money.Cents
}

// Assertions are the closing balances of statements: what each partner was told, as claims that the entries must bear out.
func Assertions(statements []Statement) []Assertion {
	var out []Assertion
	for _, s := range statements {
		for _, of := range []struct {
			kind   AccountKind
			amount money.Cents
		}{{Receivable, s.Closing.Receivable}, {Unbilled, s.Closing.Unbilled}, {Advance, -s.Closing.Advance}} {
			out = append(out, Assertion{s.Month.Last(), Account{Kind: of.kind, Facility: s.Facility, Partner: s.Partner}, of.amount})
		}
	}
	slices.SortFunc(out, func(a, b Assertion) int {
		return cmp.Or(cmp.Compare(a.On.String(), b.On.String()), compareAccounts(a.Account, b.Account))
	})
	return out
}
