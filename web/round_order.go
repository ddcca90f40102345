package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"marke/facilities"
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
	Loose    bool // some requests have no project, or one without a share: they come last
	Moves    bool
	Applies  bool
	Kept     bool   // the shares are those that the partner has set
	Keeps    bool   // the reader may set them
	Version  string // of those that are set
	Faults   []string
}

// projectTurnLine is a project with its share, which the reader may change to see another order.
type projectTurnLine struct {
	Field, Name, Units, Used, Asked string
	Group                           string // that it stands in, with its share
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

// proposeOrder shows the order that the shares of the address propose; without any those that the partner has set.
func (v *visit) proposeOrder() error {
	f := v.query()
	return v.showOrder(http.StatusOK, f, partnerOf(v, f))
}

// keepShares sets the partner's shares as they are typed.
func (v *visit) keepShares() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	partner := partnerOf(v, f)
	kept, err := v.office.ProjectShares(v.ctx(), v.actor, v.now, partner)
	if err != nil {
		return err
	}
	kept.Projects, kept.Version = sharesTyped(f, kept), f.Version()
	kept.Groups = useroffice.GroupsOf(kept.Projects, kept.Groups)
	if f.OK() {
		_, err = v.office.SaveProjectShares(v.ctx(), v.actor, v.now, kept)
	}
	if facilities.CodeOf(err) == facilities.Invalid || !f.OK() {
		return v.showOrder(http.StatusUnprocessableEntity, f, partner)
	}
	if err != nil {
		return err
	}
	return v.to(withQuery("/rounds/"+v.Param("id")+"/order", "partner", string(partner)), "saved")
}

// partnerOf is the partner that an order is for: the reader's own unless another is named.
func partnerOf(v *visit, f *form.Form) facilities.PartnerID {
	if partner := f.ID("partner"); partner != "" {
		return facilities.PartnerID(partner)
	}
	return v.actor.Person.Partner
}

// showOrder shows the order that the shares of a form propose, with what is wrong with them.
func (v *visit) showOrder(status int, f *form.Form, partner facilities.PartnerID) error {
	r, err := v.office.Round(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	p, err := v.office.ProposeOrder(v.ctx(), v.actor, v.now, r.ID, partner, nil)
	if err != nil {
		return err
	}
	view := orderView{Page: v.page("web.order.title", "name", r.Name), Round: r, Partner: partner, Keeps: p.Keeps, Version: strconv.FormatInt(p.Shares.Version, 10)}
	view.Section = "rounds"
	shares := p.Shares
	if typed := sharesTyped(f, p.Shares); len(typed) > 0 {
		shares.Projects = typed
		tree, err := useroffice.ProjectTree(typed, useroffice.GroupsOf(typed, shares.Groups))
		if err != nil {
			return err
		}
		changed, err := v.office.ProposeOrder(v.ctx(), v.actor, v.now, r.ID, partner, tree)
		switch {
		case facilities.CodeOf(err) == facilities.Invalid || !f.OK():
			status = http.StatusUnprocessableEntity
			view.Faults = []string{v.texts.Say("web.order.units_fault")}
		case err != nil:
			return err
		default:
			p = changed
		}
	}
	named, _ := cat.Partner(partner)
	view.Name, view.Moves, view.Applies, view.Kept = named.Name, p.Moves, p.Applies, p.Kept
	unnamed := map[facilities.ProjectID]bool{"": true}
	for _, t := range p.Projects {
		view.Projects = append(view.Projects, v.turnLine(t, strconv.FormatInt(t.Units, 10), shares))
	}
	for _, t := range p.Unnamed {
		unnamed[t.Project] = true
		view.Projects = append(view.Projects, v.turnLine(t, "", shares))
	}
	was := slices.Clone(p.Requests)
	slices.SortStableFunc(was, func(a, b useroffice.SeenRequest) int { return a.Rank - b.Rank })
	for i, request := range p.Requests {
		line := orderLine{Request: v.requestLine(r.Round, request, cat), Number: i + 1}
		line.Was = 1 + slices.IndexFunc(was, func(other useroffice.SeenRequest) bool { return other.ID == request.ID })
		line.Up, line.Down = max(0, line.Was-i-1), max(0, i+1-line.Was)
		view.Loose = view.Loose || unnamed[request.Project]
		view.Lines = append(view.Lines, line)
	}
	return v.render(status, "round_order", view)
}

// turnLine is a project with its share as the form shows it.
func (v *visit) turnLine(t useroffice.ProjectTurn, units string, shares facilities.ProjectShares) projectTurnLine {
	line := projectTurnLine{Field: unitsField + string(t.Project), Name: t.Name, Units: units, Used: v.hoursSay(t.Used), Asked: v.hoursSay(t.Asked)}
	for _, p := range shares.Projects {
		for _, g := range shares.Groups {
			if p.Project == t.Project && p.Group == g.Name {
				line.Group = v.texts.Say("web.order.in_group", "group", g.Name, "units", g.Units)
			}
		}
	}
	return line
}

// sharesTyped reads the shares of a form, by project. Each stays in the group in which it is kept.
func sharesTyped(f *form.Form, kept facilities.ProjectShares) []facilities.ProjectUnits {
	var out []facilities.ProjectUnits
	for name := range f.Values() {
		project, ok := strings.CutPrefix(name, unitsField)
		if !ok || f.Typed(name) == "" {
			continue
		}
		share := facilities.ProjectUnits{Project: facilities.ProjectID(project), Units: f.Int(name, 0, unitsMost)}
		for _, p := range kept.Projects {
			if p.Project == share.Project {
				share.Group = p.Group
			}
		}
		out = append(out, share)
	}
	slices.SortFunc(out, func(a, b facilities.ProjectUnits) int { return strings.Compare(string(a.Project), string(b.Project)) })
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
