package storetest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marke/facilities"
	"marke/facilities/store"
)

func testBackup(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	b := w.approved("press", hours(9, 10))
	b.Title = "Proef ✓"
	w.insert(t, b)
	file := filepath.Join(t.TempDir(), "backup")

	// Somebody goes on writing meanwhile.
	stop := make(chan struct{})
	writing := make(chan error, 1)
	go func() {
		for hour := 0; ; hour++ {
			select {
			case <-stop:
				writing <- nil
				return
			default:
			}
			if err := w.tryInsert(context.Background(), w.approved("bench", facilities.Span{Start: day.AddDate(0, 0, hour), End: day.AddDate(0, 0, hour+1)})); err != nil {
				writing <- err
				return
			}
		}
	}()
	err := w.Backup(t.Context(), file)
	close(stop)
	is(t, "writing during the backup", <-writing, "")
	if err != nil {
		t.Fatal(err)
	}
	if beside, _ := filepath.Glob(file + "?*"); len(beside) > 0 {
		t.Errorf("the backup left %v", beside)
	}
	if stat, err := os.Stat(file); err != nil || stat.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v, %v", stat, err)
	}
	if err := w.Backup(t.Context(), file); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a backup onto a file that exists: %v", err)
	}
	w.insert(t, w.approved("press", hours(11, 12))) // not in it

	target := fresh(t)
	if err := store.Restore(t.Context(), target, file); err != nil {
		t.Fatal(err)
	}
	restored := &world{Store: open(t, target, store.Options{}), url: target}
	same(t, "a restored booking", restored.booking(t, b.ID), w.booking(t, b.ID))
	restored.ids.Store(1000)
	is(t, "the guard in the restored database", restored.tryInsert(t.Context(), restored.approved("press", hours(9, 10))), facilities.Conflict)
	is(t, "what was booked after the backup", restored.tryInsert(t.Context(), restored.approved("press", hours(11, 12))), "")

	if err := store.Restore(t.Context(), w.url, file); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restore onto a database in use: %v", err)
	}
	junk := filepath.Join(t.TempDir(), "junk")
	if err := os.WriteFile(junk, []byte(strings.Repeat("no backup ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), fresh(t), junk); err == nil {
		t.Error("a file that is no backup was restored")
	}
	if err := store.Restore(t.Context(), fresh(t), junk+"none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("restore of a file that is not there: %v", err)
	}
}

func testPending(t *testing.T, fresh func(testing.TB) string) {
	url := fresh(t)
	if st, err := store.Open(t.Context(), url, store.Options{}); !errors.Is(err, store.ErrPending) && !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("opening an empty database: %v, %v", st, err)
	}
	st := open(t, url, store.Options{Migrate: true})
	pending, err := st.Pending(t.Context())
	if err != nil || len(pending) > 0 {
		t.Errorf("after migrating: %v pending, %v", pending, err)
	}
	if n, err := st.Migrate(t.Context()); n != 0 || err != nil {
		t.Errorf("migrating again: %d steps, %v", n, err)
	}
	open(t, url, store.Options{})

	raw := Raw(t, url)
	forget := func(statement string) {
		t.Helper()
		if _, err := raw.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	forget("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
	if _, err := store.Open(t.Context(), url, store.Options{Migrate: true}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("a database from the future: %v", err)
	}
	forget("DELETE FROM goose_db_version WHERE version_id IN (3, 9999)")
	if _, err := store.Open(t.Context(), url, store.Options{}); !errors.Is(err, store.ErrPending) {
		t.Errorf("a database with a step missing: %v", err)
	}
}
