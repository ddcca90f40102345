package store

import (
	"context"
	"time"
)

// JobRun claims one run of a job, named by the moment that it was due, and reports
// whether the caller is the first. Of two servers one does the work.
func (tx *Tx) JobRun(ctx context.Context, name string, slot time.Time) (bool, error) {
	count, err := tx.changed(ctx, "INSERT INTO job_runs (name, slot) VALUES (?, ?) ON CONFLICT DO NOTHING", name, slot)
	return count == 1, err
}

// How long things that no longer count are kept, for whoever wants to know what happened.
const (
	failuresLast = 24 * time.Hour
	jobRunsLast  = 90 * 24 * time.Hour
	paramsLast   = 30 * 24 * time.Hour
)

// Sweep deletes sessions, idempotency keys, login failures and job runs that no longer
// count, and the words of mails that were sent long ago (they hold names). It says how many rows
// it touched.
func (tx *Tx) Sweep(ctx context.Context, now time.Time) (int, error) {
	var swept int64
	for _, sweep := range []struct {
		statement string
		until     time.Time
	}{
		{"DELETE FROM sessions WHERE expires <= ?", now},
		{"DELETE FROM idempotency_keys WHERE at <= ?", now.Add(-OnceLasts)},
		{"DELETE FROM login_failures WHERE at <= ?", now.Add(-failuresLast)},
		{"DELETE FROM job_runs WHERE slot <= ?", now.Add(-jobRunsLast)},
		{"UPDATE outbox SET params = '{}' WHERE sent <= ? AND sent IS NOT NULL AND CAST(params AS TEXT) <> '{}'", now.Add(-paramsLast)},
	} {
		count, err := tx.changed(ctx, sweep.statement, sweep.until)
		if err != nil {
			return 0, err
		}
		swept += count
	}
	return int(swept), nil
}
