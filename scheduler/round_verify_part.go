package scheduler

import (
	"fmt"
	"slices"
)

// verifiedPart is a part of all plans: which starts each mode has, and which
// requests every plan of it places.
type verifiedPart struct {
	*roundVerifier
	requests []*RoundRequest // by id
	open     [][][]bool      // of each request and mode: its starts
	must     []bool
}

func (p *verifiedPart) fork() *verifiedPart {
	out := *p
	out.must = slices.Clone(p.must)
	out.open = slices.Clone(p.open) // its rows are never written to
	return &out
}

func (p *verifiedPart) number(id string) int {
	k, known := slices.BinarySearchFunc(p.requests, id, func(r *RoundRequest, id string) int {
		switch {
		case r.ID < id:
			return -1
		case r.ID > id:
			return 1
		}
		return 0
	})
	if !known {
		return -1
	}
	return k
}

// keep leaves a mode of a request only those starts that may stay, and reports
// whether that took any away.
func (p *verifiedPart) keep(r, m int, may func(start int64) bool) bool {
	var row []bool
	for s, open := range p.open[r][m] {
		if open && !may(int64(s)) {
			if row == nil {
				row = slices.Clone(p.open[r][m])
			}
			row[s] = false
		}
	}
	if row == nil {
		return false
	}
	p.open[r] = slices.Clone(p.open[r])
	p.open[r][m] = row
	return true
}

// span is the first and last start, and the first and last end, of a request; ok
// is false when it has no start left.
func (p *verifiedPart) span(r int) (first, last, firstEnd, lastEnd int64, ok bool) {
	for m := range p.open[r] {
		d := p.requests[r].Modes[m].Duration
		lo := slices.Index(p.open[r][m], true)
		if lo < 0 {
			continue
		}
		hi := len(p.open[r][m]) - 1
		for !p.open[r][m][hi] {
			hi--
		}
		if !ok {
			first, last, firstEnd, lastEnd, ok = int64(lo), int64(hi), int64(lo)+d, int64(hi)+d, true
			continue
		}
		first, last = min(first, int64(lo)), max(last, int64(hi))
		firstEnd, lastEnd = min(firstEnd, int64(lo)+d), max(lastEnd, int64(hi)+d)
	}
	return first, last, firstEnd, lastEnd, ok
}

// some reports whether a request has a start left.
func (p *verifiedPart) some(r int) bool {
	return slices.ContainsFunc(p.open[r], func(row []bool) bool { return slices.Contains(row, true) })
}

// decide takes out the plans that a decision does not allow.
func (p *verifiedPart) decide(d RoundDecision) error {
	if d.Kind == PartWhole {
		return nil
	}
	r := p.number(d.Request)
	if r < 0 {
		return fmt.Errorf("the proof speaks of a request %s, which there is not", d.Request)
	}
	p.must[r] = p.must[r] || d.Kind != PartOut
	for m := range p.open[r] {
		p.keep(r, m, func(start int64) bool {
			switch d.Kind {
			case PartOut:
				return false
			case PartMode:
				return int64(m) == d.At
			case PartNotMode:
				return int64(m) != d.At
			case PartUntil:
				return start <= d.At
			case PartFrom:
				return start >= d.At
			}
			return true
		})
	}
	return nil
}

// covers checks that decisions about a part hold all its plans between them.
func (p *verifiedPart) covers(decisions []RoundDecision) bool {
	if len(decisions) == 1 {
		return decisions[0].Kind == PartWhole
	}
	if len(decisions) != 2 || decisions[0].Request != decisions[1].Request {
		return false
	}
	a, b := decisions[0], decisions[1]
	if a.Kind == PartOut && b.Kind == PartIn {
		return true
	}
	r := p.number(a.Request)
	if r < 0 || !p.must[r] {
		return false
	}
	return a.Kind == PartNotMode && b.Kind == PartMode && a.At == b.At || a.Kind == PartUntil && b.Kind == PartFrom && a.At+1 >= b.At
}

// conclude takes out what cannot be in any plan of the part for what its
// neighbours in chains and groups are; false when no plan is left.
func (p *verifiedPart) conclude() bool {
	for changed := true; changed; {
		changed = false
		for r, q := range p.requests {
			some := p.some(r)
			if !some && p.must[r] {
				return false
			}
			if q.Together != "" {
				for other, o := range p.requests {
					if o.Together == q.Together {
						changed = p.alike(r, other, some) || changed
					}
				}
			}
			for _, a := range q.After {
				changed = p.inOrder(p.number(a.Request), r, a) || changed
			}
		}
		if !changed {
			changed = p.crowd()
		}
	}
	return true
}

// crowd takes out the starts that need what others hold for sure, and reports
// whether there were any.
func (p *verifiedPart) crowd() bool {
	held := map[string][]int64{}
	for r := range p.requests {
		p.sure(r, func(claim *RoundClaim, from, to int64) {
			if held[claim.Resource] == nil {
				held[claim.Resource] = make([]int64, p.p.Slots)
			}
			for t := from; t < to; t++ {
				held[claim.Resource][t] += claim.Units
			}
		})
	}
	if len(held) == 0 {
		return false
	}
	changed := false
	type need struct {
		resource string
		units    int64
	}
	known := map[need][]int64{} // for requests that hold nothing of it themselves
	for r, q := range p.requests {
		own := map[string][]int64{}
		p.sure(r, func(claim *RoundClaim, from, to int64) {
			if own[claim.Resource] == nil {
				own[claim.Resource] = make([]int64, p.p.Slots)
			}
			for t := from; t < to; t++ {
				own[claim.Resource][t] += claim.Units
			}
		})
		for m := range q.Modes {
			for _, claim := range q.Modes[m].Claims {
				if held[claim.Resource] != nil {
					key := need{claim.Resource, claim.Units}
					full := known[key]
					if full == nil || own[claim.Resource] != nil {
						full = p.full(claim.Resource, claim.Units, held[claim.Resource], own[claim.Resource])
					}
					if own[claim.Resource] == nil {
						known[key] = full
					}
					changed = p.keep(r, m, func(s int64) bool {
						return full[s+q.Modes[m].Duration+claim.After] == full[s-claim.Before]
					}) || changed
				}
			}
		}
	}
	return changed
}

// full counts the slots before each in which others hold too much for more units.
func (p *verifiedPart) full(resource string, units int64, held, own []int64) []int64 {
	sums := make([]int64, len(held)+1)
	for t, level := range p.levels[resource] {
		others := held[t]
		if own != nil {
			others -= own[t]
		}
		sums[t+1] = sums[t]
		if others > 0 && others+units > level {
			sums[t+1]++
		}
	}
	return sums
}

// sure tells what a request holds whenever it starts.
func (p *verifiedPart) sure(r int, tell func(claim *RoundClaim, from, to int64)) {
	if !p.must[r] {
		return
	}
	mode := -1
	for m := range p.open[r] {
		if slices.Contains(p.open[r][m], true) {
			if mode >= 0 {
				return
			}
			mode = m
		}
	}
	if mode < 0 {
		return
	}
	first, last, _, _, _ := p.span(r)
	m := &p.requests[r].Modes[mode]
	for i := range m.Claims {
		claim := &m.Claims[i]
		if from, to := last-claim.Before, first+m.Duration+claim.After; from < to {
			tell(claim, from, to)
		}
	}
}

// alike gives a member of a group what another has: no place, or one.
func (p *verifiedPart) alike(r, other int, some bool) bool {
	changed := false
	if !some {
		for m := range p.open[other] {
			changed = p.keep(other, m, func(int64) bool { return false }) || changed
		}
	}
	if p.must[r] && !p.must[other] {
		p.must[other], changed = true, true
	}
	return changed
}

// inOrder draws what follows from one request having to come before another.
func (p *verifiedPart) inOrder(earlier, later int, a RoundAfter) bool {
	changed := false
	_, _, firstEnd, lastEnd, some := p.span(earlier)
	gapMin, gapMax := max(-p.p.Slots, min(a.GapMin, p.p.Slots)), a.GapMax
	for m := range p.open[later] {
		changed = p.keep(later, m, func(s int64) bool {
			return some && s >= firstEnd+gapMin && (gapMax >= p.p.Slots || s <= lastEnd+gapMax)
		}) || changed
	}
	if !p.must[later] {
		return changed
	}
	if !p.must[earlier] {
		p.must[earlier], changed = true, true
	}
	first, last, _, _, some := p.span(later)
	if !some {
		return changed
	}
	for m := range p.open[earlier] {
		d := p.requests[earlier].Modes[m].Duration
		changed = p.keep(earlier, m, func(s int64) bool {
			return s+d+gapMin <= last && (gapMax >= p.p.Slots || s+d+gapMax >= first)
		}) || changed
	}
	return changed
}

// only is the plan that is left when there is no choice; ok is false when there
// is one.
func (p *verifiedPart) only() (placements []RoundPlacement, ok bool) {
	for r, q := range p.requests {
		n := 0
		for m := range p.open[r] {
			for s, open := range p.open[r][m] {
				if open {
					placements = append(placements, RoundPlacement{q.ID, m, int64(s)})
					n++
				}
			}
		}
		if n > 1 || n == 1 && !p.must[r] {
			return nil, false
		}
	}
	return placements, true
}
