package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
)

// The engines.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Options are the settings of a store; the zero value is the ordinary one.
type Options struct {
	Migrate     bool          // apply pending migrations instead of refusing them; creates a missing SQLite file
	BusyTimeout time.Duration // wait for a lock that another process holds; 5 s when zero
	ReadConns   int           // connections that only read; 8 when zero
	WriteConns  int           // connections that write, PostgreSQL only; 8 when zero
	Log         *slog.Logger  // of repeated transactions; slog.Default when nil
	// SkipLocks is for tests of the database's own guard: a transaction reads from a
	// snapshot taken before it may write, and Lock takes no locks.
	SkipLocks bool
}

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	engine    string
	url       string
	opt       Options
	write     *sql.DB // SQLite: one connection
	read      *sql.DB
	orm       *gorm.DB
	group     *group // SQLite's writer
	rebound   rebinder
	catalogue atomic.Pointer[cachedCatalogue]
}

// ErrPending is what Open answers about a database whose schema is older than the
// program, unless Options.Migrate is set.
var ErrPending = errors.New("the database has pending migrations")

// Open opens "sqlite:FILE" or "postgres://…". A SQLite file that does not exist is an
// error (fs.ErrNotExist) unless Options.Migrate is set. "sqlite:FILE?synchronous=off"
// gives up durability for speed, for tests.
func Open(ctx context.Context, url string, opt Options) (*Store, error) {
	opt.BusyTimeout = cmp.Or(opt.BusyTimeout, 5*time.Second)
	opt.ReadConns = cmp.Or(opt.ReadConns, 8)
	opt.WriteConns = cmp.Or(opt.WriteConns, 8)
	opt.Log = cmp.Or(opt.Log, slog.Default())

	s := &Store{url: url, opt: opt}
	var err error
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		err = s.openSQLite(ctx)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		err = s.openPostgres(ctx)
	default:
		return nil, errors.New("store: the database must be sqlite:FILE or postgres://…")
	}
	if err == nil {
		err = s.admit(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), s.Close())
	}
	if s.engine == SQLite && !opt.SkipLocks {
		s.group = newGroup(s.write)
	}
	return s, nil
}

// admit sees to it that the schema is the one this program was written for.
func (s *Store) admit(ctx context.Context) error {
	pending, err := s.Pending(ctx)
	if err != nil {
		return err
	}
	if len(pending) == 0 {
		return nil
	}
	if !s.opt.Migrate {
		return fmt.Errorf("%w: %d, the first is %d %s", ErrPending, len(pending), pending[0].Number, pending[0].Name)
	}
	_, err = s.Migrate(ctx)
	return err
}

// Close waits for the transaction that is running and closes the database. Later
// transactions fail with Unavailable.
func (s *Store) Close() error {
	if s.group != nil {
		s.group.close()
	}
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Engine is SQLite or Postgres.
func (s *Store) Engine() string { return s.engine }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.View(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Catalogue(ctx)
		return err
	})
}

// errClosed is the answer to a transaction on a closed store.
func errClosed() error {
	return &facilities.Error{Code: facilities.Unavailable, Key: "busy", RetryAfter: 1, Cause: errors.New("store: closed")}
}
