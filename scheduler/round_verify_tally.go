package scheduler

import (
	"fmt"
	"math/bits"
	"slices"
)

// verifiedTally is a way to count the units of a resource, with its prices: see
// RoundSlotPrice.
type verifiedTally struct {
	times, by int64
	sums      []int64 // of the prices, running
}

// of is what some units count. Times is never more than by, so it is no more than they
// are; that what uses count adds up to no more than what all their units do follows from
// rounding down.
func (t *verifiedTally) of(units int64) int64 {
	hi, lo := bits.Mul64(uint64(units), uint64(t.times))
	count, _ := bits.Div64(hi, lo, uint64(t.by))
	return int64(count)
}

// priceSlots lays the prices of slots over each other: each is put down where it
// begins and taken away where it ends.
func (b *boundProof) priceSlots() (total int64, err error) {
	for _, x := range b.prices.Slots {
		k, known := b.resources[x.Resource]
		if !known || x.Price < 0 || x.From < 0 || x.To > b.p.Slots {
			return 0, fmt.Errorf("a price of slots of %s is not as it should be", x.Resource)
		}
		if x.Times == 0 && x.By == 0 {
			x.Times, x.By = 1, 1
		}
		if x.Times < 1 || x.Times > x.By {
			return 0, fmt.Errorf("units of %s cannot count %d times by %d", x.Resource, x.Times, x.By)
		}
		if x.From >= x.To {
			continue
		}
		tally := b.tally(k, x.Times, x.By)
		if tally == nil {
			return 0, fmt.Errorf("the units of %s are counted in more than %d ways", x.Resource, talliesMost+1)
		}
		sums := tally.sums
		if sums[x.From] += x.Price; !countable(x.Price, 1) || !countable(sums[x.From], 1) {
			return 0, errPrices
		}
		if sums[x.To] -= x.Price; !countable(sums[x.To], 1) {
			return 0, errPrices
		}
	}
	asked := b.asked()
	for k := range b.slot {
		for i := range b.slot[k] {
			part, err := b.sumTally(k, i, asked[k])
			if total += part; err == nil && !countable(total, 1) {
				err = errPrices
			}
			if err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}

// tally finds a tally of a resource, or makes it; nil when there are too many.
func (b *boundProof) tally(k int, times, by int64) *verifiedTally {
	i := slices.IndexFunc(b.slot[k], func(t verifiedTally) bool { return t.times == times && t.by == by })
	if i < 0 {
		if i = len(b.slot[k]); i > talliesMost {
			return nil
		}
		b.slot[k] = append(b.slot[k], verifiedTally{times, by, make([]int64, b.p.Slots+1)})
	}
	return &b.slot[k][i]
}

// sumTally sums the prices of a tally up, and returns what it has room for, at these.
func (b *boundProof) sumTally(k, i int, asked int64) (total int64, err error) {
	tally, most := &b.slot[k][i], int64(1)
	for _, level := range b.levels[k] {
		most = max(most, tally.of(min(level.Level, asked)))
	}
	mostPrice := priceMost / (most * b.p.Slots * int64(len(b.slot[k])))
	price, sum := int64(0), int64(0)
	for _, level := range b.levels[k] {
		room := tally.of(min(level.Level, asked))
		for t := level.From; t < level.To; t++ {
			if price += tally.sums[t]; !countable(price, max(1, room)) {
				return 0, errPrices
			}
			tally.sums[t] = sum
			sum += min(price, mostPrice)
			if total += price * room; !countable(total, 1) {
				return 0, errPrices
			}
		}
	}
	tally.sums[b.p.Slots] = sum
	return total, nil
}
