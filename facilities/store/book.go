package store

import (
	"context"

	"marke/facilities"
)

// LockBook keeps other transactions from posting in a facility's book until this one ends. Take it before reading what a
// posting depends on, and before all other locks; of several facilities in the order of their ids. SQLite has one writer and needs none.
func (tx *Tx) LockBook(ctx context.Context, f facilities.FacilityID) error {
	if tx.store.engine == SQLite || tx.store.opt.SkipLocks {
		return nil
	}
	// NO KEY UPDATE lets bookings go on, whose foreign keys share the row.
	_, err := tx.exec(ctx, "SELECT id FROM facilities WHERE id = ? FOR NO KEY UPDATE", string(f))
	return err
}

// JournalHead is the number of the last entry in a facility's book; 0 when it has none. Under LockBook nothing comes behind it.
func (tx *Tx) JournalHead(ctx context.Context, f facilities.FacilityID) (number int64, err error) {
	err = tx.one(ctx, "SELECT COALESCE(MAX(number), 0) FROM entries WHERE facility_id = ?", []any{string(f)}, &number)
	return number, err
}

// rowsAtOnce is how many rows one INSERT carries: both engines bound the values of a statement.
const rowsAtOnce = 500

// insertMany inserts rows, many with each statement, in their order. values gives a row's columns.
func insertMany[T any](ctx context.Context, tx *Tx, into string, columns int, rows []T, values func(T) []any) error {
	row := "(" + marks(columns) + ")"
	for len(rows) > 0 {
		n := min(len(rows), rowsAtOnce)
		args := make([]any, 0, n*columns)
		for _, r := range rows[:n] {
			args = append(args, values(r)...)
		}
		if _, err := tx.exec(ctx, "INSERT INTO "+into+" VALUES "+repeated(row, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
