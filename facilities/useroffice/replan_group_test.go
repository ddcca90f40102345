package useroffice

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

// pairs publishes a round of two requests of erik's that are placed all or none: two hours on a microscope in the morning and two on the e-beam in the afternoon of the
// Monday. They come back as asked.
func (d *desk) pairs() []facilities.RoundRequest {
	d.t.Helper()
	d.pooled()
	d.alter("ebeam", func(r *facilities.Resource) { r.Pool = "micro" })
	r := d.calls()
	var pair []facilities.RoundRequest
	for _, want := range []struct {
		on     facilities.ResourceID
		window facilities.Span
	}{{"sem", at(8, 12)}, {"ebeam", at(12, 16)}} {
		asked := route(r, "Op "+string(want.on), stepOn(2, 0, 0, want.on))
		asked.Together, asked.Windows = "paar", []facilities.RoundWindow{{Span: want.window}}
		pair = append(pair, d.asks("erik", asked))
	}
	d.closes(r)
	if out := d.publishes(r, d.solves(r, SolveSettings{Steps: 2000}).Number); len(out.Booked) != 2 {
		d.t.Fatalf("%d booked", len(out.Booked))
	}
	return pair
}

// stands counts the bookings of some requests that a proposal leaves standing, and those that it drops.
func (d *desk) stands(proposal facilities.Replan, requests ...facilities.RoundRequest) (left, dropped int) {
	d.t.Helper()
	for _, r := range requests {
		for _, p := range d.request(r.Person, r.ID).Placed {
			standing := d.booking(p.Booking).State == facilities.StateApproved
			for _, m := range proposal.Moves {
				if m.Booking == p.Booking {
					standing = !m.Dropped
				}
			}
			if standing {
				left++
			} else {
				dropped++
			}
		}
	}
	return left, dropped
}

// forLong is from now on, as far as a new place is looked for and further.
func forLong() facilities.Span { return facilities.Span{Start: now, End: now.Add(2 * replanMost)} }

func TestAGroupGoesWhenOneOfItHasNoPlaceAnyMore(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		pair := d.pairs()
		proposal := d.proposes(d.shuts("ebeam", forLong()))
		if left, dropped := d.stands(proposal, pair...); left != 0 || dropped != 2 {
			t.Fatalf("%d stand and %d go: %+v", left, dropped, proposal.Moves)
		}
		for _, m := range proposal.Moves {
			if m.Hit != (m.Was == "ebeam") {
				t.Errorf("%s was hit: %v", m.Was, m.Hit)
			}
		}
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, proposal.ID, 0); err != nil {
			t.Fatal(err)
		}
		if left, dropped := d.stands(facilities.Replan{}, pair...); left != 0 || dropped != 2 {
			t.Errorf("%d stand and %d are gone", left, dropped)
		}
		down, err := d.EndDowntime(t.Context(), d.as("mia"), now, proposal.Downtime, 0, at(0, 24).End)
		if err != nil {
			t.Fatal(err)
		}
		again := d.proposes(down) // the repair was quicker: both come back, the one to where it was
		if left, dropped := d.stands(again, pair...); left != 2 || dropped != 0 || len(again.Moves) != 2 || again.Moves[0].To != again.Moves[0].From {
			t.Fatalf("%d stand and %d go: %+v", left, dropped, again.Moves)
		}
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, again.ID, 0); err != nil {
			t.Fatal(err)
		}
		if left, dropped := d.stands(facilities.Replan{}, pair...); left != 2 || dropped != 0 {
			t.Errorf("%d stand and %d are gone", left, dropped)
		}
		if more := d.proposes(down); len(more.Moves) != 0 {
			t.Errorf("there is more to do: %+v", more.Moves)
		}
	})
}

func TestOfAGroupOnlyWhatWasHitMovesWhileItHasAPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		pair := d.pairs()
		proposal := d.proposes(d.shuts("ebeam", at(0, 24)))
		if left, dropped := d.stands(proposal, pair...); left != 2 || dropped != 0 || len(proposal.Moves) != 1 || proposal.Moves[0].Was != "ebeam" {
			t.Errorf("%d stand and %d go: %+v", left, dropped, proposal.Moves)
		}
	})
}

func TestWhatBelongsToAGroupGoesAlsoWhenItCannotBeMoved(t *testing.T) {
	for name, stiff := range map[string]facilities.ResourceID{"what was not hit": "sem", "what was hit": "ebeam"} {
		t.Run(name, func(t *testing.T) {
			d := onSQLite(t, storeOptions)
			pair := d.pairs()
			d.alter(stiff, func(r *facilities.Resource) { r.Rules.Longest = time.Hour }) // by the rules of today it could not be made where it stands
			proposal := d.proposes(d.shuts("ebeam", forLong()))
			if left, dropped := d.stands(proposal, pair...); left != 0 || dropped != 2 || len(proposal.Moves) != 2 {
				t.Errorf("%d stand and %d go: %+v", left, dropped, proposal.Moves)
			}
		})
	}
}

func TestTheTimeOfAGroupThatGoesIsFreeForOthers(t *testing.T) {
	d := onSQLite(t, storeOptions)
	pair := d.pairs()
	gone := d.booking(d.request("erik", pair[0].ID).Placed[0].Booking)
	d.alter("ebeam", func(r *facilities.Resource) { r.Capabilities = []facilities.Capability{{Tag: "sem"}} }) // the microscopes can stand in for it …
	for _, id := range []facilities.ResourceID{"sem", "sem-2"} {                                              // … in two hours, in which erik can be at one of them
		d.shuts(id, facilities.Span{Start: now, End: gone.Use.Start})
		d.shuts(id, facilities.Span{Start: gone.Use.End, End: forLong().End})
	}
	hit := d.books("bob", facilities.Wish{Resource: "ebeam", Use: facilities.Span{Start: gone.Use.Start, End: gone.Use.Start.Add(time.Hour)}})
	d.books("anna", facilities.Wish{Resource: "sem-2", Use: gone.Use})
	proposal := d.proposes(d.shuts("ebeam", forLong()))
	for _, m := range proposal.Moves {
		if m.Booking == hit.ID && (m.Dropped || m.Resource != "sem" || m.To != hit.Use) {
			t.Errorf("it goes to %v on %s", m.To, m.Resource)
		}
	}
	if left, dropped := d.stands(proposal, pair...); left != 0 || dropped != 2 || len(proposal.Moves) != 3 {
		t.Errorf("%d stand and %d go: %+v", left, dropped, proposal.Moves)
	}
}

func TestAGroupIsWorthWhatAllOfItIs(t *testing.T) {
	d := onSQLite(t, storeOptions)
	pair := d.pairs()
	alone := d.books("bob", facilities.Wish{Resource: "ebeam", Use: at(24+9, 24+12)})
	d.shuts("ebeam", facilities.Span{Start: now, End: monday})
	d.shuts("ebeam", facilities.Span{Start: at(24+15, 24+15).Start, End: forLong().End})
	proposal := d.proposes(d.shuts("ebeam", at(0, 24+12))) // Tuesday from noon to three is left: for three hours of bob's, or two that two more depend on
	if left, dropped := d.stands(proposal, pair...); left != 2 || dropped != 0 {
		t.Errorf("%d stand and %d go", left, dropped)
	}
	if len(proposal.Moves) != 2 || !proposal.Moves[1].Dropped || proposal.Moves[1].Booking != alone.ID {
		t.Errorf("%+v", proposal.Moves)
	}
}

func TestWhatIsLeftOfAGroupStandsByItself(t *testing.T) {
	broken := map[string]func(d *desk, first facilities.Booking) time.Time{
		"since one of it has begun": func(d *desk, first facilities.Booking) time.Time {
			if _, err := d.CheckIn(d.t.Context(), d.as("erik"), first.Use.Start, first.ID, 0); err != nil {
				d.t.Fatal(err)
			}
			return first.Use.Start.Add(time.Minute)
		},
		"since one of it was given up": func(d *desk, first facilities.Booking) time.Time {
			if _, err := d.Cancel(d.t.Context(), d.as("erik"), afterCall, first.ID, 0, ""); err != nil {
				d.t.Fatal(err)
			}
			return afterCall
		},
	}
	for name, breaks := range broken {
		t.Run(name, func(t *testing.T) {
			d := onSQLite(t, storeOptions)
			pair := d.pairs()
			down := d.shuts("ebeam", forLong())
			first := d.booking(d.request("erik", pair[0].ID).Placed[0].Booking)
			proposal, err := d.ProposeReplan(t.Context(), d.as("mia"), breaks(d, first), down.ID, ReplanSettings{})
			if err != nil {
				t.Fatal(err)
			}
			if len(proposal.Moves) != 1 || !proposal.Moves[0].Dropped || proposal.Moves[0].Was != "ebeam" {
				t.Errorf("%+v", proposal.Moves)
			}
		})
	}
}

func TestReplanningLeavesNoHalfGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		for _, id := range []facilities.ResourceID{"ebeam", "quick"} {
			d.alter(id, func(r *facilities.Resource) { r.Pool = "micro" })
		}
		r := d.calls()
		random := rand.New(rand.NewPCG(3, 5))
		machines := []facilities.ResourceID{"sem", "sem-2", "ebeam", "quick"}
		people := []facilities.PersonID{"erik", "bob", "eva", "anna", "lex", "bea"}
		groups := make([][]facilities.RoundRequest, 6)
		for i := range groups {
			for k := range 2 + random.IntN(2) {
				asked := route(r, fmt.Sprint("Groep ", i, k), stepOn(float64(3+random.IntN(5)), 0, 0, machines[random.IntN(4)]))
				if k == 0 { // a route within a group
					asked.Steps = append(asked.Steps, stepOn(1, 0, 8, machines[random.IntN(4)]))
				}
				asked.Together = fmt.Sprint("groep-", i)
				groups[i] = append(groups[i], d.asks(people[i], asked))
			}
		}
		d.closes(r)
		d.publishes(r, d.solves(r, SolveSettings{Steps: 4000}).Number)
		var kept, gone, moved int
		for i := range 8 {
			span := forLong()
			if i%2 == 0 {
				span = at(float64(random.IntN(5)*24), float64(24*(5+random.IntN(9))))
			}
			down := d.shuts(machines[random.IntN(4)], span)
			proposal := d.proposes(down)
			for k, group := range groups {
				left, dropped := d.stands(proposal, group...)
				if left > 0 && dropped > 0 {
					t.Errorf("outage %d: of group %d %d stand and %d go", i, k, left, dropped)
				}
				if dropped > 0 {
					gone++
				} else if left > 0 {
					kept++
				}
			}
			for _, m := range proposal.Moves {
				if !m.Dropped {
					moved++
				}
			}
			if i%4 == 3 {
				if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, proposal.ID, 0); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := d.EndDowntime(t.Context(), d.as("mia"), now, down.ID, 0, down.Start); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%d times a group stands and %d times it goes, %d bookings move", kept, gone, moved)
		if kept == 0 || gone == 0 || moved == 0 {
			t.Error("the cases do not show what they should")
		}
	})
}

// parted proposes what to do about a downtime when groups may be parted, and applies it.
func (d *desk) parted(down facilities.Downtime, when time.Time) facilities.Replan {
	d.t.Helper()
	r, err := d.ProposeReplan(d.t.Context(), d.as("mia"), when, down.ID, ReplanSettings{Apart: true})
	if err == nil {
		r, err = d.ApplyReplan(d.t.Context(), d.as("mia"), when, r.ID, 0)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestAManagerMayKeepTheRestOfAGroup(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		pair := d.pairs()
		down := d.shuts("ebeam", forLong())
		r := d.parted(down, now)
		if len(r.Moves) != 1 || !r.Moves[0].Dropped || r.Moves[0].Was != "ebeam" || !r.Moves[0].Apart || r.Moves[0].Group != "paar" {
			t.Fatalf("%+v", r.Moves)
		}
		if left, dropped := d.stands(facilities.Replan{}, pair...); left != 1 || dropped != 1 {
			t.Errorf("%d stand and %d are gone", left, dropped)
		}
		if later := d.proposes(down); slices.ContainsFunc(later.Moves, func(m facilities.ReplanMove) bool { return m.Was != "ebeam" || m.Group != "" }) {
			t.Errorf("the group holds again: %+v", later.Moves) // what was decided stays so
		}
	})
}

func TestTheRestOfAGroupThatWentComesBackWhenTheManagerPartsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		pair := d.pairs()
		down := d.shuts("ebeam", forLong())
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, d.proposes(down).ID, 0); err != nil {
			t.Fatal(err)
		}
		taken := d.books("bob", facilities.Wish{Resource: "sem", Use: d.booking(d.request("erik", pair[0].ID).Placed[0].Booking).Use}) // where the rest was
		r := d.parted(down, now)
		var back []facilities.ReplanMove
		for _, m := range r.Moves {
			if !m.Dropped {
				back = append(back, m)
			}
		}
		if len(back) != 1 || back[0].Was != "sem" || back[0].Booking == taken.ID {
			t.Fatalf("%+v", r.Moves)
		}
		if left, dropped := d.stands(facilities.Replan{}, pair...); left != 1 || dropped != 1 {
			t.Errorf("%d stand and %d are gone", left, dropped)
		}
	})
}

// The one that was hit is past: it was displaced, and nobody found anything for it in time.
func TestWhatIsLeftWhenOneOfAGroupIsGoneForGoodWaitsForTheManager(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		pair := d.pairs()
		first, second := d.booking(d.request("erik", pair[0].ID).Placed[0].Booking), d.booking(d.request("erik", pair[1].ID).Placed[0].Booking)
		down := d.shuts("sem", forLong())
		d.shuts("sem-2", forLong())
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, d.proposes(down).ID, 0); err != nil {
			t.Fatal(err)
		}
		later := first.Use.Start.Add(time.Minute)
		r, err := d.ProposeReplan(t.Context(), d.as("mia"), later, down.ID, ReplanSettings{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Moves) != 1 || r.Moves[0].Booking != second.ID || !r.Moves[0].Dropped || r.Moves[0].Group != "paar" {
			t.Fatalf("without a decision %+v", r.Moves)
		}
		if r = d.parted(down, later); len(r.Moves) != 1 || r.Moves[0].Booking != second.ID || r.Moves[0].Dropped || r.Moves[0].To != second.Use {
			t.Fatalf("%+v", r.Moves)
		}
		if again, err := d.ProposeReplan(t.Context(), d.as("mia"), later, down.ID, ReplanSettings{}); err != nil || len(again.Moves) != 0 {
			t.Errorf("there is more to do: %+v, %v", again.Moves, err)
		}
	})
}
