package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RequestFilter narrows a list of requests; empty fields do not.
type RequestFilter struct {
	Round   facilities.RoundID
	Partner facilities.PartnerID
	Person  facilities.PersonID
	States  []facilities.RequestState
	Limit   int // 100 when zero, at most 500
	Cursor  string
}

// SeenRequest is a request that its reader may see wholly: people of its partner, its representative, the facility's
// managers and controllers. In what it was refused for only those who run the facility find whose placements would have to go.
type SeenRequest struct {
	facilities.RoundRequest
	PersonName, PartnerName, ProjectName string
	// Changes: the reader may change or withdraw it now.
	Changes bool
	// Objects: the reader may object to its outcome now.
	Objects bool
}

// RoundRequests lists the requests that the reader may see, by partner and rank.
func (o *Office) RoundRequests(ctx context.Context, actor facilities.Actor, now time.Time, f RequestFilter) (list []SeenRequest, next string, err error) {
	if err := needLogin(actor); err != nil {
		return nil, "", err
	}
	if f.Limit = min(cmp.Or(f.Limit, 100), 500); f.Limit < 0 {
		return nil, "", facilities.BadField("query.limit", "round_number", "min", 1, "max", 500)
	}
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		narrow := store.RequestFilter{Round: f.Round, Partner: f.Partner, Person: f.Person, States: f.States, Cursor: f.Cursor, Limit: f.Limit}
		rounds := map[facilities.RoundID]facilities.Round{}
		runs := false
		if f.Round != "" {
			r, err := loadRound(ctx, tx, f.Round, 0)
			if err != nil {
				return err
			}
			rounds[r.ID], runs = r, actor.Manages(r.Facility) || actor.Controls(r.Facility)
		}
		if !runs {
			narrow.Partners = partnersOf(actor)
			if len(narrow.Partners) == 0 {
				return nil
			}
		}
		var requests []facilities.RoundRequest
		if requests, next, err = tx.RoundRequests(ctx, narrow); err != nil {
			return err
		}
		list, err = seenRequests(ctx, tx, actor, now, rounds, requests)
		return err
	})
	return list, next, err
}

// partnersOf are the partners whose requests somebody may see wholly.
func partnersOf(actor facilities.Actor) []facilities.PartnerID {
	var out []facilities.PartnerID
	if actor.Person.Partner != "" {
		out = append(out, actor.Person.Partner)
	}
	for _, r := range actor.Person.Roles {
		if r.Kind == facilities.RoleRepresentative && r.Partner != "" && !slices.Contains(out, r.Partner) {
			out = append(out, r.Partner)
		}
	}
	return out
}

// RoundRequest finds one; what the reader may not see is NotFound.
func (o *Office) RoundRequest(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundRequestID) (SeenRequest, error) {
	if err := needLogin(actor); err != nil {
		return SeenRequest{}, err
	}
	var seen SeenRequest
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := loadRequest(ctx, tx, act{Actor: actor, now: now}, id, 0)
		if err != nil {
			return err
		}
		list, err := seenRequests(ctx, tx, actor, now, map[facilities.RoundID]facilities.Round{}, []facilities.RoundRequest{r})
		if err == nil {
			seen = list[0]
		}
		return err
	})
	return seen, err
}

// seenRequests names what requests name, and leaves out what their reader may not know. rounds are those that are known already.
func seenRequests(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, rounds map[facilities.RoundID]facilities.Round, requests []facilities.RoundRequest) ([]SeenRequest, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var people []facilities.PersonID
	projects := map[facilities.ProjectID]string{}
	for _, r := range requests {
		people = append(people, r.Person)
		if _, known := rounds[r.Round]; !known {
			if rounds[r.Round], err = tx.Round(ctx, r.Round); err != nil {
				return nil, err
			}
		}
		if _, known := projects[r.Project]; !known && r.Project != "" {
			project, err := tx.Project(ctx, r.Project)
			if err != nil {
				return nil, err
			}
			projects[r.Project] = project.Name
		}
	}
	named, err := tx.PeopleByID(ctx, people)
	if err != nil {
		return nil, err
	}
	out := make([]SeenRequest, 0, len(requests))
	for _, r := range requests {
		round := rounds[r.Round]
		partner, _ := c.Partner(r.Partner)
		s := SeenRequest{RoundRequest: r, PersonName: named[r.Person].Name, PartnerName: partner.Name, ProjectName: projects[r.Project]}
		open := round.State == facilities.RoundCall && (round.Rolling || now.Before(round.Deadline))
		s.Changes = r.State == facilities.RequestOpen && changesRequest(actor, r, round.Facility) && (open || actor.Manages(round.Facility) && !round.State.Ended())
		s.Objects = changesRequest(actor, r, "") && objectsNow(round, r)
		if !actor.Manages(round.Facility) && !actor.Controls(round.Facility) {
			s.Refused = forPartner(r.Refused)
		}
		out = append(out, s)
	}
	return out, nil
}
