package useroffice

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"marke/facilities"
	"marke/scheduler"
)

// addPeople keeps somebody who has to be there from being in two places: a resource for each person whom more than one request needs.
func (c *compiled) addPeople() {
	type place struct{ request, mode int }
	places := map[facilities.PersonID][]place{}
	requests := map[facilities.PersonID]map[facilities.RoundRequestID]bool{}
	for i := range c.problem.Requests {
		of := c.steps[c.problem.Requests[i].ID]
		for k := range c.problem.Requests[i].Modes {
			for _, p := range c.attending(of.ask, of.ask.steps[of.step].modes[k]) {
				places[p] = append(places[p], place{i, k})
				if requests[p] == nil {
					requests[p] = map[facilities.RoundRequestID]bool{}
				}
				requests[p][of.ask.ID] = true
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(places)) {
		if len(requests[p]) < 2 {
			continue
		}
		id := "person:" + string(p)
		c.problem.Resources = append(c.problem.Resources, scheduler.RoundResource{ID: id, Capacity: 1, Pool: openPool})
		for _, at := range places[p] {
			m := &c.problem.Requests[at.request].Modes[at.mode]
			m.Claims = append(m.Claims, scheduler.RoundClaim{Resource: id, Units: 1})
		}
	}
}

// attending are the people who have to be there for a mode, in id order.
func (c *compiled) attending(ask *roundAsk, m roundMode) []facilities.PersonID {
	var people []facilities.PersonID
	if m.resource.Attended {
		people = append(people, ask.Companions...)
		if !m.resource.Operated {
			people = append(people, ask.Person)
		}
	}
	for _, w := range m.with {
		if r, _ := c.catalogue.Resource(w.Resource); r.Person != "" {
			people = append(people, r.Person)
		}
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// addLimits writes the quotas of the periods in which all of a request must lie. A quota of prime hours, and requests that may lie in more than one
// period, are left to the check of the draft.
func (c *compiled) addLimits() {
	type key struct {
		quota facilities.QuotaID
		owner string
		from  int64
	}
	limits := map[key]*scheduler.RoundLimit{}
	for i := range c.problem.Requests {
		request := &c.problem.Requests[i]
		of := c.steps[request.ID]
		first, last := request.Windows[0].From, request.Windows[0].To
		for _, w := range request.Windows {
			first, last = min(first, w.From), max(last, w.To)
		}
		seen := map[key]bool{}
		for _, u := range of.ask.quotas {
			if u.Quota.PrimeOnly || !u.Period.Covers(c.span(first, last)) || !c.counted(u, of.ask.steps[of.step]) {
				continue
			}
			k := key{u.Quota.ID, c.owner(u.Quota, of.ask), u.Period.Start.Unix()}
			if seen[k] {
				continue
			}
			seen[k] = true
			if limits[k] == nil {
				left := u.Quota.Max
				for _, use := range u.Uses {
					left -= facilities.Span{Start: laterOf(use.Start, u.Period.Start), End: earlierOf(use.End, u.Period.End)}.Duration()
				}
				limits[k] = &scheduler.RoundLimit{Name: fmt.Sprintf("quota:%s/%s/%s", k.quota, k.owner, facilities.DateOf(u.Period.Start.In(c.zone))),
					Max: max(0, c.slotsDown(left))}
			}
			limits[k].Requests = append(limits[k].Requests, request.ID)
		}
	}
	for _, l := range limits {
		c.problem.Limits = append(c.problem.Limits, *l)
	}
	slices.SortFunc(c.problem.Limits, func(a, b scheduler.RoundLimit) int { return cmp.Compare(a.Name, b.Name) })
}

// counted reports that every mode of a step counts against a quota.
func (c *compiled) counted(u quotaUse, s *roundStep) bool {
	return !slices.ContainsFunc(s.modes, func(m roundMode) bool { return !quotaHolds(u.Quota, m.resource) })
}

// owner is whose bookings a quota sums.
func (c *compiled) owner(q facilities.Quota, ask *roundAsk) string {
	switch q.Scope {
	case facilities.PerPerson:
		return string(ask.Person)
	case facilities.PerProject:
		return string(ask.Project)
	}
	return string(ask.Partner)
}

// addPins writes what has to stay. A pin that no longer fits its request is a Conflict (key "round_pin_gone").
func (c *compiled) addPins() error {
	for _, pin := range c.round.Pins {
		id := stepID(pin.Request, pin.Step)
		of, known := c.steps[id]
		if !known {
			continue // withdrawn since, or impossible now: it is refused with its reason
		}
		start := c.slot(pin.Use.Start)
		mode := slices.IndexFunc(of.ask.steps[of.step].modes, func(m roundMode) bool {
			return m.resource.ID == pin.Resource && sameClaims(m.with, pin.With) && slices.Contains(m.starts, start)
		})
		if mode < 0 {
			return facilities.Errorf(facilities.Conflict, "round_pin_gone", "title", of.ask.Title)
		}
		c.problem.Pinned = append(c.problem.Pinned, scheduler.RoundPlacement{Request: id, Mode: mode, Start: start})
	}
	return nil
}

func sameClaims(a, b []facilities.WishClaim) bool {
	if len(a) != len(b) {
		return false
	}
	for _, claim := range a {
		if !slices.Contains(b, claim) {
			return false
		}
	}
	return true
}
