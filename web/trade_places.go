package web

import (
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// placeValue names an own step in a draft among the things that can be given.
func placeValue(round facilities.RoundID, request facilities.RoundRequestID, step int) string {
	return strings.Join([]string{string(round), string(request), strconv.Itoa(step)}, "|")
}

// readGiven reads what is given: a booking, or a place in a draft.
func readGiven(f *form.Form, t *facilities.Trade) {
	parts := strings.Split(f.Typed("gives"), "|")
	if len(parts) != 3 {
		t.Gives = facilities.BookingID(f.ID("gives"))
		return
	}
	step, err := strconv.Atoi(parts[2])
	if err != nil || !facilities.ValidID(parts[0]) || !facilities.ValidID(parts[1]) {
		f.Wrong("gives", "form_choice")
		return
	}
	t.Round, t.GivesRequest, t.GivesStep = facilities.RoundID(parts[0]), facilities.RoundRequestID(parts[1]), step
}

// placeSays is a placement as a place and a time.
func placeSays(t *texts.Texts, p facilities.RoundPlacement, facility facilities.FacilityID, cat *facilities.Catalogue) string {
	return bookingSays(t, facilities.Booking{Facility: facility, Resource: p.Resource, Use: p.Use}, cat)
}

// tradedPlaces are the two sides of a trade in a draft, in words.
func (v *visit) tradedPlaces(t useroffice.SeenTrade, cat *facilities.Catalogue) (gives, takes []string) {
	say := func(p useroffice.TradedPlace) []string {
		if p.Placed.Resource == "" {
			return nil
		}
		return []string{v.texts.Say("web.trades.place", "place", placeSays(v.texts, p.Placed, t.Facility, cat)+withTitle(p.Title), "round", t.RoundName)}
	}
	return say(t.GivesPlace), say(t.TakesPlace)
}

// addOfferedPlaces offers what can be traded in the drafts that are offered to the reader: own places, own requests that could get one, and others' places.
func (v *visit) addOfferedPlaces(view *tradesView, cat *facilities.Catalogue) error {
	rounds, _, err := v.office.Rounds(v.ctx(), v.actor, v.now, useroffice.RoundFilter{States: []facilities.RoundState{facilities.RoundDraft}})
	if err != nil {
		return err
	}
	for _, listed := range rounds {
		r, err := v.office.Round(v.ctx(), v.actor, v.now, listed.ID)
		if err != nil {
			return err
		}
		if r.Offered == 0 {
			continue
		}
		own, err := v.ownPlaces(view, r, cat)
		if err != nil {
			return err
		}
		if len(own) == 0 {
			continue
		}
		view.Own = append(view.Own, own...)
		places, err := v.office.OfferedPlaces(v.ctx(), v.actor, v.now, r.ID)
		if err != nil {
			return err
		}
		for _, p := range places {
			if p.Partner == "" {
				continue
			}
			resource, _ := cat.Resource(p.Resource)
			value := strings.Join([]string{string(p.Partner), string(p.Resource), p.Use.Start.UTC().Format(time.RFC3339), string(r.ID)}, "|")
			view.Taken = append(view.Taken, option{Value: value, Text: p.PartnerName + " · " + v.texts.Span(p.Use, cat.Zone(r.Facility)),
				Group: v.texts.Say("web.trades.other_places", "round", r.Name, "resource", resource.Name), Chosen: view.Form.Is("takes", value)})
		}
	}
	return nil
}

// ownPlaces are the reader's own requests in the draft that a round offers: those with a place first.
func (v *visit) ownPlaces(view *tradesView, r useroffice.SeenRound, cat *facilities.Catalogue) ([]option, error) {
	board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, r.ID, r.Offered)
	if err != nil {
		return nil, err
	}
	requests := map[facilities.RoundRequestID]useroffice.SeenRequest{}
	for _, request := range board.Requests {
		if v.tradesRequest(request) {
			requests[request.ID] = request
		}
	}
	var out []option
	add := func(id facilities.RoundRequestID, step int, text string) {
		value := placeValue(r.ID, id, step)
		out = append(out, option{Group: v.texts.Say("web.trades.own_places", "round", r.Name), Value: value, Text: text, Chosen: view.Form.Is("gives", value)})
	}
	for _, p := range board.Plan.Placements {
		if request, own := requests[p.Request]; own {
			add(p.Request, p.Step, placeSays(v.texts, p, r.Facility, cat)+withTitle(request.Title))
		}
	}
	for _, refusal := range board.Plan.Refused {
		if request, own := requests[refusal.Request]; own && len(request.Steps) == 1 {
			add(refusal.Request, 0, v.texts.Say("web.trades.no_place", "title", request.Title))
		}
	}
	return out, nil
}
