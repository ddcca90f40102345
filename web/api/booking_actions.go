package api

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// ActionBody goes with every action; each reads what concerns it.
type ActionBody struct {
	Reason      string          `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
	Override    []ViolationCode `json:"override,omitempty" maxItems:"40" nullable:"false" doc:"api.doc.override"`
	Slot        *Slot           `json:"slot,omitempty" doc:"api.doc.slot"`
	TotalCents  *int64          `json:"total_cents,omitempty" minimum:"0" maximum:"100000000000" doc:"api.doc.accept_total"`
	OrderNumber string          `json:"order_number,omitempty" format:"line" maxLength:"64" doc:"api.doc.order_number"`
}

// Slot is another time, and perhaps another resource, that a manager approves instead.
type Slot struct {
	Start    time.Time `json:"start" doc:"api.doc.start"`
	End      time.Time `json:"end" doc:"api.doc.end"`
	Resource string    `json:"resource,omitempty" format:"id" maxLength:"64" doc:"api.doc.resource"`
}

type actionInput struct {
	ID   string     `path:"id" maxLength:"64" doc:"api.doc.id"`
	Body ActionBody `required:"false"`
}

// action is a verb on one booking.
type action func(c *call, id facilities.BookingID, body ActionBody) (facilities.Booking, error)

func (s *server) actionRoutes() {
	for _, a := range []struct {
		name, id string
		do       action
	}{
		{"approve", "approve", approve}, {"decline", "decline", decline}, {"cancel", "cancel", cancel},
		{"check-in", "check_in", checkIn}, {"check-out", "check_out", checkOut},
		{"accept-quote", "accept_quote", acceptQuote}, {"withdraw", "withdraw", withdraw},
	} {
		r := route{id: a.id, method: http.MethodPost, path: "/bookings/{id}/" + a.name, tag: "bookings", ifs: true, optional: true}
		add(s, r, func(c *call, in *actionInput) (*bookingAnswer, error) {
			booking, err := a.do(c, facilities.BookingID(in.ID), in.Body)
			if err != nil {
				return nil, err
			}
			return c.acted(booking)
		})
	}
}

// acted shows the booking after an action. A companion who withdrew may no longer
// see it all, but may see what was just done.
func (c *call) acted(booking facilities.Booking) (*bookingAnswer, error) {
	answer, err := c.answer(booking.ID)
	if facilities.CodeOf(err) == facilities.NotFound {
		return &bookingAnswer{ETag: etag(booking.Version), Body: bookingView(booking)}, nil
	}
	return answer, err
}

func (b ActionBody) decision() useroffice.Decision {
	d := useroffice.Decision{Reason: b.Reason, Override: codes(b.Override)}
	if b.Slot != nil {
		d.Slot = new(facilities.NewSpan(b.Slot.Start, b.Slot.End))
		if b.Slot.Resource != "" {
			d.Resource = new(facilities.ResourceID(b.Slot.Resource))
		}
	}
	return d
}

func approve(c *call, id facilities.BookingID, body ActionBody) (facilities.Booking, error) {
	return c.office.Approve(c, c.actor, c.now, id, c.version, body.decision())
}

func decline(c *call, id facilities.BookingID, body ActionBody) (facilities.Booking, error) {
	return c.office.Decline(c, c.actor, c.now, id, c.version, body.decision())
}

func cancel(c *call, id facilities.BookingID, body ActionBody) (facilities.Booking, error) {
	return c.office.Cancel(c, c.actor, c.now, id, c.version, body.Reason)
}

func checkIn(c *call, id facilities.BookingID, _ ActionBody) (facilities.Booking, error) {
	return c.office.CheckIn(c, c.actor, c.now, id, c.version)
}

func checkOut(c *call, id facilities.BookingID, _ ActionBody) (facilities.Booking, error) {
	return c.office.CheckOut(c, c.actor, c.now, id, c.version)
}

func withdraw(c *call, id facilities.BookingID, body ActionBody) (facilities.Booking, error) {
	return c.office.Withdraw(c, c.actor, c.now, id, c.version, body.Reason)
}

// acceptQuote accepts the total that was shown; without one, what the booking shows now.
func acceptQuote(c *call, id facilities.BookingID, body ActionBody) (facilities.Booking, error) {
	if body.TotalCents == nil {
		view, err := c.office.Booking(c, c.actor, c.now, id)
		if err != nil {
			return facilities.Booking{}, err
		}
		body.TotalCents = new(int64(view.Booking.Quote.Total))
	}
	return c.office.AcceptQuote(c, c.actor, c.now, id, c.version, money.Cents(*body.TotalCents), body.OrderNumber)
}
