package useroffice

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// savedDraft is a draft as its files say it, with the way back to nouns: the world may have changed since the problem was compiled, the problem has not.
type savedDraft struct {
	*compiled
	draft facilities.RoundPlan
	plan  *scheduler.RoundPlan
	file  []byte // the problem
}

// readDraft reads a draft of a round back.
func readDraft(ctx context.Context, tx *store.Tx, a act, round facilities.Round, number int) (*savedDraft, error) {
	c, err := caseOf(ctx, tx, a, round)
	if err != nil {
		return nil, err
	}
	s := &savedDraft{compiled: &compiled{roundCase: c, steps: map[string]compiledStep{}}}
	if s.draft, err = tx.RoundPlan(ctx, round.ID, number); err != nil {
		return nil, err
	}
	problem, plan, err := tx.RoundFiles(ctx, round.ID, number)
	if err != nil {
		return nil, err
	}
	s.file = problem
	if s.problem, err = roundfile.ReadProblem(bytes.NewReader(problem)); err != nil {
		return nil, err
	}
	if s.plan, err = roundfile.ReadPlan(bytes.NewReader(plan)); err != nil {
		return nil, err
	}
	requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: round.ID})
	if err != nil {
		return nil, err
	}
	s.recall(requests)
	for _, r := range s.problem.Requests {
		if s.steps[r.ID].ask == nil { // it had more steps then
			return nil, draftOld()
		}
	}
	return s, nil
}

// draftOld is the refusal of what needs a draft of the requests as they are.
func draftOld() error { return facilities.Errorf(facilities.Conflict, "round_draft_old") }

// recall finds the requests that the problem speaks of, and what their modes stand for. None of them is impossible: the problem leaves those out.
func (s *savedDraft) recall(requests []facilities.RoundRequest) {
	saved := map[string]*scheduler.RoundRequest{}
	for i := range s.problem.Requests {
		saved[s.problem.Requests[i].ID] = &s.problem.Requests[i]
	}
	for _, r := range requests {
		ask := &roundAsk{RoundRequest: r}
		for i, step := range r.Steps {
			in, there := saved[stepID(r.ID, i)]
			if !there {
				break
			}
			recalled := &roundStep{RoundStep: step}
			for _, m := range in.Modes {
				recalled.modes = append(recalled.modes, s.recallMode(m))
			}
			ask.steps = append(ask.steps, recalled)
			s.steps[in.ID] = compiledStep{ask, i}
		}
		if len(ask.steps) == len(r.Steps) {
			s.asks = append(s.asks, ask)
		}
	}
}

// recallMode is what a mode of the problem stands for: its first claim is the instrument, and of the others those that are no gate and nobody's time go along.
func (s *savedDraft) recallMode(m scheduler.RoundMode) roundMode {
	out := roundMode{class: m.Class}
	for i, claim := range m.Claims {
		r, known := s.catalogue.Resource(facilities.ResourceID(claim.Resource))
		switch {
		case !known:
		case i == 0:
			out.resource = r
		default:
			out.with = append(out.with, facilities.WishClaim{Resource: r.ID, Units: claim.Units})
		}
	}
	return out
}

// changed writes a plan of the saved problem as a draft after this one. What the solver never saw keeps its refusal.
func (s *savedDraft) changed(plan *scheduler.RoundPlan) facilities.RoundPlan {
	out := s.draft
	out.Of, out.By, out.Created = s.draft.Number, s.Person.ID, s.now
	out.Value, out.Bound, out.Fairness, out.FairnessBound, out.Fairest = plan.Objective, plan.Bound, plan.Fairness, plan.FairnessBound, plan.Fairest
	out.Placements = nil
	for _, p := range plan.Placements {
		out.Placements = append(out.Placements, s.placement(p))
	}
	slices.SortFunc(out.Placements, func(a, b facilities.RoundPlacement) int {
		return cmp.Or(a.Use.Start.Compare(b.Use.Start), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Request, b.Request))
	})
	out.Refused = s.refused(plan)
	for _, r := range s.draft.Refused {
		if _, in := s.steps[stepID(r.Request, 0)]; !in {
			out.Refused = append(out.Refused, r)
		}
	}
	slices.SortFunc(out.Refused, func(a, b facilities.RoundRefusal) int { return cmp.Compare(a.Request, b.Request) })
	placed := s.minutes(plan.Placements)
	out.Outcomes = slices.Clone(out.Outcomes)
	for i, o := range out.Outcomes {
		out.Outcomes[i].Placed = placed[[2]string{string(o.Partner), string(o.Pool)}]
	}
	return out
}

// minutes are what partners get in the pools, in minutes of weighted time, by the weights and buffers of the problem.
func (s *savedDraft) minutes(placements []scheduler.RoundPlacement) map[[2]string]int64 {
	resources := map[string]*scheduler.RoundResource{}
	for i := range s.problem.Resources {
		resources[s.problem.Resources[i].ID] = &s.problem.Resources[i]
	}
	percents := map[[2]string]int64{} // of slots
	for _, p := range placements {
		step := s.steps[p.Request]
		m := s.asked(p.Request).Modes[p.Mode]
		use := m.Claims[0]
		of := [2]string{string(step.ask.Partner), string(s.poolOf(step.ask.steps[step.step]))}
		for slot := p.Start - use.Before; slot < p.Start+m.Duration+use.After; slot++ {
			percents[of] += weightAt(resources[use.Resource], slot)
		}
	}
	for of, percent := range percents {
		percents[of] = percent * s.problem.GridMinutes / 100
	}
	return percents
}

// weightAt is the weight of a slot in percent; of spans that overlap the last one counts.
func weightAt(r *scheduler.RoundResource, slot int64) int64 {
	for _, l := range slices.Backward(r.Prime) {
		if l.From <= slot && slot < l.To {
			return l.Level
		}
	}
	return 100
}

// place finds a step in the plan; false when it has no place there.
func (s *savedDraft) place(id string) (scheduler.RoundPlacement, bool) {
	at := slices.IndexFunc(s.plan.Placements, func(p scheduler.RoundPlacement) bool { return p.Request == id })
	if at < 0 {
		return scheduler.RoundPlacement{}, false
	}
	return s.plan.Placements[at], true
}

// asked finds a step in the problem; nil when the problem does not have it.
func (s *savedDraft) asked(id string) *scheduler.RoundRequest {
	at := slices.IndexFunc(s.problem.Requests, func(r scheduler.RoundRequest) bool { return r.ID == id })
	if at < 0 {
		return nil
	}
	return &s.problem.Requests[at]
}

// pinned reports that the problem, or a manager since, keeps a step where it is. What a trade of this draft put somewhere may be traded on.
func (s *savedDraft) pinned(id string, traded map[string]bool) bool {
	if slices.ContainsFunc(s.problem.Pinned, func(p scheduler.RoundPlacement) bool { return p.Request == id }) {
		return true
	}
	return !traded[id] && slices.ContainsFunc(s.round.Pins, func(p facilities.RoundPlacement) bool { return stepID(p.Request, p.Step) == id })
}
