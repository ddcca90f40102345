package store

import (
	"cmp"
	"context"
	"slices"

	"marke/facilities"
)

// Attendances is the time that people must spend in attended places within the
// span, by person and start: their own bookings of attended resources, those
// that they accompany, and what is claimed of them as operators. One booking is left
// out (empty: none).
func (tx *Tx) Attendances(ctx context.Context, people []facilities.PersonID, span facilities.Span, except facilities.BookingID) ([]facilities.Attendance, error) {
	if len(people) == 0 {
		return nil, nil
	}
	whom := "IN (" + marks(len(people)) + ")"
	query := `SELECT b.person_id, b.id, b.resource_id, b.start, b."end"
		FROM bookings b CROSS JOIN resources r
		WHERE b.person_id ` + whom + ` AND b.start > ? AND b.start < ? AND b."end" > ? AND b.id <> ?
			AND b.state IN ('hold', 'approved', 'in_use') AND r.id = b.resource_id AND r.attended
		UNION ALL
		SELECT c.person_id, b.id, b.resource_id, b.start, b."end"
		FROM companions c CROSS JOIN bookings b CROSS JOIN resources r
		WHERE c.person_id ` + whom + ` AND c.start > ? AND c.start < ? AND b."end" > ? AND b.id <> ? AND NOT c.withdrawn
			AND b.id = c.booking_id AND b.state IN ('hold', 'approved', 'in_use') AND r.id = b.resource_id AND r.attended
		UNION ALL
		SELECT r.person_id, b.id, r.id, b.start, b."end"
		FROM resources r CROSS JOIN claims c CROSS JOIN bookings b
		WHERE r.person_id IS NOT NULL AND r.person_id ` + whom + ` AND c.resource_id = r.id AND c.active
			AND c."end" > ? AND c."end" < ? AND c.start < ? AND b.id = c.booking_id AND b.start < ? AND b."end" > ? AND b.id <> ?`
	earliest, latest := span.Start.Add(-facilities.ClaimLongest), span.End.Add(facilities.ClaimLongest)
	args := append(list(nil, people), earliest, span.End, span.Start, string(except))
	args = append(list(args, people), earliest, span.End, span.Start, string(except))
	args = append(list(args, people), span.Start, latest, span.End, span.End, span.Start, string(except))
	var out []facilities.Attendance
	err := tx.all(ctx, query, args, func(scan func(...any) error) error {
		var a facilities.Attendance
		err := scan(&a.Person, &a.Booking, &a.Resource, at(&a.Use.Start), at(&a.Use.End))
		out = append(out, a)
		return err
	})
	slices.SortFunc(out, func(a, b facilities.Attendance) int { // SQLite would sort each part by itself and merge them
		return cmp.Or(cmp.Compare(a.Person, b.Person), a.Use.Start.Compare(b.Use.Start), cmp.Compare(a.Booking, b.Booking), cmp.Compare(a.Resource, b.Resource))
	})
	return out, err
}

// Use names the bookings that a quota sums.
type Use struct {
	Scope     facilities.QuotaScope
	ID        string                  // of the person, project or partner
	Facility  facilities.FacilityID   // empty: all
	Resources []facilities.ResourceID // empty: all; otherwise booked as primary resource
	Span      facilities.Span
	Except    []facilities.BookingID
}

// BookedUses are the spans of use that overlap u.Span, whole, by start, of bookings
// that are held, approved, in use, completed or missed.
func (tx *Tx) BookedUses(ctx context.Context, u Use) ([]facilities.Span, error) {
	column, ok := map[facilities.QuotaScope]string{
		facilities.PerPerson: "person_id", facilities.PerProject: "project_id", facilities.PerPartner: "partner_id",
	}[u.Scope]
	if !ok || u.ID == "" {
		return nil, nil
	}
	query := `SELECT start, "end" FROM bookings WHERE ` + column + ` = ? AND start > ? AND start < ? AND "end" > ?
		AND state IN ('hold', 'approved', 'in_use', 'completed', 'missed')`
	args := []any{u.ID, u.Span.Start.Add(-facilities.ClaimLongest), u.Span.End, u.Span.Start}
	if len(u.Except) > 0 {
		query += " AND id NOT IN (" + marks(len(u.Except)) + ")"
		args = list(args, u.Except)
	}
	if u.Facility != "" {
		query += " AND facility_id || '' = ?" // hidden from SQLite's indexes: the owner narrows more
		args = append(args, string(u.Facility))
	}
	if len(u.Resources) > 0 {
		query += " AND resource_id IN (" + marks(len(u.Resources)) + ")"
		args = list(args, u.Resources)
	}
	var spans []facilities.Span
	err := tx.all(ctx, query+" ORDER BY start, id", args, func(scan func(...any) error) error {
		var s facilities.Span
		err := scan(at(&s.Start), at(&s.End))
		spans = append(spans, s)
		return err
	})
	return spans, err
}
