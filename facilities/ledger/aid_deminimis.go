package ledger

import (
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// UndertakingID names a single undertaking: all companies of one group are one.
type UndertakingID string

// SmallAid is de minimis aid that an undertaking was granted, by whomever.
type SmallAid struct {
	Undertaking UndertakingID
	Day         facilities.Date // of the grant
	Amount      money.Cents
	Source      string
}

// Headroom is how much de minimis aid an undertaking may still get.
type Headroom struct {
	Ruled
	Undertaking UndertakingID
	On          facilities.Date
	Granted     money.Cents // in the window
	Left        money.Cents // below zero: too much already
	Counted     []SmallAid  // in the order given
}

// DeMinimis adds up what an undertaking was granted within the rolling years before a day. The window is to the day: a grant still counts on the same
// day of the last year, and no longer on the day after. Grants after the day do not count.
func DeMinimis(rules AidRules, aid []SmallAid, undertaking UndertakingID, on facilities.Date) (Headroom, error) {
	out := Headroom{Ruled: rules.ruled(), Undertaking: undertaking, On: on}
	for _, a := range aid {
		if a.Amount < 0 || a.Amount > amountMax || a.Day.IsZero() {
			return out, facilities.BadField("aid", "ledger_aid", "row", string(a.Undertaking))
		}
		last := facilities.DateOf(a.Day.In(time.UTC).AddDate(rules.DeMinimisYears, 0, 0))
		if a.Undertaking == undertaking && !on.Before(a.Day) && !last.Before(on) {
			out.Granted += a.Amount
			out.Counted = append(out.Counted, a)
		}
	}
	out.Left = rules.DeMinimis - out.Granted
	return out, nil
}
