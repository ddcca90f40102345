package scheduler

import "slices"

// roundBreed is what the walkers of a search share of the plans they found: a
// small stock of good and different ones. A walk that has filled the stock with
// plans of its own making goes on from children of two of them, warmed only a
// little: where both agree the child has what they have, elsewhere it takes one
// side of a moment from the one and the rest from the other (a genetic algorithm
// with annealing as its local search; Moscato 1989 calls it memetic). What one
// walk settles well in one week and another in the next comes together so, which
// no single walk would find.
//
// The stock changes at barriers only, so that both workers see the same.
type roundBreed struct {
	c      *round
	order  []int32 // requests, each after those it waits for
	stock  []roundParent
	size   int
	made   int // plans from nothing so far
	barren int // children since one was better than a plan of the stock
}

type roundParent struct {
	plan  []roundSpot
	worth int64
}

// What an epoch from nothing has of moves for each request, the first two and those
// after, and what one from a child has.
const (
	breedFirst = 400
	breedFresh = 1300
	breedChild = 330
)

// breedWarmth is how warm a child is made, in percent of a walk from nothing.
const breedWarmth = 8

// breedBarren is how many children in vain, for each plan of the stock, end it.
const breedBarren = 12

func newRoundBreed(c *round) *roundBreed {
	return &roundBreed{c: c, order: c.topological(), size: max(4, min(10, 6_000/(len(c.req)+1)))}
}

// begin makes a walker's state what its next epoch starts from.
func (b *roundBreed) begin(w *roundWalker) {
	hot, _ := b.c.heats()
	n := int64(len(b.c.req))
	if len(b.stock) < b.size {
		w.clear()
		w.hot, w.len = hot, breedFresh*n
		if b.made < 2 {
			w.len = breedFirst * n
		}
		return
	}
	one, other := w.random.below(int32(b.size)), w.random.below(int32(b.size-1))
	if other >= one {
		other++
	}
	w.clear()
	b.cross(w, b.stock[one].plan, b.stock[other].plan)
	w.hot, w.len = hot*breedWarmth/100, breedChild*n
}

// clear leaves only what is pinned.
func (w *roundWalker) clear() {
	for r := range w.c.req {
		if w.mode[r] >= 0 && !w.c.req[r].pinned {
			w.remove(int32(r))
		}
	}
	w.journal = w.journal[:0]
}

// cross places what both parents agree on, then what the one has before a moment
// and the other after it, then what still fits of either.
func (b *roundBreed) cross(w *roundWalker, one, other []roundSpot) {
	cut := w.random.below(b.c.slots)
	take := func(from []roundSpot, wanted func(r int32) bool) {
		for _, r := range b.order {
			if spot := from[r]; spot.mode >= 0 && w.mode[r] < 0 && wanted(r) && w.standsAt(r, &b.c.req[r].modes[spot.mode], spot.start) {
				w.put(r, spot.mode, spot.start)
			}
		}
	}
	take(one, func(r int32) bool { return one[r] == other[r] })
	take(one, func(r int32) bool { return one[r].start < cut })
	take(other, func(r int32) bool { return other[r].start >= cut })
	take(one, func(int32) bool { return true })
	take(other, func(int32) bool { return true })
	w.dropPartGroups()
	w.work += 20 * int64(len(b.order))
	w.journal = w.journal[:0]
}

// dropPartGroups takes out the groups of which only a part is placed.
func (w *roundWalker) dropPartGroups() {
	for r := range w.c.req {
		if g := w.c.req[r].group; g >= 0 && w.mode[r] >= 0 && int(w.members[g]) < len(w.c.groups[g]) {
			w.out = w.out[:0]
			w.takeOut(int32(r))
			w.dropDependants(int32(r))
		}
	}
}

// add takes what a walker's epochs ended with into the stock.
func (b *roundBreed) add(found []roundParent) {
	for _, p := range found {
		if len(b.stock) < b.size {
			b.made++
		}
		if slices.ContainsFunc(b.stock, func(q roundParent) bool { return q.worth == p.worth }) {
			b.barren++
			continue
		}
		if len(b.stock) < b.size {
			b.stock = append(b.stock, p)
			continue
		}
		worst := 0
		for k := range b.stock {
			if b.stock[k].worth < b.stock[worst].worth {
				worst = k
			}
		}
		if p.worth < b.stock[worst].worth {
			b.barren++
			continue
		}
		b.stock[worst] = p
		b.barren = 0
	}
	if len(b.stock) == b.size && b.barren > breedBarren*b.size {
		b.renew()
	}
}

// renew keeps the best plan and lets all others be made anew: the stock has
// nothing more to give.
func (b *roundBreed) renew() {
	best := slices.MaxFunc(b.stock, func(p, q roundParent) int { return int(max(-1, min(1, p.worth-q.worth))) })
	b.stock, b.barren = append(b.stock[:0], best), 0
}
