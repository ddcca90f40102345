package scheduler

import (
	"fmt"
	"slices"
)

// proofRound is what all parts of a proof by branching have in common: the requests
// in the order of their ids, and what ties them together.
type proofRound struct {
	*roundVerifier
	order []*RoundRequest
	holds [][][]verifiedHold // of each request and mode
	after [][]proofLink      // of each request
	group [][]int            // of each request, all members; nil when it stands alone
}

// proofLink is a request that has to come before another. Gaps that no period is long
// enough for are cut to its length; gapMax is then no rule.
type proofLink struct {
	earlier        int
	gapMin, gapMax int64
}

func newProofRound(v *roundVerifier) *proofRound {
	x := &proofRound{roundVerifier: v}
	for i := range v.p.Requests {
		x.order = append(x.order, &v.p.Requests[i])
	}
	slices.SortFunc(x.order, func(a, b *RoundRequest) int { return compareIDs(a.ID, b.ID) })
	groups := map[string][]int{}
	for r, q := range x.order {
		if q.Together != "" {
			groups[q.Together] = append(groups[q.Together], r)
		}
	}
	for _, q := range x.order {
		var holds [][]verifiedHold
		for m := range q.Modes {
			holds = append(holds, v.holdsOf(&q.Modes[m]))
		}
		var after []proofLink
		for _, a := range q.After {
			after = append(after, proofLink{x.number(a.Request), v.gap(a.GapMin), v.gap(a.GapMax)})
		}
		x.holds, x.after, x.group = append(x.holds, holds), append(x.after, after), append(x.group, groups[q.Together])
	}
	return x
}

func compareIDs(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// number finds a request by its id; -1 for none.
func (x *proofRound) number(id string) int {
	k, known := slices.BinarySearchFunc(x.order, id, func(r *RoundRequest, id string) int { return compareIDs(r.ID, id) })
	if !known {
		return -1
	}
	return k
}

// startRow is the starts of one mode: those from first up to last that are open.
// There are none when first is not before last.
type startRow struct {
	first, last int64
	open        []bool // from the slot at
	at          int64
}

func (w *startRow) some() bool { return w.first < w.last }

// rowOf lays runs of starts out.
func rowOf(runs []verifiedStarts) startRow {
	if len(runs) == 0 {
		return startRow{}
	}
	w := startRow{first: runs[0].from, last: runs[len(runs)-1].to, at: runs[0].from}
	w.open = make([]bool, w.last-w.first)
	for _, run := range runs {
		for s := run.from; s < run.to; s++ {
			w.open[s-w.at] = true
		}
	}
	return w
}

// verifiedPart is a part of all plans: which starts each mode has, and which
// requests every plan of it places.
type verifiedPart struct {
	*proofRound
	open     [][]startRow // of each request and mode
	must     []bool
	fairness *partFairness // nil unless the round is a fair one
}

func (p *verifiedPart) fork() *verifiedPart {
	out := *p
	out.must = slices.Clone(p.must)
	out.open = slices.Clone(p.open) // its rows are never written to
	out.fairness = p.fairness.fork()
	return &out
}

// keep leaves a mode of a request only those starts that may stay, and reports
// whether that took any away.
func (p *verifiedPart) keep(r, m int, may func(start int64) bool) bool {
	w := p.open[r][m]
	first := w.first
	for first < w.last && (!w.open[first-w.at] || may(first)) {
		first++
	}
	if first == w.last {
		return false
	}
	out := startRow{at: w.first, open: slices.Clone(w.open[w.first-w.at : w.last-w.at])}
	for s := first; s < w.last; s++ {
		if k := s - out.at; out.open[k] && (s == first || !may(s)) {
			out.open[k] = false
		}
	}
	if k := slices.Index(out.open, true); k >= 0 {
		out.first, out.last = out.at+int64(k), w.last
		for !out.open[out.last-1-out.at] {
			out.last--
		}
	}
	p.open[r] = slices.Clone(p.open[r])
	p.open[r][m] = out
	return true
}

// within leaves a mode of a request only the starts from lo to hi.
func (p *verifiedPart) within(r, m int, lo, hi int64) bool {
	w := &p.open[r][m]
	if !w.some() || lo <= w.first && w.last <= hi+1 {
		return false
	}
	return p.keep(r, m, func(s int64) bool { return lo <= s && s <= hi })
}

// span is the first and last start, and the first and last end, of a request; ok
// is false when it has no start left.
func (p *verifiedPart) span(r int) (first, last, firstEnd, lastEnd int64, ok bool) {
	for m := range p.open[r] {
		w := &p.open[r][m]
		if !w.some() {
			continue
		}
		d := p.order[r].Modes[m].Duration
		if !ok {
			first, last, firstEnd, lastEnd, ok = w.first, w.last-1, w.first+d, w.last-1+d, true
			continue
		}
		first, last = min(first, w.first), max(last, w.last-1)
		firstEnd, lastEnd = min(firstEnd, w.first+d), max(lastEnd, w.last-1+d)
	}
	return first, last, firstEnd, lastEnd, ok
}

// some reports whether a request has a start left.
func (p *verifiedPart) some(r int) bool {
	return slices.ContainsFunc(p.open[r], func(w startRow) bool { return w.some() })
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
		lo, hi := int64(0), p.p.Slots
		switch {
		case d.Kind == PartOut, d.Kind == PartMode && int64(m) != d.At, d.Kind == PartNotMode && int64(m) == d.At:
			hi = -1
		case d.Kind == PartUntil:
			hi = d.At
		case d.Kind == PartFrom:
			lo = d.At
		}
		p.within(r, m, lo, hi)
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
	if a.Kind == PartShort && b.Kind == PartReach {
		return a.Account == b.Account && a.At == b.At
	}
	if a.Kind == PartOut && b.Kind == PartIn {
		return true
	}
	r := p.number(a.Request)
	if r < 0 || !p.must[r] {
		return false
	}
	return a.Kind == PartNotMode && b.Kind == PartMode && a.At == b.At || a.Kind == PartUntil && b.Kind == PartFrom && a.At >= b.At-1
}

// only is the plan that is left when there is no choice; ok is false when there
// is one.
func (p *verifiedPart) only() (placements []RoundPlacement, ok bool) {
	for r, q := range p.order {
		n := 0
		for m := range p.open[r] {
			w := &p.open[r][m]
			if !w.some() {
				continue
			}
			if n++; w.last-w.first > 1 || n > 1 || !p.must[r] {
				return nil, false
			}
			placements = append(placements, RoundPlacement{q.ID, m, w.first})
		}
	}
	return placements, true
}
