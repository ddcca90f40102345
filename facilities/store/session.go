package store

import (
	"context"
	"time"
)

// Session is what a session that has not expired holds; NotFound when there is none.
// Sessions are known by the SHA-256 of their token.
func (tx *Tx) Session(ctx context.Context, hash []byte, now time.Time) (content []byte, err error) {
	err = tx.one(ctx, "SELECT content FROM sessions WHERE hash = ? AND expires > ?", []any{hash, now}, &content)
	return content, err
}

// SaveSession makes or replaces a session.
func (tx *Tx) SaveSession(ctx context.Context, hash, content []byte, expires time.Time) error {
	_, err := tx.exec(ctx, `INSERT INTO sessions (hash, content, expires) VALUES (?, ?, ?)
		ON CONFLICT (hash) DO UPDATE SET content = excluded.content, expires = excluded.expires`, hash, content, expires)
	return err
}

// DeleteSession ends a session; it is no error when there is none.
func (tx *Tx) DeleteSession(ctx context.Context, hash []byte) error {
	_, err := tx.exec(ctx, "DELETE FROM sessions WHERE hash = ?", hash)
	return err
}
