package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

type smallAidRow struct {
	ID          string `gorm:"primaryKey"`
	Undertaking string
	Day         string
	AmountCents int64
	Source      string
	NotedBy     string
	Noted       instant
}

func (smallAidRow) TableName() string { return "small_aid" }

// AddSmallAid stores de minimis aid that an undertaking was granted.
func (tx *Tx) AddSmallAid(ctx context.Context, id string, a ledger.SmallAid, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, smallAidRow{id, string(a.Undertaking), fromDate(a.Day), int64(a.Amount), a.Source, string(by), instant(at)})
}

// SmallAid lists all de minimis aid by undertaking, day and id.
func (tx *Tx) SmallAid(ctx context.Context) ([]ledger.SmallAid, error) {
	rows, err := findRows[smallAidRow](ctx, tx, "undertaking, day, id", nil)
	return each(rows, func(r smallAidRow) ledger.SmallAid {
		return ledger.SmallAid{Undertaking: ledger.UndertakingID(r.Undertaking), Day: toDate(r.Day), Amount: money.Cents(r.AmountCents), Source: r.Source}
	}), err
}

type undertakingRow struct {
	PartnerID   string `gorm:"primaryKey"`
	Undertaking string
}

func (undertakingRow) TableName() string { return "undertakings" }

// SaveUndertaking says to which group a partner belongs: all companies of one group are one undertaking.
func (tx *Tx) SaveUndertaking(ctx context.Context, p facilities.PartnerID, u ledger.UndertakingID) error {
	row := undertakingRow{string(p), string(u)}
	return translate(tx.orm(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
}

// Undertakings says which partners belong to a group of another name than their own.
func (tx *Tx) Undertakings(ctx context.Context) (map[facilities.PartnerID]ledger.UndertakingID, error) {
	rows, err := findRows[undertakingRow](ctx, tx, "partner_id", nil)
	out := make(map[facilities.PartnerID]ledger.UndertakingID, len(rows))
	for _, r := range rows {
		out[facilities.PartnerID(r.PartnerID)] = ledger.UndertakingID(r.Undertaking)
	}
	return out, err
}

// Investment is what was invested in a facility, who financed it, and the economic use on which aid was granted.
type Investment struct {
	ID         string
	Facility   facilities.FacilityID
	Day        facilities.Date
	Amount     money.Cents
	PlannedPPM int64 // economic use, in parts per million of all use
	Financed   []ledger.Part
	Evidence   string
}

type investmentRow struct {
	ID          string `gorm:"primaryKey"`
	FacilityID  string
	Day         string
	AmountCents int64
	PlannedPPM  int64 `gorm:"column:planned_ppm"`
	Financed    structured[[]ledger.Part]
	Evidence    string
	NotedBy     string
	Noted       instant
}

func (investmentRow) TableName() string { return "investments" }

// AddInvestment stores an investment; it is never changed.
func (tx *Tx) AddInvestment(ctx context.Context, i Investment, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, investmentRow{i.ID, string(i.Facility), fromDate(i.Day), int64(i.Amount), i.PlannedPPM,
		structured[[]ledger.Part]{i.Financed}, i.Evidence, string(by), instant(at)})
}

// Investments lists a facility's investments by day and id.
func (tx *Tx) Investments(ctx context.Context, f facilities.FacilityID) ([]Investment, error) {
	rows, err := findRows[investmentRow](ctx, tx, "day, id", where("facility_id = ?", string(f)))
	return each(rows, func(r investmentRow) Investment {
		return Investment{r.ID, facilities.FacilityID(r.FacilityID), toDate(r.Day), money.Cents(r.AmountCents), r.PlannedPPM, r.Financed.value, r.Evidence}
	}), err
}

// MarketPrice is what an hour of a resource costs on the market from a day on.
type MarketPrice struct {
	Resource facilities.ResourceID
	Day      facilities.Date
	Hour     money.Cents
	Source   string
}

type marketPriceRow struct {
	ID         string `gorm:"primaryKey"`
	ResourceID string
	Day        string
	HourCents  int64
	Source     string
	NotedBy    string
	Noted      instant
}

func (marketPriceRow) TableName() string { return "market_prices" }

// AddMarketPrice stores a market price; Conflict "taken" when the resource has one from that day.
func (tx *Tx) AddMarketPrice(ctx context.Context, id string, p MarketPrice, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, marketPriceRow{id, string(p.Resource), fromDate(p.Day), int64(p.Hour), p.Source, string(by), instant(at)})
}

// MarketPrices lists the market prices of a facility's resources by resource and day.
func (tx *Tx) MarketPrices(ctx context.Context, f facilities.FacilityID) ([]MarketPrice, error) {
	rows, err := findRows[marketPriceRow](ctx, tx, "resource_id, day", where("resource_id IN (SELECT id FROM resources WHERE facility_id = ?)", string(f)))
	return each(rows, func(r marketPriceRow) MarketPrice {
		return MarketPrice{facilities.ResourceID(r.ResourceID), toDate(r.Day), money.Cents(r.HourCents), r.Source}
	}), err
}
