package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"

	"marke/facilities/texts"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

type roundCommand struct {
	Solve  roundSolveCommand  `cmd:"" help:"Solve an allocation round from a file; no database."`
	Verify roundVerifyCommand `cmd:"" help:"Check a plan against its problem: rules, objective and bounds."`
}

type roundSolveCommand struct {
	In      string  `help:"The problem, marke.problem/1." required:"" placeholder:"FILE"`
	Out     string  `help:"Where the plan, marke.plan/1, is written." required:"" placeholder:"FILE"`
	Seconds float64 `help:"How long to search." default:"10"`
	Steps   int64   `help:"Bound the work instead of the time; the plan is then the same on every machine." placeholder:"N"`
	Seed    uint64  `help:"Which chances are taken." default:"1"`
}

func (r roundSolveCommand) Run(ctx context.Context, c *console) error {
	if r.Steps < 0 || r.Seconds <= 0 || r.Seconds > 24*3600 {
		return badInputf("--steps must not be negative, and --seconds between 0 and a day")
	}
	problem, err := readProblem(r.In)
	if err != nil {
		return err
	}
	began := time.Now()
	plan, err := scheduler.Solve(problem, scheduler.SolveOptions{Seed: r.Seed, Steps: r.Steps, Progress: c.progress(began),
		Stop: func() bool {
			return ctx.Err() != nil || r.Steps == 0 && time.Since(began).Seconds() >= r.Seconds
		}})
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
	fmt.Fprintf(c.out, "%s: %d placed, %d refused, objective %s, bound %s, %d steps\n", r.Out, len(plan.Placements), len(plan.Refused),
		worth(plan.Objective), worth(plan.Bound), plan.Steps)
	return nil
}

// progress is a line on a terminal that shows how far the search is; a pipe stays quiet.
func (c *console) progress(began time.Time) func(scheduler.RoundProgress) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	shown := began
	return func(p scheduler.RoundProgress) {
		if !p.Found || time.Since(shown) < 200*time.Millisecond {
			return
		}
		shown = time.Now()
		elapsed := shown.Sub(began).Seconds()
		fmt.Fprintf(c.err, "\r%6.1f s  objective %s  bound %s  %.0f steps/s\033[K", elapsed, worth(p.Objective), worth(p.Bound), float64(p.Steps)/elapsed)
	}
}

// reasonsIn says the reasons of a problem's plan in a language.
func reasonsIn(lang string, p *scheduler.RoundProblem) roundfile.Words {
	period := texts.RoundPeriod{Grid: time.Duration(p.GridMinutes) * time.Minute}
	return func(r *scheduler.RoundReason) string {
		key, params := r.Words()
		return texts.For(lang).Reason(key, params, period)
	}
}

// worth shows what the solver counts in ten-thousandths.
func worth(n int64) string { return fmt.Sprintf("%.2f", float64(n)/10_000) }

type roundVerifyCommand struct {
	In   string `help:"The problem, marke.problem/1." required:"" placeholder:"FILE"`
	Plan string `help:"The plan, marke.plan/1." required:"" placeholder:"FILE"`
}

func (r roundVerifyCommand) Run(c *console) error {
	problem, err := readProblem(r.In)
	if err != nil {
		return err
	}
	f, err := os.Open(r.Plan)
	if err != nil {
		return badInputf("%v", err)
	}
	defer f.Close()
	plan, err := roundfile.ReadPlan(f)
	if err != nil {
		return badInputf("%s: %v", r.Plan, err)
	}
	if err := scheduler.VerifyRound(problem, plan); err != nil {
		return fmt.Errorf("%s: %w", r.Plan, err)
	}
	fmt.Fprintf(c.out, "%s holds: objective %s, bound %s\n", r.Plan, worth(plan.Objective), worth(plan.Bound))
	return nil
}

func readProblem(name string) (*scheduler.RoundProblem, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, badInputf("%v", err)
	}
	defer f.Close()
	problem, err := roundfile.ReadProblem(f)
	if err != nil {
		return nil, badInputf("%s: %v", name, err)
	}
	return problem, nil
}

// writeWhole writes a file so that nobody ever sees a part of it.
func writeWhole(name string, content []byte) error {
	part, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return badInputf("%v", err)
	}
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(content)
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), name)
}
