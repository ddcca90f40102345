package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SettleHours books the contested time of the last full week of every pool under an agreement, once a week and pool, by the system. It says how many
// pools had something to settle.
func (o *Office) SettleHours(ctx context.Context, actor facilities.Actor, now time.Time) (int, error) {
	return 0, facilities.Missing()
}

// PoolBalance is how the partners of a pool stand.
type PoolBalance struct {
	Pool     facilities.PoolID
	Balances []PartnerBalance // by partner; they sum to zero
}

// PartnerBalance is one partner's balance in minutes of weighted time; positive: still to get.
type PartnerBalance struct {
	Partner facilities.PartnerID
	Minutes int64
}

// HourBalances lists the balances of a facility's pools, by pool, for members of its agreement, managers and controllers.
func (o *Office) HourBalances(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.FacilityID) ([]PoolBalance, error) {
	return nil, facilities.Missing()
}

// HourLines lists the ledger of hours of a pool, oldest first, for the same readers.
func (o *Office) HourLines(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.FacilityID, pool facilities.PoolID) ([]facilities.HourLine, error) {
	return nil, facilities.Missing()
}
