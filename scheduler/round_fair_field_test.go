package scheduler

import (
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

// From the first stage on, a fair round has children of plans.
func TestFairRoundsAreBred(t *testing.T) {
	lifted, bred := 0, 0
	for seed := range uint64(4) {
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

// Of tiny rounds all plans are known: none that is as fair as the best one found is
// worth more than the bound, and none lifts the worst ratio above its own.
func TestNoFairPlanPassesItsBounds(t *testing.T) {
	closer, limited := 0, 0
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
		if plan.FairnessBound < 1_000_000 {
			limited++
		}
		if len(plan.Certificate.Targets) > 0 {
			closer++
		}
	}
	if closer == 0 || limited == 0 {
		t.Errorf("%d bounds count with how fair the plan is, %d limit the worst ratio", closer, limited)
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
