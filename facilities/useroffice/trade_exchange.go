package useroffice

import (
	"bytes"
	"cmp"
	"slices"

	"marke/facilities"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// exchange lets the two steps of a trade change places, and gives all placements of the draft as they then are. Nothing else moves: what does not fit so is a
// Conflict. It tells trouble that the actor may know of (keys "trade_place_resource", "trade_place_rules") from the other side's ("trade_place_other"), from
// that of the two ("trade_place_overlap"), of the whole ("trade_place_together") and of a third party ("trade_place_third").
func (s *draftSwap) exchange() ([]scheduler.RoundPlacement, error) {
	x, y := s.given(), s.taken()
	at, hasX := s.saved.place(x)
	to, hasY := s.saved.place(y)
	if !hasX && !hasY {
		return nil, facilities.BadField(s.takesAt, "trade_no_place")
	}
	for _, id := range []string{x, y} {
		if id != "" && s.saved.pinned(id, s.traded) {
			return nil, facilities.Errorf(facilities.Conflict, "trade_pinned")
		}
	}
	rest := slices.DeleteFunc(slices.Clone(s.saved.plan.Placements), func(p scheduler.RoundPlacement) bool { return p.Request == x || p.Request == y })
	xs, ys := []moveTo{nil}, []moveTo{nil} // nowhere
	var err error
	if hasY {
		if xs, err = s.places(x, to, s.trade.From); err != nil {
			return nil, err
		}
	}
	if hasX && y != "" {
		if ys, err = s.places(y, at, s.trade.To); err != nil {
			return nil, err
		}
	}
	why := "trade_place_third"
	for _, a := range xs {
		for _, b := range ys {
			all := slices.Concat(rest, a, b)
			slices.SortFunc(all, func(p, q scheduler.RoundPlacement) int { return cmp.Compare(p.Request, q.Request) })
			if keepsRules(s.saved.problem, all) {
				return all, nil
			}
			switch apart := s.saved.apart(); {
			case keepsRules(apart, all):
				why = "trade_place_together"
			case !keepsRules(apart, slices.Concat(a, b)):
				why = "trade_place_overlap"
			}
		}
	}
	return nil, facilities.Errorf(facilities.Conflict, why)
}

// moveTo is where a step would go: one placement, or none.
type moveTo []scheduler.RoundPlacement

// places are the ways in which a step could stand where another stands, were it alone in the round: on the same instrument from the same start, first with the
// same company.
func (s *draftSwap) places(id string, at scheduler.RoundPlacement, partner facilities.PartnerID) ([]moveTo, error) {
	knowing := s.Represents(partner) || s.Person.Partner == partner || s.Manages(s.round.Facility)
	refuse := func(key string) error {
		if !knowing {
			key = "trade_place_other"
		}
		name, _ := s.saved.catalogue.Partner(partner)
		return facilities.Errorf(facilities.Conflict, key, "partner", name.Name)
	}
	there := s.saved.asked(at.Request).Modes[at.Mode]
	asked := s.saved.asked(id)
	if asked == nil {
		return nil, refuse("trade_place_rules")
	}
	var out []moveTo
	knows := false
	for mode, m := range asked.Modes {
		if m.Claims[0].Resource != there.Claims[0].Resource {
			continue
		}
		knows = true
		p := scheduler.RoundPlacement{Request: id, Mode: mode, Start: at.Start}
		if keepsRules(s.saved.alone(asked), []scheduler.RoundPlacement{p}) {
			out = append(out, moveTo{p})
		}
	}
	if !knows {
		return nil, refuse("trade_place_resource")
	}
	if len(out) == 0 {
		return nil, refuse("trade_place_rules")
	}
	company := s.saved.recallMode(there).with
	slices.SortStableFunc(out, func(a, b moveTo) int {
		alike := func(p moveTo) int {
			if sameClaims(s.saved.recallMode(asked.Modes[p[0].Mode]).with, company) {
				return 0
			}
			return 1
		}
		return cmp.Compare(alike(a), alike(b))
	})
	return out, nil
}

// keepsRules reports that placements break no rule of a problem: the rules of scheduler.VerifyRound, each of them.
func keepsRules(p *scheduler.RoundProblem, placements []scheduler.RoundPlacement) bool {
	plan := &scheduler.RoundPlan{Placements: placements}
	_, err := scheduler.CompareRounds(p, plan, plan)
	return err == nil
}

// alone is the problem of one request by itself.
func (s *savedDraft) alone(r *scheduler.RoundRequest) *scheduler.RoundProblem {
	one := *r
	one.After, one.Together = nil, ""
	p := *s.problem
	p.Requests, p.Limits, p.Pinned, p.Previous = []scheduler.RoundRequest{one}, nil, nil, nil
	return &p
}

// apart is the problem in which each request stands for itself: no routes, groups, sums and pins.
func (s *savedDraft) apart() *scheduler.RoundProblem {
	p := *s.problem
	p.Requests, p.Limits, p.Pinned = slices.Clone(p.Requests), nil, nil
	for i := range p.Requests {
		p.Requests[i].After, p.Requests[i].Together = nil, ""
	}
	return &p
}

// replanned is the saved plan with other placements: what it is worth, what each partner gets and why the others have no place are said anew. The bounds are
// the problem's and hold for every plan. Its file says it in the form marke.plan/1.
func (s *savedDraft) replanned(placements []scheduler.RoundPlacement) (*scheduler.RoundPlan, []byte, error) {
	plan := *s.plan
	plan.Placements = placements
	compared, err := scheduler.CompareRounds(s.problem, s.plan, &plan)
	if err != nil {
		return nil, nil, err
	}
	plan.Objective = compared.B.Objective
	if plan.Fairness != nil {
		plan.Fairness = append([]int64{}, compared.B.Ratios...)
	}
	plan.Partners = slices.Clone(plan.Partners)
	for i := range plan.Partners {
		pools := slices.Clone(plan.Partners[i].Pools)
		for k := range pools {
			for _, pair := range compared.Partners {
				if pair.Partner == plan.Partners[i].ID && pair.Pool == pools[k].Pool {
					pools[k].PlacedHundredths = pair.HundredthsB
				}
			}
		}
		plan.Partners[i].Pools = pools
	}
	if plan.Refused, err = scheduler.Explain(s.problem, placements); err != nil {
		return nil, nil, err
	}
	if err := s.prove(&plan); err != nil {
		return nil, nil, err
	}
	var file bytes.Buffer
	err = roundfile.WritePlan(&file, s.problem, &plan, fileWords(s.problem))
	return &plan, file.Bytes(), err
}

// prove verifies a plan. A proof by branching shows that nothing beats the plan that it came with, and may show less beside one that is worth less; and the bound of a fair plan holds for those that
// are at least as fair. Where it does not hold for this plan, the proof is left out, and the bounds are what the certificates alone prove.
func (s *savedDraft) prove(plan *scheduler.RoundPlan) error {
	if scheduler.VerifyRound(s.problem, plan) == nil {
		return nil
	}
	if err := scheduler.Recertify(s.problem, plan); err != nil {
		return err
	}
	return scheduler.VerifyRound(s.problem, plan)
}
