package web

import (
	"marke/facilities"
	"marke/facilities/useroffice"
)

// nightsShown is how many nights a rolling round lists.
const nightsShown = 14

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
