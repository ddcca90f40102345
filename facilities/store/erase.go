package store

import (
	"context"

	"marke/facilities"
)

// ErasePerson takes away who a person was: the name becomes another, the address, roles,
// password, tokens, kept answers, access request and unsent mails go, and so do the words of mails and audit
// entries that name the person. Bookings stay as they are, under the same id.
func (tx *Tx) ErasePerson(ctx context.Context, id facilities.PersonID, name string) error {
	p, err := tx.Person(ctx, id)
	if err != nil {
		return err
	}
	// The name is only sought where it must be meant: somebody else may have the same one.
	const theirs = "(person_id = ? OR kind = 'booking' AND subject IN (SELECT id FROM bookings WHERE person_id = ? OR by_id = ?))"
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{"UPDATE people SET name = ?, email = NULL, state = 'erased', version = version + 1 WHERE id = ?", []any{name, string(id)}},
		{"DELETE FROM roles WHERE person_id = ?", []any{string(id)}},
		{"DELETE FROM credentials WHERE person_id = ?", []any{string(id)}},
		{"DELETE FROM tokens WHERE person_id = ?", []any{string(id)}},
		{"DELETE FROM idempotency_keys WHERE person_id = ?", []any{string(id)}}, // they hold answers
		{"DELETE FROM access_requests WHERE person_id = ?", []any{string(id)}},
		{"DELETE FROM login_failures WHERE key = ?", []any{p.Email}},
		{"DELETE FROM outbox WHERE person_id = ? AND sent IS NULL", []any{string(id)}},
		{"UPDATE outbox SET params = '{}' WHERE person_id = ?", []any{string(id)}},
		{"UPDATE outbox SET params = '{}' WHERE sent IS NOT NULL AND booking_id IN (SELECT id FROM bookings WHERE person_id = ? OR by_id = ?)", []any{string(id), string(id)}},
		{"UPDATE audit SET before = '', after = '' WHERE kind = 'person' AND subject = ?", []any{string(id)}},
		{"UPDATE audit SET before = replace(before, ?, ?), after = replace(after, ?, ?), reason = replace(reason, ?, ?) WHERE " + theirs,
			[]any{p.Name, name, p.Name, name, p.Name, name, string(id), string(id), string(id)}},
	} {
		if _, err := tx.exec(ctx, step.statement, step.args...); err != nil {
			return err
		}
	}
	if p.Email == "" {
		return nil
	}
	// An address is one person's only.
	_, err = tx.exec(ctx, `UPDATE audit SET before = replace(before, ?, ''), after = replace(after, ?, ''), reason = replace(reason, ?, '')
		WHERE before LIKE '%@%' OR after LIKE '%@%' OR reason LIKE '%@%'`, p.Email, p.Email, p.Email)
	return err
}
