package store_test

import (
	"path/filepath"
	"testing"

	"marke/facilities/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// freshFile is the address of a SQLite database that does not exist yet.
func freshFile(tb testing.TB) string { return "sqlite:" + filepath.Join(tb.TempDir(), "marke é%#.db") }

func TestSQLite(t *testing.T) { storetest.Run(t, freshFile) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }
