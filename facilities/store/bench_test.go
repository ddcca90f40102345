package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

// The stock of a benchmark: bookings of two hours, three hours apart, on 300 resources.
const (
	benchResources = 300
	benchApart     = 3 * time.Hour
)

var benchDay = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// BenchmarkDisk is how often the disk takes a small write durably: what no store can beat
// one commit at a time.
func BenchmarkDisk(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "fsync"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fsyncs/s")
}

func BenchmarkSQLite(b *testing.B) { benchmark(b, freshFile, store.SQLite) }

func BenchmarkPostgres(b *testing.B) { benchmark(b, storetest.PostgresDurable, store.Postgres) }

func benchmark(b *testing.B, fresh func(testing.TB) string, engine string) {
	for _, rows := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			st := stocked(b, fresh(b), engine, rows)
			b.Run("HeldClaims", func(b *testing.B) { benchmarkHeldClaims(b, st, rows) })
			b.Run("List5000", func(b *testing.B) { benchmarkList(b, st) })
			b.Run("InsertBooking", func(b *testing.B) { benchmarkInsert(b, st, rows) })
		})
	}
}

// stocked fills a database past the guards, which would take their time a million times over.
func stocked(b *testing.B, url, engine string, rows int) *store.Store {
	b.Helper()
	st, err := store.Open(b.Context(), url, store.Options{Migrate: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	must(st.InTx(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SavePartner(ctx, facilities.Partner{ID: "acme", Name: "Acme", Kind: facilities.SME})
		for i := range 50 {
			_, failed := tx.SavePerson(ctx, facilities.Person{ID: facilities.PersonID(fmt.Sprintf("p%d", i)), Name: "P", State: facilities.PersonActive, Created: benchDay})
			err = errors.Join(err, failed)
		}
		_, failed := tx.SaveFacility(ctx, facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam"})
		err = errors.Join(err, failed)
		for i := range benchResources {
			_, failed := tx.SaveResource(ctx, facilities.Resource{ID: benchResource(i), Facility: "lab", Kind: facilities.Instrument, Name: "R", Capacity: 1, Approval: facilities.ApprovalAuto})
			err = errors.Join(err, failed)
		}
		return err
	}))

	numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", rows-1)
	start := fmt.Sprintf("%d + (i / %d) * %d", benchDay.Unix(), benchResources, int64(benchApart.Seconds()))
	instant := func(seconds string) string { return "(" + seconds + ")" }
	no, id := "0", "printf('s%08d', i)"
	off, on := []string{"DROP TRIGGER claims_guard_insert"}, []string{""}
	raw := storetest.Raw(b, url)
	if engine == store.Postgres {
		numbers = fmt.Sprintf("WITH n(i) AS (SELECT generate_series(0, %d))", rows-1)
		instant = func(seconds string) string { return "to_timestamp(" + seconds + ")" }
		no, id = "false", "'s' || lpad(i::text, 8, '0')"
		off = []string{"ALTER TABLE bookings DISABLE TRIGGER ALL", "ALTER TABLE claims DISABLE TRIGGER ALL", "ALTER TABLE claims DROP CONSTRAINT claims_do_not_overlap"}
		on = []string{"ALTER TABLE bookings ENABLE TRIGGER ALL", "ALTER TABLE claims ENABLE TRIGGER ALL",
			"ALTER TABLE claims ADD CONSTRAINT claims_do_not_overlap EXCLUDE USING gist (resource_id WITH =, tstzrange(start, \"end\") WITH &&) WHERE (active AND exclusive)"}
	} else {
		must(raw.QueryRowContext(b.Context(), "SELECT sql FROM sqlite_master WHERE name = 'claims_guard_insert'").Scan(&on[0]))
	}
	yes := map[string]string{"0": "1", "false": "true"}[no]
	fill := []string{
		"INSERT INTO bookings (id, version, sequence, state, facility_id, resource_id, start, \"end\", person_id, by_id, partner_id, title, confidential, economic, reason, process, order_number, at_risk, created, updated, note) " +
			numbers + " SELECT " + id + ", 1, 0, 'approved', 'lab', 'r' || (i % 300), " + instant(start) + ", " + instant(start+" + 7200") +
			", 'p' || (i % 50), 'p' || (i % 50), 'acme', 'Proef', " + no + ", " + no + ", '', '', '', '', " + instant(start) + ", " + instant(start) + ", '' FROM n",
		"INSERT INTO claims (booking_id, position, resource_id, units, start, \"end\", active, exclusive) SELECT id, 0, resource_id, 1, start, \"end\", " + yes + ", " + yes + " FROM bookings",
	}
	for _, statement := range slices.Concat(off, fill, on) {
		_, err := raw.ExecContext(b.Context(), statement)
		must(err)
	}
	if engine == store.Postgres {
		_, err := raw.ExecContext(b.Context(), "VACUUM ANALYZE")
		must(err)
	}
	return st
}

func benchResource(i int) facilities.ResourceID { return facilities.ResourceID(fmt.Sprintf("r%d", i)) }

func benchmarkHeldClaims(b *testing.B, st *store.Store, rows int) {
	perResource := rows / benchResources
	err := st.View(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		i := 0
		for b.Loop() {
			i++
			start := benchDay.Add(time.Duration(i*7919%perResource) * benchApart)
			held, err := tx.HeldClaims(ctx, []facilities.ResourceID{benchResource(i % benchResources)}, facilities.Span{Start: start, End: start.Add(4 * time.Hour)}, "")
			if err != nil {
				return err
			}
			if len(held) == 0 {
				return errors.New("nothing held")
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// benchmarkList is what a board of 300 resources over two days asks for, whole bookings with their claims.
func benchmarkList(b *testing.B, st *store.Store) {
	for b.Loop() {
		err := st.View(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			found, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: "lab", From: benchDay.AddDate(0, 0, 3), To: benchDay.AddDate(0, 0, 5), Limit: 5000, Ascending: true})
			if len(found) < 4000 {
				return fmt.Errorf("%d bookings: %w", len(found), err)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// benchmarkInsert is what a booking writes, durably, from eight clients at once.
func benchmarkInsert(b *testing.B, st *store.Store, rows int) {
	const clients = 8
	var next atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	free := benchDay.Add(time.Duration(rows/benchResources+10) * benchApart)
	run := fmt.Sprint(time.Now().UnixNano()) // a benchmark runs more than once
	b.SetParallelism(clients / 2)            // times the two processors
	b.ResetTimer()
	var done sync.WaitGroup
	for range clients {
		done.Go(func() {
			var mine []time.Duration
			for {
				i := next.Add(1)
				if i > int64(b.N) {
					break
				}
				// After all that is there, and after what earlier runs put there.
				benchMu.Lock()
				benchNext++
				place := benchNext
				benchMu.Unlock()
				start := free.Add(time.Duration(place/benchResources) * benchApart)
				began := time.Now()
				if err := benchBook(b.Context(), st, place, run, facilities.Span{Start: start, End: start.Add(2 * time.Hour)}); err != nil {
					b.Error(err)
					return
				}
				mine = append(mine, time.Since(began))
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	done.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bookings/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

var (
	benchMu   sync.Mutex
	benchNext int
)

func benchBook(ctx context.Context, st *store.Store, i int, run string, use facilities.Span) error {
	person := facilities.PersonID(fmt.Sprintf("p%d", i%50))
	b := facilities.Booking{
		ID: facilities.BookingID(fmt.Sprintf("x%s-%d", run, i)), State: facilities.StateApproved, Facility: "lab", Resource: benchResource(i % benchResources), Use: use,
		Claims: []facilities.Claim{{Resource: benchResource(i % benchResources), Units: 1, Span: use}},
		Person: person, By: person, Partner: "acme", Title: "Proef", Created: use.Start, Updated: use.Start,
	}
	return st.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Lock(ctx, store.Locks{People: []facilities.PersonID{person}, Resources: []facilities.ResourceID{b.Resource}}); err != nil {
			return err
		}
		if _, err := tx.Catalogue(ctx); err != nil {
			return err
		}
		held, err := tx.HeldClaims(ctx, []facilities.ResourceID{b.Resource}, use, "")
		if err != nil {
			return err
		}
		if len(held) > 0 {
			return errors.New("the slot is taken")
		}
		if _, err := tx.InsertBooking(ctx, b); err != nil {
			return err
		}
		if err := tx.AddAudit(ctx, facilities.Audit{At: use.Start, Person: person, Via: "api", Verb: "book", Kind: "booking", Subject: string(b.ID), After: `{"state":"approved"}`}); err != nil {
			return err
		}
		if err := tx.RecordChange(ctx, b, "book"); err != nil {
			return err
		}
		return tx.AddMail(ctx, facilities.Mail{Key: "booking_approved:" + string(b.ID) + ":1", Person: person, Kind: "booking_approved", Booking: b.ID, Created: use.Start})
	})
}
