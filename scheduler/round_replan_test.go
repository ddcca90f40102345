package scheduler

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

func TestReplanDisturbsOnlyWhatItMust(t *testing.T) {
	total := replanFigures{}
	for seed := range campaign(15, 200) {
		p := sampleRound(seed, sampleShape{instruments: 3 + int(seed%4), requests: 30 + int(seed%5)*8, weeks: 1, kind: []RoundKind{Satisfaction, FairFirst}[seed%2], rules: seed%3 > 0})
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 3_000})
		if err != nil {
			t.Fatal(err)
		}
		random := &roundRandom{seed}
		for range 4 {
			from := int64(random.below(int32(p.Slots - 60)))
			out := RoundOutage{p.Resources[random.below(int32(len(p.Resources)))].ID, RoundSpan{from, from + 4 + int64(random.below(56))}}
			o := ReplanOptions{Now: int64(random.below(int32(from + 1))), Imminent: int64(random.below(8)), Seed: seed}
			got, err := Replan(p, plan.Placements, []RoundOutage{out}, o)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("round %d, %v, now %d", seed, out, o.Now)
			f := checkProposal(t, name, p, plan.Placements, []RoundOutage{out}, o, got)
			total.hit, total.dropped, total.movedHit, total.movedOther = total.hit+f.hit, total.dropped+f.dropped, total.movedHit+f.movedHit, total.movedOther+f.movedOther
			again, err := Replan(p, plan.Placements, []RoundOutage{out}, o)
			if err != nil || !reflect.DeepEqual(got, again) {
				t.Errorf("%s: a second time it differs", name)
			}
		}
	}
	if total.hit == 0 || total.dropped == 0 || total.movedHit == 0 || total.movedOther == 0 {
		t.Errorf("the cases do not show all there is: %+v", total)
	}
}

// replanRound is two presses and a mill for ten slots.
func replanRound(requests ...RoundRequest) *RoundProblem {
	return &RoundProblem{
		GridMinutes: 60, Slots: 10, Objective: RoundObjective{Kind: Satisfaction},
		Resources: []RoundResource{{ID: "mill", Capacity: 1}, {ID: "press-1", Capacity: 1}, {ID: "press-2", Capacity: 1}},
		Partners:  []RoundPartner{{ID: "p"}}, Requests: requests,
	}
}

func asked(id string, value, duration int64, on ...string) RoundRequest {
	r := RoundRequest{ID: id, Partner: "p", Windows: []RoundWindow{{0, 10, value}}}
	for _, resource := range on {
		r.Modes = append(r.Modes, RoundMode{Duration: duration, Claims: []RoundClaim{{Resource: resource, Units: 1}}})
	}
	return r
}

func TestReplanWeighsDropsBeforeMovesBeforeDistance(t *testing.T) {
	anyPress := []string{"press-1", "press-2"}
	after := func(r RoundRequest, other string) RoundRequest {
		r.After = []RoundAfter{{other, 0, 10}}
		return r
	}
	within := func(r RoundRequest, other string, least, most int64) RoundRequest {
		r.After = []RoundAfter{{other, least, most}}
		return r
	}
	outage := func(resource string, from, to int64) []RoundOutage {
		return []RoundOutage{{resource, RoundSpan{from, to}}}
	}
	tests := map[string]struct {
		p       *RoundProblem
		plan    []RoundPlacement
		outages []RoundOutage
		o       ReplanOptions
		moved   []RoundShift
		dropped []string
	}{
		"nothing is hit": {
			replanRound(asked("a", 5, 3, "press-1")), []RoundPlacement{{"a", 0, 2}}, outage("press-1", 5, 9), ReplanOptions{}, nil, nil,
		},
		"it shifts as little as it can": {
			replanRound(asked("a", 5, 3, "press-1")), []RoundPlacement{{"a", 0, 2}}, outage("press-1", 3, 4), ReplanOptions{},
			[]RoundShift{{RoundPlacement{"a", 0, 2}, RoundPlacement{"a", 0, 0}, true}}, nil,
		},
		"another instrument is as bad as a long shift": {
			replanRound(asked("a", 5, 3, anyPress...)), []RoundPlacement{{"a", 0, 2}}, outage("press-1", 2, 5), ReplanOptions{InstrumentSlots: 2},
			[]RoundShift{{RoundPlacement{"a", 0, 2}, RoundPlacement{"a", 1, 2}, true}}, nil,
		},
		"what was not hit moves only when that saves what was": {
			replanRound(asked("a", 5, 10, "press-1", "press-2"), asked("b", 1, 3, "press-2", "mill")),
			[]RoundPlacement{{"a", 0, 0}, {"b", 0, 4}}, outage("press-1", 3, 4), ReplanOptions{},
			[]RoundShift{{RoundPlacement{"a", 0, 0}, RoundPlacement{"a", 1, 0}, true}, {RoundPlacement{"b", 0, 4}, RoundPlacement{"b", 1, 4}, false}}, nil,
		},
		"what was not hit is not dropped for what is worth more": {
			replanRound(asked("a", 500, 10, "press-1", "press-2"), asked("b", 1, 3, "press-2")),
			[]RoundPlacement{{"a", 0, 0}, {"b", 0, 4}}, outage("press-1", 3, 4), ReplanOptions{}, nil, []string{"a"},
		},
		"the least worth is dropped": {
			replanRound(asked("a", 5, 4, "press-1"), asked("b", 9, 4, "press-1")),
			[]RoundPlacement{{"a", 0, 0}, {"b", 0, 4}}, outage("press-1", 0, 5), ReplanOptions{},
			[]RoundShift{{RoundPlacement{"b", 0, 4}, RoundPlacement{"b", 0, 5}, true}}, []string{"a"},
		},
		"what runs stays, though it would make room": {
			replanRound(asked("a", 500, 6, "press-1", "press-2"), asked("b", 1, 3, "press-2", "mill")),
			[]RoundPlacement{{"a", 0, 3}, {"b", 0, 2}}, outage("press-1", 5, 6), ReplanOptions{Now: 3}, nil, []string{"a"},
		},
		"what is imminent stays": {
			replanRound(asked("a", 500, 6, "press-1", "press-2"), asked("b", 1, 3, "press-2", "mill")),
			[]RoundPlacement{{"a", 0, 2}, {"b", 0, 2}}, outage("press-1", 5, 6), ReplanOptions{Imminent: 3}, nil, []string{"a"},
		},
		"nothing moves to where it is too soon": {
			replanRound(asked("a", 5, 3, "press-1")), []RoundPlacement{{"a", 0, 4}}, outage("press-1", 4, 5), ReplanOptions{Now: 1, Imminent: 1},
			[]RoundShift{{RoundPlacement{"a", 0, 4}, RoundPlacement{"a", 0, 5}, true}}, nil,
		},
		"what comes after it moves with it": {
			replanRound(asked("a", 5, 3, "press-1"), after(asked("b", 5, 3, "mill"), "a")),
			[]RoundPlacement{{"a", 0, 0}, {"b", 0, 3}}, outage("press-1", 0, 2), ReplanOptions{},
			[]RoundShift{{RoundPlacement{"a", 0, 0}, RoundPlacement{"a", 0, 2}, true}, {RoundPlacement{"b", 0, 3}, RoundPlacement{"b", 0, 5}, false}}, nil,
		},
		"what comes before it moves with it when it may not wait": {
			replanRound(asked("a", 5, 2, "press-1"), within(asked("b", 5, 3, "mill"), "a", 0, 1)),
			[]RoundPlacement{{"a", 0, 0}, {"b", 0, 2}}, outage("mill", 0, 6), ReplanOptions{},
			[]RoundShift{{RoundPlacement{"a", 0, 0}, RoundPlacement{"a", 0, 3}, false}, {RoundPlacement{"b", 0, 2}, RoundPlacement{"b", 0, 6}, true}}, nil,
		},
		"a whole chain moves round what stands fast": {
			replanRound(asked("a", 5, 2, "press-1"), within(asked("b", 5, 2, "mill"), "a", 1, 1), within(asked("c", 5, 1, "press-2"), "b", 0, 1), asked("d", 5, 2, "press-2")),
			[]RoundPlacement{{"a", 0, 0}, {"b", 0, 3}, {"c", 0, 5}, {"d", 0, 7}}, outage("mill", 4, 5), ReplanOptions{},
			[]RoundShift{{RoundPlacement{"a", 0, 0}, RoundPlacement{"a", 0, 3}, false}, {RoundPlacement{"b", 0, 3}, RoundPlacement{"b", 0, 6}, true}, {RoundPlacement{"c", 0, 5}, RoundPlacement{"c", 0, 9}, false}}, nil,
		},
	}
	for name, test := range tests {
		got, err := Replan(test.p, test.plan, test.outages, test.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkProposal(t, name, test.p, test.plan, test.outages, test.o, got)
		var dropped []string
		for _, x := range got.Dropped {
			dropped = append(dropped, x.Request)
		}
		if !slices.Equal(got.Moved, test.moved) || !slices.Equal(dropped, test.dropped) {
			t.Errorf("%s: moved %+v, dropped %v; want %+v and %v", name, got.Moved, dropped, test.moved, test.dropped)
		}
	}
}

func TestReplanDropsWhatCannotStandWithoutTheDropped(t *testing.T) {
	p := replanRound(asked("a", 5, 5, "press-1"), asked("b", 50, 5, "mill"), asked("c", 5, 5, "press-2"), asked("d", 5, 5, "mill"))
	p.Requests[1].After = []RoundAfter{{"a", 0, 10}}
	p.Requests[2].Together, p.Requests[3].Together = "set", "set"
	plan := []RoundPlacement{{"a", 0, 0}, {"b", 0, 5}, {"c", 0, 1}, {"d", 0, 0}}
	outages := []RoundOutage{{"press-1", RoundSpan{0, 10}}, {"press-2", RoundSpan{0, 10}}}
	got, err := Replan(p, plan, outages, ReplanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	checkProposal(t, "chain and group", p, plan, outages, ReplanOptions{}, got)
	var said []string
	for _, x := range got.Dropped {
		said = append(said, fmt.Sprintf("%s %v %s", x.Request, x.Hit, x.Reasons[0].Code))
	}
	want := []string{"a true never-fits", "b false predecessor-refused", "c true never-fits", "d false together-refused"}
	if !slices.Equal(said, want) {
		t.Errorf("dropped %v, want %v", said, want)
	}
}

func TestReplanLetsWhatBeganStandWithoutItsGroup(t *testing.T) {
	p := replanRound(asked("a", 5, 5, "press-1"), asked("b", 5, 5, "press-2"))
	p.Requests[0].Together, p.Requests[1].Together = "set", "set"
	plan := []RoundPlacement{{"a", 0, 0}, {"b", 0, 5}}
	got, err := Replan(p, plan, []RoundOutage{{"press-2", RoundSpan{3, 10}}}, ReplanOptions{Now: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Kept) != 1 || got.Kept[0].Request != "a" || len(got.Dropped) != 1 || got.Dropped[0].Request != "b" {
		t.Errorf("kept %v, dropped %v", got.Kept, got.Dropped)
	}
}

func TestReplanRefusesWhatMakesNoSense(t *testing.T) {
	p := replanRound(asked("a", 5, 5, "press-1"))
	if _, err := Replan(p, []RoundPlacement{{"a", 0, 7}}, nil, ReplanOptions{}); err == nil {
		t.Error("a plan that breaks a rule is taken")
	}
	if _, err := Replan(p, []RoundPlacement{{"a", 0, 0}}, []RoundOutage{{"oven", RoundSpan{0, 1}}}, ReplanOptions{}); err == nil {
		t.Error("an outage of nothing is taken")
	}
}
