package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Where an agreement version stands.
const (
	TermsProposed = "proposed" // a partner has not accepted it yet
	TermsComing   = "coming"   // agreed, and not begun
	TermsInForce  = "in_force"
	TermsPast     = "past" // another version has taken its place
)

// TermsVersion is an agreement version as an actor sees it.
type TermsVersion struct {
	ledger.Terms
	State     string
	Missing   []facilities.PartnerID // whose word is missing, in order
	MayAccept []facilities.PartnerID // of those, the ones that the actor represents
}

// AgreementTerms lists the versions of a facility's agreement that have terms, the latest first, for its controllers and the
// representatives of the partners in them; others get NotFound.
func (o *Office) AgreementTerms(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID) ([]TermsVersion, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var versions []TermsVersion
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		terms, err := tx.Terms(ctx, f)
		if err != nil {
			return err
		}
		if _, known := c.Facility(f); !known {
			return facilities.Missing()
		}
		today := facilities.DateOf(now.In(c.Zone(f)))
		current, _ := ledger.TermsOn(terms, today)
		for _, t := range slices.Backward(terms) {
			if seesTerms(actor, t) {
				versions = append(versions, versionOf(t, current, today, actor))
			}
		}
		if len(versions) == 0 && !seesBook(actor, f) {
			return facilities.Missing()
		}
		return nil
	})
	return versions, err
}

func versionOf(t, current ledger.Terms, today facilities.Date, actor facilities.Actor) TermsVersion {
	v := TermsVersion{Terms: t, State: TermsPast}
	for _, p := range bound(t) {
		if slices.ContainsFunc(t.Accepted, func(a ledger.Acceptance) bool { return a.Partner == p }) {
			continue
		}
		v.Missing = append(v.Missing, p)
		if actor.MayWrite() && actor.Represents(p) {
			v.MayAccept = append(v.MayAccept, p)
		}
	}
	switch {
	case len(v.Missing) > 0:
		v.State = TermsProposed
	case today.Before(t.Agreement.From):
		v.State = TermsComing
	case t.Agreement.ID == current.Agreement.ID:
		v.State = TermsInForce
	}
	return v
}
