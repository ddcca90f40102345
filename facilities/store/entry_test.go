package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

// journal is a database with a facility and two partners.
type journal struct {
	*store.Store
	t   *testing.T
	url string
}

func onBothEngines(t *testing.T, test func(t *testing.T, j journal)) {
	for engine, fresh := range map[string]func(testing.TB) string{"sqlite": freshFile, "postgres": storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, newJournal(t, fresh(t)))
		})
	}
}

func newJournal(t *testing.T, url string) journal {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	j := journal{st, t, url}
	j.write(func(ctx context.Context, tx *store.Tx) error {
		for _, id := range []facilities.PartnerID{"a", "b"} {
			if _, err := tx.SavePartner(ctx, facilities.Partner{ID: id, Name: string(id), Kind: facilities.SME}); err != nil {
				return err
			}
		}
		for _, id := range []facilities.FacilityID{"lab", "other"} {
			if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: id, Name: string(id), Zone: "Europe/Amsterdam"}); err != nil {
				return err
			}
		}
		return nil
	})
	return j
}

func (j journal) write(fn func(ctx context.Context, tx *store.Tx) error) {
	j.t.Helper()
	if err := j.InTx(j.t.Context(), fn); err != nil {
		j.t.Fatal(err)
	}
}

var posted = time.Date(2026, 10, 5, 9, 30, 0, 0, time.UTC)

func (j journal) post(entries ...ledger.Entry) error {
	return j.InTx(j.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.PostEntries(ctx, "system", posted, entries...)
	})
}

func (j journal) entries(f store.EntryFilter) (entries []ledger.Entry) {
	j.t.Helper()
	err := j.View(j.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		entries, err = tx.Entries(ctx, f)
		return err
	})
	if err != nil {
		j.t.Fatal(err)
	}
	return entries
}

func account(kind ledger.AccountKind, p facilities.PartnerID) ledger.Account {
	return ledger.Account{Kind: kind, Facility: "lab", Partner: p}
}

func adjustment(id ledger.EntryID, day string, p facilities.PartnerID, amount money.Cents) ledger.Entry {
	d, _ := facilities.ParseDate(day)
	return ledger.Entry{ID: id, Kind: ledger.EntryAdjustment, Posted: d, Currency: "EUR", Origin: ledger.Origin{Service: d, Note: "a note; with | marks"},
		Postings: []ledger.Posting{{Account: account(ledger.Bank, ""), Amount: amount}, {Account: account(ledger.Advance, p), Amount: -amount}}}
}

func TestTheJournalComesBackAsItWasPosted(t *testing.T) {
	onBothEngines(t, func(t *testing.T, j journal) {
		first := adjustment("one", "2026-09-01", "a", 100_00)
		second := adjustment("two", "2026-10-01", "b", 1)
		fund := ledger.Entry{ID: "fund", Kind: ledger.EntryFund, Posted: first.Posted, Currency: "EUR", Postings: []ledger.Posting{
			{Account: ledger.Account{Kind: ledger.FundBank, Fund: "f1"}, Amount: 5}, {Account: ledger.Account{Kind: ledger.FundCapital, Fund: "f1"}, Amount: -5}}}
		back := first.Reversal(second.Posted)
		if err := j.post(first, second, fund, back); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			filter store.EntryFilter
			want   []ledger.Entry
		}{
			"all":         {store.EntryFilter{}, []ledger.Entry{first, second, fund, back}},
			"a facility":  {store.EntryFilter{Facility: "lab"}, []ledger.Entry{first, second, back}},
			"a fund":      {store.EntryFilter{Fund: "f1"}, []ledger.Entry{fund}},
			"until a day": {store.EntryFilter{Until: first.Posted}, []ledger.Entry{first, fund}},
			"from a day":  {store.EntryFilter{From: second.Posted}, []ledger.Entry{second, back}},
			"a kind":      {store.EntryFilter{Kinds: []ledger.EntryKind{ledger.EntryReversal}}, []ledger.Entry{back}},
			"a partner":   {store.EntryFilter{Partner: "b"}, []ledger.Entry{second}},
			"nothing":     {store.EntryFilter{Facility: "other"}, nil},
		} {
			if got := j.entries(c.filter); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %+v, want %+v", name, got, c.want)
			}
		}
		err := j.View(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			balances, err := tx.Balances(ctx, store.BalanceFilter{Facility: "lab"})
			want := []ledger.Balance{{Account: account(ledger.Advance, "a")}, {Account: account(ledger.Advance, "b"), Amount: -1}, {Account: account(ledger.Bank, ""), Amount: 1}}
			if !reflect.DeepEqual(balances, want) {
				t.Errorf("balances %+v", balances)
			}
			if err != nil {
				return err
			}
			balances, err = tx.Balances(ctx, store.BalanceFilter{Facility: "lab", Partner: "a", Until: first.Posted})
			if len(balances) != 1 || balances[0].Amount != -100_00 {
				t.Errorf("balances of a in September %+v", balances)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheDatabaseRefusesWhatTheBooksMayNotHold(t *testing.T) {
	onBothEngines(t, func(t *testing.T, j journal) {
		standing := adjustment("one", "2026-09-01", "a", 100_00)
		if err := j.post(standing); err != nil {
			t.Fatal(err)
		}
		off := adjustment("off", "2026-10-01", "a", 100_00)
		off.Postings[0].Amount++
		mixed := adjustment("mixed", "2026-10-01", "a", 100_00)
		mixed.Postings[1].Account.Facility = "other"
		alone := adjustment("alone", "2026-10-01", "a", 100_00)
		alone.Postings = alone.Postings[:1]
		for name, entry := range map[string]ledger.Entry{"a cent too much": off, "an id twice": adjustment("one", "2026-10-01", "a", 5),
			"two books in one": mixed, "half an entry": alone, "a reversal of nothing": {ID: "r", Kind: ledger.EntryReversal, Posted: standing.Posted, Currency: "EUR", Postings: standing.Postings}} {
			if err := j.post(entry); err == nil {
				t.Errorf("%s was posted", name)
			}
		}
		if err := j.post(standing.Reversal(standing.Posted)); err != nil {
			t.Fatal(err)
		}
		again := standing.Reversal(standing.Posted)
		again.ID = "again"
		if err := j.post(again); facilities.CodeOf(err) != facilities.Conflict {
			t.Errorf("reversed twice: %v", err)
		}
		month := ledger.Month{Year: 2026, Month: 9}
		j.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddClose(ctx, store.Close{Facility: "lab", Month: month, At: posted, By: "system", Kept: []byte("{}")})
		})
		if err := j.post(adjustment("late", "2026-09-30", "a", 5)); facilities.CodeOf(err) != facilities.Conflict {
			t.Errorf("posted in a closed month: %v", err)
		}
		for _, m := range []ledger.Month{month, {Year: 2026, Month: 8}} {
			err := j.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.AddClose(ctx, store.Close{Facility: "lab", Month: m, At: posted, By: "system", Kept: []byte("{}")})
			})
			if facilities.CodeOf(err) != facilities.Conflict {
				t.Errorf("%s closed when September was: %v", m, err)
			}
		}
		if n := len(j.entries(store.EntryFilter{})); n != 2 {
			t.Errorf("%d entries are in the books", n)
		}
	})
}

// TestTheBooksOnlyGrow changes them by hand, past the store.
func TestTheBooksOnlyGrow(t *testing.T) {
	onBothEngines(t, func(t *testing.T, j journal) {
		if err := j.post(adjustment("one", "2026-09-01", "a", 100_00)); err != nil {
			t.Fatal(err)
		}
		j.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddClose(ctx, store.Close{Facility: "lab", Month: ledger.Month{Year: 2026, Month: 8}, At: posted, By: "system", Kept: []byte("{}")})
		})
		statements := []string{
			"UPDATE entries SET note = 'another'", "DELETE FROM entries", "UPDATE postings SET amount_cents = amount_cents + 1", "DELETE FROM postings",
			"UPDATE accounts SET name = 'x'", "DELETE FROM accounts", "UPDATE closes SET month = '2026-07'", "DELETE FROM closes",
			// a pair that sums to zero, added to an entry that is there
			`INSERT INTO postings (entry_number, position, of_postings, account_id, amount_cents)
				SELECT entry_number, position + 2, of_postings + 2, account_id, amount_cents FROM postings`,
			"INSERT INTO postings (entry_number, position, of_postings, account_id, amount_cents) SELECT entry_number, 2, of_postings, account_id, 7 FROM postings WHERE position = 1",
		}
		if j.Engine() == store.SQLite {
			statements = append(statements, "INSERT OR REPLACE INTO postings SELECT entry_number, position, of_postings, account_id, amount_cents * 2 FROM postings",
				"INSERT OR REPLACE INTO entries SELECT * FROM entries", "INSERT OR REPLACE INTO closes SELECT * FROM closes")
		} else {
			statements = append(statements, "TRUNCATE postings, entries, accounts", "TRUNCATE closes")
		}
		db := storetest.Raw(t, j.url)
		for _, statement := range statements {
			if _, err := db.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("it let pass: %s", statement)
			}
		}
		if got := j.entries(store.EntryFilter{}); len(got) != 1 || len(got[0].Postings) != 2 || got[0].Postings[0].Amount != 100_00 || got[0].Origin.Note != "a note; with | marks" {
			t.Errorf("the books hold %+v", got)
		}
	})
}

// TestAnEntryIsWholeOrNotThere undoes a transaction after it has posted.
func TestAnEntryIsWholeOrNotThere(t *testing.T) {
	onBothEngines(t, func(t *testing.T, j journal) {
		changed := errors.New("changed its mind")
		err := j.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := tx.PostEntries(ctx, "system", posted, adjustment("one", "2026-09-01", "a", 100_00)); err != nil {
				return err
			}
			return changed
		})
		if !errors.Is(err, changed) {
			t.Fatal(err)
		}
		var rows int
		if err := storetest.Raw(t, j.url).QueryRowContext(t.Context(), "SELECT (SELECT COUNT(*) FROM entries) + (SELECT COUNT(*) FROM postings) + (SELECT COUNT(*) FROM accounts)").Scan(&rows); err != nil || rows != 0 {
			t.Errorf("%d rows stayed, %v", rows, err)
		}
	})
}

// TestExamineFindsWhatIsOffInTheBooks takes the guards away first, for with them it cannot be made.
func TestExamineFindsWhatIsOffInTheBooks(t *testing.T) {
	onBothEngines(t, func(t *testing.T, j journal) {
		if err := j.post(adjustment("one", "2026-09-01", "a", 100_00), adjustment("two", "2026-09-01", "a", 100_00)); err != nil {
			t.Fatal(err)
		}
		j.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.AddClose(ctx, store.Close{Facility: "lab", Month: ledger.Month{Year: 2026, Month: 8}, At: posted, By: "system", Kept: []byte("{}")})
		})
		if err := j.Examine(t.Context()); err != nil {
			t.Fatalf("nothing is wrong yet: %v", err)
		}
		db := storetest.Raw(t, j.url)
		drop := []string{"DROP TRIGGER postings_stay ON postings", "DROP TRIGGER closes_stay ON closes"}
		if j.Engine() == store.SQLite {
			drop = []string{"DROP TRIGGER postings_stay", "DROP TRIGGER closes_stay"}
		}
		for _, statement := range append(drop, "UPDATE postings SET amount_cents = amount_cents + 1 WHERE entry_number = 2 AND position = 1", "UPDATE closes SET entries = 5") {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		err := j.Examine(t.Context())
		for _, fault := range []string{"entry two is off by 1 cents, with 2 of 2 postings", "2026-08 of lab was closed with 5 entries and has 0"} {
			if err == nil || !strings.Contains(err.Error(), fault) {
				t.Errorf("%v does not say %q", err, fault)
			}
		}
	})
}

// TestABackupBringsTheBooksBack restores a journal into a fresh database, whose guards hold there too.
func TestABackupBringsTheBooksBack(t *testing.T) {
	for engine, fresh := range map[string]func(testing.TB) string{"sqlite": freshFile, "postgres": storetest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			j := newJournal(t, fresh(t))
			if err := j.post(adjustment("one", "2026-09-01", "a", 100_00)); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "backup")
			if err := j.Backup(t.Context(), file); err != nil {
				t.Fatal(err)
			}
			target := fresh(t)
			if err := store.Restore(t.Context(), target, file); err != nil {
				t.Fatal(err)
			}
			st, err := store.Open(t.Context(), target, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { st.Close() })
			restored := journal{st, t, target}
			if err := restored.post(adjustment("two", "2026-09-02", "b", 5)); err != nil {
				t.Fatal(err)
			}
			off := adjustment("off", "2026-10-01", "a", 100_00)
			off.Postings[0].Amount++
			if err := restored.post(off); err == nil {
				t.Error("a cent too much was posted")
			}
			if got := restored.entries(store.EntryFilter{}); len(got) != 2 || got[0].ID != "one" {
				t.Errorf("the restored books hold %+v", got)
			}
		})
	}
}
