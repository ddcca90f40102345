package useroffice

import (
	"context"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// to is a move of a booking to another place.
func (d *desk) to(b facilities.Booking, resource facilities.ResourceID, use facilities.Span, with ...facilities.WishClaim) facilities.ReplanMove {
	d.t.Helper()
	b = d.booking(b.ID)
	return facilities.ReplanMove{Booking: b.ID, Version: b.Version, From: b.Use, Was: b.Resource, To: use, Resource: resource, With: with, Person: b.Person, Partner: b.Partner}
}

// gone is a move of a booking to nowhere.
func (d *desk) gone(b facilities.Booking) facilities.ReplanMove {
	m := d.to(b, "", facilities.Span{})
	m.Dropped = true
	return m
}

// saves stores a proposal of these moves, for maintenance on a microscope.
func (d *desk) saves(moves ...facilities.ReplanMove) facilities.Replan {
	d.t.Helper()
	r := d.proposes(d.breaks(facilities.Maintenance))
	for i, m := range moves {
		moves[i].Version = d.booking(m.Booking).Version // the maintenance has marked some of them
	}
	r.Moves = moves
	d.change(func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = tx.SaveReplan(ctx, r)
		return err
	})
	return r
}

// wantMoves applies a proposal, which must come about as it says.
func (d *desk) wantMoves(r facilities.Replan) {
	d.t.Helper()
	if _, err := d.ApplyReplan(d.t.Context(), d.as("mia"), now, r.ID, 0); err != nil {
		d.t.Fatal(err)
	}
	for _, m := range r.Moves {
		b := d.booking(m.Booking)
		switch {
		case m.Dropped && b.State != facilities.StateDisplaced:
			d.t.Errorf("%s is %s", b.ID, b.State)
		case !m.Dropped && (b.State != facilities.StateApproved || b.Use != m.To || b.Resource != m.Resource || !b.Claims[0].Active):
			d.t.Errorf("%s is %s at %v on %s", b.ID, b.State, b.Use, b.Resource)
		}
	}
}

// wantStale applies a proposal, which must be refused as stale and change nothing.
func (d *desk) wantStale(r facilities.Replan, others ...facilities.Booking) {
	d.t.Helper()
	was := map[facilities.BookingID]facilities.Booking{}
	for _, m := range r.Moves {
		was[m.Booking] = d.booking(m.Booking)
	}
	for _, b := range others {
		was[b.ID] = d.booking(b.ID)
	}
	_, err := d.ApplyReplan(d.t.Context(), d.as("mia"), now, r.ID, 0)
	wantError(d.t, err, facilities.Stale, "stale")
	for id, b := range was {
		is := d.booking(id)
		if is.Version != b.Version || is.Use != b.Use || is.Resource != b.Resource || is.State != b.State || is.Claims[0] != b.Claims[0] {
			d.t.Errorf("%s is %s at %v on %s, with %v", id, is.State, is.Use, is.Resource, is.Claims)
		}
	}
	seen, err := d.Replan(d.t.Context(), d.as("mia"), now, r.ID)
	if err != nil || seen.State != facilities.ReplanStale {
		d.t.Errorf("the proposal is %s, %v", seen.State, err)
	}
}

// onDay is a span so many days after the Monday.
func onDay(days int, from, until float64) facilities.Span {
	return at(24*float64(days)+from, 24*float64(days)+until)
}

// Erik has to be at all three microscopes' uses himself: each of the moves goes to where another booking of his stood until now.
func TestWhoIsMovedAlongIsNotInTheWay(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		first := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
		second := d.books("erik", facilities.Wish{Resource: "sem-2", Use: at(11, 13)})
		third := d.books("erik", facilities.Wish{Resource: "sem-2", Use: at(13, 15)})
		d.wantMoves(d.saves(d.to(first, "sem-2", at(11, 13)), d.to(second, "sem-2", at(13, 15)), d.gone(third)))
	})
}

// The first booking goes to the Tuesday, of which the second one has used up all that may be; the second goes to the Wednesday.
func TestAQuotaIsHeldAgainstTheWholeStep(t *testing.T) {
	for name, q := range map[string]facilities.Quota{
		"a person's day":     {Scope: facilities.PerPerson, Period: facilities.PerDay},
		"a partner's day":    {Scope: facilities.PerPartner, Period: facilities.PerDay},
		"a project's day":    {Scope: facilities.PerProject, Period: facilities.PerDay},
		"prime time of days": {Scope: facilities.PerPerson, Period: facilities.PerDay, PrimeOnly: true},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *desk) {
				first := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Project: "p1"})
				second := d.books("erik", facilities.Wish{Resource: "sem-2", Use: onDay(1, 9, 13), Project: "p1"})
				q.ID, q.Facility, q.Max = "q", "lab", 4*time.Hour
				d.quota(q)
				d.wantMoves(d.saves(d.to(first, "sem-2", onDay(1, 13, 15)), d.to(second, "sem-2", onDay(2, 9, 13))))
				more := d.books("erik", facilities.Wish{Resource: "sem", Use: onDay(3, 9, 11), Project: "p1"})
				d.wantStale(d.saves(d.to(more, "sem", onDay(1, 9, 11)), d.to(first, "sem-2", onDay(1, 11, 14)))) // five hours on the Tuesday
			})
		})
	}
}

// What is shared is free for the step as soon as it begins, and no more than that.
func TestTheUnitsOfWhatMovesAreFreeForTheStep(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		first := d.books("erik", facilities.Wish{Resource: "lathes", Units: 3, Use: at(9, 11)})
		second := d.books("eva", facilities.Wish{Resource: "lathes", Units: 2, Use: at(11, 13)})
		held := d.books("bob", facilities.Wish{Resource: "lathes", Units: 1, Use: at(9, 13)})
		d.wantMoves(d.saves(d.to(first, "lathes", at(11, 13)), d.to(second, "lathes", at(9, 11))))
		d.wantStale(d.saves(d.to(first, "lathes", at(10, 12)), d.to(held, "lathes", at(10, 12))), second)
	})
}

func TestWhoCameAlongIsNotInTheWayEither(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		first := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Companions: []facilities.PersonID{"eva"}})
		second := d.books("lex", facilities.Wish{Resource: "sem-2", Use: at(11, 13), Companions: []facilities.PersonID{"eva"}})
		d.wantMoves(d.saves(d.to(first, "sem-2", at(11, 13)), d.to(second, "sem-2", at(13, 15))))
		d.wantStale(d.saves(d.to(first, "sem", at(14, 16)), d.to(second, "sem-2", at(15, 17)))) // eva cannot be at both
	})
}

// From gold to clean takes the ebeam an hour and a half, but a rinse in between takes nothing before or after it.
func (d *desk) rinses() {
	d.alter("ebeam", func(r *facilities.Resource) {
		r.Changeover = facilities.Changeover{Classes: []string{"clean", "gold", "rinse"}, Minutes: [][]int{{0, 30, 0}, {90, 0, 0}, {0, 0, 0}}}
	})
}

func TestChangeoversAreThoseOfTheWholeStep(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.rinses()
		gold := d.books("erik", facilities.Wish{Resource: "ebeam", Use: onDay(1, 9, 11), Process: "gold"})
		rinse := d.books("eva", facilities.Wish{Resource: "ebeam", Use: onDay(2, 9, 9.5), Process: "rinse"})
		clean := d.books("bob", facilities.Wish{Resource: "ebeam", Use: onDay(3, 13, 14), Process: "clean"})
		d.wantMoves(d.saves(d.to(gold, "ebeam", onDay(3, 10.5, 12.5)), d.to(rinse, "ebeam", onDay(3, 12.5, 13)))) // on the way the gold would be right before the clean
		for _, b := range []facilities.Booking{gold, rinse, clean} {
			if is := d.booking(b.ID); is.Claims[0].Span != is.Use {
				t.Errorf("%s at %v holds %v", is.Process, is.Use, is.Claims[0].Span)
			}
		}
		d.wantStale(d.saves(d.to(rinse, "ebeam", onDay(4, 9, 9.5)), d.to(gold, "ebeam", onDay(3, 10.75, 12.75))), clean) // now it would stay so
	})
}

// The clean use has an hour and a half before it for the gold one, which goes; two others come into that time.
func TestAChangeoverThatNobodyNeedsAnyMoreMakesRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.rinses()
		gold := d.books("erik", facilities.Wish{Resource: "ebeam", Use: onDay(1, 9, 10.5), Process: "gold"})
		clean := d.books("bob", facilities.Wish{Resource: "ebeam", Use: onDay(1, 12, 13), Process: "clean"})
		if held := d.booking(clean.ID).Claims[0].Span; held != onDay(1, 10.5, 13) {
			t.Fatalf("it holds %v", held)
		}
		one := d.books("eva", facilities.Wish{Resource: "ebeam", Use: onDay(2, 9, 9.5), Process: "clean"})
		other := d.books("lex", facilities.Wish{Resource: "ebeam", Use: onDay(2, 12, 12.5), Process: "clean"})
		d.wantMoves(d.saves(d.to(one, "ebeam", onDay(1, 10.5, 11)), d.to(other, "ebeam", onDay(1, 11, 11.5)), d.to(gold, "ebeam", onDay(2, 9, 10.5))))
		for _, b := range []facilities.Booking{clean, one, other} {
			if is := d.booking(b.ID); is.Claims[0].Span != is.Use {
				t.Errorf("%s at %v holds %v", is.ID, is.Use, is.Claims[0].Span)
			}
		}
		if held := d.booking(gold.ID).Claims[0].Span; held != onDay(2, 8.5, 10.5) { // it is after a clean one now
			t.Errorf("gold holds %v", held)
		}
		after := d.books("erik", facilities.Wish{Resource: "ebeam", Use: onDay(2, 12, 13), Process: "clean"})
		d.wantMoves(d.saves(d.gone(one), d.to(gold, "ebeam", onDay(2, 8, 9.5)))) // who stays is set right too
		if held := d.booking(after.ID).Claims[0].Span; held != onDay(2, 10.5, 13) {
			t.Errorf("it holds %v", held)
		}
	})
}

func TestAProposalForWhatIsNoLongerThereIsStale(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		hit := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
		r := d.saves(d.to(hit, "sem-2", at(9, 11)))
		d.alter("sem-2", func(r *facilities.Resource) { r.Archived = true })
		d.wantStale(r)
	})
}

func TestAHoldStandsInTheWayOfAProposal(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		hit := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
		r := d.saves(d.to(hit, "sem-2", at(9, 11)))
		hold, err := d.Hold(t.Context(), d.as("bob"), now, facilities.Wish{Resource: "sem-2", Use: at(10, 12)})
		if err != nil {
			t.Fatal(err)
		}
		d.wantStale(r, hold)
	})
}

// The two use up what the month allows, and both are planned anew in it.
func TestAProposalCountsNothingTwiceForAQuota(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		early := now.AddDate(0, 0, -18)
		for _, from := range []int{1, 5} {
			start := early.Add(time.Duration(24+from) * time.Hour)
			if _, err := d.Book(t.Context(), d.as("erik"), early, facilities.Wish{Resource: "sem", Use: facilities.Span{Start: start, End: start.Add(2 * time.Hour)}}); err != nil {
				t.Fatal(err)
			}
		}
		d.quota(facilities.Quota{ID: "q", Facility: "lab", Scope: facilities.PerPerson, Period: facilities.PerMonth, Max: 4 * time.Hour})
		down, _, err := d.OpenDowntime(t.Context(), d.as("mia"), early, facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "sem", Start: early,
			End: early.Add(48 * time.Hour), Reason: "Vacuümpomp"}, false)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.ProposeReplan(t.Context(), d.as("mia"), early, down.ID, ReplanSettings{})
		if err != nil || len(r.Moves) != 2 || r.Moves[0].Dropped || r.Moves[1].Dropped {
			t.Fatalf("%+v, %v", r.Moves, err)
		}
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), early, r.ID, 0); err != nil {
			t.Error(err)
		}
	})
}

// A manager let erik have an hour more than his quota. What was not hit stays, what was hit finds another place and keeps the leave.
func TestWhatAManagerLetHappenIsPlannedAroundToo(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		early := now.AddDate(0, 0, -18)
		book := func(who facilities.PersonID, w facilities.Wish) facilities.Booking {
			b, err := d.Book(t.Context(), d.as(who), early, w)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		hours := func(from int) facilities.Span {
			start := early.Add(time.Duration(24+from) * time.Hour)
			return facilities.Span{Start: start, End: start.Add(2 * time.Hour)}
		}
		d.quota(facilities.Quota{ID: "q", Facility: "lab", Scope: facilities.PerPerson, Period: facilities.PerMonth, Max: 3 * time.Hour})
		stays := book("erik", facilities.Wish{Resource: "sem-2", Use: hours(1)})
		hit := book("mia", facilities.Wish{Resource: "sem", Use: hours(5), For: "erik", Override: []string{"quota"}, Reason: "Stage"})
		down, _, err := d.OpenDowntime(t.Context(), d.as("mia"), early, facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "sem", Start: early,
			End: early.Add(48 * time.Hour), Reason: "Vacuümpomp"}, false)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.ProposeReplan(t.Context(), d.as("mia"), early, down.ID, ReplanSettings{})
		if err != nil || len(r.Moves) != 1 || r.Moves[0].Booking != hit.ID {
			t.Fatalf("%+v, %v", r.Moves, err)
		}
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), early, r.ID, 0); err != nil {
			t.Error(err)
		}
		if is := d.booking(stays.ID); is.Version != stays.Version {
			t.Errorf("what was not hit goes to %v", is.Use)
		}
	})
}

// On each of the days that are left erik may have four hours, and on the Tuesday he has them: the quota of prime hours is in no problem, and the proposal keeps it none the less.
func TestAProposalCanBeApplied(t *testing.T) {
	for name, prime := range map[string]bool{"prime hours of a day": true, "hours of a day": false} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *desk) {
				d.quota(facilities.Quota{ID: "q", Facility: "lab", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 4 * time.Hour, PrimeOnly: prime})
				for _, hours := range []facilities.Span{at(9, 11), at(13, 15)} {
					d.books("erik", facilities.Wish{Resource: "sem", Use: hours})
				}
				for _, id := range []facilities.ResourceID{"sem", "sem-2"} { // both days have two hours left between them in the day
					d.shuts(id, onDay(1, 0, 9))
					d.shuts(id, facilities.Span{Start: onDay(1, 17, 17).Start, End: onDay(70, 0, 1).End})
				}
				d.shuts("sem", facilities.Span{Start: now, End: monday})
				d.shuts("sem-2", facilities.Span{Start: now, End: onDay(1, 0, 0).Start})
				d.books("erik", facilities.Wish{Resource: "ebeam", Use: onDay(1, 9, 11)})
				r := d.proposes(d.breaks(facilities.Maintenance))
				moved := 0
				for _, m := range r.Moves {
					if !m.Dropped {
						moved++
					}
				}
				if len(r.Moves) != 2 || moved != 1 {
					t.Fatalf("%+v", r.Moves)
				}
				if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, r.ID, 0); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// The repair is quicker than thought: what was displaced comes back to where it was, unless somebody else has come there.
func TestWhatWasDisplacedComesBackAfterAQuickRepair(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		first, second := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)}), d.books("eva", facilities.Wish{Resource: "sem", Use: at(13, 15)})
		down := d.breaks(facilities.Outage)
		down, err := d.EndDowntime(t.Context(), d.as("mia"), now, down.ID, 0, at(0, 7).End)
		if err != nil {
			t.Fatal(err)
		}
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(13, 15)})
		d.books("bea", facilities.Wish{Resource: "sem-2", Use: at(13, 14)})
		r := d.proposes(down)
		if len(r.Moves) != 2 || r.Moves[0].Booking != first.ID || r.Moves[0].To != first.Use || r.Moves[0].Resource != "sem" || r.Moves[1].Booking != second.ID || r.Moves[1].Dropped {
			t.Fatalf("%+v", r.Moves)
		}
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, r.ID, 0); err != nil {
			t.Fatal(err)
		}
		if again := d.proposes(down); len(again.Moves) != 0 {
			t.Errorf("there is more to do: %+v", again.Moves)
		}
	})
}
