package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// SaveConsumable publishes a dated price of something that uses consume, by a controller or manager of the facility. Of a published
// price only Until can be set, and not before today.
func (o *Office) SaveConsumable(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, item ledger.Consumable) (ledger.Consumable, error) {
	id := string(f) + "/" + string(item.ID)
	return write(ctx, o, act{actor, now, "save_consumable"}, itself("consumable", id, item), func(ctx context.Context, tx *store.Tx) (ledger.Consumable, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return item, err
		}
		if _, known := c.Facility(f); !known {
			return item, facilities.BadField("body.facility", "facility")
		}
		if !actor.Controls(f) && !actor.Manages(f) {
			return item, forbidden()
		}
		if err := tx.LockBook(ctx, f); err != nil {
			return item, err
		}
		terms, err := tx.Terms(ctx, f)
		if err != nil {
			return item, err
		}
		if err := checkConsumable(item, bookCurrency(terms)); err != nil {
			return item, err
		}
		published, err := tx.Consumables(ctx, f)
		if err != nil {
			return item, err
		}
		i := slices.IndexFunc(published, func(p ledger.Consumable) bool { return p.ID == item.ID && p.From == item.From })
		if i >= 0 {
			ended := published[i]
			ended.Until = item.Until
			if ended != item {
				return item, facilities.Errorf(facilities.Conflict, "tariff_published")
			}
			if today := facilities.DateOf(now.In(c.Zone(f))); !item.Until.IsZero() && item.Until.Before(today) {
				return item, facilities.BadField("body.until", "in_past")
			}
		}
		if err := tx.SaveConsumable(ctx, f, item); err != nil {
			return item, err
		}
		return item, note(ctx, tx, actor, now, entry{verb: "save_consumable", kind: "consumable", subject: id, after: item})
	})
}

func checkConsumable(item ledger.Consumable, currency string) error {
	row := string(item.ID)
	var wrong faults
	wrong.id("body.id", row)
	wrong.line("body.name.nl", item.Name.NL)
	wrong.line("body.name.en", item.Name.EN)
	wrong.check(!item.From.IsZero(), "body.from", "required")
	wrong.check(item.Until.IsZero() || item.From.Before(item.Until), "body.until", "end_before_start")
	wrong.check(item.Price >= 0 && item.Price <= amountMost, "body.price", "amount", "max", amountMost)
	wrong.check(item.Currency == currency, "body.currency", "ledger_currency", "row", row, "currency", item.Currency, "book", currency)
	return wrong.err()
}

// Consumables lists a facility's prices of what uses consume, by id and day, for everybody who is logged in.
func (o *Office) Consumables(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID) (items []ledger.Consumable, err error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		items, err = tx.Consumables(ctx, f)
		return err
	})
	return items, err
}

// Consume says what a booking consumed, in place of what was said before: by its people and those who run the facility, until it
// has been charged. Refused when there is no price for an item on the day of the booking.
func (o *Office) Consume(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, used []ledger.Consumed) error {
	a := act{actor, now, "consume"}
	_, err := write(ctx, o, a, itself("booking", string(id), id), func(ctx context.Context, tx *store.Tx) (facilities.BookingID, error) {
		b, err := load(ctx, tx, a, id, 0)
		if err != nil {
			return id, err
		}
		if !actor.Changes(b) && !actor.Controls(b.Facility) {
			return id, forbidden()
		}
		if err := tx.LockBook(ctx, b.Facility); err != nil {
			return id, err
		}
		charged, err := tx.Entries(ctx, store.EntryFilter{Booking: id, Kinds: []ledger.EntryKind{ledger.EntryUsage}})
		if err != nil {
			return id, err
		}
		if len(charged) > 0 {
			return id, facilities.Errorf(facilities.Conflict, "consume_charged", "row", string(id))
		}
		if err := checkConsumed(ctx, tx, b, used); err != nil {
			return id, err
		}
		if err := tx.SetConsumed(ctx, id, used); err != nil {
			return id, err
		}
		return id, note(ctx, tx, actor, now, entry{verb: "consume", kind: "booking", subject: string(id), after: used})
	})
	return err
}

func checkConsumed(ctx context.Context, tx *store.Tx, b facilities.Booking, used []ledger.Consumed) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	prices, err := tx.Consumables(ctx, b.Facility)
	if err != nil {
		return err
	}
	row, day := string(b.ID), facilities.DateOf(b.Use.Start.In(c.Zone(b.Facility)))
	use := ledger.Use{Booking: b, Consumed: used}
	if err := use.Check(b.Facility); err != nil {
		return err
	}
	for i, u := range used {
		priced := slices.ContainsFunc(prices, func(p ledger.Consumable) bool {
			return p.ID == u.Item && !day.Before(p.From) && (p.Until.IsZero() || day.Before(p.Until))
		})
		if !priced {
			return facilities.BadField("body.consumed", "ledger_consumable_gap", "row", row, "item", shown(string(u.Item)), "day", day.String())
		}
		if slices.ContainsFunc(used[:i], func(o ledger.Consumed) bool { return o.Item == u.Item }) {
			return facilities.BadField("body.consumed", "ledger_twice", "row", string(u.Item))
		}
	}
	return nil
}
