package api

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func (s *server) orderRoutes() {
	add(s, route{id: "order_requests", method: http.MethodPost, path: "/rounds/{id}/order", tag: "rounds"}, orderRequests)
	add(s, route{id: "propose_order", method: http.MethodPost, path: "/rounds/{id}/order/propose", tag: "rounds", asks: true}, proposeOrder)
	add(s, route{id: "get_project_shares", method: http.MethodGet, path: "/partners/{id}/project-shares", tag: "rounds"}, getProjectShares)
	add(s, route{id: "put_project_shares", method: http.MethodPut, path: "/partners/{id}/project-shares", tag: "rounds", ifs: true}, putProjectShares)
}

type orderInput struct {
	ByID
	Body struct {
		Partner  string `json:"partner" format:"id" maxLength:"64" doc:"api.doc.partner"`
		Requests []ID   `json:"requests" minItems:"1" maxItems:"500" nullable:"false" doc:"api.doc.order"`
	} `nameHint:"OrderBody"`
}

func orderRequests(c *call, in *orderInput) (*listed[Request], error) {
	var order []facilities.RoundRequestID
	for _, id := range in.Body.Requests {
		order = append(order, facilities.RoundRequestID(id))
	}
	ordered, err := c.office.OrderRequests(c, c.actor, c.now, facilities.RoundID(in.ID), facilities.PartnerID(in.Body.Partner), order)
	if err != nil {
		return nil, err
	}
	return c.requests(ordered)
}

type proposeOrderInput struct {
	ByID
	Body struct {
		Partner  string         `json:"partner" format:"id" maxLength:"64" doc:"api.doc.partner"`
		Projects []ProjectUnits `json:"projects,omitempty" maxItems:"500" nullable:"false" doc:"api.doc.order_projects"`
		Groups   []GroupUnits   `json:"groups,omitempty" maxItems:"100" nullable:"false" doc:"api.doc.order_groups"`
	} `nameHint:"ProposeOrderBody"`
}

// ProjectUnits is a project's share among its siblings: the projects of its group, or else the groups and the projects without one.
type ProjectUnits struct {
	Project string `json:"project" format:"id" maxLength:"64" doc:"api.doc.project"`
	Units   int64  `json:"units" minimum:"0" maximum:"1000000000" doc:"api.doc.order_units"`
	Group   string `json:"group,omitempty" format:"line" maxLength:"64" doc:"api.doc.order_group"`
}

// GroupUnits is a group's share beside the other groups and the projects without one.
type GroupUnits struct {
	Name  string `json:"name" format:"line" minLength:"1" maxLength:"64" doc:"api.doc.name"`
	Units int64  `json:"units" minimum:"0" maximum:"1000000000" doc:"api.doc.order_units"`
}

// ProposedOrder is an order that nobody has accepted yet.
type ProposedOrder struct {
	Requests []ID          `json:"requests" nullable:"false" doc:"api.doc.order"`
	Projects []ProjectTurn `json:"projects" nullable:"false" doc:"api.doc.order_turns"`
	Moves    bool          `json:"moves" doc:"api.doc.order_moves"`
	Applies  bool          `json:"applies" doc:"api.doc.order_applies"`
}

// ProjectTurn is a project in the order in which it deserves the next turn.
type ProjectTurn struct {
	Project      string `json:"project" doc:"api.doc.project"`
	Units        int64  `json:"units" doc:"api.doc.order_units"`
	UsedMinutes  int64  `json:"used_minutes" doc:"api.doc.order_used"`
	AskedMinutes int64  `json:"asked_minutes" doc:"api.doc.order_asked"`
}

type proposedOrderAnswer struct{ Body ProposedOrder }

func proposeOrder(c *call, in *proposeOrderInput) (*proposedOrderAnswer, error) {
	projects, groups := projectUnits(in.Body.Projects), groupUnits(in.Body.Groups)
	tree, err := useroffice.ProjectTree(projects, groups)
	if err != nil {
		return nil, err
	}
	p, err := c.office.ProposeOrder(c, c.actor, c.now, facilities.RoundID(in.ID), facilities.PartnerID(in.Body.Partner), tree)
	if err != nil {
		return nil, useroffice.AtProjects(err, projects, groups)
	}
	out := ProposedOrder{Requests: []ID{}, Projects: []ProjectTurn{}, Moves: p.Moves, Applies: p.Applies}
	for _, r := range p.Requests {
		out.Requests = append(out.Requests, ID(r.ID))
	}
	for _, t := range p.Projects {
		out.Projects = append(out.Projects, ProjectTurn{string(t.Project), t.Units, t.Used, t.Asked})
	}
	return &proposedOrderAnswer{out}, nil
}

// ProjectShares is how a partner divides its own time among its projects.
type ProjectShares struct {
	Partner  string         `json:"partner" doc:"api.doc.partner"`
	Projects []ProjectUnits `json:"projects" nullable:"false" doc:"api.doc.project_shares"`
	Groups   []GroupUnits   `json:"groups" nullable:"false" doc:"api.doc.order_groups"`
	Version  int64          `json:"version" doc:"api.doc.version"`
}

type projectSharesAnswer struct {
	ETag string `header:"ETag"`
	Body ProjectShares
}

type projectSharesInput struct {
	ByID
	Body struct {
		Projects []ProjectUnits `json:"projects" maxItems:"500" nullable:"false" doc:"api.doc.project_shares"`
		Groups   []GroupUnits   `json:"groups,omitempty" maxItems:"100" nullable:"false" doc:"api.doc.order_groups"`
	} `nameHint:"ProjectSharesBody"`
}

func getProjectShares(c *call, in *ByID) (*projectSharesAnswer, error) {
	s, err := c.office.ProjectShares(c, c.actor, c.now, facilities.PartnerID(in.ID))
	if err != nil {
		return nil, err
	}
	return projectSharesView(s), nil
}

func putProjectShares(c *call, in *projectSharesInput) (*projectSharesAnswer, error) {
	s, err := c.office.SaveProjectShares(c, c.actor, c.now, facilities.ProjectShares{Partner: facilities.PartnerID(in.ID), Projects: projectUnits(in.Body.Projects),
		Groups: groupUnits(in.Body.Groups), Version: c.version})
	if err != nil {
		return nil, err
	}
	return projectSharesView(s), nil
}

func projectSharesView(s facilities.ProjectShares) *projectSharesAnswer {
	out := ProjectShares{Partner: string(s.Partner), Projects: []ProjectUnits{}, Groups: []GroupUnits{}, Version: s.Version}
	for _, p := range s.Projects {
		out.Projects = append(out.Projects, ProjectUnits{string(p.Project), p.Units, p.Group})
	}
	for _, g := range s.Groups {
		out.Groups = append(out.Groups, GroupUnits{g.Name, g.Units})
	}
	return &projectSharesAnswer{etag(s.Version), out}
}

func projectUnits(list []ProjectUnits) (out []facilities.ProjectUnits) {
	for _, p := range list {
		out = append(out, facilities.ProjectUnits{Project: facilities.ProjectID(p.Project), Units: p.Units, Group: p.Group})
	}
	return out
}

func groupUnits(list []GroupUnits) (out []facilities.GroupUnits) {
	for _, g := range list {
		out = append(out, facilities.GroupUnits{Name: g.Name, Units: g.Units})
	}
	return out
}
