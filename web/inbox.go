package web

import (
	"net/http"
	"time"

	"marke/facilities"
)

// inboxView is the requests that wait for the reader, those that compete side by side.
type inboxView struct {
	Page
	Facilities []option
	Groups     []inboxGroup
	Count      int
}

// inboxGroup is the requests for one stretch of a resource's time.
type inboxGroup struct {
	Resource facilities.Resource
	Facility string
	When     string
	Competes bool
	Requests []inboxRequest
}

// inboxRequest is one of them, in words.
type inboxRequest struct {
	Booking                  facilities.Booking
	When, Asked, DecideBy    string
	Title                    string
	Person, Partner, Project string
	Price                    string
	Violations               []violationLine
	Possible                 bool
	NeedsOverride            bool
}

// inbox lists the open requests of the facilities that the reader manages.
func (v *visit) inbox() error {
	if !rightsOf(v.actor).Manages {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	facility := facilities.FacilityID(v.Query("facility"))
	groups, err := v.office.Inbox(v.ctx(), v.actor, v.now, facility)
	if err != nil {
		return err
	}
	view := inboxView{Page: v.page("web.inbox.title")}
	for _, f := range openFacilities(cat) {
		if v.actor.Manages(f.ID) {
			view.Facilities = append(view.Facilities, option{Value: string(f.ID), Text: f.Name, Chosen: f.ID == facility})
		}
	}
	for _, g := range groups {
		zone := cat.Zone(g.Resource.Facility)
		f, _ := cat.Facility(g.Resource.Facility)
		group := inboxGroup{Resource: g.Resource, Facility: f.Name, When: v.texts.Span(g.Span, zone), Competes: len(g.Requests) > 1}
		for _, r := range g.Requests {
			request := v.inboxRequest(r.Booking, r.Violations, cat, zone)
			request.Person, request.Partner, request.Project, request.Possible = r.PersonName, r.PartnerName, r.ProjectName, r.Possible
			request.NeedsOverride = r.Possible && len(r.Violations) > 0
			if r.Quote.Currency != "" && !r.Quote.Unpriced {
				request.Price = v.texts.Money(r.Quote.Total, r.Quote.Currency)
			}
			group.Requests = append(group.Requests, request)
		}
		view.Groups = append(view.Groups, group)
		view.Count += len(g.Requests)
	}
	return v.render(http.StatusOK, "inbox", view)
}

func (v *visit) inboxRequest(b facilities.Booking, violations []facilities.Violation, cat *facilities.Catalogue, zone *time.Location) inboxRequest {
	r := inboxRequest{Booking: b, When: v.texts.Span(b.Use, zone), Asked: moment(v.texts, b.Created, zone), Title: b.Title}
	if !b.DecideBy.IsZero() {
		r.DecideBy = moment(v.texts, b.DecideBy, zone)
	}
	for _, violation := range violations {
		r.Violations = append(r.Violations, violationLine{Code: violation.Code, Says: v.texts.Violation(violation, cat), Overridable: violation.Overridable})
	}
	return r
}
