package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RoundPolicy is how a facility runs its rounds, for members; the default one when none was set.
func (o *Office) RoundPolicy(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.FacilityID) (facilities.RoundPolicy, error) {
	if err := needLogin(actor); err != nil {
		return facilities.RoundPolicy{}, err
	}
	var p facilities.RoundPolicy
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := c.Facility(id); !known {
			return facilities.Missing()
		}
		p, err = tx.RoundPolicy(ctx, id)
		return err
	})
	return p, err
}

// SaveRoundPolicy sets it, by a manager. p.Version is compared.
func (o *Office) SaveRoundPolicy(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.RoundPolicy) (facilities.RoundPolicy, error) {
	if err := needManager(actor, p.Facility); err != nil {
		return p, err
	}
	var f faults
	for _, length := range []struct {
		location string
		d        time.Duration
	}{{"body.trade_most_minutes", p.TradeMost}, {"body.overdraft_minutes", p.Overdraft}, {"body.imminent_minutes", p.Imminent}} {
		f.check(length.d >= 0 && length.d <= 366*oneDay, length.location, "round_number", "min", 0, "max", 366*24*60)
	}
	if len(f) > 0 {
		return p, f.err()
	}
	a := act{actor, now, "save_round_policy"}
	aPolicy := subject[facilities.RoundPolicy]{"round_policy",
		func(p facilities.RoundPolicy) string { return string(p.Facility) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.RoundPolicy, error) {
			return tx.RoundPolicy(ctx, facilities.FacilityID(id))
		}}
	return write(ctx, o, a, aPolicy, func(ctx context.Context, tx *store.Tx) (facilities.RoundPolicy, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return p, err
		}
		if _, known := c.Facility(p.Facility); !known {
			return p, facilities.Missing()
		}
		was, err := tx.RoundPolicy(ctx, p.Facility)
		if err != nil {
			return p, err
		}
		if was.Version != p.Version {
			return p, stale()
		}
		saved, err := tx.SaveRoundPolicy(ctx, p)
		if err != nil {
			return p, err
		}
		return saved, note(ctx, tx, actor, now, entry{a.verb, "facility", string(p.Facility), was, saved, ""})
	})
}
