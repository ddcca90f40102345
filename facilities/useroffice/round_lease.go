package useroffice

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// beginSolve takes the round for this solve and fills in the settings. When the same solve is done already it gives its draft, and takes nothing.
func (o *Office) beginSolve(ctx context.Context, a act, id facilities.RoundID, version int64, s *SolveSettings) (began facilities.Round, again facilities.RoundPlan, err error) {
	began, err = write(ctx, o.Once("", nil), a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		again = facilities.RoundPlan{}
		r, err := managedRound(ctx, tx, a, id, 0)
		if err != nil {
			return r, err
		}
		// After the round: a solve that ends in between is still under way for this one.
		if again, err = o.madeDraft(ctx, tx, a); err != nil || again.Number != 0 {
			return r, err
		}
		if version != 0 && version != r.Version {
			return r, stale()
		}
		return takeForSolve(ctx, tx, a, r, s)
	})
	return began, again, err
}

// takeForSolve takes a round for a solve and fills in the settings.
func takeForSolve(ctx context.Context, tx *store.Tx, a act, was facilities.Round, s *SolveSettings) (facilities.Round, error) {
	r := was
	if r.State == facilities.RoundSolving && !brokeOff(r, a.now) {
		return r, facilities.Errorf(facilities.Conflict, "round_solving")
	}
	s.Objective = cmp.Or(s.Objective, r.Objective)
	s.Seed, s.Steps, s.Seconds = cmp.Or(s.Seed, r.Seed), cmp.Or(s.Steps, r.Steps), cmp.Or(s.Seconds, r.Seconds)
	var f faults
	checkSolve(&f, s.Objective, s.Seed, s.Steps, s.Seconds)
	if len(f) > 0 {
		return r, f.err()
	}
	if r.State != facilities.RoundSolving {
		var err error
		if r, err = actOnRound(r, facilities.RoundSolve); err != nil {
			return r, err
		}
	}
	r.Solving, r.Seconds = a.now, s.Seconds
	return saveRound(ctx, tx, a, was, r, "")
}

// endSolve saves a draft, or gives the round back without one.
func (o *Office) endSolve(ctx context.Context, a act, began facilities.Round, d *drafted) error {
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.Round(ctx, began.ID)
		if err != nil {
			return err
		}
		ours := r.State == facilities.RoundSolving && r.Solving.Equal(began.Solving)
		switch {
		case !ours && d == nil: // called off, or taken over, meanwhile: there is nothing to give back
			return nil
		case !ours:
			return facilities.Errorf(facilities.Conflict, "round_changed")
		}
		plans, err := tx.RoundPlans(ctx, r.ID)
		if err != nil {
			return err
		}
		was, action := r, facilities.RoundDrafted
		if d == nil && len(plans) == 0 {
			action = facilities.RoundFailed
		}
		if d != nil {
			r.Agreement = d.plan.Agreement
			if err := o.saveDraft(ctx, tx, a, plans, d); err != nil {
				return err
			}
		}
		if r, err = actOnRound(r, action); err != nil {
			return err
		}
		r.Solving = time.Time{}
		_, err = saveRound(ctx, tx, a, was, r, "")
		return err
	})
}

// saveDraft saves a draft under the next number, and under the office's idempotency key. plans are the drafts so far.
func (o *Office) saveDraft(ctx context.Context, tx *store.Tx, a act, plans []facilities.RoundPlan, d *drafted) (err error) {
	d.plan.Number = len(plans) + 1
	if d.plan.Trades, err = keptTrades(ctx, tx, plans, d.plan); err != nil {
		return err
	}
	if err := tx.AddRoundPlan(ctx, d.plan, d.problem, d.file); err != nil {
		return err
	}
	return o.remember(ctx, tx, a, "round_plan", draftMade(d.plan))
}

// draftMade is how an idempotency key names the draft that was made under it.
func draftMade(plan facilities.RoundPlan) string {
	return string(plan.Round) + "/" + strconv.Itoa(plan.Number)
}

// madeDraft finds the draft that was made under the office's idempotency key; without a number when none was.
func (o *Office) madeDraft(ctx context.Context, tx *store.Tx, a act) (facilities.RoundPlan, error) {
	done, err := o.replay(ctx, tx, a)
	if done == nil || err != nil {
		return facilities.RoundPlan{}, err
	}
	id, number, _ := strings.Cut(done.Subject, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		return facilities.RoundPlan{}, fmt.Errorf("useroffice: a draft under a key: %w", err)
	}
	return tx.RoundPlan(ctx, facilities.RoundID(id), n)
}
