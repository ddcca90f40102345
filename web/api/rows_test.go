package api

import (
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

// rows counts the rows of every table, by looking at the database from outside.
func (h *house) rows() string {
	h.t.Helper()
	driver, source, list := "pgx", h.url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
	if file, ok := strings.CutPrefix(h.url, "sqlite:"); ok {
		file, _, _ = strings.Cut(file, "?")
		driver, source, list = "sqlite3", "file:"+file+"?mode=ro", "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	found, err := db.Query(list)
	if err != nil {
		h.t.Fatal(err)
	}
	var tables []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			h.t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := found.Err(); err != nil || len(tables) < 10 {
		h.t.Fatalf("%d tables: %v", len(tables), err)
	}
	var out strings.Builder
	for _, name := range tables {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM "` + name + `"`).Scan(&n); err != nil {
			h.t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s=%d ", name, n)
	}
	return out.String()
}
