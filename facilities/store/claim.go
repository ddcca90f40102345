package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
)

// HeldClaims are the active claims on the resources that overlap the span, by
// resource and start, without those of one booking (empty: of all).
func (tx *Tx) HeldClaims(ctx context.Context, resources []facilities.ResourceID, span facilities.Span, except facilities.BookingID) ([]facilities.HeldClaim, error) {
	if len(resources) == 0 {
		return nil, nil
	}
	// No claim is longer than ClaimLongest, so that the index on the end is bounded on both
	// sides. What ends more than a day after the span and overlaps it is longer than a day: the few such
	// claims have an index of their own. CROSS JOIN keeps SQLite from starting with the bookings.
	index, long := " INDEXED BY claims_long", "86400"
	if tx.store.engine == Postgres {
		index, long = "", "interval '24 hours'"
	}
	const columns = `SELECT c.resource_id, c.units, c.start, c."end", c.booking_id, b.start, b."end", b.process, b.state, b.resource_id FROM claims c`
	of := ` CROSS JOIN bookings b WHERE c.resource_id IN (` + marks(len(resources)) + `) AND c.active
		AND c."end" > ? AND c."end" <= ? AND c.start < ? AND c.booking_id <> ? AND b.id = c.booking_id`
	query := columns + of + " UNION ALL " + columns + index + of + ` AND c."end" - c.start > ` + long
	dayAfter := span.End.Add(24 * time.Hour)
	args := append(list(make([]any, 0, 2*len(resources)+8), resources), span.Start, dayAfter, span.End, string(except))
	args = append(list(args, resources), dayAfter, span.End.Add(facilities.ClaimLongest), span.End, string(except))
	var held []facilities.HeldClaim
	err := tx.all(ctx, query, args, func(scan func(...any) error) error {
		var h facilities.HeldClaim
		var primary facilities.ResourceID
		if err := scan(&h.Resource, &h.Units, at(&h.Span.Start), at(&h.Span.End), &h.Booking, at(&h.Use.Start), at(&h.Use.End), &h.Process, &h.State, &primary); err != nil {
			return err
		}
		h.Active, h.Primary = true, h.Resource == primary
		held = append(held, h)
		return nil
	})
	slices.SortFunc(held, func(a, b facilities.HeldClaim) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), a.Span.Start.Compare(b.Span.Start), cmp.Compare(a.Booking, b.Booking))
	})
	return held, err
}

// Release makes the claims of bookings inactive. A move of several at once releases all of
// them before it updates each, so that they can change places.
func (tx *Tx) Release(ctx context.Context, ids ...facilities.BookingID) error {
	for ids := range slices.Chunk(ids, chunk) {
		if _, err := tx.exec(ctx, "UPDATE claims SET active = ? WHERE booking_id IN ("+marks(len(ids))+")", list([]any{false}, ids)...); err != nil {
			return err
		}
	}
	return nil
}

// insertClaims relies on the guards of the database: units beyond the capacity are refused.
func (tx *Tx) insertClaims(ctx context.Context, b facilities.Booking) error {
	if len(b.Claims) == 0 {
		return nil
	}
	args := make([]any, 0, 8*len(b.Claims))
	for i, c := range b.Claims {
		args = append(args, string(b.ID), i, string(c.Resource), c.Units, c.Span.Start, c.Span.End, c.Active, string(c.Resource))
	}
	_, err := tx.exec(ctx, `INSERT INTO claims (booking_id, position, resource_id, units, start, "end", active, exclusive) VALUES `+
		repeated("(?, ?, ?, ?, ?, ?, ?, (SELECT capacity = 1 FROM resources WHERE id = ?))", len(b.Claims)), args...)
	return err
}

// replaceClaims releases what the booking no longer claims, then claims anew. Most
// changes leave the claims as they are, or only end them.
func (tx *Tx) replaceClaims(ctx context.Context, b facilities.Booking) error {
	claims, err := tx.claimsOf(ctx, []facilities.BookingID{b.ID})
	if err != nil {
		return err
	}
	have := claims[b.ID]
	if slices.Equal(have, b.Claims) {
		return nil
	}
	if slices.EqualFunc(have, b.Claims, func(h, w facilities.Claim) bool { w.Active = h.Active; return h == w }) {
		_, err := tx.exec(ctx, "UPDATE claims SET active = ? WHERE booking_id = ? AND active <> ?", b.State.Consumes(), string(b.ID), b.State.Consumes())
		return err
	}
	if _, err := tx.exec(ctx, "DELETE FROM claims WHERE booking_id = ?", string(b.ID)); err != nil {
		return err
	}
	return tx.insertClaims(ctx, b)
}

// chunk bounds the length of a list in a statement.
const chunk = 500

func (tx *Tx) claimsOf(ctx context.Context, ids []facilities.BookingID) (map[facilities.BookingID][]facilities.Claim, error) {
	claims := make(map[facilities.BookingID][]facilities.Claim, len(ids))
	for ids := range slices.Chunk(ids, chunk) {
		err := tx.all(ctx, `SELECT booking_id, resource_id, units, start, "end", active FROM claims WHERE booking_id IN (`+marks(len(ids))+`)
			ORDER BY booking_id, position`, list(nil, ids), func(scan func(...any) error) error {
			var id facilities.BookingID
			var c facilities.Claim
			if err := scan(&id, &c.Resource, &c.Units, at(&c.Span.Start), at(&c.Span.End), &c.Active); err != nil {
				return err
			}
			claims[id] = append(claims[id], c)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return claims, nil
}
