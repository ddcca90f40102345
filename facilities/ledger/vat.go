package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// VATCategory says how VAT treats an amount.
type VATCategory string

// The categories of VAT.
const (
	VATStandard VATCategory = "standard"
	VATOutside  VATCategory = "outside" // no supply: costs for joint account, compensation for damage, money set aside
)

// VATRate is the rate of a category from a day on. Rates are dated data with a source, not constants.
type VATRate struct {
	Category    VATCategory
	From        facilities.Date
	Until       facilities.Date // first day on which it no longer holds; zero: open
	BasisPoints int64           // 2100 is 21 %
	Source      string
}

// VATTotal is the VAT on all amounts of one category together.
type VATTotal struct {
	Category    VATCategory
	BasisPoints int64
	Net, VAT    money.Cents
	Source      string
}

// RateOn finds the rate of a category on a day. What lies outside VAT has none, at zero.
func RateOn(rates []VATRate, c VATCategory, day facilities.Date) (rate VATRate, found bool) {
	if c == VATOutside {
		return VATRate{Category: c}, true
	}
	for _, r := range rates {
		holds := r.Category == c && !day.Before(r.From) && (r.Until.IsZero() || day.Before(r.Until))
		if holds && (!found || rate.From.Before(r.From)) {
			rate, found = r, true
		}
	}
	return rate, found
}

// On is the VAT on a net amount, rounded once to the nearest cent, half a cent away from zero.
func (r VATRate) On(net money.Cents) money.Cents {
	if net < 0 {
		return -r.On(-net)
	}
	return (net*money.Cents(r.BasisPoints) + 5000) / 10000
}

// vatTotals adds up amounts by category and takes the VAT of each total once (EN 16931, BR-CO-17), in the order of categories.
func vatTotals(net map[VATCategory]money.Cents, rates []VATRate, day facilities.Date) ([]VATTotal, error) {
	var totals []VATTotal
	for _, c := range []VATCategory{VATStandard, VATOutside} {
		amount, some := net[c]
		if !some {
			continue
		}
		rate, found := RateOn(rates, c, day)
		if !found {
			return nil, facilities.BadField("rates", "ledger_rate_gap", "row", string(c), "day", day.String())
		}
		totals = append(totals, VATTotal{c, rate.BasisPoints, amount, rate.On(amount), rate.Source})
	}
	return totals, nil
}
