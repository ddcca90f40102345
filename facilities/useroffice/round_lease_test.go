package useroffice

import (
	"testing"

	"marke/facilities"
)

// A draft is there already when the second solve begins. Asked again under its key while it is under way, and after it came to nothing, the older draft is no answer.
func TestAKeyStandsForTheDraftThatWasMadeUnderIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		d.asks("erik", asksFor(r, "Eens", 2))
		d.closes(r)
		d.solves(r, SolveSettings{})
		again := func() (facilities.RoundPlan, bool, error) {
			o := d.Once("sleutel", []byte("{}"))
			plan, err := o.SolveRound(t.Context(), d.as("mia"), afterCall, r.ID, 0, SolveSettings{})
			return plan, o.Replayed(), err
		}

		under := d.Once("sleutel", []byte("{}"))
		a := act{d.as("mia"), afterCall, "solve_round"}
		began, _, err := under.beginSolve(t.Context(), a, r.ID, 0, &SolveSettings{})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = again()
		wantError(t, err, facilities.Conflict, "round_solving")
		if err := under.endSolve(t.Context(), a, began, nil); err != nil {
			t.Fatal(err)
		}

		made, repeated, err := again()
		if err != nil || made.Number != 2 || repeated {
			t.Fatalf("draft %d, repeated %v, after a solve that came to nothing: %v", made.Number, repeated, err)
		}
		d.solves(r, SolveSettings{Seed: 7})
		if plan, repeated, err := again(); err != nil || plan.Number != 2 || !repeated {
			t.Errorf("draft %d, repeated %v, %v", plan.Number, repeated, err)
		}
	})
}

func TestASolveThatWasCalledOffGivesNothingBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		d.asks("erik", asksFor(r, "Eens", 2))
		d.closes(r)
		a := act{d.as("mia"), afterCall, "solve_round"}
		began, _, err := d.beginSolve(t.Context(), a, r.ID, 0, &SolveSettings{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.CancelRound(t.Context(), d.as("mia"), afterCall, r.ID, 0, "De pers verhuist."); err != nil {
			t.Fatal(err)
		}
		if err := d.endSolve(t.Context(), a, began, nil); err != nil {
			t.Error(err)
		}
		if seen, err := d.Round(t.Context(), d.as("mia"), afterCall, r.ID); err != nil || seen.State != facilities.RoundCancelled {
			t.Errorf("%s, %v", seen.State, err)
		}
	})
}
