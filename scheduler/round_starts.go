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
	windows := slices.Clone(r.Windows)
	slices.SortStableFunc(windows, func(a, b RoundWindow) int { return cmp.Compare(b.Value, a.Value) })
	var found []roundStarts // ordered, apart
	for _, w := range windows {
		worth := w.Value * roundUnit
		if c.source.Objective.Kind == Makespan {
			worth = 0
		}
		found = addStarts(found, max(lo, w.From), min(hi, w.To-int64(m.duration)), worth)
	}
	for _, use := range m.uses {
		for _, span := range blocked.of(use.res, use.units) {
			found = cutStarts(found, span.From-int64(use.to)+1, span.To-1-int64(use.from))
		}
	}
	return found
}

// addStarts adds lo to hi where found has nothing yet.
func addStarts(found []roundStarts, lo, hi, worth int64) []roundStarts {
	if lo > hi {
		return found
	}
	out := make([]roundStarts, 0, len(found)+2)
	at := lo
	for _, f := range found {
		if int64(f.lo) > at && at <= hi {
			end := min(hi, int64(f.lo)-1)
			if end >= at {
				out = append(out, roundStarts{int32(at), int32(end), worth})
			}
		}
		out = append(out, f)
		at = max(at, int64(f.hi)+1)
	}
	if at <= hi {
		out = append(out, roundStarts{int32(at), int32(hi), worth})
	}
	slices.SortFunc(out, func(a, b roundStarts) int { return cmp.Compare(a.lo, b.lo) })
	return joinStarts(out)
}

// cutStarts takes lo to hi out.
func cutStarts(found []roundStarts, lo, hi int64) []roundStarts {
	if lo > hi {
		return found
	}
	first := slices.IndexFunc(found, func(f roundStarts) bool { return int64(f.hi) >= lo })
	if first < 0 || int64(found[first].lo) > hi {
		return found
	}
	out := make([]roundStarts, 0, len(found)+1)
	for _, f := range found {
		if int64(f.hi) < lo || int64(f.lo) > hi {
			out = append(out, f)
			continue
		}
		if int64(f.lo) < lo {
			out = append(out, roundStarts{f.lo, int32(lo - 1), f.worth})
		}
		if int64(f.hi) > hi {
			out = append(out, roundStarts{int32(hi + 1), f.hi, f.worth})
		}
	}
	return out
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
	for i := range m.starts {
		if s := &m.starts[i]; start <= s.hi {
			return s.worth, start >= s.lo
		}
	}
	return 0, false
}
