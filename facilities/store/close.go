package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
	"marke/facilities/ledger"
)

// Close is a closed month of a facility. Kept is JSON of what the close depended on and may change later.
type Close struct {
	Facility facilities.FacilityID
	Month    ledger.Month
	At       time.Time
	By       facilities.PersonID
	Entries  int
	Kept     []byte
}

type closeRow struct {
	FacilityID string `gorm:"primaryKey"`
	Month      string `gorm:"primaryKey"`
	At         instant
	ByID       string
	Entries    int64
	Kept       string
}

func (closeRow) TableName() string { return "closes" }

// AddClose seals a month, after its entries were posted. Conflict "taken" when it, or a later one, is closed already.
func (tx *Tx) AddClose(ctx context.Context, c Close) error {
	return insertRow(ctx, tx, closeRow{string(c.Facility), c.Month.String(), instant(cut(c.At)), string(c.By), int64(c.Entries), string(c.Kept)})
}

// CloseOf finds a closed month with what was kept; NotFound when it is open.
func (tx *Tx) CloseOf(ctx context.Context, f facilities.FacilityID, m ledger.Month) (Close, error) {
	rows, err := findRows[closeRow](ctx, tx, "month", where("facility_id = ? AND month = ?", string(f), m.String()))
	if err != nil {
		return Close{}, err
	}
	if len(rows) == 0 {
		return Close{}, facilities.Missing()
	}
	return rows[0].toClose(), nil
}

// Closes lists the closed months of a facility, or with none of all, by facility and month and without what was kept.
func (tx *Tx) Closes(ctx context.Context, f facilities.FacilityID) ([]Close, error) {
	rows, err := findRows[closeRow](ctx, tx, "facility_id, month", func(db *gorm.DB) *gorm.DB {
		db = db.Select("facility_id", "month", "at", "by_id", "entries")
		if f == "" {
			return db
		}
		return db.Where("facility_id = ?", string(f))
	})
	return each(rows, closeRow.toClose), err
}

// Closed is the last closed month of a facility; the zero month when none is.
func (tx *Tx) Closed(ctx context.Context, f facilities.FacilityID) (ledger.Month, error) {
	var last string
	err := tx.one(ctx, "SELECT COALESCE(MAX(month), '') FROM closes WHERE facility_id = ?", []any{string(f)}, &last)
	month, _ := ledger.ParseMonth(last) // the column holds months; nothing is the zero month
	return month, err
}

func (r closeRow) toClose() Close {
	month, _ := ledger.ParseMonth(r.Month)
	return Close{facilities.FacilityID(r.FacilityID), month, time.Time(r.At), facilities.PersonID(r.ByID), int(r.Entries), []byte(r.Kept)}
}
