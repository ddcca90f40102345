package scheduler

import (
	"fmt"
	"testing"
)

func TestAJustifiedPlanIsAPlanWorthNoLessInWhichNothingCanSlide(t *testing.T) {
	slid, filled, tight := 0, 0, 0
	for seed := range uint64(12) {
		p := sampleRound(seed, sampleShape{6, 40, 2, Satisfaction, true})
		c := compile(p)
		w := guidedWalker(c, seed, 1_500)
		w.walk(1_500)
		w.restore(w.best)
		before, placed := w.objective(), placedIn(w.roundState)
		was := w.snapshot(nil)
		for _, late := range []bool{true, false} {
			w.justify(late)
			if err := verifies(p, c, w.snapshot(nil), w.objective()); err != nil {
				t.Fatalf("seed %d, late %v: %v", seed, late, err)
			}
		}
		if w.objective() < before {
			t.Errorf("seed %d: worth %d, and justified %d", seed, before, w.objective())
		}
		now := w.snapshot(nil)
		if len(dispute(nil, was, now)) > 0 {
			slid++
		}
		filled += placedIn(w.roundState) - placed
		w.justify(false)
		if len(dispute(nil, now, w.snapshot(nil))) == 0 {
			tight++
		}
	}
	if slid < 12 || tight < 10 {
		t.Errorf("of twelve plans %d were changed, and %d did not change when justified once more", slid, tight)
	}
	t.Log(slid, filled, tight)
}

func placedIn(s *roundState) int {
	n := 0
	for _, mode := range s.mode {
		if mode >= 0 {
			n++
		}
	}
	return n
}

// Two plans with the same requests in the same order on one instrument, at other
// starts within their slack.
func TestJustifiedPlansThatDifferBySlackAreTheSame(t *testing.T) {
	p := &RoundProblem{GridMinutes: 15, Slots: 60, Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "all"}}, Resources: []RoundResource{{ID: "press", Capacity: 1}}}
	for k := range 4 {
		p.Requests = append(p.Requests, RoundRequest{
			ID: fmt.Sprint("r", k), Partner: "all", Windows: []RoundWindow{{5, 60, 10}},
			Modes: []RoundMode{{Duration: 10, Claims: []RoundClaim{{Resource: "press", Units: 1}}}},
		})
	}
	c := compile(p)
	justified := func(starts ...int32) string {
		w := newRoundWalker(c, 1, 1)
		for r, at := range starts {
			w.put(int32(r), 0, at)
		}
		w.justify(false)
		return fmt.Sprint(w.start[:len(starts)], placedIn(w.roundState))
	}
	if one, other := justified(7, 20, 33), justified(12, 23, 49); one != other || one != "[5 15 25] 4" {
		t.Errorf("justified: %s and %s", one, other)
	}
}
