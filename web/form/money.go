package form

import (
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// Amount is an amount of money as people write it ("1.234,56", "1234.5"); zero for an empty field.
func (f *Form) Amount(name string) money.Cents {
	s := f.Text(name)
	if s == "" {
		return 0
	}
	amount, ok := ledger.ParseAmount(s)
	if !ok {
		f.Wrong(name, "form_amount")
	}
	return amount
}

// NeededAmount is Amount of a field that may not be empty.
func (f *Form) NeededAmount(name string) money.Cents {
	f.Needed(name)
	return f.Amount(name)
}

// Month is a calendar month ("2026-10"), zero when the field is empty.
func (f *Form) Month(name string) ledger.Month {
	s := f.Text(name)
	if s == "" {
		return ledger.Month{}
	}
	month, ok := ledger.ParseMonth(s)
	if !ok || month.Year < 1990 || month.Year > 2200 {
		f.Wrong(name, "form_month")
		return ledger.Month{}
	}
	return month
}
