package scheduler

import (
	"math/bits"
	"slices"
)

// A ratio is what some placements of one account count, of its target: most numbers
// are no ratio. So a limit of the worst ratio may be lowered to the next ratio that
// some account can have.

// accountSums are the counts that an account can come to, whatever stands in the way
// of it: each request counts what one of its starts does, or nothing.
type accountSums struct {
	target int64
	unit   int64    // divides all counts; 0 when nothing counts
	sums   []uint64 // a bit for each number of units up to the target; nil when all may be
}

// sumsMost is the most bits that are looked at for the sums of one account: beyond it
// all multiples of the unit are taken to be sums.
const sumsMost = 1 << 28

// weighedMost is the most starts that are weighed slot by slot.
const weighedMost = 20_000_000

func newAccountSums(c *round) []accountSums {
	out := make([]accountSums, len(c.accounts))
	for a := range out {
		out[a] = accountSums{target: c.accounts[a].target, unit: 1}
	}
	if c.weighedStarts() > weighedMost {
		return out
	}
	counts := c.countsOfAccounts()
	for a := range out {
		s := &out[a]
		s.unit = 0
		ways := int64(0)
		for _, of := range counts[a] {
			for _, count := range of {
				s.unit = gcd(s.unit, count)
				ways++
			}
		}
		if s.unit > 0 && ways*(s.target/s.unit) <= sumsMost {
			s.add(counts[a])
		}
	}
	return out
}

// countsOfAccounts lists, for each account, what each request may count for it: some
// numbers above zero, ordered.
func (c *round) countsOfAccounts() [][][]int64 {
	out := make([][][]int64, len(c.accounts))
	for r := range c.req {
		of := map[int32][]int64{}
		for m := range c.req[r].modes {
			mode := &c.req[r].modes[m]
			switch {
			case mode.account < 0:
			case mode.flat >= 0:
				of[mode.account] = append(of[mode.account], mode.flat)
			default:
				of[mode.account] = append(of[mode.account], c.countsOf(mode)...)
			}
		}
		for a, counts := range of { // each account has a list of its own
			slices.Sort(counts)
			counts = slices.Compact(counts)
			if counts[0] == 0 {
				counts = counts[1:]
			}
			if len(counts) > 0 {
				out[a] = append(out[a], counts)
			}
		}
	}
	return out
}

// weighedStarts counts the starts on resources whose slots weigh differently.
func (c *round) weighedStarts() int64 {
	total := int64(0)
	for r := range c.req {
		for m := range c.req[r].modes {
			if mode := &c.req[r].modes[m]; mode.account >= 0 && mode.flat < 0 {
				for _, run := range mode.starts {
					total += int64(run.hi - run.lo + 1)
				}
			}
		}
	}
	return total
}

// countsOf lists what the starts of a mode count, those beside each other that count
// the same once.
func (c *round) countsOf(m *roundMode) []int64 {
	var out []int64
	for _, run := range m.starts {
		for at := run.lo; at <= run.hi; at++ {
			if count := c.counted(m, at); len(out) == 0 || out[len(out)-1] != count {
				out = append(out, count)
			}
		}
	}
	return out
}

// add finds the sums of one of each list, or none, up to the target.
func (s *accountSums) add(lists [][]int64) {
	s.sums = make([]uint64, s.target/s.unit/64+1)
	s.sums[0] = 1
	before := make([]uint64, len(s.sums))
	for _, counts := range lists {
		copy(before, s.sums)
		for _, count := range counts {
			words, shift := int(count/s.unit/64), uint(count/s.unit%64)
			for k := words; k < len(s.sums); k++ {
				s.sums[k] |= before[k-words] << shift
				if shift > 0 && k > words {
					s.sums[k] |= before[k-words-1] >> (64 - shift)
				}
			}
		}
	}
}

// ratioUpTo is the largest ratio that the account can have that is at most a limit,
// which is below a million.
func (s *accountSums) ratioUpTo(limit int64) int64 {
	if s.unit == 0 {
		return 0
	}
	units := ((limit+1)*s.target - 1) / 1_000_000 / s.unit
	if s.sums != nil {
		k := units / 64
		word := s.sums[k] << (63 - units%64) >> (63 - units%64)
		for word == 0 {
			k--
			word = s.sums[k] // the first has the sum of nothing
		}
		units = 64*k + int64(bits.Len64(word)) - 1
	}
	return ratioOf(units*s.unit, s.target)
}

// lowerToRatio lowers a limit of the worst ratio to the next ratio that some account
// can have.
func lowerToRatio(sums []accountSums, limit int64) int64 {
	if limit >= 1_000_000 {
		return limit
	}
	ratio := int64(0)
	for a := range sums {
		ratio = max(ratio, sums[a].ratioUpTo(limit))
	}
	return ratio
}
