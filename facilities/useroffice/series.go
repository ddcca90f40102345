package useroffice

import (
	"context"
	"errors"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/calendar"
	"marke/facilities/store"
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

var aSeries = subject[SeriesOutcome]{
	kind: "series",
	id:   func(s SeriesOutcome) string { return string(s.Series.ID) },
	load: func(ctx context.Context, tx *store.Tx, id string) (SeriesOutcome, error) {
		s, err := tx.Series(ctx, facilities.SeriesID(id))
		if err != nil {
			return SeriesOutcome{}, err
		}
		booked, _, err := tx.Bookings(ctx, store.BookingFilter{Series: s.ID, Ascending: true})
		return SeriesOutcome{Series: s, Booked: booked}, err
	},
}

// BookSeries books every occurrence of wish.Repeat, each judged with the earlier
// ones in place, in one transaction. With mode "all" one refusal refuses the
// series: a Conflict with the violations of every occurrence. With mode "fit"
// those that break a rule are reported and left out; a series of which nothing
// fits is a Conflict too. Occurrences that only another partner's bookings stand in the way of are kept as wishes in vain, as by Book.
func (o *Office) BookSeries(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (SeriesOutcome, error) {
	a := act{actor, now, "book_series"}
	return write(ctx, o, a, aSeries, func(ctx context.Context, tx *store.Tx) (out SeriesOutcome, err error) {
		var inVain []refusedWish
		err = tx.Try(ctx, func(ctx context.Context) (err error) {
			out, err = bookSeries(ctx, tx, a, wish)
			for _, r := range out.Refused {
				one := wish
				one.Use = facilities.NewSpan(r.Start, r.Start.Add(wish.Use.Duration()))
				inVain = append(inVain, refusedWish{one, one.Use, r.Violations})
			}
			return err
		})
		return out, noteVain(ctx, tx, a, err, inVain...)
	})
}

// bookSeries does the work of BookSeries: the caller has opened the transaction.
func bookSeries(ctx context.Context, tx *store.Tx, a act, wish facilities.Wish) (SeriesOutcome, error) {
	q, err := ask(ctx, tx, a, wish, manner{lock: true})
	if err != nil {
		return SeriesOutcome{}, err
	}
	starts, err := occurrences(q)
	if err != nil {
		return SeriesOutcome{}, err
	}
	repeat := q.wish.Repeat
	out := SeriesOutcome{Series: facilities.Series{ID: facilities.SeriesID(facilities.NewID(a.now)), Facility: q.facility.ID, Resource: q.resource.ID,
		Rule: repeat.Rule, Except: repeat.Except, First: q.wish.Use, Person: q.person.ID, Partner: q.person.Partner, Created: a.now}}
	if out.Series, err = tx.InsertSeries(ctx, out.Series); err != nil {
		return out, err
	}
	for _, start := range starts {
		if err := out.book(ctx, tx, a, *q, start); err != nil {
			return out, err
		}
	}
	if len(out.Refused) > 0 && (repeat.Mode != facilities.RepeatFit || len(out.Booked) == 0) {
		return out, out.conflict()
	}
	return out, nil
}

// book places one occurrence, or notes why it cannot be.
func (s *SeriesOutcome) book(ctx context.Context, tx *store.Tx, a act, q asked, start time.Time) error {
	length := q.wish.Use.Duration()
	q.wish.Use = facilities.NewSpan(start, start.Add(length))
	b, err := placing{act: a, purpose: toBook, series: s.Series.ID, occurrence: q.wish.Use.Start}.at(ctx, tx, &q)
	if refusal, ok := err.(*facilities.Error); ok && refusal.Code == facilities.Conflict && len(refusal.Violations) > 0 {
		s.Refused = append(s.Refused, RefusedOccurrence{q.wish.Use.Start, refusal.Violations})
		return nil
	}
	if err == nil {
		s.Booked = append(s.Booked, b)
	}
	return err
}

// conflict is the refusal of a whole series.
func (s *SeriesOutcome) conflict() error {
	e := facilities.Errorf(facilities.Conflict, "series_conflict", "count", len(s.Refused), "of", len(s.Refused)+len(s.Booked))
	for _, r := range s.Refused {
		e.Violations = append(e.Violations, r.Violations...)
	}
	return e
}

// occurrences lists the starts of a series in the facility's wall-clock time.
func occurrences(q *asked) ([]time.Time, error) {
	repeat := q.wish.Repeat
	var f faults
	if repeat == nil || repeat.Rule == "" {
		f.add("body.repeat.rrule", "required")
		return nil, f.err()
	}
	if repeat.Mode != "" && repeat.Mode != facilities.RepeatAll && repeat.Mode != facilities.RepeatFit {
		f.add("body.repeat.mode", "not_a_choice", "choices", "all, fit")
	}
	if len(repeat.Except) > facilities.SeriesMax {
		f.add("body.repeat.except", "too_many", "max", facilities.SeriesMax)
		return nil, f.err()
	}
	starts, err := calendar.Occurrences(repeat.Rule, q.wish.Use.Start, q.catalogue.Zone(q.facility.ID), repeat.Except, time.Time{}, facilities.SeriesMax)
	var fault *calendar.Error
	switch {
	case errors.As(err, &fault) && fault.Code == calendar.CodeManyOccurrences:
		f.add("body.repeat.rrule", "too_many_occurrences", "max", facilities.SeriesMax)
	case errors.As(err, &fault) && fault.Code == calendar.CodeStartOutside:
		f.add("body.repeat.rrule", "start_not_in_rule")
	case errors.As(err, &fault) && fault.Code == calendar.CodeTooOften:
		f.add("body.repeat.rrule", "rule_too_often")
	case err != nil:
		f.add("body.repeat.rrule", "bad_rule", "rule", shown(repeat.Rule))
	case len(starts) == 0:
		f.add("body.repeat.except", "nothing_left")
	case starts[len(starts)-1].Year() >= yearLast:
		f.add("body.repeat.rrule", "year", "first", yearFirst, "last", yearLast)
	}
	return starts, f.err()
}

// CancelSeries cancels the occurrences that start at from or later and can still
// be cancelled, and says how many that were.
func (o *Office) CancelSeries(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.SeriesID, from time.Time, reason string) (int, error) {
	a := act{actor, now, "cancel"}
	var f faults
	if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
		return 0, f.err()
	}
	if !facilities.ValidID(string(id)) {
		return 0, facilities.Missing()
	}
	cancelled := 0
	_, err := write(ctx, o, a, aSeries, func(ctx context.Context, tx *store.Tx) (SeriesOutcome, error) {
		cancelled = 0
		out, err := aSeries.load(ctx, tx, string(id))
		if err != nil {
			return out, err
		}
		out.Booked = slices.DeleteFunc(out.Booked, func(b facilities.Booking) bool { return a.Sees(b) != facilities.SeeAll })
		if len(out.Booked) == 0 {
			return out, facilities.Missing()
		}
		open := slices.DeleteFunc(slices.Clone(out.Booked), func(b facilities.Booking) bool {
			_, legal := b.State.Next(facilities.ActCancel)
			return !legal || b.Use.Start.Before(from) || b.Use.Start.Before(now)
		})
		for _, b := range open {
			if !a.Changes(b) {
				return out, facilities.Errorf(facilities.Forbidden, "forbidden")
			}
		}
		if err := lockBookings(ctx, tx, open...); err != nil {
			return out, err
		}
		for _, b := range open {
			if _, err := cancel(ctx, tx, a, b, reason); err != nil {
				return out, err
			}
			cancelled++
		}
		return out, nil
	})
	return cancelled, err
}
