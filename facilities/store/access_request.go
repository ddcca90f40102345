package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"marke/facilities"
)

// AccessRequest is what a guest told when asking for access to a facility.
type AccessRequest struct {
	Person       facilities.PersonID
	Facility     facilities.FacilityID
	Organisation string
	Why          string
	Asked        time.Time
	Decided      time.Time // zero: still open
	DecidedBy    facilities.PersonID
	Admitted     bool
}

type accessRequestRow struct {
	PersonID     string `gorm:"primaryKey"`
	FacilityID   string
	Organisation string
	Why          string
	Asked        instant
	Decided      instant
	DecidedByID  ref
	Admitted     bool
}

func (accessRequestRow) TableName() string { return "access_requests" }

// SaveAccessRequest makes or replaces a person's request.
func (tx *Tx) SaveAccessRequest(ctx context.Context, r AccessRequest) error {
	row := accessRequestRow{string(r.Person), string(r.Facility), r.Organisation, r.Why, instant(r.Asked), instant(r.Decided), ref(r.DecidedBy), r.Admitted}
	return translate(tx.orm(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
}

// AccessRequest finds a person's request, open or decided.
func (tx *Tx) AccessRequest(ctx context.Context, person facilities.PersonID) (AccessRequest, error) {
	rows, err := findRows[accessRequestRow](ctx, tx, "asked", where("person_id = ?", string(person)))
	if err != nil {
		return AccessRequest{}, err
	}
	if len(rows) == 0 {
		return AccessRequest{}, facilities.Missing()
	}
	return rows[0].toAccessRequest(), nil
}

// AccessRequests lists the open requests, oldest first; an empty facility means all.
func (tx *Tx) AccessRequests(ctx context.Context, facility facilities.FacilityID) ([]AccessRequest, error) {
	rows, err := findRows[accessRequestRow](ctx, tx, "asked, person_id", func(db *gorm.DB) *gorm.DB {
		if facility != "" {
			db = db.Where("facility_id = ?", string(facility))
		}
		return db.Where("decided IS NULL")
	})
	return each(rows, accessRequestRow.toAccessRequest), err
}

func (r accessRequestRow) toAccessRequest() AccessRequest {
	return AccessRequest{Person: facilities.PersonID(r.PersonID), Facility: facilities.FacilityID(r.FacilityID), Organisation: r.Organisation,
		Why: r.Why, Asked: time.Time(r.Asked), Decided: time.Time(r.Decided), DecidedBy: facilities.PersonID(r.DecidedByID), Admitted: r.Admitted}
}
