package ledger

import (
	"slices"
	"strings"
	"testing"

	"marke/facilities"
	"marke/facilities/money"
)

func rulesOn(t *testing.T, id, on string) AidRules {
	t.Helper()
	r, found := Published().AidRulesOn(id, day(on))
	if !found || r.Source == "" {
		t.Fatalf("no %s rules on %s", id, on)
	}
	return r
}

func TestEconomicUseIsMeasuredAgainstCapacity(t *testing.T) {
	rules := rulesOn(t, "gber", "2026-06-01")
	for _, c := range []struct {
		hours   int64
		ppm     int64
		warning int64
		over    bool
	}{{412, 206_000, 200_000, true}, {400, 200_000, 200_000, false}, {399, 199_500, 180_000, false}, {300, 150_000, 150_000, false}, {299, 149_500, 0, false}, {0, 0, 0, false}} {
		got, err := Economic(rules, 2_000*hour, []EconomicUse{{"short", 0}, {"long", c.hours * hour}})
		if err != nil || got.PPM != c.ppm || got.Warning != c.warning || got.Over != c.over {
			t.Errorf("%d h: %+v, %v", c.hours, got, err)
		}
		if got.Bookings[0].Booking != "long" && c.hours > 0 || got.Rules != "gber" || !strings.Contains(got.Source, "651/2014") {
			t.Errorf("%d h: %+v", c.hours, got)
		}
	}
	_, err := Economic(rules, 0, nil)
	refused(t, err, "ledger_aid", "capacity")
}

func TestOnlyLargeFinanciersGetPreferentialAccessInProportion(t *testing.T) {
	rules := rulesOn(t, "gber", "2026-06-01")
	capacity := []facilities.Share{{Partner: "small", Units: 95}, {Partner: "fits", Units: 120}, {Partner: "more", Units: 121}, {Partner: "edge", Units: 0}, {Partner: "open", Units: 664}}
	got, err := PreferentialAccess(rules, 1_000_000_00, []Part{{"small", 95_000_00}, {"fits", 120_000_00}, {"more", 120_000_00}, {"edge", 100_000_00}}, capacity)
	if err != nil {
		t.Fatal(err)
	}
	want := map[facilities.PartnerID]Access{
		"small": {FinancedPPM: 95_000, ReservedPPM: 95_000, Over: true}, "fits": {FinancedPPM: 120_000, AllowedPPM: 120_000, ReservedPPM: 120_000},
		"more": {FinancedPPM: 120_000, AllowedPPM: 120_000, ReservedPPM: 121_000, Over: true}, "edge": {FinancedPPM: 100_000, AllowedPPM: 100_000},
		"open": {ReservedPPM: 664_000, Over: true},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for _, a := range got {
		wanted := want[a.Partner]
		wanted.Partner, wanted.Ruled = a.Partner, rules.ruled()
		if a != wanted {
			t.Errorf("%+v, want %+v", a, wanted)
		}
	}
}

func TestDeMinimisRollsToTheDay(t *testing.T) {
	aid := []SmallAid{{"group", day("2024-02-10"), 180_000_00, "province"}, {"group", day("2025-06-01"), 95_000_00, "cheap hours"}, {"other", day("2025-06-01"), 1_00, ""}}
	for on, want := range map[string]money.Cents{"2026-03-01": 25_000_00, "2027-02-10": 25_000_00, "2027-02-11": 205_000_00, "2024-02-09": 300_000_00, "2024-02-10": 120_000_00, "2028-06-01": 205_000_00, "2028-06-02": 300_000_00} {
		got, err := DeMinimis(rulesOn(t, "de_minimis", "2026-03-01"), aid, "group", day(on))
		if err != nil || got.Left != want {
			t.Errorf("on %s: %+v, %v; want %d", on, got, err, want)
		}
	}
}

func TestClawBackOfTooMuchAid(t *testing.T) {
	rules := rulesOn(t, "gber", "2026-06-01")
	got, err := ForecastClawBack(rules, 2_000_000_00, 300_000, 450_000)
	if err != nil || got.Granted != 1_700_000_00 || got.Allowed != 1_550_000_00 || got.Excess != 150_000_00 {
		t.Errorf("%+v, %v", got, err)
	}
	if !slices.Equal(got.Yearly, slices.Repeat([]money.Cents{15_000_00}, 10)) {
		t.Errorf("a year: %v", got.Yearly)
	}
	if got, _ = ForecastClawBack(rules, 2_000_000_00, 300_000, 200_000); got.Excess != 0 {
		t.Errorf("less economic use than planned: %+v", got)
	}
}

func TestRulesEndAndNobodyGuessesWhatFollows(t *testing.T) {
	if _, found := Published().AidRulesOn("gber", day("2026-12-31")); !found {
		t.Error("the block exemption holds until the end of 2026")
	}
	if _, found := Published().AidRulesOn("gber", day("2027-01-01")); found {
		t.Error("the block exemption is said to hold in 2027")
	}
	for name, text := range map[string]string{
		"a word that is not known": "[[aid]]\nid = \"x\"\nsource = \"s\"\nfrom = \"2026-01-01\"\nlimit = 5\n",
		"no source":                "[[aid]]\nid = \"x\"\nfrom = \"2026-01-01\"\n",
		"days reversed":            "[[vat]]\ncategory = \"standard\"\nsource = \"s\"\nfrom = \"2026-01-01\"\nuntil = \"2026-01-01\"\n",
		"no day":                   "[[vat]]\ncategory = \"standard\"\nsource = \"s\"\nfrom = \"soon\"\n",
		"no TOML":                  "[[",
	} {
		if _, err := ParseRules([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if Benefit(80_00, 100_00) != 20_00 || Benefit(100_00, 80_00) != 0 {
		t.Error("the benefit of a price is market less price, and never below zero")
	}
}
