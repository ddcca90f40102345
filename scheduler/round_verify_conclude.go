package scheduler

import (
	"cmp"
	"slices"
)

// What follows for a part of all plans from chains, groups and what is held for sure.

// conclude takes out what cannot be in any plan of the part for what its
// neighbours in chains and groups are; false when no plan is left.
func (p *verifiedPart) conclude() bool {
	for changed := true; changed; {
		changed = false
		for r := range p.order {
			some := p.some(r)
			if !some && p.must[r] {
				return false
			}
			for _, other := range p.group[r] {
				changed = p.alike(r, other, some) || changed
			}
			for _, link := range p.after[r] {
				changed = p.inOrder(r, link) || changed
			}
		}
		if !changed {
			changed = p.crowd()
		}
	}
	return true
}

// alike gives a member of a group what another has: no place, or one.
func (p *verifiedPart) alike(r, other int, some bool) bool {
	changed := false
	if !some {
		for m := range p.open[other] {
			changed = p.within(other, m, 0, -1) || changed
		}
	}
	if p.must[r] && !p.must[other] {
		p.must[other], changed = true, true
	}
	return changed
}

// inOrder draws what follows from one request having to come before another.
func (p *verifiedPart) inOrder(later int, link proofLink) bool {
	changed := false
	_, _, firstEnd, lastEnd, some := p.span(link.earlier)
	lo, hi := firstEnd+link.gapMin, lastEnd+link.gapMax
	if !some {
		hi = -1
	} else if link.gapMax == p.p.Slots {
		hi = p.p.Slots
	}
	for m := range p.open[later] {
		changed = p.within(later, m, lo, hi) || changed
	}
	if !p.must[later] {
		return changed
	}
	if !p.must[link.earlier] {
		p.must[link.earlier], changed = true, true
	}
	first, last, _, _, some := p.span(later)
	if !some {
		return changed
	}
	for m := range p.open[link.earlier] {
		d := p.order[link.earlier].Modes[m].Duration
		lo := first - link.gapMax - d
		if link.gapMax == p.p.Slots {
			lo = 0
		}
		changed = p.within(link.earlier, m, lo, last-link.gapMin-d) || changed
	}
	return changed
}

// crowd takes out the starts that need what others hold for sure, and reports
// whether there were any.
func (p *verifiedPart) crowd() bool {
	held := make([][]int64, len(p.levels)) // of each resource and slot; nil when nothing is
	some := false
	for r := range p.order {
		for _, h := range p.sure(r) {
			if held[h.resource] == nil {
				held[h.resource], some = make([]int64, p.p.Slots), true
			}
			for t := h.from; t < h.to; t++ {
				held[h.resource][t] += h.units
			}
		}
	}
	if !some {
		return false
	}
	changed := false
	type need struct {
		resource int
		units    int64
	}
	known := map[need][]int64{} // for requests that hold nothing of it themselves
	for r, q := range p.order {
		sure := p.sure(r)
		for m := range q.Modes {
			for _, h := range p.holds[r][m] {
				if held[h.resource] == nil || !p.open[r][m].some() {
					continue
				}
				key, own := need{h.resource, h.units}, false
				for _, mine := range sure {
					own = own || mine.resource == h.resource
				}
				from, full := int64(0), known[key]
				if own {
					w := &p.open[r][m]
					from = w.first + h.from
					full = p.full(key.resource, key.units, held[h.resource], sure, from, w.last-1+h.to)
				} else if full == nil {
					full = p.full(key.resource, key.units, held[h.resource], nil, 0, p.p.Slots)
					known[key] = full
				}
				if full[len(full)-1] > 0 {
					changed = p.keep(r, m, func(s int64) bool { return full[s+h.to-from] == full[s+h.from-from] }) || changed
				}
			}
		}
	}
	return changed
}

// full counts the slots of a span before each of them in which others than a request,
// which holds own for sure, hold too much for more units.
func (p *verifiedPart) full(resource int, units int64, held []int64, own []verifiedHold, from, to int64) []int64 {
	sums := make([]int64, 1, to-from+1)
	k, _ := slices.BinarySearchFunc(p.levels[resource], from+1, func(l RoundLevel, at int64) int { return cmp.Compare(l.To, at) })
	for _, level := range p.levels[resource][k:] {
		for t := max(from, level.From); t < min(to, level.To); t++ {
			others := held[t]
			if others > 0 {
				for _, h := range own {
					if h.resource == resource && h.from <= t && t < h.to {
						others -= h.units
					}
				}
			}
			sum := sums[len(sums)-1]
			if others > 0 && others+units > level.Level {
				sum++
			}
			sums = append(sums, sum)
		}
		if level.To >= to {
			break
		}
	}
	return sums
}

// sure is what a request holds whenever it starts, by slots of the period.
func (p *verifiedPart) sure(r int) []verifiedHold {
	if !p.must[r] {
		return nil
	}
	mode := -1
	for m := range p.open[r] {
		if p.open[r][m].some() {
			if mode >= 0 {
				return nil
			}
			mode = m
		}
	}
	if mode < 0 {
		return nil
	}
	w := &p.open[r][mode]
	var out []verifiedHold
	for _, h := range p.holds[r][mode] {
		if from, to := w.last-1+h.from, w.first+h.to; from < to {
			out = append(out, verifiedHold{h.resource, h.units, from, to})
		}
	}
	return out
}
