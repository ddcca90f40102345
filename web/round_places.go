package web

import (
	"marke/facilities"
)

// ownOutcome says how many of the reader's requests were placed.
func (v *visit) ownOutcome(view roundView) string {
	asked, placed := 0, 0
	for _, group := range view.Partners {
		for _, line := range group.Lines {
			switch line.Request.State {
			case facilities.RequestPlaced:
				placed++
				asked++
			case facilities.RequestRefused:
				asked++
			}
		}
	}
	if asked == 0 {
		return v.texts.Say("web.next.asked_nothing")
	}
	return v.texts.Say("web.next.own_placed", "placed", placed, "count", asked)
}

// addPlaces adds to the requests of a published round where they were placed.
func (v *visit) addPlaces(view *roundView, cat *facilities.Catalogue) error {
	if !view.Past || view.Round.Plan == 0 {
		return nil
	}
	board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, view.Round.ID, view.Round.Plan)
	if err != nil {
		return err
	}
	places := map[facilities.RoundRequestID][]string{}
	for _, p := range board.Plan.Placements {
		r, _ := cat.Resource(p.Resource)
		places[p.Request] = append(places[p.Request], r.Name+", "+v.texts.Span(p.Use, view.Zone))
	}
	for _, group := range view.Partners {
		for i, line := range group.Lines {
			if line.Request.State == facilities.RequestPlaced {
				group.Lines[i].Placed = places[line.Request.ID]
			}
		}
	}
	return nil
}
