package scheduler

import (
	"cmp"
	"slices"
)

// reachMost bounds the starts that a search looks at beyond those that lie against something.
const reachMost = 4_000

// reach are the starts of members at which one of them lies against something, and another as near to that one, or as far from it, as gaps and resources that
// both use allow; and so on. Of any way to place the members each start is one of these, or the way can be shifted to the left until it is.
func (x *roundEvicter) reach() map[int32][]roundGone {
	seen := map[roundGone]bool{}
	var queue []roundGone
	add := func(req, mode, start int32) {
		at := roundGone{req, mode, start}
		x.work++
		if _, open := x.c.req[req].modes[mode].worthAt(start); open && !seen[at] && len(queue) < reachMost {
			seen[at] = true
			queue = append(queue, at)
		}
	}
	for _, req := range x.members {
		for mode := range x.c.req[req].modes {
			m := &x.c.req[req].modes[mode]
			for i := range m.starts {
				for _, start := range x.aligned(req, m, m.starts[i].lo, m.starts[i].hi) {
					add(req, int32(mode), start)
				}
			}
			for _, a := range x.c.req[req].after {
				if x.mode[a.other] >= 0 {
					add(req, int32(mode), x.end(a.other)+a.min)
					add(req, int32(mode), x.end(a.other)+a.max)
				}
			}
		}
	}
	out := map[int32][]roundGone{}
	for k := 0; k < len(queue) && !x.spent(); k++ {
		out[queue[k].req] = append(out[queue[k].req], queue[k])
		for _, other := range x.members {
			if other != queue[k].req {
				x.reachFrom(queue[k], other, add)
			}
		}
	}
	for req := range out {
		slices.SortFunc(out[req], func(a, b roundGone) int { return cmp.Or(cmp.Compare(a.mode, b.mode), cmp.Compare(a.start, b.start)) })
	}
	return out
}

// reachFrom adds the starts of a member that lie against another where that stands.
func (x *roundEvicter) reachFrom(at roundGone, other int32, add func(req, mode, start int32)) {
	r := &x.c.req[at.req]
	m := &r.modes[at.mode]
	end := at.start + m.duration
	for mode := range x.c.req[other].modes {
		o := &x.c.req[other].modes[mode]
		for _, b := range r.before {
			if b.other == other {
				add(other, int32(mode), end+b.min)
				add(other, int32(mode), end+b.max)
			}
		}
		for _, a := range r.after {
			if a.other == other {
				add(other, int32(mode), at.start-a.min-o.duration)
				add(other, int32(mode), at.start-a.max-o.duration)
			}
		}
		for i := range m.uses {
			for k := range o.uses {
				u, v := &m.uses[i], &o.uses[k]
				if u.res != v.res {
					continue
				}
				add(other, int32(mode), at.start+u.to-v.from)
				add(other, int32(mode), at.start+u.from-v.to)
				if change := x.c.res[u.res].change; change != nil && u.class >= 0 && v.class >= 0 {
					add(other, int32(mode), end+int32(change[u.class][v.class]))
					add(other, int32(mode), at.start-int32(change[v.class][u.class])-o.duration)
				}
			}
		}
	}
}
