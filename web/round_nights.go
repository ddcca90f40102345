package web

import (
	"context"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// nightsShown is how many nights a rolling round lists.
const nightsShown = 14

// startNight divides now what waits in a rolling round. It goes on when its reader leaves.
func (v *visit) startNight() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id, version := facilities.RoundID(v.Param("id")), f.Version()
	office, actor, now := v.office, v.actor, v.now
	run := &solving{began: v.now, done: make(chan struct{})}
	var night useroffice.NightRun
	v.goOn(id, run, func(ctx context.Context) (err error) {
		night, err = office.StartNight(ctx, actor, now, id, version)
		return err
	})
	switch {
	case !run.over():
		return v.to("/rounds/"+string(id), "night_runs")
	case run.err != nil:
		return v.again(run.err, f, "/rounds/"+string(id), roundLabels, func(status int) error { return v.showRound(status, id) })
	case !night.Began:
		return v.to("/rounds/"+string(id), "night_nothing")
	}
	return v.to("/rounds/"+string(night.Night.ID), "night_done")
}

// addNights lists the nights of a rolling round, latest first, and leads back from a night to its rolling round.
func (v *visit) addNights(view *roundView, cat *facilities.Catalogue) error {
	if of := view.Round.Of; of != "" {
		view.OfURL = "/" + v.lang + "/rounds/" + string(of)
	}
	if !view.Round.Rolling {
		return nil
	}
	list, _, err := v.office.Rounds(v.ctx(), v.actor, v.now, useroffice.RoundFilter{Facility: view.Round.Facility, Limit: 200})
	for _, r := range list {
		if r.Of == view.Round.ID && len(view.Nights) < nightsShown {
			view.Nights = append(view.Nights, v.roundLine(r, cat))
		}
	}
	return err
}
