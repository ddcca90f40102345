package store

import (
	"context"

	"gorm.io/gorm"
)

// insertRow writes one row of a table that GORM knows by the type.
func insertRow[R any](ctx context.Context, tx *Tx, row R) error {
	return translate(tx.orm(ctx).Create(&row).Error)
}

// saveRow inserts a noun whose version is 0 as version 1, or else replaces the row that
// still has that version by the next one. build makes the row of a version.
func saveRow[R any](ctx context.Context, tx *Tx, table, id string, version int64, build func(version int64) R) (int64, error) {
	row := build(version + 1)
	if version == 0 {
		return 1, insertRow(ctx, tx, row)
	}
	updated := tx.orm(ctx).Model(&row).Select("*").Where("version = ?", version).Updates(&row)
	if updated.Error != nil {
		return 0, translate(updated.Error)
	}
	if updated.RowsAffected == 0 {
		return 0, tx.whyUnchanged(ctx, table, id, version)
	}
	return version + 1, nil
}

// findRows reads rows in the order of their ids, unless the query says otherwise.
func findRows[R any](ctx context.Context, tx *Tx, order string, narrow func(*gorm.DB) *gorm.DB) ([]R, error) {
	query := tx.orm(ctx)
	if narrow != nil {
		query = narrow(query)
	}
	var rows []R
	err := query.Order(order).Find(&rows).Error
	return rows, translate(err)
}

// where narrows a query to the rows that a condition names.
func where(condition string, args ...any) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB { return db.Where(condition, args...) }
}
