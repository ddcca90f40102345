package api

import (
	"net/http"
	"slices"
	"strconv"

	"marke/facilities"
	"marke/facilities/ledger"
)

func (s *server) orderRoutes() {
	add(s, route{id: "order_requests", method: http.MethodPost, path: "/rounds/{id}/order", tag: "rounds"}, orderRequests)
	add(s, route{id: "propose_order", method: http.MethodPost, path: "/rounds/{id}/order/propose", tag: "rounds", asks: true}, proposeOrder)
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
	tree, err := projectTree(in.Body.Projects, in.Body.Groups)
	if err != nil {
		return nil, err
	}
	p, err := c.office.ProposeOrder(c, c.actor, c.now, facilities.RoundID(in.ID), facilities.PartnerID(in.Body.Partner), tree)
	if err != nil {
		return nil, err
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

// projectTree puts projects below the groups that they name; a group that is named twice or by no project, and one that is not listed, is refused.
func projectTree(projects []ProjectUnits, groups []GroupUnits) ([]ledger.ProjectShare, error) {
	var tree []ledger.ProjectShare
	place := map[string]int{}
	for i, g := range groups {
		named := slices.ContainsFunc(projects, func(p ProjectUnits) bool { return p.Group == g.Name })
		if _, twice := place[g.Name]; twice || !named {
			return nil, facilities.BadField("body.groups["+strconv.Itoa(i)+"].name", "order_group", "name", g.Name)
		}
		place[g.Name] = len(tree)
		tree = append(tree, ledger.ProjectShare{Units: g.Units})
	}
	for i, p := range projects {
		leaf := ledger.ProjectShare{Project: facilities.ProjectID(p.Project), Units: p.Units}
		if p.Group == "" {
			tree = append(tree, leaf)
			continue
		}
		at, listed := place[p.Group]
		if !listed {
			return nil, facilities.BadField("body.projects["+strconv.Itoa(i)+"].group", "order_group", "name", p.Group)
		}
		tree[at].Children = append(tree[at].Children, leaf)
	}
	return tree, nil
}
