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
	night, policy, err := o.beginNight(ctx, act{actor, now, "begin_night"}, id)
	if err != nil || night.ID == "" {
		return err
	}
	done.Nights++
	draft, err := o.SolveRound(ctx, actor, now, night.ID, 0, SolveSettings{})
	if err != nil || !policy.PublishRolling {
		return err
	}
	if _, err := o.PublishRound(ctx, actor, now, night.ID, 0, draft.Number); err != nil {
		return err
	}
	done.Published++
	return nil
}

// beginNight makes the round of one night, once a day, with the requests that wait. A draft that nobody published gives its requests back
// first. Without requests there is no round: its id is empty.
func (o *Office) beginNight(ctx context.Context, a act, id facilities.RoundID) (night facilities.Round, policy facilities.RoundPolicy, err error) {
	err = o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		night = facilities.Round{}
		rolling, err := tx.Round(ctx, id)
		if err != nil || rolling.State != facilities.RoundCall {
			return err
		}
		if policy, err = tx.RoundPolicy(ctx, rolling.Facility); err != nil {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		day := facilities.DateOf(a.now.In(c.Zone(rolling.Facility)))
		if first, err := tx.JobRun(ctx, "round_night/"+string(id), day.In(time.UTC)); err != nil || !first {
			return err
		}
		if err := giveBackDrafts(ctx, tx, a, rolling); err != nil {
			return err
		}
		waiting, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: id, States: []facilities.RequestState{facilities.RequestOpen}})
		if err != nil {
			return err
		}
		made := rolling
		made.ID, made.Of, made.Rolling, made.State, made.Version = facilities.RoundID(facilities.NewID(a.now)), rolling.ID, false, facilities.RoundClosed, 0
		made.Period, made.Deadline, made.By, made.Created = nightPeriod(c, a.now, rolling), a.now, a.Person.ID, a.now
		taken := 0
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
						return err
					}
				}
				taken++
				r.Round = made.ID
				_, err = saveRequest(ctx, tx, a, was, r, "")
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return night, policy, err
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
