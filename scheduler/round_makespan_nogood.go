package scheduler

import (
	"cmp"
	"slices"
)

// nogood is a set of limits that no schedule keeps together. The first two are
// watched: as long as neither holds, there is nothing to do.
type nogood struct {
	limits []startLimit
	from   []int32 // what it was learnt from: nogoods, and root events as ^event
	spread int32   // how many decisions it joins
	aside  bool    // not watched any more, kept for the proof
}

// nogoodWatch waits until a side has a value.
type nogoodWatch struct{ least, nogood int32 }

// nogoodLearning is the working store of learn.
type nogoodLearning struct {
	need   []int32 // of each side, the limit that takes part
	needed []bool
	depth  []int32 // the decision it was made at
	sides  []int32
	from   []int32
	limits []startLimit
	depths []int32
}

func (l *nogoodLearning) init(sides int) {
	l.need, l.needed, l.depth = make([]int32, sides), make([]bool, sides), make([]int32, sides)
}

// eventOf is the event that made a limit hold.
func (p *projectProver) eventOf(l startLimit) int32 {
	e := p.latest[l.side]
	for e >= 0 && p.trail[e].before >= l.least {
		e = p.trail[e].previous
	}
	return e
}

// reason appends the limits from which an event made a limit hold.
func (p *projectProver) reason(out []startLimit, e *proverEvent, least int32) []startLimit {
	switch e.cause {
	case byArc:
		out = append(out, startLimit{e.ref, least - e.gap})
	case byTasks:
		out = append(out, p.why[e.ref:e.ref+e.gap]...)
	case byNogood:
		for _, l := range p.nogoods[e.ref].limits {
			if l.side != e.side^1 {
				out = append(out, l)
			}
		}
	}
	return out
}

// learn turns a clash into a nogood with one limit of the last decision (the first
// unique implication point), goes back to where that limit could have been ruled
// out, and rules it out. It gives false when the clash needs no decision at all.
func (p *projectProver) learn() bool {
	x := &p.learning
	deepest := int32(0)
	for _, l := range p.clash {
		if e := p.eventOf(l); e >= 0 {
			deepest = max(deepest, p.trail[e].decision)
		}
	}
	if deepest == 0 {
		return false
	}
	x.sides, x.from = x.sides[:0], x.from[:0]
	if p.clashBy >= 0 {
		x.from = append(x.from, p.clashBy)
	}
	open := 0
	add := func(limits []startLimit) {
		for _, l := range limits {
			if x.needed[l.side] && x.need[l.side] >= l.least {
				continue
			}
			e := p.eventOf(l)
			if e < 0 {
				continue
			}
			depth := p.trail[e].decision
			if depth == 0 {
				x.from = append(x.from, ^e)
				continue
			}
			if !x.needed[l.side] {
				x.needed[l.side] = true
				x.depth[l.side] = 0
				x.sides = append(x.sides, l.side)
				if r := int(l.side / 2); r < len(p.activity) {
					p.activity[r] += p.bump
				}
			}
			if depth == deepest && x.depth[l.side] != deepest {
				open++
			}
			x.need[l.side], x.depth[l.side] = l.least, depth
		}
	}
	add(p.clash)
	p.clash = p.clash[:0]
	at := len(p.trail) - 1
	for ; ; at-- {
		e := &p.trail[at]
		if !x.needed[e.side] || x.depth[e.side] != deepest || e.before >= x.need[e.side] {
			continue
		}
		if open == 1 {
			break
		}
		least := x.need[e.side]
		x.needed[e.side], x.depth[e.side] = false, 0
		open--
		if e.cause == byNogood {
			x.from = append(x.from, e.ref)
		}
		x.limits = p.reason(x.limits[:0], e, least)
		add(x.limits)
	}
	first := p.trail[at].side
	p.work += int64(len(x.sides))
	p.conclude(first)
	return true
}

// conclude keeps the nogood that learn has gathered, with its limit of the last
// decision first and the next deepest second, and draws what follows.
func (p *projectProver) conclude(first int32) {
	x := &p.learning
	limits := []startLimit{{first, x.need[first]}}
	x.depths = append(x.depths[:0], x.depth[first])
	slices.Sort(x.sides)
	x.sides = slices.Compact(x.sides)
	for _, side := range x.sides {
		if !x.needed[side] || side == first {
			continue
		}
		if p.follows(startLimit{side, x.need[side]}) {
			x.needed[side] = false // so that no other leans on it
			continue
		}
		limits = append(limits, startLimit{side, x.need[side]})
		x.depths = append(x.depths, x.depth[side])
	}
	for _, side := range x.sides {
		x.needed[side] = false
	}
	back := int32(0)
	for i := 1; i < len(limits); i++ {
		if x.depths[i] > back {
			back = x.depths[i]
			limits[1], limits[i] = limits[i], limits[1]
			x.depths[1], x.depths[i] = x.depths[i], x.depths[1]
		}
	}
	slices.Sort(x.depths)
	id := int32(len(p.nogoods))
	slices.Sort(x.from)
	p.nogoods = append(p.nogoods, nogood{limits: limits, from: slices.Clone(slices.Compact(x.from)), spread: int32(len(slices.Compact(x.depths)))})
	p.backtrack(int(back))
	if len(limits) > 1 {
		p.watch(id, 0)
		p.watch(id, 1)
		p.used++
	}
	p.set(limits[0].contrary(), byNogood, id, id+1)
	p.bump += p.bump/32 + 1
	if p.bump > 1<<50 {
		for r := range p.activity {
			p.activity[r] >>= 40
		}
		p.bump = max(1, p.bump>>40)
	}
}

// follows reports that a gathered limit is implied by the others and can be left
// out.
func (p *projectProver) follows(l startLimit) bool {
	x := &p.learning
	e := &p.trail[p.eventOf(l)]
	if e.cause == byDecision {
		return false
	}
	x.limits = p.reason(x.limits[:0], e, l.least)
	for _, q := range x.limits {
		if x.needed[q.side] && x.need[q.side] >= q.least && q.side != l.side {
			continue
		}
		if at := p.eventOf(q); at >= 0 && p.trail[at].decision > 0 {
			return false
		}
	}
	if e.cause == byNogood {
		x.from = append(x.from, e.ref)
	}
	for _, q := range x.limits {
		if at := p.eventOf(q); at >= 0 && p.trail[at].decision == 0 {
			x.from = append(x.from, ^at)
		}
	}
	return true
}

func (p *projectProver) watch(id int32, k int) {
	l := p.nogoods[id].limits[k]
	p.watchers[l.side] = append(p.watchers[l.side], nogoodWatch{l.least, id})
}

func (p *projectProver) holds(l startLimit) bool { return p.at[l.side] >= l.least }

// wake looks at the nogoods that waited for an event.
func (p *projectProver) wake(e *proverEvent) {
	list := p.watchers[e.side]
	kept := list[:0]
	p.work += int64(len(list)) / 8
	for i, w := range list {
		if w.least > e.now || w.least <= e.before {
			kept = append(kept, w)
			continue
		}
		limits := p.nogoods[w.nogood].limits
		if limits[0].side == e.side && limits[0].least == w.least {
			limits[0], limits[1] = limits[1], limits[0]
		}
		other := limits[0].contrary()
		if p.holds(other) {
			kept = append(kept, w)
			continue
		}
		if k := slices.IndexFunc(limits[2:], func(l startLimit) bool { return !p.holds(l) }); k >= 0 {
			limits[1], limits[k+2] = limits[k+2], limits[1]
			p.watch(w.nogood, 1)
			continue
		}
		kept = append(kept, w)
		if p.holds(limits[0]) {
			p.clash, p.clashBy = append(p.clash[:0], limits...), w.nogood
		} else {
			p.set(other, byNogood, w.nogood, int32(len(p.nogoods)))
		}
		if len(p.clash) > 0 {
			kept = append(kept, list[i+1:]...)
			break
		}
	}
	p.watchers[e.side] = kept
}

// forget puts aside half of the nogoods when they have become many: those that
// join the most decisions, the older first. Only at the root.
func (p *projectProver) forget() {
	if p.used < 2_000+int(p.turns)*20 {
		return
	}
	var order []int32
	for id := range p.nogoods {
		if g := &p.nogoods[id]; !g.aside && len(g.limits) > 2 && g.spread > 2 {
			order = append(order, int32(id))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(p.nogoods[b].spread, p.nogoods[a].spread), cmp.Compare(a, b))
	})
	for _, id := range order[:len(order)/2] {
		p.nogoods[id].aside = true
		p.used--
	}
	for side := range p.watchers {
		p.watchers[side] = slices.DeleteFunc(p.watchers[side], func(w nogoodWatch) bool { return p.nogoods[w.nogood].aside })
	}
}
