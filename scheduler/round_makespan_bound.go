package scheduler

import (
	"cmp"
	"slices"
)

// soonest is a span that no plan of all requests can beat: the longest chain or,
// for a resource and the requests with a head and a tail of at least so much, the
// time by which their work is done, and the tail. The work is nil when the chain is
// no shorter.
func (c *round) soonest() (int32, *RoundWork) {
	heads, tails := c.headsAndTails()
	best := int32(0)
	for r := range c.req {
		best = max(best, max(heads[r]+c.req[r].shortest(), c.req[r].soonest())+tails[r])
	}
	var why *RoundWork
	for res := range c.res {
		if bound, work := c.soonestOn(int32(res), heads, tails); bound > best {
			best, why = bound, work
		}
	}
	return best, why
}

// headsMost is how many different heads are tried for a resource: all of a round
// that people make, a part of one of thousands.
const headsMost = 500

func (c *round) soonestOn(res int32, heads, tails []int32) (int32, *RoundWork) {
	var users []int32
	work := make([]int64, len(c.req))
	for r := range c.req {
		if work[r] = c.req[r].leastWork(res); work[r] > 0 {
			users = append(users, int32(r))
		}
	}
	if len(users) == 0 {
		return 0, nil
	}
	given := make([]int64, c.slots+1) // units × slots before a slot
	for _, step := range c.res[res].level {
		for t := step.from; t < step.to; t++ {
			given[t+1] = given[t] + int64(step.level)
		}
	}
	slices.SortFunc(users, func(a, b int32) int { return cmp.Or(cmp.Compare(tails[b], tails[a]), cmp.Compare(a, b)) })
	var from []int32
	for _, r := range users {
		from = append(from, heads[r])
	}
	slices.Sort(from)
	from = slices.Compact(from)
	best, why := int32(0), (*RoundWork)(nil)
	for k := 0; k < len(from); k += 1 + len(from)/headsMost {
		head, total := min(from[k], c.slots), int64(0)
		for _, r := range users {
			if heads[r] < head {
				continue
			}
			total += work[r]
			done, _ := slices.BinarySearch(given, given[head]+total)
			if end := min(int32(done), c.slots) + tails[r]; end > best {
				best, why = end, &RoundWork{c.res[res].id, int64(head), int64(tails[r])}
			}
		}
	}
	return best, why
}

// headsAndTails is the least start of each request, and the least time from its
// end to the end of all.
func (c *round) headsAndTails() (heads, tails []int32) {
	heads, tails = make([]int32, len(c.req)), make([]int32, len(c.req))
	order := c.topological()
	for _, r := range order {
		lo, _ := c.req[r].startsSpan()
		heads[r] = max(heads[r], lo)
		end := max(heads[r]+c.req[r].shortest(), c.req[r].soonest())
		for _, b := range c.req[r].before {
			heads[b.other] = max(heads[b.other], end+b.min)
		}
	}
	for _, r := range slices.Backward(order) {
		for _, b := range c.req[r].before {
			tails[r] = max(tails[r], tails[b.other]+c.req[b.other].shortest()+b.min)
		}
	}
	return heads, tails
}

// shortest is the least duration of a request's modes.
func (r *roundRequest) shortest() int32 {
	least := int32(1 << 30)
	for m := range r.modes {
		least = min(least, r.modes[m].duration)
	}
	return least
}

// soonest is the first slot by which a request alone can have ended.
func (r *roundRequest) soonest() int32 {
	least := int32(1 << 30)
	for m := range r.modes {
		least = min(least, r.modes[m].starts[0].lo+r.modes[m].duration)
	}
	return least
}

// leastWork is the least a request holds of a resource while it is used, buffers
// left out, in units × slots.
func (r *roundRequest) leastWork(res int32) int64 {
	least := int64(-1)
	for m := range r.modes {
		work := int64(0)
		for _, u := range r.modes[m].uses {
			if u.res == res {
				work += int64(u.units) * int64(max(0, min(u.to, r.modes[m].duration)-max(u.from, 0)))
			}
		}
		if least < 0 || work < least {
			least = work
		}
	}
	return max(least, 0)
}

// topological orders requests so that each comes after what it waits for.
func (c *round) topological() []int32 {
	waits := make([]int, len(c.req))
	var order []int32
	for r := range c.req {
		if waits[r] = len(c.req[r].after); waits[r] == 0 {
			order = append(order, int32(r))
		}
	}
	for k := 0; k < len(order); k++ {
		for _, b := range c.req[order[k]].before {
			if waits[b.other]--; waits[b.other] == 0 {
				order = append(order, b.other)
			}
		}
	}
	return order
}
