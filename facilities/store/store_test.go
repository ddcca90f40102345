package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// freshFile is the address of a SQLite database that does not exist yet.
func freshFile(tb testing.TB) string { return "sqlite:" + filepath.Join(tb.TempDir(), "marke é%#.db") }

func TestSQLite(t *testing.T) { storetest.Run(t, freshFile) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }

func TestAnAddressThatIsNoneIsRefusedInWords(t *testing.T) {
	dir := t.TempDir()
	for url, want := range map[string]string{
		"":                             "sqlite:FILE or postgres://",
		"mysql://localhost/marke":      "sqlite:FILE or postgres://",
		"sqlite:":                      "needs a file",
		"sqlite::memory:":              "needs a file",
		"sqlite:" + dir + "/x?cache=1": "unknown option cache=1",
		"sqlite:" + dir + "/x?synchronous=sometimes": "unknown option synchronous=sometimes",
		"sqlite:" + dir + "/none/x.db":               "no such file",
		"postgres://ann:geheim@:x/marke":             "parse",
		"postgres://ann:geheim@127.0.0.1:1/marke":    "reach the database",
	} {
		st, err := store.Open(t.Context(), url, store.Options{Migrate: true})
		if err == nil {
			st.Close()
			t.Errorf("%q was opened", url)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: got %v, want %q and no password", url, err, want)
		}
	}
}

func TestSQLiteFilesAreTheirOwnersOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "marke.db")
	st, err := store.Open(t.Context(), "sqlite:"+file, store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for _, name := range []string{file, file + "-wal"} {
		if stat, err := os.Stat(name); err != nil || stat.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(name), stat, err)
		}
	}
}
