package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SavePartner adds (Version 0) or changes a partner, by an admin.
func (o *Office) SavePartner(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.Partner) (facilities.Partner, error) {
	return facilities.Partner{}, notYet()
}
