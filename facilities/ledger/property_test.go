package ledger

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/money"
)

// drawKey draws a key over the four partners with at least one unit.
func drawKey(t *rapid.T, name string) []facilities.Share {
	var key []facilities.Share
	for _, p := range []facilities.PartnerID{"a", "b", "c", "d"} {
		key = append(key, facilities.Share{Partner: p, Units: rapid.Int64Range(0, 40).Draw(t, name+string(p))})
	}
	key[rapid.IntRange(0, 3).Draw(t, name)].Units++
	return key
}

// A year of random costs and keys: each month balances, what partners are charged is what the year's total splits into, and the order of the
// input changes nothing.
func TestAYearsMonthsAddUpToTheYear(t *testing.T) {
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		l := newLab(outer)
		first, second := drawKey(t, "first"), drawKey(t, "second")
		l.input.Terms = []Terms{termsFrom("v1", 1, "2026-01-01", first), termsFrom("v2", 2, "2026-07-01", second)}
		totals := map[bool]money.Cents{} // by second half
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for m := month("2026-01"); m.Year == 2026; m = m.Next() {
			for i := range rapid.IntRange(0, 3).Draw(t, "costs") {
				// A cost may be of any earlier month of the year: then it is late.
				of := month("2026-01")
				for range rapid.IntRange(0, int(m.Month)-1).Draw(t, "of") {
					of = of.Next()
				}
				amount := money.Cents(rapid.Int64Range(1, 10_000_00).Draw(t, "amount"))
				l.cost(CostID(fmt.Sprintf("%s-%d", m, i)), of.First().String(), amount)
				totals[of.Month >= 7] += amount
			}
			before, err := l.dryRun(m.String())
			if err != nil {
				t.Fatal(err)
			}
			costs := l.input.Costs
			r.Shuffle(len(costs), func(i, j int) { costs[i], costs[j] = costs[j], costs[i] })
			if after := l.close(m.String()); !reflect.DeepEqual(before, after) {
				t.Fatalf("%s closes differently the second time", m)
			}
		}
		want := map[facilities.PartnerID]money.Cents{}
		for half, key := range map[bool][]facilities.Share{false: first, true: second} {
			parts, err := SplitBy(totals[half], key)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range parts {
				want[p.Partner] += p.Amount
			}
		}
		for i, p := range []facilities.PartnerID{"a", "b", "c", "d"} {
			if got := l.unbilled()[i]; got != want[p] {
				t.Fatalf("%s is charged %d in the year, want %d", p, got, want[p])
			}
			if first[i].Units == 0 && second[i].Units == 0 && want[p] != 0 {
				t.Fatalf("%s has no share and is charged", p)
			}
		}
	})
}

// Random uses of random projects: every charge is split in full, statements explain every cent, and the books balance.
func TestEveryCentOfUsageIsInExactlyOneStatement(t *testing.T) {
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		l := newLab(outer)
		l.input.Terms[0].Usage.Basis = rapid.SampledFrom([]Basis{BasisReserved, BasisUsed, BasisLarger}).Draw(t, "basis")
		l.tariffs[0].Peak, l.tariffs[0].OffPeak = money.Cents(rapid.IntRange(1, 99_99).Draw(t, "peak")), money.Cents(rapid.IntRange(1, 99_99).Draw(t, "off"))
		states := []facilities.State{facilities.StateCompleted, facilities.StateAborted, facilities.StateMissed, facilities.StateCancelled, facilities.StateDisplaced, facilities.StateInUse}
		for i := range rapid.IntRange(1, 8).Draw(t, "uses") {
			from := rapid.IntRange(0, 22).Draw(t, "from")
			u := l.completed(fmt.Sprintf("b%d", i), "b", fmt.Sprintf("2026-03-%02d %02d:00", i+1, from), fmt.Sprintf("2026-03-%02d %02d:%02d", i+1, from+1, rapid.IntRange(0, 59).Draw(t, "minute")))
			u.Booking.State, u.Late = rapid.SampledFrom(states).Draw(t, "state"), rapid.Bool().Draw(t, "late")
			project := facilities.Project{ID: facilities.ProjectID(fmt.Sprintf("p%d", i)), Partners: drawKey(t, "project")}
			l.input.Projects, u.Booking.Project = append(l.input.Projects, project), project.ID
			l.use(u)
		}
		c := l.close("2026-03")
		var charged, stated money.Cents
		for _, charge := range c.Charges {
			charged += charge.Total
		}
		for _, s := range c.Statements {
			for _, line := range s.Usage {
				stated += line.Amount
				if !slices.ContainsFunc(c.Entries, func(e Entry) bool { return e.ID == line.Entry && e.Origin.Booking == line.Charge.Booking }) {
					t.Fatalf("%s leads to no entry", line.Entry)
				}
			}
		}
		income := -BalanceOf(l.journal.Entries(), Account{Kind: Usage, Facility: "lab"}, facilities.Date{})
		if charged != stated || charged != income {
			t.Fatalf("charged %d, on statements %d, income %d", charged, stated, income)
		}
	})
}

func TestSplitByDoesNotDependOnTheOrderOfTheKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := drawKey(t, "key")
		amount := money.Cents(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "amount"))
		first, err := SplitBy(amount, key)
		if err != nil {
			t.Fatal(err)
		}
		key = rapid.Permutation(key).Draw(t, "order")
		if again, _ := SplitBy(amount, key); !slices.Equal(first, again) {
			t.Fatalf("%v, then %v", first, again)
		}
	})
}

func TestSplitByGivesTheWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		amount money.Cents
		want   []money.Cents
	}{{1_234_57, []money.Cents{493_83, 308_64, 246_91, 185_19}}, {-1_234_57, []money.Cents{-493_83, -308_64, -246_91, -185_19}},
		{400_000_07, []money.Cents{160_000_03, 100_000_02, 80_000_01, 60_000_01}}} {
		parts, err := SplitBy(c.amount, fourKey)
		if err != nil {
			t.Fatal(err)
		}
		want(t, fmt.Sprint(c.amount), amounts(parts), c.want)
	}
}
