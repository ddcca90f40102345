package ledger

import (
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/money"
)

// kinked costs 30,000 and 500 an hour up to 50 hours, then 800.
func kinked(hours int64) money.Cents {
	return 30_000_00 + money.Cents(min(hours, 50))*500_00 + money.Cents(max(0, hours-50))*800_00
}

func TestWhatIfSharesOfTheWorkedExamples(t *testing.T) {
	got, err := AirportShares([]Part{{"iso5", 450_000_00}, {"lab", 120_000_00}, {"iso7", 200_000_00}})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "by need (iso5, iso7, lab)", amounts(got), []money.Cents{330_000_00, 80_000_00, 40_000_00})
	demands := []Demand{{"c", 40}, {"a", 10}, {"b", 20}}
	if got, err = SerialShares(demands, kinked); err != nil {
		t.Fatal(err)
	}
	want(t, "serial", amounts(got), []money.Cents{15_000_00, 20_000_00, 36_000_00})
	if got, err = AverageShares(demands, kinked); err != nil {
		t.Fatal(err)
	}
	want(t, "average", amounts(got), []money.Cents{10_142_86, 20_285_71, 40_571_43})
}

// The serial share of a partner does not depend on demands above its own, and all shares add up to the cost.
func TestSerialSharesProtectSmallDemands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var demands []Demand
		var sum int64
		for _, p := range []facilities.PartnerID{"a", "b", "c", "d"} {
			d := Demand{p, rapid.Int64Range(0, 60).Draw(t, string(p))}
			demands, sum = append(demands, d), sum+d.Units
		}
		first, err := SerialShares(demands, kinked)
		if err != nil {
			t.Fatal(err)
		}
		var total money.Cents
		for _, p := range first {
			total += p.Amount
		}
		if total != kinked(sum) {
			t.Fatalf("shares sum to %d, the cost is %d", total, kinked(sum))
		}
		largest := 0
		for i, d := range demands {
			if d.Units > demands[largest].Units {
				largest = i
			}
		}
		demands[largest].Units += 100
		second, err := SerialShares(demands, kinked)
		if err != nil {
			t.Fatal(err)
		}
		for i := range first {
			if i != largest && magnitude(second[i].Amount-first[i].Amount) > 4 { // a cent a step
				t.Fatalf("%s pays for what another asks more: %d, then %d", first[i].Partner, first[i].Amount, second[i].Amount)
			}
		}
	})
}

func TestWhatIfRefusesWhatHasNoAnswer(t *testing.T) {
	if _, err := AirportShares(nil); err == nil {
		t.Error("nobody: accepted")
	}
	if _, err := AirportShares([]Part{{"a", -1}}); err == nil {
		t.Error("a negative need: accepted")
	}
	if _, err := SerialShares([]Demand{{"a", -1}}, kinked); err == nil {
		t.Error("a negative demand: accepted")
	}
	if _, err := SerialShares([]Demand{{"a", 1}, {"b", 5}}, func(u int64) money.Cents { return money.Cents(100 - u) }); err == nil {
		t.Error("a cost that falls: accepted")
	}
	_, err := AverageShares(nil, kinked)
	refused(t, err, "ledger_key_empty", "demands")
}
