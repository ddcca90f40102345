package store

import (
	"context"
	"slices"

	"marke/facilities"
)

// AddDisplacement notes which downtime displaced a booking or broke it off. A booking that has one already is Conflict "taken".
func (tx *Tx) AddDisplacement(ctx context.Context, id facilities.BookingID, by facilities.DowntimeID) error {
	_, err := tx.exec(ctx, "INSERT INTO displacements (booking_id, downtime_id) VALUES (?, ?)", string(id), string(by))
	return err
}

// Displacements are the downtimes that displaced some bookings or broke them off; bookings that none did are left out.
func (tx *Tx) Displacements(ctx context.Context, ids []facilities.BookingID) (map[facilities.BookingID]facilities.DowntimeID, error) {
	by := map[facilities.BookingID]facilities.DowntimeID{}
	for ids := range slices.Chunk(ids, chunk) {
		err := tx.all(ctx, "SELECT booking_id, downtime_id FROM displacements WHERE booking_id IN ("+marks(len(ids))+")", nameList(ids), func(scan func(...any) error) error {
			var id facilities.BookingID
			var downtime facilities.DowntimeID
			err := scan(&id, &downtime)
			by[id] = downtime
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return by, nil
}

// DisplacedBy lists the bookings that a downtime displaced or broke off, by start.
func (tx *Tx) DisplacedBy(ctx context.Context, downtime facilities.DowntimeID) ([]facilities.Booking, error) {
	return tx.bookings(ctx, "WHERE id IN (SELECT booking_id FROM displacements WHERE downtime_id = ?) ORDER BY start, id", string(downtime))
}
