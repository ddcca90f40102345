package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// orderView proposes an order of a partner's requests by the shares of its projects. Nothing changes until it is accepted.
type orderView struct {
	Page
	Round    useroffice.SeenRound
	Partner  facilities.PartnerID
	Name     string
	Projects []projectTurnLine
	Lines    []orderLine
	Loose    bool // some requests have no project: they come last
	Moves    bool
	Applies  bool
	Faults   []string
}

// projectTurnLine is a project with its share, which the reader may change to see another order.
type projectTurnLine struct {
	Field, Name, Units, Used, Asked string
}

// orderLine is one request in the proposed order, with the place that it has now.
type orderLine struct {
	Request  requestLine
	Number   int
	Was      int
	Up, Down int // places that it would move
}

// unitsField is the field of a project's share.
const unitsField = "u-"

// unitsMost bounds a share that is typed.
const unitsMost = 1_000_000

// proposeOrder shows the order that the shares of the address propose; without any all projects weigh alike.
func (v *visit) proposeOrder() error {
	r, err := v.office.Round(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f := v.query()
	partner := facilities.PartnerID(f.ID("partner"))
	if partner == "" {
		partner = v.actor.Person.Partner
	}
	tree := sharesTyped(f, v.Request.URL.Query())
	view := orderView{Page: v.page("web.order.title", "name", r.Name), Round: r, Partner: partner}
	view.Section = "rounds"
	status := http.StatusOK
	p, err := v.office.ProposeOrder(v.ctx(), v.actor, v.now, r.ID, partner, tree)
	if facilities.CodeOf(err) == facilities.Invalid || !f.OK() {
		status = http.StatusUnprocessableEntity
		view.Faults = []string{v.texts.Say("web.order.units_fault")}
		p, err = v.office.ProposeOrder(v.ctx(), v.actor, v.now, r.ID, partner, nil)
	}
	if err != nil {
		return err
	}
	named, _ := cat.Partner(partner)
	view.Name, view.Moves, view.Applies = named.Name, p.Moves, p.Applies
	for _, t := range p.Projects {
		view.Projects = append(view.Projects, projectTurnLine{Field: unitsField + string(t.Project), Name: t.Name, Units: strconv.FormatInt(t.Units, 10), Used: v.hoursSay(t.Used), Asked: v.hoursSay(t.Asked)})
	}
	was := slices.Clone(p.Requests)
	slices.SortStableFunc(was, func(a, b useroffice.SeenRequest) int { return a.Rank - b.Rank })
	for i, request := range p.Requests {
		line := orderLine{Request: v.requestLine(r.Round, request, cat), Number: i + 1}
		line.Was = 1 + slices.IndexFunc(was, func(other useroffice.SeenRequest) bool { return other.ID == request.ID })
		line.Up, line.Down = max(0, line.Was-i-1), max(0, i+1-line.Was)
		view.Loose = view.Loose || request.Project == ""
		view.Lines = append(view.Lines, line)
	}
	return v.render(status, "round_order", view)
}

// sharesTyped reads the shares of an address, by project.
func sharesTyped(f *form.Form, typed url.Values) []ledger.ProjectShare {
	var out []ledger.ProjectShare
	for name := range typed {
		if project, ok := strings.CutPrefix(name, unitsField); ok && f.Typed(name) != "" {
			out = append(out, ledger.ProjectShare{Project: facilities.ProjectID(project), Units: f.Int(name, 0, unitsMost)})
		}
	}
	slices.SortFunc(out, func(a, b ledger.ProjectShare) int { return strings.Compare(string(a.Project), string(b.Project)) })
	return out
}

// proposes reports that an order by project shares can say something: there are open requests of two projects at least.
func proposes(lines []requestLine) bool {
	var first facilities.ProjectID
	for _, l := range lines {
		switch {
		case l.Request.State != facilities.RequestOpen || l.Request.Project == "":
		case first == "":
			first = l.Request.Project
		case l.Request.Project != first:
			return true
		}
	}
	return false
}

// orderRequests moves one request up or down in its partner's order: "up" and "down" name it.
func (v *visit) orderRequests() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	round, partner := facilities.RoundID(v.Param("id")), facilities.PartnerID(f.ID("partner"))
	var order []facilities.RoundRequestID
	for _, id := range f.All("order") { // a whole order, as it was proposed
		order = append(order, facilities.RoundRequestID(id))
	}
	if len(order) == 0 {
		list, err := v.partnersOrder(round, partner)
		if err != nil {
			return err
		}
		var ok bool
		if order, ok = reordered(list, f); !ok {
			return facilities.BadField("up", "form_choice")
		}
	}
	if _, err := v.office.OrderRequests(v.ctx(), v.actor, v.now, round, partner, order); err != nil {
		return err
	}
	path := "/rounds/" + string(round)
	if f.Is("filter", "yes") {
		path = withQuery(path, "partner", string(partner))
	}
	return v.to(withQuery(path, "done", "ordered")+"#requests", "")
}

// partnersOrder lists a partner's open requests, best first.
func (v *visit) partnersOrder(round facilities.RoundID, partner facilities.PartnerID) ([]facilities.RoundRequestID, error) {
	var out []facilities.RoundRequestID
	f := useroffice.RequestFilter{Round: round, Partner: partner, States: []facilities.RequestState{facilities.RequestOpen}, Limit: 500}
	for {
		list, next, err := v.office.RoundRequests(v.ctx(), v.actor, v.now, f)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			out = append(out, r.ID)
		}
		if next == "" {
			return out, nil
		}
		f.Cursor = next
	}
}

// reordered lets the request that "up" or "down" names change places with its neighbour.
func reordered(list []facilities.RoundRequestID, f *form.Form) ([]facilities.RoundRequestID, bool) {
	moved, step := f.ID("up"), -1
	if moved == "" {
		moved, step = f.ID("down"), 1
	}
	for i, id := range list {
		if other := i + step; string(id) == moved && other >= 0 && other < len(list) {
			list[i], list[other] = list[other], list[i]
			return list, true
		}
	}
	return nil, false
}
