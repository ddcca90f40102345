package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
)

const hour = 60

func balances(b []HourBalance) (out []int64) {
	for _, x := range b {
		out = append(out, x.Balance)
	}
	return out
}

func minutes(parts []HourPart) (out []int64) {
	for _, p := range parts {
		out = append(out, p.Minutes)
	}
	return out
}

func TestOnlyContestedTimeMovesBalances(t *testing.T) {
	equal := []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 1}}
	week1 := Contest{"v1", equal, []HourPart{{"a", 30 * hour}, {"b", 10 * hour}}}
	week2 := Contest{"v1", equal, []HourPart{{"a", 10 * hour}, {"b", 30 * hour}}}
	week3 := Contest{"v1", equal, nil} // a alone asks and uses 35: nothing is contested
	for _, c := range []struct {
		contests []Contest
		want     []int64
	}{{[]Contest{week1}, []int64{-10 * hour, 10 * hour}}, {[]Contest{week1, week2}, []int64{0, 0}}, {[]Contest{week1, week2, week3}, []int64{0, 0}}} {
		got, err := Balances(nil, c.contests, nil)
		if err != nil || !slices.Equal(balances(got), c.want) {
			t.Errorf("after %d weeks: %+v, %v", len(c.contests), got, err)
		}
	}
	traded, err := Balances([]HourPart{{"a", 60}, {"b", -60}}, []Contest{week1}, []HourMove{{"b", "a", 45}})
	if err != nil || !slices.Equal(balances(traded), []int64{60 - 600 + 45, -60 + 600 - 45}) {
		t.Errorf("%+v, %v", traded, err)
	}
}

func TestLostHoursCountByTheRiskKey(t *testing.T) {
	used := []HourPart{{"a", 40 * hour}, {"b", 5 * hour}, {"c", 20 * hour}, {"d", 15 * hour}}
	got, err := HoursAfterOutage(fourKey, fourKey, used, []LostTime{{Lost: []HourPart{{"b", 20 * hour}}}})
	if err != nil {
		t.Fatal(err)
	}
	var counted []int64
	for _, b := range got {
		counted = append(counted, b.Used)
	}
	if !slices.Equal(counted, []int64{48 * hour, 10 * hour, 24 * hour, 18 * hour}) || !slices.Equal(balances(got), []int64{-8 * hour, 15 * hour, -4 * hour, -3 * hour}) {
		t.Errorf("%+v", got)
	}
	// Whoever caused it pays its deductible in hours first; who holds no capacity bears no hours.
	risk := append(slices.Clone(fourKey), facilities.Share{Partner: "z", Units: 100})
	got, err = HoursAfterOutage(fourKey, risk, used, []LostTime{{Lost: []HourPart{{"b", 20 * hour}}, CausedBy: "a", Deductible: 10 * hour}})
	if err != nil || got[0].Used != 54*hour || got[1].Used != 7*hour+30 || len(got) != 4 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestADeductibleIsNeverMoreThanWhatWasLost(t *testing.T) {
	got, err := HoursAfterOutage(fourKey, fourKey, nil, []LostTime{{Lost: []HourPart{{"b", 5 * hour}}, CausedBy: "a", Deductible: 10 * hour}})
	if err != nil || got[0].Used != 5*hour || got[0].Balance != -3*hour {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNamingACauseMovesWhatTheDeductibleMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity, risk := drawKey(t, "capacity"), drawKey(t, "risk")
		o := LostTime{CausedBy: rapid.SampledFrom([]facilities.PartnerID{"a", "b", "d", "z"}).Draw(t, "cause"), Deductible: rapid.Int64Range(0, 900).Draw(t, "deductible")}
		for _, s := range capacity {
			o.Lost = append(o.Lost, HourPart{s.Partner, rapid.Int64Range(0, 400).Draw(t, "lost")})
		}
		whole, err := HoursAfterOutage(capacity, risk, nil, []LostTime{o})
		if err != nil {
			t.Skip("nobody who bears risk holds capacity")
		}
		nobodys := o
		nobodys.CausedBy = ""
		base, err := HoursAfterOutage(capacity, risk, nil, []LostTime{nobodys})
		if err != nil {
			t.Fatal(err)
		}
		moves, err := CauseMoves(capacity, risk, o)
		if err != nil {
			t.Fatal(err)
		}
		balance := map[facilities.PartnerID]int64{}
		var sum int64
		for _, b := range base {
			balance[b.Partner] += b.Balance
		}
		for _, m := range moves {
			balance[m.Partner] += m.Minutes
			sum += m.Minutes
		}
		for _, b := range whole {
			if balance[b.Partner] != b.Balance {
				t.Fatalf("%s stands at %d, not at %d", b.Partner, balance[b.Partner], b.Balance)
			}
		}
		if sum != 0 {
			t.Fatalf("the moves sum to %d", sum)
		}
	})
}

func TestWhoHoldsNoCapacityHasNoHoursToPayWith(t *testing.T) {
	o := LostTime{Lost: []HourPart{{"b", 20 * hour}}, CausedBy: "z", Deductible: 10 * hour}
	if moves, err := CauseMoves(fourKey, fourKey, o); err != nil || len(moves) != 0 {
		t.Errorf("%v, %v", moves, err)
	}
	o.CausedBy = "b"
	if moves, err := CauseMoves(fourKey, fourKey, o); err != nil || !slices.Equal(moves, []HourPart{{"a", 4 * hour}, {"b", -7*hour - 30}, {"c", 2 * hour}, {"d", 90}}) {
		t.Errorf("%v, %v", moves, err)
	}
}

func TestHalvesOfOddMinutesGoUpForTheEarlierPartner(t *testing.T) {
	got, err := OpenYear([]HourBalance{{Partner: "b", Balance: -3}, {Partner: "a", Balance: 3}, {Partner: "c", Balance: 0}}, YearEndHalved)
	if err != nil || !slices.Equal(minutes(got), []int64{2, -2, 0}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestBalancesSumToZeroThroughYears(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var opening []HourPart
		for year := range 3 {
			key := drawKey(t, "capacity")
			var contests []Contest
			for range rapid.IntRange(1, 6).Draw(t, "weeks") {
				c := Contest{Agreement: "v", Capacity: key}
				for _, s := range key {
					c.Used = append(c.Used, HourPart{s.Partner, rapid.Int64Range(0, 5000).Draw(t, "used")})
				}
				contests = append(contests, c)
			}
			got, err := Balances(opening, contests, []HourMove{{"a", "d", rapid.Int64Range(1, 500).Draw(t, "trade")}})
			if err != nil {
				t.Fatal(err)
			}
			end := rapid.SampledFrom([]string{YearEndCarried, YearEndHalved, YearEndCleared}).Draw(t, "end")
			if opening, err = OpenYear(got, end); err != nil {
				t.Fatal(err)
			}
			var sum, carried int64
			for i, b := range got {
				sum += b.Balance
				carried += opening[i].Minutes
				if d := b.Balance - 2*opening[i].Minutes; end == YearEndHalved && (d < -1 || d > 1) {
					t.Fatalf("half of %d is %d", b.Balance, opening[i].Minutes)
				}
			}
			if sum != 0 || carried != 0 {
				t.Fatalf("year %d: balances sum to %d, %s to %d", year, sum, end, carried)
			}
		}
	})
}

func TestPublishedTimeSplitIsReproduced(t *testing.T) {
	var key []facilities.Share
	for i, units := range []int64{4391, 2200, 1386, 572, 231, 220} {
		key = append(key, facilities.Share{Partner: facilities.PartnerID(rune('a' + i)), Units: units})
	}
	cuts, parts, err := DivideTime(1810, []int64{181, 55}, []int64{100_000, 70_000}, key)
	if err != nil || !slices.Equal(cuts, []int64{157, 99}) || !slices.Equal(minutes(parts), []int64{643, 322, 203, 84, 34, 32}) {
		t.Errorf("%v, %v, %v", cuts, parts, err)
	}
	if _, _, err := DivideTime(10, []int64{11}, nil, key); err == nil {
		t.Error("more than there is: accepted")
	}
}

func TestFairShareDecays(t *testing.T) {
	for _, c := range []struct{ use, share, want int64 }{{200_000, 400_000, 707_107}, {500_000, 250_000, 250_000}, {0, 1, million}, {1, 0, 0}} {
		if got := FairShare(c.use, c.share); got != c.want {
			t.Errorf("F(%d, %d) = %d, want %d", c.use, c.share, got, c.want)
		}
	}
	if got := Decayed(40*hour, 28, 14); got != 10*hour {
		t.Errorf("40 h after two half-lives: %d minutes", got)
	}
}

func TestHoursThatMakeNoSenseAreRefused(t *testing.T) {
	_, err := Balances(nil, []Contest{{"v1", fourKey, []HourPart{{"a", -1}}}}, nil)
	refused(t, err, "ledger_hours", "a")
	_, err = Balances(nil, []Contest{{"v1", nil, nil}}, nil)
	refused(t, err, "ledger_key_empty", "v1")
	_, err = Balances(nil, nil, []HourMove{{"a", "a", 5}})
	refused(t, err, "ledger_hours", "a")
	_, err = HoursAfterOutage(fourKey, nil, nil, nil)
	refused(t, err, "ledger_key_empty", "risk")
	_, err = OpenYear(nil, "kept")
	if err != nil {
		t.Error("nothing to carry is nothing to choose:", err)
	}
	_, err = OpenYear([]HourBalance{{}}, "kept")
	refused(t, err, "ledger_choice", "kept")
}
