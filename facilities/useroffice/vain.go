package useroffice

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// keptVainWishes is how long after its time a wish in vain is kept: long enough for a week to be settled late, and asked about.
const keptVainWishes = 90 * oneDay

// noRoom are the rules that a wish breaks when somebody else holds the time.
var noRoom = []scheduler.Code{scheduler.Capacity, scheduler.SetupCleanup, scheduler.Changeover}

// noteVain keeps a booking that was refused for nothing but that another partner holds the instrument then. It answers with the refusal, as an error with
// which the transaction stands (keptRefusal). What was refused for more, or by the database's own guard, is no wish that could have been met: it is
// answered as it came.
func noteVain(ctx context.Context, tx *store.Tx, a act, w facilities.Wish, refusal error) error {
	var e *facilities.Error
	if !errors.As(refusal, &e) || e.Code != facilities.Conflict || len(e.Violations) == 0 {
		return refusal
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	r, known := c.Resource(w.Resource)
	if !known || r.Pool == "" || r.Kind != facilities.Instrument {
		return refusal
	}
	for _, v := range e.Violations {
		if v.Resource != r.ID || !slices.Contains(noRoom, scheduler.Code(v.Code)) {
			return refusal
		}
	}
	person, err := tx.Person(ctx, cmp.Or(w.For, a.Person.ID))
	if err != nil {
		return err
	}
	partner, known := c.Partner(person.Partner)
	if !known || partner.Guest {
		return refusal
	}
	taken, err := heldByOthers(ctx, tx, r, partner.ID, w.Use)
	if err != nil {
		return err
	}
	if !taken {
		return refusal
	}
	zone := c.Zone(r.Facility)
	err = tx.AddVainWish(ctx, facilities.VainWish{Facility: r.Facility, Pool: r.Pool, Partner: partner.ID, Person: person.ID, Resource: r.ID, Units: max(w.Units, 1),
		Use: w.Use, Day: facilities.DateOf(w.Use.Start.In(zone)), Created: a.now})
	if err != nil {
		return err
	}
	return keptRefusal{refusal}
}

// heldByOthers reports that other partners have bookings of an instrument in a span and its buffers. A hold is not asked for in earnest yet.
func heldByOthers(ctx context.Context, tx *store.Tx, r facilities.Resource, partner facilities.PartnerID, use facilities.Span) (bool, error) {
	var longest time.Duration // of a changeover
	for _, row := range r.Changeover.Minutes {
		for _, m := range row {
			longest = max(longest, time.Duration(m)*time.Minute)
		}
	}
	around := facilities.Span{Start: use.Start.Add(-max(r.Rules.Setup, longest)), End: use.End.Add(max(r.Rules.Cleanup, longest))}
	held, err := tx.HeldClaims(ctx, []facilities.ResourceID{r.ID}, around, "")
	if err != nil {
		return false, err
	}
	for _, h := range held {
		if h.State == facilities.StateHold {
			continue
		}
		b, err := tx.Booking(ctx, h.Booking)
		if err != nil {
			return false, err
		}
		if b.Partner != "" && b.Partner != partner {
			return true, nil
		}
	}
	return false, nil
}

// countVain adds what was asked for in vain with bookings that were refused at once. Whoever got as long a use of the pool afterwards did not ask in vain; each
// such booking makes up for one wish.
func (c *roundCase) countVain(ctx context.Context, tx *store.Tx, pool facilities.PoolID, at func(facilities.PartnerID) *usage) error {
	wishes, err := tx.VainWishes(ctx, c.round.Facility, pool, c.round.Period)
	if err != nil || len(wishes) == 0 {
		return err
	}
	bookings, err := c.bookingsOf(ctx, tx, facilities.Span{Start: c.round.Period.Start, End: c.round.Period.End.Add(replanMost)})
	if err != nil {
		return err
	}
	made := map[facilities.BookingID]bool{}
	for _, w := range wishes {
		instead := slices.IndexFunc(bookings, func(b facilities.Booking) bool {
			return !made[b.ID] && b.Person == w.Person && b.Created.After(w.Created) && b.Use.Duration() >= w.Use.Duration() &&
				b.State != facilities.StateDeclined && b.State != facilities.StateExpired && b.State != facilities.StateCancelled
		})
		if instead >= 0 {
			made[bookings[instead].ID] = true
			continue
		}
		r, known := c.catalogue.Resource(w.Resource)
		if !known {
			continue
		}
		before, after := c.buffers(r)
		at(w.Partner).Asked += c.weighted(c.slot(w.Use.Start)-before, c.slot(w.Use.End.Add(c.round.Grid()-1))+after) * w.Units
	}
	return nil
}
