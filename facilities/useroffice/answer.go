package useroffice

import (
	"context"

	"marke/facilities"
	"marke/facilities/store"
)

// FirstAnswer keeps what was answered, in the caller's own form, to the write that
// ran under this copy's key, and gives back what was kept first: the same bytes for every repeat, also when
// the subject has changed since. A verb that keeps nothing under its key is NotFound. What
// holds a secret must not be handed in.
func (o *Office) FirstAnswer(ctx context.Context, actor facilities.Actor, answer []byte) ([]byte, error) {
	if o.once == nil {
		return answer, nil
	}
	var first []byte
	look := func(ctx context.Context, tx *store.Tx) (err error) {
		first, err = tx.KeptAnswer(ctx, actor.Person.ID, o.once.key)
		return err
	}
	if err := o.store.View(ctx, look); err != nil || first != nil {
		return first, err
	}
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.KeepAnswer(ctx, actor.Person.ID, o.once.key, answer); err != nil {
			return err
		}
		return look(ctx, tx)
	})
	return first, err
}
