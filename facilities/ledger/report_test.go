package ledger

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// reported closes two months of the lab, with a subsidy, a gift in kind, uses by all partners and a loss, and reports on the year so far.
func reported(t *testing.T, change func(*lab, *ReportInput)) (Report, *lab) {
	t.Helper()
	l := newLab(t)
	l.cost("rent-1", "2026-01-10", 1_000_00)
	l.cost("rent-2", "2026-02-10", 1_000_00)
	l.input.Costs = append(l.input.Costs,
		Cost{ID: "gift", Facility: "lab", Day: day("2026-02-11"), Currency: "EUR", Kind: CostInKind, Category: "work", Amount: 500_00, InKind: &InKind{By: "b", Method: ValueActual, Quantity: 10_000, Rate: 50_00}},
		Cost{ID: "grant", Facility: "lab", Day: day("2026-02-12"), Currency: "EUR", Kind: CostSubsidy, Category: "subsidy", Amount: 400_00})
	var uses []ReportedUse
	for i, p := range []string{"a", "b", "c", "d"} {
		u := l.completed("u-"+p, p, "2026-01-1"+string(rune('2'+i))+" 09:00", "2026-01-1"+string(rune('2'+i))+" 11:00")
		l.use(u)
		uses = append(uses, ReportedUse{Booking: u.Booking.ID, Facility: "lab", Partner: u.Booking.Partner, Project: "alone", Day: facilities.DateOf(u.Booking.Use.Start), Minutes: 120,
			Asked: at("2026-01-05 09:00"), Decided: at("2026-01-05 09:00").Add(time.Duration(i+1) * time.Hour)})
	}
	uses[0].Project, uses[1].Project, uses[2].Project = "together", "together", "together"
	l.close("2026-01")
	l.close("2026-02")
	in := ReportInput{Year: 2026, AsOf: day("2026-03-05"), Since: day("2025-03-01"), Currency: "EUR", Catalogue: l.catalogue(), Costs: l.input.Costs, Uses: uses,
		Projects: []facilities.Project{{ID: "together", Partners: []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 1}}}},
		Closed:   map[facilities.FacilityID]Month{"lab": month("2026-02")}}
	in.Catalogue.Partners[0].Kind = facilities.Knowledge // a
	change(l, &in)
	in.Entries = l.journal.Entries()
	r, err := MakeReport(in)
	if err != nil {
		t.Fatal(err)
	}
	return r, l
}

func as(*lab, *ReportInput) {}

func (f FacilityReport) row(t *testing.T, section, key string) ReportRow {
	t.Helper()
	i := slices.IndexFunc(f.Rows, func(r ReportRow) bool { return r.Section == section && r.Key == key })
	if i < 0 {
		t.Fatalf("no row %s/%s", section, key)
	}
	return f.Rows[i]
}

func (r Report) indicator(t *testing.T, key string) Figure {
	t.Helper()
	i := slices.IndexFunc(r.Indicators, func(i Indicator) bool { return i.Key == key })
	if i < 0 {
		t.Fatalf("no indicator %s", key)
	}
	return r.Indicators[i].Figure
}

func TestTheReportIsTiedToTheBooksToTheCent(t *testing.T) {
	r, l := reported(t, as)
	if len(r.Facilities) != 2 || r.Facilities[0].Closed != month("2026-02") {
		t.Fatalf("%+v", r)
	}
	for _, part := range r.Facilities {
		for key, want := range map[string]money.Cents{"pool_cost": 2_500_00, "tariff_cost": 0, "own_cost": 0, "usage": 4 * 300_00, "subsidy": 400_00, "recovered": 2_500_00 - 1_200_00 - 400_00, "margin": 0, "left": 0} {
			if got := part.row(t, "cost", key).Figure; got != known(int64(want)) {
				t.Errorf("%s of %q: %+v, want %d", key, part.Facility, got, want)
			}
		}
		tied := 0
		for _, row := range part.Rows {
			if len(row.Accounts) == 0 {
				continue
			}
			tied++
			var moved money.Cents
			for _, b := range BalancesOf(l.journal.Entries(), day("2026-12-31")) {
				if slices.Contains(row.Accounts, b.Account.Kind) {
					moved += b.Amount
				}
			}
			if row.Credit {
				moved = -moved
			}
			if row.Figure != known(int64(moved)) {
				t.Errorf("%s/%s says %+v, the books say %d", row.Section, row.Key, row.Figure, moved)
			}
		}
		if tied < 8 {
			t.Errorf("only %d rows are tied to the books", tied)
		}
	}
}

func TestTheReportsUseAndIndicators(t *testing.T) {
	r, _ := reported(t, as)
	if got := r.Facilities[0].row(t, "use", "use_all").Figure; got != known(480) {
		t.Errorf("use: %+v", got)
	}
	// a is the only knowledge institution, so its hours, and with them the others', are hidden.
	for _, key := range []string{"use_knowledge", "use_sme"} {
		if got := r.Facilities[0].row(t, "use", key).Figure; got.State != FigureSuppressed {
			t.Errorf("%s: %+v", key, got)
		}
	}
	for key, want := range map[string]Figure{
		"small_firms":      {State: FigureSuppressed}, // the rest is one institution
		"cooperation":      {State: FigureSuppressed}, // the rest is one firm
		"waiting_time":     known(150),
		"first_time_users": known(4),
		"fund_drawn":       unknown,
		"fund_repaid":      unknown,
		"cash_to_in_kind":  known(4_000_000),
	} {
		if got := r.indicator(t, key); got != want {
			t.Errorf("%s: %+v, want %+v", key, got, want)
		}
	}
	// a was charged 300.00 for use and 40 % of 900.00; the grant was 400.00; b, c and d the rest of 2,100.00.
	if got, want := r.indicator(t, "private_to_public"), ratio(2_100_00-660_00, 400_00+660_00); got != want {
		t.Errorf("private to public: %+v, want %+v", got, want)
	}
}

func TestWhatCannotBeComputedIsUnknownAndNeverZero(t *testing.T) {
	r, _ := reported(t, func(l *lab, in *ReportInput) {
		l.journal = NewJournal("EUR")
		in.Uses, in.Costs, in.Since, in.Closed = nil, nil, facilities.Date{}, nil
	})
	for _, i := range r.Indicators {
		if i.Figure != unknown {
			t.Errorf("%s: %+v", i.Key, i.Figure)
		}
	}
	for _, key := range []string{"economic_share", "access_over", "benefit", "claw_back"} {
		if got := r.Facilities[0].row(t, "public", key).Figure; got != unknown {
			t.Errorf("%s: %+v", key, got)
		}
	}
	if !r.Facilities[0].Closed.IsZero() {
		t.Errorf("closed: %v", r.Facilities[0].Closed)
	}
}

func TestFirstUseIsUnknownWhenTheRecordBeginsWithinTheYear(t *testing.T) {
	r, _ := reported(t, func(_ *lab, in *ReportInput) { in.Since = day("2026-01-01") })
	if got := r.indicator(t, "first_time_users"); got != unknown {
		t.Errorf("%+v", got)
	}
}

func TestTheReportsRisk(t *testing.T) {
	r, _ := reported(t, func(l *lab, in *ReportInput) {
		i := Incident{ID: "burst", Facility: "lab", Day: day("2026-02-20"), Cause: CauseDamage, Fault: FaultSlight, User: "b", Amount: 18_733_45, Currency: "EUR", Evidence: "report"}
		terms := l.input.Terms[0]
		terms.Layers = []Layer{{Kind: LayerUser, Limit: 2_500_00}, {Kind: LayerPartners, Limit: 20_000_00, Excess: 2_500_00}}
		loss, err := Absorb(i, []Terms{terms}, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		in.Losses = []Loss{loss}
	})
	lab := r.Facilities[0]
	if got := lab.row(t, "risk", "incidents").Figure; got != known(1) {
		t.Errorf("incidents: %+v", got)
	}
	// The deductible of the one liable user is hidden, and what it could be computed from.
	for key, want := range map[string]Figure{"layer_user": {State: FigureSuppressed}, "layer_partners": {State: FigureSuppressed}, "losses": known(18_733_45), "layer_insurer": known(0), "uncovered": known(0)} {
		if got := lab.row(t, "risk", key).Figure; got != want {
			t.Errorf("%s: %+v, want %+v", key, got, want)
		}
	}
}

func TestTheReportsPublicMoney(t *testing.T) {
	rules := rulesOn(t, "gber", "2026-06-01")
	share, err := Economic(rules, 2_000*hour, []EconomicUse{{"x", 412 * hour}})
	if err != nil {
		t.Fatal(err)
	}
	back, err := ForecastClawBack(rules, 2_000_000_00, 300_000, 450_000)
	if err != nil {
		t.Fatal(err)
	}
	r, _ := reported(t, func(_ *lab, in *ReportInput) {
		in.Public = map[facilities.FacilityID]PublicMoney{"lab": {Economic: &share, ClawBack: &back, Access: []Access{{Ruled: rules.ruled(), Partner: "a", Over: true}}, Benefit: &Cell{100, firms(0, 2)}}}
	})
	for key, want := range map[string]Figure{"economic_share": known(206_000), "claw_back": known(150_000_00), "access_over": {State: FigureSuppressed}, "benefit": {State: FigureSuppressed}, "subsidy_received": known(400_00)} {
		row := r.Facilities[0].row(t, "public", key)
		if row.Figure != want {
			t.Errorf("%s: %+v, want %+v", key, row.Figure, want)
		}
		if ruled := key != "benefit" && key != "subsidy_received"; ruled != (row.Rules.Source != "") {
			t.Errorf("%s rests on %+v", key, row.Rules)
		}
	}
}

func TestAReportOnAYearToComeIsRefused(t *testing.T) {
	_, err := MakeReport(ReportInput{Year: 2027, AsOf: day("2026-03-05"), Catalogue: newLab(t).catalogue()})
	refused(t, err, "ledger_report_year", "2027")
}
