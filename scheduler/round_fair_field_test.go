package scheduler

import (
	"maps"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

func TestWhatIsMissingCountsForMoreTheMoreIsMissing(t *testing.T) {
	for _, a := range []roundAccount{{target: 1000, bend: 30}, {target: 1 << 37, bend: 1 << 32}, {target: 7, bend: 1}, {target: 1000}} {
		step := max(1, a.target/500)
		last, lastRise := a.missing(a.target), int64(0)
		if last != 0 {
			t.Errorf("%+v: at its target it misses %d", a, last)
		}
		for got := a.target - step; got >= 0; got -= step {
			now := a.missing(got)
			rise := now - last
			if slack := step>>8 + 2; rise < lastRise-slack || rise > bendMost*step+slack {
				t.Fatalf("%+v: from %d down to %d it misses %d more, after %d", a, got+step, got, rise, lastRise)
			}
			last, lastRise = now, rise
		}
		if last == 0 {
			t.Errorf("%+v: without anything it misses nothing", a)
		}
	}
}

// Levels may change while walkers are on their way: what they hold is then worth what
// it would have been from the start.
func TestLevelsThatChangeChangeWhatPlansAreWorth(t *testing.T) {
	c := compile(sampleRound(2, sampleShape{4, 30, 1, FairFirst, true}))
	s := newFairSearch(c, SolveOptions{Seed: 1, Steps: 60_000})
	s.stage(make([]bool, len(c.accounts)), 3_000)
	f := s.newField(s.bent(), s.worst.roundBounder, 1_000_000)
	s.breed(f, 8_000, s.worst.roundBounder, s.bent)
	for _, levels := range []*round{c.priced(s.keepingCost(), s.keep()), s.bent(), c.priced(7, nil)} {
		f.level(levels)
		for _, w := range f.walkers {
			if fresh := levels.worthOf(w.snapshot(nil)); w.objective() != fresh {
				t.Errorf("a walker says %d of its plan, which is worth %d", w.objective(), fresh)
			}
		}
		for _, p := range f.breed.stock {
			if fresh := levels.worthOf(p.plan); p.worth != fresh {
				t.Errorf("the stock says %d of a plan that is worth %d", p.worth, fresh)
			}
		}
	}
}

// Breeding lifts what stages have left, also where the worst ratio is at its limit.
func TestFairRoundsAreBred(t *testing.T) {
	lifted, bred := 0, 0
	for seed := uint64(6); seed < 11; seed++ { // of which some can be lifted
		c := compile(sampleRound(seed, sampleShape{3, 16, 1, FairFirst, true}))
		s := newFairSearch(c, SolveOptions{Seed: seed, Steps: 400_000})
		s.stage(make([]bool, len(c.accounts)), 3_000)
		for range 8 { // where all is reached at once, until there are prices
			s.episode(c.priced(s.keepingCost(), s.keep()), 3_000, false)
		}
		before := s.best
		if !s.breedBoth(8_000) {
			t.Fatalf("round %d: no prices lead moves", seed)
		}
		if len(s.worthy.breed.stock) > 1 {
			bred++
		}
		if before.better(s.best) {
			t.Errorf("round %d: breeding takes a fair plan away", seed)
		}
		if slices.Compare(s.best.sorted, before.sorted) > 0 {
			lifted++
		}
	}
	if lifted == 0 || bred == 0 {
		t.Errorf("breeding lifts ratios in %d of the rounds, and has several plans in %d", lifted, bred)
	}
}

func TestFairBreedingIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	p := sampleRound(1, sampleShape{3, 16, 1, FairFirst, true})
	var first *fairPlan
	for _, processors := range []int{1, 2, 4} {
		before := runtime.GOMAXPROCS(processors)
		s := newFairSearch(compile(p), SolveOptions{Seed: 3, Steps: 400_000})
		s.stage(make([]bool, len(s.c.accounts)), 3_000)
		for range 8 {
			s.episode(s.c.priced(s.keepingCost(), s.keep()), 3_000, false)
		}
		bred := s.breedBoth(1_000)
		runtime.GOMAXPROCS(before)
		if !bred {
			t.Fatal("no prices lead moves")
		}
		if first == nil {
			first = s.best
		}
		if !reflect.DeepEqual(s.best, first) {
			t.Errorf("with %d processors the worst ratio is %d, with one %d", processors, s.best.worst(), first.worst())
		}
	}
}

// Where nobody has a target nothing is fairer than anything else, also while a proof is
// still open: what counts is the value.
func TestAFairRoundWithoutTargetsIsBoundedByValueAlone(t *testing.T) {
	open := 0
	for seed := range campaign(100, 3_000) {
		p := tinyRound(seed)
		p.Objective, p.Pinned = RoundObjective{Kind: FairFirst}, nil
		for i := range p.Partners {
			p.Partners[i].Targets = nil
		}
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 1_500})
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
		if best := tinyBest(p); plan.Bound < best.Objective || plan.Proven(FairFirst) && plan.Objective != best.Objective {
			t.Errorf("round %d: %d, at most %d, proven %v; the best is worth %d", seed, plan.Objective, plan.Bound, plan.Proven(FairFirst), best.Objective)
		}
		if plan.FairnessBound != 1_000_000 {
			t.Errorf("round %d: the worst of no ratios is at most %d", seed, plan.FairnessBound)
		}
		if !plan.Proven(FairFirst) {
			open++
		}
	}
	if open == 0 {
		t.Error("every plan is proven: no proof was left open")
	}
}

// Of tiny rounds all plans are known: none that is as fair as the best one found is
// worth more than the bound, and none lifts the worst ratio above its own.
func TestNoFairPlanPassesItsBounds(t *testing.T) {
	closer, limited, proven := 0, 0, 0
	for seed := range campaign(150, 5_000) {
		p := tinyRound(seed)
		p.Objective, p.Pinned = RoundObjective{Kind: FairFirst}, nil
		for i := range p.Partners {
			for k := range p.Partners[i].Targets {
				p.Partners[i].Targets[k].Slots *= 1 + int64(seed%3)
			}
		}
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 1_500})
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
		best := tinyBest(p)
		if plan.Bound < best.Objective {
			t.Errorf("round %d: bound %d is passed by %d", seed, plan.Bound, best.Objective)
		}
		if len(best.Fairness) > 0 && plan.FairnessBound < best.Fairness[0] {
			t.Errorf("round %d: the worst ratio %d passes its bound %d", seed, best.Fairness[0], plan.FairnessBound)
		}
		if plan.Proven(FairFirst) {
			if !slices.Equal(plan.Fairness, best.Fairness) || plan.Objective != best.Objective {
				t.Errorf("round %d: objective %d fairness %v is said to be the best, and %d %v is", seed, plan.Objective, plan.Fairness, best.Objective, best.Fairness)
			}
			proven++
		}
		if plan.FairnessBound < 1_000_000 {
			limited++
			if v := (&roundVerifier{p: p}); v.index() == nil && v.lowerRatio(plan.FairnessBound) != plan.FairnessBound {
				t.Errorf("round %d: no worst ratio is %d", seed, plan.FairnessBound)
			}
		}
		if len(plan.Certificate.Targets) > 0 {
			closer++
		}
	}
	t.Logf("%d bounds count with how fair the plan is, %d limit the worst ratio, %d plans are proven", closer, limited, proven)
	if closer == 0 || limited == 0 || proven < 20 {
		t.Errorf("%d bounds count with how fair the plan is, %d limit the worst ratio, %d plans are proven", closer, limited, proven)
	}
}

func TestAFairPlanIsProvenOnlyWhereNoRatioCanRise(t *testing.T) {
	for _, x := range []struct {
		ratios []int64
		limit  int64
		value  int64 // of 10
		want   bool
	}{
		{nil, 1_000_000, 10, true},
		{nil, 1_000_000, 9, false},
		{[]int64{1_000_000, 1_000_000}, 1_000_000, 10, true},
		{[]int64{700_000}, 700_000, 10, true},
		{[]int64{700_000}, 700_001, 10, false},
		{[]int64{700_000, 1_000_000}, 700_000, 10, true},
		{[]int64{700_000, 1_000_000}, 700_000, 9, false},
		{[]int64{700_000, 800_000}, 700_000, 10, false}, // the second may rise
		{[]int64{0, 0, 1_000_000}, 0, 10, false},
	} {
		plan := RoundPlan{Objective: x.value, Bound: 10, Fairness: x.ratios, FairnessBound: x.limit}
		if got := plan.Proven(FairFirst); got != x.want {
			t.Errorf("ratios %v limited by %d, value %d: proven %v", x.ratios, x.limit, x.value, got)
		}
		if got := plan.Proven(Satisfaction); got != (x.value == 10) {
			t.Errorf("value %d of 10, without ratios that count: proven %v", x.value, got)
		}
	}
}

// What the placements of a target can add up to is found alike by the search and by
// the verifier, and by trying all.
func TestALimitIsLoweredToARatioThatThereCanBe(t *testing.T) {
	for seed := range uint64(300) {
		p := tinyRound(seed)
		p.Objective = RoundObjective{Kind: FairFirst}
		c := compile(p)
		v := &roundVerifier{p: p}
		if err := v.index(); err != nil {
			t.Fatal(err)
		}
		there := map[int64]bool{0: true}
		for a, lists := range c.countsOfAccounts() {
			sums := map[int64]bool{0: true}
			for _, counts := range lists {
				for sum := range maps.Clone(sums) {
					for _, count := range counts {
						sums[sum+count] = true
					}
				}
			}
			for sum := range sums {
				there[ratioOf(sum, c.accounts[a].target)] = true
			}
		}
		sums := newAccountSums(c)
		for _, limit := range []int64{0, 1, 249_999, 250_000, 333_333, 500_000, 654_321, 999_999} {
			want := int64(0)
			for ratio := range there {
				if ratio <= limit {
					want = max(want, ratio)
				}
			}
			if search, verifier := lowerToRatio(sums, limit), v.lowerRatio(limit); search != want || verifier != want {
				t.Errorf("round %d: %d is lowered to %d by the search and to %d by the verifier, want %d", seed, limit, search, verifier, want)
			}
		}
	}
}

// Values and targets as large as a file may have them leave the numbers whole.
func TestFairRoundsOfTheLargestNumbersHold(t *testing.T) {
	for seed := range uint64(6) {
		p := sampleRound(seed, sampleShape{3, 16, 1, FairFirst, true})
		for i := range p.Requests {
			for k := range p.Requests[i].Windows {
				p.Requests[i].Windows[k].Value = roundNumberMax - int64(k)
			}
		}
		for i := range p.Partners {
			if seed%2 == 0 || i == 0 {
				p.Partners[i].Targets[0].Slots = roundNumberMax
			}
		}
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 60_000})
		if err != nil {
			t.Fatalf("round %d: %v", seed, err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Errorf("round %d: %v", seed, err)
		}
	}
}
