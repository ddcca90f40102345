package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

type budgetRow struct {
	FacilityID  string `gorm:"primaryKey"`
	Year        int64  `gorm:"primaryKey"`
	Category    string `gorm:"primaryKey"`
	Capital     bool   `gorm:"primaryKey"`
	Fixed       bool   `gorm:"primaryKey"`
	AmountCents int64
}

func (budgetRow) TableName() string { return "budgets" }

// SaveBudget inserts a line of a budget, or replaces its amount.
func (tx *Tx) SaveBudget(ctx context.Context, b ledger.Budget) error {
	row := budgetRow{string(b.Facility), int64(b.Year), b.Category, b.Capital, b.Fixed, int64(b.Amount)}
	return translate(tx.orm(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
}

// Budgets lists a facility's budget of a year by category; year 0 lists all years.
func (tx *Tx) Budgets(ctx context.Context, f facilities.FacilityID, year int) ([]ledger.Budget, error) {
	rows, err := findRows[budgetRow](ctx, tx, "year, category, capital, fixed", func(db *gorm.DB) *gorm.DB {
		db = db.Where("facility_id = ?", string(f))
		if year == 0 {
			return db
		}
		return db.Where("year = ?", year)
	})
	return each(rows, func(r budgetRow) ledger.Budget {
		return ledger.Budget{Facility: facilities.FacilityID(r.FacilityID), Year: int(r.Year), Category: r.Category, Capital: r.Capital, Fixed: r.Fixed,
			Amount: money.Cents(r.AmountCents)}
	}), err
}
