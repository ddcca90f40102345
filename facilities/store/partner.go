package store

import (
	"context"

	"marke/facilities"
)

type partnerRow struct {
	ID       string `gorm:"primaryKey"`
	Name     string
	Kind     string
	Guest    bool
	Archived bool
	Version  int64
}

func (partnerRow) TableName() string { return "partners" }

// SavePartner inserts or, with a version, updates a partner, and returns it as it is stored.
func (tx *Tx) SavePartner(ctx context.Context, p facilities.Partner) (facilities.Partner, error) {
	version, err := saveRow(ctx, tx, "partners", string(p.ID), p.Version, func(version int64) partnerRow {
		return partnerRow{string(p.ID), p.Name, string(p.Kind), p.Guest, p.Archived, version}
	})
	if err != nil {
		return facilities.Partner{}, err
	}
	p.Version = version
	return p, tx.bumpCatalogue(ctx)
}

func (r partnerRow) toPartner() facilities.Partner {
	return facilities.Partner{ID: facilities.PartnerID(r.ID), Name: r.Name, Kind: facilities.PartnerKind(r.Kind),
		Guest: r.Guest, Archived: r.Archived, Version: r.Version}
}
