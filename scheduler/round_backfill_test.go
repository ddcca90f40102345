package scheduler

import "testing"

// The press and the oven share an operator. What is on the oven has to go for the
// request on the press, which is worth less; with what then fits on the oven by
// itself the two are worth more.
func TestAMoveIsJudgedWithWhatFitsInTheHoleItLeaves(t *testing.T) {
	alone := func(id, instrument string, value int64, operator bool) RoundRequest {
		m := RoundMode{Duration: 10, Claims: []RoundClaim{{Resource: instrument, Units: 1}}}
		if operator {
			m.Claims = append(m.Claims, RoundClaim{Resource: "operator", Units: 1})
		}
		return RoundRequest{ID: id, Partner: "all", Modes: []RoundMode{m}, Windows: []RoundWindow{{0, 10, value}}}
	}
	c := compile(&RoundProblem{
		GridMinutes: 15, Slots: 10, Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "all"}},
		Resources: []RoundResource{{ID: "press", Capacity: 1}, {ID: "oven", Capacity: 1}, {ID: "operator", Capacity: 2, Levels: []RoundLevel{{0, 10, 1}}}},
		Requests:  []RoundRequest{alone("baking", "oven", 90, true), alone("drying", "oven", 60, false), alone("pressing", "press", 50, true)},
	})
	for _, try := range []struct{ reach, want int64 }{{0, 90}, {100, 110}} {
		w := newRoundWalker(c, 1, 200)
		w.hot, w.cold = 0, 0
		w.put(0, 0, 0)
		w.from = w.snapshot(nil)
		w.backfill = roundBackfill{reach: try.reach * roundUnit, users: c.usersByInstrument()}
		w.walk(200)
		if w.bestWorth != try.want*roundUnit {
			t.Errorf("filling up to %d below, a cold walk finds %d, not %d", try.reach, w.bestWorth/roundUnit, try.want)
		}
	}
}

func TestFillingWhatMovesFreeKeepsEveryRule(t *testing.T) {
	filled := 0
	for seed := range uint64(12) {
		p := sampleRound(seed, sampleShape{8, 60, 2, Satisfaction, true})
		c := compile(p)
		w := guidedWalker(c, seed, 20_000)
		w.walk(2_000)
		w.backfill = roundBackfill{reach: backfillReach * w.hot, users: c.usersByInstrument()}
		for k := range 200 {
			w.journal = w.journal[:0]
			req := w.random.below(int32(len(c.req)))
			if w.mode[req] < 0 {
				continue
			}
			w.out, w.blocked = w.out[:0], false
			if w.lift(req); w.blocked {
				w.undo(0)
				continue
			}
			for _, other := range w.out {
				w.dropDependants(other)
			}
			w.dropDependants(req)
			before := len(w.journal)
			w.floor = w.objective() + 1
			w.fillBack()
			filled += len(w.journal) - before
			if k%20 > 0 {
				continue
			}
			if err := verifies(p, c, w.snapshot(nil), w.objective()); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
	if filled < 500 {
		t.Errorf("only %d requests were filled in: the test shows little", filled)
	}
}
