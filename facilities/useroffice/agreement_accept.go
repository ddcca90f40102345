package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// AcceptAgreement gives a partner's word for a proposed version, by the partner's representative. With the last word of those
// with units in one of its keys the version is agreed. Giving it twice changes nothing. A version that begins in a month
// that was closed meanwhile is refused: what was closed stays as it was.
func (o *Office) AcceptAgreement(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.AgreementID, p facilities.PartnerID) (ledger.Terms, error) {
	return write(ctx, o, act{actor, now, "accept_agreement"}, someTerms, func(ctx context.Context, tx *store.Tx) (ledger.Terms, error) {
		t, err := tx.TermsOf(ctx, id)
		if err != nil {
			return t, err
		}
		f := t.Agreement.Facility
		if !slices.Contains(bound(t), p) || !seesTerms(actor, t) {
			return ledger.Terms{}, facilities.Missing()
		}
		if !actor.Represents(p) {
			return t, forbidden()
		}
		if err := tx.LockBook(ctx, f); err != nil {
			return t, err
		}
		if t, err = tx.TermsOf(ctx, id); err != nil { // as it is now that nobody else changes it
			return t, err
		}
		if slices.ContainsFunc(t.Accepted, func(a ledger.Acceptance) bool { return a.Partner == p }) {
			return t, nil
		}
		closed, err := tx.Closed(ctx, f)
		if err != nil {
			return t, err
		}
		if err := ledger.CheckVersion(t, closed); err != nil {
			return t, err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return t, err
		}
		word := ledger.Acceptance{Partner: p, By: actor.Person.ID, On: facilities.DateOf(now.In(c.Zone(f)))}
		if err := tx.AddAcceptance(ctx, id, word, now); err != nil {
			return t, err
		}
		if err := note(ctx, tx, actor, now, entry{verb: "accept_agreement", kind: "agreement", subject: string(id), after: word}); err != nil {
			return t, err
		}
		if t, err = tx.TermsOf(ctx, id); err != nil {
			return t, err
		}
		if _, agreed := t.FixedOn(); !agreed {
			return t, nil
		}
		return t, tellOfTerms(ctx, tx, act{Actor: actor, now: now}, c, "agreement_agreed", t)
	})
}

// bound are the partners with units in one of the keys, in order: those whose word a version needs.
func bound(t ledger.Terms) []facilities.PartnerID {
	var partners []facilities.PartnerID
	for _, key := range [][]facilities.Share{t.Agreement.Capacity, t.Agreement.Cost, t.Agreement.Risk} {
		for _, s := range key {
			if s.Units > 0 {
				partners = append(partners, s.Partner)
			}
		}
	}
	slices.Sort(partners)
	return slices.Compact(partners)
}

// seesTerms reports that the actor may know what an agreement version says.
func seesTerms(actor facilities.Actor, t ledger.Terms) bool {
	return seesBook(actor, t.Agreement.Facility) || actor.Known() && slices.ContainsFunc(bound(t), actor.Represents)
}
