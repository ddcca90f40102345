package useroffice

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"marke/facilities"
	"marke/scheduler"
)

// answer turns the solver's plan into nouns, and adds those who were left out of the problem because nothing would place them.
func (c *compiled) answer(plan *scheduler.RoundPlan, objective facilities.RoundObjective) facilities.RoundPlan {
	out := facilities.RoundPlan{Round: c.round.ID, Objective: objective, Seed: plan.Seed, Steps: plan.Steps, Agreement: c.agreement.ID, By: c.Person.ID, Created: c.now,
		Value: plan.Objective, Bound: plan.Bound, Fairness: plan.Fairness, FairnessBound: plan.FairnessBound, Fairest: plan.Fairest}
	for _, p := range plan.Placements {
		out.Placements = append(out.Placements, c.placement(p))
	}
	slices.SortFunc(out.Placements, func(a, b facilities.RoundPlacement) int {
		return cmp.Or(a.Use.Start.Compare(b.Use.Start), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Request, b.Request))
	})
	out.Refused = c.refused(plan)
	out.Outcomes = c.outcomes(plan)
	return out
}

func (c *compiled) placement(p scheduler.RoundPlacement) facilities.RoundPlacement {
	of := c.steps[p.Request]
	m := of.ask.steps[of.step].modes[p.Mode]
	start := c.span(p.Start, p.Start).Start
	placed := facilities.RoundPlacement{Request: of.ask.ID, Step: of.step, Resource: m.resource.ID, With: m.with,
		Use: facilities.Span{Start: start, End: start.Add(of.ask.steps[of.step].Duration)}}
	placed.Pinned = slices.ContainsFunc(c.round.Pins, func(pin facilities.RoundPlacement) bool {
		return pin.Request == placed.Request && pin.Step == placed.Step
	})
	return placed
}

// refused lists the refused requests by id, each step's reasons in turn. The steps of a route share what stands in their way.
func (c *compiled) refused(plan *scheduler.RoundPlan) []facilities.RoundRefusal {
	reasons := map[facilities.RoundRequestID][]facilities.RoundReason{}
	for _, ask := range c.asks {
		if ask.never != nil {
			reasons[ask.ID] = []facilities.RoundReason{{Code: "rules", Span: ask.never[0].Span, Resource: ask.never[0].Resource, Violations: ask.never}}
		}
	}
	c.changes = nil
	for _, refusal := range plan.Refused {
		of := c.steps[refusal.Request]
		for _, r := range refusal.Reasons {
			if r.Change != nil {
				c.changes = append(c.changes, foundChange{of.ask.ID, len(reasons[of.ask.ID]), of, r.Change})
			}
			reasons[of.ask.ID] = append(reasons[of.ask.ID], c.reason(of, r))
		}
	}
	slices.SortStableFunc(c.changes, func(a, b foundChange) int { return cmp.Compare(a.request, b.request) })
	var out []facilities.RoundRefusal
	for _, id := range slices.Sorted(maps.Keys(reasons)) {
		out = append(out, facilities.RoundRefusal{Request: id, Reasons: reasons[id]})
	}
	return out
}

func (c *compiled) reason(of compiledStep, r scheduler.RoundReason) facilities.RoundReason {
	out := facilities.RoundReason{Code: string(r.Code), Step: of.step, Price: r.Price, Gain: r.Gain, Worth: r.Worth, Words: c.words(of, r)}
	out.Partner = c.words(of, r.ForPartner(func(request string) bool { return c.steps[request].ask.Partner == of.ask.Partner }))
	if r.Span != (scheduler.RoundSpan{}) {
		out.Span = c.span(r.Span.From, r.Span.To)
	}
	if resource, known := c.catalogue.Resource(facilities.ResourceID(c.ungated(of, r.Resource))); known {
		out.Resource = resource.ID
	}
	for _, p := range r.Displace {
		out.Displace = append(out.Displace, c.placement(p))
	}
	return out
}

// words are a reason's, with the titles of the requests that it names.
func (c *compiled) words(of compiledStep, r scheduler.RoundReason) facilities.RoundWords {
	r.Resource = c.ungated(of, r.Resource)
	key, params := r.Words()
	out := facilities.RoundWords{Key: key, Params: params}
	for _, id := range r.Requests {
		if out.Titles == nil {
			out.Titles = map[string]string{}
		}
		out.Titles[id] = c.steps[id].ask.Title
	}
	return out
}

// ungated is the instrument behind a gate.
func (c *compiled) ungated(of compiledStep, resource string) string {
	if strings.HasPrefix(resource, "gate:") {
		return string(of.ask.steps[of.step].modes[0].resource.ID)
	}
	return resource
}

// outcomes fills in what the partners get, in minutes of weighted time.
func (c *compiled) outcomes(plan *scheduler.RoundPlan) []facilities.RoundOutcome {
	type key struct {
		partner facilities.PartnerID
		pool    facilities.PoolID
	}
	placed, price := map[key]int64{}, map[key]int64{}
	for _, p := range plan.Placements {
		of := c.steps[p.Request]
		s := of.ask.steps[of.step]
		placed[key{of.ask.Partner, c.poolOf(s)}] += c.counts(s.modes[p.Mode], p.Start, s.Duration)
	}
	for _, partner := range plan.Partners {
		for _, pool := range partner.Pools {
			price[key{facilities.PartnerID(partner.ID), facilities.PoolID(pool.Pool)}] = pool.Price
		}
	}
	out := slices.Clone(c.shares.outcomes)
	for i, o := range out {
		k := key{o.Partner, o.Pool}
		out[i].Placed, out[i].Price = placed[k], price[k]
	}
	return out
}
