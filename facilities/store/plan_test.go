package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marke/facilities"
)

// SQLite has no statistics of our tables, so that how it answers follows from the
// statement alone. At a million bookings the wrong index is a second instead of a moment.
func TestSQLiteFindsTheIndexOfEachList(t *testing.T) {
	st, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	requested, approved := []facilities.State{facilities.StateRequested}, []facilities.State{facilities.StateApproved}
	from, to := time.Unix(1_000_000, 0), time.Unix(2_000_000, 0)
	for name, c := range map[string]struct {
		filter BookingFilter
		index  string
	}{
		"all":                        {BookingFilter{Limit: 50}, "bookings_start"},
		"a span":                     {BookingFilter{From: from, To: to}, "bookings_start (start>? AND start<?)"},
		"a facility":                 {BookingFilter{Facility: "f", From: from, To: to}, "bookings_facility (facility_id=? AND start>? AND start<?)"},
		"a facility's page":          {BookingFilter{Facility: "f", Limit: 50}, "bookings_facility"},
		"a person":                   {BookingFilter{Person: "p", Facility: "f", From: from}, "bookings_person (person_id=? AND start>?)"},
		"a partner at a facility":    {BookingFilter{Partner: "p", Facility: "f"}, "bookings_partner"},
		"a project of a partner":     {BookingFilter{Partner: "p", Project: "x", States: approved}, "bookings_project"},
		"a series":                   {BookingFilter{Series: "s", Person: "p"}, "bookings_series"},
		"resources":                  {BookingFilter{Resources: []facilities.ResourceID{"a", "b"}, Facility: "f", From: from, To: to}, `claims_active (resource_id=? AND end>? AND end<?)`},
		"requests":                   {BookingFilter{States: requested}, "bookings_requested_anywhere"},
		"requests at a facility":     {BookingFilter{States: requested, Facility: "f"}, "bookings_requested "},
		"what was approved for soon": {BookingFilter{States: approved, Facility: "f", From: from}, "bookings_not_begun (facility_id=? AND start>?)"},
	} {
		where, err := c.filter.where()
		if err != nil {
			t.Fatal(err)
		}
		statement := "SELECT " + bookingColumns + " FROM bookings"
		if len(where.terms) > 0 {
			statement += " WHERE " + strings.Join(where.terms, " AND ")
		}
		if plan := planOf(t, st, statement+" ORDER BY start DESC, id DESC", where.args); !strings.Contains(plan, c.index) {
			t.Errorf("%s: want %s in\n%s", name, c.index, plan)
		}
	}
	plan := planOf(t, st, "SELECT id FROM bookings WHERE state = 'approved' AND reminded IS NULL AND start > ? AND start <= ? ORDER BY start, id LIMIT ?", []any{from, to, 9})
	if !strings.Contains(plan, "bookings_to_remind") {
		t.Errorf("reminders: %s", plan)
	}
}

func planOf(t *testing.T, st *Store, statement string, args []any) (plan string) {
	t.Helper()
	err := st.View(t.Context(), func(ctx context.Context, tx *Tx) error {
		return tx.all(ctx, "EXPLAIN QUERY PLAN "+statement, args, func(scan func(...any) error) error {
			var id, parent, unused int
			var line string
			err := scan(&id, &parent, &unused, &line)
			plan += line + " \n"
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
