package store

import (
	"context"

	"gorm.io/gorm/clause"

	"marke/facilities"
	"marke/facilities/money"
)

type tariffRow struct {
	ID            string `gorm:"primaryKey"`
	ResourceID    string
	Kind          string
	Phase         string
	Guest         bool
	FromDay       string
	UntilDay      ref
	PeakCents     int64
	OffPeakCents  int64
	SetupCents    int64
	OperatorCents int64
	MinimumCents  int64
	Currency      string
}

func (tariffRow) TableName() string { return "tariffs" }

// SaveTariff inserts a tariff or replaces the one with its id. Quotes keep the amounts that they were made with.
func (tx *Tx) SaveTariff(ctx context.Context, t facilities.Tariff) error {
	row := tariffRow{string(t.ID), string(t.Resource), string(t.Kind), string(t.Phase), t.Guest, fromDate(t.From), ref(fromDate(t.Until)),
		int64(t.Peak), int64(t.OffPeak), int64(t.Setup), int64(t.Operator), int64(t.Minimum), t.Currency}
	if err := tx.orm(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return translate(err)
	}
	return tx.bumpCatalogue(ctx)
}

func (r tariffRow) toTariff() facilities.Tariff {
	return facilities.Tariff{ID: facilities.TariffID(r.ID), Resource: facilities.ResourceID(r.ResourceID), Kind: facilities.PartnerKind(r.Kind),
		Phase: facilities.Phase(r.Phase), Guest: r.Guest, From: toDate(r.FromDay), Until: toDate(string(r.UntilDay)),
		Peak: money.Cents(r.PeakCents), OffPeak: money.Cents(r.OffPeakCents), Setup: money.Cents(r.SetupCents),
		Operator: money.Cents(r.OperatorCents), Minimum: money.Cents(r.MinimumCents), Currency: r.Currency}
}
