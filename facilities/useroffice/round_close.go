package useroffice

import (
	"context"
	"maps"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// CloseRound ends the call: by cron at the deadline, by a manager also before. version 0 does not compare.
func (o *Office) CloseRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64) (facilities.Round, error) {
	a := act{actor, now, "close_round"}
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		was, err := managedRound(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		if was.Rolling {
			return was, facilities.Errorf(facilities.Conflict, "round_rolling")
		}
		return closeRound(ctx, tx, a, was)
	})
}

// closeRound does it, and tells the managers, except the one who knows.
func closeRound(ctx context.Context, tx *store.Tx, a act, was facilities.Round) (facilities.Round, error) {
	r, err := actOnRound(was, facilities.RoundClose)
	if err != nil {
		return was, err
	}
	if r, err = saveRound(ctx, tx, a, was, r, ""); err != nil {
		return r, err
	}
	return r, tellManagers(ctx, tx, a, r.Facility, roundMail("round_closed", r, nil))
}

// roundMail is news about a round as such.
func roundMail(kind string, r facilities.Round, params map[string]string) facilities.Mail {
	all := map[string]string{"facility": string(r.Facility), "round": r.Name, "path": "/rounds/" + string(r.ID)}
	maps.Copy(all, params)
	return facilities.Mail{Kind: kind, Key: kind + "/" + string(r.ID) + "/" + r.Deadline.Format(time.RFC3339), Params: all}
}

// ReopenRound takes requests again until a later deadline, by a manager. Drafts made before stay to be compared.
func (o *Office) ReopenRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, deadline time.Time) (facilities.Round, error) {
	a := act{actor, now, "reopen_round"}
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		was, err := managedRound(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		r, err := actOnRound(was, facilities.RoundReopen)
		if err != nil {
			return was, err
		}
		r.Deadline = deadline.UTC().Truncate(time.Second)
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return was, err
		}
		if err := checkRound(c, now, r); err != nil {
			return was, err
		}
		return saveRound(ctx, tx, a, was, r, "")
	})
}

// CancelRound calls a round off, by a manager with a reason. The time opens for ordinary booking; those who asked are told. Requests that came from a
// rolling round go back to it.
func (o *Office) CancelRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, reason string) (facilities.Round, error) {
	a := act{actor, now, "cancel_round"}
	var f faults
	f.check(strings.TrimSpace(reason) != "", "body.reason", "required")
	if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
		return facilities.Round{}, f.err()
	}
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		was, err := managedRound(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		return cancelRound(ctx, tx, a, was, reason)
	})
}

func cancelRound(ctx context.Context, tx *store.Tx, a act, was facilities.Round, reason string) (facilities.Round, error) {
	r, err := actOnRound(was, facilities.RoundCancel)
	if err != nil {
		return was, err
	}
	r.Solving = time.Time{}
	if r, err = saveRound(ctx, tx, a, was, r, reason); err != nil {
		return r, err
	}
	if err := undoTrades(ctx, tx, a, r.ID, nil, reason); err != nil {
		return r, err
	}
	requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID, States: []facilities.RequestState{facilities.RequestOpen}})
	if err != nil {
		return r, err
	}
	for _, before := range requests {
		request := before
		request.Updated = a.now
		if r.Of != "" {
			request.Round = r.Of
		} else {
			request.State = facilities.RequestWithdrawn
		}
		if request, err = saveRequest(ctx, tx, a, before, request, reason); err != nil {
			return r, err
		}
		if r.Of == "" {
			if err := tellRequest(ctx, tx, a, "round_cancelled", r, request, because(reason)); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}
