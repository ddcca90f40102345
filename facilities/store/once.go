package store

import (
	"context"
	"errors"
	"time"

	"marke/facilities"
)

// Answered is a write that succeeded under an idempotency key.
type Answered struct {
	Digest  []byte // of the request's body
	Kind    string // of the subject: "booking", "series", …
	Subject string // its id
	Status  int
	At      time.Time
}

// OnceLasts is how long an idempotency key is remembered.
const OnceLasts = 24 * time.Hour

// Once finds what was answered under a person's key within OnceLasts; NotFound when nothing was.
func (tx *Tx) Once(ctx context.Context, person facilities.PersonID, key string, now time.Time) (a Answered, err error) {
	err = tx.one(ctx, "SELECT digest, kind, subject, status, at FROM idempotency_keys WHERE person_id = ? AND key = ? AND at > ?",
		[]any{string(person), key, now.Add(-OnceLasts)}, &a.Digest, &a.Kind, &a.Subject, &a.Status, at(&a.At))
	return a, err
}

// AddOnce remembers an answer. When another transaction was first with the same key, this
// one is undone and InTx runs it again, so that Once finds the other's answer.
func (tx *Tx) AddOnce(ctx context.Context, person facilities.PersonID, key string, a Answered) error {
	if _, err := tx.exec(ctx, "DELETE FROM idempotency_keys WHERE person_id = ? AND key = ? AND at <= ?", string(person), key, a.At.Add(-OnceLasts)); err != nil {
		return err
	}
	_, err := tx.exec(ctx, "INSERT INTO idempotency_keys (person_id, key, digest, kind, subject, status, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(person), key, a.Digest, a.Kind, a.Subject, a.Status, a.At)
	if facilities.CodeOf(err) == facilities.Conflict {
		return errors.Join(errAgain, err)
	}
	return err
}

// KeptAnswer is what was answered in full under a person's key; nil when that was not kept.
// NotFound when nothing was done under the key.
func (tx *Tx) KeptAnswer(ctx context.Context, person facilities.PersonID, key string) (answer []byte, err error) {
	err = tx.one(ctx, "SELECT answer FROM idempotency_keys WHERE person_id = ? AND key = ?", []any{string(person), key}, &answer)
	return answer, err
}

// KeepAnswer keeps what was answered in full, unless something is kept already.
func (tx *Tx) KeepAnswer(ctx context.Context, person facilities.PersonID, key string, answer []byte) error {
	_, err := tx.exec(ctx, "UPDATE idempotency_keys SET answer = ? WHERE person_id = ? AND key = ? AND answer IS NULL", answer, string(person), key)
	return err
}
