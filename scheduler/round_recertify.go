package scheduler

// Recertify leaves the proof by branching out of a plan and sets its bounds to what the
// certificates by themselves prove beside its placements: those of a plan that was
// changed, which a proof says nothing of. Plans for a makespan stay as they are. It fails
// when the placements break a rule or the certificates cannot be counted with.
func Recertify(p *RoundProblem, plan *RoundPlan) error {
	if p.Objective.Kind == Makespan {
		return nil
	}
	if err := checkPlacements(p, plan.Placements); err != nil {
		return err
	}
	v := &roundVerifier{p: p, plan: plan}
	for _, step := range []func() error{v.index, v.placements} {
		if err := step(); err != nil {
			return err
		}
	}
	plan.Proof, plan.Fairest = nil, false
	bound, err := v.certified()
	if err != nil {
		return err
	}
	plan.Bound = max(plan.Objective, floorTo(v.objectiveStep(v.shortfallCost()), bound))
	if p.Objective.Kind == FairFirst {
		plan.FairnessBound = 0 // whatever it is, the certificate is asked
		if plan.FairnessBound, err = v.worstLimit(); err != nil {
			return err
		}
		plan.FairnessBound = max(plan.FairnessBound, v.worstRatio())
		plan.Fairest = v.allFull(v.worstRatio() == plan.FairnessBound)
	}
	return nil
}
