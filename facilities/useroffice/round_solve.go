package useroffice

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/texts"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// SolveSettings are what a manager sets for one solve; zero values are the round's own.
type SolveSettings struct {
	Objective facilities.RoundObjective
	Seed      uint64
	Steps     int64
	Seconds   int
	// Progress is told how far the search is, at most a few times a second; nil is told nothing.
	Progress func(SolveProgress)
}

// SolveProgress is how far a solve is; values as in facilities.RoundPlan.
type SolveProgress struct {
	Steps        int64
	Value, Bound int64
	Found        bool
}

// SolveSecondsMax bounds one solve.
const SolveSecondsMax = 3600

// solveLease is how long after twice its time (repairs take a part of it again) a solve counts as broken off.
const solveLease = 2 * time.Minute

// repairsMost bounds how often a draft is solved again without the places that the rules of booking refuse.
const repairsMost = 3

// SolveRound makes a draft of a closed round, by a manager or the system. The problem is compiled from one snapshot and saved, solved
// outside any transaction, and the draft is saved with its reasons under the next number. Placements that are pinned
// (PinPlacement) stay. The same problem, seed and steps give the same draft, byte for byte. When the context ends the best so far is saved.
// Of two solves at once the second is a Conflict (key "round_solving"), also when it is the same one again: its idempotency key stands for a draft that is saved.
func (o *Office) SolveRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, s SolveSettings) (facilities.RoundPlan, error) {
	a := act{actor, now, "solve_round"}
	round, again, err := o.beginSolve(ctx, a, id, version, &s)
	if err != nil || again.Number != 0 {
		return again, err
	}
	draft, err := o.draft(ctx, a, round, s)
	done := context.WithoutCancel(ctx) // what was found is kept, and the round never stays in the middle
	if err == nil {
		err = o.endSolve(done, a, round, draft)
	}
	if err == nil {
		return draft.plan, nil
	}
	if failed := o.endSolve(done, a, round, nil); failed != nil {
		o.log.ErrorContext(ctx, "a round stays in its solve until the lease ends", "round", id, "error", failed)
	}
	return facilities.RoundPlan{}, err
}

// checkSolve judges the settings of a solve.
func checkSolve(f *faults, objective facilities.RoundObjective, seed uint64, steps int64, seconds int) {
	oneOf(f, "body.objective", objective, facilities.RoundFairFirst, facilities.RoundSatisfaction)
	f.check(seed <= 1<<62, "body.seed", "round_number", "min", 0, "max", strconv.FormatUint(1<<62, 10))
	f.check(steps >= 0, "body.steps", "round_number", "min", 0, "max", "9223372036854775807")
	f.check(seconds >= 1 && seconds <= SolveSecondsMax, "body.seconds", "round_number", "min", 1, "max", SolveSecondsMax)
}

// drafted is a draft with its files.
type drafted struct {
	plan          facilities.RoundPlan
	problem, file []byte
}

// draft compiles, solves, and looks whether the draft could be published as things stand. Places that the rules of booking refuse (a quota
// over several days, say) are closed to their requests and the round is solved again, a few times; what is left is a doubt of the draft.
func (o *Office) draft(ctx context.Context, a act, round facilities.Round, s SolveSettings) (*drafted, error) {
	var c *roundCase
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = readRound(ctx, tx, a, round)
		return err
	})
	if err != nil {
		return nil, err
	}
	for repairs := 0; ; repairs++ {
		d, solved, err := solveWithin(ctx, c, s, repairs > 0)
		if err != nil {
			return nil, err
		}
		outcome, err := o.tryPublish(context.WithoutCancel(ctx), a, round, d.plan, solved.titles())
		if err != nil {
			return nil, err
		}
		if repairs == repairsMost || !c.close(d.plan, outcome) {
			d.plan.Doubts = outcome.doubts
			return d, o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error { return solved.proveChanges(ctx, tx, &d.plan) })
		}
	}
}

// solveWithin solves in the time that is set, or in a quarter of it when a draft is only repaired.
func solveWithin(ctx context.Context, c *roundCase, s SolveSettings, repair bool) (*drafted, *compiled, error) {
	seconds := time.Duration(s.Seconds) * time.Second
	if repair {
		seconds = max(time.Second, seconds/4)
	}
	limited, stop := context.WithTimeout(ctx, seconds)
	defer stop()
	return solveCase(limited, c, s)
}

// close takes from each request that did not pass the places at which it was refused, and reports whether that changes anything. A pinned
// placement stays where it was put.
func (c *roundCase) close(plan facilities.RoundPlan, outcome published) bool {
	changed := false
	for _, place := range outcome.refused {
		for _, ask := range c.asks {
			if ask.ID != place.Request || place.Pinned {
				continue
			}
			step := ask.steps[place.Step]
			for k := range step.modes {
				m := &step.modes[k]
				if m.resource.ID != place.Resource || len(m.starts) == 0 {
					continue
				}
				kept := m.starts[:0:0]
				for _, start := range m.starts {
					if !outcome.shut(c, place, c.span(start, start+c.slotsUp(step.Duration))) {
						kept = append(kept, start)
					}
				}
				changed = changed || len(kept) < len(m.starts)
				m.starts = kept
			}
			left := step.modes[:0:0]
			for _, m := range step.modes {
				if len(m.starts) > 0 {
					left = append(left, m)
				}
			}
			if step.modes = left; len(left) == 0 && ask.never == nil {
				ask.never = outcome.violations[place.Request]
			}
		}
	}
	return changed
}

// solveCase compiles and solves once. What is solved is the problem as its file says it, so that the file replays the draft.
func solveCase(ctx context.Context, c *roundCase, s SolveSettings) (*drafted, *compiled, error) {
	compiled, err := c.compile(s.Objective)
	if err != nil {
		return nil, nil, err
	}
	var problem bytes.Buffer
	if err := roundfile.WriteProblem(&problem, compiled.problem); err != nil {
		return nil, nil, err
	}
	asSaved, err := roundfile.ReadProblem(bytes.NewReader(problem.Bytes()))
	if err != nil {
		return nil, nil, err
	}
	options := scheduler.SolveOptions{Seed: s.Seed, Steps: s.Steps, Stop: func() bool { return ctx.Err() != nil }}
	if s.Progress != nil {
		options.Progress = func(p scheduler.RoundProgress) { s.Progress(SolveProgress{p.Steps, p.Objective, p.Bound, p.Found}) }
	}
	plan, err := scheduler.Solve(asSaved, options)
	if errors.Is(err, scheduler.ErrNoPlan) {
		return nil, nil, facilities.Errorf(facilities.Conflict, "round_no_plan")
	}
	if err != nil {
		return nil, nil, err
	}
	var file bytes.Buffer
	if err := roundfile.WritePlan(&file, asSaved, plan, fileWords(asSaved)); err != nil {
		return nil, nil, err
	}
	return &drafted{compiled.answer(plan, s.Objective), bytes.Clone(problem.Bytes()), file.Bytes()}, compiled, nil
}

// fileWords are the words of the reasons in a saved plan: those that the command line writes too, so that both write the same bytes.
func fileWords(p *scheduler.RoundProblem) roundfile.Words {
	period := texts.RoundPeriod{Grid: time.Duration(p.GridMinutes) * time.Minute}
	return func(r *scheduler.RoundReason) string {
		key, params := r.Words()
		return texts.For("en").Reason(key, params, period)
	}
}

// titles are the requests by id.
func (c *compiled) titles() map[facilities.RoundRequestID]facilities.RoundRequest {
	out := map[facilities.RoundRequestID]facilities.RoundRequest{}
	for _, ask := range c.asks {
		out[ask.ID] = ask.RoundRequest
	}
	return out
}
