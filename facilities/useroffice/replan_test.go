package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

// breaks stops a microscope for the Monday.
func (d *desk) breaks(kind facilities.DowntimeKind) facilities.Downtime {
	d.t.Helper()
	down, _, err := d.OpenDowntime(d.t.Context(), d.as("mia"), now, facilities.Downtime{Kind: kind, Facility: "lab", Resource: "sem", Start: at(0, 24).Start, End: at(0, 24).End,
		Reason: "Vacuümpomp"}, false)
	if err != nil {
		d.t.Fatal(err)
	}
	return down
}

// proposes works out what to do about a downtime.
func (d *desk) proposes(down facilities.Downtime) facilities.Replan {
	d.t.Helper()
	r, err := d.ProposeReplan(d.t.Context(), d.as("mia"), now, down.ID, ReplanSettings{})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestADowntimeIsPlannedAroundInOneStep(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		for _, kind := range []facilities.DowntimeKind{facilities.Maintenance, facilities.Outage} {
			hit := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Title: "Geraakt"})
			stays := d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(9, 11)})
			down := d.breaks(kind)
			_, err := d.ProposeReplan(t.Context(), d.as("erik"), now, down.ID, ReplanSettings{})
			wantError(t, err, facilities.NotFound, "not_found")
			before := d.booking(hit.ID)
			r := d.proposes(down)
			if len(r.Moves) != 1 || r.Moves[0].Dropped || !r.Moves[0].Hit || r.Moves[0].Person != "erik" || r.Stays != 1 {
				t.Fatalf("%s: %+v", kind, r)
			}
			if after := d.booking(hit.ID); after.Version != before.Version {
				t.Errorf("%s: a proposal changed the booking", kind)
			}
			applied, err := d.ApplyReplan(t.Context(), d.as("mia"), now, r.ID, r.Version)
			if err != nil || applied.State != facilities.ReplanApplied {
				t.Fatalf("%s: %+v, %v", kind, applied, err)
			}
			m := r.Moves[0]
			list, _, err := d.Bookings(t.Context(), d.as("erik"), now, BookingQuery{From: m.To.Start, To: m.To.End, Resource: m.Resource, States: []facilities.State{facilities.StateApproved}})
			if err != nil || len(list) != 1 || list[0].Person != "erik" || list[0].State != facilities.StateApproved || list[0].Title != "Geraakt" {
				t.Fatalf("%s: at the new place %+v, %v", kind, list, err)
			}
			if told := d.mails("erik", list[0].ID); len(told) == 0 {
				t.Errorf("%s: nobody is told", kind)
			}
			if b := d.booking(stays.ID); b.Version != stays.Version {
				t.Errorf("%s: what was not hit changed", kind)
			}
			_, err = d.ApplyReplan(t.Context(), d.as("mia"), now, r.ID, 0)
			wantError(t, err, facilities.Conflict, "replan_over")
			if again := d.proposes(down); len(again.Moves) != 0 {
				t.Errorf("%s: there is more to do: %+v", kind, again.Moves)
			}
			for _, id := range []facilities.BookingID{list[0].ID, stays.ID} {
				if _, err := d.Cancel(t.Context(), d.as("mia"), now, id, 0, "klaar"); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := d.EndDowntime(t.Context(), d.as("mia"), now, down.ID, 0, now); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAStaleProposalChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		first := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
		second := d.books("eva", facilities.Wish{Resource: "sem", Use: at(12, 14)})
		down := d.breaks(facilities.Maintenance)
		r := d.proposes(down)
		if len(r.Moves) != 2 {
			t.Fatalf("%+v", r.Moves)
		}
		at := slices.IndexFunc(r.Moves, func(m facilities.ReplanMove) bool { return m.Booking == second.ID })
		taken := r.Moves[at]
		d.books("bob", facilities.Wish{Resource: taken.Resource, Use: facilities.Span{Start: taken.To.Start, End: taken.To.Start.Add(15 * time.Minute)}})
		_, err := d.ApplyReplan(t.Context(), d.as("mia"), now, r.ID, r.Version)
		wantError(t, err, facilities.Stale, "stale")
		for _, b := range []facilities.Booking{first, second} {
			if is := d.booking(b.ID); is.Use != b.Use || is.Resource != b.Resource || !is.Claims[0].Active {
				t.Errorf("%s moved to %v on %s", b.ID, is.Use, is.Resource)
			}
		}
		seen, err := d.Replan(t.Context(), d.as("mia"), now, r.ID)
		if err != nil || seen.State != facilities.ReplanStale {
			t.Errorf("the proposal is %s, %v", seen.State, err)
		}
	})
}

func TestARepeatedProposalUnderOneKeyIsTheFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
		down := d.breaks(facilities.Maintenance)
		again := func(body string) (facilities.Replan, error) {
			return d.Once("sleutel", []byte(body)).ProposeReplan(t.Context(), d.as("mia"), now, down.ID, ReplanSettings{})
		}
		first, err := again("{}")
		if err != nil {
			t.Fatal(err)
		}
		_, err = again("[]")
		wantError(t, err, facilities.KeyReused, "key_reused")
		if _, err := d.EndDowntime(t.Context(), d.as("mia"), now, down.ID, 0, now); err != nil {
			t.Fatal(err)
		}
		if r, err := again("{}"); err != nil || r.ID != first.ID || len(r.Moves) != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		_, err = d.ProposeReplan(t.Context(), d.as("mia"), now, down.ID, ReplanSettings{})
		wantError(t, err, facilities.Conflict, "downtime_over")
	})
}

// Planned early, a repair may hit what lies months ahead: that goes near where it stood, not to the weeks that come first.
func TestWhatLiesMonthsAheadStaysNearWhereItStood(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		var hit []facilities.Booking
		for _, days := range []int{70, 77} {
			use := facilities.Span{Start: at(9, 11).Start.AddDate(0, 0, days), End: at(9, 11).End.AddDate(0, 0, days)}
			hit = append(hit, d.books("erik", facilities.Wish{Resource: "sem", Use: use}))
		}
		down, _, err := d.OpenDowntime(t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "sem",
			Start: hit[0].Use.Start.Add(-time.Hour), End: hit[1].Use.End.Add(time.Hour), Reason: "Nieuwe kolom"}, false)
		if err != nil {
			t.Fatal(err)
		}
		proposal := d.proposes(down)
		if len(proposal.Moves) != len(hit) {
			t.Fatalf("%+v", proposal.Moves)
		}
		for i, m := range proposal.Moves {
			if m.Dropped || m.To.Start.Sub(hit[i].Use.Start).Abs() > oneDay {
				t.Errorf("%v goes to %v, dropped %v", m.From, m.To, m.Dropped)
			}
		}
	})
}
