package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// NightRun is what starting a night by hand came to.
type NightRun struct {
	// Night is the round of the night: the one that took up what waited, or else the latest of today; without an id when there is none.
	Night     facilities.Round
	Began     bool // there was something to do
	Taken     int  // requests that were taken up
	Draft     int  // the number of the draft, when it began
	Published bool
}

var aNight = subject[NightRun]{"round",
	func(n NightRun) string { return string(n.Night.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (NightRun, error) {
		if id == "" {
			return NightRun{}, nil
		}
		r, err := tx.Round(ctx, facilities.RoundID(id))
		return NightRun{Night: r, Began: r.State == facilities.RoundClosed}, err // it broke off before it was solved
	}}

// StartNight runs the small round of a rolling round now, by a manager or the system, as RunNight does it at night: the requests that wait are taken up, solved, and
// published or left as a draft. What came in since the night of today is taken up as well, and a draft that nobody published gives its requests back to
// the new one. When nothing waits nothing changes, so that it may be asked for as often as one likes; the clock does not run the night of a day on which it was started by hand.
func (o *Office) StartNight(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64) (NightRun, error) {
	a := act{actor, now, "start_night"}
	run, err := write(ctx, o, a, aNight, func(ctx context.Context, tx *store.Tx) (NightRun, error) {
		if err := tx.Lock(ctx, store.Locks{Rounds: []facilities.RoundID{id}}); err != nil {
			return NightRun{}, err
		}
		rolling, err := managedRound(ctx, tx, a, id, version)
		switch {
		case err != nil:
			return NightRun{}, err
		case !rolling.Rolling:
			return NightRun{}, facilities.Errorf(facilities.Conflict, "round_not_rolling")
		case rolling.State != facilities.RoundCall:
			return NightRun{}, roundNotNow(rolling)
		}
		return startNight(ctx, tx, a, rolling)
	})
	if err != nil || !run.Began {
		return run, err
	}
	plain := o.Once("", nil) // the key stands for the night, not for what is done with it
	if run.Draft, run.Published, err = plain.settleNight(ctx, actor, now, run.Night.ID); err != nil {
		return run, err
	}
	return run, o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		run.Night, err = tx.Round(ctx, run.Night.ID)
		return err
	})
}

// startNight begins a night when something waits that it could place, or when the latest one of today has not been solved.
func startNight(ctx context.Context, tx *store.Tx, a act, rolling facilities.Round) (NightRun, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return NightRun{}, err
	}
	latest, err := nightOfToday(ctx, tx, a, c, rolling)
	if err != nil {
		return NightRun{}, err
	}
	if latest.State == facilities.RoundSolving && !brokeOff(latest, a.now) {
		return NightRun{}, facilities.Errorf(facilities.Conflict, "round_solving")
	}
	waiting, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: rolling.ID, States: []facilities.RequestState{facilities.RequestOpen}})
	if err != nil {
		return NightRun{}, err
	}
	period := nightPeriod(c, a.now, rolling)
	if !slices.ContainsFunc(waiting, func(r facilities.RoundRequest) bool { return waitsOn(r, a.now) && reaches(r, period) }) {
		return NightRun{Night: latest, Began: latest.State == facilities.RoundClosed || latest.State == facilities.RoundSolving}, nil
	}
	if _, err := claimNight(ctx, tx, a, rolling); err != nil {
		return NightRun{}, err
	}
	run := NightRun{Began: true}
	run.Night, run.Taken, err = takeNight(ctx, tx, a, rolling)
	return run, err
}

// nightOfToday is the latest night of a rolling round that was made today, by the facility's clock, and not called off; without an id when there is none.
func nightOfToday(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, rolling facilities.Round) (facilities.Round, error) {
	nights, _, err := tx.Rounds(ctx, store.RoundFilter{Of: rolling.ID})
	zone := c.Zone(rolling.Facility)
	var latest facilities.Round
	for _, night := range nights {
		today := facilities.DateOf(night.Created.In(zone)) == facilities.DateOf(a.now.In(zone))
		if today && night.State != facilities.RoundCancelled && (latest.ID == "" || night.Created.After(latest.Created) || night.Created.Equal(latest.Created) && night.ID > latest.ID) {
			latest = night
		}
	}
	return latest, err
}
