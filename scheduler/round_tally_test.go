package scheduler

import (
	"slices"
	"strings"
	"testing"
)

// threePairs is a round in which each of three requests needs two of three units in the
// same slots: one has a place, and of units alone there would be enough for one and a
// half.
func threePairs() *RoundProblem {
	p := &RoundProblem{
		GridMinutes: 15, Slots: 4, Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "partner"}},
		Resources: []RoundResource{{ID: "operators", Capacity: 3}},
	}
	for _, id := range []string{"a", "b", "c"} {
		modes := []RoundMode{{Duration: 4, Claims: []RoundClaim{{Resource: "operators", Units: 2}}}}
		p.Requests = append(p.Requests, RoundRequest{ID: id, Partner: "partner", Modes: modes, Windows: []RoundWindow{{0, 4, 10}}})
	}
	return p
}

// withOperators lets each mode of a round ask for some of a few operators.
func withOperators(p *RoundProblem, seed uint64) *RoundProblem {
	random := roundRandom{seed * 17}
	operators := RoundResource{ID: "operators", Capacity: int64(3 + random.below(4))}
	p.Resources = append(p.Resources, operators)
	for r := range p.Requests {
		for m := range p.Requests[r].Modes {
			mode := &p.Requests[r].Modes[m]
			mode.Claims = append(mode.Claims, RoundClaim{Resource: operators.ID, Units: int64(1 + random.below(3))})
		}
	}
	return p
}

func TestUnitsCountedCoarselyBringTheBoundDownToThePlan(t *testing.T) {
	p := threePairs()
	for _, coarsely := range []bool{false, true} {
		b := newRoundBounder(compile(p), coarsely)
		b.lowerBy(3_000, 100_000)
		if parts := b.bound > 149_000; parts == coarsely || coarsely && b.bound > 100_100 {
			t.Errorf("coarsely %t: bound %d; the best plan is worth 100000", coarsely, b.bound)
		}
	}
}

// mostCounted is the most that uses which hold no more than room units count together,
// by trying all.
func mostCounted(room int32, asked []int32, tally *roundTally) (most int64) {
	counts := slices.Repeat([]int64{-1}, int(room)+1)
	counts[0] = 0
	for held := range counts {
		if counts[held] < 0 {
			continue
		}
		most = max(most, counts[held])
		for _, units := range asked {
			if to := held + int(units); to < len(counts) {
				counts[to] = max(counts[to], counts[held]+tally.of(units))
			}
		}
	}
	return most
}

func TestUsesNeverCountMoreThanThereIsRoomFor(t *testing.T) {
	random := roundRandom{3}
	coarse := 0
	for range 2_000 {
		step := 1 + random.below(4)
		var asked []int32
		for range 1 + random.below(4) {
			if units := step * (1 + random.below(8)); !slices.Contains(asked, units) {
				asked = append(asked, units)
			}
		}
		slices.Sort(asked)
		rooms := []int32{random.below(40), random.below(40)}
		tallies, whole := coarseTallies(0, rooms, asked)
		coarse += len(tallies)
		for _, units := range asked {
			if units%whole != 0 {
				t.Fatalf("uses of %v are no whole steps of %d", asked, whole)
			}
		}
		for _, tally := range tallies {
			for _, room := range rooms {
				if most := mostCounted(room, asked, &tally); most > tally.of(room) {
					t.Errorf("%d units, uses of %v: counted %d by %d they are %d, and there is room for %d", room, asked, tally.times, tally.by, most, tally.of(room))
				}
			}
		}
	}
	if coarse < 500 {
		t.Errorf("only %d coarse tallies", coarse)
	}
}

func TestUsesOfOneToThreeUnitsAreCountedInEachWayThatSaysMore(t *testing.T) {
	// The other inequalities of whole uses of one, two and three units that no others
	// imply, by the units there are: found by trying all with factors up to eight.
	ways := map[int32][][3]int64{
		3: {{0, 1, 1}}, 4: {{0, 1, 2}}, 5: {{0, 0, 1}, {0, 1, 1}}, 6: {}, 7: {{0, 1, 1}, {0, 1, 2}},
		8: {{0, 0, 1}}, 9: {{0, 1, 1}}, 10: {{0, 1, 2}}, 11: {{0, 0, 1}, {0, 1, 1}}, 12: {},
	}
	asked := []int32{1, 2, 3}
	for level, ways := range ways {
		tallies, _ := coarseTallies(0, []int32{level}, asked)
		for _, way := range ways {
			if !slices.ContainsFunc(tallies, func(t roundTally) bool {
				return t.of(1) == way[0] && t.of(2) == way[1] && t.of(3) == way[2]
			}) {
				t.Errorf("of %d units, uses are not counted %v: %v", level, way, tallies)
			}
		}
		if len(ways) == 0 && len(tallies) > 0 {
			t.Errorf("%d units are counted coarsely, which says no more: %v", level, tallies)
		}
	}
}

func TestUsesOfManyNumbersOfUnitsAreCountedPlainly(t *testing.T) {
	if tallies, _ := coarseTallies(0, []int32{100}, []int32{1, 7, 13}); tallies != nil {
		t.Errorf("thirteen steps are counted coarsely: %v", tallies)
	}
}

func TestUnitsCountedWronglyProveNothing(t *testing.T) {
	p := threePairs()
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	b := newRoundBounder(compile(p), true)
	b.lowerBy(3_000, 100_000)
	plan.Proof, plan.Certificate, plan.Bound = nil, b.certificate(), b.bound
	coarse := slices.IndexFunc(plan.Certificate.Slots, func(x RoundSlotPrice) bool { return x.By > 1 })
	if err := VerifyRound(p, plan); err != nil || coarse < 0 {
		t.Fatalf("%v; coarse price %d", err, coarse)
	}
	lies := map[string]func(c *RoundCertificate){
		"cannot count":  func(c *RoundCertificate) { c.Slots[coarse].Times = c.Slots[coarse].By + 1 },
		"is not proven": func(c *RoundCertificate) { c.Slots[coarse].Times, c.Slots[coarse].By = 1, 1 },
		"times by -1":   func(c *RoundCertificate) { c.Slots[coarse].By = -1 },
		"0 times":       func(c *RoundCertificate) { c.Slots[coarse].Times = 0 },
		"more than 5 ways": func(c *RoundCertificate) {
			for by := range int64(9) {
				c.Slots = append(c.Slots, RoundSlotPrice{"operators", 0, 4, 1, 1, by + 2})
			}
		},
	}
	for says, lie := range lies {
		x := *plan
		x.Certificate.Slots = slices.Clone(plan.Certificate.Slots)
		lie(&x.Certificate)
		if err := VerifyRound(p, &x); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}
