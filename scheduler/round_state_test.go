package scheduler

import (
	"slices"
	"testing"
)

// TestUndoBringsBackWhatWas makes moves of all kinds on rounds with every rule, and
// takes them back.
func TestUndoBringsBackWhatWas(t *testing.T) {
	moved := 0
	for seed := range uint64(12) {
		c := compile(sampleRound(seed, sampleShape{6, 60, 1, Satisfaction, seed%2 == 1}))
		w := guidedWalker(c, seed, 2_000)
		w.walk(2_000)
		w.pushing(breedPushes)
		w.backfill = roundBackfill{reach: backfillReach * w.hot, users: c.usersByInstrument()}
		placed := func() []roundSpot {
			plan := w.snapshot(nil)
			for r := range plan {
				if plan[r].mode < 0 {
					plan[r].start = 0 // where it once was
				}
			}
			return plan
		}
		for k := range 2_000 {
			plan, total := placed(), w.total
			got, left, members := slices.Clone(w.got), slices.Clone(w.left), slices.Clone(w.members)
			w.journal = w.journal[:0]
			w.floor = w.objective()
			w.try(int32(k % len(c.req)))
			moved += len(w.journal)
			w.undo(0)
			if !slices.Equal(plan, placed()) || total != w.total {
				t.Fatalf("seed %d, move %d: the plan, or what it comes to, is not what it was", seed, k)
			}
			if !slices.Equal(got, w.got) || !slices.Equal(left, w.left) || !slices.Equal(members, w.members) {
				t.Fatalf("seed %d, move %d: accounts, limits or groups are not what they were", seed, k)
			}
		}
		s := newRoundState(c)
		s.restore(placed())
		for res := range s.rows {
			if row := &w.rows[res]; !row.unary() && !slices.Equal(row.units.words, s.rows[res].units.words) {
				t.Fatalf("seed %d: the units of resource %d are not those of its plan", seed, res)
			}
		}
		if s.total != w.total {
			t.Errorf("seed %d: the plan comes to %v, and made anew to %v", seed, w.total, s.total)
		}
	}
	if moved < 20_000 {
		t.Errorf("only %d changes were taken back: the test shows little", moved)
	}
}

// BenchmarkMoves makes the moves by which children are bred, on a drawn round of 20
// instruments and 300 requests.
func BenchmarkMoves(b *testing.B) {
	c := compile(sampleRound(1, sampleShape{20, 300, 2, Satisfaction, false}))
	w := guidedWalker(c, 1, 100_000)
	w.walk(99_999)
	w.pushing(breedPushes)
	w.backfill = roundBackfill{reach: backfillReach * w.hot, users: c.usersByInstrument()}
	w.hot = w.hot * breedWarmth / 100
	w.at, w.len = 1, 1<<40 // as warm all the time
	for b.Loop() {
		w.walk(1)
	}
}
