package scheduler

// boundWork is the most work that one evaluation of a relaxation may be: about a
// second's. Beyond it a round has only the plain bound: what all requests are worth.
const boundWork = 400_000_000

// evaluation is about how much work it is to evaluate the relaxation once.
func (x *roundRelaxation) evaluation() int64 {
	work := int64(len(x.prices.flat)) + int64(len(x.lanes))*int64(x.c.slots)
	for i := range x.lanes {
		l := &x.lanes[i]
		for k := range l.entries {
			n := int64(l.entries[k].hi - l.entries[k].lo + 1)
			if l.res < 0 {
				work += 20 * n
			} else {
				work += n + 10*(2+n/int64(max(1, l.shape)))
			}
		}
	}
	return work
}

// startPlainly gives every request a price that outweighs its worth, at which the
// relaxation places nothing and is evaluated at a glance.
func (b *roundBounder) startPlainly() {
	for r := range b.c.req {
		b.prices.request[r] = max(0, b.c.req[r].best)
	}
}

// boundNever is the effort of a step that is never made.
const boundNever = 1 << 60

// effort is what a step of the bound costs, in moves of an ordinary round.
func (b *roundBounder) effort() int64 {
	work := b.evaluation()
	if work > boundWork {
		return boundNever
	}
	starts := int64(1200) // of the round, for a move of a step
	if b.gates != nil {
		starts = 350 // what gates cost is laid out for each
	}
	return 1 + max(b.size(), work/8)/starts
}

// chainedMost is the most starts of requests in chains for which prices are kept.
const chainedMost = 20_000_000

// chainedStarts counts the starts of all requests in chains.
func (c *round) chainedStarts() int64 {
	total := int64(0)
	for r := range c.req {
		if len(c.req[r].after)+len(c.req[r].before) == 0 {
			continue
		}
		if lo, hi := c.req[r].startsSpan(); hi >= lo {
			total += int64(hi - lo + 1)
		}
	}
	return total
}

// idle reports that no start of a run earns anything, whatever its slots cost.
func (x *roundRelaxation) idle(e *roundEntry) bool {
	m := &x.c.req[e.req].modes[e.mode]
	same := x.timing[e.req] == nil && (m.account < 0 || m.flat >= 0 || x.prices.account[m.account] == 0)
	return same && x.base(e) <= 0
}
