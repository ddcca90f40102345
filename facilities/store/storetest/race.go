package storetest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// errLooked is how a racer ends who saw that the slot was taken.
var errLooked = errors.New("looked")

// together runs n functions at once and gives their errors.
func together(n int, run func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			<-start
			errs[i] = run(i)
		})
	}
	close(start)
	done.Wait()
	return errs
}

// bookIfFree is a verb in small: it locks, looks and books.
func bookIfFree(ctx context.Context, st *store.Store, b facilities.Booking, capacity int64) error {
	return st.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Lock(ctx, store.Locks{People: []facilities.PersonID{b.Person, ""}, Resources: []facilities.ResourceID{b.Resource, b.Resource}}); err != nil {
			return err
		}
		held, err := tx.HeldClaims(ctx, []facilities.ResourceID{b.Resource}, b.Use, b.ID)
		if err != nil {
			return err
		}
		if int64(len(held)) >= capacity {
			return errLooked
		}
		if _, err := tx.InsertBooking(ctx, b); err != nil {
			return err
		}
		return tx.RecordChange(ctx, b, "book")
	})
}

func count(t *testing.T, errs []error) (ok, looked, taken int) {
	t.Helper()
	for _, err := range errs {
		var refusal *facilities.Error
		switch {
		case err == nil:
			ok++
		case errors.Is(err, errLooked):
			looked++
		case errors.As(err, &refusal) && refusal.Key == "taken":
			taken++
		default:
			t.Errorf("a racer got %v", err)
		}
	}
	return ok, looked, taken
}

func testRace(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	other := open(t, w.url, store.Options{}) // a second server
	for resource, capacity := range map[facilities.ResourceID]int64{"press": 1, "room": 3} {
		for round := range 5 {
			errs := together(24, func(i int) error {
				st := w.Store
				if i%2 == 1 {
					st = other
				}
				return bookIfFree(t.Context(), st, w.approved(resource, hours(round, round+1)), capacity)
			})
			if ok, looked, taken := count(t, errs); int64(ok) != capacity || taken > 0 {
				t.Errorf("%s: %d booked, %d saw that it was taken and %d ran into the guard; want %d, the rest and none", resource, ok, looked, taken, capacity)
			}
		}
	}
}

func testLockOrder(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	orders := []store.Locks{
		{People: []facilities.PersonID{"ann", "cas"}, Resources: []facilities.ResourceID{"bench", "press"}, Partners: []facilities.PartnerID{"acme", "uni"}},
		{Resources: []facilities.ResourceID{"press", "bench"}, Partners: []facilities.PartnerID{"uni", "acme"}, People: []facilities.PersonID{"cas", "ann", "cas"}},
		{Projects: []facilities.ProjectID{"alloy", "none"}, Resources: []facilities.ResourceID{"room", "press", ""}},
	}
	start := time.Now()
	errs := together(9, func(i int) error {
		for range 10 {
			if err := w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.Lock(ctx, orders[i%3]) }); err != nil {
				return err
			}
		}
		return nil
	})
	is(t, "locks", errors.Join(errs...), "")
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v: somebody waited for a deadlock to be found", took)
	}
}

// testIsolation runs good and bad transactions side by side, so that on SQLite they share commits.
func testIsolation(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	refused := errors.New("refused")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	book := func(ctx context.Context, tx *store.Tx, i int) (facilities.Booking, error) {
		return tx.InsertBooking(ctx, w.approved("press", facilities.Span{Start: day.Add(time.Duration(i) * time.Hour), End: day.Add(time.Duration(i+1) * time.Hour)}))
	}
	const n = 60
	errs := together(n, func(i int) (err error) {
		switch i % 6 {
		case 1: // writes, then fails
			return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := book(ctx, tx, i); err != nil {
					return err
				}
				return refused
			})
		case 2: // writes, then panics
			defer func() {
				if p := recover(); p != nil {
					err = errors.New(p.(string))
				}
			}()
			return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				book(ctx, tx, i)
				panic("panicked")
			})
		case 3: // was given up before it began
			return w.InTx(cancelled, func(ctx context.Context, tx *store.Tx) error { _, err := book(ctx, tx, i); return err })
		case 4: // a refused statement undone by itself
			return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				b, err := book(ctx, tx, i)
				if err != nil {
					return err
				}
				failed := tx.Try(ctx, func(ctx context.Context) error {
					if err := tx.AddAudit(ctx, facilities.Audit{At: day, Kind: "try"}); err != nil {
						return err
					}
					_, err := tx.InsertBooking(ctx, w.approved("press", b.Use))
					return err
				})
				is(t, "a booking on top of another", failed, facilities.Conflict)
				return nil
			})
		case 5: // ends its goroutine
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					book(ctx, tx, i)
					runtime.Goexit()
					return nil
				})
			}()
			<-ended
			return errors.New("gone")
		}
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := book(ctx, tx, i); return err })
	})
	for i, err := range errs {
		want := [...]string{"", "refused", "panicked", context.Canceled.Error(), "", "gone"}[i%6]
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("transaction %d: got %q, want %q", i, got, want)
		}
	}
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		found, _, err := tx.Bookings(ctx, store.BookingFilter{Ascending: true})
		is(t, "bookings", err, "")
		var got, want []int
		for _, b := range found {
			got = append(got, int(b.Use.Start.Sub(day)/time.Hour))
		}
		for i := range n {
			if i%6 == 0 || i%6 == 4 {
				want = append(want, i)
			}
		}
		same(t, "the hours that were booked", got, want)
		audit, err := tx.AuditOf(ctx, "try", "")
		is(t, "audit", err, "")
		same(t, "entries of what was undone", len(audit), 0)
		return nil
	})
	func() {
		defer func() {
			if p, _ := recover().(string); !strings.Contains(p, "InTx inside") {
				t.Errorf("a transaction inside another: %q", p)
			}
		}()
		w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return w.InTx(ctx, func(context.Context, *store.Tx) error { return nil })
		})
	}()
	err := w.View(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := book(ctx, tx, n); return err })
	if err == nil {
		t.Error("a view wrote")
	}
}

func testSkipLocks(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	careless := open(t, w.url, store.Options{SkipLocks: true, ReadConns: 8, WriteConns: 8})
	// race lets every racer look before the first one writes.
	race := func(span facilities.Span) (ok, looked, taken int) {
		var ready sync.WaitGroup
		ready.Add(8)
		return count(t, together(8, func(int) error {
			var once sync.Once
			return careless.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				b := w.approved("press", span)
				if err := tx.Lock(ctx, store.Locks{Resources: []facilities.ResourceID{"press"}}); err != nil {
					return err
				}
				held, err := tx.HeldClaims(ctx, []facilities.ResourceID{"press"}, span, "")
				if err != nil {
					return err
				}
				once.Do(func() { // a transaction that is repeated does not wait again
					ready.Done()
					ready.Wait()
				})
				if len(held) > 0 {
					return errLooked
				}
				_, err = tx.InsertBooking(ctx, b)
				return err
			})
		}))
	}
	if ok, looked, taken := race(hours(9, 10)); ok != 1 || looked+taken != 7 || taken == 0 {
		t.Errorf("with the guard %d booked, %d looked and %d were refused by it; want 1 and at least one refusal", ok, looked, taken)
	}
	is(t, "an examination of what the guard kept right", w.Examine(t.Context()), "")
	DropGuards(t, w.url)
	if ok, _, _ := race(hours(10, 11)); ok < 2 {
		t.Errorf("with neither locks nor guard %d booked: the test cannot see a collision", ok)
	}
	if err := bookIfFree(t.Context(), w.Store, w.approved("press", hours(9, 10)), 1); !errors.Is(err, errLooked) {
		t.Errorf("the careful way without the guard: %v", err)
	}
	if err := w.Examine(t.Context()); err == nil {
		t.Error("an examination does not find the collision")
	}
}

func testBusy(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	hasty := open(t, w.url, store.Options{BusyTimeout: 50 * time.Millisecond})
	conn, err := Raw(t, w.url).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hold := []string{"BEGIN IMMEDIATE"}
	if w.Engine() == store.Postgres {
		hold = []string{"BEGIN", "SELECT 1 FROM resources WHERE id = 'press' FOR UPDATE"}
	}
	for _, statement := range hold {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range together(3, func(i int) error { return bookIfFree(t.Context(), hasty, w.approved("press", hours(i, i+1)), 1) }) {
		var busy *facilities.Error
		if !errors.As(err, &busy) || busy.Code != facilities.Unavailable || busy.RetryAfter < 1 {
			t.Errorf("while another holds the database: %v, want unavailable with a time to wait", err)
		}
	}
	is(t, "reading meanwhile", hasty.Ping(t.Context()), "")
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	is(t, "afterwards", bookIfFree(t.Context(), hasty, w.approved("press", hours(1, 2)), 1), "")

	closed := open(t, w.url, store.Options{})
	if err := closed.Close(); err != nil {
		t.Error(err)
	}
	if err := closed.InTx(t.Context(), func(context.Context, *store.Tx) error { return nil }); err == nil {
		t.Error("a closed store took a transaction")
	}
}
