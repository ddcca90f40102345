package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RoundsDone counts what RunRounds and RunNight did.
type RoundsDone struct {
	Closed    int // calls
	Freed     int // solves that broke off
	Nights    int // rolling rounds that had requests waiting
	Published int
}

// RunRounds does what time alone brings to rounds: it closes calls whose deadline has passed and gives solves that broke off free again.
// Each effect happens once, also with two servers. The actor is the system person.
func (o *Office) RunRounds(ctx context.Context, actor facilities.Actor, now time.Time) (RoundsDone, error) {
	var done RoundsDone
	if !actor.Person.System && !actor.IsAdmin() {
		return done, forbidden()
	}
	var standing []facilities.Round
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		standing, err = tx.RoundsStanding(ctx)
		return err
	})
	if err != nil {
		return done, err
	}
	for _, r := range standing {
		switch {
		case closesNow(r, now):
			err = o.roundStep(ctx, act{actor, now, "close_round"}, r.ID, &done.Closed, func(ctx context.Context, tx *store.Tx, a act, r facilities.Round) (bool, error) {
				if !closesNow(r, now) {
					return false, nil
				}
				_, err := closeRound(ctx, tx, a, r)
				return true, err
			})
		case brokeOff(r, now):
			err = o.roundStep(ctx, act{actor, now, "free_round"}, r.ID, &done.Freed, func(ctx context.Context, tx *store.Tx, a act, r facilities.Round) (bool, error) {
				if !brokeOff(r, now) {
					return false, nil
				}
				return true, freeRound(ctx, tx, a, r)
			})
		}
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

func closesNow(r facilities.Round, now time.Time) bool {
	return r.State == facilities.RoundCall && !r.Rolling && !now.Before(r.Deadline)
}

func brokeOff(r facilities.Round, now time.Time) bool {
	return r.State == facilities.RoundSolving && now.After(r.Solving.Add(2*time.Duration(r.Seconds)*time.Second+solveLease))
}

// freeRound takes a round out of a solve that nobody is at any more.
func freeRound(ctx context.Context, tx *store.Tx, a act, was facilities.Round) error {
	plans, err := tx.RoundPlans(ctx, was.ID)
	if err != nil {
		return err
	}
	action := facilities.RoundFailed
	if len(plans) > 0 {
		action = facilities.RoundDrafted
	}
	r, err := actOnRound(was, action)
	if err != nil {
		return err
	}
	r.Solving = time.Time{}
	_, err = saveRound(ctx, tx, a, was, r, "")
	return err
}

// roundStep does one effect for a round as it is now; somebody who was first makes it no effect at all.
func (o *Office) roundStep(ctx context.Context, a act, id facilities.RoundID, count *int, do func(ctx context.Context, tx *store.Tx, a act, r facilities.Round) (bool, error)) error {
	did := false
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.Round(ctx, id)
		if err == nil {
			did, err = do(ctx, tx, a, r)
		}
		return err
	})
	if facilities.CodeOf(err) == facilities.Stale {
		return nil
	}
	if err == nil && did {
		*count++
	}
	return err
}
