package useroffice

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

var update = flag.Bool("update", false, "write testdata anew")

// TestWhatACloseKeepsHasOneForm compares what a close with something of everything keeps with what is in testdata. Closes of real databases have that
// form: when it changes, readKept must still read the old one.
func TestWhatACloseKeepsHasOneForm(t *testing.T) {
	d := onSQLite(t, store.Options{})
	d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
	d.costs("2026-01-10", "rent", "2026-01-01", 100_00)
	gold := ledger.Consumable{ID: "gold", Name: facilities.Words{NL: "Goud", EN: "Gold"}, Price: 84_50, Currency: "EUR", From: date("2026-01-01"), Until: date("2027-01-01")}
	if _, err := d.SaveConsumable(t.Context(), d.as("mia"), now, "lab", gold); err != nil {
		t.Fatal(err)
	}
	d.used("u1", "erik", "alfa", "2026-01-07 10:00", 2, facilities.StateCompleted, func(b *facilities.Booking) { b.Project = "p1" })
	if err := d.Consume(t.Context(), d.as("erik"), now, "u1", []ledger.Consumed{{Item: "gold", Quantity: 1_250}}); err != nil {
		t.Fatal(err)
	}
	d.used("u2", "bob", "beta", "2026-01-08 10:00", 2, facilities.StateMissed, nil)
	d.used("u3", "erik", "alfa", "2026-01-08 11:00", 1, facilities.StateCompleted, nil)
	d.change(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveDowntime(ctx, facilities.Downtime{ID: "d1", Kind: facilities.Outage, Facility: "lab", Resource: "sem", Start: noon("2026-01-07"), End: noon("2026-01-07").Add(time.Hour), Reason: "no vacuum", By: "mia", Created: noon("2026-01-07")})
		return err
	})
	d.shut("2026-02-02", "2026-01")
	var done store.Close
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		done, err = tx.CloseOf(ctx, "lab", monthOf("2026-01"))
		return err
	})
	const golden = "testdata/kept.json"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, done.Kept, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(done.Kept) {
		t.Errorf("a close keeps\n%s\nwant\n%s", done.Kept, want)
	}
	k, err := readKept(want)
	if err != nil || len(k.Taken["u2"]) != 1 || k.Taken["u2"][0].Duration() != time.Hour || k.Consumed["u1"][0].Quantity != 1_250 || len(k.Downtimes) != 1 || len(k.Standings) != 2 || len(k.Findings) != 2 {
		t.Errorf("%+v %v", k, err)
	}
	back, err := k.json()
	if err != nil || string(back) != string(want) {
		t.Errorf("it is written as\n%s", back)
	}
	var loose map[string]any
	if err := json.Unmarshal(want, &loose); err != nil {
		t.Fatal(err)
	}
	for name, value := range loose {
		if value == nil {
			t.Errorf("%s is empty: the test does not pin it", name)
		}
	}
	if _, err := readKept([]byte(`{"prices": []}`)); err == nil {
		t.Error("what is not known was read")
	}
}
