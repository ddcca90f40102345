package scheduler

import (
	"slices"
	"testing"
)

// betweenHalves is a round whose relaxation places half of one request before and half
// behind half of the other one: no two placements go together.
func betweenHalves() *RoundProblem {
	claim := []RoundMode{{Duration: 2, Claims: []RoundClaim{{Resource: "press", Units: 1}}}}
	long := []RoundMode{{Duration: 4, Claims: []RoundClaim{{Resource: "press", Units: 1}}}}
	return &RoundProblem{
		GridMinutes: 15, Slots: 6, Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "partner"}},
		Resources: []RoundResource{{ID: "press", Capacity: 1}},
		Requests: []RoundRequest{
			{ID: "long", Partner: "partner", Modes: long, Windows: []RoundWindow{{1, 5, 10}}},
			{ID: "short", Partner: "partner", Modes: claim, Windows: []RoundWindow{{0, 6, 10}}},
		},
	}
}

func TestGatesBringTheBoundDownToThePlan(t *testing.T) {
	p := betweenHalves()
	for _, gated := range []bool{false, true} {
		b := newRoundBounder(compile(p), gated)
		b.lowerBy(3_000, 100_000)
		if halves := b.bound > 149_000; halves == gated || gated && b.bound > 100_100 {
			t.Errorf("gates %t: bound %d; the best plan is worth 100000", gated, b.bound)
		}
	}
}

func TestNoTwoHoldsThatGoTogetherCountAtAGate(t *testing.T) {
	const slots = 7
	for from := range int32(slots) {
		for to := from + 1; to <= slots; to++ {
			g := roundGate{0, 1, from, to}
			var counted []roundHold
			for req := range int32(3) {
				for n := int32(1); n <= slots; n++ {
					lo, hi := g.begins(req, n)
					for begin := int32(0); begin+n <= slots; begin++ {
						h := roundHold{0, req, begin, begin + n}
						if g.counts(&h) != (lo <= begin && begin <= hi) {
							t.Errorf("gate %d-%d, hold %v: counts and begins disagree", from, to, h)
						}
						if g.counts(&h) {
							counted = append(counted, h)
						}
					}
				}
			}
			for _, a := range counted {
				for _, b := range counted {
					if a.req != b.req && (a.end <= b.begin || b.end <= a.begin) {
						t.Errorf("gate %d-%d: %v and %v both count and go together", from, to, a, b)
					}
				}
			}
		}
	}
}

func TestTheWorstGateOfAnAverageIsFound(t *testing.T) {
	random := roundRandom{5}
	broken := 0
	for range 300 {
		const slots = 12
		var mean roundMean
		mean.begin(nil)
		for range 4 { // solutions, each of which holds a slot once
			for at := random.below(4); at < slots; at += random.below(4) {
				end := min(slots, at+1+random.below(6))
				mean.weights[roundHold{0, random.below(4), at, end}] += 0.25
				at = end
			}
		}
		holds := mean.byHome(1)[0]
		worst := 1 + gateExcess
		for req := range int32(4) {
			for from := range int32(slots) {
				for to := from + 2; to <= slots; to++ {
					g, sum := roundGate{0, req, from, to}, 0.0
					for i := range holds {
						if g.counts(&holds[i].roundHold) {
							sum += holds[i].weight
						}
					}
					worst = max(worst, sum)
				}
			}
		}
		found := findGates(holds, 1)
		broken += len(found)
		if worst > 1+gateExcess && (len(found) == 0 || found[0].weight < worst-1e-9) {
			t.Errorf("holds %v: the worst gate has %v; found %v", holds, worst, found)
		}
	}
	if broken < 50 {
		t.Errorf("only %d averages break a gate", broken)
	}
}

// pricedAtRandom is a bounder of a round with gates, coarse tallies and prices of chance.
func pricedAtRandom(c *round, seed uint64) *roundBounder {
	random := roundRandom{seed}
	b := newRoundBounder(c, true)
	for r := range c.req {
		for range 3 {
			from := random.below(c.slots)
			for m := range c.req[r].modes {
				if home := c.home(&c.req[r].modes[m]); home >= 0 && len(b.gates.list) < b.gates.room() {
					b.gates.add(roundGate{home, int32(r), from, from + 1 + random.below(c.slots-from)})
				}
			}
		}
	}
	for i := range b.prices.request {
		b.prices.request[i] = int64(random.below(60_000))
	}
	for k := range b.gates.list {
		b.prices.gate[k] = int64(random.below(50_000))
	}
	for _, prices := range b.prices.slot {
		for t := range prices {
			prices[t] = int64(random.below(8_000))
		}
	}
	copy(b.best, b.prices.flat)
	b.bound = b.evaluate()
	return b
}

func TestNoBoundWithGatesAndTalliesIsBelowTheBestPlan(t *testing.T) {
	gates, coarse := 0, 0
	for seed := range campaign(300, 5_000) {
		p := withOperators(tinyRound(seed), seed)
		best := tinyBest(p)
		if p.Objective.Kind != Satisfaction || best == nil {
			continue
		}
		c := compile(p)
		b := pricedAtRandom(c, seed)
		gates += len(b.gates.list)
		coarse += len(b.tallies) - b.plainTallies()
		if b.bound < best.Objective {
			t.Errorf("round %d: bound %d is passed by %d", seed, b.bound, best.Objective)
		}
		lowered := newRoundBounder(c, true)
		lowered.lowerBy(400, best.Objective)
		if lowered.bound < best.Objective {
			t.Errorf("round %d: bound %d after 400 steps is passed by %d", seed, lowered.bound, best.Objective)
		}
	}
	if gates < 100 || coarse < 20 {
		t.Errorf("only %d gates and %d coarse tallies were tried", gates, coarse)
	}
}

func TestACertificateWithGatesAndTalliesProvesItsBoundAndNoLess(t *testing.T) {
	tried, coarse := 0, 0
	for seed := range campaign(200, 2_000) {
		p := withOperators(tinyRound(seed), seed)
		if p.Objective.Kind != Satisfaction {
			continue
		}
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 2_000})
		if err != nil || len(p.Pinned) > 0 {
			continue
		}
		b := pricedAtRandom(compile(p), seed)
		plan.Proof, plan.Certificate, plan.Bound = nil, b.certificate(), b.bound
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
		coarse += len(b.tallies) - b.plainTallies()
		if plan.Bound -= b.c.grain(); plan.Bound >= plan.Objective && VerifyRound(p, plan) == nil {
			t.Errorf("round %d: less than the certificate proves is taken for proven", seed)
		}
		plan.Bound = b.bound
		if len(plan.Certificate.Gates) == 0 {
			continue
		}
		tried++
		lies := map[string]func(g *RoundGatePrice){
			"a price below zero":       func(g *RoundGatePrice) { g.Price = -g.Price },
			"a span without slots":     func(g *RoundGatePrice) { g.To = g.From },
			"a span beyond the period": func(g *RoundGatePrice) { g.To = p.Slots + 1 },
			"a request there is not":   func(g *RoundGatePrice) { g.Request = "nobody" },
			"a resource there is not":  func(g *RoundGatePrice) { g.Resource = "nothing" },
			"a price beyond all worth": func(g *RoundGatePrice) { g.Price = 1 << 61 },
		}
		for name, lie := range lies {
			x := *plan
			x.Certificate.Gates = slices.Clone(plan.Certificate.Gates)
			lie(&x.Certificate.Gates[0])
			if VerifyRound(p, &x) == nil {
				t.Errorf("round %d: %s is not noticed", seed, name)
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d certificates had gates", tried)
	}
	if coarse < 15 {
		t.Errorf("only %d coarse tallies were priced", coarse)
	}
}

func TestAGateOnAResourceOfSeveralUnitsIsRefused(t *testing.T) {
	p := betweenHalves()
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	p.Resources[0].Capacity = 2
	plan.Certificate.Gates = []RoundGatePrice{{"press", "short", 1, 5, 10}}
	plan.Proof, plan.Bound = nil, 1_000_000
	if err := VerifyRound(p, plan); err == nil {
		t.Error("the gate is taken for a rule")
	}
}
