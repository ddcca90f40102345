package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// PublishedRound is what publishing came to.
type PublishedRound struct {
	Round facilities.Round
	// Booked are the bookings made; Failed the requests whose placement no longer passed, with their Violations and Alternatives.
	Booked []facilities.Booking
	Failed []facilities.RoundRequest
}

// PublishRound makes a draft's placements approved bookings, by a manager or the system. Each is judged again by the rules of booking
// in the publishing transaction. Those that no longer pass (with what belongs to them: a route, an all-or-none group) become refused requests that
// carry what stood in the way, and their people are told. A second publish, by whomever, is a Conflict (key "round_not_published_twice"), and
// changes nothing. What is left of the period opens for ordinary booking.
func (o *Office) PublishRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, plan int) (PublishedRound, error) {
	return PublishedRound{}, facilities.Missing()
}
