package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
)

// BookingFilter says which bookings to list. Zero fields do not narrow.
type BookingFilter struct {
	From, To  time.Time               // the use overlaps [From, To); zero: open on that side
	Resources []facilities.ResourceID // with a claim on one of these
	Facility  facilities.FacilityID
	Partner   facilities.PartnerID
	Person    facilities.PersonID // for, by or as companion (one who withdrew too)
	States    []facilities.State
	Series    facilities.SeriesID
	Project   facilities.ProjectID
	Cursor    string // where the page before ended
	Limit     int    // 0: no limit
	Ascending bool   // by start, then id; otherwise latest first
}

// Bookings lists bookings with their claims and companions. next is the cursor of the
// page that follows, empty after the last.
func (tx *Tx) Bookings(ctx context.Context, f BookingFilter) (bookings []facilities.Booking, next string, err error) {
	where, err := f.where()
	if err != nil {
		return nil, "", err
	}
	order := " ORDER BY start DESC, id DESC"
	if f.Ascending {
		order = " ORDER BY start, id"
	}
	if f.Limit > 0 {
		order += " LIMIT " + strconv.Itoa(f.Limit+1) // one more tells whether there is a next page
	}
	clause := ""
	if len(where.terms) > 0 {
		clause = "WHERE " + strings.Join(where.terms, " AND ")
	}
	bookings, err = tx.bookings(ctx, clause+order, where.args...)
	if err != nil {
		return nil, "", err
	}
	if f.Limit > 0 && len(bookings) > f.Limit {
		bookings = bookings[:f.Limit]
		last := bookings[f.Limit-1]
		next = encodeCursor(strconv.FormatInt(last.Use.Start.Unix(), 10), string(last.ID))
	}
	return bookings, next, nil
}

// conditions is a WHERE clause that grows.
type conditions struct {
	terms []string
	args  []any
}

func (c *conditions) add(term string, args ...any) {
	c.terms = append(c.terms, term)
	c.args = append(c.args, args...)
}

func (f BookingFilter) where() (c conditions, err error) {
	if len(f.Resources) > 0 {
		f.addResources(&c)
	}
	f.addOwners(&c)
	// No use is longer than ClaimLongest, so that an index on the start is bounded on both sides.
	if !f.From.IsZero() {
		c.add(`"end" > ? AND start > ?`, f.From, f.From.Add(-facilities.ClaimLongest))
	}
	if !f.To.IsZero() {
		c.add("start < ?", f.To)
	}
	if len(f.States) > 0 {
		c.add(oneOf("state", f.States))
	}
	return c, f.addCursor(&c)
}

// addOwners lets an index serve only what narrows most: without statistics SQLite cannot
// know that a person has fewer bookings than a facility. Appending nothing to a
// column hides it from the indexes.
func (f BookingFilter) addOwners(c *conditions) {
	for _, owner := range []struct{ column, id string }{
		{"series_id", string(f.Series)}, {"person_id", string(f.Person)}, {"project_id", string(f.Project)},
		{"partner_id", string(f.Partner)}, {"facility_id", string(f.Facility)},
	} {
		switch {
		case owner.id == "":
		case owner.column == "person_id":
			c.add("(person_id = ? OR (by_id = ? AND by_id <> person_id) OR id IN (SELECT booking_id FROM companions WHERE person_id = ?))",
				owner.id, owner.id, owner.id)
		case len(c.terms) == 0:
			c.add(owner.column+" = ?", owner.id)
		default:
			c.add(owner.column+" || '' = ?", owner.id)
		}
	}
}

// addResources finds claims that hold and claims that were released each by their own index.
func (f BookingFilter) addResources(c *conditions) {
	one := "resource_id IN (" + marks(len(f.Resources)) + ")"
	args := list(nil, f.Resources)
	if !f.From.IsZero() {
		one += ` AND "end" > ?`
		args = append(args, f.From)
	}
	if !f.To.IsZero() {
		one += ` AND "end" < ? AND start < ?`
		args = append(args, f.To.Add(facilities.ClaimLongest), f.To)
	}
	c.add("id IN (SELECT booking_id FROM claims WHERE active AND "+one+" UNION ALL SELECT booking_id FROM claims WHERE NOT active AND "+one+")",
		append(args, args...)...)
}

// oneOf is written with literals, because an index over some states only is found by them.
func oneOf(column string, states []facilities.State) string {
	quoted := make([]string, 0, len(states))
	for _, s := range states {
		if s.Valid() { // so that there is nothing to escape; no row has another state
			quoted = append(quoted, "'"+string(s)+"'")
		}
	}
	switch len(quoted) {
	case 0:
		return "1 = 0"
	case 1:
		return column + " = " + quoted[0]
	default:
		return column + " IN (" + strings.Join(quoted, ", ") + ")"
	}
}

func (f BookingFilter) addCursor(c *conditions) error {
	if f.Cursor == "" {
		return nil
	}
	start, id, err := decodeCursor(f.Cursor)
	if err != nil {
		return err
	}
	second, err := strconv.ParseInt(start, 10, 64)
	if err != nil {
		return facilities.BadField("query.cursor", "cursor")
	}
	comparison := "<"
	if f.Ascending {
		comparison = ">"
	}
	c.add("(start, id) "+comparison+" (?, ?)", time.Unix(second, 0), id)
	return nil
}

// bookings reads whole bookings; rest is what follows the table's name.
func (tx *Tx) bookings(ctx context.Context, rest string, args ...any) ([]facilities.Booking, error) {
	var bookings []facilities.Booking
	err := tx.all(ctx, "SELECT "+bookingColumns+" FROM bookings "+rest, args, func(scan func(...any) error) error {
		b, err := scanBooking(scan)
		bookings = append(bookings, b)
		return err
	})
	if err != nil || len(bookings) == 0 {
		return nil, err
	}
	ids := each(bookings, func(b facilities.Booking) facilities.BookingID { return b.ID })
	claims, err := tx.claimsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	companions, err := tx.companionsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, b := range bookings {
		bookings[i].Claims, bookings[i].Companions = claims[b.ID], companions[b.ID]
	}
	return bookings, nil
}
