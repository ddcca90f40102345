package scheduler

import (
	"fmt"
	"reflect"
	"runtime"
	"testing"
)

// verifies reports what is wrong with a plan of a round, bounds aside.
func verifies(p *RoundProblem, c *round, spots []roundSpot, worth int64) error {
	plan := c.plan(spots, worth, 1<<50, explainAll)
	b := newRoundBounder(c, true)
	b.lowerBy(0, 0)
	plan.Bound = b.bound
	plan.Certificate = b.certificate()
	return VerifyRound(p, plan)
}

// guidedWalker walks with the prices of a bound that has come down a little.
func guidedWalker(c *round, seed uint64, moves int64) *roundWalker {
	b := newRoundBounder(c, true)
	b.lowerBy(60, 0)
	w := newRoundWalker(c, seed, moves)
	w.guide, w.tries = newRoundGuide(b.copyBest()), 5
	return w
}

func TestAChildIsAPlanWithWhatItsParentsAgreeOn(t *testing.T) {
	agreed, kept, better, children := 0, 0, 0, 0
	for seed := range uint64(3) {
		p := sampleRound(seed, sampleShape{8, 60, 2, Satisfaction, true})
		c := compile(p)
		b := newRoundBreed(c, false)
		for k := range b.size {
			w := guidedWalker(c, seed*100+uint64(k), 3_000)
			w.walk(3_000)
			b.add([]roundParent{{w.best, w.bestWorth}})
		}
		w := guidedWalker(c, seed, 1)
		for range 40 {
			one, other := b.stock[w.random.below(int32(len(b.stock)))], b.stock[w.random.below(int32(len(b.stock)))]
			w.clear()
			b.merge(w, one.plan, other.plan)
			child := w.snapshot(nil)
			if err := verifies(p, c, child, w.objective()); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if children++; 2*w.objective() >= one.worth+other.worth {
				better++
			}
			for r := range child {
				if one.plan[r] == other.plan[r] && one.plan[r].mode >= 0 {
					agreed++
					if child[r] == one.plan[r] {
						kept++
					}
				}
			}
		}
	}
	// A chain or a group of which the rest is not agreed on may be lost.
	if agreed == 0 || kept < agreed*9/10 {
		t.Errorf("of %d places that parents agreed on, children kept %d", agreed, kept)
	}
	if better < children/2 {
		t.Errorf("only %d of %d children are worth the mean of their parents", better, children)
	}
}

// Instruments alone and no targets: there a child is the best that the places of its
// parents allow, as trying all choices shows.
func TestAMergeIsTheBestOfWhatTwoPlansHave(t *testing.T) {
	surpassed := 0
	for seed := range uint64(20) {
		c := compile(instrumentsOnly(seed))
		one, other := guidedWalker(c, seed, 20), guidedWalker(c, seed+1000, 20)
		one.walk(10)
		other.walk(10)
		w := guidedWalker(c, seed, 1)
		b := newRoundBreed(c, false)
		b.merge(w, one.best, other.best)
		best := bestOfTwo(c, one.best, other.best)
		if w.objective() < best {
			t.Errorf("seed %d: merged plan is worth %d, the best of the two plans' places %d", seed, w.objective(), best)
		}
		if best > max(one.bestWorth, other.bestWorth) {
			surpassed++
		}
	}
	if surpassed < 5 {
		t.Errorf("only %d merged plans surpass both parents: the test shows little", surpassed)
	}
}

// instrumentsOnly draws ten requests for three instruments, of any length, where
// each may lie on two of them.
func instrumentsOnly(seed uint64) *RoundProblem {
	random := &roundRandom{seed}
	p := &RoundProblem{GridMinutes: 15, Slots: 40, Objective: RoundObjective{Kind: Satisfaction}, Partners: []RoundPartner{{ID: "all"}}}
	for _, id := range []string{"a", "b", "c"} {
		p.Resources = append(p.Resources, RoundResource{ID: id, Capacity: 1})
	}
	for k := range 10 {
		r := RoundRequest{ID: fmt.Sprint("r", k), Partner: "all", Windows: []RoundWindow{{0, 40, int64(random.between(1, 50))}}}
		skip := int(random.below(3))
		for i, x := range p.Resources {
			if i != skip {
				r.Modes = append(r.Modes, RoundMode{Duration: int64(random.between(5, 20)), Claims: []RoundClaim{{Resource: x.ID, Units: 1}}})
			}
		}
		p.Requests = append(p.Requests, r)
	}
	return p
}

// bestOfTwo tries, for each request, its place in the one plan, in the other, and
// none.
func bestOfTwo(c *round, one, other []roundSpot) int64 {
	s := newRoundState(c)
	best := int64(0)
	var choose func(r int32)
	choose = func(r int32) {
		best = max(best, s.objective())
		if int(r) == len(c.req) {
			return
		}
		for _, spot := range [2]roundSpot{one[r], other[r]} {
			if spot.mode >= 0 && s.standsAt(r, &c.req[r].modes[spot.mode], spot.start) {
				s.put(r, spot.mode, spot.start)
				choose(r + 1)
				s.remove(r)
			}
		}
		choose(r + 1)
	}
	choose(0)
	return best
}

func TestTheStockKeepsDifferentPlans(t *testing.T) {
	c := compile(instrumentsOnly(1))
	b := newRoundBreed(c, false)
	b.size = 3
	plan := func(first, starts int32) []roundSpot {
		out := make([]roundSpot, len(c.req))
		for r := range out {
			out[r] = roundSpot{0, starts}
		}
		out[0].start = first
		return out
	}
	b.add([]roundParent{{plan(0, 0), 5}, {plan(20, 20), 7}, {plan(10, 10), 6}})
	for _, step := range []struct {
		found roundParent
		why   string
		want  []int64
	}{
		{roundParent{plan(9, 20), 9}, "is like the best, and takes its place", []int64{5, 9, 6}},
		{roundParent{plan(9, 10), 5}, "has the worth of another", []int64{5, 9, 6}},
		{roundParent{plan(8, 20), 8}, "is like the best, and worse", []int64{5, 9, 6}},
		{roundParent{plan(15, 15), 7}, "is like none, and takes the place of the worst", []int64{7, 9, 6}},
		{roundParent{plan(5, 5), 1}, "is like none, and worse than all", []int64{7, 9, 6}},
	} {
		b.add([]roundParent{step.found})
		var worths []int64
		for _, p := range b.stock {
			worths = append(worths, p.worth)
		}
		if !reflect.DeepEqual(worths, step.want) {
			t.Fatalf("a plan worth %d %s: the stock is worth %v, not %v", step.found.worth, step.why, worths, step.want)
		}
	}
	b.moving = true
	for len(b.stock) == b.size {
		b.add([]roundParent{{plan(5, 5), 1}})
	}
	if len(b.stock) != 1 || b.stock[0].worth != 9 {
		t.Errorf("where worths change, a stock that gives nothing more is renewed from its best plan; it holds %d plans", len(b.stock))
	}
}

// A stock that has nothing more to give makes room for another, and two of them
// come together; what is still on its way for the one before is not for the next.
func TestStocksOfTwoOriginsComeTogether(t *testing.T) {
	c := compile(instrumentsOnly(1))
	b := newRoundBreed(c, false)
	b.size = 4
	worths := func(plans []roundParent) (out []int64) {
		for _, p := range plans {
			out = append(out, p.worth)
		}
		return out
	}
	plans := func(worth ...int64) (out []roundParent) {
		for _, w := range worth {
			spots := make([]roundSpot, len(c.req))
			for r := range spots {
				spots[r] = roundSpot{0, int32(w)}
			}
			out = append(out, roundParent{spots, w})
		}
		return out
	}
	inVain := func() {
		for range breedBarren*b.size + 1 {
			b.add(plans(1))
		}
	}
	w := guidedWalker(c, 1, 1)
	w.breed = b
	b.begin(w)
	b.add(plans(30, 10, 40, 20))
	inVain()
	if len(b.stock) != 0 || b.made != 4 {
		t.Fatalf("a stock that gives nothing more is followed by one from nothing; it holds %v", worths(b.stock))
	}
	if w.end(); len(w.ended) != 0 {
		t.Error("a walk that began for the stock before ends in this one")
	}
	b.begin(w)
	if w.end(); len(w.ended) != 1 {
		t.Error("a walk that began for this stock does not end in it")
	}
	b.add(plans(15, 25, 35, 5))
	inVain()
	if got := worths(b.stock); !reflect.DeepEqual(got, []int64{35, 25, 40, 30}) {
		t.Fatalf("the better halves of two stocks come together; this one holds %v", got)
	}
	if inVain(); len(b.stock) != 0 {
		t.Fatalf("what came together waits for another of two origins; the stock holds %v", worths(b.stock))
	}
	for _, second := range [][]int64{{11, 12, 13, 14}, {21, 22, 23, 24}} {
		b.add(plans(second...))
		inVain()
	}
	if inVain(); !reflect.DeepEqual(worths(b.stock), []int64{24, 23, 40, 35}) {
		t.Errorf("the better halves of two stocks of two origins come together; this one holds %v", worths(b.stock))
	}
}

func TestBreedingIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	p := sampleRound(3, sampleShape{8, 60, 4, Satisfaction, true})
	var first *roundSearch
	for _, processors := range []int{1, 2, 4} {
		before := runtime.GOMAXPROCS(processors)
		s := newRoundSearch(compile(p), 7)
		s.legs = newRoundLegs(8_000)
		children := 0
		for leg := 0; leg < 60 && children < 8; leg++ {
			s.leg(4_000)
			if s.breed == nil {
				continue
			}
			s.breed.size = 2
			if len(s.breed.stock) == 2 {
				children++
			}
		}
		runtime.GOMAXPROCS(before)
		if children == 0 {
			t.Fatal("there were no children")
		}
		if first == nil {
			first = s
			continue
		}
		if s.worth != first.worth || !reflect.DeepEqual(s.best, first.best) || !reflect.DeepEqual(s.breed.stock, first.breed.stock) {
			t.Errorf("with %d processors the search found %d, with one %d", processors, s.worth, first.worth)
		}
	}
}
