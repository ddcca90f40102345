package facilities

import "time"

// Span is half-open: it holds Start and every instant before End. Both are UTC.
type Span struct{ Start, End time.Time }

// NewSpan gives the span between two instants in UTC, to the second; what a
// person or a program typed may carry any offset.
func NewSpan(start, end time.Time) Span {
	return Span{start.UTC().Truncate(time.Second), end.UTC().Truncate(time.Second)}
}

// Duration is End − Start; negative for a reversed span.
func (s Span) Duration() time.Duration { return s.End.Sub(s.Start) }

// Empty reports that the span holds no instant.
func (s Span) Empty() bool { return !s.Start.Before(s.End) }

// Overlaps reports that the two share an instant. Spans that touch do not.
func (s Span) Overlaps(o Span) bool {
	return s.Start.Before(o.End) && o.Start.Before(s.End)
}

// Covers reports that every instant of o lies in s.
func (s Span) Covers(o Span) bool {
	return !o.Start.Before(s.Start) && !o.End.After(s.End)
}

// Holds reports that the instant t lies in s.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.Start) && t.Before(s.End) }

// Grow returns the span with a buffer put before and after it.
func (s Span) Grow(before, after time.Duration) Span {
	return Span{s.Start.Add(-before), s.End.Add(after)}
}
