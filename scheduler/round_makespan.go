package scheduler

func solveMakespan(p *RoundProblem, o SolveOptions) (*RoundPlan, error) { return nil, ErrNoPlan }
func solveFair(p *RoundProblem, o SolveOptions) (*RoundPlan, error)     { return nil, ErrNoPlan }
