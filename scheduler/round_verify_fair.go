package scheduler

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
)

// worstLimit is what the fairness certificate limits the worst ratio to; a million
// without one.
func (v *roundVerifier) worstLimit() (int64, error) {
	if v.p.Objective.Kind != FairFirst || v.plan.FairnessCertificate == nil || v.plan.FairnessBound >= 1_000_000 && v.plan.Proof == nil {
		return 1_000_000, nil
	}
	proof := newBoundProof(v, v.plan.FairnessCertificate)
	proven, due, err := proof.bound(false, fairPriceMost)
	if err != nil {
		return 0, err
	}
	if due <= 0 || proven > 0 {
		return 1_000_000, nil
	}
	hi, lo := bits.Mul64(1_000_000, uint64(max(0, due+proven)))
	limit, _ := bits.Div64(hi, lo, uint64(due))
	if limit >= 1_000_000 {
		return 1_000_000, nil
	}
	return v.lowerRatio(int64(limit)), nil
}

// fairBounds compares what a plan says of its ratios with what is proven: no plan has a
// worst ratio above a limit, and some may be fairer or not.
func (v *roundVerifier) fairBounds(worst int64, fairer bool) error {
	if worst > v.plan.FairnessBound {
		return fmt.Errorf("fairness bound %d is not proven; %d is", v.plan.FairnessBound, worst)
	}
	if v.plan.Fairest && fairer && !v.allFull(v.worstRatio() == worst) {
		return errors.New("it is not proven that no plan is fairer")
	}
	return nil
}

// allFull reports whether all ratios are a million; the worst may be left out.
func (v *roundVerifier) allFull(butTheWorst bool) bool {
	ratios := v.plan.Fairness
	if butTheWorst && len(ratios) > 0 {
		ratios = ratios[1:]
	}
	return !slices.ContainsFunc(ratios, func(ratio int64) bool { return ratio < 1_000_000 })
}

// lowerRatio is the largest ratio that some target can have and that is at most a
// limit below a million.
func (v *roundVerifier) lowerRatio(limit int64) int64 {
	ways := v.waysToCount()
	best := int64(0)
	for i := range v.p.Partners {
		for _, t := range v.p.Partners[i].Targets {
			if t.Slots > 0 {
				best = max(best, ratioBelow(ways[verifiedAccount{v.p.Partners[i].ID, t.Pool}], 100*t.Slots, limit))
			}
		}
	}
	return best
}

// waysToCount lists, for each account, what each request may count for it, in
// hundredths.
func (v *roundVerifier) waysToCount() map[verifiedAccount][]map[int64]bool {
	ways := map[verifiedAccount][]map[int64]bool{}
	for i := range v.p.Requests {
		r := &v.p.Requests[i]
		mine := map[verifiedAccount]map[int64]bool{}
		for m := range r.Modes {
			mode := &r.Modes[m]
			if len(mode.Claims) == 0 {
				continue
			}
			to := v.accountOf(r, mode)
			if mine[to] == nil {
				mine[to] = map[int64]bool{}
			}
			v.countStarts(mine[to], mode, v.starts(r, m))
		}
		for to, counts := range mine {
			ways[to] = append(ways[to], counts)
		}
	}
	return ways
}

// countStarts notes what the starts of a mode count.
func (v *roundVerifier) countStarts(into map[int64]bool, m *RoundMode, runs []verifiedStarts) {
	first := m.Claims[0]
	sums := v.weights[v.resources[first.Resource]]
	if sums == nil {
		if len(runs) > 0 {
			into[100*(first.Before+m.Duration+first.After)] = true
		}
		return
	}
	last := int64(-1)
	for _, run := range runs {
		for at := run.from; at < run.to; at++ {
			if count := sums[at+m.Duration+first.After] - sums[at-first.Before]; count != last {
				into[count] = true
				last = count
			}
		}
	}
}

// ratioMost is the most bits that are worked with for one target: beyond it all
// multiples of what divides all counts are taken to be possible.
const ratioMost = 1 << 28

// ratioBelow is the largest ratio, in parts per million, that is at most a limit and
// that some ways to count, one of each request or none, add up to of a target.
func ratioBelow(requests []map[int64]bool, target, limit int64) int64 {
	divisor, ways := int64(0), int64(0)
	for _, counts := range requests {
		for count := range counts {
			for rest := count; rest != 0; {
				divisor, rest = rest, divisor%rest
			}
			ways++
		}
	}
	if divisor == 0 {
		return 0
	}
	most := ((limit+1)*target - 1) / 1_000_000 / divisor // with this many, the limit is not passed
	if ways*(target/divisor) <= ratioMost {
		sums := big.NewInt(1)
		below := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(most+1)), big.NewInt(1))
		for _, counts := range requests {
			before := new(big.Int).Set(sums)
			for count := range counts {
				if count/divisor <= most {
					sums.Or(sums, new(big.Int).Lsh(before, uint(count/divisor)))
				}
			}
			sums.And(sums, below)
		}
		most = int64(sums.BitLen()) - 1
	}
	return most * divisor * 1_000_000 / target
}
