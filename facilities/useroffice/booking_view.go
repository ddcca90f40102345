package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// BookingView is a booking with all that its page shows.
type BookingView struct {
	Booking   facilities.Booking
	History   []facilities.Audit // oldest first
	Competing []Seen             // requests and bookings that want the same time
	// Names of the people, partners, projects and resources concerned, by id.
	Names map[string]string

	MayChange, MayCancel, MayApprove, MayDecline, MayCheckIn, MayCheckOut, MayAcceptQuote, MayWithdraw bool
}

// Booking shows one booking to those who may see all of it; to others there is none.
func (o *Office) Booking(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID) (BookingView, error) {
	return BookingView{}, errUnwritten
}
