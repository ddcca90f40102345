package store

import (
	"context"

	"marke/facilities"
)

// AddAudit appends an entry; its ID is given by the database.
func (tx *Tx) AddAudit(ctx context.Context, a facilities.Audit) error {
	_, err := tx.exec(ctx, "INSERT INTO audit (at, person_id, via, verb, kind, subject, before, after, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.At, ref(a.Person), a.Via, a.Verb, a.Kind, a.Subject, a.Before, a.After, a.Reason)
	return err
}

// AuditOf is the history of one thing, oldest first.
func (tx *Tx) AuditOf(ctx context.Context, kind, subject string) ([]facilities.Audit, error) {
	return tx.audit(ctx, "WHERE kind = ? AND subject = ? ORDER BY id", kind, subject)
}

// AuditBy lists what a person did, latest first, at most limit.
func (tx *Tx) AuditBy(ctx context.Context, person facilities.PersonID, limit int) ([]facilities.Audit, error) {
	return tx.audit(ctx, "WHERE person_id = ? ORDER BY id DESC LIMIT ?", string(person), limit)
}

func (tx *Tx) audit(ctx context.Context, rest string, args ...any) ([]facilities.Audit, error) {
	var entries []facilities.Audit
	err := tx.all(ctx, "SELECT id, at, person_id, via, verb, kind, subject, before, after, reason FROM audit "+rest, args, func(scan func(...any) error) error {
		var a facilities.Audit
		err := scan(&a.ID, at(&a.At), to(&a.Person), &a.Via, &a.Verb, &a.Kind, &a.Subject, &a.Before, &a.After, &a.Reason)
		entries = append(entries, a)
		return err
	})
	return entries, err
}
