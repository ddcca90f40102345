package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/money"
)

func TestALoanIsRepaidInEqualTermsToTheCent(t *testing.T) {
	got, err := Schedule(100_000_00, 7, day("2026-01-31"))
	if err != nil {
		t.Fatal(err)
	}
	var terms []money.Cents
	var due []string
	for _, term := range got {
		terms, due = append(terms, term.Amount), append(due, term.Due.String())
	}
	want(t, "terms", terms, []money.Cents{14_285_72, 14_285_72, 14_285_72, 14_285_71, 14_285_71, 14_285_71, 14_285_71})
	if !slices.Equal(due, []string{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"}) {
		t.Errorf("due: %v", due)
	}
	for _, c := range []struct {
		repaid money.Cents
		on     string
		want   money.Cents
		since  string
	}{
		{0, "2026-01-30", 0, ""}, {0, "2026-01-31", 14_285_72, "2026-01-31"}, {20_000_00, "2026-03-01", 8_571_44, "2026-02-28"},
		{28_571_44, "2026-03-01", 0, ""}, {99_999_99, "2027-01-01", 1, "2026-07-31"},
	} {
		amount, since := Arrears(got, c.repaid, day(c.on))
		if amount != c.want || !since.IsZero() != (c.since != "") || c.since != "" && since != day(c.since) {
			t.Errorf("on %s with %d repaid: %d since %v, want %d since %s", c.on, c.repaid, amount, since, c.want, c.since)
		}
	}
	if mid, err := Schedule(2_00, 2, day("2026-01-15")); err != nil || mid[1] != (Term{day("2026-02-15"), 1_00}) {
		t.Errorf("%+v, %v", mid, err)
	}
	if _, err := Schedule(100, 0, day("2026-01-01")); err == nil {
		t.Error("no terms: accepted")
	}
}

func TestTheFundRefusesADrawBeyondWhatItHasOrWasDecided(t *testing.T) {
	j := NewJournal("EUR")
	fund := func() Fund { return FundOf(j.Entries(), "twente", "EUR") }
	post := func(e Entry, err error) Entry {
		t.Helper()
		if err == nil {
			err = j.Append(e)
		}
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	post(fund().Deposit("1", day("2026-01-02"), 50_000_00))
	d := Decision{ID: "d1", Fund: "twente", Project: "p", Day: day("2026-01-05"), Amount: 60_000_00, Evidence: "minutes 3"}
	post(fund().Draw(d, "1", day("2026-01-10"), 40_000_00))
	_, err := fund().Draw(d, "2", day("2026-01-11"), 10_000_01)
	refused(t, err, "ledger_draw_available", "twente")
	_, err = fund().Draw(d, "2", day("2026-01-11"), 20_000_01)
	refused(t, err, "ledger_draw_decided", "d1")
	_, err = fund().Draw(d, "2", day("2026-01-04"), 1)
	refused(t, err, "ledger_draw", "2")
	repayment := post(fund().Repay(d, "1", day("2026-02-10"), 15_000_00))
	_, err = fund().Repay(d, "2", day("2026-02-11"), 25_000_01)
	refused(t, err, "ledger_repaid", "d1")
	if f := fund(); f.Available != 25_000_00 || f.Lent["p"] != 25_000_00 || f.Drawn("d1") != 40_000_00 || f.Repaid("d1") != 15_000_00 {
		t.Errorf("%+v", f)
	}
	post(repayment.Reversal(day("2026-02-12")), nil)
	if f := fund(); f.Available != 10_000_00 || f.Repaid("d1") != 0 || f.Drawn("d1") != 40_000_00 {
		t.Errorf("after the reversal: %+v", f)
	}
}

func TestTheFundNeverFallsBelowZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := NewJournal("EUR")
		decisions := []Decision{{ID: "d1", Fund: "f", Project: "p", Amount: 500, Evidence: "m"}, {ID: "d2", Fund: "f", Project: "q", Amount: 900, Evidence: "m"}}
		for i := range rapid.IntRange(1, 30).Draw(t, "steps") {
			f := FundOf(j.Entries(), "f", "EUR")
			id, amount := string(rune('a'+i)), money.Cents(rapid.IntRange(1, 400).Draw(t, "amount"))
			d := rapid.SampledFrom(decisions).Draw(t, "decision")
			var e Entry
			var err error
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				e, err = f.Deposit(id, day("2026-01-02"), amount)
			case 1:
				e, err = f.Draw(d, id, day("2026-01-02"), amount)
			default:
				e, err = f.Repay(d, id, day("2026-01-02"), amount)
			}
			if err != nil {
				continue
			}
			if err := j.Append(e); err != nil {
				t.Fatal(err)
			}
			if f = FundOf(j.Entries(), "f", "EUR"); f.Available < 0 || f.Lent["p"] < 0 || f.Lent["q"] < 0 || f.Drawn(d.ID) > d.Amount {
				t.Fatalf("%+v", f)
			}
		}
		capital := BalanceOf(j.Entries(), Account{Kind: FundCapital, Fund: "f"}, facilities.Date{})
		f := FundOf(j.Entries(), "f", "EUR")
		if -capital != f.Available+f.Lent["p"]+f.Lent["q"] {
			t.Fatalf("capital %d, %+v", capital, f)
		}
	})
}

func TestBreakEvenTariff(t *testing.T) {
	for _, c := range []struct {
		cost, deficit money.Cents
		hours         int64
		want          money.Cents
	}{{412_300_00, 18_750_00, 2450, 175_94}, {100_00, -100_00, 10, 0}, {100_00, -200_00, 10, 0}, {1_00, 0, 8, 13}, {1_00, 0, 3, 33}} {
		if got, err := BreakEven(c.cost, c.deficit, c.hours*60); err != nil || got != c.want {
			t.Errorf("(%d + %d) / %d h = %d, %v; want %d", c.cost, c.deficit, c.hours, got, err, c.want)
		}
	}
	if _, err := BreakEven(1, 0, 0); err == nil {
		t.Error("no hours: accepted")
	}
}
