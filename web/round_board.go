package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// boardHead is what the pages about one draft have in common.
type boardHead struct {
	Round               useroffice.SeenRound
	Plan                facilities.RoundPlan
	RoundURL, URL       string
	Made, Objective     string
	Value, Bound        string
	Proven, Worst, Best string
	Placed              int        // requests that have a place
	Others              []planLine // the round's other drafts
	Draft               bool       // it can still be published
}

// planView is one draft as a board: who gets what, what each partner gets, and why others get nothing.
type planView struct {
	Page
	Board      boardHead
	Days       []dayHead
	Ticks      []tick
	Rows       []boardRow
	Heading    string
	Day        facilities.Date
	Prev, Next facilities.Date
	HasPrev    bool
	HasNext    bool
	Partners   []partnerColour
	Outcome    outcomeView
	Placements []placementLine
	Refused    []planRefusal
	Pinned     bool // some placement stays where it is
	Doubts     map[facilities.RoundRequestID]bool
}

// partnerColour is a partner and the number of the colour that its placements have.
type partnerColour struct {
	Name   string
	Colour int
}

// placementLine is one placement in the list below the board.
type placementLine struct {
	Request          useroffice.SeenRequest
	URL              string
	Resource, When   string
	Step, Number     int // counted from 0, and from 1
	Pinned, Doubtful bool
	Colour           int
}

// planRefusal is a request without a place, with the placements that would have to go.
type planRefusal struct {
	requestLine
	Displaced []string
}

// partnerColours is how many colours there are; then they come again.
const partnerColours = 8

// planBoard shows one draft.
func (v *visit) planBoard() error {
	number, err := v.planNumber()
	if err != nil {
		return err
	}
	board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")), number)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := planView{Page: v.page("web.plan.title", "number", number, "name", board.Round.Name), Board: v.boardHead(board, cat), Doubts: map[facilities.RoundRequestID]bool{}}
	for _, d := range board.Plan.Doubts {
		view.Doubts[d.Request] = true
	}
	view.Outcome = v.outcomes(board.Round.Round, board.Plan, cat)
	v.addRefused(&view, board, cat)
	if err := v.drawPlan(&view, board, cat); err != nil {
		return err
	}
	return v.render(http.StatusOK, "round_board", view)
}

func (v *visit) boardHead(board useroffice.RoundBoard, cat *facilities.Catalogue) boardHead {
	r, p := board.Round, board.Plan
	url := "/" + v.lang + "/rounds/" + string(r.ID)
	h := boardHead{Round: r, Plan: p, RoundURL: url, URL: url + "/plans/" + strconv.Itoa(p.Number), Made: moment(v.texts, p.Created, cat.Zone(r.Facility)),
		Objective: v.texts.Say("web.objective." + objectiveKey(p.Objective)), Value: v.texts.Points(p.Value), Bound: v.texts.Points(p.Bound), Proven: v.proven(p)}
	h.Placed = len(board.Requests) - len(p.Refused)
	if len(p.Fairness) > 0 {
		h.Worst, h.Best = percentSay(v.texts, p.Fairness[0]), percentSay(v.texts, p.FairnessBound)
	}
	for _, other := range r.Plans {
		if other.Number != p.Number {
			h.Others = append(h.Others, v.planLine(r.Round, other, cat))
		}
	}
	_, h.Draft = r.State.Next(facilities.RoundPublish)
	h.Draft = h.Draft && r.Manages
	return h
}

// colours gives every partner of a plan a colour, by id, so that it keeps it from draft to draft.
func colours(board useroffice.RoundBoard, cat *facilities.Catalogue) (map[facilities.PartnerID]int, []partnerColour) {
	var ids []facilities.PartnerID
	for _, o := range board.Plan.Outcomes {
		ids = append(ids, o.Partner)
	}
	for _, r := range board.Requests {
		ids = append(ids, r.Partner)
	}
	slices.Sort(ids)
	of := map[facilities.PartnerID]int{}
	var list []partnerColour
	for i, id := range slices.Compact(ids) {
		partner, _ := cat.Partner(id)
		of[id] = i%partnerColours + 1
		list = append(list, partnerColour{partner.Name, of[id]})
	}
	return of, list
}

// drawPlan draws the week of the plan that was asked for, and lists its placements.
func (v *visit) drawPlan(view *planView, board useroffice.RoundBoard, cat *facilities.Catalogue) error {
	zone := cat.Zone(board.Round.Facility)
	days := v.planDays(view, board.Round.Round, zone)
	span := whole(days, zone)
	taken, err := v.office.Board(v.ctx(), v.actor, v.now, board.Round.Facility, span)
	if err != nil {
		return err
	}
	var of map[facilities.PartnerID]int
	of, view.Partners = colours(board, cat)
	drawn := planDrawer{board: board, colours: of, requests: map[facilities.RoundRequestID]useroffice.SeenRequest{}}
	for _, r := range board.Requests {
		drawn.requests[r.ID] = r
	}
	var shown []facilities.Span
	for _, p := range board.Plan.Placements {
		shown = append(shown, p.Use)
	}
	for _, row := range taken.Rows {
		if slices.ContainsFunc(board.Resources, func(r facilities.Resource) bool { return r.ID == row.Resource.ID }) {
			shown = append(shown, row.Open...)
		}
	}
	from, until := shownHours(within(shown, span), zone)
	drawn.drawer = v.drawer(newAxis(days, from, until, zone), false)
	view.Days, view.Ticks = drawn.heads(facilities.DateOf(v.now.In(zone))), drawn.axis.hours(hoursEach("week", until-from))
	for _, r := range board.Resources {
		i := slices.IndexFunc(taken.Rows, func(row useroffice.BoardRow) bool { return row.Resource.ID == r.ID })
		if i >= 0 {
			view.Rows = append(view.Rows, boardRow{Resource: r, URL: "/" + v.lang + "/resources/" + string(r.ID), Line: drawn.row(taken.Rows[i])})
		}
	}
	for _, p := range board.Plan.Placements {
		if !p.Use.Overlaps(span) {
			continue
		}
		r, _ := cat.Resource(p.Resource)
		request := drawn.requests[p.Request]
		view.Pinned = view.Pinned || p.Pinned || isPinned(board.Round.Pins, p)
		view.Placements = append(view.Placements, placementLine{Request: request, URL: "/" + v.lang + "/requests/" + string(p.Request), Resource: r.Name, When: v.texts.Span(p.Use, zone), Step: p.Step, Number: p.Step + 1,
			Pinned: p.Pinned || isPinned(board.Round.Pins, p), Doubtful: view.Doubts[p.Request], Colour: of[request.Partner]})
	}
	view.Partners = slices.DeleteFunc(view.Partners, func(p partnerColour) bool {
		return !slices.ContainsFunc(board.Plan.Placements, func(x facilities.RoundPlacement) bool { return of[drawn.requests[x.Request].Partner] == p.Colour })
	})
	return nil
}

func isPinned(pins []facilities.RoundPlacement, p facilities.RoundPlacement) bool {
	return slices.ContainsFunc(pins, func(pin facilities.RoundPlacement) bool { return pin.Request == p.Request && pin.Step == p.Step })
}

// planDays are the days of the week that is shown: the first of the round, or the one that was asked for.
func (v *visit) planDays(view *planView, r facilities.Round, zone *time.Location) []facilities.Date {
	first, last := facilities.DateOf(r.Period.Start.In(zone)), facilities.DateOf(r.Period.End.Add(-time.Second).In(zone))
	view.Day = first
	if day, ok := facilities.ParseDate(v.Query("day")); ok && !day.In(zone).Before(r.Period.Start) && day.In(zone).Before(r.Period.End) {
		view.Day = day
	}
	days := week(view.Day)
	days = slices.DeleteFunc(days, func(d facilities.Date) bool { return d.Before(first) || last.Before(d) })
	view.Prev, view.Next = later(days[0], -1), later(days[len(days)-1], 1)
	view.HasPrev, view.HasNext = first.Before(days[0]), days[len(days)-1].Before(last)
	view.Heading = daysSay(v.texts, whole(days, zone), zone)
	return days
}

// addRefused lists the requests without a place.
func (v *visit) addRefused(view *planView, board useroffice.RoundBoard, cat *facilities.Catalogue) {
	zone := cat.Zone(board.Round.Facility)
	names := map[facilities.RoundRequestID]string{}
	for _, r := range board.Requests {
		names[r.ID] = r.Title + " (" + r.PartnerName + ")"
	}
	reasons := map[facilities.RoundRequestID][]facilities.RoundReason{}
	for _, refusal := range board.Plan.Refused {
		reasons[refusal.Request] = refusal.Reasons
	}
	for _, r := range board.Requests {
		why, refused := reasons[r.ID]
		if !refused {
			continue
		}
		r.Refused = why
		line := planRefusal{requestLine: v.requestLine(board.Round.Round, r, cat)}
		for _, reason := range why {
			for _, p := range reason.Displace {
				resource, _ := cat.Resource(p.Resource)
				says := names[p.Request] + " · " + resource.Name + " · " + v.texts.Span(p.Use, zone)
				if !slices.Contains(line.Displaced, says) {
					line.Displaced = append(line.Displaced, says)
				}
			}
		}
		view.Refused = append(view.Refused, line)
	}
}
