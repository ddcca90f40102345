package useroffice

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// A changeover is asked between neighbours, so what comes between two uses may bring them closer together: two units of a plan may each need the other to stand. In turn neither
// passes. As one step both do, each judged as if the rest stood where it goes: what holds is the end, and everything is judged against that.

// placeAsOne makes bookings of units that were refused for changeovers alone, as one step. A unit that is refused even so is left out, and the rest tried again
// without it. It gives back those that have no booking then.
func (out *published) placeAsOne(ctx context.Context, tx *store.Tx, c *roundCase, waiting []placedUnit, requests map[facilities.RoundRequestID]facilities.RoundRequest) ([]placedUnit, error) {
	trying, left := []placedUnit{}, []placedUnit{}
	for _, unit := range waiting {
		if unit.needsOthers() {
			trying = append(trying, unit)
		} else {
			left = append(left, unit)
		}
	}
	for len(trying) > 1 || len(trying) == 1 && len(trying[0].placements) > 1 {
		step := &placedStep{roundCase: c, requests: requests, refused: map[int]bool{}}
		err := tx.Try(ctx, func(ctx context.Context) error { return step.make(ctx, tx, trying) })
		if err == nil {
			for i := range trying {
				out.takes(trying[i], step.bookings[i])
			}
			return left, nil
		}
		if !errors.Is(err, errTried) {
			return nil, err
		}
		var still []placedUnit
		for i, unit := range trying {
			if step.refused[i] {
				left = append(left, unit)
			} else {
				still = append(still, unit)
			}
		}
		trying = still
	}
	return append(left, trying...), nil
}

// needsOthers reports that nothing but changeovers stood in the way of a unit.
func (u *placedUnit) needsOthers() bool {
	return !slices.ContainsFunc(u.violations, func(v facilities.Violation) bool { return v.Code != string(scheduler.Changeover) })
}

// placedStep is units on their way to being booked as one.
type placedStep struct {
	*roundCase
	requests map[facilities.RoundRequestID]facilities.RoundRequest
	refused  map[int]bool // units, by their number
	bookings [][]facilities.Booking
}

// make books all placements of some units. When some are refused it is errTried, and refused says which: then nothing of it may stay.
func (s *placedStep) make(ctx context.Context, tx *store.Tx, units []placedUnit) error {
	shuffle, err := beginShuffle(ctx, tx, s.act, s.catalogue, nil)
	if err != nil {
		return err
	}
	s.bookings = make([][]facilities.Booking, len(units))
	type coming struct {
		unit int
		name facilities.BookingID // in the step: it has no other yet
		placing
		asked *asked
	}
	var all []coming
	try := func(unit int, do func(context.Context) error) error {
		err := tx.Try(ctx, do)
		if _, known := refusedBy(err, facilities.RoundPlacement{}); err != nil && known {
			s.refused[unit] = true
			return nil
		}
		return err
	}
	for i, unit := range units {
		for k, at := range unit.placements {
			next := coming{unit: i, name: facilities.BookingID("step:" + strconv.Itoa(i) + "/" + strconv.Itoa(k))}
			err := try(i, func(ctx context.Context) (err error) {
				next.placing, next.asked, err = s.placing(ctx, tx, s.requests[at.Request], at)
				return err
			})
			if err != nil {
				return err
			}
			if next.asked != nil {
				shuffle.away[next.name] = true
				shuffle.goes(next.name, next.wish, next.wish.Process)
				all = append(all, next)
			}
		}
	}
	if err := shuffle.makeRoom(ctx, tx); err != nil {
		return err
	}
	for _, next := range all {
		err := try(next.unit, func(ctx context.Context) error {
			b, err := shuffle.comes(ctx, tx, next.name, next.placing, next.asked)
			s.bookings[next.unit] = append(s.bookings[next.unit], b)
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(s.refused) > 0 {
		return errTried
	}
	return shuffle.end(ctx, tx)
}
