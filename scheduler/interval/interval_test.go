package interval_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/scheduler/interval"
)

// board is a set of ticks 0…63 as one word: bit t stands for tick t. It is the plainest thing the sets can be held
// against.
type board uint64

const edge = 64

func boardOf(set []interval.Span) board {
	var b board
	for _, s := range set {
		for t := max(s.From, 0); t < min(s.To, edge); t++ {
			b |= 1 << t
		}
	}
	return b
}

func spans(limit int) *rapid.Generator[[]interval.Span] {
	span := rapid.Custom(func(t *rapid.T) interval.Span {
		return interval.Span{From: rapid.Int64Range(0, edge).Draw(t, "from"), To: rapid.Int64Range(0, edge).Draw(t, "to")}
	})
	return rapid.SliceOfN(span, 0, limit)
}

func sets() *rapid.Generator[interval.Set] {
	return rapid.Map(spans(8), func(s []interval.Span) interval.Set { return interval.Of(s...) })
}

// wantBoard fails unless the set is in normal form and holds exactly the ticks of the board.
func wantBoard(t *rapid.T, what string, got interval.Set, want board) {
	t.Helper()
	if !got.Valid() {
		t.Fatalf("%s: %v is not in normal form", what, got)
	}
	if boardOf(got) != want {
		t.Fatalf("%s: got %v = %b, want %b", what, got, boardOf(got), want)
	}
}

func TestNormaliseHoldsTheSameTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := spans(12).Draw(t, "spans")
		kept := slices.Clone(in)
		wantBoard(t, "Of", interval.Of(in...), boardOf(in))
		if !slices.Equal(in, kept) {
			t.Fatalf("Of changed its argument: %v, was %v", in, kept)
		}
		wantBoard(t, "Normalise", interval.Normalise(in), boardOf(kept))
	})
}

func TestAlgebraAgreesWithBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sets().Draw(t, "a"), sets().Draw(t, "b")
		x, y := boardOf(a), boardOf(b)
		wantBoard(t, "union", interval.AppendUnion(nil, a, b), x|y)
		wantBoard(t, "intersection", interval.AppendIntersection(nil, a, b), x&y)
		wantBoard(t, "subtraction", interval.AppendSubtraction(nil, a, b), x&^y)

		within := interval.Span{From: rapid.Int64Range(0, edge).Draw(t, "from"), To: rapid.Int64Range(0, edge).Draw(t, "to")}
		wantBoard(t, "complement", interval.AppendComplement(nil, a, within), boardOf([]interval.Span{within})&^x)
	})
}

func TestQueriesAgreeWithBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := sets().Draw(t, "a")
		x := boardOf(a)
		s := interval.Span{From: rapid.Int64Range(0, edge).Draw(t, "from"), To: rapid.Int64Range(0, edge).Draw(t, "to")}
		y := boardOf([]interval.Span{s})

		if got, want := a.Length(), int64(popcount(x)); got != want {
			t.Fatalf("length %d, want %d", got, want)
		}
		if got, want := a.Overlap(s), int64(popcount(x&y)); got != want {
			t.Fatalf("overlap %d, want %d", got, want)
		}
		if got, want := a.Covers(s), y&^x == 0; got != want {
			t.Fatalf("covers %v, want %v", got, want)
		}
		if got, want := a.Overlaps(s), x&y != 0; got != want {
			t.Fatalf("overlaps %v, want %v", got, want)
		}
		for tick := int64(0); tick < edge; tick++ {
			if got, want := a.Contains(tick), x&(1<<tick) != 0; got != want {
				t.Fatalf("contains %d: %v, want %v", tick, got, want)
			}
		}
	})
}

func TestFirstAndGapGiveTheWholeSpanThatIsMetFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := sets().Draw(t, "a")
		s := interval.Span{From: rapid.Int64Range(0, edge).Draw(t, "from"), To: rapid.Int64Range(0, edge).Draw(t, "to")}
		inside, outside := int64(-1), int64(-1) // the first tick of s in the set, and the first that is not
		for tick := s.From; tick < s.To; tick++ {
			switch {
			case a.Contains(tick) && inside < 0:
				inside = tick
			case !a.Contains(tick) && outside < 0:
				outside = tick
			}
		}
		check := func(what string, got interval.Span, ok bool, first int64, member bool) {
			if ok != (first >= 0) {
				t.Fatalf("%s found: %v, want %v", what, ok, first >= 0)
			}
			if !ok {
				return
			}
			if !got.Contains(first) {
				t.Fatalf("%s %v does not hold %d", what, got, first)
			}
			for tick := max(got.From, -1); tick < min(got.To, edge+1); tick++ {
				if a.Contains(tick) != member {
					t.Fatalf("%s %v is wrong at %d", what, got, tick)
				}
			}
			if got.From > interval.Min && a.Contains(got.From-1) == member || got.To < interval.Max && a.Contains(got.To) == member {
				t.Fatalf("%s %v is not the whole of it", what, got)
			}
		}
		first, ok := a.First(s)
		check("first", first, ok, inside, true)
		gap, ok := a.Gap(s)
		check("gap", gap, ok, outside, false)
	})
}

func TestDilationIsTheStartsWhoseWindowTouches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := sets().Draw(t, "a")
		before, after := rapid.Int64Range(0, 9).Draw(t, "before"), rapid.Int64Range(0, 9).Draw(t, "after")
		got := interval.AppendDilation(nil, a, before, after)
		if !got.Valid() {
			t.Fatalf("%v is not in normal form", got)
		}
		for start := int64(-20); start < edge+20; start++ {
			if want := a.Overlaps(interval.Span{From: start - before, To: start + after}); got.Contains(start) != want {
				t.Fatalf("start %d: forbidden %v, want %v", start, !want, want)
			}
		}
	})
}

func TestAppendLeavesWhatStandsBefore(t *testing.T) {
	head := interval.Set{{From: 0, To: 10}}
	a, b := interval.Of(interval.Span{From: 5, To: 20}), interval.Of(interval.Span{From: 8, To: 12})
	for name, got := range map[string]interval.Set{
		"union":        interval.AppendUnion(slices.Clone(head), a, b),
		"intersection": interval.AppendIntersection(slices.Clone(head), a, b),
		"subtraction":  interval.AppendSubtraction(slices.Clone(head), a, b),
		"complement":   interval.AppendComplement(slices.Clone(head), b, interval.Span{From: 5, To: 20}),
		"dilation":     interval.AppendDilation(slices.Clone(head), a, 1, 1),
	} {
		if len(got) < 2 || got[0] != head[0] {
			t.Errorf("%s: %v does not start with %v", name, got, head)
		}
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	a := interval.Of(interval.Span{From: 0, To: 10}, interval.Span{From: 20, To: 30}, interval.Span{From: 40, To: 50})
	b := interval.Of(interval.Span{From: 5, To: 25}, interval.Span{From: 45, To: 60})
	room := make(interval.Set, 0, 16)
	if n := testing.AllocsPerRun(100, func() {
		room = interval.AppendUnion(room[:0], a, b)
		room = interval.AppendIntersection(room[:0], a, b)
		room = interval.AppendSubtraction(room[:0], a, b)
		room = interval.AppendComplement(room[:0], a, interval.Always)
		room = interval.AppendDilation(room[:0], a, 3, 4)
		a.Covers(b[0])
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestSpansThatTouchDoNotOverlap(t *testing.T) {
	for _, c := range []struct {
		name     string
		a, b     interval.Span
		overlaps bool
	}{
		{"apart", interval.Span{From: 0, To: 5}, interval.Span{From: 7, To: 9}, false},
		{"touching", interval.Span{From: 0, To: 5}, interval.Span{From: 5, To: 9}, false},
		{"one tick in common", interval.Span{From: 0, To: 5}, interval.Span{From: 4, To: 9}, true},
		{"an empty one inside", interval.Span{From: 0, To: 5}, interval.Span{From: 3, To: 3}, false},
		{"a reversed one", interval.Span{From: 0, To: 5}, interval.Span{From: 4, To: 1}, false},
	} {
		if c.a.Overlaps(c.b) != c.overlaps || c.b.Overlaps(c.a) != c.overlaps {
			t.Errorf("%s: overlaps is not %v", c.name, c.overlaps)
		}
	}
}

func TestEdgesDoNotOverflow(t *testing.T) {
	if got := interval.Always.Dilate(1<<60, 1<<60); got != interval.Always {
		t.Errorf("dilated Always is %v", got)
	}
	if got := interval.Always.Widen(1<<60, 1<<60); got != interval.Always {
		t.Errorf("widened Always is %v", got)
	}
}

func popcount(b board) (n int) {
	for ; b != 0; b &= b - 1 {
		n++
	}
	return n
}
