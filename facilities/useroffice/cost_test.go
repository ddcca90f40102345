package useroffice

import (
	"bytes"
	"context"
	"reflect"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

func TestACostKeepsItsEvidence(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		bill := &Attachment{Name: "bill.pdf", Type: "application/pdf", Content: append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0, 1, 2}, 1000)...)}
		cost := ledger.Cost{Facility: "lab", Day: date("2026-01-05"), Currency: "EUR", Kind: ledger.CostInKind, Category: "knowledge", Amount: 3_000_00,
			InKind: &ledger.InKind{By: "beta", Method: ledger.ValueActual, Quantity: 40_000, Rate: 75_00}, Note: "forty hours"}
		entered, err := d.AddCost(t.Context(), d.as("cor"), now, cost, bill)
		if err != nil || entered.FileName != "bill.pdf" || entered.PostsIn != monthOf("2026-01") || entered.ID == "" {
			t.Fatalf("%+v %v", entered, err)
		}
		file, err := d.Evidence(t.Context(), d.as("cor"), now, entered.ID)
		if err != nil || file.Name != bill.Name || file.Type != bill.Type || !bytes.Equal(file.Content, bill.Content) {
			t.Errorf("%+v %v", file, err)
		}
		if _, err := d.Evidence(t.Context(), d.as("rita"), now, entered.ID); facilities.CodeOf(err) != facilities.NotFound {
			t.Errorf("a representative reads the bill: %v", err)
		}
		listed, err := d.Costs(t.Context(), d.as("cor"), now, "lab", monthOf("2026-01"))
		if err != nil || len(listed) != 1 || *listed[0].InKind != *cost.InKind || listed[0].Note != cost.Note {
			t.Errorf("%+v %v", listed, err)
		}
		k := d.shut("2026-02-02", "2026-01")
		if got := k.Statements[1].Credits; len(got) != 1 || got[0].Amount != 3_000_00 {
			t.Errorf("beta is credited %+v", got)
		}
	})
}

func TestFilesThatAreNotWhatTheySayAreRefused(t *testing.T) {
	d := onSQLite(t, store.Options{})
	d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
	for name, file := range map[string]Attachment{
		"body.file.type":    {"x.html", "text/html", []byte("<script>")},
		"body.file.name":    {"../x.pdf", "application/pdf", []byte("%PDF-1.7")},
		"body.file.content": {"x.pdf", "application/pdf", []byte("MZ")},
	} {
		wrong := []Attachment{file}
		if name == "body.file.content" {
			wrong = append(wrong, Attachment{"x.txt", "text/plain", []byte("a\x00b")}, Attachment{"x.csv", "text/csv", []byte("\xff")}, Attachment{"x.png", "image/png", nil},
				Attachment{"x.pdf", "application/pdf", append([]byte("%PDF-"), make([]byte, AttachmentMax)...)})
		}
		for _, w := range wrong {
			cost := ledger.Cost{Facility: "lab", Day: date("2026-01-05"), Currency: "EUR", Kind: ledger.CostActual, Category: "rent", Amount: 5}
			_, err := d.AddCost(t.Context(), d.as("cor"), now, cost, &w)
			if facilities.CodeOf(err) != facilities.Invalid || err.(*facilities.Error).Fields[0].Location != name {
				t.Errorf("%s (%s): %v", w.Name, w.Type, err)
			}
		}
	}
}

// TestAWithdrawnCostIsGivenBack withdraws one cost before it was posted, and one after.
func TestAWithdrawnCostIsGivenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.costs("2026-01-10", "right", "2026-01-01", 1_000_00)
		d.costs("2026-01-10", "wrong", "2026-01-01", 500_00)
		d.costs("2026-01-10", "early", "2026-01-01", 7_00)
		if _, err := d.WithdrawCost(t.Context(), d.as("cor"), noon("2026-01-11"), "early", "entered twice"); err != nil {
			t.Fatal(err)
		}
		january := d.shut("2026-02-02", "2026-01")
		if got := charged(january, "alfa", ledger.ClassPool, "a-lab-1"); got != 600_00 {
			t.Errorf("January charges alfa %d", got)
		}
		told := printed(t, january)
		gone, err := d.WithdrawCost(t.Context(), d.as("cor"), noon("2026-01-20"), "wrong", "of another lab") // its clock is behind: January is closed
		if err != nil || gone.Withdrawn.IsZero() {
			t.Fatalf("%+v %v", gone, err)
		}
		_, err = d.WithdrawCost(t.Context(), d.as("cor"), now, "wrong", "again")
		wantError(t, err, facilities.Conflict, "cost_withdrawn")
		february := d.shut("2026-03-02", "2026-02")
		if got := charged(february, "alfa", ledger.ClassPool, "a-lab-1"); got != -200_00 {
			t.Errorf("February charges alfa %d", got)
		}
		if again, err := d.CloseMonth(t.Context(), d.as("cor"), now, "lab", monthOf("2026-01"), true); err != nil || printed(t, again) != told {
			t.Errorf("January came out as something else: %v", err)
		}
		d.balances()
	})
}

func TestWhatAUseConsumedIsChargedUntilItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		gold := ledger.Consumable{ID: "gold", Name: facilities.Words{NL: "Goud", EN: "Gold"}, Price: 84_50, Currency: "EUR", From: date("2026-01-01")}
		if _, err := d.SaveConsumable(t.Context(), d.as("mia"), now, "lab", gold); err != nil {
			t.Fatal(err)
		}
		dearer := gold
		dearer.Price++
		_, err := d.SaveConsumable(t.Context(), d.as("mia"), now, "lab", dearer)
		wantError(t, err, facilities.Conflict, "tariff_published")
		d.used("u1", "erik", "alfa", "2026-01-07 10:00", 2, facilities.StateCompleted, nil)
		used := []ledger.Consumed{{Item: "gold", Quantity: 1_250}}
		if err := d.Consume(t.Context(), d.as("bob"), now, "u1", used); facilities.CodeOf(err) != facilities.NotFound {
			t.Errorf("another partner's person: %v", err)
		}
		if err := d.Consume(t.Context(), d.as("erik"), now, "u1", used); err != nil {
			t.Fatal(err)
		}
		d.refused("an item without a price", d.Consume(t.Context(), d.as("erik"), now, "u1", []ledger.Consumed{{Item: "silver", Quantity: 1}}), "ledger_consumable_gap", "u1")
		k := d.shut("2026-02-02", "2026-01")
		if len(k.Charges) != 1 || k.Charges[0].Total != 200_00+105_63 {
			t.Errorf("%+v", k.Charges)
		}
		wantError(t, d.Consume(t.Context(), d.as("erik"), now, "u1", nil), facilities.Conflict, "consume_charged")
	})
}

// TestBreakEven is the published vector: (412,300.00 cost + 18,750.00 deficit) / 2,450 h = 175.94 an hour.
func TestBreakEven(t *testing.T) {
	d := onSQLite(t, store.Options{})
	d.agreed("2024-12-01", termsFrom("2025-01-01", shares(40, 60)))
	staff := ledger.Cost{Facility: "lab", Day: date("2025-12-05"), Currency: "EUR", Kind: ledger.CostActual, Category: "staff", Amount: 18_950_00, Evidence: "x"}
	if _, err := d.AddCost(t.Context(), d.as("cor"), now, staff, nil); err != nil {
		t.Fatal(err)
	}
	d.change(func(ctx context.Context, tx *store.Tx) error { // last year's tariff: 2 hours bring 200.00
		return tx.SaveTariff(ctx, facilities.Tariff{ID: "t-2025", Resource: "sem", From: date("2025-01-01"), Until: date("2026-01-01"), Peak: 100_00, OffPeak: 100_00, Currency: "EUR"})
	})
	d.used("u1", "erik", "alfa", "2025-12-08 10:00", 2, facilities.StateCompleted, nil)
	d.shut("2026-01-03", "2025-12")
	for _, b := range []ledger.Budget{{Facility: "lab", Year: 2026, Category: "staff", Amount: 999_00}, {Facility: "lab", Year: 2026, Category: "staff", Amount: 412_300_00},
		{Facility: "lab", Year: 2026, Category: "rent", Amount: 1_000_000_00}} {
		if _, err := d.SaveBudget(t.Context(), d.as("cor"), now, b); err != nil {
			t.Fatal(err)
		}
	}
	view, err := d.BreakEven(t.Context(), d.as("cor"), now, "lab", 2026, 2_450*60)
	if err != nil || view.PerHour != 175_94 || view.Cost != 412_300_00 || view.Deficit != 18_750_00 {
		t.Errorf("%+v %v", view, err)
	}
	if view, err = d.BreakEven(t.Context(), d.as("cor"), now, "lab", 2026, 0); err != nil || view.Minutes != 120 {
		t.Errorf("by last year's use: %+v %v", view, err)
	}
	if _, err := d.BreakEven(t.Context(), d.as("cor"), now, "lab", 2030, 0); facilities.CodeOf(err) != facilities.Invalid {
		t.Errorf("without hours: %v", err)
	}
	var budget money.Cents
	budgets, err := d.Budgets(t.Context(), d.as("cor"), now, "lab", 2026)
	for _, b := range budgets {
		budget += b.Amount
	}
	if err != nil || len(budgets) != 2 || budget != 1_412_300_00 {
		t.Errorf("%+v %v", budgets, err)
	}
}

func TestAgreementVersionsSayWhereTheyStand(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.agreed("2026-06-01", termsFrom("2026-07-01", shares(30, 70)))
		wide := termsFrom("2027-01-01", []facilities.Share{{Partner: "beta", Units: 2}, {Partner: "alfa", Units: 1}})
		wide.Layers = []ledger.Layer{{Kind: ledger.LayerUser, Limit: 2_500_00}, {Kind: ledger.LayerPartners, Limit: 20_000_00, Excess: 2_500_00, Caps: []ledger.Part{{Partner: "alfa", Amount: 1_00}}, Redistribute: true},
			{Kind: ledger.LayerReserve, Limit: 5_00}}
		wide.Reserve = ledger.ReserveRule{Target: 10_00, Monthly: 1_00}
		wide.CostRisk = shares(1, 1)
		wide.Phases = samplePhases()
		proposed, err := d.ProposeAgreement(t.Context(), d.as("cor"), now, wide)
		if err != nil {
			t.Fatal(err)
		}
		versions, err := d.AgreementTerms(t.Context(), d.as("rita"), now, "lab")
		if err != nil || len(versions) != 3 {
			t.Fatalf("%+v %v", versions, err)
		}
		for i, want := range []string{TermsProposed, TermsInForce, TermsPast} {
			if versions[i].State != want {
				t.Errorf("version %d is %s", versions[i].Agreement.Number, versions[i].State)
			}
		}
		v := versions[0]
		if len(v.Missing) != 2 || len(v.MayAccept) != 1 || v.MayAccept[0] != "alfa" || !sameTerms(v.Terms, proposed) {
			t.Errorf("%+v\n%+v", v, proposed)
		}
		c, err := d.Catalogue(t.Context())
		if err != nil || len(c.Agreements) != 2 {
			t.Errorf("a proposal is in the catalogue: %+v %v", c.Agreements, err)
		}
		_, err = d.AcceptAgreement(t.Context(), d.as("rita"), now, proposed.Agreement.ID, "beta")
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.AcceptAgreement(t.Context(), d.as("erik"), now, proposed.Agreement.ID, "alfa")
		wantError(t, err, facilities.NotFound, "not_found")
		_, err = d.ProposeAgreement(t.Context(), d.as("rita"), now, wide)
		wantError(t, err, facilities.Forbidden, "forbidden")
		for range 2 { // twice is once
			if _, err := d.AcceptAgreement(t.Context(), d.as("rita"), now, proposed.Agreement.ID, "alfa"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.AcceptAgreement(t.Context(), d.as("bea"), now.Add(time.Hour), proposed.Agreement.ID, "beta"); err != nil {
			t.Fatal(err)
		}
		versions, err = d.AgreementTerms(t.Context(), d.as("cor"), now, "lab")
		if c, _ = d.Catalogue(t.Context()); err != nil || versions[0].State != TermsComing || len(c.Agreements) != 3 {
			t.Errorf("%+v %v", versions[0], err)
		}
	})
}

// sameTerms compares what was agreed; when it was entered is cut to the second by the database.
func sameTerms(a, b ledger.Terms) bool {
	a.Agreement.Created, b.Agreement.Created = time.Time{}, time.Time{}
	return reflect.DeepEqual(a, b)
}
