package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// AuditOf lists what happened to one thing, oldest first. kind is as in
// facilities.Audit. It answers those who may see the whole of the thing; others get NotFound.
func (o *Office) AuditOf(ctx context.Context, actor facilities.Actor, now time.Time, kind, id string) ([]facilities.Audit, error) {
	return nil, notYet()
}
