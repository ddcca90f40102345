package api

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func (s *server) qualificationRoutes() {
	add(s, route{id: "list_qualifications", method: http.MethodGet, path: "/qualifications", tag: "people"}, listQualifications)
	add(s, route{id: "grant", method: http.MethodPost, path: "/qualifications", tag: "people", status: http.StatusCreated}, grant)
	add(s, route{id: "revoke", method: http.MethodDelete, path: "/qualifications/{id}", tag: "people", ifs: true}, revoke)
}

type qualificationsInput struct {
	Page
	Person   string `query:"person" format:"id" maxLength:"64" doc:"api.doc.query_person"`
	Resource string `query:"resource" format:"id" maxLength:"64" doc:"api.doc.resource"`
}

// listQualifications answers for one person or one resource; without either, for the asker.
func listQualifications(c *call, in *qualificationsInput) (*listed[Qualification], error) {
	query := useroffice.QualificationQuery{Person: facilities.PersonID(in.Person), Resource: facilities.ResourceID(in.Resource)}
	if query.Person == "" && query.Resource == "" {
		query.Person = c.actor.Person.ID
	}
	found, err := c.office.Qualifications(c, c.actor, c.now, query)
	if err != nil {
		return nil, err
	}
	var all []Qualification
	for _, q := range found {
		all = append(all, qualificationView(q))
	}
	items, next, err := page("qualifications", all, func(q Qualification) string { return q.ID }, in.Page)
	return list(items, next), err
}

// GrantBody qualifies a person on a resource.
type GrantBody struct {
	Person   string     `json:"person" format:"id" maxLength:"64" doc:"api.doc.person_id"`
	Resource string     `json:"resource" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Level    string     `json:"level" enum:"basic,expert,trainer" doc:"api.doc.level"`
	From     *time.Time `json:"from,omitempty" doc:"api.doc.valid_from"`
	Until    *time.Time `json:"until,omitempty" doc:"api.doc.valid_until"`
	Reason   string     `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
}

type grantInput struct{ Body GrantBody }

type qualificationAnswer struct {
	ETag string `header:"ETag"`
	Body Qualification
}

func grant(c *call, in *grantInput) (*qualificationAnswer, error) {
	q := facilities.Qualification{Person: facilities.PersonID(in.Body.Person), Resource: facilities.ResourceID(in.Body.Resource),
		Level: facilities.Level(in.Body.Level), From: c.now.UTC().Truncate(time.Second), Reason: in.Body.Reason}
	if in.Body.From != nil {
		q.From = in.Body.From.UTC().Truncate(time.Second)
	}
	if in.Body.Until != nil {
		q.Until = in.Body.Until.UTC().Truncate(time.Second)
		if !q.From.Before(q.Until) {
			return nil, facilities.BadField("body.until", "api_backwards")
		}
	}
	q, err := c.office.Grant(c, c.actor, c.now, q)
	if err != nil {
		return nil, err
	}
	return &qualificationAnswer{etag(q.Version), qualificationView(q)}, nil
}

type revokeInput struct {
	ByID
	Reason string `query:"reason" format:"line" maxLength:"1000" doc:"api.doc.reason"`
}

// Hits names the bookings that a change made impossible.
type Hits struct {
	Hit []Hit `json:"hit" nullable:"false" doc:"api.doc.hit"`
}

type hitsAnswer struct{ Body Hits }

func revoke(c *call, in *revokeInput) (*hitsAnswer, error) {
	hit, err := c.office.Revoke(c, c.actor, c.now, facilities.QualificationID(in.ID), c.version, in.Reason)
	if err != nil {
		return nil, err
	}
	return &hitsAnswer{Hits{hitsView(hit)}}, nil
}
