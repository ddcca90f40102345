package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
)

// Tx is what runs inside one transaction. It must not outlive the function it was given to,
// nor be used by two goroutines.
type Tx struct {
	store *Store
	conn  gorm.ConnPool
	depth int // of savepoints
	seen  *moment
}

// moment is what was read in a transaction into whose sight nobody else's changes come, and
// stays true until it is changed there. The turns of a group share one. A nil moment keeps nothing.
type moment struct {
	catalogue *facilities.Catalogue
}

// forget is called when something that was read may be no more, or again.
func (m *moment) forget() {
	if m != nil {
		*m = moment{}
	}
}

// repeatMax bounds how often one transaction is run again after a clash.
const repeatMax = 10

// inside marks the context of a running transaction.
type inside struct{}

// InTx runs fn in a transaction that may write, and returns after the transaction is
// durable. When fn fails everything that it wrote is undone, and its error comes back.
//
// Everything that fn does must go through tx: in PostgreSQL it runs again when another
// transaction was in the way. SQLite has one writer; up to groupMax waiting
// transactions share one commit, each undone by itself when it fails. A context
// that ends before fn has begun is honoured; afterwards only PostgreSQL looks at it.
// Unavailable says that another process held the database for too long.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(inside{}) != nil {
		panic("store: InTx inside a transaction would wait for itself")
	}
	run := s.inPostgres
	switch {
	case s.group != nil:
		run = s.inGroup
	case s.engine == SQLite:
		run = s.inLate
	}
	for repeats := 0; ; repeats++ {
		err := run(ctx, fn)
		if err == nil || !repeatable(err) {
			return translate(err)
		}
		if repeats == repeatMax {
			return &facilities.Error{Code: facilities.Unavailable, Key: "busy", RetryAfter: 1, Cause: err}
		}
		s.opt.Log.DebugContext(ctx, "transaction repeated", "repeats", repeats+1, "cause", err)
		// Random, so that two that met do not meet again.
		select {
		case <-time.After(time.Duration(rand.Int64N(int64(5*time.Millisecond) << min(repeats, 5)))):
		case <-ctx.Done():
			return cancelled(ctx)
		}
	}
}

func (s *Store) inPostgres(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	tx, err := s.write.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	defer tx.Rollback() // also when fn panics; after Commit it does nothing
	if err := fn(context.WithValue(ctx, inside{}, true), &Tx{store: s, conn: tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// View runs fn on one snapshot of the database. Writing fails.
func (s *Store) View(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{Isolation: s.snapshot(), ReadOnly: s.engine == Postgres})
	if err != nil {
		return translate(err)
	}
	defer tx.Rollback()
	if err := fn(ctx, &Tx{store: s, conn: tx, seen: &moment{}}); err != nil {
		return translate(err)
	}
	return translate(tx.Commit())
}

// snapshot is the isolation level at which all reads of a transaction see the same
// moment. SQLite has no other, and its read connections cannot write.
func (s *Store) snapshot() sql.IsolationLevel {
	if s.engine == SQLite {
		return sql.LevelDefault
	}
	return sql.LevelRepeatableRead
}

// Try runs fn in a savepoint: when it fails, what it wrote is undone and the
// transaction can go on. Without it a refused statement spoils a PostgreSQL transaction.
func (tx *Tx) Try(ctx context.Context, fn func(ctx context.Context) error) (err error) {
	tx.depth++
	name := fmt.Sprintf("try_%d", tx.depth)
	defer func() { tx.depth-- }()
	if _, err := tx.exec(ctx, "SAVEPOINT "+name); err != nil {
		return err
	}
	if failed := fn(ctx); failed != nil {
		tx.seen.forget()
		if repeatable(failed) {
			return failed // the whole transaction is lost
		}
		if _, err := tx.exec(ctx, "ROLLBACK TO SAVEPOINT "+name); err != nil {
			return errors.Join(err, failed)
		}
		err = failed
	}
	_, released := tx.exec(ctx, "RELEASE SAVEPOINT "+name)
	return errors.Join(err, released)
}

// exec runs one statement; "?" stands for an argument on both engines.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	result, err := tx.conn.ExecContext(ctx, tx.store.bind(query), tx.store.values(args)...)
	return result, translate(err)
}

// changed is exec for a statement of which it matters how many rows it touched.
func (tx *Tx) changed(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := tx.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// one reads a single row; no row is NotFound.
func (tx *Tx) one(ctx context.Context, query string, args []any, dest ...any) error {
	return translate(tx.conn.QueryRowContext(ctx, tx.store.bind(query), tx.store.values(args)...).Scan(dest...))
}

// all reads every row with scan, which gets the row's Scan.
func (tx *Tx) all(ctx context.Context, query string, args []any, scan func(scan func(dest ...any) error) error) error {
	rows, err := tx.conn.QueryContext(ctx, tx.store.bind(query), tx.store.values(args)...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return translate(err)
		}
	}
	return translate(rows.Err())
}

// orm is GORM inside this transaction.
func (tx *Tx) orm(ctx context.Context) *gorm.DB {
	db := tx.store.orm.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = tx.conn
	return db
}
