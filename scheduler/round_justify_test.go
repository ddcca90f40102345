package scheduler

import (
	"fmt"
	"testing"
)

func TestAJustifiedPlanIsAPlanWorthNoLessInWhichNothingCanSlide(t *testing.T) {
	const plans = 40
	slid, filled, tight := 0, 0, 0
	for seed := range uint64(plans) {
		p := sampleRound(seed, sampleShape{6, 40, 2, Satisfaction, true})
		c := compile(p)
		w := guidedWalker(c, seed, 300)
		w.walk(300)
		w.restore(w.best)
		worth, placed, was := w.objective(), placedIn(w.roundState), w.snapshot(nil)
		for _, late := range []bool{true, false} {
			w.justify(late)
			if err := verifies(p, c, w.snapshot(nil), w.objective()); err != nil {
				t.Fatalf("seed %d, late %v: %v", seed, late, err)
			}
		}
		if w.objective() < worth {
			t.Errorf("seed %d: worth %d, and justified %d", seed, worth, w.objective())
		}
		now := w.snapshot(nil)
		if len(dispute(nil, was, now)) > 0 {
			slid++
		}
		filled += placedIn(w.roundState) - placed
		if w.justify(false); len(dispute(nil, now, w.snapshot(nil))) == 0 {
			tight++
		}
	}
	if slid < plans || tight < plans*8/10 || filled == 0 {
		t.Errorf("of %d plans %d were changed, %d did not change when justified once more, and %d requests found room", plans, slid, tight, filled)
	}
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

// onOnePress has requests of ten slots on one instrument, each at any start from slot
// 5 on.
func onOnePress(requests int, press RoundResource, targets ...RoundTarget) *RoundProblem {
	p := &RoundProblem{GridMinutes: 15, Slots: 60, Partners: []RoundPartner{{ID: "all", Targets: targets}}, Resources: []RoundResource{press},
		Objective: RoundObjective{Kind: Satisfaction, ShortfallCostHundredths: 100}}
	for k := range requests {
		p.Requests = append(p.Requests, RoundRequest{
			ID: fmt.Sprint("r", k), Partner: "all", Windows: []RoundWindow{{5, 60, 10}},
			Modes: []RoundMode{{Duration: 10, Claims: []RoundClaim{{Resource: press.ID, Units: 1}}}},
		})
	}
	return p
}

// justifiedFrom gives the starts of requests put at some, after they are justified.
func justifiedFrom(c *round, late bool, starts ...int32) []int32 {
	w := newRoundWalker(c, 1, 1)
	for r, at := range starts {
		w.put(int32(r), 0, at)
	}
	w.justify(late)
	return w.start[:len(starts)]
}

// Two plans with the same requests in the same order on one instrument, at other
// starts within their slack.
func TestJustifiedPlansThatDifferBySlackAreTheSame(t *testing.T) {
	c := compile(onOnePress(4, RoundResource{ID: "press", Capacity: 1}))
	for late, want := range map[bool]string{false: "[5 15 25]", true: "[30 40 50]"} {
		one, other := fmt.Sprint(justifiedFrom(c, late, 7, 20, 33)), fmt.Sprint(justifiedFrom(c, late, 12, 23, 49))
		if one != want || other != want {
			t.Errorf("late %v: justified to %s and %s, not to %s", late, one, other, want)
		}
	}
}

// The second use lies between two that would be too near each other without it.
func TestWhatKeepsOthersAChangeoverApartDoesNotSlide(t *testing.T) {
	press := RoundResource{ID: "press", Capacity: 1, Changeover: &RoundChangeover{Classes: []string{"a", "b", "c"}, Slots: [][]int64{{0, 0, 40}, {0, 0, 0}, {0, 0, 0}}}}
	p := onOnePress(3, press)
	for r, class := range []string{"a", "b", "c"} {
		p.Requests[r].Modes[0].Class = class
	}
	p.Requests[0].Windows = []RoundWindow{{5, 15, 10}}
	p.Requests[2].Windows = []RoundWindow{{25, 35, 10}}
	if got := fmt.Sprint(justifiedFrom(compile(p), true, 5, 15, 25)); got != "[5 15 25]" {
		t.Errorf("justified to %s: the third follows the first too soon", got)
	}
}

// Ten slots count twice towards a target that is not reached otherwise.
func TestNothingSlidesToWhereItCountsLess(t *testing.T) {
	press := RoundResource{ID: "press", Capacity: 1, Prime: []RoundLevel{{30, 40, 200}}}
	c := compile(onOnePress(1, press, RoundTarget{Pool: "all", Slots: 20}))
	for _, late := range []bool{false, true} {
		if got := justifiedFrom(c, late, 30); got[0] != 30 {
			t.Errorf("late %v: justified to %d, not left at 30", late, got[0])
		}
	}
}
