package facilities

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// wallPart is a piece of one local day in which the clock runs without a jump.
type wallPart struct {
	day         Date
	from, until time.Duration // what the clock shows, from midnight
	start       time.Time     // the instant at which it shows from
}

// onTheWall walks through a span as the clock on a wall in the zone shows it: an hour
// that is there twice comes twice, one that is skipped not at all.
func onTheWall(span Span, zone *time.Location) iter.Seq[wallPart] {
	return func(yield func(wallPart) bool) {
		for !span.Empty() {
			piece := span
			local := span.Start.In(zone)
			if _, jump := local.ZoneBounds(); !jump.IsZero() && jump.Before(span.End) {
				piece.End = jump
			}
			span.Start = piece.End
			_, offset := local.Zone()
			shift := time.Duration(offset) * time.Second
			for !piece.Empty() {
				wall := piece.Start.UTC().Add(shift) // reads like the wall clock
				day := DateOf(wall)
				midnight := day.In(time.UTC)
				until := min(piece.End.UTC().Add(shift).Sub(midnight), 24*time.Hour)
				part := wallPart{day, wall.Sub(midnight), until, piece.Start.UTC()}
				if !yield(part) {
					return
				}
				piece.Start = piece.Start.Add(part.until - part.from)
			}
		}
	}
}

// clip gives the instants of the part at which the clock shows minutes within [from, until).
func (p wallPart) clip(from, until int) (Span, bool) {
	first := max(p.from, time.Duration(from)*time.Minute)
	last := min(p.until, time.Duration(until)*time.Minute)
	return Span{p.start.Add(first - p.from), p.start.Add(last - p.from)}, first < last
}

// OpenHours lists when a weekly table is open within a span: by start, spans that touch
// joined into one.
func OpenHours(table []Hours, span Span, zone *time.Location) []Span {
	var open []Span
	for part := range onTheWall(span, zone) {
		weekday := part.day.In(time.UTC).Weekday()
		for _, h := range table {
			if h.Weekday != weekday {
				continue
			}
			if s, some := part.clip(h.From, h.Until); some {
				open = append(open, s)
			}
		}
	}
	return joined(open)
}

// PrimeTime lists the hours within a span whose weight is above 100, as OpenHours does.
func PrimeTime(table []Prime, span Span, zone *time.Location) []Span {
	hours := make([]Hours, 0, len(table))
	for _, p := range table {
		if p.Percent > 100 {
			hours = append(hours, Hours{p.Weekday, p.From, p.Until})
		}
	}
	if len(hours) == 0 {
		return nil
	}
	return OpenHours(hours, span, zone)
}

// joined sorts spans and makes one of those that touch or overlap.
func joined(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start.Unix(), b.Start.Unix()) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && !s.Start.After(out[n-1].End) {
			if s.End.After(out[n-1].End) {
				out[n-1].End = s.End
			}
			continue
		}
		out = append(out, s)
	}
	return out
}
