package scheduler

import (
	"reflect"
	"runtime"
	"testing"
)

// verifies reports what is wrong with a plan of a round, bounds aside.
func verifies(p *RoundProblem, c *round, spots []roundSpot, worth int64) error {
	plan := c.plan(spots, worth, 1<<50)
	b := newRoundBounder(c)
	b.lowerBy(0, 0)
	plan.Bound = b.bound
	plan.Certificate = b.certificate()
	return VerifyRound(p, plan)
}

func TestAChildIsAPlanWithWhatItsParentsAgreeOn(t *testing.T) {
	agreed, kept := 0, 0
	for seed := range uint64(6) {
		p := sampleRound(seed, sampleShape{8, 60, 2, Satisfaction, true})
		c := compile(p)
		b := newRoundBreed(c)
		for k := range b.size {
			w := newRoundWalker(c, seed*100+uint64(k), 3_000)
			w.walk(3_000)
			b.add([]roundParent{{w.best, w.bestWorth}})
		}
		w := newRoundWalker(c, seed, 1)
		for range 40 {
			one, other := b.stock[w.random.below(int32(len(b.stock)))], b.stock[w.random.below(int32(len(b.stock)))]
			w.clear()
			b.cross(w, one.plan, other.plan)
			child := w.snapshot(nil)
			if err := verifies(p, c, child, w.objective()); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
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
}

func TestTheStockKeepsTheBestAndNoTwoOfOneWorth(t *testing.T) {
	b := &roundBreed{size: 3}
	for _, worth := range []int64{5, 5, 7, 6, 6, 4, 9, 5} {
		b.add([]roundParent{{nil, worth}})
	}
	var worths []int64
	for _, p := range b.stock {
		worths = append(worths, p.worth)
	}
	if want := []int64{9, 7, 6}; !reflect.DeepEqual(worths, want) {
		t.Errorf("the stock holds plans worth %v, not %v", worths, want)
	}
	for range breedBarren * b.size {
		b.add([]roundParent{{nil, 1}})
	}
	if len(b.stock) != 1 || b.stock[0].worth != 9 {
		t.Errorf("a stock that gives nothing more is renewed from its best plan; it holds %v", b.stock)
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
		for leg := 0; leg < 60 && children < 20; leg++ {
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
