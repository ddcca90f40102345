package scheduler

import "errors"

// SolveOptions says how long and from which seed a round is solved.
type SolveOptions struct {
	Seed uint64
	// Steps bounds the work; the same problem, seed and steps give the same plan,
	// byte for byte, on every machine. 0 leaves it to Stop.
	Steps int64
	// Stop is asked now and then, between steps; true ends the search. The plan
	// records the steps done by then. nil never stops.
	Stop func() bool
	// Progress is told how far the search is, at the same moments. nil is told
	// nothing.
	Progress func(RoundProgress)
}

// RoundProgress is how far a search is. Objective and Bound are as in RoundPlan;
// Found is false while there is no plan yet.
//
// Work counts what a worker has done so far, and Left, in the same units, about what
// there is to do still when Stop ends the search at its next question: mostly to say
// why requests have no place. Who has to be done by a time can tell from how fast Work
// grows how long that takes.
type RoundProgress struct {
	Steps            int64
	Objective, Bound int64
	Found            bool
	Work, Left       int64
}

// ErrNoPlan is returned when no plan was found that keeps what must be kept: what
// is pinned, or, for a makespan, every request. More steps may still find one.
var ErrNoPlan = errors.New("no plan keeps all that must be placed")

// Solve makes a plan for a round. It always has a plan to give unless something
// must be placed that cannot be: see ErrNoPlan. A problem that is not well formed
// gives the faults of CheckRound as a *RoundFaults.
//
// Without Steps and Stop it ends when the plan is proven to be the best.
func Solve(p *RoundProblem, o SolveOptions) (*RoundPlan, error) {
	if faults := CheckRound(p); len(faults) > 0 {
		return nil, &RoundFaults{faults}
	}
	switch p.Objective.Kind {
	case Makespan:
		return solveMakespan(p, o)
	case FairFirst:
		return solveFair(p, o)
	default:
		return solveValue(p, o)
	}
}

// pace holds a search to its options.
type pace struct {
	options SolveOptions
	steps   int64
	work    int64 // of a worker, about
	ending  roundEnding
}

// allow gives the steps of the next leg, at most most; 0 ends the search.
func (p *pace) allow(most int64) int64 {
	if p.options.Stop != nil && p.options.Stop() {
		return 0
	}
	if p.options.Steps > 0 {
		most = min(most, p.options.Steps-p.steps)
	}
	return most
}

func (p *pace) report(objective, bound int64, found bool) {
	if p.options.Progress != nil {
		p.options.Progress(RoundProgress{p.steps, objective, bound, found, p.work, p.ending.left})
	}
}
