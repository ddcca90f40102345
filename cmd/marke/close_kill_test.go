package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
	"marke/facilities/useroffice"
)

// kills is how often a close is killed on each engine: a few times, or 200 with MARKE_CAMPAIGN=full.
func kills() int {
	if os.Getenv("MARKE_CAMPAIGN") == "full" {
		return 200
	}
	return 12
}

// TestAKilledCloseIsWholeOrNotThere kills the real program at random moments of a close. The month is closed or it is not, never between; the
// books sum to zero; and a close that follows finishes it.
func TestAKilledCloseIsWholeOrNotThere(t *testing.T) {
	for engine, fresh := range map[string]func(testing.TB) string{"postgres": storetest.Postgres,
		"sqlite": func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "marke.db") }} {
		t.Run(engine, func(t *testing.T) {
			c := newCampaign(t, fresh(t))
			began := time.Now()
			c.close(t)
			whole := time.Since(began)
			chance := rand.New(rand.NewPCG(20261122, uint64(len(engine))))
			closed, dead := 0, 0
			for range kills() {
				c.fill(t)
				killed := c.kill(t, time.Duration(chance.Int64N(int64(whole*5/4))))
				if killed {
					dead++
				}
				if c.check(t) {
					closed++
					c.month = c.month.Next()
				}
			}
			c.fill(t)
			c.close(t)
			if !c.check(t) {
				t.Error("the close that followed did not finish")
			}
			t.Logf("%s: a close takes %v; %d of %d were killed, %d months were closed", engine, whole.Round(time.Millisecond), dead, kills(), closed)
			if dead == 0 {
				t.Error("nothing was killed")
			}
		})
	}
}

// campaign is a database in which one month after the other is closed.
type campaign struct {
	url    string
	store  *store.Store
	office *useroffice.Office
	month  ledger.Month
	filled ledger.Month // up to and including this one
}

// usesAMonth is large enough that writing a close takes a while.
const usesAMonth = 150

func newCampaign(t *testing.T, url string) *campaign {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	first := facilities.Date{Year: 2013, Month: 1, Day: 1}
	key := []facilities.Share{{Partner: "a", Units: 2}, {Partner: "b", Units: 1}}
	err = st.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam"}); err != nil {
			return err
		}
		for _, s := range key {
			if _, err := tx.SavePartner(ctx, facilities.Partner{ID: s.Partner, Name: string(s.Partner), Kind: facilities.SME}); err != nil {
				return err
			}
		}
		if _, err := tx.SaveResource(ctx, facilities.Resource{ID: "sem", Facility: "lab", Kind: facilities.Instrument, Name: "SEM", Capacity: 1, Approval: facilities.ApprovalAuto}); err != nil {
			return err
		}
		if err := tx.SaveTariff(ctx, facilities.Tariff{ID: "t", Resource: "sem", From: first, Peak: 33_33, OffPeak: 33_33, Currency: "EUR"}); err != nil {
			return err
		}
		return tx.AddTerms(ctx, "system", ledger.Terms{Agreement: facilities.Agreement{ID: "a1", Facility: "lab", Number: 1, From: first, Issuer: "a", AidRegime: "none", YearEnd: useroffice.YearEndCarried,
			Capacity: key, Cost: key, Risk: key, Created: first.In(time.UTC)}, Currency: "EUR", TariffCosts: []string{"staff"}, Income: ledger.IncomeToTariffs, Result: ledger.ResultCarried,
			SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved},
			Accepted: []ledger.Acceptance{{Partner: "a", By: "system", On: first}, {Partner: "b", By: "system", On: first}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &campaign{url: url, store: st, office: useroffice.New(st, useroffice.Config{}), month: ledger.MonthOf(first)}
	c.fill(t)
	return c
}

// fill puts uses and a cost into the month that is next.
func (c *campaign) fill(t *testing.T) {
	t.Helper()
	if c.filled == c.month {
		return
	}
	c.filled = c.month
	start := c.month.First().In(time.UTC).Add(6 * time.Hour)
	err := c.store.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range usesAMonth {
			use := facilities.NewSpan(start.Add(time.Duration(i)*4*time.Hour), start.Add(time.Duration(i)*4*time.Hour+95*time.Minute))
			_, err := tx.InsertBooking(ctx, facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("b-%s-%03d", c.month, i)), Facility: "lab", Resource: "sem", Partner: []facilities.PartnerID{"a", "b"}[i%2],
				Person: "system", By: "system", State: facilities.StateCompleted, Use: use, CheckedIn: use.Start, CheckedOut: use.End, Created: use.Start, Updated: use.End,
				Claims: []facilities.Claim{{Resource: "sem", Units: 1, Span: use}}})
			if err != nil {
				return err
			}
		}
		return tx.AddCost(ctx, store.StoredCost{Cost: ledger.Cost{ID: ledger.CostID("c-" + c.month.String()), Facility: "lab", Day: c.month.First(), Currency: "EUR", Kind: ledger.CostActual,
			Category: "rent", Amount: 1_000_01, Evidence: "x"}, Created: start})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// command is the real program closing the month that is next.
func (c *campaign) command(t *testing.T) *exec.Cmd {
	return exec.CommandContext(t.Context(), "marke", "close", "--facility", "lab", "--month", c.month.String(), "--database", c.url)
}

// close lets the program finish.
func (c *campaign) close(t *testing.T) {
	t.Helper()
	if out, err := c.command(t).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// kill lets the program run for a while and reports whether it was still running then.
func (c *campaign) kill(t *testing.T, after time.Duration) bool {
	t.Helper()
	cmd := c.command(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		t.Logf("after %v it was over: %v", after, err)
	}
	return cmd.Wait() != nil
}

// check reports whether the month is closed, and that it is so wholly.
func (c *campaign) check(t *testing.T) (closed bool) {
	t.Helper()
	err := c.store.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.LockBook(ctx, "lab"); err != nil { // a PostgreSQL backend may still be at what its dead client asked for
			return err
		}
		done, err := tx.CloseOf(ctx, "lab", c.month)
		if closed = err == nil; !closed && facilities.CodeOf(err) != facilities.NotFound {
			return err
		}
		entries, err := tx.Entries(ctx, store.EntryFilter{Facility: "lab", Close: c.month})
		if err != nil {
			return err
		}
		// A charge for each use, the cost, and the partners' shares of it.
		if closed != (len(entries) == usesAMonth+2) || closed && done.Entries != len(entries) || !closed && len(entries) != 0 {
			t.Errorf("%s: closed %v, with %d entries of %d", c.month, closed, len(entries), done.Entries)
		}
		balances, err := tx.Balances(ctx, store.BalanceFilter{})
		var sum money.Cents
		for _, b := range balances {
			sum += b.Amount
		}
		if sum != 0 {
			t.Errorf("%s: the books are off by %d", c.month, sum)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return closed
}
