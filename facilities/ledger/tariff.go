package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// BreakEven is the hourly tariff at which a year comes out even: (cost + deficit brought forward) / hours, rounded half a cent up.
// A surplus brought forward is a negative deficit. minutes is the planned use. Above zero, else Invalid.
func BreakEven(cost, deficit money.Cents, minutes int64) (money.Cents, error) {
	if minutes <= 0 || cost < 0 || cost > amountMax || deficit > amountMax || deficit < -amountMax {
		return 0, facilities.BadField("hours", "ledger_break_even", "row", "break-even")
	}
	total := cost + deficit
	if total <= 0 {
		return 0, nil // the surplus pays for the year
	}
	return (total*120 + money.Cents(minutes)) / money.Cents(2*minutes), nil
}
