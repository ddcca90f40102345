package scheduler

import (
	"slices"
	"strings"
	"testing"
)

func TestReasonsAreTrue(t *testing.T) {
	seen := map[string]int{}
	check := func(p *RoundProblem, plan *RoundPlan) {
		t.Helper()
		for _, refusal := range plan.Refused {
			for _, reason := range refusal.Reasons {
				seen[reason.Code]++
				if reason.Code == ReasonCrowded && !standsWithout(p, plan, refusal.Request, reason.Displace) {
					t.Errorf("%s is said to fit when %v go, and does not", refusal.Request, reason.Displace)
				}
				if reason.Code == ReasonNotWorth && !standsWithout(p, plan, refusal.Request, nil) {
					t.Errorf("there is said to be room for %s, and there is none", refusal.Request)
				}
			}
			if refusal.Reasons[0].Code == ReasonNeverFits {
				checkNeverFits(t, p, refusal)
			}
		}
	}
	for seed := range uint64(120) {
		p := tinyRound(seed)
		if plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 2_000}); err == nil {
			check(p, plan)
		}
	}
	for _, shape := range shapes() {
		if shape.requests > 40 {
			continue
		}
		p := sampleRound(11, shape)
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 4_000})
		if err != nil {
			t.Fatal(err)
		}
		check(p, plan)
	}
	for _, code := range []string{ReasonNeverFits, ReasonNeeds, ReasonCrowded} {
		if seen[code] == 0 {
			t.Errorf("no refusal was for %s: %v", code, seen)
		}
	}
}

// standsWithout reports whether a request, with what it needs, has a place when
// some placements are gone, and with them what needs those, all others staying.
func standsWithout(p *RoundProblem, plan *RoundPlan, request string, gone []RoundPlacement) bool {
	c := compile(p)
	s := &roundMover{roundState: newRoundState(c), random: roundRandom{1}}
	number := func(id string) int32 {
		return int32(slices.IndexFunc(c.req, func(r roundRequest) bool { return r.id == id }))
	}
	for _, x := range plan.Placements {
		if r := number(x.Request); !slices.Contains(gone, x) {
			mode := slices.IndexFunc(c.req[r].modes, func(m roundMode) bool { return int(m.source) == x.Mode })
			s.put(r, int32(mode), int32(x.Start))
		}
	}
	for _, r := range c.neededBy(number(request)) {
		if s.mode[r] < 0 && !s.fitIn(r) {
			return false
		}
	}
	v := &roundVerifier{p: p, plan: &RoundPlan{Placements: c.placements(s.snapshot(nil))}}
	for _, step := range []func() error{v.index, v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits, v.pinned} {
		if step() != nil {
			return false
		}
	}
	return true
}

// checkNeverFits checks that the rules named leave the request no start when no
// others hold, and that any fewer of them would.
func checkNeverFits(t *testing.T, p *RoundProblem, refusal RoundRefusal) {
	t.Helper()
	if slices.ContainsFunc(p.Pinned, func(x RoundPlacement) bool { return x.Request == refusal.Request }) {
		return
	}
	if fitsUnder(p, refusal.Request, refusal.Reasons) {
		t.Errorf("%s fits under the rules that are said to leave it no start: %v", refusal.Request, refusal.Reasons)
	}
	for i := range refusal.Reasons {
		if !fitsUnder(p, refusal.Request, slices.Delete(slices.Clone(refusal.Reasons), i, i+1)) {
			t.Errorf("%s fits nowhere, with or without %q", refusal.Request, refusal.Reasons[i].Message)
		}
	}
}

// fitsUnder tries all starts of a request that is alone, when only some rules hold.
func fitsUnder(p *RoundProblem, request string, reasons []RoundReason) bool {
	alone := *p
	r := p.Requests[slices.IndexFunc(p.Requests, func(r RoundRequest) bool { return r.ID == request })]
	named := func(start string) bool {
		return slices.ContainsFunc(reasons, func(x RoundReason) bool { return strings.HasPrefix(x.Message, start) })
	}
	if !named("windows") {
		r.Windows = []RoundWindow{{0, p.Slots, 0}}
	}
	r.Modes = slices.Clone(r.Modes)
	for m := range r.Modes {
		r.Modes[m].Claims = slices.Clone(r.Modes[m].Claims)
		for k := range r.Modes[m].Claims {
			if !named("buffers") {
				r.Modes[m].Claims[k].Before, r.Modes[m].Claims[k].After = 0, 0
			}
		}
	}
	alone.Requests, alone.Limits, alone.Pinned, alone.Previous = []RoundRequest{r}, nil, nil, nil
	alone.Resources = slices.Clone(p.Resources)
	for k := range alone.Resources {
		x := &alone.Resources[k]
		if !slices.ContainsFunc(reasons, func(reason RoundReason) bool { return reason.Resource == x.ID }) {
			x.Capacity, x.Closed, x.Levels = 1000, nil, nil
		}
	}
	for m := range r.Modes {
		for start := range p.Slots {
			if tinyHolds(&alone, []RoundPlacement{{request, m, start}}) {
				return true
			}
		}
	}
	return false
}
