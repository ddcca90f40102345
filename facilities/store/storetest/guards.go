package storetest

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql's "pgx"
	_ "github.com/mattn/go-sqlite3"    // database/sql's "sqlite3"
)

// Raw opens a connection of its own to a store's database, past the store.
func Raw(tb testing.TB, address string) *sql.DB {
	tb.Helper()
	driver, source := "pgx", address
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		file, _, _ = strings.Cut(file, "?")
		driver, source = "sqlite3", "file:"+(&url.URL{Path: file}).EscapedPath()+"?_busy_timeout=5000"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		tb.Fatalf("storetest: %v", err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

// DropGuards takes away what keeps a database from holding claims beyond the capacity
// of a resource, so that a test can show what happens without it.
func DropGuards(tb testing.TB, address string) {
	tb.Helper()
	drops := []string{
		"DROP TRIGGER claims_guard_insert ON claims", "DROP TRIGGER claims_guard_update ON claims",
		"ALTER TABLE claims DROP CONSTRAINT claims_do_not_overlap",
	}
	if strings.HasPrefix(address, "sqlite:") {
		drops = []string{"DROP TRIGGER claims_guard_insert", "DROP TRIGGER claims_guard_update"}
	}
	db := Raw(tb, address)
	for _, drop := range drops {
		if _, err := db.ExecContext(tb.Context(), drop); err != nil {
			tb.Fatalf("storetest: %s: %v", drop, err)
		}
	}
}
