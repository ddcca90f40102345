package web

import (
	"net/http"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// roundView is one round: its call, what the reader's partner asks in its own order, and to those who run the facility its drafts.
type roundView struct {
	Page
	Round       useroffice.SeenRound
	Line        roundLine
	Zone        *time.Location
	Facts       []fact
	Partners    []partnerRequests
	Totals      []totalLine
	Plans       []planLine
	PlanOptions []option
	Failed      []requestLine // what did not pass when it was published
	Objections  int           // that wait for an answer
	Progress    progressView
	Seconds     int
	Desk        bool // the reader may do something with the round as a whole
	MayClose    bool
	MayReopen   bool
	MaySolve    bool
	MayCancel   bool
	MayNight    bool         // divide now what waits in a rolling round
	Outcome     *outcomeView // the published shares
	ByPartner   []option     // partners whose requests are shown
	Past        bool         // it has an outcome, which comes before the call
	Nights      []roundLine  // the latest small rounds of a rolling one
	OfURL       string       // the rolling round of which this is a night
	Further     string       // where the list goes on
	Next        *nextStep
	Offer       *offerView
}

// nextStep says what happens next in a round, and where the reader does it.
type nextStep struct {
	Says, URL, Label string
	Reason           string // why the round was called off
}

// partnerRequests is one partner's requests in its own order.
type partnerRequests struct {
	Partner  facilities.PartnerID
	Name     string
	Lines    []requestLine
	Own      bool // the reader's
	MayOrder bool
	OrderURL string // where an order by project shares is proposed; empty when it could say nothing
}

// requestLine is one request in a list.
type requestLine struct {
	Request  useroffice.SeenRequest
	URL      string
	What     string // instruments or capability
	Long     string // how long it takes
	When     string // its windows
	State    string
	Placed   []string
	Reasons  []string
	Up, Down bool
}

// planLine is one draft in the list of drafts.
type planLine struct {
	Plan                           facilities.RoundPlan
	URL                            string
	Made, Objective, Worst, Proven string
}

// requestsShown is how many requests a page of a round lists.
const requestsShown = 200

// round shows one round.
func (v *visit) round() error {
	return v.showRound(http.StatusOK, facilities.RoundID(v.Param("id")))
}

func (v *visit) showRound(status int, id facilities.RoundID) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, err := v.office.Round(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	view := roundView{Page: v.page("web.round.title", "name", r.Name), Round: r, Line: v.roundLine(r, cat), Zone: cat.Zone(r.Facility), Seconds: r.Seconds, Past: r.State == facilities.RoundPublished}
	view.Facts = v.roundFacts(r, cat)
	if view.Totals, err = v.totals(r, cat); err != nil {
		return err
	}
	list, next, err := v.office.RoundRequests(v.ctx(), v.actor, v.now, useroffice.RequestFilter{Round: id, Partner: facilities.PartnerID(v.Query("partner")), Cursor: v.Query("cursor"), Limit: requestsShown})
	if err != nil {
		return err
	}
	if next != "" {
		view.Further = "/" + v.lang + withQuery(withoutQuery(v.here, "cursor"), "cursor", next)
	}
	view.Partners = v.byPartner(r, list, cat)
	if err := v.addPlaces(&view, cat); err != nil {
		return err
	}
	for _, request := range list {
		if len(request.Violations) > 0 {
			view.Failed = append(view.Failed, v.requestLine(r.Round, request, cat))
		}
	}
	if err := v.addDesk(&view, cat); err != nil {
		return err
	}
	if err := v.addNights(&view, cat); err != nil {
		return err
	}
	if err := v.addOffer(&view, cat); err != nil {
		return err
	}
	view.Next = v.nextStep(view)
	if r.State == facilities.RoundSolving {
		v.Header("Refresh", "2") // the page comes again by itself, with or without scripts
	}
	return v.render(status, "round", view)
}

// addDesk adds what those who run the facility work with, and the shares of a published round.
func (v *visit) addDesk(view *roundView, cat *facilities.Catalogue) error {
	r := view.Round
	for _, p := range r.Plans {
		view.Plans = append(view.Plans, v.planLine(r.Round, p, cat))
		if p.Number == r.Plan && p.Number > 0 {
			outcome := v.outcomes(r.Round, p, cat)
			view.Outcome = &outcome
		}
	}
	can := func(a facilities.RoundAction) bool {
		_, legal := r.State.Next(a)
		return legal && r.Manages
	}
	view.MayClose, view.MayReopen, view.MaySolve, view.MayCancel = can(facilities.RoundClose) && !r.Rolling, can(facilities.RoundReopen) && !r.Rolling && r.Of == "", can(facilities.RoundSolve), can(facilities.RoundCancel)
	view.MayNight = r.Manages && r.Rolling && r.State == facilities.RoundCall
	view.Desk = view.MayNight || view.MayClose || view.MayReopen || view.MaySolve || view.MayCancel
	view.Progress = v.progress(r.Round, view.Zone)
	for _, p := range r.ByPartner {
		partner, _ := cat.Partner(p.Partner)
		if n := len(view.ByPartner); r.Runs && (n == 0 || view.ByPartner[n-1].Value != string(p.Partner)) {
			view.ByPartner = append(view.ByPartner, option{Value: string(p.Partner), Text: partner.Name, Chosen: string(p.Partner) == v.Query("partner")})
		}
	}
	objections, err := v.office.Objections(v.ctx(), v.actor, v.now, r.ID)
	for _, o := range objections {
		if o.Answered.IsZero() {
			view.Objections++
		}
	}
	return err
}

func (v *visit) roundFacts(r useroffice.SeenRound, cat *facilities.Catalogue) []fact {
	zone := cat.Zone(r.Facility)
	var out []fact
	add := func(key, value string) { out = append(out, fact{v.texts.Say("web.round." + key), value}) }
	add("facility", r.FacilityName)
	for _, pool := range poolsAt(cat, r.Facility) {
		for _, id := range r.Pools {
			if id == pool.ID {
				add("pool", poolName(v.texts, pool.ID)+": "+resourceNames(pool.Resources))
			}
		}
	}
	add("period", v.periodOf(r.Round, cat))
	if !r.Rolling {
		add("deadline", v.texts.Day(r.Deadline, zone)+" "+v.texts.Clock(r.Deadline, zone))
	}
	add("grid", v.texts.Hours(r.Grid()))
	add("objective", v.texts.Say("web.objective."+objectiveKey(r.Objective)))
	if !r.Published.IsZero() {
		add("published", moment(v.texts, r.Published, zone))
	}
	return out
}

// nextStep is what the reader of a round has to know first; nil while it is being solved, which the page says by itself.
func (v *visit) nextStep(view roundView) *nextStep {
	r := view.Round
	key := string(r.State)
	switch {
	case r.State == facilities.RoundSolving:
		return nil
	case r.State == facilities.RoundCall && r.Rolling:
		return &nextStep{Says: v.texts.Say("web.next.rolling")}
	case view.Offer != nil && view.Offer.Own && !r.Manages:
		key = "offered"
	case r.State == facilities.RoundCall && !v.now.Before(r.Deadline), r.State == facilities.RoundDraft && !r.Manages:
		key = string(facilities.RoundClosed)
	}
	if r.Manages && r.State != facilities.RoundCancelled {
		key += "_manage"
	}
	step := &nextStep{Says: v.texts.Say("web.next."+key, "when", moment(v.texts, r.Deadline, view.Zone)), Reason: r.Reason}
	if r.State == facilities.RoundPublished && !r.Runs {
		step.Says = v.ownOutcome(view) + " " + step.Says
	}
	if n := len(view.Plans); r.Manages && r.State == facilities.RoundDraft && n > 0 {
		step.URL, step.Label = view.Plans[n-1].URL, v.texts.Say("web.next.to_draft", "number", view.Plans[n-1].Plan.Number)
	}
	if r.State == facilities.RoundPublished && r.Plan > 0 {
		step.URL, step.Label = "/"+v.lang+"/rounds/"+string(r.ID)+"/plans/"+strconv.Itoa(r.Plan), v.texts.Say("web.round.to_plan")
	}
	return step
}

// objectiveKey is an objective as messages call it.
func objectiveKey(o facilities.RoundObjective) string {
	if o == facilities.RoundSatisfaction {
		return "satisfaction"
	}
	return "fair_first"
}

// byPartner groups requests, that come by partner and rank, and says which can be moved up and down.
func (v *visit) byPartner(r useroffice.SeenRound, list []useroffice.SeenRequest, cat *facilities.Catalogue) []partnerRequests {
	var out []partnerRequests
	for _, request := range list {
		if len(out) == 0 || out[len(out)-1].Partner != request.Partner {
			group := partnerRequests{Partner: request.Partner, Name: request.PartnerName}
			group.Own = v.actor.Represents(request.Partner) || v.actor.Person.Partner == request.Partner
			group.MayOrder = r.State == facilities.RoundCall && v.actor.MayWrite() && (group.Own || r.Manages)
			out = append(out, group)
		}
		group := &out[len(out)-1]
		line := v.requestLine(r.Round, request, cat)
		if n := len(group.Lines); group.MayOrder && request.State == facilities.RequestOpen && n > 0 {
			before := &group.Lines[n-1]
			line.Up = before.Request.State == facilities.RequestOpen && v.swaps(r, before.Request, request)
			before.Down = line.Up
		}
		group.Lines = append(group.Lines, line)
	}
	for i := range out {
		if group := &out[i]; group.Own && group.MayOrder && proposes(group.Lines) {
			group.OrderURL = withQuery("/"+v.lang+"/rounds/"+string(r.ID)+"/order", "partner", string(group.Partner))
		}
	}
	return out
}

// swaps reports that the reader may let two neighbours change places: all of the partner by its representative and the manager,
// only the own ones by others.
func (v *visit) swaps(r useroffice.SeenRound, a, b useroffice.SeenRequest) bool {
	if v.actor.Represents(a.Partner) || r.Manages {
		return true
	}
	own := func(x useroffice.SeenRequest) bool { return x.Person == v.actor.Person.ID || x.By == v.actor.Person.ID }
	return own(a) && own(b)
}

func (v *visit) planLine(r facilities.Round, p facilities.RoundPlan, cat *facilities.Catalogue) planLine {
	line := planLine{Plan: p, URL: "/" + v.lang + "/rounds/" + string(r.ID) + "/plans/" + v.texts.Number(int64(p.Number)), Made: moment(v.texts, p.Created, cat.Zone(r.Facility))}
	line.Objective = v.texts.Say("web.objective." + objectiveKey(p.Objective))
	if len(p.Fairness) > 0 {
		line.Worst = percentSay(v.texts, p.Fairness[0])
	}
	line.Proven = v.proven(p)
	return line
}
