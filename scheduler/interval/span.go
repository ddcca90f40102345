// Package interval knows half-open spans of whole ticks and sets of them.
//
// It refuses to know what a tick is, what a span is for, or where it came from: time zones, opening hours and bookings
// are other packages' words. Every operation is pure, and those that build a set append to a slice that the caller
// brings, so that a loop can reuse one.
package interval

// Min and Max bound the ticks that this package calculates with. They leave room to add two such ticks without overflow.
const (
	Min int64 = -1 << 61
	Max int64 = 1 << 61
)

// Always is the span that holds every tick.
var Always = Span{Min, Max}

// Span is the ticks t with From ≤ t < To. A span with To ≤ From holds none.
type Span struct {
	From, To int64
}

// Empty reports whether the span holds no tick.
func (s Span) Empty() bool { return s.To <= s.From }

// Length is the number of ticks that the span holds, never negative.
func (s Span) Length() int64 {
	if s.Empty() {
		return 0
	}
	return s.To - s.From
}

// Contains reports whether tick t lies in the span.
func (s Span) Contains(t int64) bool { return s.From <= t && t < s.To }

// Covers reports whether every tick of o lies in s. An empty span is covered by any.
func (s Span) Covers(o Span) bool { return o.Empty() || s.From <= o.From && o.To <= s.To }

// Overlaps reports whether the two spans have a tick in common. Spans that touch do not overlap, and an empty one
// overlaps nothing.
func (s Span) Overlaps(o Span) bool {
	return s.From < o.To && o.From < s.To && !s.Empty() && !o.Empty()
}

// Intersect gives the ticks that both spans hold; the result may be empty.
func (s Span) Intersect(o Span) Span { return Span{max(s.From, o.From), min(s.To, o.To)} }

// Widen adds before ticks in front and after ticks behind.
func (s Span) Widen(before, after int64) Span {
	return Span{clamp(s.From - before), clamp(s.To + after)}
}

// Dilate gives the starts t for which the window [t−before, t+after) overlaps s: what s forbids to a window of that
// shape. An empty s or an empty window forbids nothing.
func (s Span) Dilate(before, after int64) Span {
	if s.Empty() || before+after <= 0 {
		return Span{}
	}
	return Span{clamp(s.From - after + 1), clamp(s.To + before)}
}

func clamp(t int64) int64 { return min(max(t, Min), Max) }
