package useroffice

import (
	"context"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

func TestCheckInAndOut(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		erik, start := d.as("erik"), at(10, 12).Start
		b := d.books("erik", facilities.Wish{Resource: "sem", Use: at(10, 12)})
		next := d.books("eva", facilities.Wish{Resource: "sem", Use: at(12, 13)})
		_, err := d.CheckIn(t.Context(), erik, start.Add(-16*time.Minute), b.ID, 0)
		wantError(t, err, facilities.Conflict, "too_early")
		_, err = d.CheckIn(t.Context(), d.as("eva"), start, b.ID, 0)
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.CheckIn(t.Context(), d.as("bob"), start, b.ID, 0)
		wantError(t, err, facilities.NotFound, "not_found")
		_, err = d.CheckOut(t.Context(), erik, start, b.ID, 0)
		wantError(t, err, facilities.Conflict, "not_now_approved")
		_, err = d.CheckIn(t.Context(), erik, start.Add(2*time.Hour), b.ID, 0)
		wantError(t, err, facilities.Conflict, "over")

		b, err = d.CheckIn(t.Context(), erik, start.Add(-15*time.Minute), b.ID, b.Version)
		if err != nil || b.State != facilities.StateInUse || !b.CheckedIn.Equal(start.Add(-15*time.Minute)) {
			t.Fatalf("%+v %v", b, err)
		}
		_, err = d.CheckIn(t.Context(), d.as("eva"), start.Add(2*time.Hour), next.ID, 0)
		wantError(t, err, facilities.Conflict, "still_in_use")

		b, err = d.CheckOut(t.Context(), erik, start.Add(time.Hour), b.ID, b.Version)
		if err != nil || b.State != facilities.StateCompleted || !b.CheckedOut.Equal(start.Add(time.Hour)) || b.Use != at(10, 12) {
			t.Fatalf("%+v %v", b, err)
		}
		if _, err := d.Book(t.Context(), d.as("bob"), start.Add(time.Hour), facilities.Wish{Resource: "sem", Use: at(11, 12)}); err != nil {
			t.Errorf("the rest is free again: %v", err)
		}
	})
}

func TestThreeMayBeInWhereThereIsRoomForThree(t *testing.T) {
	d := onSQLite(t, storeOptions)
	for _, who := range []facilities.PersonID{"erik", "eva", "bob"} {
		b := d.books(who, facilities.Wish{Resource: "printers", Use: at(10, 12)})
		if _, err := d.CheckIn(t.Context(), d.as(who), at(10, 12).Start, b.ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	b := d.books("bea", facilities.Wish{Resource: "printers", Use: at(12, 13)})
	_, err := d.CheckIn(t.Context(), d.as("bea"), at(12, 13).Start, b.ID, 0)
	wantError(t, err, facilities.Conflict, "still_in_use")
}

func TestASampleRemembersWhatItTouched(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		b := d.books("erik", facilities.Wish{Resource: "ebeam", Use: at(10, 11), Project: "p1", Sample: "s1"})
		cleanRoom := facilities.Wish{Resource: "clean", Use: at(13, 14), Project: "p1", Sample: "s1"}
		later := d.books("erik", cleanRoom)
		if _, err := d.CheckIn(t.Context(), d.as("erik"), at(10, 11).Start, b.ID, 0); err != nil {
			t.Fatal(err)
		}
		var sample facilities.Sample
		d.view(func(ctx context.Context, tx *store.Tx) (err error) {
			sample, err = tx.Sample(ctx, "s1")
			return err
		})
		if !slices.Equal(sample.Materials, []string{"gold"}) {
			t.Errorf("%v", sample.Materials)
		}
		cleanRoom.Use = at(15, 16)
		_, err := d.Book(t.Context(), d.as("erik"), now, cleanRoom)
		wantConflict(t, err, "contamination")
		_, err = d.CheckIn(t.Context(), d.as("erik"), at(13, 14).Start, later.ID, 0)
		wantError(t, err, facilities.Conflict, "unsafe")
		wantConflict(t, err, "contamination")
	})
}

// system is the clock's own actor.
func (d *desk) system() facilities.Actor {
	actor := d.as("system")
	actor.Via = "cron"
	return actor
}

// due runs what time brings and answers with what was done.
func (d *desk) due(when time.Time) Done {
	d.t.Helper()
	done, err := d.RunDue(d.t.Context(), d.system(), when)
	if err != nil {
		d.t.Fatal(err)
	}
	return done
}

func TestTimeEndsHoldsAndRequestsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		hold, err := d.Hold(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem", Use: at(9, 10)})
		if err != nil {
			t.Fatal(err)
		}
		request := d.books("erik", facilities.Wish{Resource: "press", Use: at(10, 11), Intake: peek})
		soon := d.books("gus", facilities.Wish{Resource: "sem-2", Use: facilities.Span{Start: now.Add(time.Hour), End: now.Add(2 * time.Hour)}})

		if done := d.due(now.Add(facilities.Hold - time.Second)); done != (Done{}) {
			t.Fatalf("too early: %+v", done)
		}
		if done := d.due(now.Add(facilities.Hold)); done != (Done{HoldsEnded: 1}) {
			t.Fatalf("%+v", done)
		}
		wantState(t, d.booking(hold.ID), facilities.StateExpired)
		if len(d.held("sem")) != 0 {
			t.Error("the slot is still held")
		}
		if done := d.due(now.Add(time.Hour)); done != (Done{Expired: 1}) {
			t.Fatalf("a request expires at its own start: %+v", done)
		}
		wantState(t, d.booking(soon.ID), facilities.StateExpired)
		if done := d.due(now.Add(72 * time.Hour)); done != (Done{Expired: 1}) {
			t.Fatalf("after days without: %+v", done)
		}
		wantState(t, d.booking(request.ID), facilities.StateExpired)
		if got := d.mails("erik", request.ID); !slices.Equal(got, []string{"booking_expired"}) {
			t.Errorf("mails %v", got)
		}
		if done := d.due(now.Add(73 * time.Hour)); done != (Done{}) {
			t.Fatalf("again: %+v", done)
		}
	})
}

func TestPeopleAreRemindedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		b := d.books("erik", facilities.Wish{Resource: "sem", Use: at(10, 12)})
		today := d.books("eva", facilities.Wish{Resource: "sem", Use: facilities.Span{Start: now.Add(time.Hour), End: now.Add(2 * time.Hour)}})
		if done := d.due(at(10, 12).Start.Add(-25 * time.Hour)); done.Reminded != 0 {
			t.Fatalf("too early: %+v", done)
		}
		for range 2 {
			d.due(at(10, 12).Start.Add(-24 * time.Hour))
		}
		if got := d.mails("erik", b.ID); !slices.Equal(got, []string{"booking_approved", "booking_reminder"}) {
			t.Errorf("mails %v", got)
		}
		if got := d.mails("eva", today.ID); slices.Contains(got, "booking_reminder") {
			t.Errorf("whoever books for today is not reminded: %v", got)
		}
	})
}

func TestNoShowsAreMarkedAndCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		first := d.books("erik", facilities.Wish{Resource: "sem", Use: at(10, 11)})
		second := d.books("erik", facilities.Wish{Resource: "sem", Use: at(14, 15)})
		if done := d.due(at(10, 11).Start.Add(29 * time.Minute)); done.Missed != 0 {
			t.Fatalf("within the grace: %+v", done)
		}
		if done := d.due(at(10, 11).Start.Add(30 * time.Minute)); done.Missed != 1 {
			t.Fatalf("%+v", done)
		}
		wantState(t, d.booking(first.ID), facilities.StateMissed)
		if got := d.mails("erik", first.ID); !slices.Contains(got, "booking_missed") {
			t.Errorf("mails %v", got)
		}
		later := at(14, 15).Start.Add(time.Hour)
		d.due(later)
		wantState(t, d.booking(second.ID), facilities.StateMissed)
		_, err := d.Book(t.Context(), d.as("erik"), later, facilities.Wish{Resource: "sem", Use: at(18, 19)})
		wantConflict(t, err, "suspended")
		if _, err := d.Book(t.Context(), d.as("erik"), later.Add(8*24*time.Hour), facilities.Wish{Resource: "sem", Use: at(14*24+10, 14*24+11)}); err != nil {
			t.Errorf("a week later: %v", err)
		}
	})
}

func TestNobodyIsMissedWhileAnotherRunsOver(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		before := d.books("eva", facilities.Wish{Resource: "sem", Use: at(9, 10)})
		b := d.books("erik", facilities.Wish{Resource: "sem", Use: at(10, 11)})
		if _, err := d.CheckIn(t.Context(), d.as("eva"), at(9, 10).Start, before.ID, 0); err != nil {
			t.Fatal(err)
		}
		late := at(10, 11).Start.Add(40 * time.Minute)
		for i, want := range []Done{{Overran: 1}, {}} {
			if done := d.due(late); done != want {
				t.Fatalf("run %d: %+v, want %+v", i, done, want)
			}
		}
		wantState(t, d.booking(b.ID), facilities.StateApproved)
		if got := d.mails("erik", b.ID); !slices.Contains(got, "booking_overrun") {
			t.Errorf("mails %v", got)
		}
		if _, err := d.CheckOut(t.Context(), d.as("eva"), late, before.ID, 0); err != nil {
			t.Fatal(err)
		}
		if done := d.due(late); done != (Done{Missed: 1}) {
			t.Fatalf("%+v", done)
		}
	})
}

func TestTheClockIsNobodysButTheSystems(t *testing.T) {
	d := onSQLite(t, storeOptions)
	_, err := d.RunDue(t.Context(), d.as("mia"), now)
	wantError(t, err, facilities.Forbidden, "forbidden")
}

func TestTwoClocksTogetherDoEverythingOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		var ids []facilities.BookingID
		for i := range 8 {
			ids = append(ids, d.books("erik", facilities.Wish{Resource: "sem", Use: at(8+float64(i), 9+float64(i))}).ID)
		}
		system := d.system()
		counts := make(chan Done, 4)
		for range cap(counts) {
			go func() {
				done, err := d.RunDue(context.WithoutCancel(t.Context()), system, at(0, 24).End)
				if err != nil {
					t.Error(err)
				}
				counts <- done
			}()
		}
		var missed int
		for range cap(counts) {
			missed += (<-counts).Missed
		}
		if missed != len(ids) {
			t.Errorf("%d marked, want %d", missed, len(ids))
		}
		for _, id := range ids {
			if got := d.verbsOf(id); !slices.Equal(got, []string{"book", "miss"}) {
				t.Errorf("%s: %v", id, got)
			}
		}
	})
}
