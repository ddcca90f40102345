package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// RoundPolicy is how a facility runs its rounds, for members; the zero policy (with its Facility) when nothing was set.
func (o *Office) RoundPolicy(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.FacilityID) (facilities.RoundPolicy, error) {
	return facilities.RoundPolicy{}, facilities.Missing()
}

// SaveRoundPolicy sets it, by a manager. p.Version is compared.
func (o *Office) SaveRoundPolicy(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.RoundPolicy) (facilities.RoundPolicy, error) {
	return p, facilities.Missing()
}
