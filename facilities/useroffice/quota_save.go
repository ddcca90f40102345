package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SaveQuota adds (Version 0) or changes a quota, by a manager of the facility. An empty ID makes a new one.
func (o *Office) SaveQuota(ctx context.Context, actor facilities.Actor, now time.Time, q facilities.Quota) (facilities.Quota, error) {
	if q.ID == "" {
		q.ID = facilities.QuotaID(facilities.NewID(now))
	}
	if err := needManager(actor, q.Facility); err != nil {
		return facilities.Quota{}, err
	}
	return write(ctx, o, act{actor, now, "save_quota"}, aQuota, func(ctx context.Context, tx *store.Tx) (facilities.Quota, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return q, err
		}
		if err := checkQuota(q, c).err(); err != nil {
			return q, err
		}
		was, known := findQuota(c, q.ID)
		if known && was.Facility != q.Facility {
			return q, facilities.Missing()
		}
		if err := sameVersion(known, was.Version, q.Version, string(q.ID)); err != nil {
			return q, err
		}
		saved, err := tx.SaveQuota(ctx, q)
		if err != nil {
			return q, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb: "save_quota", kind: "quota", subject: string(q.ID), before: given(known, was), after: saved})
	})
}

var aQuota = fromCatalogue("quota", func(q facilities.Quota) facilities.QuotaID { return q.ID }, findQuota)

func findQuota(c *facilities.Catalogue, id facilities.QuotaID) (facilities.Quota, bool) {
	for _, q := range c.Quotas {
		if q.ID == id {
			return q, true
		}
	}
	return facilities.Quota{}, false
}

func checkQuota(q facilities.Quota, c *facilities.Catalogue) faults {
	var wrong faults
	wrong.id("body.id", string(q.ID))
	_, known := c.Facility(q.Facility)
	wrong.check(known, "body.facility", "facility")
	if q.Resource != "" {
		r, known := c.Resource(q.Resource)
		wrong.check(known && r.Facility == q.Facility, "body.resource", "unknown_resource", "id", shown(string(q.Resource)))
		wrong.check(q.Pool == "", "body.pool", "quota_both")
	}
	if q.Pool != "" {
		wrong.id("body.pool", string(q.Pool))
	}
	oneOf(&wrong, "body.scope", q.Scope, facilities.PerPerson, facilities.PerProject, facilities.PerPartner)
	oneOf(&wrong, "body.period", q.Period, facilities.PerDay, facilities.PerWeek, facilities.PerMonth)
	wrong.length("body.max", q.Max, 0, 10*366*oneDay)
	return wrong
}
