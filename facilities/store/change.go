package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"marke/facilities"
)

// Scope is a collection of bookings that somebody follows: those with a claim on a
// resource, those of a partner, those for, by or with a person.
type Scope struct {
	Kind string // ScopeResource, ScopePartner or ScopePerson
	ID   string
}

// The kinds of scope.
const (
	ScopeResource = "resource"
	ScopePartner  = "partner"
	ScopePerson   = "person"
)

// Change is one line of a scope's log. Number rises by one from 1, within the scope.
type Change struct {
	Number  int64
	Booking facilities.BookingID
	Kind    string
	At      time.Time
}

// RecordChange raises the counter of every scope that the booking is in, or was in
// before, and notes the change there, as of b.Updated. Counters are per scope,
// because a number for all could be seen before a lower one is committed.
func (tx *Tx) RecordChange(ctx context.Context, b facilities.Booking, kind string, was ...facilities.Booking) error {
	scopes := scopesOf(append(was, b))
	rows, pairs := make([]any, 0, 3*len(scopes)), make([]any, 0, 2*len(scopes)+2)
	pairs = append(pairs, string(b.ID), kind)
	for _, scope := range scopes {
		rows = append(rows, scope.Kind, scope.ID, b.Updated)
		pairs = append(pairs, scope.Kind, scope.ID)
	}
	_, err := tx.exec(ctx, "INSERT INTO counters (kind, id, number, latest) VALUES "+repeated("(?, ?, 1, ?)", len(scopes))+`
		ON CONFLICT (kind, id) DO UPDATE SET number = counters.number + 1, latest = excluded.latest`, rows...)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO changes (kind, id, number, booking_id, change, at)
		SELECT kind, id, number, ?, ?, latest FROM counters WHERE (kind, id) IN (VALUES `+repeated("(?, ?)", len(scopes))+")", pairs...)
	return err
}

// repeated is a row of a VALUES list, n times.
func repeated(row string, n int) string {
	return strings.TrimSuffix(strings.Repeat(row+", ", n), ", ")
}

// scopesOf is sorted: everybody locks counters in the same order.
func scopesOf(bookings []facilities.Booking) []Scope {
	var scopes []Scope
	for _, b := range bookings {
		scopes = append(scopes, Scope{ScopeResource, string(b.Resource)}, Scope{ScopePartner, string(b.Partner)},
			Scope{ScopePerson, string(b.Person)}, Scope{ScopePerson, string(b.By)})
		for _, c := range b.Claims {
			scopes = append(scopes, Scope{ScopeResource, string(c.Resource)})
		}
		for _, c := range b.Companions {
			scopes = append(scopes, Scope{ScopePerson, string(c.Person)})
		}
	}
	scopes = slices.DeleteFunc(scopes, func(s Scope) bool { return s.ID == "" })
	slices.SortFunc(scopes, func(a, b Scope) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID))
	})
	return slices.Compact(scopes)
}

// Counter is the sum of the scopes' counters and the moment of their latest change
// (zero when nothing changed yet). The sum rises with every change in any of them.
func (tx *Tx) Counter(ctx context.Context, scopes ...Scope) (sum int64, latest time.Time, err error) {
	for scopes := range slices.Chunk(scopes, chunk) {
		args := make([]any, 0, 2*len(scopes))
		for _, s := range scopes {
			args = append(args, s.Kind, s.ID)
		}
		err := tx.all(ctx, "SELECT number, latest FROM counters WHERE (kind, id) IN (VALUES "+repeated("(?, ?)", len(scopes))+")", args, func(scan func(...any) error) error {
			var number int64
			var moment time.Time
			if err := scan(&number, at(&moment)); err != nil {
				return err
			}
			sum += number
			if moment.After(latest) {
				latest = moment
			}
			return nil
		})
		if err != nil {
			return 0, time.Time{}, err
		}
	}
	return sum, latest, nil
}

// Changes lists a scope's log after a number, at most limit.
func (tx *Tx) Changes(ctx context.Context, scope Scope, after int64, limit int) ([]Change, error) {
	var changes []Change
	err := tx.all(ctx, "SELECT number, booking_id, change, at FROM changes WHERE kind = ? AND id = ? AND number > ? ORDER BY number LIMIT ?",
		[]any{scope.Kind, scope.ID, after, limit}, func(scan func(...any) error) error {
			var c Change
			err := scan(&c.Number, &c.Booking, &c.Kind, at(&c.At))
			changes = append(changes, c)
			return err
		})
	return changes, err
}
