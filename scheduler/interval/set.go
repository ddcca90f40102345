package interval

import (
	"cmp"
	"slices"
	"sort"
)

// Set is a set of ticks in normal form: its spans ascend, none is empty, and none touches the next. Normalise makes
// one; the Append functions give one when their arguments are. The nil Set is empty.
type Set []Span

// Normalise sorts the spans, drops the empty ones, joins those that overlap or touch, and returns the result in the
// same storage.
func Normalise(spans []Span) Set {
	slices.SortFunc(spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	set := Set(spans[:0])
	for _, s := range spans {
		set = appendJoined(set, 0, s)
	}
	return set
}

// Of gives the set that holds exactly the ticks of the spans, which stay as they were.
func Of(spans ...Span) Set { return Normalise(slices.Clone(spans)) }

// Valid reports whether the set is in normal form.
func (s Set) Valid() bool {
	for i, span := range s {
		if span.Empty() || i > 0 && span.From <= s[i-1].To {
			return false
		}
	}
	return true
}

// Length is the number of ticks in the set.
func (s Set) Length() int64 {
	var n int64
	for _, span := range s {
		n += span.To - span.From
	}
	return n
}

// Search gives the index of the first span that ends after tick t, len(s) when none does. It is the only span that can
// hold t.
func (s Set) Search(t int64) int {
	return sort.Search(len(s), func(i int) bool { return s[i].To > t })
}

// Contains reports whether tick t is in the set.
func (s Set) Contains(t int64) bool {
	i := s.Search(t)
	return i < len(s) && s[i].From <= t
}

// Covers reports whether every tick of the span is in the set. An empty span always is.
func (s Set) Covers(span Span) bool {
	if span.Empty() {
		return true
	}
	i := s.Search(span.From)
	return i < len(s) && s[i].From <= span.From && span.To <= s[i].To
}

// First gives the first span of the set, whole, that overlaps the given one.
func (s Set) First(within Span) (Span, bool) {
	if within.Empty() {
		return Span{}, false
	}
	i := s.Search(within.From)
	if i == len(s) || s[i].From >= within.To {
		return Span{}, false
	}
	return s[i], true
}

// Overlaps reports whether the set and the span have a tick in common.
func (s Set) Overlaps(span Span) bool {
	_, ok := s.First(span)
	return ok
}

// Gap gives the first hole of the set, whole, that overlaps the given span: the largest span around that hole without a
// tick of the set. A hole before the first span starts at Min, one after the last ends at Max.
func (s Set) Gap(within Span) (Span, bool) {
	if within.Empty() {
		return Span{}, false
	}
	i := s.Search(within.From)
	if i < len(s) && s[i].From <= within.From { // the span's start is in the set: the hole comes after
		if within.To <= s[i].To {
			return Span{}, false
		}
		i++
	}
	hole := Span{Min, Max}
	if i > 0 {
		hole.From = s[i-1].To
	}
	if i < len(s) {
		hole.To = s[i].From
	}
	return hole, true
}

// Overlap is the number of ticks that the set and the span have in common.
func (s Set) Overlap(span Span) int64 {
	var n int64
	for i := s.Search(span.From); i < len(s) && s[i].From < span.To; i++ {
		n += s[i].Intersect(span).Length()
	}
	return n
}
