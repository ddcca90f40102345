package useroffice

import (
	"testing"

	"marke/facilities"
)

// The two of a group are placed together, and before the rinse that somebody else asked for between them: without it the changeover would be too long.
func TestARinseBetweenTwoUsesCountsWhoeverIsPlacedFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.rinses()
		d.alter("ebeam", func(r *facilities.Resource) { r.Pool = "micro" })
		r := d.calls()
		asks := func(who facilities.PersonID, process, together string, use facilities.Span) facilities.RoundRequest {
			asked := asksFor(r, process, use.Duration().Hours(), use)
			asked.Steps[0].Resources, asked.Steps[0].Process, asked.Together = []facilities.ResourceID{"ebeam"}, process, together
			return d.asks(who, asked)
		}
		asks("erik", "gold", "samen", at(9, 10))
		rinse := asks("eva", "rinse", "", at(10, 11))
		asks("erik", "clean", "samen", at(11, 12))
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		if len(draft.Placements) != 3 || len(draft.Doubts) > 0 {
			t.Fatalf("%d placed, doubts %+v, refused %+v", len(draft.Placements), draft.Doubts, draft.Refused)
		}
		out := d.publishes(r, draft.Number)
		if len(out.Booked) != 3 || len(out.Failed) > 0 {
			t.Errorf("%d booked, failed %+v", len(out.Booked), out.Failed)
		}
		if placed := d.request("eva", rinse.ID); placed.State != facilities.RequestPlaced {
			t.Errorf("the rinse is %s", placed.State)
		}
	})
}
