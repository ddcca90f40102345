package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// PinPlacement keeps a step of a request where a draft put it, in every solve from now on; a manager's. step is as in RoundPlacement.
func (o *Office) PinPlacement(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, plan int, request facilities.RoundRequestID, step int) (facilities.Round, error) {
	return o.pin(ctx, act{actor, now, "pin_placement"}, id, version, func(ctx context.Context, tx *store.Tx, r *facilities.Round) error {
		draft, err := draftNamed(ctx, tx, id, plan, "body.plan")
		if err != nil {
			return err
		}
		placed, found := draft.Placement(request, step)
		if !found {
			return facilities.BadField("body.request", "not_in_draft", "number", plan)
		}
		placed.Pinned = true
		r.Pins = append(unpinned(r.Pins, request, step), placed)
		return nil
	})
}

// UnpinPlacement lets the solver move it again.
func (o *Office) UnpinPlacement(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, request facilities.RoundRequestID, step int) (facilities.Round, error) {
	return o.pin(ctx, act{actor, now, "unpin_placement"}, id, version, func(_ context.Context, _ *store.Tx, r *facilities.Round) error {
		left := unpinned(r.Pins, request, step)
		if len(left) == len(r.Pins) {
			return facilities.BadField("body.request", "not_pinned")
		}
		r.Pins = left
		return nil
	})
}

func unpinned(pins []facilities.RoundPlacement, request facilities.RoundRequestID, step int) []facilities.RoundPlacement {
	return slices.DeleteFunc(slices.Clone(pins), func(p facilities.RoundPlacement) bool { return p.Request == request && p.Step == step })
}

// pin changes what stays, while the round is a draft.
func (o *Office) pin(ctx context.Context, a act, id facilities.RoundID, version int64, change func(ctx context.Context, tx *store.Tx, r *facilities.Round) error) (facilities.Round, error) {
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		return changeDraft(ctx, tx, a, id, version, change)
	})
}

// changeDraft changes a round while it is a draft, by a manager: the caller has opened the transaction.
func changeDraft(ctx context.Context, tx *store.Tx, a act, id facilities.RoundID, version int64, change func(ctx context.Context, tx *store.Tx, r *facilities.Round) error) (facilities.Round, error) {
	was, err := managedRound(ctx, tx, a, id, version)
	if err != nil {
		return was, err
	}
	if was.State != facilities.RoundDraft {
		return was, roundNotNow(was)
	}
	r := was
	if err := change(ctx, tx, &r); err != nil {
		return was, err
	}
	return saveRound(ctx, tx, a, was, r, "")
}
