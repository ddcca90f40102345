package scheduler

import (
	"cmp"
	"slices"
)

// blockedSpans finds where a resource has fewer units than asked, once for each
// number of units.
type blockedSpans struct {
	round *round
	cache map[[2]int32][]RoundSpan
}

func (b *blockedSpans) of(res, units int32) []RoundSpan {
	key := [2]int32{res, units}
	spans, known := b.cache[key]
	if known {
		return spans
	}
	for _, step := range b.round.res[res].level {
		if step.level >= units {
			continue
		}
		if n := len(spans); n > 0 && spans[n-1].To == int64(step.from) {
			spans[n-1].To = int64(step.to)
			continue
		}
		spans = append(spans, RoundSpan{int64(step.from), int64(step.to)})
	}
	b.cache[key] = spans
	return spans
}

// starts gives the runs of starts that lie in a window and meet no closure, each
// with the worth of the best window there, ordered and apart.
func (c *round) starts(r *RoundRequest, m *roundMode, blocked *blockedSpans) []roundStarts {
	lo, hi := int64(0), int64(c.slots-m.duration)
	for _, claim := range r.Modes[m.source].Claims {
		lo = max(lo, claim.Before)
		hi = min(hi, int64(c.slots)-int64(m.duration)-claim.After)
	}
	found := c.worthiest(r.Windows, int64(m.duration), lo, hi)
	for _, use := range m.uses {
		found = cutSpans(found, blocked.of(use.res, use.units), use)
	}
	return found
}

// worthiest gives the runs of starts from lo to hi at which a use lies in a window,
// each with the worth of the best one. It sweeps over where windows begin and end.
func (c *round) worthiest(windows []RoundWindow, duration, lo, hi int64) []roundStarts {
	type span struct{ lo, hi, worth int64 }
	var spans []span
	for _, w := range windows {
		worth := w.Value * roundUnit
		if c.source.Objective.Kind == Makespan {
			worth = 0
		}
		if s := (span{max(lo, w.From), min(hi, w.To-duration), worth}); s.lo <= s.hi {
			spans = append(spans, s)
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	var found []roundStarts
	var open []span // that reach at, the worthiest last
	at := lo
	for next := 0; next < len(spans) || len(open) > 0; {
		if len(open) == 0 {
			at = spans[next].lo
		}
		for ; next < len(spans) && spans[next].lo <= at; next++ {
			k, _ := slices.BinarySearchFunc(open, spans[next], func(a, b span) int { return cmp.Compare(a.worth, b.worth) })
			open = slices.Insert(open, k, spans[next])
		}
		best := open[len(open)-1]
		if best.hi < at {
			open = open[:len(open)-1]
			continue
		}
		end := best.hi
		if next < len(spans) {
			end = min(end, spans[next].lo-1)
		}
		found = append(found, roundStarts{int32(at), int32(end), best.worth})
		at = end + 1
	}
	return joinStarts(found)
}

// cutSpans takes out the starts at which a use would meet one of some spans, which
// are ordered and apart.
func cutSpans(found []roundStarts, spans []RoundSpan, use roundUse) []roundStarts {
	if len(found) == 0 || len(spans) == 0 {
		return found
	}
	out := make([]roundStarts, 0, len(found))
	next := 0
	for _, f := range found {
		lo := int64(f.lo)
		for next < len(spans) && spans[next].To-1-int64(use.from) < lo {
			next++
		}
		for k := next; lo <= int64(f.hi); k++ {
			if k == len(spans) || spans[k].From-int64(use.to)+1 > int64(f.hi) {
				out = append(out, roundStarts{int32(lo), f.hi, f.worth})
				break
			}
			if before := spans[k].From - int64(use.to); before >= lo {
				out = append(out, roundStarts{int32(lo), int32(before), f.worth})
			}
			lo = max(lo, spans[k].To-int64(use.from))
		}
	}
	return out
}

// cutStarts takes lo to hi out.
func cutStarts(found []roundStarts, lo, hi int64) []roundStarts {
	if lo > hi {
		return found
	}
	return cutSpans(found, []RoundSpan{{lo, hi + 1}}, roundUse{to: 1})
}

func joinStarts(starts []roundStarts) []roundStarts {
	out := starts[:0]
	for _, s := range starts {
		if n := len(out); n > 0 && out[n-1].hi+1 == s.lo && out[n-1].worth == s.worth {
			out[n-1].hi = s.hi
			continue
		}
		out = append(out, s)
	}
	return out
}

func onlyStart(starts []roundStarts, at int32) []roundStarts {
	for _, s := range starts {
		if s.lo <= at && at <= s.hi {
			return []roundStarts{{at, at, s.worth}}
		}
	}
	return nil
}

// priceMoves adds what not dropping a request saves, and takes off what moving
// it costs.
func priceMoves(starts []roundStarts, before *RoundPrevious, mode int) []roundStarts {
	saved := before.DropCost * roundUnit
	moved := saved - before.MoveCost*roundUnit
	var out []roundStarts
	at := int32(before.Start)
	for _, s := range starts {
		if mode != before.Mode || at < s.lo || at > s.hi {
			out = append(out, roundStarts{s.lo, s.hi, s.worth + moved})
			continue
		}
		if s.lo < at {
			out = append(out, roundStarts{s.lo, at - 1, s.worth + moved})
		}
		out = append(out, roundStarts{at, at, s.worth + saved})
		if at < s.hi {
			out = append(out, roundStarts{at + 1, s.hi, s.worth + moved})
		}
	}
	return out
}

// worthAt is what a start is worth, or false where it may not be.
func (m *roundMode) worthAt(start int32) (int64, bool) {
	k := m.runFrom(start)
	if k == len(m.starts) {
		return 0, false
	}
	return m.starts[k].worth, start >= m.starts[k].lo
}

// runFrom is the first run of starts that reaches to a start or beyond.
func (m *roundMode) runFrom(start int32) int {
	lo, hi := 0, len(m.starts)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); m.starts[mid].hi < start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
