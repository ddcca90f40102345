package scheduler

import (
	"cmp"
	"slices"
)

// roundCandidate is a start of a mode, and what is lost there at least.
type roundCandidate struct {
	mode, start int32
	least       int64
}

// candidates are the starts at which what a request meets may be least: from any
// other start it can shift to one of these and meet no more. Where the request was is
// one of them. The cheapest come first.
func (x *roundEvicter) candidates(req int32, was roundGone) []roundCandidate {
	var out []roundCandidate
	lo, hi := int32(0), x.c.slots
	for _, a := range x.c.req[req].after { // what comes after it gives way
		end := x.end(a.other)
		lo, hi = max(lo, end+a.min), min(hi, end+a.max)
	}
	for mode := range x.c.req[req].modes {
		m := &x.c.req[req].modes[mode]
		for i := range m.starts {
			if x.spent() {
				return nil
			}
			for _, start := range x.aligned(req, m, max(lo, m.starts[i].lo), min(hi, m.starts[i].hi)) {
				if was != (roundGone{req, int32(mode), start}) {
					out = append(out, roundCandidate{mode: int32(mode), start: start})
				}
			}
		}
	}
	for _, at := range x.reached[req] {
		if lo <= at.start && at.start <= hi && at != was {
			out = append(out, roundCandidate{mode: at.mode, start: at.start})
		}
	}
	if x.reached != nil {
		slices.SortFunc(out, func(a, b roundCandidate) int {
			return cmp.Or(cmp.Compare(a.mode, b.mode), cmp.Compare(a.start, b.start))
		})
		out = slices.Compact(out)
	}
	if all := len(out); all > x.starts { // as many as there are tries for, from all over
		for i := range x.starts {
			out[i] = out[i*all/x.starts]
		}
		out = out[:x.starts]
	}
	leaves := int64(0)
	if was.mode >= 0 {
		leaves = max(0, x.worthOf(was))
	}
	for i := range out {
		out[i].least = leaves + x.leastLoss(&x.c.req[req].modes[out[i].mode], out[i].start)
	}
	if was.mode >= 0 && lo <= was.start && was.start <= hi {
		out = append(out, roundCandidate{was.mode, was.start, x.leastLoss(&x.c.req[req].modes[was.mode], was.start)})
	}
	slices.SortFunc(out, func(a, b roundCandidate) int {
		return cmp.Or(cmp.Compare(a.least, b.least), cmp.Compare(a.mode, b.mode), cmp.Compare(a.start, b.start))
	})
	return out
}

// aligned are the starts from lo to hi that lie at an end of it or against a
// neighbour on a resource, or as near to or far from what comes after it as may be.
func (x *roundEvicter) aligned(req int32, m *roundMode, lo, hi int32) []int32 {
	if lo > hi {
		return nil
	}
	starts := []int32{lo, hi}
	add := func(at int32) {
		if lo < at && at < hi {
			starts = append(starts, at)
		}
	}
	for _, b := range x.c.req[req].before {
		x.work++
		if x.mode[b.other] >= 0 {
			end := x.start[b.other] - m.duration
			add(end - b.min)
			add(end - b.max)
		}
	}
	for i := range m.uses {
		u := &m.uses[i]
		change := x.c.res[u.res].change
		held := x.rows[u.res].held
		if change == nil || u.class < 0 { // only against what may be touched there
			held = held[firstFrom(held, lo+u.from-x.c.res[u.res].longest):firstFrom(held, hi+u.to)]
		}
		x.work += 4 * int64(len(held)) // and they are ordered
		for _, h := range held {
			add(h.to - u.from)
			add(h.from - u.to)
			if change == nil || u.class < 0 {
				continue
			}
			if run := x.runOf(h.req, u.res); run.class >= 0 {
				add(run.end + int32(change[run.class][u.class]))
				add(run.start - int32(change[u.class][run.class]) - m.duration)
			}
		}
	}
	slices.Sort(starts)
	return slices.Compact(starts)
}

// leastLoss is a lower bound of what has to go at a start: what is met on the one
// of the resources held by one use at a time where that is most.
func (x *roundEvicter) leastLoss(m *roundMode, start int32) int64 {
	loss := int64(0)
	for i := range m.uses {
		u := &m.uses[i]
		row := &x.rows[u.res]
		if !row.unary() {
			continue
		}
		sum := int64(0)
		for k := row.firstMeeting(start + u.from); k < len(row.held) && row.held[k].from < start+u.to; k++ {
			sum += max(0, x.worthHere(row.held[k].req))
			x.work++
		}
		loss = max(loss, sum)
	}
	return loss
}
