package useroffice

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

// The stock of a benchmark: bookings of two hours, three hours apart, on 300 resources,
// so that there is an hour free after each.
const (
	benchResources = 300
	benchPeople    = 1000
	benchApart     = 3 * time.Hour
)

var benchDay = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// BenchmarkBook is durable bookings through the verb: check, booking, claim, audit, counters and
// mail in one transaction, which is on the disk before the verb answers.
func BenchmarkBook(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			bench := stocked(b, rows)
			for _, clients := range []int{1, 8} {
				b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) { bench.book(b, clients) })
			}
		})
	}
}

// BenchmarkCheck is the same question without writing.
func BenchmarkCheck(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			bench := stocked(b, rows)
			worked := processorTime(b)
			for i := 0; b.Loop(); i++ {
				v, err := bench.Check(b.Context(), bench.people[i%benchPeople], bench.now, bench.wish(i*7919))
				if err != nil || len(v.Violations) > 0 {
					b.Fatal(err, v.Violations)
				}
			}
			b.ReportMetric(float64((processorTime(b)-worked).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}

// bench is an office with a stock of bookings.
type bench struct {
	*Office
	rows   int
	now    time.Time
	people []facilities.Actor
	next   atomic.Int64
}

// wish is for half an hour of the free hour after the nth booking, in an order that jumps about.
func (s *bench) wish(n int) facilities.Wish {
	booking := n % s.rows
	start := benchDay.Add(time.Duration(booking/benchResources)*benchApart + 2*time.Hour + time.Duration(n/s.rows%2)*30*time.Minute)
	return facilities.Wish{Resource: benchResource(booking % benchResources), Use: facilities.Span{Start: start, End: start.Add(30 * time.Minute)}, Title: "Sample 12, second pass"}
}

func benchResource(i int) facilities.ResourceID { return facilities.ResourceID(fmt.Sprintf("r%d", i)) }

// book has some clients book one free half hour after the other.
func (s *bench) book(b *testing.B, clients int) {
	var mu sync.Mutex
	var took []time.Duration
	var left atomic.Int64
	left.Store(int64(b.N))
	worked := processorTime(b)
	b.ResetTimer()
	var done sync.WaitGroup
	for range clients {
		done.Go(func() {
			var mine []time.Duration
			for left.Add(-1) >= 0 {
				n := int(s.next.Add(1))
				began := time.Now()
				if _, err := s.Book(b.Context(), s.people[n%benchPeople], s.now.Add(time.Duration(n)*time.Millisecond), s.wish(n*7919)); err != nil {
					b.Error(n, err)
					return
				}
				mine = append(mine, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
		})
	}
	done.Wait()
	b.StopTimer()
	b.ReportMetric(float64((processorTime(b)-worked).Microseconds())/float64(b.N), "cpu-µs/op")
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bookings/s")
	b.ReportMetric(milliseconds(took[len(took)/2]), "p50-ms")
	b.ReportMetric(milliseconds(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(syncsPerSecond(b), "fsyncs/s")
}

// processorTime is what this process has used of the processors. On a machine that does
// other things too it says more than the clock on the wall.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// syncsPerSecond is how often the disk itself takes a small write durably.
func syncsPerSecond(b *testing.B) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "fsync"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const syncs = 200
	page := make([]byte, 4096)
	began := time.Now()
	for range syncs {
		if _, err := f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	return syncs / time.Since(began).Seconds()
}

// stocked makes an office on SQLite whose bookings were put there past the guards,
// which would take their time a million times over.
func stocked(b *testing.B, rows int) *bench {
	b.Helper()
	url := "sqlite:" + filepath.Join(b.TempDir(), "marke.db")
	st, err := store.Open(b.Context(), url, store.Options{Migrate: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	s := &bench{Office: New(st, Config{}), rows: rows, now: benchDay.Add(-time.Hour)}
	err = st.InTx(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SavePartner(ctx, facilities.Partner{ID: "acme", Name: "Acme", Kind: facilities.SME})
		f := facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam", ClosedOnHolidays: false}
		for day := time.Sunday; day <= time.Saturday; day++ {
			f.Hours = append(f.Hours, facilities.Hours{Weekday: day, From: 0, Until: 24 * 60})
		}
		_, failed := tx.SaveFacility(ctx, f)
		err = errors.Join(err, failed)
		for i := range benchResources {
			_, failed := tx.SaveResource(ctx, facilities.Resource{ID: benchResource(i), Facility: "lab", Kind: facilities.Instrument, Name: "R", Capacity: 1, Approval: facilities.ApprovalAuto,
				Qualification: facilities.LevelBasic, Attended: i%3 == 0, Rules: facilities.BookingRules{Grid: 15 * time.Minute, Longest: 8 * time.Hour}})
			failed = errors.Join(failed, tx.SaveTariff(ctx, facilities.Tariff{ID: facilities.TariffID(fmt.Sprintf("t%d", i)), Resource: benchResource(i), OffPeak: 80_00, Peak: 80_00, Currency: "EUR",
				From: facilities.Date{Year: 2026, Month: 1, Day: 1}}))
			err = errors.Join(err, failed)
		}
		for i := range benchPeople {
			person, failed := tx.SavePerson(ctx, facilities.Person{ID: facilities.PersonID(fmt.Sprintf("p%d", i)), Name: "P", Partner: "acme", State: facilities.PersonActive, Created: benchDay})
			s.people = append(s.people, facilities.Actor{Person: person, Via: "api"})
			err = errors.Join(err, failed)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	raw := storetest.Raw(b, url)
	var guard string
	if err := raw.QueryRowContext(b.Context(), "SELECT sql FROM sqlite_master WHERE name = 'claims_guard_insert'").Scan(&guard); err != nil {
		b.Fatal(err)
	}
	start := fmt.Sprintf("(%d + (i / %d) * %d)", benchDay.Unix(), benchResources, int64(benchApart.Seconds()))
	for _, statement := range []string{
		"DROP TRIGGER claims_guard_insert",
		fmt.Sprintf(`INSERT INTO qualifications (id, person_id, resource_id, level, start, granter_id, reason, version)
			SELECT p.id || '-' || r.id, p.id, r.id, 'basic', %d, p.id, '', 1 FROM people p, resources r WHERE p.id LIKE 'p%%'`, benchDay.AddDate(-1, 0, 0).Unix()),
		fmt.Sprintf(`INSERT INTO bookings (id, version, sequence, state, facility_id, resource_id, start, "end", person_id, by_id, partner_id, title, confidential, economic, reason, process, order_number, at_risk, created, updated, note)
			WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT printf('s%%08d', i), 1, 0, 'approved', 'lab', 'r' || (i %% %d), %s, %s + 7200, 'p' || (i %% %d), 'p' || (i %% %d), 'acme', 'Proef', 0, 0, '', '', '', '', 0, 0, '' FROM n`,
			rows-1, benchResources, start, start, benchPeople, benchPeople),
		`INSERT INTO claims (booking_id, position, resource_id, units, start, "end", active, exclusive) SELECT id, 0, resource_id, 1, start, "end", 1, 1 FROM bookings`,
		guard,
		"ANALYZE",
	} {
		if _, err := raw.ExecContext(b.Context(), statement); err != nil {
			b.Fatalf("%.40s: %v", statement, err)
		}
	}
	return s
}
