package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// requestView is one request: what is asked, and after publication what came of it and why.
type requestView struct {
	Page
	Round      useroffice.SeenRound
	Line       requestLine
	Facts      []fact
	Steps      []stepLine
	Windows    []windowLine
	Placed     []placedLine
	Draft      *offeredPlace // what the draft that the round offers does with it; nil when none is offered
	Offers     []offer
	Objection  *objectionLine
	MayChange  bool
	MayObject  bool
	MayEdit    bool   // the call is open
	Next       string // what happens next to a request that is not decided on
	BoardURL   string // where a refused one finds what is left
	AuditShown bool
}

// stepLine is one step of a request's route.
type stepLine struct {
	Number          int
	What, Long, Gap string
	With, Process   string
	Intake          []fact
	Found           []string // instruments that can do it, for a capability
}

// windowLine is one stretch of time in which it may lie.
type windowLine struct{ When, Preference string }

// placedLine is a booking that a step became.
type placedLine struct{ Says, URL string }

// request shows one request.
func (v *visit) request() error {
	return v.showRequest(http.StatusOK, facilities.RoundRequestID(v.Param("id")))
}

func (v *visit) showRequest(status int, id facilities.RoundRequestID) error {
	request, err := v.office.RoundRequest(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	r, err := v.office.Round(v.ctx(), v.actor, v.now, request.Round)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	zone := cat.Zone(r.Facility)
	view := requestView{Page: v.page("web.request.title", "title", request.Title), Round: r, Line: v.requestLine(r.Round, request, cat), MayChange: request.Changes, MayObject: request.Objects}
	view.MayEdit = request.Changes && r.MayAsk
	if view.Draft, err = v.offeredPlace(r, request, cat); err != nil {
		return err
	}
	if view.Draft == nil {
		view.Next = v.requestNext(r, request, zone)
	}
	if request.State == facilities.RequestRefused && r.State == facilities.RoundPublished && r.Period.End.After(v.now) {
		view.BoardURL = "/" + v.lang + "/facilities/" + string(r.Facility) + "/board?view=week&day=" + facilities.DateOf(latest(r.Period.Start, v.now).In(zone)).String()
	}
	view.Facts = v.requestFacts(r, request)
	for i, step := range request.Steps {
		view.Steps = append(view.Steps, v.stepLine(i, step, r.Facility, cat))
	}
	for _, w := range request.Windows {
		view.Windows = append(view.Windows, windowLine{windowSay(v.texts, w.Span, zone), preferenceSay(v.texts, w.Preference)})
	}
	view.Placed, err = v.placedLines(request, cat)
	if err != nil {
		return err
	}
	view.Offers = v.offers(request.Alternatives, cat, "")
	objections, err := v.office.Objections(v.ctx(), v.actor, v.now, r.ID)
	for _, o := range objections {
		if o.Objection.Request == id {
			line := v.objectionLine(r, o, cat)
			view.Objection = &line
			view.MayObject = view.MayObject && line.Answered != ""
		}
	}
	if err != nil {
		return err
	}
	return v.render(status, "request", view)
}

// requestNext says what happens next to a request that is not decided on.
func (v *visit) requestNext(r useroffice.SeenRound, request useroffice.SeenRequest, zone *time.Location) string {
	switch {
	case r.State == facilities.RoundCancelled:
		if r.Reason == "" {
			return v.texts.Say("web.next.cancelled")
		}
		return join(v.texts.Say("web.next.cancelled"), v.texts.Say("web.round.cancelled_because"), r.Reason)
	case request.State != facilities.RequestOpen || r.State.Ended():
		return ""
	case r.Rolling:
		return v.texts.Say("web.next.rolling")
	case r.State == facilities.RoundCall && v.now.Before(r.Deadline):
		return v.texts.Say("web.request.until", "when", moment(v.texts, r.Deadline, zone))
	}
	return v.texts.Say("web.next.closed")
}

func (v *visit) requestFacts(r useroffice.SeenRound, request useroffice.SeenRequest) []fact {
	var out []fact
	add := func(key, value string) {
		if value != "" {
			out = append(out, fact{v.texts.Say("web.request." + key), value})
		}
	}
	add("partner", request.PartnerName)
	add("person", request.PersonName)
	add("project", request.ProjectName)
	add("rank", strconv.Itoa(request.Rank))
	add("length", v.texts.Hours(request.Duration()))
	add("together", request.Together)
	add("order_number", request.OrderNumber)
	if request.Confidential {
		add("confidential", v.texts.Say("web.rule.yes"))
	}
	return out
}

func (v *visit) stepLine(i int, step facilities.RoundStep, facility facilities.FacilityID, cat *facilities.Catalogue) stepLine {
	line := stepLine{Number: i + 1, What: stepSays(step, cat), Long: v.texts.Hours(step.Duration), Process: step.Process}
	var with []string
	for _, w := range step.With {
		r, _ := cat.Resource(w.Resource)
		with = append(with, r.Name)
	}
	line.With = strings.Join(with, ", ")
	switch {
	case i == 0 || step.GapMin == 0 && step.GapMax == 0:
	case step.GapMax == 0:
		line.Gap = v.texts.Say("web.request.gap_from", "min", v.texts.Hours(step.GapMin))
	default:
		line.Gap = v.texts.Say("web.request.gap_between", "min", v.texts.Hours(step.GapMin), "max", v.texts.Hours(step.GapMax))
	}
	for _, r := range cat.ResourcesOf(facility) {
		for _, question := range r.Intake {
			if answer := step.Intake[question.Key]; answer != "" && !asked(line.Intake, question.Label.In(v.lang)) {
				line.Intake = append(line.Intake, fact{question.Label.In(v.lang), answer})
			}
		}
	}
	return line
}

func asked(facts []fact, name string) bool {
	for _, f := range facts {
		if f.Name == name {
			return true
		}
	}
	return false
}

// placedLines are the bookings that publishing made of a request.
func (v *visit) placedLines(request useroffice.SeenRequest, cat *facilities.Catalogue) ([]placedLine, error) {
	var out []placedLine
	for _, p := range request.RoundRequest.Placed {
		b, err := v.office.Booking(v.ctx(), v.actor, v.now, p.Booking)
		if facilities.CodeOf(err) == facilities.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		r, _ := cat.Resource(b.Booking.Resource)
		says := r.Name + ", " + v.texts.Span(b.Booking.Use, cat.Zone(r.Facility))
		if s := b.Booking.State; s == facilities.StateDisplaced || s == facilities.StateCancelled || s == facilities.StateMissed {
			says += " · " + v.texts.Say("web.state."+string(s))
		}
		out = append(out, placedLine{says, "/" + v.lang + "/bookings/" + string(p.Booking)})
	}
	return out, nil
}

// placedSay is placedLines in words alone; what cannot be read is left out.
func (v *visit) placedSay(request useroffice.SeenRequest, cat *facilities.Catalogue) []string {
	lines, err := v.placedLines(request, cat)
	if err != nil {
		return nil
	}
	var out []string
	for _, l := range lines {
		out = append(out, l.Says)
	}
	return out
}

// preferences are the choices of how well a window is liked, in percent of the request's worth.
var preferences = []int{100, 70, 40}

// preferenceSay says how well a window is liked.
func preferenceSay(t *texts.Texts, percent int) string {
	for _, known := range preferences {
		if percent == known {
			return t.Say("web.preference.p" + strconv.Itoa(known))
		}
	}
	return strconv.Itoa(percent) + " %"
}

// withdrawRequest takes a request back.
func (v *visit) withdrawRequest() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.RoundRequestID(v.Param("id"))
	r, err := v.office.WithdrawRequest(v.ctx(), v.actor, v.now, id, f.Version(), f.Note("reason"))
	if err != nil {
		return v.again(err, f, "/requests/"+string(id), requestActLabels, func(status int) error { return v.showRequest(status, id) })
	}
	return v.to("/rounds/"+string(r.Round), "request_withdrawn")
}

// requestActLabels are the labels of what is filled in on a request's page.
var requestActLabels = map[string]string{"body.text": "web.request.object_text", "body.reason": "web.request.withdraw_reason"}

// object puts an objection before the managers.
func (v *visit) object() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.RoundRequestID(v.Param("id"))
	if _, err := v.office.Object(v.ctx(), v.actor, v.now, id, f.Note("text")); err != nil {
		return v.again(err, f, "/requests/"+string(id), requestActLabels, func(status int) error { return v.showRequest(status, id) })
	}
	return v.to("/requests/"+string(id), "objected")
}

// requestMoment is a moment for a field of a date and one of a time.
func requestMoment(at time.Time, zone *time.Location) (day, clock string) {
	local := at.In(zone)
	return facilities.DateOf(local).String(), local.Format("15:04")
}
