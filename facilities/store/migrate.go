package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"marke/migrations"
)

// Migration is one step of the schema.
type Migration struct {
	Number int64
	Name   string // of its file
}

// ErrNewer is what Open answers about a database that a later version of the program has changed.
var ErrNewer = errors.New("the database was made by a newer version of the program")

// steps is goose over this engine's migrations.
func (s *Store) steps() (*goose.Provider, error) {
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	var dialect goose.Dialect
	var folder fs.FS
	if s.engine == SQLite {
		dialect, folder = goose.DialectSQLite3, migrations.SQLite()
	} else {
		dialect, folder = goose.DialectPostgres, migrations.Postgres()
		locker, err := lock.NewPostgresSessionLocker() // several servers may start together
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, s.write, folder, options...)
}

// Pending lists the steps that were not applied yet, and changes nothing. It fails with
// ErrNewer when the database has steps that this program does not know.
func (s *Store) Pending(ctx context.Context) ([]Migration, error) {
	applied, err := s.applied(ctx)
	if err != nil {
		return nil, translate(err)
	}
	provider, err := s.steps()
	if err != nil {
		return nil, err
	}
	var pending []Migration
	for _, source := range provider.ListSources() {
		if !applied[source.Version] {
			pending = append(pending, Migration{source.Version, source.Path})
		}
		delete(applied, source.Version)
	}
	for number := range applied {
		return nil, fmt.Errorf("%w: it has step %d", ErrNewer, number)
	}
	return pending, nil
}

// applied reads goose's own table, which is not there before the first step.
func (s *Store) applied(ctx context.Context) (map[int64]bool, error) {
	exists := "SELECT to_regclass('goose_db_version') IS NOT NULL"
	if s.engine == SQLite {
		exists = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'goose_db_version')"
	}
	var found bool
	if err := s.read.QueryRowContext(ctx, exists).Scan(&found); err != nil || !found {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, "SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	applied := map[int64]bool{}
	for rows.Next() {
		var number int64
		if err := rows.Scan(&number); err != nil {
			return nil, err
		}
		applied[number] = true
	}
	return applied, rows.Err()
}

// Migrate applies the pending steps, each in a transaction of its own, and says how many.
func (s *Store) Migrate(ctx context.Context) (int, error) {
	provider, err := s.steps()
	if err != nil {
		return 0, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("store: migrate: %w", err)
	}
	return len(results), nil
}
