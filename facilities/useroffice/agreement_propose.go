package useroffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// ProposeAgreement proposes the next version of a facility's agreement, with all that it says about money and risk, by one of its
// controllers. ID, Number and Created are set here, and nobody has accepted it. It comes into force on its day, once every
// partner with units in one of its keys has accepted it (AcceptAgreement): their representatives are told. A version is never changed.
//
// Refused with the row named: a key without units, a currency that is not the book's, a day in a closed month or before the
// version that it follows, loss layers that overlap, costs recovered twice.
func (o *Office) ProposeAgreement(ctx context.Context, actor facilities.Actor, now time.Time, t ledger.Terms) (ledger.Terms, error) {
	return write(ctx, o, act{actor, now, "propose_agreement"}, someTerms, func(ctx context.Context, tx *store.Tx) (ledger.Terms, error) {
		next := t
		a := &next.Agreement
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return t, err
		}
		if _, known := c.Facility(a.Facility); !known {
			return t, facilities.BadField("body.facility", "facility")
		}
		if !actor.Controls(a.Facility) {
			return t, forbidden()
		}
		if err := tx.LockBook(ctx, a.Facility); err != nil {
			return t, err
		}
		versions, err := tx.AgreementVersions(ctx, a.Facility)
		if err != nil {
			return t, err
		}
		if a.Number, err = follows(*a, versions); err != nil {
			return t, err
		}
		a.ID, a.Created, next.Accepted = versionID(*a, now), now, nil
		if err := next.Check(); err != nil { // first, for it names the version
			return t, err
		}
		if err := checkAgreement(*a, c).err(); err != nil {
			return t, err
		}
		if err := checkTerms(ctx, tx, c, next); err != nil {
			return t, err
		}
		sortKeys(a)
		if err := tx.AddTerms(ctx, actor.Person.ID, next); err != nil {
			return t, err
		}
		if err := note(ctx, tx, actor, now, entry{verb: "propose_agreement", kind: "agreement", subject: string(a.ID), after: next}); err != nil {
			return t, err
		}
		return next, tellOfTerms(ctx, tx, act{Actor: actor, now: now}, c, "agreement_proposed", next)
	})
}

var someTerms = subject[ledger.Terms]{
	kind: "agreement",
	id:   func(t ledger.Terms) string { return string(t.Agreement.ID) },
	load: func(ctx context.Context, tx *store.Tx, id string) (ledger.Terms, error) {
		return tx.TermsOf(ctx, facilities.AgreementID(id))
	},
}

// follows gives a version its number, and refuses one that begins before the version that it follows.
func follows(a facilities.Agreement, versions []facilities.Agreement) (number int, err error) {
	number = 1
	for _, earlier := range versions {
		number = max(number, earlier.Number+1)
		if a.From.Before(earlier.From) {
			return 0, facilities.BadField("body.from", "agreement_order", "day", earlier.From.String())
		}
	}
	return number, nil
}

// versionID is readable, because statements and messages name it.
func versionID(a facilities.Agreement, now time.Time) facilities.AgreementID {
	if id := fmt.Sprintf("a-%s-%d", a.Facility, a.Number); facilities.ValidID(id) {
		return facilities.AgreementID(id)
	}
	return facilities.AgreementID(facilities.NewID(now))
}

// checkTerms looks at what terms say beyond their keys' form.
func checkTerms(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, t ledger.Terms) error {
	row := string(t.Agreement.ID)
	earlier, err := tx.Terms(ctx, t.Agreement.Facility)
	if err != nil {
		return err
	}
	if book := bookCurrency(earlier); len(earlier) > 0 && t.Currency != book {
		return facilities.BadField("terms["+row+"].currency", "ledger_currency", "row", row, "currency", t.Currency, "book", book)
	}
	var wrong faults
	wrong.check(currencyForm.MatchString(t.Currency), "body.currency", "currency")
	for i, category := range t.TariffCosts {
		location := fmt.Sprintf("body.tariff_costs[%d]", i)
		wrong.line(location, category)
		wrong.check(!slices.Contains(t.TariffCosts[:i], category), location, "ledger_twice", "row", category)
	}
	if len(t.CostRisk) > 0 {
		wrong.key("body.cost_risk", t.CostRisk, c, false)
	}
	for i, layer := range t.Layers {
		for k, limit := range layer.Caps {
			_, known := c.Partner(limit.Partner)
			wrong.check(known, fmt.Sprintf("body.layers[%d].caps[%d].partner", i, k), "partner")
		}
	}
	if err := wrong.err(); err != nil {
		return err
	}
	closed, err := tx.Closed(ctx, t.Agreement.Facility)
	if err != nil {
		return err
	}
	return ledger.CheckVersion(t, closed)
}

// sortKeys puts the keys in the order of the partners.
func sortKeys(a *facilities.Agreement) {
	for _, key := range []*[]facilities.Share{&a.Capacity, &a.Cost, &a.Risk} {
		*key = slices.SortedFunc(slices.Values(*key), func(a, b facilities.Share) int {
			return strings.Compare(string(a.Partner), string(b.Partner))
		})
	}
}
