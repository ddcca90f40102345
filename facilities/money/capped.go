package money

import (
	"math"
	"math/bits"
)

// Uncapped, as a cap of SplitCapped, says that a part has no upper limit.
const Uncapped Cents = math.MaxInt64

// SplitCapped divides total by the shares like Split, but no part is larger than its cap; what a capped part
// leaves is divided over the others by their shares, until it fits or all are at their caps (water-filling). What then
// is left is uncovered: parts and uncovered add up to total. A negative total gives the negatives of the positive one's
// parts. A share without units carries nothing, whatever its cap.
//
// Errors are those of Split, and ErrShare when there is not one cap, of zero or more, for each share.
func SplitCapped(total Cents, shares []int64, caps []Cents) (parts []Cents, uncovered Cents, err error) {
	if _, err := Split(total, shares); err != nil {
		return nil, 0, err
	}
	if len(caps) != len(shares) {
		return nil, 0, ErrShare
	}
	for _, c := range caps {
		if c < 0 {
			return nil, 0, ErrShare
		}
	}
	if total < 0 {
		if total == math.MinInt64 {
			return nil, 0, ErrShare
		}
		parts, uncovered, err = SplitCapped(-total, shares, caps)
		for i := range parts {
			parts[i] = -parts[i]
		}
		return parts, -uncovered, err
	}

	parts = make([]Cents, len(shares))
	open := append([]int64(nil), shares...) // zero once a part is at its cap
	left := total
	for range shares { // each round caps at least one, or is the last
		var units int64
		for _, s := range open {
			units += s
		}
		if units == 0 {
			return parts, left, nil
		}
		over := false
		level := left
		for i, s := range open {
			if s > 0 && reaches(level, s, caps[i], units) {
				parts[i], open[i], over = caps[i], 0, true
				left -= caps[i]
			}
		}
		if !over {
			break
		}
	}
	rest, err := Split(left, open)
	if err == ErrNoShares {
		return parts, left, nil
	}
	for i, s := range open {
		if s > 0 {
			parts[i] = rest[i] // the quota is below the cap, so rounded up it is at most the cap
		}
	}
	return parts, 0, err
}

// reaches reports total·share/units ≥ limit, exactly.
func reaches(total Cents, share int64, limit Cents, units int64) bool {
	quotaHigh, quotaLow := bits.Mul64(uint64(total), uint64(share))
	limitHigh, limitLow := bits.Mul64(uint64(limit), uint64(units))
	return quotaHigh > limitHigh || quotaHigh == limitHigh && quotaLow >= limitLow
}
