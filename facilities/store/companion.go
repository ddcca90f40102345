package store

import (
	"context"
	"slices"

	"marke/facilities"
)

func (tx *Tx) insertCompanions(ctx context.Context, b facilities.Booking) error {
	if len(b.Companions) == 0 {
		return nil
	}
	args := make([]any, 0, 5*len(b.Companions))
	for i, c := range b.Companions {
		args = append(args, string(b.ID), i, string(c.Person), c.Withdrawn, b.Use.Start)
	}
	_, err := tx.exec(ctx, "INSERT INTO companions (booking_id, position, person_id, withdrawn, start) VALUES "+
		repeated("(?, ?, ?, ?, ?)", len(b.Companions)), args...)
	return err
}

func (tx *Tx) replaceCompanions(ctx context.Context, b facilities.Booking) error {
	companions, err := tx.companionsOf(ctx, []facilities.BookingID{b.ID})
	if err != nil {
		return err
	}
	if slices.Equal(companions[b.ID], b.Companions) {
		if len(b.Companions) == 0 {
			return nil
		}
		_, err := tx.exec(ctx, "UPDATE companions SET start = ? WHERE booking_id = ? AND start <> ?", b.Use.Start, string(b.ID), b.Use.Start)
		return err
	}
	if _, err := tx.exec(ctx, "DELETE FROM companions WHERE booking_id = ?", string(b.ID)); err != nil {
		return err
	}
	return tx.insertCompanions(ctx, b)
}

func (tx *Tx) companionsOf(ctx context.Context, ids []facilities.BookingID) (map[facilities.BookingID][]facilities.Companion, error) {
	companions := map[facilities.BookingID][]facilities.Companion{}
	for ids := range slices.Chunk(ids, chunk) {
		err := tx.all(ctx, "SELECT booking_id, person_id, withdrawn FROM companions WHERE booking_id IN ("+marks(len(ids))+") ORDER BY booking_id, position",
			list(nil, ids), func(scan func(...any) error) error {
				var id facilities.BookingID
				var c facilities.Companion
				if err := scan(&id, &c.Person, &c.Withdrawn); err != nil {
					return err
				}
				companions[id] = append(companions[id], c)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return companions, nil
}
