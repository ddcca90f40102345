package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"marke/facilities/texts"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

type roundCommand struct {
	Solve   roundSolveCommand   `cmd:"" help:"Solve an allocation round from a file; no database."`
	Verify  roundVerifyCommand  `cmd:"" help:"Check a plan against its problem: rules, objective and bounds."`
	Explain roundExplainCommand `cmd:"" help:"Say why requests have no place, and what would have given them one."`
	Compare roundCompareCommand `cmd:"" help:"Compare two plans of one problem: objective, shares, price of fairness, what is placed and moved."`

	List    roundListCommand    `cmd:"" help:"List the rounds that are kept in the database." group:"Rounds in the database:"`
	Open    roundOpenCommand    `cmd:"" help:"Call for requests for a coming period." group:"Rounds in the database:"`
	Request roundRequestCommand `cmd:"" help:"Hand in a table of requests, from a CSV file." group:"Rounds in the database:"`
	Close   roundCloseCommand   `cmd:"" help:"Close a round before its deadline." group:"Rounds in the database:"`
	Draft   roundDraftCommand   `cmd:"" help:"Solve a closed round into a draft plan." group:"Rounds in the database:"`
	Night   roundNightCommand   `cmd:"" help:"Divide now what waits in rolling rounds, as the server does every night." group:"Rounds in the database:"`
	Show    roundShowCommand    `cmd:"" help:"Show a draft: who gets what, and why others do not." group:"Rounds in the database:"`
	Offer   roundOfferCommand   `cmd:"" help:"Offer a draft to the partners, who then trade placements in it; nothing is booked." group:"Rounds in the database:"`
	Publish roundPublishCommand `cmd:"" help:"Publish a draft: its placements become approved bookings." group:"Rounds in the database:"`
	Export  roundExportCommand  `cmd:"" help:"Write a draft's problem and plan to files, to solve or verify them again." group:"Rounds in the database:"`
}

// roundObjective solves or verifies a problem for another objective than it names.
type roundObjective struct {
	Objective string `help:"Take this objective in place of the problem's own: satisfaction or fair-first. Solve for both and compare the plans to see the price of fairness." enum:"satisfaction,fair-first,as-given" default:"as-given"`
}

func (o roundObjective) apply(p *scheduler.RoundProblem) {
	if o.Objective != "as-given" {
		p.Objective.Kind = scheduler.RoundKind(o.Objective)
	}
}

type roundVerifyCommand struct {
	In   string `help:"The problem, marke.problem/1." required:"" placeholder:"FILE"`
	Plan string `help:"The plan, marke.plan/1." required:"" placeholder:"FILE"`
	JSON bool   `help:"Print a JSON object." name:"json"`
	roundObjective
}

func (r roundVerifyCommand) Run(c *console) error {
	problem, err := readProblem(r.In)
	if err != nil {
		return err
	}
	r.apply(problem)
	plan, err := readPlan(r.Plan)
	if err != nil {
		return err
	}
	if err := scheduler.VerifyRound(problem, plan); err != nil {
		if solved := scheduler.SolvedFor(problem, plan); solved != problem.Objective.Kind {
			return fmt.Errorf("%s: %w (it looks solved for %s, and is verified for %s: see --objective)", r.Plan, err, solved, problem.Objective.Kind)
		}
		return fmt.Errorf("%s: %w", r.Plan, err)
	}
	if r.JSON {
		return c.printJSON(summaryOf(r.Plan, problem, plan))
	}
	fmt.Fprintf(c.out, "%s holds: objective %s, bound %s%s\n", r.Plan, worth(plan.Objective), worth(plan.Bound), howGood(problem, plan))
	return nil
}

// howGood says what is proven of a plan beside its bound.
func howGood(p *scheduler.RoundProblem, plan *scheduler.RoundPlan) string {
	says := ""
	if p.Objective.Kind == scheduler.FairFirst && len(plan.Fairness) > 0 {
		says = fmt.Sprintf(", worst ratio %.1f %% (at most %.1f %%)", float64(plan.Fairness[0])/10_000, float64(plan.FairnessBound)/10_000)
	}
	if plan.Proven(p.Objective.Kind) {
		says += ", proven to be the best"
	}
	return says
}

// worth shows what the solver counts in ten-thousandths.
func worth(n int64) string { return fmt.Sprintf("%.2f", float64(n)/10_000) }

// reasonsIn says the reasons of a problem's plan in a language.
func reasonsIn(lang string, p *scheduler.RoundProblem) roundfile.Words {
	period := periodOf(p)
	return func(r *scheduler.RoundReason) string {
		key, params := r.Words()
		return texts.For(lang).Reason(key, params, period)
	}
}

// periodOf is the period of a problem, which starts on a day that nobody knows.
func periodOf(p *scheduler.RoundProblem) texts.RoundPeriod {
	return texts.RoundPeriod{Grid: time.Duration(p.GridMinutes) * time.Minute}
}

func readProblem(name string) (*scheduler.RoundProblem, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	problem, err := roundfile.ReadProblem(f)
	if err != nil {
		return nil, unread(name, err)
	}
	return problem, nil
}

func readPlan(name string) (*scheduler.RoundPlan, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plan, err := roundfile.ReadPlan(f)
	if err != nil {
		return nil, unread(name, err)
	}
	return plan, nil
}

// unread says what is wrong with a file: the first fault, and how many more there
// are.
func unread(name string, err error) error {
	var faults *roundfile.Error
	if errors.As(err, &faults) && len(faults.Faults) > 1 {
		first := roundfile.Error{Faults: faults.Faults[:1]}
		return badInputf("%s: %s (and %d more)", name, asLine(&first), len(faults.Faults)-1)
	}
	return badInputf("%s: %s", name, asLine(err))
}

// lineMost is how much of what is wrong with a file is shown, in letters: it may quote
// what stands there at any length.
const lineMost = 600

func asLine(err error) string {
	if letters := []rune(err.Error()); len(letters) > lineMost {
		return string(letters[:lineMost-1]) + "…"
	}
	return err.Error()
}

// writable refuses, before the work is done, a place where no file can be written,
// and the problem itself.
func writable(out, in string) error {
	if folder, err := os.Stat(filepath.Dir(out)); err != nil || !folder.IsDir() {
		return badInputf("%s: there is no folder %s", out, filepath.Dir(out))
	}
	there, err := os.Stat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return badInputf("%v", err)
	}
	if there.IsDir() {
		return badInputf("%s is a folder", out)
	}
	if from, err := os.Stat(in); err == nil && os.SameFile(from, there) {
		return badInputf("%s is the problem itself", out)
	}
	return nil
}

// isOutput reports that a name stands for where the program's own output goes.
func isOutput(name string) bool {
	there, err := os.Stat(name)
	own, failed := os.Stdout.Stat()
	return err == nil && failed == nil && os.SameFile(there, own)
}

// writeWhole writes a file so that nobody ever sees a part of it: what a link leads to, and not the link. A pipe, a
// device or the program's own output is written as it is.
func writeWhole(name string, content []byte) error {
	if isOutput(name) {
		_, err := os.Stdout.Write(content)
		return err
	}
	if led, err := filepath.EvalSymlinks(name); err == nil {
		name = led
	}
	mode := fs.FileMode(0o644)
	if there, err := os.Stat(name); err == nil {
		if !there.Mode().IsRegular() {
			return os.WriteFile(name, content, mode)
		}
		mode = there.Mode().Perm()
	}
	part, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return badInputf("%v", err)
	}
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(content)
	if err = errors.Join(err, part.Chmod(mode), part.Sync(), part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), name)
}
