package web

import (
	"slices"
	"strconv"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// planDrawer draws the rows of a draft: its placements in the colours of their partners, over what is booked there already.
type planDrawer struct {
	drawer
	board    useroffice.RoundBoard
	colours  map[facilities.PartnerID]int
	requests map[facilities.RoundRequestID]useroffice.SeenRequest
}

// row draws one resource. Placements stand as bookings in the lanes, so that what overlaps stands under each other.
func (d planDrawer) row(taken useroffice.BoardRow) timeline {
	of := map[facilities.BookingID]facilities.RoundPlacement{}
	var entries []useroffice.Seen
	for i, p := range d.board.Plan.Placements {
		if p.Resource != taken.Resource.ID {
			continue
		}
		id := facilities.BookingID("plan-" + strconv.Itoa(i))
		of[id] = p
		entries = append(entries, useroffice.Seen{Booking: facilities.Booking{ID: id, Use: p.Use, Resource: p.Resource}})
	}
	for _, e := range taken.Entries {
		published := slices.ContainsFunc(entries, func(x useroffice.Seen) bool { return of[x.ID].Request != "" && x.Use == e.Use })
		if e.State.Consumes() && !published {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b useroffice.Seen) int { return a.Use.Start.Compare(b.Use.Start) })
	t := d.drawer.row(taken.Resource, taken.Open, taken.Down, nil)
	t.Free = nil
	lanes, count := lanesOf(entries)
	t.Height = count*(laneHeight+laneGap) + laneGap
	for i, e := range entries {
		y := laneGap + lanes[i]*(laneHeight+laneGap)
		if p, placed := of[e.ID]; placed {
			t.Entries = append(t.Entries, d.placement(p, y)...)
		} else {
			t.Entries = append(t.Entries, d.booked(e, y)...)
		}
	}
	if t.Scarce = d.scarce(taken.Resource.ID); len(t.Scarce) > 0 {
		t.Height += scarceLane
	}
	return t
}

// booked draws what was booked there already: all alike, as the colours are the partners' here.
func (d planDrawer) booked(e useroffice.Seen, y int) []entry {
	out := d.entries(e, y)
	for i := range out {
		out[i].Class = "entry of-others"
	}
	return out
}

// scarce draws the time of a resource that requests without a place wanted, by the reasons of their refusal.
func (d planDrawer) scarce(id facilities.ResourceID) []scarceBar {
	var out []scarceBar
	for _, refusal := range d.board.Plan.Refused {
		for _, reason := range refusal.Reasons {
			if reason.Resource != id || reason.Code != "crowded-out" && reason.Code != "pinned-in-the-way" { // as in marke.plan/1
				continue
			}
			for _, b := range d.axis.bars(reason.Span) {
				out = append(out, scarceBar{b, d.texts.Say("web.plan.wanted", "span", d.texts.Span(reason.Span, d.axis.zone), "title", d.requests[refusal.Request].Title)})
			}
		}
	}
	return out
}

// placement draws one: a bar a day, that leads to its request.
func (d planDrawer) placement(p facilities.RoundPlacement, y int) []entry {
	r := d.requests[p.Request]
	short := r.Title
	if d.board.Round.Runs {
		short += " · " + r.PartnerName
	}
	pinned := p.Pinned || isPinned(d.board.Round.Pins, p)
	class := "entry of-partner is-partner-" + strconv.Itoa(d.colours[r.Partner])
	says := d.texts.Span(p.Use, d.axis.zone) + " · " + short
	if pinned {
		class += " is-pinned"
		says += " · " + d.texts.Say("web.plan.pinned")
	}
	var out []entry
	for _, b := range d.axis.bars(p.Use) {
		out = append(out, entry{bar: b, Y: y, Height: laneHeight, Class: class, InUse: pinned, URL: "/" + d.texts.Lang() + "/requests/" + string(p.Request), Short: short, Says: says})
	}
	return out
}
