package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"marke/scheduler"
	"marke/scheduler/roundfile"
)

type roundSolveCommand struct {
	In      string  `help:"The problem, marke.problem/1." required:"" placeholder:"FILE"`
	Out     string  `help:"Where the plan, marke.plan/1, is written." required:"" placeholder:"FILE"`
	Seconds float64 `help:"How long it may take, reading and writing included." default:"10"`
	Steps   int64   `help:"Bound the work instead of the time; the plan is then the same on every machine." placeholder:"N"`
	Seed    uint64  `help:"Which chances are taken." default:"1"`
	JSON    bool    `help:"Print the summary as a JSON object." name:"json"`
	roundObjective
}

func (r roundSolveCommand) Run(ctx context.Context, c *console) error {
	if r.Steps < 0 || !(r.Seconds > 0 && r.Seconds <= 24*3600) {
		return badInputf("--steps must not be negative, and --seconds between 0 and a day")
	}
	limit := timeLimit{began: time.Now(), limit: time.Duration(r.Seconds * float64(time.Second))}
	problem, err := readProblem(r.In)
	if err != nil {
		return err
	}
	if err := writable(r.Out, r.In); err != nil {
		return err
	}
	r.apply(problem)
	line := progressLine{out: c.err, shown: term.IsTerminal(int(os.Stderr.Fd())), began: limit.began, makespan: problem.Objective.Kind == scheduler.Makespan}
	plan, err := scheduler.Solve(problem, scheduler.SolveOptions{Seed: r.Seed, Steps: r.Steps,
		Progress: func(p scheduler.RoundProgress) {
			now := time.Now()
			limit.hear(p, now)
			line.show(p, now)
		},
		Stop: func() bool {
			return ctx.Err() != nil || r.Steps == 0 && limit.reached(time.Now())
		}})
	line.clear()
	if errors.Is(err, scheduler.ErrNoPlan) && ctx.Err() != nil {
		return fmt.Errorf("%s: stopped before there was a plan that keeps all that must be placed; nothing is written", r.In)
	}
	if errors.Is(err, scheduler.ErrNoPlan) {
		return badInputf("%s: %v", r.In, err)
	}
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if err := roundfile.WritePlan(&content, problem, plan, reasonsIn("en", problem)); err != nil {
		return err
	}
	if err := writeWhole(r.Out, content.Bytes()); err != nil {
		return err
	}
	if r.JSON && !isOutput(r.Out) {
		return c.printJSON(summaryOf(r.Out, problem, plan))
	}
	says := c.out
	if isOutput(r.Out) {
		says = c.err // the plan stands alone
	}
	fmt.Fprintf(says, "%s: %d placed, %d refused, objective %s, bound %s, %d steps%s\n", r.Out, len(plan.Placements), len(plan.Refused),
		worth(plan.Objective), worth(plan.Bound), plan.Steps, howGood(problem, plan))
	return nil
}

// planSummary is a plan in short, as JSON. Gap is the part of the bound, or of the
// makespan, that is not proven.
type planSummary struct {
	Plan          string      `json:"plan"`
	Kind          string      `json:"kind"`
	Objective     json.Number `json:"objective"`
	Bound         json.Number `json:"bound"`
	Gap           float64     `json:"gap"`
	Optimal       bool        `json:"optimal"`
	Placed        int         `json:"placed"`
	Refused       int         `json:"refused"`
	Fairness      []int64     `json:"fairness,omitempty"`
	FairnessBound *int64      `json:"fairness_bound,omitempty"`
	Fairest       *bool       `json:"fairest,omitempty"`
	Steps         int64       `json:"steps"`
	Seed          uint64      `json:"seed"`
}

func summaryOf(name string, p *scheduler.RoundProblem, plan *scheduler.RoundPlan) planSummary {
	s := planSummary{
		Plan: name, Kind: string(p.Objective.Kind), Objective: roundfile.Worth(plan.Objective), Bound: roundfile.Worth(plan.Bound),
		Gap:     gap(plan.Objective, plan.Bound, p.Objective.Kind == scheduler.Makespan),
		Optimal: plan.Proven(p.Objective.Kind),
		Placed:  len(plan.Placements), Refused: len(plan.Refused), Steps: plan.Steps, Seed: plan.Seed,
	}
	if p.Objective.Kind == scheduler.FairFirst {
		s.Fairness, s.FairnessBound, s.Fairest = plan.Fairness, &plan.FairnessBound, &plan.Fairest
	}
	return s
}

// gap is how far an objective may be from the best there is: relative to the bound,
// or, for a makespan, to the objective.
func gap(objective, bound int64, makespan bool) float64 {
	whole := bound
	if makespan {
		whole = objective
	}
	return float64(max(objective-bound, bound-objective)) / max(10_000, float64(max(whole, -whole)))
}

func (c *console) printJSON(v any) error {
	encoder := json.NewEncoder(c.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// progressLine is a line on a terminal that shows how far a search is.
type progressLine struct {
	out      io.Writer
	shown    bool // a terminal reads along; a pipe stays quiet
	makespan bool
	began    time.Time
	last     time.Time
	written  bool
}

const progressEvery = 200 * time.Millisecond

func (l *progressLine) show(p scheduler.RoundProgress, now time.Time) {
	if !l.shown || now.Sub(l.last) < progressEvery {
		return
	}
	l.last, l.written = now, true
	seconds := now.Sub(l.began).Seconds()
	rate := float64(p.Steps) / max(seconds, 0.001)
	if !p.Found {
		fmt.Fprintf(l.out, "\r%6.1f s  no plan yet  %.0f steps/s\033[K", seconds, rate)
		return
	}
	fmt.Fprintf(l.out, "\r%6.1f s  objective %s  bound %s  gap %.2f %%  %.0f steps/s\033[K", seconds, worth(p.Objective), worth(p.Bound),
		100*gap(p.Objective, p.Bound, l.makespan), rate)
}

// clear takes the line away, so that what comes next stands by itself.
func (l *progressLine) clear() {
	if l.written {
		fmt.Fprint(l.out, "\r\033[K")
	}
}
