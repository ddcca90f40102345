package store

import (
	"context"

	"marke/facilities"
)

type quotaRow struct {
	ID         string `gorm:"primaryKey"`
	FacilityID string
	ResourceID ref
	PoolID     ref
	Scope      string
	Period     string
	MaxSeconds int64
	PrimeOnly  bool
	Archived   bool
	Version    int64
}

func (quotaRow) TableName() string { return "quotas" }

// SaveQuota inserts or, with a version, updates a quota, and returns it as it is stored.
func (tx *Tx) SaveQuota(ctx context.Context, q facilities.Quota) (facilities.Quota, error) {
	build := func(version int64) quotaRow {
		return quotaRow{string(q.ID), string(q.Facility), ref(q.Resource), ref(q.Pool), string(q.Scope), string(q.Period),
			seconds(q.Max), q.PrimeOnly, q.Archived, version}
	}
	version, err := saveRow(ctx, tx, "quotas", string(q.ID), q.Version, build)
	if err != nil {
		return facilities.Quota{}, err
	}
	return build(version).toQuota(), tx.bumpCatalogue(ctx)
}

func (r quotaRow) toQuota() facilities.Quota {
	return facilities.Quota{ID: facilities.QuotaID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Resource: facilities.ResourceID(r.ResourceID),
		Pool: facilities.PoolID(r.PoolID), Scope: facilities.QuotaScope(r.Scope), Period: facilities.QuotaPeriod(r.Period),
		Max: duration(r.MaxSeconds), PrimeOnly: r.PrimeOnly, Archived: r.Archived, Version: r.Version}
}
