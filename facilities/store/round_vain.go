package store

import (
	"context"
	"time"

	"marke/facilities"
)

// AddVainWish keeps a wish that was refused, if it is the person's longest of its day in the pool: pressing again, or trying what was offered instead, adds nothing.
func (tx *Tx) AddVainWish(ctx context.Context, w facilities.VainWish) error {
	_, err := tx.exec(ctx, `INSERT INTO wishes_in_vain (person_id, pool_id, facility_id, day, partner_id, resource_id, units, start, "end", created)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person_id, facility_id, pool_id, day, partner_id) DO UPDATE SET resource_id = excluded.resource_id, units = excluded.units,
			start = excluded.start, "end" = excluded."end", created = excluded.created
		WHERE excluded."end" - excluded.start > wishes_in_vain."end" - wishes_in_vain.start`,
		string(w.Person), string(w.Pool), string(w.Facility), fromDate(w.Day), string(w.Partner), string(w.Resource), w.Units, w.Use.Start, w.Use.End, w.Created)
	return err
}

// VainWishes lists what was asked of a pool in vain for uses that would have begun in a span, oldest wish first.
func (tx *Tx) VainWishes(ctx context.Context, facility facilities.FacilityID, pool facilities.PoolID, span facilities.Span) ([]facilities.VainWish, error) {
	return tx.vainWishes(ctx, "facility_id = ? AND pool_id = ? AND start >= ? AND start < ?", string(facility), string(pool), span.Start, span.End)
}

// VainWishesOf lists those of a person, oldest wish first.
func (tx *Tx) VainWishesOf(ctx context.Context, person facilities.PersonID) ([]facilities.VainWish, error) {
	return tx.vainWishes(ctx, "person_id = ?", string(person))
}

func (tx *Tx) vainWishes(ctx context.Context, condition string, args ...any) ([]facilities.VainWish, error) {
	var list []facilities.VainWish
	err := tx.all(ctx, `SELECT facility_id, pool_id, person_id, day, partner_id, resource_id, units, start, "end", created FROM wishes_in_vain
		WHERE `+condition+" ORDER BY created, person_id, day, partner_id", args, func(scan func(...any) error) error {
		var w facilities.VainWish
		var day string
		err := scan(&w.Facility, &w.Pool, &w.Person, &day, &w.Partner, &w.Resource, &w.Units, at(&w.Use.Start), at(&w.Use.End), at(&w.Created))
		w.Day = toDate(day)
		list = append(list, w)
		return err
	})
	return list, err
}

// ForgetVainWishes removes those for uses that would have ended before a moment.
func (tx *Tx) ForgetVainWishes(ctx context.Context, before time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM wishes_in_vain WHERE "end" < ?`, before)
	return err
}
