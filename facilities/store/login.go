package store

import (
	"context"
	"time"
)

// AddLoginFailure notes a failed login under a key: an address of mail or of the network.
func (tx *Tx) AddLoginFailure(ctx context.Context, key string, at time.Time) error {
	_, err := tx.exec(ctx, "INSERT INTO login_failures (key, at) VALUES (?, ?)", key, at)
	return err
}

// LoginFailures counts the failures under a key after since.
func (tx *Tx) LoginFailures(ctx context.Context, key string, since time.Time) (count int, err error) {
	err = tx.one(ctx, "SELECT count(*) FROM login_failures WHERE key = ? AND at > ?", []any{key, since}, &count)
	return count, err
}

// ClearLoginFailures forgets the failures under a key, after a login that succeeded.
func (tx *Tx) ClearLoginFailures(ctx context.Context, key string) error {
	_, err := tx.exec(ctx, "DELETE FROM login_failures WHERE key = ?", key)
	return err
}
