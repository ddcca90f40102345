package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// late is a SQLite transaction as a careless program would make it: it reads from a
// snapshot and takes the lock for writing only with its first write. What it checked
// may be untrue by then. Options.SkipLocks asks for it, so that tests can show that
// the triggers alone keep the data right.
type late struct {
	store  *Store
	reader *sql.Tx
	writer *sql.Tx // nil until the first write
}

var _ gorm.ConnPool = (*late)(nil)

func (s *Store) inLate(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	reader, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer reader.Rollback()
	l := &late{store: s, reader: reader}
	defer func() {
		if l.writer != nil {
			l.writer.Rollback()
		}
	}()
	if err := fn(context.WithValue(ctx, inside{}, true), &Tx{store: s, conn: l}); err != nil || l.writer == nil {
		return err
	}
	return l.writer.Commit()
}

// pool is where reads go: once something was written, they must see it.
func (l *late) pool() gorm.ConnPool {
	if l.writer != nil {
		return l.writer
	}
	return l.reader
}

func (l *late) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if l.writer == nil {
		writer, err := l.store.write.BeginTx(ctx, nil) // immediate, as the connection says
		if err != nil {
			return nil, err
		}
		l.writer = writer
	}
	return l.writer.ExecContext(ctx, query, args...)
}

func (l *late) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return l.pool().PrepareContext(ctx, query)
}

func (l *late) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return l.pool().QueryContext(ctx, query, args...)
}

func (l *late) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return l.pool().QueryRowContext(ctx, query, args...)
}
