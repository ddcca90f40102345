package store_test

import (
	"io/fs"
	"slices"
	"testing"

	"marke/facilities/store"
	"marke/facilities/store/storetest"
	"marke/migrations"
)

func TestMigrationsHaveTheSameNumbersAndNames(t *testing.T) {
	names := func(folder fs.FS) []string {
		files, err := fs.Glob(folder, "*")
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	lite, pg := names(migrations.SQLite()), names(migrations.Postgres())
	if !slices.Equal(lite, pg) || len(lite) == 0 {
		t.Errorf("SQLite has %v, PostgreSQL %v", lite, pg)
	}
}

// The engines' schemas are written by hand, twice.
func TestEnginesHaveTheSameTablesColumnsAndIndexes(t *testing.T) {
	t.Parallel()
	lite := schema(t, freshFile(t), `
		SELECT m.name || '.' || p.name || CASE WHEN p."notnull" OR p.pk THEN ' not null' ELSE '' END
		FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> 'goose_db_version'
		UNION ALL SELECT 'index ' || name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
	pg := schema(t, storetest.Postgres(t), `
		SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END
		FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'
		UNION ALL SELECT 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class r ON r.oid = i.indrelid
		WHERE c.relnamespace = current_schema()::regnamespace AND r.relname <> 'goose_db_version' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`)
	for _, line := range lite {
		if !slices.Contains(pg, line) {
			t.Errorf("only SQLite has %s", line)
		}
	}
	for _, line := range pg {
		if !slices.Contains(lite, line) {
			t.Errorf("only PostgreSQL has %s", line)
		}
	}
	if len(lite) < 250 {
		t.Errorf("only %d columns and indexes were compared", len(lite))
	}
}

func schema(t *testing.T, url, query string) (lines []string) {
	t.Helper()
	st, err := store.Open(t.Context(), url, store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rows, err := storetest.Raw(t, url).QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
