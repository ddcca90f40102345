package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// solves are the solves that this server runs or ran last, by round, for the page that shows how far they are.
type solves struct {
	mu  sync.Mutex
	all map[facilities.RoundID]*solving
}

// solving is one solve.
type solving struct {
	began time.Time
	last  useroffice.SolveProgress
	done  chan struct{}
	err   error
}

// solvePatience is how long a reader waits for the answer before the page shows the progress instead. What is
// wrong with the settings is known well within it.
const solvePatience = 2 * time.Second

// solveGrace is how much longer than its own time a solve may take: to read, to explain and to save.
const solveGrace = 5 * time.Minute

// progressView is how far a solve is.
type progressView struct {
	Running     bool
	Steps       string
	Value, Gap  string
	Found       bool
	FailedSays  string
	ElapsedSays string
}

// solve starts a solve. It goes on when its reader leaves; the round's page shows how far it is.
func (v *visit) solve() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.RoundID(v.Param("id"))
	s := useroffice.SolveSettings{Objective: facilities.RoundObjective(f.Text("objective")), Seconds: int(f.Int("seconds", 0, useroffice.SolveSecondsMax))}
	version := f.Version()
	again := func(err error) error {
		return v.again(err, f, "/rounds/"+string(id), roundLabels, func(status int) error { return v.showRound(status, id) })
	}
	if !f.OK() {
		return again(facilities.BadField("seconds", "form_number", "min", 1, "max", useroffice.SolveSecondsMax))
	}
	run := &solving{began: v.now, done: make(chan struct{})}
	s.Progress = func(p useroffice.SolveProgress) {
		v.site.solves.mu.Lock()
		defer v.site.solves.mu.Unlock()
		run.last = p
	}
	office, actor, now := v.office, v.actor, v.now
	v.goOn(id, run, func(ctx context.Context) error {
		_, err := office.SolveRound(ctx, actor, now, id, version, s)
		return err
	})
	if run.over() && run.err != nil {
		return again(run.err)
	}
	v.site.solves.keep(id, run)
	return v.to("/rounds/"+string(id), "")
}

// goOn does work on a round that goes on when its reader leaves, and waits for it as long as a reader does.
func (v *visit) goOn(id facilities.RoundID, run *solving, work func(context.Context) error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(v.ctx()), time.Duration(useroffice.SolveSecondsMax)*time.Second+solveGrace)
	go func() {
		defer stop()
		defer close(run.done)
		run.err = work(ctx)
		var known *facilities.Error
		if run.err != nil && !errors.As(run.err, &known) {
			v.site.log.ErrorContext(ctx, "a solve failed", "round", id, "error", run.err)
		}
	}()
	select {
	case <-run.done:
	case <-time.After(solvePatience):
	}
}

// over reports that the work is done.
func (s *solving) over() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// keep remembers a solve for the round's page.
func (s *solves) keep(id facilities.RoundID, run *solving) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[facilities.RoundID]*solving{}
	}
	s.all[id] = run
}

// progress says how far the solve of a round is, as far as this server knows, and what became of one that failed.
func (v *visit) progress(r facilities.Round, zone *time.Location) progressView {
	view := progressView{Running: r.State == facilities.RoundSolving}
	if view.Running {
		view.ElapsedSays = v.texts.Say("web.solve.since", "when", v.texts.Clock(r.Solving, zone))
	}
	v.site.solves.mu.Lock()
	defer v.site.solves.mu.Unlock()
	run := v.site.solves.all[r.ID]
	if run == nil || !v.actor.Manages(r.Facility) {
		return view
	}
	switch {
	case run.over():
		if run.err != nil && r.State == facilities.RoundClosed {
			var e *facilities.Error
			if !errors.As(run.err, &e) {
				e = &facilities.Error{Key: "internal", Params: map[string]any{"request": requestID(v.ctx())}}
			}
			view.FailedSays = v.texts.Error(e)
		}
	default:
		view.Steps, view.Found = v.texts.Number(run.last.Steps), run.last.Found
		view.Value = v.texts.Points(run.last.Value)
		if run.last.Found && run.last.Bound > 0 && run.last.Bound >= run.last.Value {
			view.Gap = percentSay(v.texts, (run.last.Bound-run.last.Value)*1_000_000/run.last.Bound)
		}
	}
	return view
}
