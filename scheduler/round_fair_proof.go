package scheduler

import "slices"

// proof writes the tree down.
func (b *fairBranching) proof() *RoundProof {
	out := b.values.proofHead()
	out.Cost = b.values.c.cost
	b.prove(out, b.tree)
	return out
}

func (b *fairBranching) prove(out *RoundProof, n *fairNode) {
	kids := n.kids
	if n.values && floorTo(b.grain, n.bound) <= b.best.worth {
		kids = nil // what was split for a plan that is worth less
	}
	part := RoundPart{Decision: b.written(n.decision), Values: n.values, Below: len(kids)}
	switch {
	case n.prices != nil:
		part.Prices = runsOf(n.prices)
	case n.fresh && n.part != nil || n == b.tree:
		part.Prices = runsOf(b.root(n).best)
	}
	out.Parts = append(out.Parts, part)
	for _, kid := range kids {
		b.prove(out, kid)
	}
}

// written is a decision as a proof has it.
func (b *fairBranching) written(d fairDecision) RoundDecision {
	if d.account == fairAny {
		out := RoundDecision{Kind: partKinds[d.kind]}
		if d.kind != partWhole {
			out.Request, out.At = b.c.req[d.req].id, int64(d.at)
		}
		return out
	}
	a := &b.c.accounts[d.number]
	out := RoundDecision{Kind: PartReach, Account: RoundSet{b.c.partnerIDs()[a.partner], a.pool}, At: d.level}
	if d.account == fairShort {
		out.Kind = PartShort
	}
	return out
}

// proofShare is how many moves of a cycle go to the proof at most, for each that a stage
// of it has to try a level: about an eighth of all. Where there are more requests it is
// proofRequests divided by them.
const (
	proofShare    = 8
	proofRequests = 160
)

// proofFirst is how many moves go to it after the first short cycle, divided by the
// requests: of few requests a plan is mostly proven by then, of many not for long.
const proofFirst = 500_000

// proofLeg is how many moves a proof is worked on between barriers.
const proofLeg = 20_000

// proofAfter is how many moves it may take, at least, to prove a plan that is known to
// be the best because all others were looked at.
const proofAfter = 200_000

// provable reports whether a round is small enough for a proof.
func (s *fairSearch) provable() bool {
	return s.effort < boundNever && s.c.branched() && len(s.c.accounts) <= proofAccounts
}

// proofAccounts is how many accounts such a round may have.
const proofAccounts = 100

// prove works on the proof that no plan is better than the best, in rounds that are
// small, and ends the search when there is one.
func (s *fairSearch) prove(moves int64) {
	if s.done || !s.provable() || !s.c.complete(s.best.spots) {
		return
	}
	s.ready()
	for left := moves; left > 0 && !s.proof.closed() && !s.proof.full(); {
		leg := s.pace.allow(min(proofLeg, left))
		if leg <= 0 {
			s.done = true
			return
		}
		left -= leg
		s.pace.steps += leg
		s.pace.work += leg / 2 * (legWork / roundLeg)
		for s.proving += leg; s.proving > 0 && !s.proof.closed() && !s.proof.full(); {
			s.proving -= s.proof.work()
			s.take(s.proof.best)
			s.ready()
		}
		s.report()
	}
	s.done = s.done || s.proof.closed()
}

// ready sees to it that the proof is one of the best plan: it begins anew when that is
// fairer than the one it was of.
func (s *fairSearch) ready() {
	if s.proof == nil || !s.proof.of(s.best) {
		s.proof = newFairBranching(s)
		s.proving -= 20 * s.proof.step
	}
	s.proof.best = s.best
}

// of reports whether the proof is one of a plan: it has the ratios that no other is to
// be fairer than, and is worth as much as any that was found.
func (b *fairBranching) of(p *fairPlan) bool {
	return slices.Equal(b.goal.sorted, p.sorted) && p.worth >= b.best.worth
}

// claim writes what the proof shows into a plan, if that is more than the plan's
// certificates do.
func (s *fairSearch) claim(plan *RoundPlan) {
	plan.Fairest = fairest(plan.Fairness, plan.FairnessBound)
	b := s.proof
	if b == nil || !b.of(s.best) {
		return
	}
	b.best = s.best
	bound, worst := b.bound(), b.worst()
	if b.fairest() == plan.Fairest && bound >= plan.Bound && worst >= plan.FairnessBound {
		return
	}
	plan.Proof = b.proof()
	plan.Fairest = plan.Fairest || b.fairest()
	plan.Bound = min(plan.Bound, bound)
	plan.FairnessBound = min(plan.FairnessBound, worst)
}
