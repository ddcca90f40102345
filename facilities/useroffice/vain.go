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

// refusedWish is one wish for time that was refused: all of a booking, or an occurrence of a series.
type refusedWish struct {
	wish       facilities.Wish
	beyond     facilities.Span // the part of the use that would have been more than its person holds already; a new booking's is its whole use
	violations []facilities.Violation
}

// noteVain ends every verb that asks for time. Of the wishes that were refused it keeps those that nothing but another partner's bookings stood in the way of; what was
// refused for more, or by the database's own guard, could not have been met and is left out. It answers with the refusal of the whole, nil when there was none; when
// anything was kept, as an error with which the transaction stands (keptRefusal): whatever else the verb wrote must have been undone by then. Asking
// again, under the same idempotency key or without one, adds nothing: a person's longest wish of a day counts. Imports do not end here: a manager's file that was refused
// is no person's wish, and is tried until it fits.
func noteVain(ctx context.Context, tx *store.Tx, a act, refusal error, wishes ...refusedWish) error {
	var e *facilities.Error
	if refusal != nil && (!errors.As(refusal, &e) || e.Code != facilities.Conflict || len(e.Violations) == 0) {
		return refusal
	}
	kept := false
	for _, w := range wishes {
		v, vain, err := vainWish(ctx, tx, a, w)
		if err != nil {
			return err
		}
		if !vain {
			continue
		}
		if err := tx.AddVainWish(ctx, v); err != nil {
			return err
		}
		kept = true
	}
	if refusal != nil && kept {
		return keptRefusal{refusal}
	}
	return refusal
}

// refusedWhole is a wish that the rules refused; none when it was met, or refused for something else than a rule.
func refusedWhole(w facilities.Wish, refusal error) []refusedWish {
	var e *facilities.Error
	if !errors.As(refusal, &e) {
		return nil
	}
	return []refusedWish{{w, w.Use, e.Violations}}
}

// vainWish is a refused wish as it is kept; false when it was not in vain.
func vainWish(ctx context.Context, tx *store.Tx, a act, refused refusedWish) (facilities.VainWish, bool, error) {
	w := refused.wish
	if len(refused.violations) == 0 || refused.beyond.Empty() {
		return facilities.VainWish{}, false, nil
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return facilities.VainWish{}, false, err
	}
	r, known := c.Resource(w.Resource)
	if !known || r.Pool == "" || r.Kind != facilities.Instrument {
		return facilities.VainWish{}, false, nil
	}
	for _, v := range refused.violations {
		if v.Resource != r.ID || !slices.Contains(noRoom, scheduler.Code(v.Code)) {
			return facilities.VainWish{}, false, nil
		}
	}
	person, err := tx.Person(ctx, cmp.Or(w.For, a.Person.ID))
	if err != nil {
		return facilities.VainWish{}, false, err
	}
	partner, known := c.Partner(person.Partner)
	if !known || partner.Guest {
		return facilities.VainWish{}, false, nil
	}
	taken, err := heldByOthers(ctx, tx, r, partner.ID, w.Use)
	return facilities.VainWish{Facility: r.Facility, Pool: r.Pool, Partner: partner.ID, Person: person.ID, Resource: r.ID, Units: max(w.Units, 1),
		Use: refused.beyond, Day: facilities.DateOf(refused.beyond.Start.In(c.Zone(r.Facility))), Created: a.now}, taken, err
}

// beyondHeld is the part of a changed wish's use that is more than its booking holds: as much as it is longer, at the end where it reaches further.
// In another pool all of it is.
func beyondHeld(c *facilities.Catalogue, b facilities.Booking, w facilities.Wish) facilities.Span {
	from, _ := c.Resource(b.Resource)
	to, _ := c.Resource(w.Resource)
	if from.Facility != to.Facility || from.Pool != to.Pool {
		return w.Use
	}
	longer := w.Use.Duration() - b.Use.Duration()
	switch {
	case longer <= 0:
		return facilities.Span{}
	case w.Use.End.After(b.Use.End):
		return facilities.Span{Start: w.Use.End.Add(-longer), End: w.Use.End}
	}
	return facilities.Span{Start: w.Use.Start, End: w.Use.Start.Add(longer)}
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

// countVain adds what was asked for in vain with bookings that were refused at once. Whoever got that time after all, or afterwards as long a use of the pool, did not
// ask in vain; each such booking makes up for one wish.
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
		instead := slices.IndexFunc(bookings, func(b facilities.Booking) bool { return !made[b.ID] && makesUpFor(b, w) })
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

// makesUpFor reports that a booking gives a person what a wish asked for: the time itself, or as long a use that was booked later.
func makesUpFor(b facilities.Booking, w facilities.VainWish) bool {
	if b.Person != w.Person || b.State == facilities.StateDeclined || b.State == facilities.StateExpired || b.State == facilities.StateCancelled {
		return false
	}
	return b.Resource == w.Resource && b.Use.Covers(w.Use) || b.Created.After(w.Created) && b.Use.Duration() >= w.Use.Duration()
}
