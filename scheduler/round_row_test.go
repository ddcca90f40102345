package scheduler

import (
	"slices"
	"testing"
)

// plainRow is a row as it is meant: a counter for each slot, and a list that is looked
// through from its beginning.
type plainRow struct {
	free []int32
	held []roundHolding
}

func (w *plainRow) add(h roundHolding, units int32) {
	w.held = slices.Insert(w.held, w.firstFrom(h.from), h)
	for t := h.from; t < h.to; t++ {
		w.free[t] -= units
	}
}

func (w *plainRow) drop(h roundHolding, units int32) {
	w.held = slices.DeleteFunc(w.held, func(x roundHolding) bool { return x == h })
	for t := h.from; t < h.to; t++ {
		w.free[t] += units
	}
}

func (w *plainRow) firstFrom(from int32) int {
	for at, h := range w.held {
		if h.from >= from {
			return at
		}
	}
	return len(w.held)
}

// short gives the first and the last slot of a span in which fewer units are free; -1
// is none.
func (w *plainRow) short(from, to, units int32) (first, last int32) {
	first, last = -1, -1
	for t := to - 1; t >= from; t-- {
		if w.free[t] < units {
			first = t
		}
	}
	for t := from; t < to; t++ {
		if w.free[t] < units {
			last = t
		}
	}
	return first, last
}

func TestRowIsWhatItsSlotsSay(t *testing.T) {
	// Levels at the ends of each width of counters, and periods whose cells are of one
	// slot and of more.
	levels := []int32{1, 2, 7, 8, 127, 128, 32767, 32768, 1<<31 - 1}
	full, booked := 0, 0
	for seed := range uint64(120) {
		random := &roundRandom{seed}
		slots := []int32{1, 63, 64, 700, 5000, 30_000}[random.below(6)]
		most := levels[random.below(int32(len(levels)))]
		half := random.below(slots) + 1
		r := &roundResource{level: []roundStep{{0, half, most}}}
		if half < slots {
			r.level = append(r.level, roundStep{half, slots, random.between(0, most-1)})
		}
		row, plain := newRoundRow(r, slots), plainRow{free: make([]int32, slots)}
		for _, step := range r.level {
			for t := step.from; t < step.to; t++ {
				plain.free[t] = step.level
			}
		}
		units := map[int32]int32{} // of each request that holds the row
		for req := range int32(150) {
			from := random.below(slots)
			to := min(slots, from+1+random.below(max(1, slots/8)))
			asks := random.between(1, max(1, most/3))
			first, last := plain.short(from, to, asks)
			if got := row.units.firstShort(from, to, asks); got != first {
				t.Fatalf("seed %d: %d units from %d to %d: first short in slot %d, want %d", seed, asks, from, to, got, first)
			}
			if got := row.units.lastShort(from, to, asks); got != last {
				t.Fatalf("seed %d: %d units from %d to %d: last short in slot %d, want %d", seed, asks, from, to, got, last)
			}
			if last < 0 {
				booked++
				units[req] = asks
				row.add(from, to, asks, req)
				plain.add(roundHolding{from, to, req}, asks)
			} else {
				full++
			}
			if len(plain.held) > 0 && (last >= 0 || random.chance(64)) {
				gone := plain.held[random.below(int32(len(plain.held)))]
				row.drop(gone.from, gone.to, units[gone.req], gone.req)
				plain.drop(gone, units[gone.req])
			}
			if !slices.Equal(row.held, plain.held) || !slices.Equal(row.units.counts(slots), plain.free) {
				t.Fatalf("seed %d: after request %d the row is not what its slots say", seed, req)
			}
			for range 20 {
				at := random.between(0, slots)
				if got, want := row.firstFrom(at), plain.firstFrom(at); got != want {
					t.Fatalf("seed %d: the first from slot %d is %d, want %d", seed, at, got, want)
				}
			}
		}
	}
	if full < 1000 || booked < 1000 {
		t.Errorf("%d spans were full and %d were not: the test shows little", full, booked)
	}
}

func TestFirstMeetingIsTheFirstThatEndsAfterASlot(t *testing.T) {
	row := newRoundRow(&roundResource{unary: true}, 100)
	for req, span := range [][2]int32{{50, 60}, {10, 20}, {20, 25}} {
		row.add(span[0], span[1], 1, int32(req))
	}
	for _, test := range []struct{ at, want int32 }{{0, 0}, {10, 0}, {19, 0}, {20, 1}, {24, 1}, {25, 2}, {50, 2}, {59, 2}, {60, 3}, {100, 3}} {
		if got := row.firstMeeting(test.at); got != int(test.want) {
			t.Errorf("the first that ends after slot %d is %d, want %d", test.at, got, test.want)
		}
	}
}
