package useroffice

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// BenchmarkCloseMonth closes a month of one facility with 50 partners, 300 resources and 300 costs on SQLite: from bookings in the database
// to a sealed month. MARKE_BENCH_BOOKINGS asks for another number of bookings than 100,000.
func BenchmarkCloseMonth(b *testing.B) {
	bookings := 100_000
	if n, err := strconv.Atoi(os.Getenv("MARKE_BENCH_BOOKINGS")); err == nil && n > 0 {
		bookings = n
	}
	controller := facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "command"}
	var cpu time.Duration
	rounds := 0
	for b.Loop() { // a month is closed once, so that each round has a database of its own
		b.StopTimer()
		st, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "marke.db"), store.Options{Migrate: true})
		if err != nil {
			b.Fatal(err)
		}
		fillBusyMonth(b, st, bookings)
		before := cpuTime(b)
		b.StartTimer()
		k, err := New(st, Config{}).CloseMonth(b.Context(), controller, now, "lab", ledger.Month{Year: 2026, Month: time.March}, false)
		b.StopTimer()
		if err != nil || k.Already || len(k.Charges) != bookings || len(k.Statements) != 50 {
			b.Fatalf("%v: %d charges, %d statements", err, len(k.Charges), len(k.Statements))
		}
		cpu += cpuTime(b) - before
		rounds++
		st.Close()
		b.StartTimer()
	}
	b.ReportMetric(cpu.Seconds()/float64(rounds), "cpu-s/op")
}

// cpuTime is what this process has used of the processors.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func fillBusyMonth(b *testing.B, st *store.Store, bookings int) {
	b.Helper()
	var key []facilities.Share
	for i := range 50 {
		key = append(key, facilities.Share{Partner: facilities.PartnerID(fmt.Sprintf("partner-%02d", i)), Units: int64(i + 1)})
	}
	write := func(fn func(ctx context.Context, tx *store.Tx) error) {
		if err := st.InTx(b.Context(), fn); err != nil {
			b.Fatal(err)
		}
	}
	from := facilities.Date{Year: 2026, Month: 1, Day: 1}
	write(func(ctx context.Context, tx *store.Tx) error {
		lab := houseFacility()
		if _, err := tx.SaveFacility(ctx, lab); err != nil {
			return err
		}
		for _, s := range key {
			if _, err := tx.SavePartner(ctx, facilities.Partner{ID: s.Partner, Name: string(s.Partner), Kind: facilities.SME}); err != nil {
				return err
			}
		}
		if _, err := tx.SavePerson(ctx, facilities.Person{ID: "anna", Name: "Anna", Language: "nl", State: facilities.PersonActive, Created: now}); err != nil {
			return err
		}
		for i := range 300 {
			r := facilities.Resource{ID: resourceNumber(i), Facility: "lab", Kind: facilities.Instrument, Name: "Press", Capacity: 1, Approval: facilities.ApprovalAuto}
			if _, err := tx.SaveResource(ctx, r); err != nil {
				return err
			}
			for k := range 4 {
				t := facilities.Tariff{ID: facilities.TariffID(fmt.Sprintf("t-%d-%d", i, k)), Resource: r.ID, From: from, Peak: money.Cents(100_00 + i),
					OffPeak: money.Cents(50_01 + k), Setup: 10_00, Currency: "EUR", Kind: facilities.PartnerKinds[k]}
				if k == 0 {
					t.Kind = ""
				}
				if err := tx.SaveTariff(ctx, t); err != nil {
					return err
				}
			}
		}
		terms := ledger.Terms{Agreement: facilities.Agreement{ID: "a1", Facility: "lab", Number: 1, From: from, Issuer: key[0].Partner, Capacity: key, Cost: key, Risk: key, AidRegime: "none", YearEnd: YearEndCarried, Created: now},
			Currency: "EUR", TariffCosts: []string{"staff"}, Income: ledger.IncomeToTariffs, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved}}
		for _, s := range key {
			terms.Accepted = append(terms.Accepted, ledger.Acceptance{Partner: s.Partner, By: "anna", On: from})
		}
		if err := tx.AddTerms(ctx, "anna", terms); err != nil {
			return err
		}
		for i := range 300 {
			c := ledger.Cost{ID: ledger.CostID(fmt.Sprintf("c%d", i)), Facility: "lab", Day: facilities.Date{Year: 2026, Month: 3, Day: 5}, Currency: "EUR", Kind: ledger.CostActual,
				Category: "rent", Amount: money.Cents(1_000_01 + i), Evidence: "x"}
			if err := tx.AddCost(ctx, store.StoredCost{Cost: c, Created: now}); err != nil {
				return err
			}
		}
		return nil
	})
	start := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	for done := 0; done < bookings; done += 10_000 {
		write(func(ctx context.Context, tx *store.Tx) error {
			for i := done; i < min(done+10_000, bookings); i++ {
				begin := start.Add(time.Duration(i%660) * time.Hour)
				use := facilities.Span{Start: begin, End: begin.Add(time.Duration(1+i%9) * 30 * time.Minute)}
				_, err := tx.InsertBooking(ctx, facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("b%015d", i)), Facility: "lab", Resource: resourceNumber(i % 300),
					Partner: key[i%50].Partner, Person: "anna", By: "anna", State: facilities.StateCompleted, Use: use, Claims: []facilities.Claim{{Resource: resourceNumber(i % 300), Units: 1, Span: use}},
					CheckedIn: use.Start, CheckedOut: use.End, Created: begin, Updated: use.End, Quote: facilities.Quote{Total: 100_00, Currency: "EUR", Tariff: "t-0-0"}})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func resourceNumber(i int) facilities.ResourceID {
	return facilities.ResourceID(fmt.Sprintf("press-%03d", i))
}
