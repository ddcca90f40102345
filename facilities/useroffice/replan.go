package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

var aReplan = subject[facilities.Replan]{"replan",
	func(r facilities.Replan) string { return string(r.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (facilities.Replan, error) {
		return tx.Replan(ctx, facilities.ReplanID(id))
	}}

// ReplanSettings are what a manager decides about a proposal before it is made.
type ReplanSettings struct {
	// Apart lets bookings that were placed all or none stand without each other: what of a group has a place keeps it or gets it, the rest goes. Once such a proposal is applied the
	// bookings of the group stand by themselves.
	Apart bool
}

// ProposeReplan works out what to do about a downtime, by a manager: what runs or is imminent stays, what was hit moves with least disturbance, and
// bookings that were not hit move only to make room for one that would be dropped, or with the other steps of their route: the gaps between the
// steps of a route are kept, and a step goes when the one before it does; a group of requests that were placed all or none stays whole or goes, unless the manager parts
// it, but one of which something has begun already, for which that is past changing. It is stored as a proposal and changes no booking. Bookings that were displaced because of
// the downtime, by it or by an earlier proposal, get new ones in their place, also where they were if that is to be had again. What is proposed was tried: as things stand it can be applied.
func (o *Office) ProposeReplan(ctx context.Context, actor facilities.Actor, now time.Time, downtime facilities.DowntimeID, s ReplanSettings) (facilities.Replan, error) {
	a := act{actor, now, "propose_replan"}
	if err := needWrite(actor); err != nil {
		return facilities.Replan{}, err
	}
	var c *replanCase
	var policy facilities.RoundPolicy
	var made facilities.Replan // under the office's idempotency key
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		done, err := o.replay(ctx, tx, a)
		if err != nil {
			return err
		}
		if done != nil {
			made, err = aReplan.load(ctx, tx, done.Subject)
			return err
		}
		d, err := replannable(ctx, tx, a, downtime)
		if err != nil {
			return err
		}
		if policy, err = tx.RoundPolicy(ctx, d.Facility); err != nil {
			return err
		}
		c, err = readReplan(ctx, tx, a, d, policy, s)
		return err
	})
	if err != nil || made.ID != "" {
		return made, err
	}
	proposal := facilities.Replan{ID: facilities.ReplanID(facilities.NewID(now)), Facility: c.downtime.Facility, Downtime: downtime, State: facilities.ReplanProposed,
		By: actor.Person.ID, Created: now}
	if len(c.hit) > 0 {
		if err := o.fillReplan(ctx, a, c, policy, &proposal); err != nil {
			return proposal, err
		}
	}
	return write(ctx, o, a, aReplan, func(ctx context.Context, tx *store.Tx) (facilities.Replan, error) {
		saved, err := tx.SaveReplan(ctx, proposal)
		if err != nil {
			return saved, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb: a.verb, kind: "downtime", subject: string(downtime), after: saved})
	})
}

// replannable finds a downtime that is not over, for managers of its facility; others know of none to plan around.
func replannable(ctx context.Context, tx *store.Tx, a act, id facilities.DowntimeID) (facilities.Downtime, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Downtime{}, facilities.Missing()
	}
	d, err := tx.Downtime(ctx, id)
	switch {
	case err != nil:
		return d, err
	case !a.Manages(d.Facility):
		return d, facilities.Missing()
	case d.Cancelled || !d.End.IsZero() && !d.End.After(a.now):
		return d, facilities.Errorf(facilities.Conflict, "downtime_over")
	}
	return d, nil
}

// fillReplan works the moves out, tries them, and works them out again without the places that the rules of booking refuse (a quota of prime hours, say).
func (o *Office) fillReplan(ctx context.Context, a act, c *replanCase, policy facilities.RoundPolicy, proposal *facilities.Replan) error {
	for tries := 0; ; tries++ {
		var err error
		if proposal.Moves, proposal.Stays, err = c.propose(policy); err != nil {
			return err
		}
		slices.SortFunc(proposal.Moves, func(a, b facilities.ReplanMove) int {
			return cmp.Or(a.From.Start.Compare(b.From.Start), cmp.Compare(a.Booking, b.Booking))
		})
		refused, err := o.tryMoves(ctx, a, *proposal)
		if err != nil || tries == 2*repairsMost || !c.close(refused, tries >= repairsMost) {
			return err
		}
	}
}

// ApplyReplan makes all moves of a proposal in one transaction, releases first, each through the rules of booking, and tells everyone. When
// anything changed since it was proposed nothing is done, the proposal is put away and the answer is Stale.
func (o *Office) ApplyReplan(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ReplanID, version int64) (facilities.Replan, error) {
	a := act{actor, now, "apply_replan"}
	applied, err := write(ctx, o, a, aReplan, func(ctx context.Context, tx *store.Tx) (facilities.Replan, error) {
		was, err := managedReplan(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		if was.State != facilities.ReplanProposed {
			return was, facilities.Errorf(facilities.Conflict, "replan_over")
		}
		if err := applyMoves(ctx, tx, a, was); err != nil {
			return was, err
		}
		return endReplan(ctx, tx, a, was, facilities.ReplanApplied)
	})
	if facilities.CodeOf(err) == facilities.Stale {
		o.putAway(ctx, a, id, version)
	}
	return applied, err
}

// putAway marks a proposal that can no longer be applied, so that nobody tries again.
func (o *Office) putAway(ctx context.Context, a act, id facilities.ReplanID, version int64) {
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		was, err := managedReplan(ctx, tx, a, id, version)
		if err != nil || was.State != facilities.ReplanProposed {
			return err
		}
		_, err = endReplan(ctx, tx, a, was, facilities.ReplanStale)
		return err
	})
	if err != nil && facilities.CodeOf(err) != facilities.Stale {
		o.log.WarnContext(ctx, "a stale proposal was not put away", "replan", id, "error", err)
	}
}

func endReplan(ctx context.Context, tx *store.Tx, a act, was facilities.Replan, state facilities.ReplanState) (facilities.Replan, error) {
	r := was
	r.State, r.Decided, r.DecidedBy = state, a.now, a.Person.ID
	saved, err := tx.SaveReplan(ctx, r)
	if err != nil {
		return was, err
	}
	return saved, note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "downtime", subject: string(r.Downtime), before: was, after: saved})
}

// RejectReplan puts a proposal away.
func (o *Office) RejectReplan(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ReplanID, version int64) (facilities.Replan, error) {
	a := act{actor, now, "reject_replan"}
	return write(ctx, o, a, aReplan, func(ctx context.Context, tx *store.Tx) (facilities.Replan, error) {
		was, err := managedReplan(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		if was.State != facilities.ReplanProposed {
			return was, facilities.Errorf(facilities.Conflict, "replan_over")
		}
		return endReplan(ctx, tx, a, was, facilities.ReplanRejected)
	})
}

// managedReplan finds a proposal for managers of its facility; others know of none.
func managedReplan(ctx context.Context, tx *store.Tx, a act, id facilities.ReplanID, version int64) (facilities.Replan, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Replan{}, facilities.Missing()
	}
	r, err := tx.Replan(ctx, id)
	switch {
	case err != nil:
		return r, err
	case !a.Manages(r.Facility):
		return facilities.Replan{}, facilities.Missing()
	case version != 0 && version != r.Version:
		return r, stale()
	}
	return r, nil
}

// Replan finds a proposal, for managers of its facility.
func (o *Office) Replan(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ReplanID) (facilities.Replan, error) {
	if err := needLogin(actor); err != nil {
		return facilities.Replan{}, err
	}
	var r facilities.Replan
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = managedReplan(ctx, tx, act{Actor: actor, now: now}, id, 0)
		return err
	})
	return r, err
}

// Replans lists a facility's proposals, latest first, for its managers.
func (o *Office) Replans(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]facilities.Replan, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	if !actor.Manages(facility) {
		return nil, forbidden()
	}
	var list []facilities.Replan
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		list, err = tx.Replans(ctx, facility)
		return err
	})
	return list, err
}
