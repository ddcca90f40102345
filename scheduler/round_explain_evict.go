package scheduler

import (
	"cmp"
	"slices"
)

// roundEvicter looks for the cheapest set of placements that would have to go to
// make room for some requests. At each start it tries, whatever a request meets
// there goes; where one of several has to go, each is tried in turn, and those that
// come later keep those tried before. A request that has a place already goes when it
// is put elsewhere, and what comes after it goes when it then stands too close or too
// far. So nothing that is gone comes back, and what has cost more than the best set so
// far is given up: within its tries the search is exact.
type roundEvicter struct {
	*roundState
	members []int32               // that are to be placed, those that come first in front
	was     []roundGone           // where each member stands now; mode -1 when it has no place
	over    bool                  // what is pinned may go as well
	tries   int                   // left in this search
	most    int                   // tries of a search
	starts  int                   // of one member that are looked at
	until   int64                 // no more is tried once the work passes this; 0 is no end
	reached map[int32][]roundGone // starts of members that are tried as well

	keep []int32 // of each request, how often it may not go
	gone []roundGone
	due  []int64 // what each account would have without those gone and new places
	loss int64
	best *roundEviction
}

const (
	startsLeast = 40 // starts that are looked at, however few the tries
	startsShare = 10 // tries for each start
)

// roundGone is a request that went, where it was and what was lost until then.
type roundGone struct{ req, mode, start int32 }

// roundEviction is a set that would have to go, in the order in which it went.
type roundEviction struct {
	gone       []roundGone
	place      []roundGone // where the members that do not stay would stand
	loss, gain int64
}

func newRoundEvicter(s *roundState, most int) roundEvicter {
	return roundEvicter{roundState: s, most: most, starts: max(startsLeast, most/startsShare), keep: make([]int32, len(s.c.req)), due: slices.Clone(s.got)}
}

// spent reports that nothing more is to be tried.
func (x *roundEvicter) spent() bool { return x.until > 0 && x.work > x.until }

// search finds the cheapest set for members; nil when there is none. A member that
// has a place stays there or is in the set. What members come after has a place or is
// a member, and so is what stands together with them. The state is afterwards what it
// was before. Where members find no place against what stands, they are tried against
// each other as well: one may have to wait for what comes after it.
func (x *roundEvicter) search(members []int32, over bool) *roundEviction {
	x.members, x.was, x.over, x.tries, x.best = members, nil, over, x.most, nil
	copy(x.due, x.got)
	mark := len(x.journal)
	before := x.objective()
	for _, r := range members {
		x.was = append(x.was, roundGone{r, x.mode[r], x.start[r]})
		if x.mode[r] >= 0 {
			x.remove(r)
		}
	}
	for _, r := range members {
		x.keep[r]++
	}
	for _, a := range x.ancestors(members) {
		x.keep[a]++
	}
	x.place(0, before)
	if len(members) > 1 && !x.spent() {
		x.reached, x.tries = x.reach(), x.most
		x.place(0, before)
		x.reached = nil
	}
	for _, r := range members {
		x.keep[r]--
	}
	for _, a := range x.ancestors(members) {
		x.keep[a]--
	}
	x.restoreTo(mark, 0)
	return x.best
}

// ancestors are those with a place that members come after.
func (x *roundEvicter) ancestors(members []int32) []int32 {
	var out []int32
	for _, r := range members {
		x.work += int64(len(x.c.req[r].after) * len(members))
		for _, a := range x.c.req[r].after {
			if !slices.Contains(members, a.other) {
				out = append(out, a.other)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// worthHere is what a placed request adds to the objective, shortfall left out.
func (x *roundEvicter) worthHere(req int32) int64 {
	return x.worthOf(roundGone{req, x.mode[req], x.start[req]})
}

func (x *roundEvicter) worthOf(g roundGone) int64 {
	worth, _ := x.c.req[g.req].modes[g.mode].worthAt(g.start)
	if x.c.req[g.req].must {
		worth -= x.c.bonus
	}
	return worth
}

// lose adds a placement to those that are gone.
func (x *roundEvicter) lose(g roundGone) {
	x.gone = append(x.gone, g)
	x.loss += x.worthOf(g)
	if m := &x.c.req[g.req].modes[g.mode]; m.account >= 0 {
		x.dueLess(m.account, x.c.counted(m, g.start))
	}
}

// evict takes out a request and all that cannot stand without it. It reports false
// when one of them has to stay; the caller takes back what was done.
func (x *roundEvicter) evict(req int32) bool {
	r := &x.c.req[req]
	x.work += int64(len(r.before))
	if x.keep[req] > 0 || (r.pinned || r.must) && !x.over {
		return false
	}
	x.lose(roundGone{req, x.mode[req], x.start[req]})
	x.remove(req)
	for _, b := range r.before {
		if x.mode[b.other] >= 0 && !x.evict(b.other) {
			return false
		}
	}
	if r.group >= 0 {
		for _, other := range x.c.groups[r.group] {
			if x.mode[other] >= 0 && !x.evict(other) {
				return false
			}
		}
	}
	return true
}

// dueLess takes a count from what an account would have, and adds the shortfall to
// the loss.
func (x *roundEvicter) dueLess(account int32, count int64) {
	target := x.c.accounts[account].target
	x.loss -= x.c.cost * max(0, target-x.due[account])
	x.due[account] -= count
	x.loss += x.c.cost * max(0, target-x.due[account])
}

// restoreTo takes back all since the journal and the list of those gone were so long.
func (x *roundEvicter) restoreTo(mark, gone int) {
	x.undo(mark)
	for k := len(x.gone) - 1; k >= gone; k-- {
		g := x.gone[k]
		x.loss -= x.worthOf(g)
		if m := &x.c.req[g.req].modes[g.mode]; m.account >= 0 {
			x.dueLess(m.account, -x.c.counted(m, g.start))
		}
	}
	x.gone = x.gone[:gone]
}

// hopeless reports that what is gone already is worse than the best set.
func (x *roundEvicter) hopeless(more int64) bool {
	if x.best == nil {
		return false
	}
	loss := x.loss + more
	return loss > x.best.loss || loss == x.best.loss && len(x.gone) > len(x.best.gone)
}

// place finds places for the members from k on.
func (x *roundEvicter) place(k int, before int64) {
	if k == len(x.members) {
		x.mend(before)
		return
	}
	req := x.members[k]
	if slices.ContainsFunc(x.c.req[req].after, func(a roundLink) bool { return x.mode[a.other] < 0 }) {
		return
	}
	for _, at := range x.candidates(req, x.was[k]) {
		if x.hopeless(at.least) {
			return // they are ordered by what is lost at least
		}
		x.settle(k, at.mode, at.start, before)
	}
}

// settle makes room for member k at a start, one conflict after the other, and goes
// on with the next member when there is none left.
func (x *roundEvicter) settle(k int, mode, start int32, before int64) {
	if x.tries--; x.tries < 0 || x.spent() || x.hopeless(0) {
		return
	}
	req := x.members[k]
	either, met := x.conflict(req, &x.c.req[req].modes[mode], start, x.members[k+1:])
	if met {
		x.branch(either, func() { x.settle(k, mode, start, before) })
		return
	}
	mark, gone := len(x.journal), len(x.gone)
	x.put(req, mode, start)
	if was := x.was[k]; was.mode >= 0 && was != (roundGone{req, mode, start}) {
		x.lose(was)
	}
	if !x.hopeless(0) {
		x.place(k+1, before)
	}
	x.restoreTo(mark, gone)
}

// mend lets go of one of each two uses that now follow each other too soon because
// what stood between them is gone, or what was to come between does not, once all
// members are placed: one of them may stand between.
func (x *roundEvicter) mend(before int64) {
	for _, r := range x.members {
		m := &x.c.req[r].modes[x.mode[r]]
		for i := range m.uses {
			if u := &m.uses[i]; !x.c.res[u.res].exclusive {
				if other := x.changeoverMeets(r, u.res, x.start[r], x.start[r]+m.duration, u.class); other >= 0 {
					if x.tries--; x.tries >= 0 && !x.spent() {
						x.branch([]int32{other}, func() { x.mend(before) })
					}
					return
				}
			}
		}
	}
	for _, g := range x.gone {
		earlier, later := x.exposed(g.req, &x.c.req[g.req].modes[g.mode], g.start)
		if later >= 0 {
			if x.tries--; x.tries >= 0 && !x.spent() {
				x.branch([]int32{earlier, later}, func() { x.mend(before) })
			}
			return
		}
	}
	x.keepBest(before)
}

// keepBest takes what is gone as the best set when it is better than the one so far.
func (x *roundEvicter) keepBest(before int64) {
	found := &roundEviction{gone: slices.Clone(x.gone), loss: x.loss}
	found.gain = x.objective() - (before - x.loss)
	for k, r := range x.members {
		if at := (roundGone{r, x.mode[r], x.start[r]}); at != x.was[k] {
			found.place = append(found.place, at)
			if x.c.req[r].must {
				found.gain -= x.c.bonus
			}
		}
	}
	for _, g := range x.gone { // the loss has no bonus in it, the objective has
		if x.c.req[g.req].must {
			found.gain += x.c.bonus
		}
	}
	if x.best == nil || cmp.Or(cmp.Compare(found.loss, x.best.loss), cmp.Compare(len(found.gone), len(x.best.gone)), cmp.Compare(x.best.gain, found.gain)) < 0 {
		x.best = found
	}
}

// branch lets one of several go, each in turn, and does what comes next.
func (x *roundEvicter) branch(either []int32, next func()) {
	if len(either) > 1 {
		slices.SortFunc(either, func(a, b int32) int {
			return cmp.Or(cmp.Compare(x.worthHere(a), x.worthHere(b)), cmp.Compare(a, b))
		})
		either = slices.Compact(either)
	}
	kept := 0
	for _, r := range either {
		if x.spent() {
			break
		}
		if !x.tooDear(r) {
			mark, gone := len(x.journal), len(x.gone)
			if x.evict(r) && !x.hopeless(0) {
				next()
			}
			x.restoreTo(mark, gone)
		}
		x.keep[r]++
		kept++
	}
	for _, r := range either[:kept] {
		x.keep[r]--
	}
}

// tooDear reports, without taking it out, that a request which goes alone would make
// what is gone worse than the best set.
func (x *roundEvicter) tooDear(req int32) bool {
	r := &x.c.req[req]
	return x.best != nil && len(r.before) == 0 && r.group < 0 && x.loss+x.worthHere(req) > x.best.loss
}

// conflict finds something that a request meets at a start: the placements one of
// which has to go. A changeover that it lacks is no conflict yet when one of those
// that are placed later may come between.
func (x *roundEvicter) conflict(req int32, m *roundMode, start int32, later []int32) (either []int32, met bool) {
	for _, b := range x.c.req[req].before {
		x.work++
		if gap := x.start[b.other] - start - m.duration; x.mode[b.other] >= 0 && (gap < b.min || gap > b.max) {
			return []int32{b.other}, true
		}
	}
	for i := range m.uses {
		u := &m.uses[i]
		from, to := start+u.from, start+u.to
		if row := &x.rows[u.res]; row.unary() {
			if k := row.firstMeeting(from); k < len(row.held) && row.held[k].from < to {
				return []int32{row.held[k].req}, true
			}
		} else if t := row.units.firstShort(from, to, u.units); t >= 0 {
			x.work += int64(t-from) >> 3
			return x.holders(u.res, t), true
		}
		if !x.c.res[u.res].exclusive && !x.c.classless(later, u.res) {
			if other := x.changeoverMeets(req, u.res, start, start+m.duration, u.class); other >= 0 {
				return []int32{other}, true
			}
		}
	}
	for _, l := range x.c.req[req].limits {
		if x.left[l] < int64(m.duration) {
			x.work += 40 * int64(len(x.c.limits[l].requests)) // and they are ordered
			for _, other := range x.c.limits[l].requests {
				if x.mode[other] >= 0 {
					either = append(either, other)
				}
			}
			return either, true
		}
	}
	return nil, false
}

// classless reports that one of some requests may use a resource without a class.
func (c *round) classless(requests []int32, res int32) bool {
	return slices.ContainsFunc(requests, func(r int32) bool {
		return slices.ContainsFunc(c.req[r].modes, func(m roundMode) bool {
			return slices.ContainsFunc(m.uses, func(u roundUse) bool { return u.res == res && u.class < 0 })
		})
	})
}

// holders are the requests that hold a resource in a slot.
func (x *roundEvicter) holders(res, t int32) []int32 {
	var out []int32
	row := &x.rows[res]
	for k := row.firstFrom(t+1) - 1; k >= 0 && row.held[k].from > t-x.c.res[res].longest; k-- {
		x.work += 2
		if h := &row.held[k]; h.to > t {
			out = append(out, h.req)
		}
	}
	return out
}
