package useroffice

import (
	"context"
	"regexp"
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/facilities/store"
)

// amountMost bounds an amount of a tariff, in cents.
const amountMost money.Cents = 1_000_000_00

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// SaveTariff publishes a tariff, by a controller or manager of the resource's facility. An empty ID
// makes a new one; a published tariff's prices stay, only its Until can be set, and not before today. Nobody may be left without a
// tariff between two (tariffHole), and the currency is that of the facility's book.
func (o *Office) SaveTariff(ctx context.Context, actor facilities.Actor, now time.Time, t facilities.Tariff) (facilities.Tariff, error) {
	made := t.ID == ""
	if made {
		t.ID = facilities.TariffID(facilities.NewID(now))
	}
	return write(ctx, o, act{actor, now, "save_tariff"}, aTariff, func(ctx context.Context, tx *store.Tx) (facilities.Tariff, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return t, err
		}
		r, known := c.Resource(t.Resource)
		if !known {
			return t, facilities.BadField("body.resource", "unknown_resource", "id", shown(string(t.Resource)))
		}
		if !actor.Manages(r.Facility) && !actor.Controls(r.Facility) {
			return t, forbidden()
		}
		if err := checkTariff(t).err(); err != nil {
			return t, err
		}
		was, there := findTariff(c, t.ID)
		switch {
		case !made && !there:
			return t, facilities.Missing()
		case there:
			today := facilities.DateOf(now.In(c.Zone(r.Facility)))
			if err := onlyEnds(was, t, today); err != nil {
				return t, err
			}
		}
		if err := tariffHole(c, r, t); err != nil {
			return t, err
		}
		terms, err := tx.Terms(ctx, r.Facility)
		if err != nil {
			return t, err
		}
		if book := bookCurrency(terms); len(terms) > 0 && t.Currency != book {
			return t, facilities.BadField("body.currency", "ledger_currency", "row", string(t.ID), "currency", t.Currency, "book", book)
		}
		if err := tx.SaveTariff(ctx, t); err != nil {
			return t, err
		}
		return t, note(ctx, tx, actor, now, entry{verb: "save_tariff", kind: "tariff", subject: string(t.ID), before: given(there, was), after: t})
	})
}

var aTariff = fromCatalogue("tariff", func(t facilities.Tariff) facilities.TariffID { return t.ID }, findTariff)

func findTariff(c *facilities.Catalogue, id facilities.TariffID) (facilities.Tariff, bool) {
	for _, t := range c.Tariffs {
		if t.ID == id {
			return t, true
		}
	}
	return facilities.Tariff{}, false
}

// onlyEnds refuses to change what a published tariff promised.
func onlyEnds(was, t facilities.Tariff, today facilities.Date) error {
	ended := was
	ended.Until = t.Until
	if ended != t {
		return facilities.Errorf(facilities.Conflict, "tariff_published")
	}
	if !t.Until.IsZero() && t.Until.Before(today) {
		return facilities.BadField("body.until", "in_past")
	}
	return nil
}

func checkTariff(t facilities.Tariff) faults {
	var wrong faults
	wrong.id("body.id", string(t.ID))
	oneOf(&wrong, "body.kind", t.Kind, append([]facilities.PartnerKind{""}, facilities.PartnerKinds...)...)
	oneOf(&wrong, "body.phase", t.Phase, "", facilities.PhaseStart, facilities.PhaseInnovation, facilities.PhaseMarket)
	wrong.check(!t.From.IsZero(), "body.from", "required")
	wrong.check(t.Until.IsZero() || t.From.Before(t.Until), "body.until", "end_before_start")
	for _, amount := range []struct {
		location string
		cents    money.Cents
	}{{"peak", t.Peak}, {"off_peak", t.OffPeak}, {"setup", t.Setup}, {"operator", t.Operator}, {"minimum", t.Minimum}} {
		wrong.check(amount.cents >= 0 && amount.cents <= amountMost, "body."+amount.location, "amount", "max", amountMost)
	}
	wrong.check(currencyForm.MatchString(t.Currency), "body.currency", "currency")
	return wrong
}
