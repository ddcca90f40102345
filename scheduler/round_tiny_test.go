package scheduler

import (
	"fmt"
	"slices"
)

// tinyRound makes a small round of chance with every rule in play, small enough to
// try all plans.
func tinyRound(seed uint64) *RoundProblem {
	random := &roundRandom{seed}
	n := func(lo, hi int) int64 { return int64(random.between(int32(lo), int32(hi))) }
	maybe := func(percent int) bool { return n(1, 100) <= int64(percent) }
	p := &RoundProblem{GridMinutes: 15, Slots: n(5, 9)}
	p.Objective = RoundObjective{Kind: []RoundKind{Satisfaction, Satisfaction, FairFirst, Makespan}[n(0, 3)], ShortfallCostHundredths: n(0, 6) * 50}
	span := func() (int64, int64) {
		from := n(0, int(p.Slots)-1)
		return from, from + n(0, 3)
	}
	for i := range n(1, 3) {
		r := RoundResource{ID: fmt.Sprintf("res-%d", i), Capacity: n(1, 3)}
		if maybe(60) {
			r.Capacity = 1
		}
		if maybe(30) {
			from, to := span()
			r.Closed = append(r.Closed, RoundSpan{from, to})
		}
		if maybe(20) {
			from, to := span()
			r.Levels = append(r.Levels, RoundLevel{from, to, n(0, 3)})
		}
		if maybe(30) {
			r.Pool = "other"
		}
		if maybe(40) {
			from, to := span()
			r.Prime = append(r.Prime, RoundLevel{from, to + 1, []int64{0, 50, 200, 300}[n(0, 3)]})
		}
		if maybe(45) {
			r.Changeover = &RoundChangeover{[]string{"clean", "gold"}, [][]int64{{0, n(1, 3)}, {n(1, 3), n(0, 1)}}}
		}
		p.Resources = append(p.Resources, r)
	}
	for i := range n(1, 2) {
		q := RoundPartner{ID: fmt.Sprintf("partner-%d", i)}
		if maybe(80) {
			q.Targets = append(q.Targets, RoundTarget{"all", n(0, 8)})
		}
		if maybe(50) {
			q.Targets = append(q.Targets, RoundTarget{"other", n(0, 4)})
		}
		p.Partners = append(p.Partners, q)
	}
	count := int(n(1, 4))
	for i := range count {
		p.Requests = append(p.Requests, tinyRequest(p, i, n, maybe))
	}
	if maybe(25) {
		l := RoundLimit{Name: "limit", Max: n(1, 6)}
		for i := range count {
			if maybe(60) {
				l.Requests = append(l.Requests, p.Requests[i].ID)
			}
		}
		p.Limits = append(p.Limits, l)
	}
	if maybe(15) {
		i := n(0, count-1)
		p.Pinned = append(p.Pinned, RoundPlacement{p.Requests[i].ID, 0, max(0, p.Requests[i].Windows[0].From)})
	}
	if maybe(35) {
		i := n(0, count-1)
		p.Previous = append(p.Previous, RoundPrevious{RoundPlacement{p.Requests[i].ID, 0, n(0, 4)}, n(0, 5), n(0, 12)})
	}
	return p
}

func tinyRequest(p *RoundProblem, i int, n func(lo, hi int) int64, maybe func(int) bool) RoundRequest {
	r := RoundRequest{ID: fmt.Sprintf("request-%d", i), Partner: p.Partners[n(0, len(p.Partners)-1)].ID}
	for range n(1, 2) {
		m := RoundMode{Duration: n(1, 3)}
		for k := range p.Resources {
			if !maybe(60) {
				continue
			}
			claim := RoundClaim{Resource: p.Resources[k].ID, Units: 1}
			if maybe(20) {
				claim.Units = 2
			}
			if maybe(20) {
				claim.Before = n(0, 1)
			}
			if maybe(20) {
				claim.After = n(0, 1)
			}
			m.Claims = append(m.Claims, claim)
		}
		if maybe(10) && len(m.Claims) == 1 {
			m.Claims = append(m.Claims, RoundClaim{Resource: m.Claims[0].Resource, Units: 1, After: 1})
		}
		usable := !slices.ContainsFunc(m.Claims[min(1, len(m.Claims)):], func(c RoundClaim) bool { return c.Resource == m.Claims[0].Resource })
		for _, claim := range m.Claims {
			k := slices.IndexFunc(p.Resources, func(r RoundResource) bool { return r.ID == claim.Resource })
			usable = usable && p.Resources[k].Changeover != nil
		}
		if usable && len(m.Claims) > 0 && maybe(95) {
			m.Class = []string{"clean", "gold"}[n(0, 1)]
		}
		r.Modes = append(r.Modes, m)
	}
	for range n(1, 2) {
		from := n(-1, int(p.Slots)-2)
		r.Windows = append(r.Windows, RoundWindow{from, from + n(1, 7), n(0, 9)})
	}
	if i > 0 && maybe(35) {
		gap := n(0, 1)
		most := p.Slots
		if maybe(60) {
			most = gap + n(0, 2)
		}
		r.After = append(r.After, RoundAfter{p.Requests[n(0, i-1)].ID, gap, most})
	}
	if maybe(25) {
		r.Together = "group"
	}
	return r
}

// tinyBest tries all plans of a tiny round and returns the best; nil when there is
// none. It knows a plan is right from VerifyRound alone, so that it is slow and
// plain.
func tinyBest(p *RoundProblem) *RoundPlan {
	var best *RoundPlan
	plan := &RoundPlan{}
	var try func(i int)
	try = func(i int) {
		if i == len(p.Requests) {
			if p.Objective.Kind == Makespan && len(plan.Refused) > 0 {
				return
			}
			if found, ok := tinyWeigh(p, plan); ok && (best == nil || tinyBetter(p, found, best)) {
				best = found
			}
			return
		}
		r := &p.Requests[i]
		for m := range r.Modes {
			for start := int64(0); start+r.Modes[m].Duration <= p.Slots; start++ {
				plan.Placements = append(plan.Placements, RoundPlacement{r.ID, m, start})
				if tinyHolds(p, plan.Placements) {
					try(i + 1)
				}
				plan.Placements = plan.Placements[:len(plan.Placements)-1]
			}
		}
		plan.Refused = append(plan.Refused, RoundRefusal{r.ID, []RoundReason{{Code: "tried"}}})
		try(i + 1)
		plan.Refused = plan.Refused[:len(plan.Refused)-1]
	}
	try(0)
	return best
}

// tinyHolds checks the rules that more placements cannot mend.
func tinyHolds(p *RoundProblem, placements []RoundPlacement) bool {
	v := &roundVerifier{p: p, plan: &RoundPlan{Placements: placements}}
	return v.index() == nil && v.placements() == nil && v.capacities() == nil && v.limits() == nil
}

// tinyWeigh checks all rules and fills in what a plan is worth.
func tinyWeigh(p *RoundProblem, plan *RoundPlan) (*RoundPlan, bool) {
	out := &RoundPlan{Placements: slices.Clone(plan.Placements), Refused: slices.Clone(plan.Refused)}
	v := &roundVerifier{p: p, plan: out}
	for _, step := range []func() error{v.index, v.placements, v.changeovers, v.chains, v.groups, v.pinned} {
		if step() != nil {
			return nil, false
		}
	}
	out.Objective, out.Fairness = v.weigh()
	return out, true
}

func tinyBetter(p *RoundProblem, a, b *RoundPlan) bool {
	switch p.Objective.Kind {
	case Makespan:
		return a.Objective < b.Objective
	case FairFirst:
		if d := slices.Compare(a.Fairness, b.Fairness); d != 0 {
			return d > 0
		}
	}
	return a.Objective > b.Objective
}
