package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
)

func TestCountedIsTheLargerOfBookedAndUsed(t *testing.T) {
	for _, c := range []struct {
		name                          string
		booked, used, released, count int64
	}{
		{"as booked", 120, 120, 0, 120},
		{"it ran over", 120, 150, 0, 150},
		{"nobody came", 120, 0, 0, 120},
		{"released in time and taken by another", 120, 0, 120, 0},
		{"a part of it released and taken", 120, 60, 60, 60},
		{"more cannot be given back than was booked", 120, 150, 500, 30},
	} {
		if got := CountedUse(c.booked, c.used, c.released); got != c.count {
			t.Errorf("%s: %d, want %d", c.name, got, c.count)
		}
	}
}

// week makes a partner's week: all in hours, used as placed.
func week(p facilities.PartnerID, entitled, asked, placed int64) RoundUse {
	return RoundUse{Partner: p, Entitled: entitled * hour, Asked: asked * hour, Placed: placed * hour, Counted: placed * hour}
}

func TestContestedIsWhatOthersAskedForInVain(t *testing.T) {
	for _, c := range []struct {
		name string
		uses []RoundUse
		want []int64 // hours
	}{
		{"both want all, week 1", []RoundUse{week("a", 20, 80, 30), week("b", 20, 80, 10)}, []int64{30, 10}},
		{"both want all, week 2", []RoundUse{week("a", 20, 80, 10), week("b", 20, 80, 30)}, []int64{10, 30}},
		{"only one asks", []RoundUse{week("a", 20, 35, 35), week("b", 20, 0, 0)}, []int64{0, 0}},
		{"all get what they ask", []RoundUse{week("a", 20, 30, 30), week("b", 20, 10, 10)}, []int64{0, 0}},
		{"one is short of its own", []RoundUse{week("a", 20, 34, 34), week("b", 20, 16, 6)}, []int64{10, 0}},
		{"nobody makes time contested alone beyond its own", []RoundUse{week("a", 20, 500, 24), week("b", 20, 16, 16)}, []int64{0, 0}},
		{"two who want what a third left", []RoundUse{week("a", 20, 50, 30), week("b", 10, 40, 20), week("c", 20, 0, 0)}, []int64{20, 20, 0}},
	} {
		got, err := Contested(c.uses)
		var inHours []int64
		for _, m := range minutes(got) {
			inHours = append(inHours, m/hour)
		}
		if err != nil || !slices.Equal(inHours, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

// The worked weeks of two equal partners, from what they asked to how they stand.
func TestContestedWeeksGiveTheWorkedBalances(t *testing.T) {
	key := []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 1}}
	var contests []Contest
	for i, c := range []struct {
		uses []RoundUse
		want []int64
	}{
		{[]RoundUse{week("a", 20, 80, 30), week("b", 20, 80, 10)}, []int64{-10 * hour, 10 * hour}},
		{[]RoundUse{week("a", 20, 80, 10), week("b", 20, 80, 30)}, []int64{0, 0}},
		{[]RoundUse{week("a", 20, 35, 35), week("b", 20, 0, 0)}, []int64{0, 0}},
	} {
		used, err := Contested(c.uses)
		if err != nil {
			t.Fatal(err)
		}
		contests = append(contests, Contest{"v1", key, used})
		got, err := Balances(nil, contests, nil)
		if err != nil || !slices.Equal(balances(got), c.want) {
			t.Errorf("after week %d: %+v, %v", i+1, got, err)
		}
	}
}

func TestContestedIsNeverMoreThanUsedOrWanted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := drawKey(t, "capacity")
		var uses []RoundUse
		var vain int64
		for _, s := range key {
			u := RoundUse{Partner: s.Partner, Entitled: rapid.Int64Range(0, 500).Draw(t, "entitled"), Asked: rapid.Int64Range(0, 900).Draw(t, "asked")}
			u.Placed = rapid.Int64Range(0, u.Asked).Draw(t, "placed")
			u.Counted = rapid.Int64Range(0, 900).Draw(t, "counted")
			uses, vain = append(uses, u), vain+u.Asked-u.Placed
		}
		got, err := Contested(uses)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range got {
			u := uses[i]
			if c.Partner != u.Partner || c.Minutes < 0 || c.Minutes > u.Counted || c.Minutes > vain-(u.Asked-u.Placed) {
				t.Fatalf("%+v: %d contested, %d asked in vain by all", u, c.Minutes, vain)
			}
		}
		standing, err := Balances(nil, []Contest{{"v1", key, got}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, b := range balances(standing) {
			sum += b
		}
		if sum != 0 {
			t.Fatalf("balances sum to %d", sum)
		}
		// Who asks for more in vain makes no more contested than its own unmet entitlement and what others wanted too.
		loud := rapid.IntRange(0, 3).Draw(t, "loud")
		others := vain - (uses[loud].Asked - uses[loud].Placed)
		uses[loud].Asked += 1_000_000
		after, err := Contested(uses)
		if err != nil {
			t.Fatal(err)
		}
		for i := range after {
			if limit := others + max(others, uses[loud].Entitled-uses[loud].Placed); after[i].Minutes > limit {
				t.Fatalf("%s makes %d contested, more than %d", uses[loud].Partner, after[i].Minutes, limit)
			}
		}
	})
}

func TestContestedRefusesWhatMakesNoSense(t *testing.T) {
	_, err := Contested([]RoundUse{{Partner: "a", Counted: -1}})
	refused(t, err, "ledger_hours", "a")
	_, err = Contested([]RoundUse{{Partner: "a"}, {Partner: "a"}})
	refused(t, err, "ledger_key_twice", "uses")
}

func TestHoursPaidInMoneyAreNotGivenBack(t *testing.T) {
	used := []HourPart{{"a", 40 * hour}, {"b", 5 * hour}, {"c", 20 * hour}, {"d", 15 * hour}}
	half := LostTime{Lost: []HourPart{{"b", 20 * hour}}, Paid: []HourPart{{"b", 10 * hour}}}
	got, err := CountLost(fourKey, fourKey, used, []LostTime{half})
	if err != nil || !slices.Equal(minutes(got[4:]), []int64{4 * hour, 150, 2 * hour, 90}) {
		t.Errorf("%v, %v", got, err)
	}
	half.Paid[0].Minutes = 20 * hour
	got, err = CountLost(fourKey, fourKey, used, []LostTime{half})
	if err != nil || !slices.Equal(minutes(got[4:]), []int64{0, 0, 0, 0}) {
		t.Errorf("all paid: %v, %v", got, err)
	}
	half.Paid[0].Minutes++
	_, err = CountLost(fourKey, fourKey, used, []LostTime{half})
	refused(t, err, "ledger_hours", "b")
	_, err = CountLost(fourKey, fourKey, used, []LostTime{{CausedBy: "a", Deductible: -1}})
	refused(t, err, "ledger_hours", "a")
}

func TestThePriceOfFairnessIsPartOfTheBest(t *testing.T) {
	for _, c := range []struct{ fair, best, want int64 }{{900, 1000, 100_000}, {1000, 1000, 0}, {1100, 1000, 0}, {0, 0, 0}, {-5, 1000, million}} {
		if got := PriceOfFairness(c.fair, c.best); got != c.want {
			t.Errorf("%d beside %d: %d, want %d", c.fair, c.best, got, c.want)
		}
	}
}
