package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// ClawBack forecasts what of investment aid must go back when economic use turns out larger than planned.
type ClawBack struct {
	Ruled
	Granted money.Cents   // aid on the planned economic part, and all of the rest
	Allowed money.Cents   // the same with real use
	Excess  money.Cents   // what is too much; zero when real use is not above plan
	Yearly  []money.Cents // Excess over the years of the rules
}

// ForecastClawBack computes aid = invested × economic share × aid rate + invested × non-economic share, for the planned and the real economic share (parts per
// million of use). Parts are rounded once, half a cent up.
func ForecastClawBack(rules AidRules, invested money.Cents, plannedPPM, realPPM int64) (ClawBack, error) {
	out := ClawBack{Ruled: rules.ruled()}
	if invested <= 0 || invested > amountMax || plannedPPM < 0 || plannedPPM > million || realPPM < 0 || realPPM > million || rules.ClawBackYears < 1 {
		return out, facilities.BadField("invested", "ledger_aid", "row", rules.ID)
	}
	aid := func(sharePPM int64) money.Cents {
		economic := perMillion(invested, sharePPM)
		return perMillion(economic, rules.AidRatePPM) + invested - economic
	}
	out.Granted, out.Allowed = aid(plannedPPM), aid(realPPM)
	out.Excess = max(0, out.Granted-out.Allowed)
	units := make([]int64, rules.ClawBackYears)
	for i := range units {
		units[i] = 1
	}
	var err error
	out.Yearly, err = money.Split(out.Excess, units)
	return out, err
}

// perMillion is a share of an amount, rounded half a cent up. Amounts are within amountMax, so it fits.
func perMillion(amount money.Cents, share int64) money.Cents {
	return (amount*money.Cents(share) + million/2) / million
}
