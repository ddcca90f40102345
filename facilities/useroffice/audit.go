package useroffice

import (
	"context"
	"encoding/json"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// entry is what an audit entry tells besides who, when and by which way. before
// and after are nouns or nil.
type entry struct {
	verb, kind, subject string
	before, after       any
	reason              string
}

// note writes an audit entry.
func note(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, e entry) error {
	a := facilities.Audit{At: now, Person: actor.Person.ID, Via: actor.Via, Verb: e.verb, Kind: e.kind, Subject: e.subject, Reason: e.reason}
	for _, side := range []struct {
		noun any
		into *string
	}{{e.before, &a.Before}, {e.after, &a.After}} {
		if side.noun == nil {
			continue
		}
		text, err := json.Marshal(side.noun)
		if err != nil {
			return err
		}
		*side.into = string(text)
	}
	return tx.AddAudit(ctx, a)
}

// AuditOf lists what happened to one thing, oldest first. kind is as in
// facilities.Audit. It answers those who may see the whole of the thing; others get NotFound.
func (o *Office) AuditOf(ctx context.Context, actor facilities.Actor, now time.Time, kind, id string) ([]facilities.Audit, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var audits []facilities.Audit
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		may, err := mayReadAudit(ctx, tx, actor, kind, id)
		if err != nil {
			return err
		}
		if !may {
			return facilities.Missing()
		}
		audits, err = tx.AuditOf(ctx, kind, id)
		return err
	})
	return audits, err
}

// mayReadAudit reports whether the actor may see the whole of a thing.
func mayReadAudit(ctx context.Context, tx *store.Tx, actor facilities.Actor, kind, id string) (bool, error) {
	if actor.IsAdmin() {
		return true, nil
	}
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return false, err
	}
	runs := func(f facilities.FacilityID) bool { return actor.Manages(f) || actor.Controls(f) }
	switch kind {
	case "booking":
		b, err := tx.Booking(ctx, facilities.BookingID(id))
		return actor.Sees(b) == facilities.SeeAll, err
	case "person":
		return id == string(actor.Person.ID), nil
	case "facility":
		return runs(facilities.FacilityID(id)), nil
	case "resource":
		r, ok := catalogue.Resource(facilities.ResourceID(id))
		return ok && runs(r.Facility), nil
	case "downtime":
		d, err := tx.Downtime(ctx, facilities.DowntimeID(id))
		return runs(d.Facility), err
	case "round":
		r, err := tx.Round(ctx, facilities.RoundID(id))
		return runs(r.Facility), err
	case "round_request":
		_, err := loadRequest(ctx, tx, act{Actor: actor}, facilities.RoundRequestID(id), 0)
		return err == nil, err
	case "trade":
		t, err := tx.Trade(ctx, facilities.TradeID(id))
		return seesTrade(actor, t), err
	case "agreement":
		t, err := tx.TermsOf(ctx, facilities.AgreementID(id))
		return seesTerms(actor, t), err
	case "cost":
		cost, err := tx.Cost(ctx, ledger.CostID(id))
		return seesBook(actor, cost.Facility), err
	case "partner":
		return actor.Represents(facilities.PartnerID(id)), nil
	case "project":
		p, err := tx.Project(ctx, facilities.ProjectID(id))
		return knowsProject(actor, p), err
	}
	return false, nil
}
