package store

import (
	"context"
	"crypto/rand"

	"marke/facilities"
)

// cachedCatalogue is a catalogue and the stamp that it was read under.
type cachedCatalogue struct {
	stamp     string
	catalogue *facilities.Catalogue
}

// Catalogue is everything that changes rarely, as this transaction sees it. It is kept in
// memory and read again only when its stamp in the database is another, so that several
// servers on one database agree.
func (tx *Tx) Catalogue(ctx context.Context) (*facilities.Catalogue, error) {
	if tx.seen != nil && tx.seen.catalogue != nil {
		return tx.seen.catalogue, nil
	}
	c, err := tx.latestCatalogue(ctx)
	if err == nil && tx.seen != nil {
		tx.seen.catalogue = c
	}
	return c, err
}

func (tx *Tx) latestCatalogue(ctx context.Context) (*facilities.Catalogue, error) {
	_, stamp, err := tx.catalogueStamp(ctx)
	if err != nil {
		return nil, err
	}
	if cached := tx.store.catalogue.Load(); cached != nil && cached.stamp == stamp {
		return cached.catalogue, nil
	}
	for {
		parts, err := tx.readCatalogue(ctx)
		if err != nil {
			return nil, err
		}
		// At READ COMMITTED somebody may have changed a part while the others were read.
		version, after, err := tx.catalogueStamp(ctx)
		if err != nil {
			return nil, err
		}
		if after == stamp {
			parts.Version = version
			catalogue := facilities.NewCatalogue(parts)
			tx.store.catalogue.Store(&cachedCatalogue{stamp, catalogue})
			return catalogue, nil
		}
		stamp = after
	}
}

func (tx *Tx) catalogueStamp(ctx context.Context) (version int64, stamp string, err error) {
	err = tx.one(ctx, "SELECT version, stamp FROM catalogue WHERE one = 1", nil, &version, &stamp)
	return version, stamp, err
}

// bumpCatalogue makes every cached catalogue old when this transaction commits. The stamp
// is random and not counted: a version that was undone must not be taken for the next one
// of the same number.
func (tx *Tx) bumpCatalogue(ctx context.Context) error {
	tx.seen.forget()
	_, err := tx.exec(ctx, "UPDATE catalogue SET version = version + 1, stamp = ? WHERE one = 1", rand.Text())
	return err
}

func (tx *Tx) readCatalogue(ctx context.Context) (c facilities.Catalogue, err error) {
	sites, err := findRows[facilityRow](ctx, tx, "id", nil)
	if err != nil {
		return c, err
	}
	resources, err := findRows[resourceRow](ctx, tx, "id", nil)
	if err != nil {
		return c, err
	}
	partners, err := findRows[partnerRow](ctx, tx, "id", nil)
	if err != nil {
		return c, err
	}
	quotas, err := findRows[quotaRow](ctx, tx, "id", nil)
	if err != nil {
		return c, err
	}
	tariffs, err := findRows[tariffRow](ctx, tx, "id", nil)
	if err != nil {
		return c, err
	}
	c.Facilities, c.Resources, c.Partners = each(sites, facilityRow.toFacility), each(resources, resourceRow.toResource), each(partners, partnerRow.toPartner)
	c.Quotas, c.Tariffs = each(quotas, quotaRow.toQuota), each(tariffs, tariffRow.toTariff)
	if c.Agreements, err = tx.agreed(ctx); err != nil {
		return c, err
	}
	if c.Rounds, err = tx.RoundsStanding(ctx); err != nil {
		return c, err
	}
	c.Downtimes, err = tx.recentDowntimes(ctx)
	return c, err
}
