package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SeriesOutcome is what became of a recurring wish.
type SeriesOutcome struct {
	Series  facilities.Series
	Booked  []facilities.Booking
	Refused []RefusedOccurrence // with mode "fit" only
}

// RefusedOccurrence is an occurrence that broke rules and was left out.
type RefusedOccurrence struct {
	Start      time.Time
	Violations []facilities.Violation
}

// BookSeries books every occurrence of wish.Repeat, each judged with the earlier
// ones in place, in one transaction. With mode "all" one refusal refuses the
// series: a Conflict with the violations of every occurrence. With mode "fit"
// those that break a rule are reported and left out; a series of which nothing
// fits is a Conflict too.
func (o *Office) BookSeries(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (SeriesOutcome, error) {
	return SeriesOutcome{}, errUnwritten
}

// CancelSeries cancels the occurrences that start at from or later and can still
// be cancelled, and says how many that were.
func (o *Office) CancelSeries(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.SeriesID, from time.Time, reason string) (int, error) {
	return 0, errUnwritten
}
