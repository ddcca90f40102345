package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SaveQuota adds (Version 0) or changes a quota, by a manager of the facility.
func (o *Office) SaveQuota(ctx context.Context, actor facilities.Actor, now time.Time, q facilities.Quota) (facilities.Quota, error) {
	return facilities.Quota{}, notYet()
}
