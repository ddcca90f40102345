package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
)

// ask is one partner's wish for requests of these hours.
func ask(p facilities.PartnerID, hours ...int64) RoundAsk {
	a := RoundAsk{Partner: p}
	for _, h := range hours {
		a.Lengths = append(a.Lengths, h*hour)
	}
	return a
}

func TestTargetsAreEntitlementAndBalance(t *testing.T) {
	ones := func(n int) []int64 { return slices.Repeat([]int64{1}, n) }
	for _, c := range []struct {
		name     string
		balances []HourPart
		asks     []RoundAsk
		want     []int64 // hours, of a, b, c, d with 40, 25, 20 and 15 of 100
	}{
		{"all ask for more than their share", nil, []RoundAsk{ask("a", ones(90)...), ask("b", ones(90)...), ask("c", ones(90)...), ask("d", ones(90)...)}, []int64{40, 25, 20, 15}},
		{"what was denied before comes back", []HourPart{{"a", -10 * hour}, {"b", 10 * hour}}, []RoundAsk{ask("a", ones(90)...), ask("b", ones(90)...), ask("c", ones(90)...), ask("d", ones(90)...)}, []int64{30, 35, 20, 15}},
		{"never more than it asks, and the rest by the key", nil, []RoundAsk{ask("a", ones(10)...), ask("b", ones(90)...), ask("c", ones(90)...), ask("d", ones(15)...)}, []int64{10, 42, 33, 15}},
		{"who does not ask waits, though its balance is high", []HourPart{{"a", 50 * hour}, {"b", -50 * hour}}, []RoundAsk{ask("b", ones(20)...)}, []int64{0, 20, 0, 0}},
		{"a debt is worked off and locks nobody out", []HourPart{{"a", -300 * hour}, {"b", 300 * hour}}, []RoundAsk{ask("a", ones(90)...), ask("b", ones(5)...), ask("c", ones(20)...), ask("d", ones(15)...)}, []int64{60, 5, 20, 15}},
		{"the floor, when the others ask for all", []HourPart{{"a", -300 * hour}, {"b", 300 * hour}}, []RoundAsk{ask("a", ones(90)...), ask("c", ones(20)...), ask("b", ones(61)...), ask("d", ones(15)...)}, []int64{4, 61, 20, 15}},
		{"whole requests: the pool is not exceeded and the next in line is rounded up", nil, []RoundAsk{ask("a", 8, 8, 8, 8, 8, 8), ask("b", 8, 8, 8, 8), ask("c", 6, 6, 6, 6), ask("d", 8, 8)}, []int64{40, 24, 18, 16}},
		{"what does not fit is passed over for what does", nil, []RoundAsk{ask("a", 90), ask("b", 30, 2, 9, 90), ask("c", 19, 5), ask("d", 15)}, []int64{0, 11, 19, 15}},
		{"half covered is rounded up, who is owed most first, while the pool lasts", nil, []RoundAsk{ask("a", 70, 70), ask("b", 35, 70), ask("c", 50, 70), ask("d", 70, 70)}, []int64{70, 0, 0, 0}},
		{"less than half covered waits", nil, []RoundAsk{ask("a", 90), ask("b", 51), ask("c", 41), ask("d", 31)}, []int64{0, 0, 0, 0}},
		{"half of a short piece is no reason to lend", []HourPart{{"a", hour}, {"b", -hour}}, []RoundAsk{ask("a", slices.Repeat([]int64{2}, 40)...), ask("b", 8, 8, 8, 8), ask("c", 8, 8, 8), ask("d", 8, 8)}, []int64{40, 24, 16, 16}},
	} {
		got, err := RoundTargets(RoundPool{Planned: 100 * hour, Capacity: fourKey, Balances: c.balances, Asks: c.asks})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var targets []int64
		for _, x := range got {
			targets = append(targets, x.Target/hour)
		}
		if !slices.Equal(targets, c.want) {
			t.Errorf("%s: %v, want %v", c.name, targets, c.want)
		}
	}
}

func TestWhoHasNoShareHasNoTarget(t *testing.T) {
	got, err := RoundTargets(RoundPool{Planned: 100, Capacity: fourKey, Balances: []HourPart{{"guest", 50}}, Asks: []RoundAsk{{"guest", []int64{10}}}})
	if err != nil || len(got) != 5 || got[4].Partner != "guest" || got[4].Asked != 10 || got[4].Due != 0 || got[4].Target != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNobodyMovesTheUsualRequestFarAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.Int64Range(1, 700), 1, 12)
		asks := map[facilities.PartnerID]RoundAsk{}
		low, high := int64(minutesMax), int64(0)
		for _, id := range []facilities.PartnerID{"b", "c", "d"} {
			asks[id] = RoundAsk{id, lengths.Draw(t, "lengths")}
			var sum int64
			for _, l := range asks[id].Lengths {
				sum += l
			}
			mean := sum / int64(len(asks[id].Lengths))
			low, high = min(low, mean), max(high, mean)
		}
		asks["a"] = RoundAsk{"a", rapid.SliceOf(rapid.Int64Range(0, 100_000)).Draw(t, "odd lengths")}
		if usual := usualRequest(asks); usual < low || usual > high {
			t.Fatalf("usual is %d, the others ask for %d to %d", usual, low, high)
		}
	})
}

func drawPool(t *rapid.T) RoundPool {
	p := RoundPool{Planned: rapid.Int64Range(0, 5000).Draw(t, "planned"), Capacity: drawKey(t, "capacity")}
	var sum int64
	for _, id := range []facilities.PartnerID{"a", "b", "c", "d"} {
		b := rapid.Int64Range(-900, 900).Draw(t, "balance")
		if id == "d" {
			b = -sum
		}
		sum += b
		p.Balances = append(p.Balances, HourPart{id, b})
		if n := rapid.IntRange(0, 12).Draw(t, "requests"); n > 0 {
			p.Asks = append(p.Asks, RoundAsk{id, rapid.SliceOfN(rapid.Int64Range(0, 700), n, n).Draw(t, "lengths")})
		}
	}
	return p
}

func TestTargetsFitThePoolAndTheAsking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPool(t)
		got, err := RoundTargets(p)
		if err != nil {
			t.Fatal(err)
		}
		var due, sum, asked int64
		for _, x := range got {
			own, _ := unitsIn(p.Capacity, x.Partner)
			due, sum = due+x.Due, sum+x.Target
			if own > 0 {
				asked += x.Asked
			}
			var next, longest int64
			for _, a := range p.Asks {
				if a.Partner == x.Partner {
					longest = slices.Max(a.Lengths)
					for _, l := range a.Lengths {
						next += l
					}
				}
			}
			if x.Target < 0 || x.Due < 0 || x.Due > x.Asked || x.Target > x.Asked || next != x.Asked {
				t.Fatalf("%+v", x)
			}
			if x.Target >= x.Due+longest && x.Target > x.Due || x.Target <= x.Due-longest && x.Target < x.Due {
				t.Fatalf("%+v is off by a request of %d or more", x, longest)
			}
			if x.Due < x.Asked && own > 0 && p.Planned > 400 && x.Due == 0 && x.Entitled > 200 {
				t.Fatalf("%+v is shut out", x)
			}
		}
		if want := min(asked, p.Planned); due != want || sum > p.Planned {
			t.Fatalf("dues %d, want %d; targets %d of %d", due, want, sum, p.Planned)
		}
		p.Asks = rapid.Permutation(p.Asks).Draw(t, "order")
		p.Balances = rapid.Permutation(p.Balances).Draw(t, "balances")
		if again, _ := RoundTargets(p); !slices.Equal(got, again) {
			t.Fatalf("%v, in another order %v", got, again)
		}
	})
}

func TestTargetsRefuseWhatMakesNoSense(t *testing.T) {
	for name, c := range map[string]struct {
		pool     RoundPool
		key, row string
	}{
		"no key":           {RoundPool{Planned: 1}, "ledger_key_empty", "capacity"},
		"negative pool":    {RoundPool{Planned: -1, Capacity: fourKey}, "ledger_hours", "planned"},
		"negative request": {RoundPool{Capacity: fourKey, Asks: []RoundAsk{{"b", []int64{-1}}}}, "ledger_hours", "b"},
		"asked twice":      {RoundPool{Capacity: fourKey, Asks: []RoundAsk{{"b", nil}, {"b", nil}}}, "ledger_key_twice", "asks"},
	} {
		if _, err := RoundTargets(c.pool); err == nil {
			t.Errorf("%s: accepted", name)
		} else {
			refused(t, err, c.key, c.row)
		}
	}
}
