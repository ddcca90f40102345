package scheduler

import (
	"reflect"
	"slices"
	"testing"
)

// forgetful makes rounds with one rule left out, as a solver would see them that had
// forgotten it.
var forgetful = map[string]func(p *RoundProblem){
	"closures":         func(p *RoundProblem) { eachResource(p, func(r *RoundResource) { r.Closed = nil }) },
	"levels":           func(p *RoundProblem) { eachResource(p, func(r *RoundResource) { r.Levels = nil }) },
	"capacity":         func(p *RoundProblem) { eachResource(p, func(r *RoundResource) { r.Capacity = 9 }) },
	"changeover":       func(p *RoundProblem) { eachResource(p, func(r *RoundResource) { r.Changeover = nil }) },
	"prime":            func(p *RoundProblem) { eachResource(p, func(r *RoundResource) { r.Prime = nil }) },
	"pools":            func(p *RoundProblem) { eachResource(p, func(r *RoundResource) { r.Pool = "" }) },
	"buffers before":   func(p *RoundProblem) { eachClaim(p, func(c *RoundClaim) { c.Before = 0 }) },
	"buffers after":    func(p *RoundProblem) { eachClaim(p, func(c *RoundClaim) { c.After = 0 }) },
	"units":            func(p *RoundProblem) { eachClaim(p, func(c *RoundClaim) { c.Units = 1 }) },
	"further claims":   func(p *RoundProblem) { eachMode(p, func(m *RoundMode) { m.Claims = m.Claims[:min(1, len(m.Claims))] }) },
	"all but one mode": func(p *RoundProblem) { eachRequest(p, func(r *RoundRequest) { r.Modes = r.Modes[:1] }) },
	"windows' spans": func(p *RoundProblem) {
		eachRequest(p, func(r *RoundRequest) { r.Windows = []RoundWindow{{0, p.Slots, r.Windows[0].Value}} })
	},
	"windows' values": func(p *RoundProblem) {
		eachRequest(p, func(r *RoundRequest) {
			for i := range r.Windows {
				r.Windows[i].Value = 1
			}
		})
	},
	"predecessors":  func(p *RoundProblem) { eachRequest(p, func(r *RoundRequest) { r.After = nil }) },
	"least gaps":    func(p *RoundProblem) { eachLink(p, func(a *RoundAfter) { a.GapMin = -p.Slots }) },
	"greatest gaps": func(p *RoundProblem) { eachLink(p, func(a *RoundAfter) { a.GapMax = p.Slots }) },
	"groups":        func(p *RoundProblem) { eachRequest(p, func(r *RoundRequest) { r.Together = "" }) },
	"limits":        func(p *RoundProblem) { p.Limits = nil },
	"pins":          func(p *RoundProblem) { p.Pinned = nil },
	"costs of moves": func(p *RoundProblem) {
		for i := range p.Previous {
			p.Previous[i].MoveCost = 0
		}
	},
	"costs of drops": func(p *RoundProblem) {
		for i := range p.Previous {
			p.Previous[i].DropCost = 0
		}
	},
	"targets": func(p *RoundProblem) {
		for i := range p.Partners {
			p.Partners[i].Targets = nil
		}
	},
	"fairness": func(p *RoundProblem) {
		if p.Objective.Kind == FairFirst {
			p.Objective = RoundObjective{Kind: Satisfaction}
		}
	},
	"the soonest end": func(p *RoundProblem) {
		if p.Objective.Kind == Makespan {
			p.Objective = RoundObjective{Kind: Satisfaction}
		}
	},
}

func eachResource(p *RoundProblem, change func(*RoundResource)) {
	p.Resources = slices.Clone(p.Resources)
	for i := range p.Resources {
		change(&p.Resources[i])
	}
}

func eachRequest(p *RoundProblem, change func(*RoundRequest)) {
	p.Requests = slices.Clone(p.Requests)
	for i := range p.Requests {
		r := &p.Requests[i]
		r.Windows, r.After, r.Modes = slices.Clone(r.Windows), slices.Clone(r.After), slices.Clone(r.Modes)
		change(r)
	}
}

func eachMode(p *RoundProblem, change func(*RoundMode)) {
	eachRequest(p, func(r *RoundRequest) {
		for m := range r.Modes {
			change(&r.Modes[m])
		}
	})
}

func eachClaim(p *RoundProblem, change func(*RoundClaim)) {
	eachMode(p, func(m *RoundMode) {
		m.Claims = slices.Clone(m.Claims)
		for i := range m.Claims {
			change(&m.Claims[i])
		}
	})
}

func eachLink(p *RoundProblem, change func(*RoundAfter)) {
	eachRequest(p, func(r *RoundRequest) {
		for i := range r.After {
			change(&r.After[i])
		}
	})
}

// TestForgettingARuleWouldBeNoticed shows that the tiny rounds, for which all
// plans are tried, put every rule in play: for each rule there are some whose
// best plan without it breaks it, or is not the best with it.
func TestForgettingARuleWouldBeNoticed(t *testing.T) {
	noticed := map[string]int{}
	const enough = 2
	for seed := uint64(0); seed < 400; seed++ {
		p := tinyRound(seed)
		best := tinyBest(p)
		for rule, forget := range forgetful {
			if noticed[rule] >= enough || best == nil && rule != "pins" {
				continue
			}
			mutant := tinyRound(seed)
			forget(mutant)
			if reflect.DeepEqual(mutant, p) {
				continue
			}
			if tinyNotices(p, best, tinyBest(mutant)) {
				noticed[rule]++
			}
		}
	}
	for rule := range forgetful {
		if noticed[rule] < enough {
			t.Errorf("only %d tiny rounds would notice a solver without %s", noticed[rule], rule)
		}
	}
}

// tinyNotices reports whether the plan of a mutant is not a best one.
func tinyNotices(p *RoundProblem, best, mutant *RoundPlan) bool {
	if best == nil || mutant == nil {
		return (best == nil) != (mutant == nil)
	}
	if p.Objective.Kind == Makespan && len(mutant.Refused) > 0 || !tinyHolds(p, mutant.Placements) {
		return true
	}
	found, ok := tinyWeigh(p, mutant)
	return !ok || tinyBetter(p, best, found)
}
