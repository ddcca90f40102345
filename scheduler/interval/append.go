package interval

// The functions below append a set to dst and return the longer slice, as append does. What dst held before stays as it
// is and is not joined with what is added. None allocates when dst has the room; dst may not share storage with an
// argument.

// AppendUnion appends the ticks that are in a or in b.
func AppendUnion(dst, a, b Set) Set {
	mark := len(dst)
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].From <= b[0].From {
			dst, a = appendJoined(dst, mark, a[0]), a[1:]
		} else {
			dst, b = appendJoined(dst, mark, b[0]), b[1:]
		}
	}
	return dst
}

// AppendIntersection appends the ticks that are in a and in b.
func AppendIntersection(dst, a, b Set) Set {
	for len(a) > 0 && len(b) > 0 {
		if both := a[0].Intersect(b[0]); !both.Empty() {
			dst = append(dst, both)
		}
		if a[0].To <= b[0].To {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return dst
}

// AppendSubtraction appends the ticks that are in a and not in b.
func AppendSubtraction(dst, a, b Set) Set {
	for _, span := range a {
		for len(b) > 0 && b[0].To <= span.From {
			b = b[1:]
		}
		rest := b
		for len(rest) > 0 && rest[0].From < span.To {
			if span.From < rest[0].From {
				dst = append(dst, Span{span.From, rest[0].From})
			}
			span.From = rest[0].To
			rest = rest[1:]
		}
		if !span.Empty() {
			dst = append(dst, span)
		}
	}
	return dst
}

// AppendComplement appends the ticks of within that are not in a.
func AppendComplement(dst, a Set, within Span) Set {
	for i := a.Search(within.From); i < len(a) && a[i].From < within.To; i++ {
		if within.From < a[i].From {
			dst = append(dst, Span{within.From, a[i].From})
		}
		within.From = a[i].To
	}
	if !within.Empty() {
		dst = append(dst, within)
	}
	return dst
}

// AppendDilation appends the starts t for which the window [t−before, t+after) overlaps the set: every start that the
// set forbids to a window of that shape. An empty window overlaps nothing.
func AppendDilation(dst, a Set, before, after int64) Set {
	mark := len(dst)
	for _, span := range a {
		dst = appendJoined(dst, mark, span.Dilate(before, after))
	}
	return dst
}

// appendJoined appends a span that starts no earlier than the last one, joining the two when they meet, but not with
// what stands before mark.
func appendJoined(dst Set, mark int, s Span) Set {
	if s.Empty() {
		return dst
	}
	if n := len(dst); n > mark && s.From <= dst[n-1].To {
		dst[n-1].To = max(dst[n-1].To, s.To)
		return dst
	}
	return append(dst, s)
}
