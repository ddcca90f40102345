package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/store"
)

// testGuard asks the database alone: nothing in the store counts units.
func testGuard(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	type claim struct {
		units    int64
		from, to int
	}
	for i, c := range []struct {
		name     string
		resource facilities.ResourceID
		held     []claim
		wish     claim
		want     facilities.Code
	}{
		{"free", "press", nil, claim{1, 9, 10}, ""},
		{"more than there is", "press", nil, claim{2, 9, 10}, facilities.Conflict},
		{"touches both sides", "press", []claim{{1, 8, 9}, {1, 10, 11}}, claim{1, 9, 10}, ""},
		{"the same", "press", []claim{{1, 9, 10}}, claim{1, 9, 10}, facilities.Conflict},
		{"within", "press", []claim{{1, 8, 12}}, claim{1, 9, 10}, facilities.Conflict},
		{"around", "press", []claim{{1, 9, 10}}, claim{1, 8, 12}, facilities.Conflict},
		{"over the start", "press", []claim{{1, 9, 11}}, claim{1, 8, 10}, facilities.Conflict},
		{"over the end", "press", []claim{{1, 9, 11}}, claim{1, 10, 12}, facilities.Conflict},
		{"three together", "room", []claim{{1, 9, 12}, {1, 9, 12}}, claim{1, 9, 12}, ""},
		{"a fourth", "room", []claim{{1, 9, 12}, {1, 9, 12}, {1, 9, 12}}, claim{1, 11, 13}, facilities.Conflict},
		{"four that overlap, but never more than three at once", "room", []claim{{2, 9, 10}, {2, 10, 11}, {2, 11, 12}}, claim{1, 9, 12}, ""},
		{"one instant too many, in the middle", "room", []claim{{1, 9, 11}, {2, 10, 11}}, claim{1, 8, 12}, facilities.Conflict},
		{"two units beside two", "room", []claim{{2, 9, 10}}, claim{2, 9, 10}, facilities.Conflict},
		{"two units after two", "room", []claim{{2, 9, 10}}, claim{2, 10, 11}, ""},
		{"within days", "press", []claim{{1, 8, 80}}, claim{1, 9, 10}, facilities.Conflict},
		{"within a day and an hour", "press", []claim{{1, 8, 33}}, claim{1, 8, 9}, facilities.Conflict},
		{"days around", "press", []claim{{1, 60, 61}}, claim{1, 8, 80}, facilities.Conflict},
		{"over the start of days", "press", []claim{{1, 9, 80}}, claim{1, 8, 10}, facilities.Conflict},
		{"before days", "press", []claim{{1, 10, 80}}, claim{1, 9, 10}, ""},
		{"a fourth beside days", "room", []claim{{2, 8, 80}, {1, 8, 80}}, claim{1, 40, 41}, facilities.Conflict},
		{"one instant too many, of days", "room", []claim{{1, 8, 40}, {2, 30, 100}}, claim{1, 9, 31}, facilities.Conflict},
		{"days beside days", "room", []claim{{1, 8, 80}, {1, 20, 90}}, claim{1, 30, 100}, ""},
	} {
		shift := time.Duration(i) * 7 * 24 * time.Hour // each case in a week of its own
		span := func(c claim) facilities.Span {
			s := hours(c.from, c.to)
			return facilities.Span{Start: s.Start.Add(shift), End: s.End.Add(shift)}
		}
		claiming := func(held claim) facilities.Booking {
			b := w.approved(c.resource, span(held))
			b.Claims[0].Units = held.units
			return b
		}
		for _, held := range c.held {
			w.insert(t, claiming(held))
		}
		inserted := claiming(c.wish)
		is(t, c.name+", inserted", w.tryInsert(t.Context(), inserted), c.want)

		// The same by an update: it stands far away and moves there.
		moved := claiming(c.wish)
		if c.want == "" {
			w.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.Release(ctx, inserted.ID) })
		}
		there := moved.Claims[0]
		moved.Use = facilities.Span{Start: moved.Use.Start.AddDate(1, 0, 0), End: moved.Use.End.AddDate(1, 0, 0)}
		moved.Claims = []facilities.Claim{{Resource: c.resource, Units: 1, Span: moved.Use}}
		w.insert(t, moved)
		moved.Claims, moved.Use = []facilities.Claim{there}, there.Span
		err := w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.UpdateBooking(ctx, moved, 1)
			return err
		})
		is(t, c.name+", moved there", err, c.want)
	}
}

func testRelease(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	early, late := w.approved("press", hours(9, 10)), w.approved("press", hours(10, 11))
	w.insert(t, early, late)

	// A booking may move onto the time that it has itself.
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		b, err := tx.Booking(ctx, late.ID)
		if err != nil {
			return err
		}
		b.Use = facilities.Span{Start: clock(10, 30), End: clock(11, 30)}
		b.Claims[0].Span = b.Use
		_, err = tx.UpdateBooking(ctx, b, b.Version)
		return err
	})

	// Two change places: each in the way of the other, unless both are released first.
	swap := func(release bool) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			a, err := tx.Booking(ctx, early.ID)
			if err != nil {
				return err
			}
			b, err := tx.Booking(ctx, late.ID)
			if err != nil {
				return err
			}
			if release {
				if err := tx.Release(ctx, a.ID, b.ID); err != nil {
					return err
				}
			}
			a.Use, b.Use = b.Use, a.Use
			a.Claims[0].Span, b.Claims[0].Span = a.Use, b.Use
			if _, err := tx.UpdateBooking(ctx, a, a.Version); err != nil {
				return err
			}
			_, err = tx.UpdateBooking(ctx, b, b.Version)
			return err
		})
	}
	is(t, "swap one after the other", swap(false), facilities.Conflict)
	is(t, "swap after releasing both", swap(true), "")
	same(t, "the early one", w.booking(t, early.ID).Use.Start, clock(10, 30))
	same(t, "the late one", w.booking(t, late.ID).Use.Start, clock(9, 0))
	if !w.booking(t, early.ID).Claims[0].Active || !w.booking(t, late.ID).Claims[0].Active {
		t.Error("after the swap a claim is not active")
	}

	// What no longer consumes lets another in.
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		b, err := tx.Booking(ctx, late.ID)
		if err != nil {
			return err
		}
		b.State = facilities.StateCancelled
		_, err = tx.UpdateBooking(ctx, b, b.Version)
		return err
	})
	w.insert(t, w.approved("press", hours(9, 10)))

	// A request is in nobody's way until it is approved.
	first, second := w.requested("press", hours(14, 15)), w.requested("press", hours(14, 15))
	w.insert(t, first, second)
	approve := func(b facilities.Booking) error {
		b.State = facilities.StateApproved
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.UpdateBooking(ctx, b, 1)
			return err
		})
	}
	is(t, "the first approval", approve(first), "")
	is(t, "the second approval", approve(second), facilities.Conflict)
}

func testCapacityChange(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	resize := func(units int64) {
		t.Helper()
		w.write(t, func(ctx context.Context, tx *store.Tx) error {
			catalogue, err := tx.Catalogue(ctx)
			if err != nil {
				return err
			}
			room, _ := catalogue.Resource("room")
			room.Capacity = units
			_, err = tx.SaveResource(ctx, room)
			return err
		})
	}
	exclusive := func() (n int) {
		t.Helper()
		if err := Raw(t, w.url).QueryRowContext(t.Context(), "SELECT count(*) FROM claims WHERE exclusive").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	w.insert(t, w.approved("room", hours(9, 10)), w.approved("room", hours(9, 10)), w.approved("room", hours(11, 12)))
	same(t, "exclusive claims at capacity 3", exclusive(), 0)
	resize(1) // two that overlap stay: a capacity is lowered because a part broke, not because nobody was there
	same(t, "exclusive claims at capacity 1", exclusive(), 1)
	is(t, "beside two that are too many already", w.tryInsert(t.Context(), w.approved("room", hours(9, 10))), facilities.Conflict)
	is(t, "beside one", w.tryInsert(t.Context(), w.approved("room", hours(11, 12))), facilities.Conflict)
	is(t, "beside none", w.tryInsert(t.Context(), w.approved("room", hours(13, 14))), "")
	resize(3)
	same(t, "exclusive claims at capacity 3 again", exclusive(), 0)
	is(t, "a third", w.tryInsert(t.Context(), w.approved("room", hours(9, 10))), "")
	is(t, "a fourth", w.tryInsert(t.Context(), w.approved("room", hours(9, 10))), facilities.Conflict)
}

// testGuardModel claims and moves at random and counts, instant by instant, what must
// have been refused.
func testGuardModel(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		origin := day.AddDate(1, 0, round) // rounds must not meet
		held := map[facilities.BookingID]facilities.Claim{}
		fits := func(id facilities.BookingID, c facilities.Claim) bool {
			for instant := c.Span.Start; instant.Before(c.Span.End); instant = instant.Add(time.Hour) {
				units := c.Units
				for other, h := range held {
					if other != id && h.Span.Holds(instant) {
						units += h.Units
					}
				}
				if units > 3 {
					return false
				}
			}
			return true
		}
		var ids []facilities.BookingID
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			from := rapid.IntRange(0, 7).Draw(r, "from")
			span := facilities.Span{Start: origin.Add(time.Duration(from) * time.Hour)}
			span.End = span.Start.Add(time.Duration(rapid.IntRange(1, 5).Draw(r, "hours")) * time.Hour)
			b := w.approved("room", span)
			b.Claims[0].Units = int64(rapid.IntRange(1, 3).Draw(r, "units"))
			var err error
			if len(ids) > 0 && rapid.Bool().Draw(r, "move") {
				b.ID = rapid.SampledFrom(ids).Draw(r, "which")
				err = w.InTx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
					was, err := tx.Booking(ctx, b.ID)
					if err != nil {
						return err
					}
					_, err = tx.UpdateBooking(ctx, b, was.Version)
					return err
				})
			} else {
				err = w.tryInsert(context.Background(), b)
			}
			want := facilities.Conflict
			if fits(b.ID, b.Claims[0]) {
				want = ""
				if _, known := held[b.ID]; !known {
					ids = append(ids, b.ID)
				}
				held[b.ID] = b.Claims[0]
			}
			if facilities.CodeOf(err) != want || want == "" && err != nil {
				r.Fatalf("%d units over %s beside %v: got %v, want %q", b.Claims[0].Units, span, held, err, want)
			}
		}
	})
}

func testSpans(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	long := w.approved("bench", facilities.Span{Start: day.Add(-facilities.ClaimLongest), End: clock(0, 0)})
	pressed := w.approved("press", hours(9, 11)) // ann
	pressed.Process = "gold"
	pressed.Claims = append(pressed.Claims, facilities.Claim{Resource: "smith", Units: 1, Span: hours(8, 12)})
	pressed.Companions = []facilities.Companion{{Person: "cas"}, {Person: "bob", Withdrawn: true}}
	unattended := w.approved("bench", hours(9, 11))
	asked := w.requested("press", hours(9, 11))
	missed := w.approved("press", hours(12, 14))
	missed.State, missed.Person = facilities.StateMissed, "cas"
	w.insert(t, long, pressed, unattended, asked, missed)

	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		all := []facilities.ResourceID{"press", "bench", "room", "smith"}
		held, err := tx.HeldClaims(ctx, all, hours(10, 13), "")
		is(t, "held", err, "")
		same(t, "held", held, []facilities.HeldClaim{
			{Claim: facilities.Claim{Resource: "bench", Units: 1, Span: hours(9, 11), Active: true}, Booking: unattended.ID, Use: hours(9, 11), State: facilities.StateApproved, Primary: true},
			{Claim: facilities.Claim{Resource: "press", Units: 1, Span: hours(9, 11), Active: true}, Booking: pressed.ID, Use: hours(9, 11), Process: "gold", State: facilities.StateApproved, Primary: true},
			{Claim: facilities.Claim{Resource: "smith", Units: 1, Span: hours(8, 12), Active: true}, Booking: pressed.ID, Use: hours(9, 11), Process: "gold", State: facilities.StateApproved},
		})
		for name, c := range map[string]struct {
			resource facilities.ResourceID
			span     facilities.Span
			except   facilities.BookingID
			want     int
		}{
			"touches the end":            {"press", hours(11, 12), "", 0},
			"touches the start":          {"press", hours(8, 9), "", 0},
			"itself":                     {"press", hours(9, 11), pressed.ID, 0},
			"the longest claim's end":    {"bench", facilities.Span{Start: day.Add(-time.Second), End: clock(1, 0)}, "", 1},
			"the longest claim's start":  {"bench", facilities.Span{Start: long.Use.Start.Add(-time.Hour), End: long.Use.Start.Add(time.Second)}, "", 1},
			"before the longest claim":   {"bench", facilities.Span{Start: long.Use.Start.Add(-time.Hour), End: long.Use.Start}, "", 0},
			"a span longer than a claim": {"bench", facilities.Span{Start: day.AddDate(-1, 0, 0), End: day.AddDate(1, 0, 0)}, "", 2},
		} {
			held, err := tx.HeldClaims(ctx, []facilities.ResourceID{c.resource}, c.span, c.except)
			is(t, name, err, "")
			same(t, name, len(held), c.want)
		}

		attendances, err := tx.Attendances(ctx, []facilities.PersonID{"ann", "bob", "cas"}, hours(10, 13), "")
		is(t, "attendances", err, "")
		same(t, "attendances", attendances, []facilities.Attendance{
			{Person: "ann", Booking: pressed.ID, Resource: "press", Use: hours(9, 11)},
			{Person: "bob", Booking: pressed.ID, Resource: "smith", Use: hours(9, 11)},
			{Person: "cas", Booking: pressed.ID, Resource: "press", Use: hours(9, 11)},
		})
		for name, c := range map[string]struct {
			span   facilities.Span
			except facilities.BookingID
		}{"after it": {hours(11, 13), ""}, "but for it": {hours(9, 11), pressed.ID}} {
			attendances, err := tx.Attendances(ctx, []facilities.PersonID{"ann", "bob", "cas"}, c.span, c.except)
			is(t, name, err, "")
			same(t, "attendances "+name, len(attendances), 0)
		}

		for name, c := range map[string]struct {
			use  store.Use
			want []facilities.Span
		}{
			"person":        {store.Use{Scope: facilities.PerPerson, ID: "ann", Span: hours(9, 14)}, []facilities.Span{hours(9, 11), hours(9, 11)}},
			"missed counts": {store.Use{Scope: facilities.PerPerson, ID: "cas", Span: hours(9, 14)}, []facilities.Span{hours(12, 14)}},
			"resources":     {store.Use{Scope: facilities.PerPartner, ID: "acme", Resources: []facilities.ResourceID{"press", "room"}, Span: hours(9, 14)}, []facilities.Span{hours(9, 11), hours(12, 14)}},
			"except":        {store.Use{Scope: facilities.PerProject, ID: "alloy", Facility: "lab", Span: hours(9, 12), Except: []facilities.BookingID{pressed.ID}}, []facilities.Span{hours(9, 11)}},
			"elsewhere":     {store.Use{Scope: facilities.PerProject, ID: "alloy", Facility: "hal", Span: hours(9, 12)}, nil},
			"nobody":        {store.Use{Scope: facilities.PerPerson, Span: hours(9, 12)}, nil},
		} {
			uses, err := tx.BookedUses(ctx, c.use)
			is(t, name, err, "")
			same(t, fmt.Sprintf("uses by %s", name), uses, c.want)
		}
		return nil
	})
}
