package useroffice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// nightAhead is how long before its period a night's round is made: nobody finds a booking for this morning when he wakes up.
const nightAhead = 1 // days

// nightPeriod is what a rolling round looks at when it runs at a moment: whole days of the facility, from the day after tomorrow on.
func nightPeriod(c *facilities.Catalogue, now time.Time, r facilities.Round) facilities.Span {
	zone := c.Zone(r.Facility)
	day := facilities.DateOf(now.In(zone))
	for range nightAhead {
		day = day.Next()
	}
	last := day
	for range r.Days {
		last = last.Next()
	}
	return facilities.NewSpan(day.In(zone), last.In(zone))
}

// RunNight runs the small round of every rolling round, once a day of its facility: the requests that wait are taken up, solved, and
// published where the facility's policy says so, else left as a draft, in the place of the draft of the night before. Those without a place wait
// on while a window of theirs is still to come.
func (o *Office) RunNight(ctx context.Context, actor facilities.Actor, now time.Time) (RoundsDone, error) {
	var done RoundsDone
	if !actor.Person.System && !actor.IsAdmin() {
		return done, forbidden()
	}
	var rolling []facilities.Round
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		yes := true
		rolling, _, err = tx.Rounds(ctx, store.RoundFilter{Rolling: &yes, States: []facilities.RoundState{facilities.RoundCall}})
		return err
	})
	if err != nil {
		return done, err
	}
	var failed []error // of one round; the others have their night all the same
	for _, r := range rolling {
		if err := o.night(ctx, actor, now, r.ID, &done); err != nil {
			failed = append(failed, fmt.Errorf("round %s: %w", r.ID, err))
		}
	}
	return done, errors.Join(failed...)
}

// night is that of one rolling round.
func (o *Office) night(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, done *RoundsDone) error {
	night, err := o.beginNight(ctx, act{actor, now, "begin_night"}, id)
	if err != nil || night.ID == "" {
		return err
	}
	done.Nights++
	_, published, err := o.settleNight(ctx, actor, now, night.ID)
	if published {
		done.Published++
	}
	return err
}

// settleNight solves a night's round, and publishes the draft where the facility's policy says so.
func (o *Office) settleNight(ctx context.Context, actor facilities.Actor, now time.Time, night facilities.RoundID) (draft int, published bool, err error) {
	plan, err := o.SolveRound(ctx, actor, now, night, 0, SolveSettings{})
	if err != nil {
		return 0, false, err
	}
	var policy facilities.RoundPolicy
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.Round(ctx, night)
		if err == nil {
			policy, err = tx.RoundPolicy(ctx, r.Facility)
		}
		return err
	})
	if err != nil || !policy.PublishRolling {
		return plan.Number, false, err
	}
	_, err = o.PublishRound(ctx, actor, now, night, 0, plan.Number)
	return plan.Number, err == nil, err
}

// beginNight makes the round of one night, once a day, with the requests that wait. A draft that nobody published gives its requests back
// first. Without requests there is no round: its id is empty.
func (o *Office) beginNight(ctx context.Context, a act, id facilities.RoundID) (night facilities.Round, err error) {
	err = o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		night = facilities.Round{}
		if err := tx.Lock(ctx, store.Locks{Rounds: []facilities.RoundID{id}}); err != nil { // somebody may start it by hand
			return err
		}
		rolling, err := tx.Round(ctx, id)
		if err != nil || rolling.State != facilities.RoundCall {
			return err
		}
		if first, err := claimNight(ctx, tx, a, rolling); err != nil || !first {
			return err
		}
		night, _, err = takeNight(ctx, tx, a, rolling)
		return err
	})
	return night, err
}

// claimNight notes that a rolling round has had its night of this day, by the facility's clock, and reports whether it had not.
func claimNight(ctx context.Context, tx *store.Tx, a act, rolling facilities.Round) (bool, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return false, err
	}
	day := facilities.DateOf(a.now.In(c.Zone(rolling.Facility)))
	return tx.JobRun(ctx, "round_night/"+string(rolling.ID), day.In(time.UTC))
}

// takeNight makes the round of a night, and says how many requests it takes up.
func takeNight(ctx context.Context, tx *store.Tx, a act, rolling facilities.Round) (night facilities.Round, taken int, err error) {
	if err := giveBackDrafts(ctx, tx, a, rolling); err != nil {
		return night, 0, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return night, 0, err
	}
	waiting, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: rolling.ID, States: []facilities.RequestState{facilities.RequestOpen}})
	if err != nil {
		return night, 0, err
	}
	made := rolling
	made.ID, made.Of, made.Rolling, made.State, made.Version = facilities.RoundID(facilities.NewID(a.now)), rolling.ID, false, facilities.RoundClosed, 0
	made.Period, made.Deadline, made.By, made.Created = nightPeriod(c, a.now, rolling), a.now, a.Person.ID, a.now
	for _, was := range waiting {
		r := was
		r.Updated = a.now
		switch {
		case !waitsOn(r, a.now):
			r.State = facilities.RequestRefused
			if r, err = saveRequest(ctx, tx, a, was, r, ""); err == nil {
				err = tellRequest(ctx, tx, a, "round_refused", rolling, r, nil)
			}
		case !reaches(r, made.Period):
			continue // its time comes later
		default:
			if taken == 0 {
				if night, err = saveRound(ctx, tx, a, facilities.Round{}, made, ""); err != nil {
					return night, 0, err
				}
			}
			taken++
			r.Round = made.ID
			_, err = saveRequest(ctx, tx, a, was, r, "")
		}
		if err != nil {
			return night, taken, err
		}
	}
	return night, taken, nil
}

// reaches reports that a request could lie in a period.
func reaches(r facilities.RoundRequest, period facilities.Span) bool {
	for _, w := range r.Windows {
		if w.Overlaps(period) {
			return true
		}
	}
	return len(r.Windows) == 0
}

// giveBackDrafts cancels the nights of a rolling round that were not published.
func giveBackDrafts(ctx context.Context, tx *store.Tx, a act, rolling facilities.Round) error {
	nights, _, err := tx.Rounds(ctx, store.RoundFilter{Of: rolling.ID, States: []facilities.RoundState{facilities.RoundClosed, facilities.RoundDraft, facilities.RoundSolving}})
	if err != nil {
		return err
	}
	for _, night := range nights {
		if night.State == facilities.RoundSolving && !brokeOff(night, a.now) {
			continue
		}
		if _, err := cancelRound(ctx, tx, a, night, "night"); err != nil {
			return err
		}
	}
	return nil
}
