package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// What can happen to balances of time when the agreement's year ends.
const (
	YearEndCarried = "carried"
	YearEndHalved  = "halved"
	YearEndCleared = "cleared"
)

// deductibleMost bounds a deductible in minutes: a year.
const deductibleMost = 366 * 24 * 60

// AddAgreement adds the next version of what the partners agreed for a facility about time alone, by an admin, and in force at
// once: it says nothing about money (ProposeAgreement does). ID, Number and Created are
// set here; a version is never changed, and does not begin before the one that it follows.
func (o *Office) AddAgreement(ctx context.Context, actor facilities.Actor, now time.Time, a facilities.Agreement) (facilities.Agreement, error) {
	if err := needAdmin(actor); err != nil {
		return facilities.Agreement{}, err
	}
	a.ID, a.Created = facilities.AgreementID(facilities.NewID(now)), now
	return write(ctx, o, act{actor, now, "add_agreement"}, anAgreement, func(ctx context.Context, tx *store.Tx) (facilities.Agreement, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return a, err
		}
		versions, err := tx.AgreementVersions(ctx, a.Facility)
		if err != nil {
			return a, err
		}
		next := a
		if next.Number, err = follows(a, versions); err != nil {
			return a, err
		}
		if err := checkAgreement(a, c).err(); err != nil {
			return a, err
		}
		sortKeys(&next)
		if err := tx.AddAgreement(ctx, next); err != nil {
			return a, err
		}
		return next, note(ctx, tx, actor, now, entry{verb: "add_agreement", kind: "agreement", subject: string(next.ID), after: next})
	})
}

var anAgreement = fromCatalogue("agreement", func(a facilities.Agreement) facilities.AgreementID { return a.ID },
	func(c *facilities.Catalogue, id facilities.AgreementID) (facilities.Agreement, bool) {
		i := slices.IndexFunc(c.Agreements, func(a facilities.Agreement) bool { return a.ID == id })
		if i < 0 {
			return facilities.Agreement{}, false
		}
		return c.Agreements[i], true
	})

func checkAgreement(a facilities.Agreement, c *facilities.Catalogue) faults {
	var wrong faults
	_, known := c.Facility(a.Facility)
	wrong.check(known, "body.facility", "facility")
	_, known = c.Partner(a.Issuer)
	wrong.check(known, "body.issuer", "partner")
	wrong.check(!a.From.IsZero(), "body.from", "required")
	wrong.line("body.aid_regime", a.AidRegime)
	oneOf(&wrong, "body.year_end", a.YearEnd, YearEndCarried, YearEndHalved, YearEndCleared)
	wrong.check(a.DeductibleMinutes >= 0 && a.DeductibleMinutes <= deductibleMost, "body.deductible_minutes", "round_number", "min", 0, "max", deductibleMost)
	wrong.prose("body.note", a.Note, textLongest)
	wrong.key("body.capacity", a.Capacity, c, false)
	wrong.key("body.cost", a.Cost, c, false)
	wrong.key("body.risk", a.Risk, c, false)
	return wrong
}
