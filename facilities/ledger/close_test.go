package ledger

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"marke/facilities"
	"marke/facilities/money"
)

func TestTwelveMonthsInThirdsDoNotDrift(t *testing.T) {
	l := newLab(t)
	l.input.Terms = []Terms{termsFrom("v1", 1, "2026-01-01", []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 1}, {Partner: "c", Units: 1}})}
	previous := []money.Cents{0, 0, 0, 0}
	for m := month("2026-01"); m.Year == 2026; m = m.Next() {
		l.cost(CostID("rent-"+m.String()), m.First().String(), 100_00)
		l.close(m.String())
		now := l.unbilled()
		for i, p := range now[:3] {
			if d := p - previous[i]; d < 33_32 || d > 33_35 {
				t.Errorf("%s charges partner %d %d", m, i, d)
			}
		}
		previous = now
	}
	want(t, "the year", l.unbilled(), []money.Cents{400_00, 400_00, 400_00, 0})
}

func TestTrueUpBillsActualLessAdvances(t *testing.T) {
	l := newLab(t)
	advances, err := SplitBy(390_000_00, fourKey)
	if err != nil {
		t.Fatal(err)
	}
	var d draft
	for _, p := range advances {
		d.add(Account{Kind: Receivable, Facility: "lab", Partner: p.Partner}, p.Amount)
		d.add(Account{Kind: Advance, Facility: "lab", Partner: p.Partner}, -p.Amount)
	}
	l.post(Entry{ID: "adv", Kind: EntryInvoice, Posted: day("2026-01-05"), Currency: "EUR", Postings: d.settled()})
	l.cost("all", "2026-01-10", 400_000_07)
	c := l.close("2026-01")
	want(t, "to bill", l.unbilled(), []money.Cents{4_000_03, 2_500_02, 2_000_01, 1_500_01})
	a := c.of("a")
	if a.Shares[0].Entitled != 160_000_03 || a.SetOff != -156_000_00 || a.Closing != (Standing{156_000_00, 4_000_03, 0}) {
		t.Errorf("a's statement: %+v", a)
	}
}

func TestLateCostFollowsTheKeyOfItsServiceDay(t *testing.T) {
	l := newLab(t)
	july := []facilities.Share{{Partner: "a", Units: 30}, {Partner: "b", Units: 35}, {Partner: "c", Units: 20}, {Partner: "d", Units: 15}}
	l.input.Terms = append(l.input.Terms, termsFrom("v2", 2, "2026-07-01", july))
	l.cost("rent-june", "2026-06-03", 1_000_00)
	june := l.close("2026-06")
	l.cost("late", "2026-06-20", 12_000_00)
	c := l.close("2026-07")
	if got := c.of("a"); got.Closing.Unbilled-got.Opening.Unbilled != 4_800_00 || got.Shares[0].Agreement != "v1" {
		t.Errorf("a's July: %+v", got)
	}
	for _, e := range c.New {
		if e.Posted != day("2026-07-31") {
			t.Errorf("%s is posted on %v: June is closed", e.ID, e.Posted)
		}
	}
	if len(c.Findings) == 0 || c.Findings[0] != (Finding{FindLate, "late", 12_000_00}) {
		t.Errorf("findings: %v", c.Findings)
	}
	again, err := l.dryRun("2026-06")
	if err != nil || !reflect.DeepEqual(again.Statements, june.Statements) || len(again.New) != 0 {
		t.Errorf("June came out differently: %v", err)
	}
}

func TestClosingTwiceGivesNothingNew(t *testing.T) {
	l := newLab(t)
	l.cost("rent", "2026-03-02", 999_99)
	l.use(l.completed("b1", "b", "2026-03-03 07:00", "2026-03-03 11:00"))
	first := l.close("2026-03")
	again, err := l.dryRun("2026-03")
	if err != nil {
		t.Fatal(err)
	}
	if len(first.New) == 0 || len(again.New) != 0 {
		t.Errorf("%d new entries, then %d", len(first.New), len(again.New))
	}
	again.New = first.New
	if !reflect.DeepEqual(first, again) {
		t.Error("the second close differs from the first")
	}
}

func TestTheOrderOfTheInputDoesNotMatter(t *testing.T) {
	l := newLab(t)
	for i, id := range []string{"x", "a", "m", "q", "z", "b"} {
		l.cost(CostID(id), "2026-03-02", money.Cents(100_03+i))
		u := l.completed(id, "b", "2026-03-03 07:00", "2026-03-03 11:00")
		u.Booking.Project = "joint"
		l.use(u)
	}
	l.input.Projects = []facilities.Project{{ID: "joint", Partners: []facilities.Share{{Partner: "c", Units: 1}, {Partner: "a", Units: 2}}}}
	first, err := l.dryRun("2026-03")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(l.input.Costs), func(i, j int) { l.input.Costs[i], l.input.Costs[j] = l.input.Costs[j], l.input.Costs[i] })
		r.Shuffle(len(l.input.Uses), func(i, j int) { l.input.Uses[i], l.input.Uses[j] = l.input.Uses[j], l.input.Uses[i] })
		key := l.input.Terms[0].Agreement.Cost
		r.Shuffle(len(key), func(i, j int) { key[i], key[j] = key[j], key[i] })
		again, err := l.dryRun("2026-03")
		if err != nil || !reflect.DeepEqual(first, again) {
			t.Fatalf("seed %d: another order gives another close (%v)", seed, err)
		}
	}
}

func TestAProjectOfSeveralPartnersSplitsByItsOwnKey(t *testing.T) {
	l := newLab(t)
	u := l.completed("b1", "a", "2026-03-07 10:00", "2026-03-07 11:00") // a Saturday: 100.00
	u.Booking.Project = "joint"
	l.use(u)
	l.input.Projects = []facilities.Project{{ID: "joint", Partners: []facilities.Share{{Partner: "d", Units: 1}, {Partner: "a", Units: 1}, {Partner: "b", Units: 1}}}}
	c := l.close("2026-03")
	want(t, "parts", amounts(c.Charges[0].Parts), []money.Cents{33_34, 33_33, 33_33})
	line := c.of("d").Usage[0]
	if line.Amount != 33_33 || line.Units != 1 || line.Charge.Tariff != "t1" || line.Charge.Agreement != "v1" {
		t.Errorf("d's line: %+v", line)
	}
	// All costs are in the pool, so the income goes back to the partners by the cost key.
	want(t, "after the income went back", l.unbilled(), []money.Cents{33_34 - 40_00, 33_33 - 25_00, -20_00, 33_33 - 15_00})
}

func TestAReversedChargeIsMadeAnewByTheNextClose(t *testing.T) {
	l := newLab(t)
	l.use(l.completed("b1", "b", "2026-03-07 10:00", "2026-03-07 11:00"))
	march := l.close("2026-03")
	l.post(march.Entries[1].Reversal(day("2026-04-02"))) // share before usage in the order of ids
	if march.Entries[1].Kind != EntryUsage {
		t.Fatalf("entry is %s", march.Entries[1].Kind)
	}
	l.input.Uses[0].Booking.Use.End = at("2026-03-07 12:00")
	april := l.close("2026-04")
	if len(april.Charges) != 1 || april.Charges[0].Total != 200_00 {
		t.Errorf("April: %+v", april.Charges)
	}
	want(t, "net of the income that goes back", l.unbilled(), []money.Cents{-80_00, 200_00 - 50_00, -40_00, -30_00})
	l.input.Uses[0].Booking.Use.End = at("2026-03-07 11:00") // as it was when March was closed
	if again, err := l.dryRun("2026-03"); err != nil || !reflect.DeepEqual(again.Statements, march.Statements) {
		t.Errorf("March came out differently: %v", err)
	}
}

func TestTariffResultIsCarriedOrSharedUncapped(t *testing.T) {
	for _, c := range []struct {
		result ResultTo
		want   []money.Cents
	}{{ResultCarried, []money.Cents{100_00, 0, 0, 0}}, {ResultShared, []money.Cents{100_00 + 360_00, 225_00, 180_00, 135_00}}} {
		l := newLab(t)
		terms := &l.input.Terms[0]
		terms.TariffCosts, terms.Income, terms.Result = []string{"power"}, IncomeToTariffs, c.result
		l.cost("power", "2026-11-02", 1_000_00)
		l.input.Costs[0].Category = "power"
		l.use(l.completed("b1", "a", "2026-11-07 10:00", "2026-11-07 11:00"))
		l.close("2026-11")
		want(t, "November", l.unbilled(), []money.Cents{100_00, 0, 0, 0})
		l.close("2026-12")
		want(t, "December, "+string(c.result), l.unbilled(), c.want)
		if deficit := TariffDeficit(l.journal.Entries(), "lab", 2026); deficit != 900_00 {
			t.Errorf("to bring forward: %d", deficit)
		}
		budget := []Budget{{"lab", 2026, "power", false, true, 1_200_00}, {"lab", 2026, "rent", false, true, 7_00}, {"lab", 2025, "power", false, true, 5_00}}
		if got := TariffBudget(budget, *terms, 2026); got != 1_200_00 {
			t.Errorf("budget of the tariffs: %d", got)
		}
	}
}

func TestSubsidyIsALineOfItsOwn(t *testing.T) {
	l := newLab(t)
	l.cost("rent", "2026-03-02", 1_000_00)
	l.input.Costs = append(l.input.Costs, Cost{ID: "grant", Facility: "lab", Day: day("2026-03-05"), Currency: "EUR", Kind: CostSubsidy, Category: "province", Amount: 400_00})
	c := l.close("2026-03")
	a := c.of("a")
	if len(a.Shares) != 2 || a.Shares[0].Class != ClassPool || a.Shares[0].Amount != 400_00 || a.Shares[1].Class != ClassSubsidy || a.Shares[1].Amount != -160_00 {
		t.Errorf("a's lines: %+v", a.Shares)
	}
	if a.Shares[1].Costs[0].Cost != "grant" || a.Shares[1].Costs[0].Amount != -400_00 {
		t.Errorf("the grant's line: %+v", a.Shares[1].Costs)
	}
}

func TestReserveIsFilledUpToItsTargetByTheRiskKey(t *testing.T) {
	l := newLab(t)
	l.input.Terms[0].Reserve = ReserveRule{Target: 250_00, Monthly: 100_00}
	l.input.Terms[0].Agreement.Risk = []facilities.Share{{Partner: "c", Units: 1}, {Partner: "d", Units: 1}}
	for _, m := range []string{"2026-01", "2026-02", "2026-03", "2026-04"} {
		l.close(m)
	}
	want(t, "calls", l.unbilled(), []money.Cents{0, 0, 125_00, 125_00})
	if held := BalanceOf(l.journal.Entries(), Account{Kind: Reserve, Facility: "lab"}, facilities.Date{}); held != -250_00 {
		t.Errorf("the reserve holds %d", -held)
	}
}

func TestBalancesCanBeAskedAsOfAnyDay(t *testing.T) {
	l := newLab(t)
	l.cost("one", "2026-01-02", 100_00)
	l.close("2026-01")
	l.cost("two", "2026-02-02", 100_00)
	l.close("2026-02")
	account := Account{Kind: Unbilled, Facility: "lab", Partner: "a"}
	for on, wanted := range map[string]money.Cents{"2026-01-30": 0, "2026-01-31": 40_00, "2026-02-27": 40_00, "2026-02-28": 80_00} {
		if got := BalanceOf(l.journal.Entries(), account, day(on)); got != wanted {
			t.Errorf("on %s: %d, want %d", on, got, wanted)
		}
	}
	if owed := OwedBy(l.journal.Entries(), "lab", "a", day("2026-02-28")); owed != (Owed{0, 80_00}) {
		t.Errorf("owed: %+v", owed)
	}
}

func TestAdvancesCanWaitForTheYearsEnd(t *testing.T) {
	l := newLab(t)
	l.input.Terms[0].SetOff = SetOffYearly
	invoice, err := AdvanceDraft("lab", "b", month("2026-11"), 100_00).Issue(Numbered{Number: "1", Issuer: "a", Day: day("2026-11-02"), Due: day("2026-12-02"), Currency: "EUR"}, rates)
	if err != nil {
		t.Fatal(err)
	}
	entry, _, err := invoice.Entry()
	if err != nil {
		t.Fatal(err)
	}
	l.post(entry)
	l.cost("rent", "2026-11-02", 1_000_00)
	if b := l.close("2026-11").of("b"); b.Closing != (Standing{100_00, 250_00, 100_00}) {
		t.Errorf("November: %+v", b.Closing)
	}
	if b := l.close("2026-12").of("b"); b.Closing != (Standing{100_00, 150_00, 0}) || b.SetOff != -100_00 {
		t.Errorf("December: %+v", b.Closing)
	}
}

func TestAPartnerThatPaidFirstIsCredited(t *testing.T) {
	l := newLab(t)
	l.cost("rent", "2026-11-02", 1_000_00)
	l.input.Costs[0].Paid = []Part{{"d", 1_000_00}}
	c := l.close("2026-11")
	want(t, "partners", l.unbilled(), []money.Cents{400_00, 250_00, 200_00, -850_00})
	if d := c.of("d"); len(d.Credits) != 1 || d.Credits[0].Amount != 1_000_00 || d.Credits[0].Evidence != "inv-rent" {
		t.Errorf("d's credits: %+v", d.Credits)
	}
}
