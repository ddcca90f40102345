package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"marke/facilities"
)

func (s *server) deskRoutes() {
	add(s, route{id: "inbox", method: http.MethodGet, path: "/inbox", tag: "desk"}, inbox)
	add(s, route{id: "audit", method: http.MethodGet, path: "/audit", tag: "desk"}, audit)
}

// InboxGroup is requests that compete for a resource's time.
type InboxGroup struct {
	Resource string         `json:"resource" doc:"api.doc.resource"`
	From     time.Time      `json:"from" doc:"api.doc.from"`
	To       time.Time      `json:"to" doc:"api.doc.to"`
	Requests []InboxRequest `json:"requests" nullable:"false" doc:"api.doc.requests"`
}

// InboxRequest is one request with what its manager needs to decide.
type InboxRequest struct {
	Booking     Booking     `json:"booking" doc:"api.doc.booking"`
	Violations  []Violation `json:"violations" nullable:"false" doc:"api.doc.violations"`
	Quote       Quote       `json:"quote" doc:"api.doc.quote"`
	Possible    bool        `json:"possible" doc:"api.doc.possible"`
	PersonName  string      `json:"person_name" doc:"api.doc.person_name"`
	PartnerName string      `json:"partner_name" doc:"api.doc.partner_name"`
	ProjectName string      `json:"project_name" doc:"api.doc.project_name"`
}

type inboxInput struct {
	Page
	Facility string `query:"facility" format:"id" maxLength:"64" doc:"api.doc.inbox_facility"`
}

func inbox(c *call, in *inboxInput) (*listed[InboxGroup], error) {
	groups, err := c.office.Inbox(c, c.actor, c.now, facilities.FacilityID(in.Facility))
	if err != nil {
		return nil, err
	}
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	var all []InboxGroup
	for _, g := range groups {
		group := InboxGroup{string(g.Resource.ID), g.Span.Start.UTC(), g.Span.End.UTC(), []InboxRequest{}}
		for _, r := range g.Requests {
			group.Requests = append(group.Requests, InboxRequest{bookingView(r.Booking), notNil(violationsView(r.Violations, c.say, catalogue)),
				quoteView(r.Quote), r.Possible, r.PersonName, r.PartnerName, r.ProjectName})
		}
		all = append(all, group)
	}
	items, next, err := page("inbox", all, func(g InboxGroup) string { return g.Resource + " " + g.From.Format(time.RFC3339) }, in.Page)
	return list(items, next), err
}

type auditInput struct {
	Page
	Kind string `query:"kind" required:"true" pattern:"^[a-z_]{1,32}$" doc:"api.doc.kind_of_thing"`
	ID   string `query:"id" required:"true" format:"id" maxLength:"64" doc:"api.doc.subject"`
}

func audit(c *call, in *auditInput) (*listed[Event], error) {
	entries, err := c.office.AuditOf(c, c.actor, c.now, in.Kind, in.ID)
	if err != nil {
		return nil, err
	}
	entries, next, err := page("audit", entries, func(a facilities.Audit) string { return strconv.FormatInt(a.ID, 10) }, in.Page)
	if err != nil {
		return nil, err
	}
	items := make([]Event, len(entries))
	for i, a := range entries {
		items[i] = eventView(a)
		items[i].Before, items[i].After = raw(a.Before), raw(a.After)
	}
	return list(items, next), nil
}

// eventView shows an entry without what the thing was before and after.
func eventView(a facilities.Audit) Event {
	return Event{At: a.At.UTC(), Person: string(a.Person), Via: a.Via, Verb: a.Verb, Kind: a.Kind, Subject: a.Subject, Reason: a.Reason}
}

// raw hands on what the audit holds as JSON; anything else is left out.
func raw(text string) any {
	if !json.Valid([]byte(text)) {
		return nil
	}
	return json.RawMessage(text)
}
