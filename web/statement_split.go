package web

import (
	"fmt"
	"math/big"
	"strings"

	"marke/facilities/money"
)

// splitView is the division of an amount by a key, down to the part of a cent that was rounded.
type splitView struct {
	Total      string
	Units, All int64
	Exact      string // the share before rounding, to a hundredth of a cent
	Part       string // after it
	Rounding   string // what rounding gave or took, in cents; empty when nothing
	YearToDate bool   // Total is the year's so far: what was charged before goes off
	Before     string
	Amount     string
}

// split shows how a part of a total comes about: total × units / all, and what the largest remainder rounded.
func (v *visit) split(total money.Cents, units, all int64, part money.Cents, currency string) *splitView {
	s := &splitView{Total: v.texts.Money(total, currency), Units: units, All: all, Part: v.texts.Money(part, currency)}
	if all == 0 {
		s.Units, s.All = 1, 1
	}
	exact := big.NewRat(1, 1).SetFrac(new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(s.Units)), big.NewInt(s.All)) // in cents
	s.Exact = v.hundredths(exact, currency)
	if rounded := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(part)), exact); rounded.Sign() != 0 {
		s.Rounding = v.point(strings.TrimPrefix(fmt.Sprintf("%+s", rounded.FloatString(2)), "+"))
		if rounded.Sign() > 0 {
			s.Rounding = "+" + s.Rounding
		}
	}
	return s
}

// hundredths writes cents with two digits more than an amount has: "€ 33,3333".
func (v *visit) hundredths(cents *big.Rat, currency string) string {
	digits := new(big.Rat).Quo(cents, big.NewRat(100, 1)).FloatString(4)
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(digits, "-"), ".")
	n, ok := new(big.Int).SetString(whole, 10)
	if !ok || !n.IsInt64() {
		return digits
	}
	text := v.texts.Money(money.Cents(n.Int64()*100), currency)
	text = text[:len(text)-2] + fraction
	if strings.HasPrefix(digits, "-") {
		return "−" + text
	}
	return text
}

// point puts the decimal sign of the reader's language.
func (v *visit) point(s string) string {
	if v.lang == "nl" {
		return strings.ReplaceAll(s, ".", ",")
	}
	return s
}
