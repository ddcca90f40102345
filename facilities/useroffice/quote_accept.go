package useroffice

import (
	"context"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/facilities/store"
)

// AcceptQuote accepts the price of an operated service for its person, with the
// order number that the invoice shall carry. total is the amount that was shown:
// when the price is another by now, it is a Conflict, and nothing is accepted.
func (o *Office) AcceptQuote(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, total money.Cents, orderNumber string) (facilities.Booking, error) {
	a := act{actor, now, "accept_quote"}
	return write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		was, err := load(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		if was.State != facilities.StateRequested {
			return was, notNow(was, "accept_quote")
		}
		var f faults
		if f.text("body.order_number", orderNumber, OrderNumberMax); len(f) > 0 {
			return was, f.err()
		}
		if err := lockBookings(ctx, tx, was); err != nil {
			return was, err
		}
		b := was
		if b.Quote.Unpriced { // a tariff may have been published since
			if b.Quote, err = priceNow(ctx, tx, b); err != nil {
				return was, err
			}
		}
		if err := takeQuote(&b, a, total, orderNumber); err != nil {
			return was, err
		}
		b.Updated = now
		if b, err = tx.UpdateBooking(ctx, b, was.Version); err != nil {
			return was, err
		}
		if err := record(ctx, tx, a, &was, b, ""); err != nil {
			return was, err
		}
		to, err := managers(ctx, tx, b.Facility)
		if err != nil {
			return was, err
		}
		return b, tell(ctx, tx, a, "booking_requested", b, to, nil)
	})
}

// mayCommit decides who accepts a price on behalf of the booking's partner: its person, who
// made it for him within the partner, or the representative.
func mayCommit(a act, b facilities.Booking) bool {
	return a.Person.ID == b.Person || a.Represents(b.Partner) && !a.Person.System || a.Person.ID == b.By && a.Person.Partner == b.Partner
}

// takeQuote accepts the price of a booking.
func takeQuote(b *facilities.Booking, a act, total money.Cents, orderNumber string) error {
	orderNumber = strings.TrimSpace(orderNumber)
	switch {
	case !mayCommit(a, *b):
		return facilities.Errorf(facilities.Forbidden, "quote_others")
	case b.Quote.Unpriced:
		return facilities.Errorf(facilities.Conflict, "quote_unpriced")
	case total != b.Quote.Total:
		return facilities.Errorf(facilities.Conflict, "quote_changed", "total", b.Quote.Total)
	case orderNumber == "":
		return facilities.BadField("body.order_number", "required")
	}
	b.OrderNumber, b.QuoteAccepted = orderNumber, a.now
	return nil
}

// priceNow is what a booking costs by the tariffs of now.
func priceNow(ctx context.Context, tx *store.Tx, b facilities.Booking) (facilities.Quote, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return b.Quote, err
	}
	s := &snapshot{catalogue: c}
	s.partner, _ = c.Partner(b.Partner)
	if b.Project != "" {
		project, err := tx.Project(ctx, b.Project)
		if err != nil {
			return b.Quote, err
		}
		s.project = &project
	}
	r, _ := c.Resource(b.Resource)
	return s.quoteFor(r, b.Use, b.Claims), nil
}
