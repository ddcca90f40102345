package scheduler

func solveFair(p *RoundProblem, o SolveOptions) (*RoundPlan, error) { return nil, ErrNoPlan }
