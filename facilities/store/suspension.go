package store

import (
	"context"

	"marke/facilities"
)

// Suspensions lists a person's suspensions at every facility, past ones too, by start.
func (tx *Tx) Suspensions(ctx context.Context, person facilities.PersonID) ([]facilities.Suspension, error) {
	// SQLite would plan a statement with "person_id = ?" anew for every person, which takes longer than to run it.
	var out []facilities.Suspension
	err := tx.all(ctx, `SELECT person_id, facility_id, start, "end", reason FROM suspensions WHERE person_id IN (?) ORDER BY start, id`, []any{string(person)},
		func(scan func(...any) error) error {
			var s facilities.Suspension
			err := scan(&s.Person, &s.Facility, at(&s.Span.Start), at(&s.Span.End), &s.Reason)
			out = append(out, s)
			return err
		})
	return out, err
}

// AddSuspension keeps a person from booking at a facility for a span.
func (tx *Tx) AddSuspension(ctx context.Context, s facilities.Suspension) error {
	_, err := tx.exec(ctx, `INSERT INTO suspensions (person_id, facility_id, start, "end", reason) VALUES (?, ?, ?, ?, ?)`,
		string(s.Person), string(s.Facility), s.Span.Start, s.Span.End, s.Reason)
	return err
}
