package scheduler

import (
	"cmp"
	"slices"
	"sort"

	"marke/scheduler/interval"
)

// profile is how many units of a resource are free: steps[i].free from steps[i].at until the next step. The first step is
// at interval.Min. Free is negative where more is held than there is.
type profile []step

type step struct{ at, free int64 }

// load is units that are taken, or with negative units given, over a span.
type load struct {
	span  interval.Span
	units int64
}

// newProfile sweeps over the loads, in any order. The loads' storage is not kept.
func newProfile(capacity int64, loads []load) profile {
	events := make([]step, 0, 2*len(loads)+1)
	for _, l := range loads {
		if !l.span.Empty() {
			events = append(events, step{l.span.From, -l.units}, step{l.span.To, l.units})
		}
	}
	slices.SortFunc(events, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	p := make(profile, 1, len(events)+1)
	p[0] = step{interval.Min, capacity}
	free := capacity
	for i := 0; i < len(events); {
		at := events[i].at
		for ; i < len(events) && events[i].at == at; i++ {
			free += events[i].free
		}
		switch last := &p[len(p)-1]; {
		case last.at == at:
			last.free = free
		case last.free != free:
			p = append(p, step{at, free})
		}
	}
	return p
}

// span is the time of step i.
func (p profile) span(i int) interval.Span {
	if i+1 < len(p) {
		return interval.Span{From: p[i].at, To: p[i+1].at}
	}
	return interval.Span{From: p[i].at, To: interval.Max}
}

// short gives the first time within a span at which fewer units are free than asked, as far as it extends on both sides,
// and the fewest units free in it within the span. What own holds counts as free.
func (p profile) short(within interval.Span, units int64, own []load) (hit interval.Span, free int64, ok bool) {
	if within.Empty() {
		return hit, 0, false
	}
	if len(own) > 0 {
		return p.shortBeside(within, units, own)
	}
	for i := p.search(within.From); i < len(p) && p[i].at < within.To; i++ {
		if p[i].free < units {
			return p.extend(i, within, units)
		}
	}
	return hit, 0, false
}

// search gives the step that holds tick t.
func (p profile) search(t int64) int {
	return max(sort.Search(len(p), func(i int) bool { return p[i].at > t })-1, 0)
}

// shortBeside is short for a booking that moves; what it gives does not extend beyond the span.
func (p profile) shortBeside(within interval.Span, units int64, own []load) (hit interval.Span, free int64, ok bool) {
	for i := p.search(within.From); i < len(p) && p[i].at < within.To; i++ {
		part := p.span(i).Intersect(within)
		for part.From < part.To {
			back, until := returned(own, part.From, part.To)
			left := p[i].free + back
			switch {
			case left < units && !ok:
				hit, free, ok = interval.Span{From: part.From, To: until}, left, true
			case left < units:
				hit.To, free = until, min(free, left)
			case ok:
				return hit, max(free, 0), true
			}
			part.From = until
		}
	}
	return hit, max(free, 0), ok
}

// extend grows step i over its neighbours that are short as well.
func (p profile) extend(i int, within interval.Span, units int64) (hit interval.Span, free int64, ok bool) {
	first, last := i, i
	for first > 0 && p[first-1].free < units {
		first--
	}
	free = p[i].free
	for last+1 < len(p) && p[last+1].free < units {
		last++
		if p[last].at < within.To {
			free = min(free, p[last].free)
		}
	}
	return interval.Span{From: p[first].at, To: p.span(last).To}, max(free, 0), true
}

// appendShort appends the time at which fewer units are free than asked.
func (p profile) appendShort(dst interval.Set, units int64) interval.Set {
	for i := 0; i < len(p); i++ {
		if p[i].free >= units {
			continue
		}
		first := i
		for i+1 < len(p) && p[i+1].free < units {
			i++
		}
		dst = append(dst, interval.Span{From: p[first].at, To: p.span(i).To})
	}
	return dst
}

// least gives the fewest units free anywhere in the span.
func (p profile) least(within interval.Span, own []load) int64 {
	least := interval.Max
	for i := p.search(within.From); i < len(p) && p[i].at < within.To; i++ {
		part := p.span(i).Intersect(within)
		for part.From < part.To {
			back, until := returned(own, part.From, part.To)
			least = min(least, p[i].free+back)
			part.From = until
		}
	}
	return least
}

// returned gives the units that own holds at tick at, and until when that is so, at most to limit.
func returned(own []load, at, limit int64) (units, until int64) {
	until = limit
	for _, l := range own {
		switch {
		case l.span.Contains(at):
			units += l.units
			until = min(until, l.span.To)
		case l.span.From > at && !l.span.Empty():
			until = min(until, l.span.From)
		}
	}
	return units, until
}
