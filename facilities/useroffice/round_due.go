package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// RoundsDone counts what RunRounds did.
type RoundsDone struct {
	Closed, Nights, Published int
}

// RunRounds does what time alone brings to rounds: it closes calls whose deadline has passed and gives solves that broke off free again.
// Each effect happens once, also with two servers. The actor is the system person.
func (o *Office) RunRounds(ctx context.Context, actor facilities.Actor, now time.Time) (RoundsDone, error) {
	return RoundsDone{}, facilities.Missing()
}

// RunNight runs the small round of every rolling round, once a day of its facility: the requests that wait are taken up, solved, and
// published where the facility's policy says so, else left as a draft. Those without a place wait on while a window of theirs is still to come.
func (o *Office) RunNight(ctx context.Context, actor facilities.Actor, now time.Time) (RoundsDone, error) {
	return RoundsDone{}, facilities.Missing()
}
