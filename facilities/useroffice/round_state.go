package useroffice

import (
	"context"

	"marke/facilities"
	"marke/facilities/store"
)

var aRound = subject[facilities.Round]{"round",
	func(r facilities.Round) string { return string(r.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (facilities.Round, error) {
		return tx.Round(ctx, facilities.RoundID(id))
	}}

// loadRound finds a round at the version that the actor saw; 0 means whichever it has now.
func loadRound(ctx context.Context, tx *store.Tx, id facilities.RoundID, version int64) (facilities.Round, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Round{}, facilities.Missing()
	}
	r, err := tx.Round(ctx, id)
	if err == nil && version != 0 && version != r.Version {
		err = stale()
	}
	return r, err
}

// managedRound is loadRound for its facility's managers.
func managedRound(ctx context.Context, tx *store.Tx, a act, id facilities.RoundID, version int64) (facilities.Round, error) {
	r, err := loadRound(ctx, tx, id, 0)
	if err != nil {
		return r, err
	}
	if !a.Manages(r.Facility) {
		return r, forbidden()
	}
	return loadRound(ctx, tx, id, version)
}

// actOnRound takes a round where an action leads. Whatever happens to it, a draft of it is offered no longer.
func actOnRound(r facilities.Round, action facilities.RoundAction) (facilities.Round, error) {
	next, legal := r.State.Next(action)
	if !legal {
		return r, roundNotNow(r)
	}
	r.State, r.Offered = next, 0
	return r, nil
}

// roundNotNow is the refusal of what a round's state does not allow.
func roundNotNow(r facilities.Round) error {
	if r.Rolling && r.State == facilities.RoundCall {
		return facilities.Errorf(facilities.Conflict, "round_rolling")
	}
	key := "round_not_now_" + string(r.State)
	return facilities.Errorf(facilities.Conflict, key)
}

// draftNamed finds a draft of a round by the number that somebody gave; a number that no draft has is a fault of that field.
func draftNamed(ctx context.Context, tx *store.Tx, id facilities.RoundID, number int, location string) (facilities.RoundPlan, error) {
	if number == 0 {
		return facilities.RoundPlan{}, facilities.BadField(location, "required")
	}
	plan, err := tx.RoundPlan(ctx, id, number)
	if facilities.CodeOf(err) == facilities.NotFound {
		err = facilities.BadField(location, "unknown_draft", "number", number)
	}
	return plan, err
}

// saveRound stores a round with its audit entry. A change of what it reserves is made under the locks of those resources; with an offer that ends
// the trades in it do.
func saveRound(ctx context.Context, tx *store.Tx, a act, was, r facilities.Round, reason string) (facilities.Round, error) {
	if was.Reserves() != r.Reserves() || was.Version == 0 && r.Reserves() {
		if err := lockPools(ctx, tx, r); err != nil {
			return r, err
		}
	}
	saved, err := tx.SaveRound(ctx, r)
	if err != nil {
		return r, err
	}
	e := entry{verb: a.verb, kind: "round", subject: string(r.ID), after: saved, reason: reason}
	if was.Version != 0 {
		e.before = was
	}
	if err := note(ctx, tx, a.Actor, a.now, e); err != nil {
		return saved, err
	}
	if was.Offered != 0 && saved.Offered == 0 {
		return saved, endOffer(ctx, tx, a, saved, reason)
	}
	return saved, nil
}

// lockPools keeps others from booking in the round's pools.
func lockPools(ctx context.Context, tx *store.Tx, r facilities.Round) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	var l store.Locks
	for _, resource := range c.Resources {
		if r.Covers(resource) {
			l.Resources = append(l.Resources, resource.ID)
		}
	}
	return tx.Lock(ctx, l)
}
