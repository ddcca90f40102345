package useroffice

import (
	"context"
	"time"

	"marke/facilities/store"
)

// Sweep deletes what no longer counts: ended sessions, old idempotency keys and
// failed logins, and the words of mails that were sent long ago. Cron runs it daily.
func (o *Office) Sweep(ctx context.Context, now time.Time) error {
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Sweep(ctx, now)
		return err
	})
}
