package useroffice

import (
	"fmt"
	"testing"

	"marke/facilities"
)

// A plan aims at whole slots. What it says of the partner who gets least is what its table of partners says.
func TestWhoGetsLeastIsToldAlikeByThePlanAndItsTable(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls(func(r *facilities.Round) { r.GridMinutes = 60 })
	for i := range 4 {
		d.asks("erik", asksFor(r, fmt.Sprintf("Erik %d", i), 3, at(8, 18)))
		d.asks("bob", asksFor(r, fmt.Sprintf("Bob %d", i), 5, at(7, 19)))
	}
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	if len(draft.Fairness) != 2 || draft.Fairness[0] == 0 || draft.Fairness[0] == 1_000_000 {
		t.Fatalf("nobody has to go without: %v of %+v", draft.Fairness, draft.Outcomes)
	}
	if worst := worstRatio(draft); worst != draft.Fairness[0] {
		t.Errorf("the plan says %d, its table %d: %+v", draft.Fairness[0], worst, draft.Outcomes)
	}
	for _, o := range draft.Outcomes {
		if o.Target%60 != 0 || o.Target > o.Asked {
			t.Errorf("%s has %d of %d to aim at", o.Partner, o.Target, o.Asked)
		}
	}
}
