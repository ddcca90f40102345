package scheduler

import (
	"fmt"
	"slices"
	"testing"
)

// chainedRound is a small round of chance in which most requests have to keep narrow gaps to others, on resources that have little room for that.
func chainedRound(seed uint64) *RoundProblem {
	random := &roundRandom{seed}
	n := func(lo, hi int) int64 { return int64(random.between(int32(lo), int32(hi))) }
	p := &RoundProblem{GridMinutes: 60, Slots: n(9, 16), Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "team"}}}
	for i := range n(2, 3) {
		r := RoundResource{ID: fmt.Sprintf("res-%d", i), Capacity: 1 + n(0, 3)/3}
		for range n(0, 2) {
			from := n(0, int(p.Slots)-1)
			r.Closed = append(r.Closed, RoundSpan{from, from + n(1, 2)})
		}
		if n(0, 3) == 0 {
			r.Changeover = &RoundChangeover{[]string{"clean", "gold"}, [][]int64{{0, n(1, 2)}, {n(1, 2), 0}}}
		}
		p.Resources = append(p.Resources, r)
	}
	for i := range int(n(3, 6)) {
		r := RoundRequest{ID: fmt.Sprintf("r-%d", i), Partner: "team"}
		for range n(1, 2) {
			m := RoundMode{Duration: n(1, 3), Claims: []RoundClaim{{Resource: p.Resources[n(0, len(p.Resources)-1)].ID, Units: 1}}, Class: []string{"", "clean", "gold"}[n(0, 2)]}
			r.Modes = append(r.Modes, m)
		}
		from := n(0, int(p.Slots)-4)
		r.Windows = []RoundWindow{{from, min(p.Slots, from+n(4, 9)), n(1, 9)}}
		if i > 0 && n(0, 3) > 0 {
			least := n(0, 3)
			r.After = append(r.After, RoundAfter{fmt.Sprintf("r-%d", n(0, i-1)), least, least + n(0, 2)})
		}
		if n(0, 4) == 0 {
			r.Together = "set"
		}
		p.Requests = append(p.Requests, r)
	}
	return p
}

// somePlan places some requests of a round wherever that breaks no rule.
func somePlan(p *RoundProblem, seed uint64) []RoundPlacement {
	random := &roundRandom{seed}
	var placements []RoundPlacement
	for range 60 {
		r := &p.Requests[random.below(int32(len(p.Requests)))]
		x := RoundPlacement{r.ID, int(random.below(int32(len(r.Modes)))), int64(random.below(int32(p.Slots)))}
		if at := slices.IndexFunc(placements, func(y RoundPlacement) bool { return y.Request == r.ID }); at < 0 && verifiedStands(p, append(slices.Clone(placements), x)) {
			placements = append(placements, x)
		}
	}
	return placements
}

// together lists a request and all that it cannot stand without, placed or not, and where some of these are pinned.
func together(p *RoundProblem, id string) (free []string, pinned []RoundPlacement) {
	k := &refusalCheck{p: p, plan: &RoundPlan{}, request: id}
	for _, needed := range k.needed() {
		if at := slices.IndexFunc(p.Pinned, func(x RoundPlacement) bool { return x.Request == needed }); at >= 0 {
			pinned = append(pinned, p.Pinned[at])
		} else {
			free = append(free, needed)
		}
	}
	return free, pinned
}

// TestNoWayIsSaidOnlyWhereThereIsNone has every reason checked as well: the cheapest set, and that nothing of it could stay.
func TestNoWayIsSaidOnlyWhereThereIsNone(t *testing.T) {
	refusals, none, seen := 0, 0, map[string]int{}
	for seed := range campaign(4_000, 60_000) {
		p := chainedRound(seed)
		if len(CheckRound(p)) > 0 {
			continue
		}
		placements := somePlan(p, seed)
		if seed%3 == 0 {
			p.Pinned = placements[:len(placements)/2]
		}
		refused, err := Explain(p, placements)
		if err != nil {
			t.Fatalf("round %d: %v", seed, err)
		}
		crowded := slices.DeleteFunc(slices.Clone(refused), func(r RoundRefusal) bool { // a plan of chance leaves room that would pay
			return slices.ContainsFunc(r.Reasons, func(x RoundReason) bool { return x.Code == ReasonNotWorth })
		})
		checkRefusals(t, fmt.Sprintf("chained round %d", seed), p, &RoundPlan{Placements: placements, Refused: crowded}, seen)
		for _, r := range refused {
			refusals++
			if !slices.ContainsFunc(r.Reasons, func(x RoundReason) bool { return x.Code == ReasonNoWay }) {
				continue
			}
			none++
			free, pinned := together(p, r.Request)
			if found, done := findPlaces(p, pinned, free); found != nil || !done {
				t.Errorf("round %d: no way is told for %s, and there is %v", seed, r.Request, found)
			}
		}
	}
	t.Logf("%d refusals, for %d of them no way: %v", refusals, none, seen)
	for _, code := range []ReasonCode{ReasonNoWay, ReasonChain, ReasonPinned, ReasonCrowded, ReasonPredecessor, ReasonTogether} {
		if seen[string(code)] == 0 {
			t.Errorf("no refusal was for %s", code)
		}
	}
}
