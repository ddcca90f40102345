// Package money counts in whole cents and splits amounts so that nothing is
// lost. It knows no currency conversion, no floats and no rounding but the one that Split states.
package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Cents is an amount of money in hundredths of its currency.
type Cents int64

// ErrNoShares is returned when there is something to split and nobody to carry it.
var ErrNoShares = errors.New("money: no share is above zero")

// ErrShare is returned for a negative share or for shares whose sum overflows int64.
var ErrShare = errors.New("money: shares must be whole, not negative and sum within int64")

// Split divides total by the shares so that the parts add up to it exactly:
// the method of the largest remainder (Hamilton). Equal remainders go to the earlier
// share, so the caller sorts by partner id. A share of zero gets zero; a negative
// total gets the negatives of the positive one's parts.
func Split(total Cents, shares []int64) ([]Cents, error) {
	var sum int64
	for _, s := range shares {
		if s < 0 || sum > math.MaxInt64-s {
			return nil, ErrShare
		}
		sum += s
	}
	parts := make([]Cents, len(shares))
	if sum == 0 {
		if total == 0 {
			return parts, nil
		}
		return nil, ErrNoShares
	}
	magnitude := uint64(total)
	if total < 0 {
		magnitude = -magnitude
	}
	remainders := make([]uint64, len(shares))
	left := magnitude
	for i, s := range shares {
		high, low := bits.Mul64(magnitude, uint64(s))
		part, remainder := bits.Div64(high, low, uint64(sum)) // part ≤ magnitude, so it cannot overflow
		parts[i], remainders[i] = Cents(part), remainder
		left -= part
	}
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case remainders[a] > remainders[b]:
			return -1
		case remainders[a] < remainders[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] { // left < number of shares with a remainder
		parts[i]++
	}
	if total < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts, nil
}

// Decimal writes an amount with a point and two digits, "-1234.57", as programs read it.
func Decimal(c Cents) string {
	sign, magnitude := "", uint64(c)
	if c < 0 {
		sign, magnitude = "-", -magnitude
	}
	return fmt.Sprintf("%s%d.%02d", sign, magnitude/100, magnitude%100)
}
