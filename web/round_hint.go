package web

import (
	"marke/facilities"
)

// roundHint is what other pages say of a round that keeps ordinary bookings out: until when requests are taken, and where.
type roundHint struct {
	Says, URL string
	Period    string
	Ask       string // where a request is handed in; empty when the call is over
	AskSays   string
}

// hintOf is the hint of one round.
func (v *visit) hintOf(r facilities.Round, cat *facilities.Catalogue) roundHint {
	h := roundHint{URL: "/" + v.lang + "/rounds/" + string(r.ID), Says: v.texts.Say("web.round_hint.working", "name", r.Name), Period: v.periodOf(r, cat), AskSays: v.texts.Say("web.round_hint.see", "name", r.Name)}
	if r.State == facilities.RoundCall && v.now.Before(r.Deadline) {
		h.Says = v.texts.Say("web.round_hint.covered", "when", moment(v.texts, r.Deadline, cat.Zone(r.Facility)))
		h.Ask = h.URL + "/requests/new"
		h.AskSays = v.texts.Say("web.round_hint.ask", "name", r.Name)
	}
	return h
}

// hintFor is the hint of the round that will divide a resource's time from now on, the first of them; nil when there is none or nobody knows the reader.
func (v *visit) hintFor(r facilities.Resource, cat *facilities.Catalogue) *roundHint {
	var first facilities.Round
	for _, round := range cat.Rounds {
		if round.Reserves() && round.Covers(r) && round.Period.End.After(v.now) && (first.ID == "" || round.Period.Start.Before(first.Period.Start)) {
			first = round
		}
	}
	if first.ID == "" || !v.actor.Known() {
		return nil
	}
	h := v.hintOf(first, cat)
	if h.Ask != "" {
		h.Ask += "?resource=" + string(r.ID)
	}
	return &h
}

// hintsWithin are the hints of the rounds that keep bookings out of a facility in a span.
func (v *visit) hintsWithin(id facilities.FacilityID, s facilities.Span, cat *facilities.Catalogue) []roundHint {
	var out []roundHint
	for _, round := range cat.Rounds {
		if round.Facility == id && round.Reserves() && round.Period.Overlaps(s) {
			h := v.hintOf(round, cat)
			h.Says = v.texts.Say("web.round_hint.board", "name", round.Name, "pools", poolsSay(v.texts, round.Pools), "period", h.Period) + ". " + h.Says
			out = append(out, h)
		}
	}
	return out
}

// hintOfRefusal is the round that a refused wish ran into; nil when it was something else.
func (v *visit) hintOfRefusal(violations []facilities.Violation, r facilities.Resource, cat *facilities.Catalogue) *roundHint {
	for _, violation := range violations {
		if violation.Code != "round_open" {
			continue
		}
		if other, known := cat.Resource(violation.Resource); known {
			r = other
		}
		if round, found := roundOn(cat, r, violation.Span); found {
			h := v.hintOf(round, cat)
			if h.Ask != "" {
				h.Ask += "?resource=" + string(r.ID)
			}
			return &h
		}
		return v.hintFor(r, cat)
	}
	return nil
}
