package useroffice

import (
	"errors"
	"slices"

	"marke/facilities"
)

// close takes from bookings the places that they were refused, or wholly: all but where they stand. It reports whether that changes anything.
func (r *replanCase) close(refused []refusedMove, wholly bool) bool {
	changed := false
	for _, move := range refused {
		at := slices.IndexFunc(r.asks, func(ask *roundAsk) bool { return ask.moving == move.Booking })
		if at < 0 {
			continue
		}
		ask := r.asks[at]
		b, length := r.bookings[ask.ID], r.slotsUp(ask.Duration())
		stands, start := r.standing(ask, b), r.slot(b.Use.Start)
		for k := range ask.steps[0].modes {
			m := &ask.steps[0].modes[k]
			if !wholly && m.resource.ID != move.Resource {
				continue
			}
			kept := slices.DeleteFunc(slices.Clone(m.starts), func(s int64) bool {
				return !(k == stands && s == start) && (wholly || r.shut(move, r.span(s, s+length)))
			})
			changed = changed || len(kept) < len(m.starts)
			m.starts = kept
		}
		ask.steps[0].modes = slices.DeleteFunc(ask.steps[0].modes, func(m roundMode) bool { return len(m.starts) == 0 })
		if len(ask.steps[0].modes) == 0 {
			r.lost[b.ID] = true
		}
	}
	r.loseBound()
	return changed
}

// shut reports that a use would be refused for the same reason as a move was: it is that use, or it counts as much for a quota that the move would overdraw.
func (r *replanCase) shut(move refusedMove, use facilities.Span) bool {
	var e *facilities.Error
	return use.Start.Equal(move.To.Start) || errors.As(move.cause, &e) && r.overdraws(e.Violations, move.To, use)
}
