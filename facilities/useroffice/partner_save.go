package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SavePartner adds (Version 0) or changes a partner, by an admin.
func (o *Office) SavePartner(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.Partner) (facilities.Partner, error) {
	if err := needAdmin(actor); err != nil {
		return facilities.Partner{}, err
	}
	return write(ctx, o, act{actor, now, "save_partner"}, aPartner, func(ctx context.Context, tx *store.Tx) (facilities.Partner, error) {
		return o.savePartner(ctx, tx, actor, now, p)
	})
}

func (o *Office) savePartner(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, p facilities.Partner) (facilities.Partner, error) {
	var wrong faults
	wrong.id("body.id", string(p.ID))
	wrong.line("body.name", p.Name)
	oneOf(&wrong, "body.kind", p.Kind, facilities.PartnerKinds...)
	if err := wrong.err(); err != nil {
		return p, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return p, err
	}
	was, known := c.Partner(p.ID)
	if err := sameVersion(known, was.Version, p.Version, string(p.ID)); err != nil {
		return p, err
	}
	saved, err := tx.SavePartner(ctx, p)
	if err != nil {
		return p, err
	}
	return saved, note(ctx, tx, actor, now, entry{verb: "save_partner", kind: "partner", subject: string(p.ID), before: given(known, was), after: saved})
}

// sameVersion refuses to add what is there, to change what is not, and to change what has changed.
func sameVersion(known bool, stored, shown int64, id string) error {
	switch {
	case shown == 0 && known:
		return facilities.Errorf(facilities.Conflict, "id_taken", "id", id)
	case shown != 0 && !known:
		return facilities.Missing()
	case shown != 0 && shown != stored:
		return stale()
	}
	return nil
}

// given is a noun for the audit, or nil when there was none.
func given[T any](there bool, noun T) any {
	if !there {
		return nil
	}
	return noun
}
