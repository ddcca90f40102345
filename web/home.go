package web

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// homeView is the first page: find a slot in one line, and what comes next.
type homeView struct {
	Page
	Finder     finder
	Next       []bookingLine
	Waiting    int // requests that the reader can decide on
	Facilities []facilityCard
	Sample     bool
	Rounds     []roundLine // whose call is open to the reader
}

// facilityCard is one facility on the first page.
type facilityCard struct {
	Facility facilities.Facility
	Count    int
}

// home shows the finder; to members also their next bookings and the requests that wait for them.
func (v *visit) home() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := homeView{Page: v.page("web.home.title"), Finder: v.finder(cat), Sample: len(v.site.cfg.Logins) > 0}
	for _, f := range openFacilities(cat) {
		card := facilityCard{Facility: f}
		for _, r := range cat.ResourcesOf(f.ID) {
			if bookable(r) {
				card.Count++
			}
		}
		view.Facilities = append(view.Facilities, card)
	}
	if v.actor.Known() {
		if err := v.addNext(&view, cat); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "home", view)
}

func (v *visit) addNext(view *homeView, cat *facilities.Catalogue) error {
	next, _, err := v.office.Bookings(v.ctx(), v.actor, v.now, useroffice.BookingQuery{From: v.now, To: v.now.Add(60 * 24 * time.Hour), Mine: true,
		States: []facilities.State{facilities.StateRequested, facilities.StateApproved, facilities.StateInUse}, Ascending: true, Limit: 4})
	if err != nil {
		return err
	}
	view.Next = v.bookingLines(next, cat)
	rounds, _, err := v.office.Rounds(v.ctx(), v.actor, v.now, useroffice.RoundFilter{States: []facilities.RoundState{facilities.RoundCall}})
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.MayAsk && !r.Rolling {
			view.Rounds = append(view.Rounds, v.roundLine(r, cat))
		}
	}
	if !view.Rights.Manages {
		return nil
	}
	groups, err := v.office.Inbox(v.ctx(), v.actor, v.now, "")
	for _, g := range groups {
		view.Waiting += len(g.Requests)
	}
	return err
}
