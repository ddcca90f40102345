package api

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func (s *server) peopleRoutes() {
	add(s, route{id: "me", method: http.MethodGet, path: "/me", tag: "people"}, me)
	add(s, route{id: "list_people", method: http.MethodGet, path: "/people", tag: "people"}, listPeople)
	add(s, route{id: "list_partners", method: http.MethodGet, path: "/partners", tag: "people"}, listPartners)
	add(s, route{id: "list_projects", method: http.MethodGet, path: "/projects", tag: "people"}, listProjects)
}

// Person is somebody whom the asker may know.
type Person struct {
	ID       string `json:"id" doc:"api.doc.id"`
	Name     string `json:"name" doc:"api.doc.name"`
	Email    string `json:"email" doc:"api.doc.email"`
	Partner  string `json:"partner" doc:"api.doc.partner"`
	Language string `json:"language" doc:"api.doc.language"`
	State    string `json:"state" enum:"asked,invited,active,blocked,erased" doc:"api.doc.person_state"`
	Roles    []Role `json:"roles" nullable:"false" doc:"api.doc.roles"`
	Version  int64  `json:"version" doc:"api.doc.version"`
}

// Role is a right at one facility or partner; both empty: everywhere.
type Role struct {
	Kind     string `json:"kind" enum:"manager,trainer,controller,representative,admin" doc:"api.doc.role_kind"`
	Facility string `json:"facility,omitempty" doc:"api.doc.facility"`
	Partner  string `json:"partner,omitempty" doc:"api.doc.partner"`
}

// Me is who the token stands for.
type Me struct {
	Person
	Scope string `json:"scope" enum:"read,write" doc:"api.doc.scope"`
	Guest bool   `json:"guest" doc:"api.doc.guest"`
}

type meAnswer struct{ Body Me }

func personView(p facilities.Person) Person {
	v := Person{string(p.ID), p.Name, p.Email, string(p.Partner), p.Language, string(p.State), []Role{}, p.Version}
	for _, r := range p.Roles {
		v.Roles = append(v.Roles, Role{string(r.Kind), string(r.Facility), string(r.Partner)})
	}
	return v
}

func me(c *call, _ *struct{}) (*meAnswer, error) {
	return &meAnswer{Me{personView(c.actor.Person), string(c.actor.Scope), c.actor.Guest}}, nil
}

type peopleInput struct {
	Page
	Partner string `query:"partner" format:"id" maxLength:"64" doc:"api.doc.partner"`
	Text    string `query:"text" format:"line" maxLength:"100" doc:"api.doc.query_text"`
	State   string `query:"state" enum:"asked,invited,active,blocked,erased" doc:"api.doc.person_state"`
}

func listPeople(c *call, in *peopleInput) (*listed[Person], error) {
	cursor, err := open("people", in.Cursor)
	if err != nil {
		return nil, err
	}
	people, next, err := c.office.People(c, c.actor, c.now, useroffice.PeopleQuery{
		Partner: facilities.PartnerID(in.Partner), Text: in.Text, State: facilities.PersonState(in.State), Cursor: cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	items := make([]Person, len(people))
	for i, p := range people {
		items[i] = personView(p)
	}
	return list(items, seal("people", next)), nil
}

// Partner is a member organisation, or a guest.
type Partner struct {
	ID    string `json:"id" doc:"api.doc.id"`
	Name  string `json:"name" doc:"api.doc.name"`
	Kind  string `json:"kind" enum:"sme,large,knowledge,government,startup" doc:"api.doc.partner_kind"`
	Guest bool   `json:"guest" doc:"api.doc.guest"`
}

func listPartners(c *call, in *Paged) (*listed[Partner], error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	var all []Partner
	for _, p := range catalogue.Partners {
		if !p.Archived {
			all = append(all, Partner{string(p.ID), p.Name, string(p.Kind), p.Guest})
		}
	}
	items, next, err := page("partners", all, func(p Partner) string { return p.ID }, in.Page)
	return list(items, next), err
}

// Project is what a booking is for.
type Project struct {
	ID       string  `json:"id" doc:"api.doc.id"`
	Name     string  `json:"name" doc:"api.doc.name"`
	Partners []Share `json:"partners" nullable:"false" doc:"api.doc.project_partners"`
	Phase    string  `json:"phase" enum:"start,innovation,market" doc:"api.doc.phase"`
	Economic bool    `json:"economic" doc:"api.doc.economic"`
	Reason   string  `json:"reason" doc:"api.doc.economic_reason"`
	Leader   string  `json:"leader" doc:"api.doc.person_id"`
	Version  int64   `json:"version" doc:"api.doc.version"`
}

// Share is a partner's whole number of share units.
type Share struct {
	Partner string `json:"partner" doc:"api.doc.partner"`
	Units   int64  `json:"units" doc:"api.doc.share_units"`
}

func listProjects(c *call, in *Paged) (*listed[Project], error) {
	projects, err := c.office.Projects(c, c.actor, c.now)
	if err != nil {
		return nil, err
	}
	var all []Project
	for _, p := range projects {
		v := Project{string(p.ID), p.Name, []Share{}, string(p.Phase), p.Economic, p.Reason, string(p.Leader), p.Version}
		for _, s := range p.Partners {
			v.Partners = append(v.Partners, Share{string(s.Partner), s.Units})
		}
		if !p.Archived {
			all = append(all, v)
		}
	}
	items, next, err := page("projects", all, func(p Project) string { return p.ID }, in.Page)
	return list(items, next), err
}

// Qualification is a person's right to use a resource.
type Qualification struct {
	ID       string     `json:"id" doc:"api.doc.id"`
	Person   string     `json:"person" doc:"api.doc.person_id"`
	Resource string     `json:"resource" doc:"api.doc.resource"`
	Level    string     `json:"level" enum:"basic,expert,trainer" doc:"api.doc.level"`
	From     time.Time  `json:"from" doc:"api.doc.valid_from"`
	Until    *time.Time `json:"until" nullable:"true" doc:"api.doc.valid_until"`
	Revoked  *time.Time `json:"revoked" nullable:"true" doc:"api.doc.revoked"`
	Granter  string     `json:"granter" doc:"api.doc.granter"`
	Reason   string     `json:"reason" doc:"api.doc.reason"`
	Version  int64      `json:"version" doc:"api.doc.version"`
}

func qualificationView(q facilities.Qualification) Qualification {
	return Qualification{string(q.ID), string(q.Person), string(q.Resource), string(q.Level), q.From.UTC(), utc(q.Until), utc(q.Revoked),
		string(q.Granter), q.Reason, q.Version}
}
