package scheduler

import "slices"

// projectProver searches a project by branching on the starts of requests, and
// learns from each dead end a set of limits that no schedule can keep together: a
// nogood (lazy clause generation, after Schutt, Feydy, Stuckey and Wallace,
// "Explaining the cumulative propagator", 2011). A nogood holds for good, whatever
// end was being tried, so what is learnt while a better plan is looked for also
// helps to prove that there is none, and the other way round.
//
// Every request has two sides: 2r says how early it may start; 2r+1, negated, how
// late. A limit is a least value of a side; its contrary is a limit of the other
// side. The sides after those of the requests are of the end of all.
type projectProver struct {
	c     *round
	arcs  [][]proverArc // from each side
	tasks proverTasks

	at      []int32 // of each side, the least value now
	latest  []int32 // of each side, the event that set it, or -1
	trail   []proverEvent
	begun   []int32 // where in the trail each decision begins
	passed  int     // events whose consequences are known
	why     []startLimit
	clash   []startLimit // limits that hold now and cannot hold together
	clashBy int32        // the nogood that says so, or -1

	nogoods  []nogood
	watchers [][]nogoodWatch // of each side, the nogoods that wait for it
	used     int             // nogoods that are not put aside
	learning nogoodLearning

	guide    []int32      // where requests started in the best schedule known
	found    []int32      // where they start in a schedule that seek found, or nil
	guided   bool         // decisions follow the guide
	frame    []startLimit // what seek decides first
	activity []int64
	bump     int64
	work     int64 // about the number of things looked at
	dead     int64 // dead ends met
	anew     int64 // dead ends at which the search begins anew
	turns    int64 // how often it did
	hopeless bool  // no schedule fits the period
}

// startLimit says that a side has at least a value.
type startLimit struct{ side, least int32 }

// contrary is what holds when the limit does not.
func (l startLimit) contrary() startLimit { return startLimit{l.side ^ 1, 1 - l.least} }

// proverArc says that a side is at least another's value and a gap.
type proverArc struct{ to, gap int32 }

// proverEvent is a side that was given a greater value, and why.
type proverEvent struct {
	side, now, before int32
	previous          int32 // the event before it on the same side
	decision          int32 // how many decisions stood then
	cause             proverCause
	ref, gap          int32
}

// proverCause says what ref of an event is.
type proverCause uint8

const (
	byDecision proverCause = iota
	byNogood               // ref is the nogood
	byArc                  // ref is the side it came from, with gap
	byTasks                // ref is where in why its limits stand, gap how many they are
)

// proverOutcome is how a leg of the search ended.
type proverOutcome uint8

const (
	undecided proverOutcome = iota
	foundPlan               // found is a schedule that ends in time
	refuted                 // there is none
)

func newProjectProver(c *round) *projectProver {
	n := len(c.req)
	p := &projectProver{c: c, arcs: make([][]proverArc, 2*n+2), at: make([]int32, 2*n+2), latest: make([]int32, 2*n+2),
		watchers: make([][]nogoodWatch, 2*n+2), guide: make([]int32, n), activity: make([]int64, n), bump: 1, anew: 100}
	p.learning.init(2*n + 2)
	for side := range p.latest {
		p.latest[side] = -1
	}
	p.at[2*n+1] = -2 * c.slots
	for r := range c.req {
		mode := &c.req[r].modes[0]
		early, late := int32(2*r), int32(2*r+1)
		p.at[early], p.at[late] = mode.starts[0].lo, -mode.starts[0].hi
		p.arcs[2*n+1] = append(p.arcs[2*n+1], proverArc{late, mode.duration})
		for _, a := range c.req[r].after {
			gap := c.req[a.other].modes[0].duration + a.min
			p.arcs[2*a.other] = append(p.arcs[2*a.other], proverArc{early, gap})
			p.arcs[late] = append(p.arcs[late], proverArc{2*a.other + 1, gap})
		}
	}
	p.tasks.init(c)
	for r := range c.req { // so that what holds from the start is looked at
		for side := int32(2 * r); side <= int32(2*r+1); side++ {
			p.trail = append(p.trail, proverEvent{side: side, now: p.at[side], before: p.at[side] - 1, previous: -1})
			p.latest[side] = int32(len(p.trail) - 1)
		}
	}
	return p
}

// end is the side of how late all may end, negated; the other side, end^1, is how
// early they can.
func (p *projectProver) end() int32 { return int32(2*len(p.c.req) + 1) }

// bound is a span that was proven: none is shorter.
func (p *projectProver) bound() int32 { return p.at[p.end()^1] }

// seek looks for a schedule that ends by a slot and keeps the frame, for about so
// much work. What it refutes with a frame is refuted for that frame alone.
func (p *projectProver) seek(by int32, work int64) proverOutcome {
	defer p.backtrack(0)
	for until := p.work + work; ; {
		if !p.propagate() {
			p.dead++
			if !p.learn() {
				p.hopeless = true
				return refuted
			}
			continue
		}
		if len(p.begun) == 0 {
			if p.bound() > by {
				return refuted
			}
			p.decide(startLimit{p.end(), -by})
			continue
		}
		if k := slices.IndexFunc(p.frame, func(l startLimit) bool { return !p.holds(l) }); k >= 0 {
			if p.holds(p.frame[k].contrary()) {
				return refuted
			}
			p.decide(p.frame[k])
			continue
		}
		if p.work >= until {
			return undecided
		}
		if p.dead >= p.anew {
			p.beginAnew()
			continue
		}
		next, open := p.choose()
		if !open {
			for r := range p.guide {
				p.guide[r] = p.at[2*r]
			}
			p.found = slices.Clone(p.guide)
			return foundPlan
		}
		p.decide(next)
	}
}

// beginAnew goes back to the root with what was learnt.
func (p *projectProver) beginAnew() {
	p.backtrack(0)
	p.turns++
	p.anew = p.dead + 64*luby(p.turns)
	p.guided = p.turns%4 != 0
	p.forget()
}

// luby is the sequence 1 1 2 1 1 2 4 … of Luby, Sinclair and Zuckerman (1993), by
// which restarts are spaced; i counts from 1.
func luby(i int64) int64 {
	for {
		k := int64(1)
		for k-1 < i {
			k *= 2
		}
		if k-1 == i {
			return k / 2
		}
		i -= k/2 - 1
	}
}

// choose picks what to try next: for the request that was last in most dead ends,
// to be where the guide has it, or else as early as it can.
func (p *projectProver) choose() (startLimit, bool) {
	best := -1
	for r := range p.activity {
		if p.at[2*r]+p.at[2*r+1] < 0 && (best < 0 || p.activity[r] > p.activity[best]) {
			best = r
		}
	}
	p.work += int64(len(p.activity)) / 8
	if best < 0 {
		return startLimit{}, false
	}
	early, late := p.at[2*best], -p.at[2*best+1]
	if g := p.guide[best]; p.guided && g >= early && g <= late {
		if g < late {
			return startLimit{int32(2*best + 1), -g}, true
		}
		return startLimit{int32(2 * best), g}, true
	}
	return startLimit{int32(2*best + 1), -early}, true
}

func (p *projectProver) decide(l startLimit) {
	p.begun = append(p.begun, int32(len(p.trail)))
	p.set(l, byDecision, 0, 0)
}

// set gives a side a value; false when that would leave a request no start, and
// then the clash says why.
func (p *projectProver) set(l startLimit, cause proverCause, ref, gap int32) bool {
	if p.holds(l) {
		return true
	}
	e := proverEvent{l.side, l.least, p.at[l.side], p.latest[l.side], int32(len(p.begun)), cause, ref, gap}
	if against := l.contrary(); p.holds(against) {
		p.clash = append(p.reason(p.clash[:0], &e, l.least), against)
		p.clashBy = -1
		if cause == byNogood {
			p.clashBy = ref
		}
		return false
	}
	p.trail = append(p.trail, e)
	p.latest[l.side] = int32(len(p.trail) - 1)
	p.at[l.side] = l.least
	return true
}

// backtrack takes back all decisions but so many.
func (p *projectProver) backtrack(keep int) {
	if keep >= len(p.begun) {
		return
	}
	from := int(p.begun[keep])
	for i := len(p.trail) - 1; i >= from; i-- {
		e := &p.trail[i]
		p.at[e.side], p.latest[e.side] = e.before, e.previous
		if e.cause == byTasks {
			p.why = p.why[:e.ref]
		}
		p.tasks.touch(e.side / 2)
	}
	p.trail, p.begun = p.trail[:from], p.begun[:keep]
	p.passed = min(p.passed, from)
	p.tasks.release(p.at)
}

// propagate finds all that follows from what holds; false when that is impossible.
func (p *projectProver) propagate() bool {
	for len(p.clash) == 0 {
		if p.passed < len(p.trail) {
			e := p.trail[p.passed]
			p.passed++
			if p.follow(&e) {
				p.wake(&e)
			}
			continue
		}
		res := p.tasks.nextDirty()
		if res < 0 {
			return true
		}
		p.filter(res)
	}
	return false
}

// follow draws what follows from an event by arcs and by what must be held.
func (p *projectProver) follow(e *proverEvent) bool {
	p.work++
	for _, a := range p.arcs[e.side] {
		if !p.set(startLimit{a.to, e.now + a.gap}, byArc, e.side, a.gap) {
			return false
		}
	}
	if int(e.side) >= 2*len(p.c.req) {
		return true
	}
	if res, t := p.tasks.hold(e.side/2, p.at); res >= 0 {
		p.clash, p.clashBy = p.holders(p.clash[:0], res, t, -1, 0), -1
		return false
	}
	for _, k := range p.tasks.of[e.side/2] {
		if !p.squeeze(k) {
			return false
		}
	}
	return true
}
