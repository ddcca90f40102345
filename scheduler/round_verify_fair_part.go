package scheduler

import (
	"errors"
	"fmt"
	"slices"
)

// fairProof is what a proof by branching of a fair plan is held against. Besides its
// starts, each part has what the accounts count at least and at most.
type fairProof struct {
	*proofTree
	ratios  []int64 // of the plan, ascending
	worst   int64   // no plan has a worst ratio above this one
	account [][]int // of each request and mode, -1 for none
}

// partFairness is what is known of the accounts of a part.
type partFairness struct {
	least, most []int64 // that each counts, in hundredths
	hopes       []int64 // the highest ratio of each
	settled     bool    // no plan of the part is fairer than the one that is proven
}

func (f *partFairness) fork() *partFairness {
	if f == nil {
		return nil
	}
	return &partFairness{least: slices.Clone(f.least), most: slices.Clone(f.most)}
}

// holdFair prepares to check a proof of a fair plan, when its certificate limits the
// worst ratio.
func (t *proofTree) holdFair(worst int64) error {
	f := &fairProof{proofTree: t, ratios: t.v.plan.Fairness, worst: worst}
	heaviest := 100 * t.v.p.Slots
	for _, sums := range t.v.weights {
		if sums != nil {
			heaviest = max(heaviest, sums[t.v.p.Slots])
		}
	}
	for _, a := range t.accounts {
		heaviest = max(heaviest, a.hundredths)
	}
	if t.proof.Cost < 0 || t.proof.Cost > (1<<58)/heaviest/int64(len(t.accounts)+1) {
		return errors.New("the proof has a cost that is below zero or beyond all worth")
	}
	t.whole.fairness = &partFairness{least: make([]int64, len(t.accounts)), most: slices.Repeat([]int64{1 << 60}, len(t.accounts))}
	for _, q := range t.whole.order {
		var of []int
		for m := range q.Modes {
			of = append(of, t.accountOf(q, &q.Modes[m]))
		}
		f.account = append(f.account, of)
	}
	t.fair = f
	return nil
}

// decideAccount takes out the plans that a decision about an account does not allow.
func (t *proofTree) decideAccount(p *verifiedPart, d RoundDecision) error {
	k := slices.IndexFunc(t.accounts, func(a proofAccount) bool {
		return a.verifiedAccount == verifiedAccount{d.Account.Partner, d.Account.Pool}
	})
	if t.fair == nil || k < 0 {
		return fmt.Errorf("the proof speaks of a target of %s that it has no use for", d.Account.Partner)
	}
	if d.Kind == PartReach {
		p.fairness.least[k] = max(p.fairness.least[k], d.At)
	} else {
		p.fairness.most[k] = min(p.fairness.most[k], d.At-1)
	}
	return nil
}

// balance draws conclusions from what a plan must have to be as fair as the proven
// one. It reports whether that took anything away, and whether a plan is left.
func (f *fairProof) balance(p *verifiedPart) (changed, ok bool) {
	counts := f.countsOf(p)
	x := p.fairness
	x.hopes = make([]int64, len(f.accounts))
	sums := make([]countSpan, len(f.accounts))
	for _, c := range counts {
		sums[c.account].least += c.least
		sums[c.account].most += c.most
	}
	for k, a := range f.accounts {
		x.most[k] = min(x.most[k], sums[k].most)
		if sums[k].least > x.most[k] || x.least[k] > x.most[k] {
			return false, false
		}
		x.hopes[k] = min(1_000_000, x.most[k]*1_000_000/a.hundredths)
	}
	if !f.asFair(x.hopes, 0, x.hopes) {
		return false, false
	}
	x.settled = slices.Equal(slices.Sorted(slices.Values(x.hopes)), f.ratios)
	passed := len(f.accounts) > 0 // the worst ratio that there can be
	for k, a := range f.accounts {
		x.least[k] = max(x.least[k], countFor(f.leastOf(x.hopes, k), a.hundredths))
		if x.least[k] > x.most[k] {
			return false, false
		}
		passed = passed && x.least[k] >= countFor(f.worst+1, a.hundredths)
	}
	return f.cut(p, counts, sums), !passed
}

// countFor is the least count that is such a ratio of a target.
func countFor(ratio, hundredths int64) int64 { return (ratio*hundredths + 999_999) / 1_000_000 }

// asFair reports whether a plan in which the accounts have these ratios would be as
// fair as the proven one; the account at k has the ratio instead that is the first of
// those given.
func (f *fairProof) asFair(hopes []int64, k int, instead []int64) bool {
	ratios := slices.Clone(hopes)
	if len(ratios) > 0 {
		ratios[k] = instead[0]
	}
	slices.Sort(ratios)
	return slices.Compare(ratios, f.ratios) >= 0
}

// leastOf is the least ratio of an account with which a plan would still be as fair, if
// all others had the highest they can. It is a ratio of the proven plan, or just above
// one.
func (f *fairProof) leastOf(hopes []int64, k int) int64 {
	var ratios []int64
	for _, ratio := range f.ratios {
		ratios = append(ratios, ratio, ratio+1)
	}
	slices.Sort(ratios)
	lo, hi := 0, len(ratios)-1 // it is at hi or before
	for lo < hi {
		if mid := (lo + hi) / 2; f.asFair(hopes, k, ratios[mid:]) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return min(ratios[hi], hopes[k])
}

// countSpan is the least and the most of something that is counted.
type countSpan struct{ least, most int64 }

// partCount is what a request counts for an account in a part.
type partCount struct {
	request, account int
	countSpan
}

func (f *fairProof) countsOf(p *verifiedPart) []partCount {
	var out []partCount
	for r := range p.order {
		var own []partCount
		for m, k := range f.account[r] {
			if k < 0 || !p.open[r][m].some() || slices.ContainsFunc(own, func(c partCount) bool { return c.account == k }) {
				continue
			}
			c := partCount{r, k, countSpan{1 << 62, 0}}
			for other := range f.account[r] {
				if p.open[r][other].some() {
					span := f.span(p, r, other, k)
					c.least, c.most = min(c.least, span.least), max(c.most, span.most)
				}
			}
			if !p.must[r] {
				c.least = 0
			}
			own = append(own, c)
		}
		out = append(out, own...)
	}
	return out
}

// span is what the starts of a mode that are left count for an account.
func (f *fairProof) span(p *verifiedPart, r, m, account int) countSpan {
	if f.account[r][m] != account {
		return countSpan{}
	}
	mode := &p.order[r].Modes[m]
	first := &mode.Claims[0]
	w := &p.open[r][m]
	if f.v.weights[f.v.resources[first.Resource]] == nil {
		count := 100 * (first.Before + mode.Duration + first.After)
		return countSpan{count, count}
	}
	out := countSpan{1 << 62, 0}
	for s := w.first; s < w.last; s++ {
		if w.open[s-w.at] {
			count := f.v.weightOf(first.Resource, s-first.Before, s+mode.Duration+first.After)
			out = countSpan{min(out.least, count), max(out.most, count)}
		}
	}
	return out
}

// cut takes out the modes with which an account would come to too much or too little.
func (f *fairProof) cut(p *verifiedPart, counts []partCount, sums []countSpan) bool {
	changed := false
	for _, c := range counts {
		least, most := sums[c.account].least-c.least, sums[c.account].most-c.most // of all others
		if !p.must[c.request] && most < p.fairness.least[c.account] {
			p.must[c.request], changed = true, true
		}
		for m := range f.account[c.request] {
			if !p.open[c.request][m].some() {
				continue
			}
			own := f.span(p, c.request, m, c.account)
			if least+own.least > p.fairness.most[c.account] || most+own.most < p.fairness.least[c.account] {
				changed = p.within(c.request, m, 0, -1) || changed
			}
		}
	}
	return changed
}
