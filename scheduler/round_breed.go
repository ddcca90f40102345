package scheduler

import (
	"cmp"
	"slices"
)

// roundBreed is what the walkers of a search share of the plans they found: a
// small stock of good and different ones. A walk that has filled the stock with
// plans of its own making goes on from children of two of them, made of the best
// that the two allow together (roundMerge) and warmed only a little: a genetic
// algorithm with annealing as its local search (Moscato 1989 calls it memetic).
// What one walk settles well in one week and another in the next comes together
// so, which no single walk would find. A child takes the place of the plan it is
// like, if there is one, so that the stock stays different (De Jong 1975). Its walk
// mostly moves what its parents have in different places.
//
// The stock changes at barriers only, so that both workers see the same.
type roundBreed struct {
	c      *round
	order  []int32 // requests, each after those it waits for
	users  [][]roundUser
	stock  []roundParent
	size   int
	made   int             // plans from nothing so far
	barren int             // how much in vain the last children were
	crop   int             // stocks begun from nothing before this one
	rise   int             // how often stocks were put together to make this one
	past   [][]roundParent // of each level, the better half of one that awaits another
	moving bool            // the worth of plans changes, with the levels of a fair round
	hot    int64           // the temperature at which a walk from nothing begins
}

type roundParent struct {
	plan  []roundSpot
	worth int64
}

// What an epoch from nothing has of moves for each request: the first two, so that
// there is a plan within a second, the two next, and all later ones; and what one from
// a child has for each request that its parents have in different places, and at
// least as if there were some of them. Where the worth of plans changes, walks from
// nothing stay short, and a child may have to change everywhere: it has moves for
// each request.
const (
	breedFirst  = 250
	breedNext   = 650
	breedFresh  = 2_600
	breedChild  = 1_200
	breedLeast  = 10
	breedMoving = 300
)

// How many plans a stock holds, and one where the worth of plans changes.
const (
	breedStock       = 10
	breedMovingStock = 16
)

// breedPushes is how often a move may push on what finds no place.
const breedPushes = 1

// breedWarmth is how warm a child is made, in percent of a walk from nothing.
const breedWarmth = 9

// breedBarren is how much in vain children may be, for each plan of the stock, until
// it has nothing more to give: each in vain counts one, and one that is not halves
// what was counted.
const breedBarren = 1

func newRoundBreed(c *round, moving bool) *roundBreed {
	hot, _ := c.heats()
	size := breedStock
	if moving {
		size = breedMovingStock
	}
	size = max(4, min(size, 6_000/(len(c.req)+1)))
	return &roundBreed{c: c, order: c.topological(), users: c.usersByInstrument(), size: size, moving: moving, hot: hot}
}

// begin makes a walker's state what its next epoch starts from.
func (b *roundBreed) begin(w *roundWalker) {
	n := int64(len(b.c.req))
	w.clear()
	w.crop = b.crop
	w.disputed = w.disputed[:0]
	w.pushing(breedPushes)
	w.backfill = roundBackfill{reach: backfillReach * b.hot, users: b.users}
	if len(b.stock) < b.size {
		w.hot, w.len = b.hot, b.fresh()*n
		return
	}
	one, other := w.random.below(int32(b.size)), w.random.below(int32(b.size-1))
	if other >= one {
		other++
	}
	b.merge(w, b.stock[one].plan, b.stock[other].plan)
	w.child = roundParent{w.snapshot(nil), w.objective()}
	w.hot, w.len = b.hot*breedWarmth/100, breedMoving*n
	if !b.moving {
		w.disputed = dispute(w.disputed, b.stock[one].plan, b.stock[other].plan)
		w.len = breedChild * (int64(len(w.disputed)) + breedLeast)
	}
}

// fresh is how many moves for each request a walk from nothing has.
func (b *roundBreed) fresh() int64 {
	switch {
	case b.made < 2:
		return breedFirst
	case b.made < 4 || b.moving:
		return breedNext
	}
	return breedFresh
}

// dispute lists the requests that do not have the same place in two plans.
func dispute(into []int32, one, other []roundSpot) []int32 {
	for r := range one {
		if one[r] != other[r] {
			into = append(into, int32(r))
		}
	}
	return into
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
		if at := b.rival(p); p.worth > b.stock[at].worth {
			b.stock[at] = p
			b.barren /= 2
		} else {
			b.barren++
		}
	}
	if len(b.stock) == b.size && b.barren > breedBarren*b.size {
		b.next()
	}
}

// next puts the better half of a stock that has nothing more to give by, and lets
// another stock be made from nothing; or, if one that rose as often waits there, puts
// the better halves of the two together. Plans of two origins meet so, then those of
// four and of eight, as carries do in a binary counter, however long a search goes on.
// Where the worth of plans changes, the best goes along instead.
func (b *roundBreed) next() {
	slices.SortStableFunc(b.stock, func(p, q roundParent) int { return cmp.Compare(q.worth, p.worth) })
	if b.moving {
		b.stock, b.barren = b.stock[:1], 0
		return
	}
	half := b.stock[:b.size/2]
	if b.rise == len(b.past) {
		b.past = append(b.past, nil)
	}
	b.barren = 0
	if waiting := b.past[b.rise]; waiting != nil {
		b.past[b.rise] = nil
		b.stock = append(half, waiting...)
		b.rise++
		return
	}
	b.past[b.rise] = half
	b.stock, b.rise = nil, 0
	b.crop++
}

// rival is the plan of the stock that another would take the place of: the one most
// like it, or the worst if it is like none.
func (b *roundBreed) rival(p roundParent) int {
	worst, like, least := 0, -1, 0
	for k, q := range b.stock {
		if q.worth < b.stock[worst].worth {
			worst = k
		}
		if d := b.apart(p.plan, q.plan); d <= len(b.order)/breedLikeness && (like < 0 || d < least) {
			like, least = k, d
		}
	}
	if like >= 0 {
		return like
	}
	return worst
}

// breedLikeness says which plans are like each other: those in which fewer than one
// in so many requests lies elsewhere.
const breedLikeness = 8

// apart counts the requests that lie elsewhere: in another mode, or more than an
// eighth of their length off.
func (b *roundBreed) apart(one, other []roundSpot) int {
	n := 0
	for r, x := range one {
		y := other[r]
		if x.mode != y.mode || x.mode >= 0 && 8*max(x.start-y.start, y.start-x.start) > b.c.req[r].modes[x.mode].duration {
			n++
		}
	}
	return n
}
