package store

import (
	"context"

	"gorm.io/gorm/clause"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

type consumableRow struct {
	FacilityID string `gorm:"primaryKey"`
	ID         string `gorm:"primaryKey"`
	FromDay    string `gorm:"primaryKey"`
	UntilDay   ref
	NameNL     string `gorm:"column:name_nl"`
	NameEN     string `gorm:"column:name_en"`
	PriceCents int64
	Currency   string
}

func (consumableRow) TableName() string { return "consumables" }

// SaveConsumable inserts a dated price of a facility, or replaces the one from the same day.
func (tx *Tx) SaveConsumable(ctx context.Context, f facilities.FacilityID, c ledger.Consumable) error {
	row := consumableRow{string(f), string(c.ID), fromDate(c.From), ref(fromDate(c.Until)), c.Name.NL, c.Name.EN, int64(c.Price), c.Currency}
	return translate(tx.orm(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
}

// Consumables lists a facility's prices by id, then day.
func (tx *Tx) Consumables(ctx context.Context, f facilities.FacilityID) ([]ledger.Consumable, error) {
	rows, err := findRows[consumableRow](ctx, tx, "id, from_day", where("facility_id = ?", string(f)))
	return each(rows, func(r consumableRow) ledger.Consumable {
		return ledger.Consumable{ID: ledger.ConsumableID(r.ID), Name: facilities.Words{NL: r.NameNL, EN: r.NameEN}, Price: money.Cents(r.PriceCents),
			Currency: r.Currency, From: toDate(r.FromDay), Until: toDate(string(r.UntilDay))}
	}), err
}

// Consumed lists what a booking consumed, by item.
func (tx *Tx) Consumed(ctx context.Context, id facilities.BookingID) ([]ledger.Consumed, error) {
	var used []ledger.Consumed
	err := tx.all(ctx, "SELECT consumable_id, quantity_milli FROM consumptions WHERE booking_id = ? ORDER BY consumable_id", []any{string(id)},
		func(scan func(...any) error) error {
			var u ledger.Consumed
			err := scan(&u.Item, &u.Quantity)
			used = append(used, u)
			return err
		})
	return used, err
}

// SetConsumed replaces what a booking consumed.
func (tx *Tx) SetConsumed(ctx context.Context, id facilities.BookingID, used []ledger.Consumed) error {
	if _, err := tx.exec(ctx, "DELETE FROM consumptions WHERE booking_id = ?", string(id)); err != nil {
		return err
	}
	return insertMany(ctx, tx, "consumptions (booking_id, consumable_id, quantity_milli)", 3, used, func(u ledger.Consumed) []any {
		return []any{string(id), string(u.Item), u.Quantity}
	})
}
