package ledger

import (
	"slices"
	"testing"

	"marke/facilities"
)

func TestBadInputIsRefusedByRow(t *testing.T) {
	for _, c := range []struct {
		key, row string
		change   func(*lab)
	}{
		{"ledger_key_empty", "v1", func(l *lab) { l.input.Terms[0].Agreement.Cost = []facilities.Share{{Partner: "a"}} }},
		{"ledger_key_empty", "v1", func(l *lab) { l.input.Terms[0].Agreement.Risk = nil }},
		{"ledger_key_units", "v1", func(l *lab) {
			l.input.Terms[0].Agreement.Cost = []facilities.Share{{Partner: "a", Units: -1}, {Partner: "b", Units: 5}}
		}},
		{"ledger_key_twice", "v1", func(l *lab) {
			l.input.Terms[0].Agreement.Cost = []facilities.Share{{Partner: "a", Units: 1}, {Partner: "a", Units: 5}}
		}},
		{"ledger_choice", "v1", func(l *lab) { l.input.Terms[0].Usage.NoShowPercent = 101 }},
		{"ledger_choice", "v1", func(l *lab) { l.input.Terms[0].SetOff = "" }},
		{"ledger_choice", "v1", func(l *lab) { l.input.Terms[0].Phases = []PhaseTerms{{CashMinPPM: -1}} }},
		{"ledger_recovered_twice", "v1", func(l *lab) { l.input.Terms[0].Income = IncomeToTariffs }},
		{"ledger_recovered_twice", "v1", func(l *lab) { l.input.Terms[0].TariffCosts = []string{"power"} }},
		{"ledger_currency", "v1", func(l *lab) { l.input.Terms[0].Currency = "USD" }},
		{"ledger_unknown", "v1", func(l *lab) { l.input.Terms[0].Agreement.Facility = "other" }},
		{"ledger_no_agreement", "rent", func(l *lab) { l.input.Terms[0].Agreement.From = day("2026-03-03") }},
		{"ledger_no_agreement", "rent", func(l *lab) { l.input.Terms[0].Accepted = l.input.Terms[0].Accepted[1:] }},
		{"ledger_currency", "rent", func(l *lab) { l.input.Costs[0].Currency = "USD" }},
		{"ledger_cost_amount", "rent", func(l *lab) { l.input.Costs[0].Amount = 0 }},
		{"ledger_cost_amount", "rent", func(l *lab) { l.input.Costs[0].Amount = amountMax + 1 }},
		{"ledger_cost_amount", "rent", func(l *lab) { l.input.Costs[0].Margin = -1 }},
		{"ledger_cost_incomplete", "rent", func(l *lab) { l.input.Costs[0].Category = "" }},
		{"ledger_cost_incomplete", "rent", func(l *lab) { l.input.Costs[0].Facility = "other" }},
		{"ledger_choice", "rent", func(l *lab) { l.input.Costs[0].Kind = "guess" }},
		{"ledger_cost_kind", "rent", func(l *lab) { l.input.Costs[0].Kind = CostInKind }},
		{"ledger_in_kind", "rent", func(l *lab) {
			l.input.Costs[0].Kind, l.input.Costs[0].InKind = CostInKind, &InKind{"b", ValueActual, 1000, 99_99}
		}},
		{"ledger_cost_paid", "rent", func(l *lab) { l.input.Costs[0].Paid = []Part{{"b", 99_99}} }},
		{"ledger_unknown", "rent", func(l *lab) { l.input.Costs[0].Paid = []Part{{"nobody", 100_00}} }},
		{"ledger_twice", "rent", func(l *lab) { l.input.Costs = append(l.input.Costs, l.input.Costs[0]) }},
		{"ledger_use_hours", "b1", func(l *lab) {
			l.input.Uses[0].Booking.CheckedOut = l.input.Uses[0].Booking.CheckedIn.Add(-1)
		}},
		{"ledger_use_hours", "b1", func(l *lab) { l.input.Uses[0].Booking.Use.End = l.input.Uses[0].Booking.Use.Start }},
		{"ledger_use_incomplete", "b1", func(l *lab) { l.input.Uses[0].Booking.Facility = "other" }},
		{"ledger_use_quantity", "b1", func(l *lab) { l.input.Uses[0].Consumed = []Consumed{{"wafer", -1}} }},
		{"ledger_consumable_gap", "b1", func(l *lab) { l.input.Uses[0].Consumed = []Consumed{{"wafer", 1}} }},
		{"ledger_twice", "b1", func(l *lab) { l.input.Uses = append(l.input.Uses, l.input.Uses[0]) }},
		{"ledger_unknown", "b1", func(l *lab) { l.input.Uses[0].Booking.Partner = "nobody" }},
		{"ledger_unknown", "b1", func(l *lab) { l.input.Uses[0].Booking.Resource = "nothing" }},
		{"ledger_unknown", "b1", func(l *lab) { l.input.Uses[0].Booking.Project = "none" }},
		{"ledger_tariff_gap", "b1", func(l *lab) { l.tariffs[0].From = day("2026-03-03") }},
		{"ledger_tariff_gap", "b1", func(l *lab) { l.tariffs[0].Kind = facilities.Large }},
		{"ledger_currency", "t1", func(l *lab) { l.tariffs[0].Currency = "USD" }},
		{"ledger_key_empty", "p", func(l *lab) {
			l.input.Projects = []facilities.Project{{ID: "p", Partners: []facilities.Share{{Partner: "b"}}}}
			l.input.Uses[0].Booking.Project = "p"
		}},
		{"ledger_unknown", "p", func(l *lab) {
			l.input.Projects = []facilities.Project{{ID: "p", Partners: []facilities.Share{{Partner: "nobody", Units: 1}}}}
			l.input.Uses[0].Booking.Project = "p"
		}},
		{"ledger_rate_gap", "standard", func(l *lab) { l.input.Rates = nil }},
		{"ledger_month_order", "2026-03", func(l *lab) { l.closed = month("2026-01") }},
		{"ledger_unknown", "elsewhere", func(l *lab) { l.input.Facility = "elsewhere" }},
	} {
		l := newLab(t)
		l.input.Terms[0].Accepted = slices.Clone(l.input.Terms[0].Accepted)
		l.cost("rent", "2026-03-02", 100_00)
		l.use(l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00"))
		c.change(l)
		got, err := l.dryRun("2026-03")
		if len(got.Entries) > 0 {
			t.Errorf("%s about %s: entries came out", c.key, c.row)
		}
		refused(t, err, c.key, c.row)
	}
}

func TestAVersionInAClosedMonthIsRefused(t *testing.T) {
	terms := termsFrom("v2", 2, "2026-06-30", fourKey)
	refused(t, CheckVersion(terms, month("2026-06")), "ledger_version_past", "v2")
	terms.Agreement.From = day("2026-07-01")
	if err := CheckVersion(terms, month("2026-06")); err != nil {
		t.Error(err)
	}
	if err := CheckVersion(terms, Month{}); err != nil {
		t.Error(err)
	}
}

func TestAJournalThatTheCloseContradictsIsAConflict(t *testing.T) {
	for name, change := range map[string]func(*lab){
		"a charge that would differ": func(l *lab) { l.input.Uses[0].Booking.Use.End = at("2026-03-02 12:00") },
		"a cost that is gone":        func(l *lab) { l.input.Costs = nil },
		"terms that changed":         func(l *lab) { l.input.Terms[0].Agreement.Cost = fourKey[:2] },
	} {
		l := newLab(t)
		l.cost("rent", "2026-03-02", 100_00)
		l.use(l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00"))
		l.close("2026-03")
		change(l)
		if _, err := l.dryRun("2026-03"); facilities.CodeOf(err) != facilities.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEntriesAreValidatedBeforeTheyExist(t *testing.T) {
	a, b := Account{Kind: Bank, Facility: "lab"}, Account{Kind: Unbilled, Facility: "lab", Partner: "b"}
	good := Entry{ID: "e", Kind: EntryAdjustment, Posted: day("2026-03-02"), Currency: "EUR", Postings: []Posting{{a, 5}, {b, -5}}}
	for _, c := range []struct {
		key    string
		change func(*Entry)
	}{
		{"ledger_entry_incomplete", func(e *Entry) { e.Posted = facilities.Date{} }},
		{"ledger_entry_incomplete", func(e *Entry) { e.Postings = e.Postings[:1] }},
		{"ledger_entry_account", func(e *Entry) { e.Postings[1].Account = a }},
		{"ledger_entry_account", func(e *Entry) { e.Postings[1].Account.Partner = "" }},
		{"ledger_entry_account", func(e *Entry) { e.Postings[1].Account.Kind = "pocket" }},
		{"ledger_entry_account", func(e *Entry) { e.Postings[1].Account.Facility = "other" }},
		{"ledger_entry_account", func(e *Entry) { e.Postings[0].Account.Partner = "b" }},
		{"ledger_entry_amount", func(e *Entry) { e.Postings = append(e.Postings, Posting{Account{Kind: VAT, Facility: "lab"}, 0}) }},
		{"ledger_entry_amount", func(e *Entry) {
			e.Postings = []Posting{{a, 1<<63 - 1}, {b, 1<<63 - 1}, {Account{Kind: VAT, Facility: "lab"}, 2}}
		}},
		{"ledger_entry_unbalanced", func(e *Entry) { e.Postings[0].Amount++ }},
	} {
		e := good
		e.Postings = slices.Clone(good.Postings)
		c.change(&e)
		j := NewJournal("EUR")
		first := good
		first.ID = "first"
		refused(t, j.Append(first, e), c.key, "e")
		if left := slices.Collect(j.Entries()); len(left) != 0 {
			t.Errorf("%s: %d entries came in with the refused one", c.key, len(left))
		}
	}
}

func TestTheJournalIsAppendOnlyAndReversesOnce(t *testing.T) {
	a, b := Account{Kind: Bank, Facility: "lab"}, Account{Kind: Unbilled, Facility: "lab", Partner: "b"}
	e := Entry{ID: "e", Kind: EntryAdjustment, Posted: day("2026-03-02"), Currency: "EUR", Postings: []Posting{{a, 5}, {b, -5}}}
	j := NewJournal("EUR")
	if err := j.Append(e); err != nil {
		t.Fatal(err)
	}
	refused(t, j.Append(e), "ledger_twice", "e")
	foreign := e
	foreign.ID, foreign.Currency = "usd", "USD"
	refused(t, j.Append(foreign), "ledger_currency", "usd")
	half := e.Reversal(day("2026-03-03"))
	half.Postings = []Posting{{a, -4}, {b, 4}}
	refused(t, j.Append(half), "ledger_reversal", "reversal/e")
	stray := e.Reversal(day("2026-03-03"))
	stray.Reverses = "x"
	refused(t, j.Append(stray), "ledger_reversal", "reversal/e")
	if err := j.Append(e.Reversal(day("2026-03-03"))); err != nil {
		t.Fatal(err)
	}
	again := e.Reversal(day("2026-03-04"))
	again.ID = "again"
	refused(t, j.Append(again), "ledger_reversal", "again")
	j.Seal("lab", month("2026-03"))
	late := e
	late.ID = "late"
	refused(t, j.Append(late), "ledger_sealed", "late")
	if got := BalanceOf(j.Entries(), a, facilities.Date{}); got != 0 {
		t.Errorf("the bank holds %d", got)
	}
}
