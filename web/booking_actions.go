package web

import (
	"errors"

	"marke/facilities"
	"marke/web/form"
)

// act runs one action on the booking of the address and goes back to its page, which
// shows what was done or why it could not be.
func (v *visit) act(done string, do func(id facilities.BookingID, f *form.Form) (facilities.Booking, error)) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	b, err := do(facilities.BookingID(v.Param("id")), f)
	if err == nil {
		return v.to("/bookings/"+string(b.ID), done)
	}
	var e *facilities.Error
	if errors.As(err, &e) {
		switch e.Code {
		case facilities.Conflict, facilities.Stale, facilities.Invalid, facilities.Forbidden:
			return v.showBooking(statuses[e.Code], e)
		}
	}
	return err
}

func (v *visit) cancel() error {
	return v.act("cancelled", func(id facilities.BookingID, f *form.Form) (facilities.Booking, error) {
		return v.office.Cancel(v.ctx(), v.actor, v.now, id, f.Version(), f.Note("reason"))
	})
}

func (v *visit) checkIn() error {
	return v.act("checked_in", func(id facilities.BookingID, f *form.Form) (facilities.Booking, error) {
		return v.office.CheckIn(v.ctx(), v.actor, v.now, id, f.Version())
	})
}

func (v *visit) checkOut() error {
	return v.act("checked_out", func(id facilities.BookingID, f *form.Form) (facilities.Booking, error) {
		return v.office.CheckOut(v.ctx(), v.actor, v.now, id, f.Version())
	})
}

// withdraw takes the reader out of the companions; the reader may then no longer see the booking.
func (v *visit) withdraw() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if _, err := v.office.Withdraw(v.ctx(), v.actor, v.now, facilities.BookingID(v.Param("id")), f.Version(), f.Note("reason")); err != nil {
		return err
	}
	return v.to("/bookings", "withdrawn")
}

// acceptQuote accepts the price that the page showed.
func (v *visit) acceptQuote() error {
	return v.act("quote_accepted", func(id facilities.BookingID, f *form.Form) (facilities.Booking, error) {
		total, order := f.Cents("total"), f.Text("order_number")
		if total == nil {
			return facilities.Booking{}, facilities.BadField("total", "required")
		}
		return v.office.AcceptQuote(v.ctx(), v.actor, v.now, id, f.Version(), *total, order)
	})
}
