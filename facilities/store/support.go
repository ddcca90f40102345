package store

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// Support is what a project gets, with what was on file when it was decided.
type Support struct {
	ID       string
	Facility facilities.FacilityID
	Project  facilities.ProjectID
	Day      facilities.Date
	Evidence string
	ledger.Support
}

type supportRow struct {
	ID          string `gorm:"primaryKey"`
	FacilityID  string
	ProjectID   string
	Day         string
	Phase       string
	Instrument  string
	CashCents   int64
	InKindCents int64
	Records     structured[[]ledger.Record]
	Evidence    string
	DecidedBy   string
	Decided     instant
}

func (supportRow) TableName() string { return "supports" }

// AddSupport stores a support; it is never changed.
func (tx *Tx) AddSupport(ctx context.Context, s Support, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, supportRow{s.ID, string(s.Facility), string(s.Project), fromDate(s.Day), string(s.Phase), string(s.Instrument),
		int64(s.Cash), int64(s.InKind), structured[[]ledger.Record]{s.Records}, s.Evidence, string(by), instant(at)})
}

// Supports lists what projects got at a facility by day and id.
func (tx *Tx) Supports(ctx context.Context, f facilities.FacilityID) ([]Support, error) {
	rows, err := findRows[supportRow](ctx, tx, "day, id", where("facility_id = ?", string(f)))
	return each(rows, func(r supportRow) Support {
		return Support{r.ID, facilities.FacilityID(r.FacilityID), facilities.ProjectID(r.ProjectID), toDate(r.Day), r.Evidence,
			ledger.Support{Phase: facilities.Phase(r.Phase), Instrument: ledger.Instrument(r.Instrument), Cash: money.Cents(r.CashCents),
				InKind: money.Cents(r.InKindCents), Records: r.Records.value}}
	}), err
}
