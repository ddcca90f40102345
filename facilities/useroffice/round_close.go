package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// CloseRound ends the call: by cron at the deadline, by a manager also before. version 0 does not compare.
func (o *Office) CloseRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64) (facilities.Round, error) {
	return facilities.Round{}, facilities.Missing()
}

// ReopenRound takes requests again until a later deadline, by a manager. Drafts made before stay to be compared.
func (o *Office) ReopenRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, deadline time.Time) (facilities.Round, error) {
	return facilities.Round{}, facilities.Missing()
}

// CancelRound calls a round off, by a manager with a reason. The time opens for ordinary booking; those who asked are told. Requests that came from a
// rolling round go back to it.
func (o *Office) CancelRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, reason string) (facilities.Round, error) {
	return facilities.Round{}, facilities.Missing()
}
