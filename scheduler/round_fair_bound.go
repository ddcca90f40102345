package scheduler

import (
	"math/bits"
	"slices"
)

// worstBounder lowers the limit of the worst ratio. At prices of the targets, what
// a plan counts towards them, each at its price, is bounded by a relaxation that
// knows no other worth; and a plan in which every target is reached to some ratio
// counts at least that ratio of all that they are due. So the bound, divided by what
// is due, limits the worst ratio: weights over partners as in the dual of a
// max-min division (Megiddo 1974). What is due is kept the same at all prices, since
// only the weights matter to one another.
type worstBounder struct {
	*roundBounder
	targets []int64
	due     int64
	limit   int64   // no plan's worst ratio is above this, in parts per million
	proof   []int64 // the prices that prove it, but for what there is between ratios
	counts  []accountSums
	never   bool // its relaxation is too much work: the limit stays a million
}

// fairPrice is what a hundredth of a slot costs in the mean over all targets, in
// parts of roundUnit.
const fairPrice = 1 << 14

// fairSums is what nothing that is added up at the prices of a fair round may pass.
const fairSums = 1 << 58

func newWorstBounder(c *round) *worstBounder {
	b := &worstBounder{limit: 1_000_000, counts: newAccountSums(c)}
	total := int64(0)
	for a := range c.accounts {
		b.targets = append(b.targets, c.accounts[a].target)
		total += c.accounts[a].target
	}
	price := min(fairPrice, fairSums/(total+1)+1)
	b.roundBounder = newRoundBounder(c.onlyShortfall(price), true)
	b.due = price * total
	b.widen()
	b.proof = slices.Clone(b.prices.flat)
	b.settle, b.watch = b.normalise, b.note
	return b
}

// widen lets the price of one target, and the prices that must outweigh it, rise to
// where all that is due is due to it alone.
func (b *worstBounder) widen() {
	at := b.accountsAt()
	wider := int64(1)
	for a, target := range b.targets {
		b.most[at+a] = min(b.due/target, b.weightMost(int32(a)))
		wider = max(wider, b.most[at+a]/b.c.cost+1)
	}
	most := fairSums / int64(len(b.most)+1)
	for i := range b.most {
		if (i < len(b.c.req) || i >= at+len(b.targets)) && b.most[i] < 1<<50 {
			b.most[i] = max(b.most[i], min(most, min(b.most[i], most/wider)*wider))
		}
	}
}

// weightMost is how far the price of a target may go.
func (b *roundBounder) weightMost(account int32) int64 {
	heaviest := 100 * int64(b.c.slots)
	for i := range b.c.res {
		if weighed := b.c.res[i].prefix; weighed != nil {
			heaviest = max(heaviest, weighed[b.c.slots])
		}
	}
	largest := max(b.c.accounts[account].target, heaviest*int64(len(b.lanes)+1))
	return fairSums / int64(len(b.c.accounts)) / largest
}

// newFloorBounder bounds what plans are worth that have all that their accounts have
// as targets.
func newFloorBounder(c *round) *roundBounder {
	b := newRoundBounder(c, true)
	at := b.accountsAt()
	for a := range c.accounts {
		b.most[at+a] = min(b.most[at+a], b.weightMost(int32(a)))
	}
	return b
}

// accountsAt is where the prices of targets begin among all prices.
func (b *roundBounder) accountsAt() int { return len(b.c.req) + b.plainTallies()*int(b.c.slots) }

// normalise scales the prices of the targets so that as much is due as ever.
func (b *worstBounder) normalise() {
	due := b.dueAt()
	if due <= 0 {
		for a := range b.prices.account {
			b.prices.account[a] = min(b.c.cost, b.most[b.accountsAt()+a])
		}
		return
	}
	for a, price := range b.prices.account {
		hi, lo := bits.Mul64(uint64(price), uint64(b.due))
		if hi >= uint64(due) {
			continue
		}
		scaled, _ := bits.Div64(hi, lo, uint64(due))
		b.prices.account[a] = min(int64(min(scaled, fairSums)), b.most[b.accountsAt()+a])
	}
}

// dueAt is what the targets are due at the prices.
func (b *worstBounder) dueAt() int64 {
	due := int64(0)
	for a, price := range b.prices.account {
		due += price * b.targets[a]
	}
	return due
}

// note remembers the prices if they limit the worst ratio more than those before.
func (b *worstBounder) note(bound int64) {
	due := b.dueAt()
	for a, price := range b.prices.account {
		bound += price * (b.c.accounts[a].target - b.targets[a])
	}
	if limit, ok := ratioLimit(bound, due); ok && limit < b.limit {
		b.limit = lowerToRatio(b.counts, limit)
		copy(b.proof, b.prices.flat)
	}
}

// lowerTo makes steps towards a worst ratio that is reached, below which no limit
// can come.
func (b *worstBounder) lowerTo(steps int, reached int64) {
	if b.never || len(b.targets) == 0 || b.limit <= reached {
		return
	}
	if !b.started {
		b.normalise()
		b.roundBounder.lowerBy(0, 0)
		b.note(b.bound)
	}
	levels := make([]int64, len(b.targets))
	for a := range levels {
		levels[a] = levelOf(b.limit, b.targets[a])
	}
	b.raise(levels)
	b.roundBounder.lowerBy(steps, -(b.due / 1_000_000 * (b.limit - reached)))
}

// raise sets what the targets are taken to be, and the bound at the best prices to
// what it is then.
func (b *roundBounder) raise(levels []int64) {
	at := b.accountsAt()
	for a, level := range levels {
		more := level - b.c.accounts[a].target
		b.c.accounts[a].target = level
		b.slope[at+a] -= float64(more)
		b.bound -= b.best[at+a] * more
	}
}

// ratioLimit is the most that the worst ratio can be, in parts per million, when
// what targets are due at some prices, less that price for what is short of them,
// is bounded: ratio × due ≤ due + bound.
func ratioLimit(bound, due int64) (int64, bool) {
	if due <= 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(1_000_000, uint64(max(0, due+bound)))
	if hi >= uint64(due) {
		return 0, false
	}
	limit, _ := bits.Div64(hi, lo, uint64(due))
	return int64(min(limit, 1_000_000)), true
}
