package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// OpenRound calls for requests for a coming period, by a manager of the facility. From then on ordinary bookings of the
// covered pools stay out of the period until the round is published or cancelled. What is left out is filled in: an id,
// the grid that the pools' instruments share, fair-first, a seed, ten seconds. Two rounds that reserve the same pool at the
// same time are a Conflict (key "round_overlaps").
func (o *Office) OpenRound(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.Round) (facilities.Round, error) {
	return r, facilities.Missing()
}

// ChangeRound changes what a call says: its name, note, deadline, objective, seed, steps and seconds; the period and the pools
// only while nobody has handed in a request. r.Version is compared (0: not).
func (o *Office) ChangeRound(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.Round) (facilities.Round, error) {
	return r, facilities.Missing()
}
