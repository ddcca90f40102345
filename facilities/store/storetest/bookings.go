package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// testBookingRoundTrip fills every field, so that a forgotten one shows.
func testBookingRoundTrip(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.InsertSeries(ctx, facilities.Series{ID: "s1", Facility: "lab", Resource: "press", First: hours(9, 10), Person: "ann", Created: day}); err != nil {
			return err
		}
		_, err := tx.SaveSample(ctx, facilities.Sample{ID: "wafer", Project: "alloy"})
		return err
	})
	old := w.approved("bench", hours(9, 10))
	w.insert(t, old)
	b := w.requested("press", facilities.Span{Start: odd, End: odd.Add(time.Hour)})
	b.Sequence, b.By, b.Title, b.Confidential, b.Economic, b.Reason, b.Process = 2, "bob", "Proef ✓ 日本 \u202e", true, true, "market", "gold"
	b.Claims = []facilities.Claim{{Resource: "room", Units: 2, Span: b.Use}, {Resource: "press", Units: 1, Span: b.Use.Grow(time.Hour, time.Minute)}}
	b.Companions = []facilities.Companion{{Person: "cas"}, {Person: "bob", Withdrawn: true}}
	b.Sample, b.Intake = "wafer", map[string]string{"mould": "A\"<ø>"}
	b.Override = &facilities.Override{Codes: []string{"notice"}, Reason: "storm", By: "cas", At: odd}
	b.Quote = facilities.Quote{Total: 120_00, Currency: "EUR", Tariff: "gone", Unpriced: true, Lines: []facilities.QuoteLine{{Kind: "use", Minutes: 60, Rate: 120_00, Amount: 120_00}}}
	b.OrderNumber, b.QuoteAccepted, b.Series, b.Occurrence, b.Replaces, b.AtRisk = "PO-7", odd, "s1", odd, old.ID, "two_persons"
	b.HoldUntil, b.DecideBy, b.Reminded, b.Created, b.Updated, b.CheckedIn, b.CheckedOut, b.Decided = odd, odd, odd, odd, odd, odd, odd, odd
	b.DecidedBy, b.Note = "cas", "fine"

	var stored facilities.Booking
	w.write(t, func(ctx context.Context, tx *store.Tx) (err error) {
		stored, err = tx.InsertBooking(ctx, b)
		return err
	})
	same(t, "what the insert answers and what is read", w.booking(t, b.ID), stored)

	b.Version = 1
	b.Use = facilities.Span{Start: plain, End: plain.Add(time.Hour)}
	b.Claims = []facilities.Claim{{Resource: "room", Units: 2, Span: b.Use}, {Resource: "press", Units: 1, Span: b.Use.Grow(time.Hour, time.Minute)}}
	b.Override.At = plain
	for _, moment := range []*time.Time{&b.QuoteAccepted, &b.Occurrence, &b.HoldUntil, &b.DecideBy, &b.Reminded, &b.Created, &b.Updated, &b.CheckedIn, &b.CheckedOut, &b.Decided} {
		*moment = plain
	}
	same(t, "what is read and what was meant", stored, b)
	same(t, "a booking with nothing in it but what must be", w.booking(t, old.ID), func() facilities.Booking {
		want := old
		want.Version = 1
		want.Claims[0].Active = true
		return want
	}())
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		replacement, err := tx.Replacement(ctx, old.ID)
		is(t, "replacement", err, "")
		same(t, "replacement", replacement.ID, b.ID)
		_, err = tx.Replacement(ctx, b.ID)
		is(t, "replacement of what is not replaced", err, facilities.NotFound)
		_, err = tx.Booking(ctx, "none")
		is(t, "a booking that does not exist", err, facilities.NotFound)
		return nil
	})
}

func testBookingVersions(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	b := w.requested("press", hours(9, 10))
	w.insert(t, b)
	update := func(b facilities.Booking, version int64) (stored facilities.Booking, err error) {
		err = w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			stored, err = tx.UpdateBooking(ctx, b, version)
			return err
		})
		return stored, err
	}
	approved := b
	approved.State = facilities.StateApproved
	stored, err := update(approved, 1)
	is(t, "approve", err, "")
	same(t, "version", stored.Version, int64(2))
	same(t, "active", stored.Claims[0].Active, true)
	same(t, "what the update answers and what is read", w.booking(t, b.ID), stored)

	declined := b
	declined.State = facilities.StateDeclined
	_, err = update(declined, 1)
	is(t, "decline what was approved meanwhile", err, facilities.Stale)
	if _, err = update(declined, 2); err == nil || facilities.CodeOf(err) != "" {
		t.Errorf("declining an approved booking: got %v, want an error that is no answer to anybody", err)
	}
	missing := b
	missing.ID = "none"
	_, err = update(missing, 1)
	is(t, "update of none", err, facilities.NotFound)

	cancelled := stored
	cancelled.State, cancelled.Companions = facilities.StateCancelled, []facilities.Companion{{Person: "bob"}}
	stored, err = update(cancelled, 2)
	is(t, "cancel", err, "")
	same(t, "active", stored.Claims[0].Active, false)
	same(t, "what the second update answers and what is read", w.booking(t, b.ID), stored)

	var facility facilities.Facility
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		catalogue, err := tx.Catalogue(ctx)
		if err == nil {
			facility, _ = catalogue.Facility("lab")
		}
		return err
	})
	save := func(f facilities.Facility) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.SaveFacility(ctx, f); return err })
	}
	facility.Name = "first"
	is(t, "the first to save", save(facility), "")
	facility.Name = "second"
	is(t, "the second with the same version", save(facility), facilities.Stale)
	facility.ID = "elsewhere"
	is(t, "a version of what does not exist", save(facility), facilities.NotFound)
}

func testBookingLists(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	first := w.approved("press", hours(8, 10))
	second := w.requested("bench", hours(10, 12))
	second.Person, second.Partner, second.Project = "cas", "uni", ""
	second.Claims = append(second.Claims, facilities.Claim{Resource: "room", Units: 1, Span: hours(9, 13)})
	third := w.approved("press", hours(12, 14))
	third.Person, third.By, third.Companions = "bob", "cas", []facilities.Companion{{Person: "ann", Withdrawn: true}}
	fourth := w.approved("press", hours(14, 16))
	fourth.State, fourth.Person, fourth.By = facilities.StateCancelled, "bob", "bob"
	long := w.approved("bench", facilities.Span{Start: day.Add(-facilities.ClaimLongest), End: day})
	w.insert(t, first, second, third, fourth, long)

	for name, c := range map[string]struct {
		filter store.BookingFilter
		want   []facilities.BookingID
	}{
		"all":                           {store.BookingFilter{}, []facilities.BookingID{fourth.ID, third.ID, second.ID, first.ID, long.ID}},
		"ascending":                     {store.BookingFilter{Ascending: true}, []facilities.BookingID{long.ID, first.ID, second.ID, third.ID, fourth.ID}},
		"from and to touch no end":      {store.BookingFilter{From: clock(10, 0), To: clock(12, 0)}, []facilities.BookingID{second.ID}},
		"the longest of all":            {store.BookingFilter{From: day.Add(-time.Second), To: day}, []facilities.BookingID{long.ID}},
		"resource, also beside another": {store.BookingFilter{Resources: []facilities.ResourceID{"room"}}, []facilities.BookingID{second.ID}},
		"resource, released too":        {store.BookingFilter{Resources: []facilities.ResourceID{"press"}, From: clock(9, 0)}, []facilities.BookingID{fourth.ID, third.ID, first.ID}},
		"resource within a span":        {store.BookingFilter{Resources: []facilities.ResourceID{"press", "room"}, From: clock(9, 0), To: clock(12, 0)}, []facilities.BookingID{second.ID, first.ID}},
		"person for":                    {store.BookingFilter{Person: "bob"}, []facilities.BookingID{fourth.ID, third.ID}},
		"person by":                     {store.BookingFilter{Person: "cas"}, []facilities.BookingID{third.ID, second.ID}},
		"person with":                   {store.BookingFilter{Person: "ann", From: clock(8, 0)}, []facilities.BookingID{third.ID, second.ID, first.ID}},
		"partner":                       {store.BookingFilter{Partner: "uni"}, []facilities.BookingID{second.ID}},
		"project":                       {store.BookingFilter{Project: "alloy", States: []facilities.State{facilities.StateCancelled}}, []facilities.BookingID{fourth.ID}},
		"states":                        {store.BookingFilter{Facility: "lab", States: []facilities.State{facilities.StateRequested, facilities.StateCancelled}}, []facilities.BookingID{fourth.ID, second.ID}},
		"a state that there is not":     {store.BookingFilter{States: []facilities.State{"'; DROP TABLE bookings"}}, []facilities.BookingID{}},
		"another facility":              {store.BookingFilter{Facility: "elsewhere"}, []facilities.BookingID{}},
	} {
		w.read(t, func(ctx context.Context, tx *store.Tx) error {
			found, next, err := tx.Bookings(ctx, c.filter)
			is(t, name, err, "")
			same(t, name, bookingIDs(found), c.want)
			same(t, name+": next", next, "")
			return nil
		})
	}
}

func testPaging(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	var want []facilities.BookingID
	for i := range 12 {
		b := w.requested("press", hours(8+i/3, 20)) // several with the same start
		b.ID = facilities.BookingID(fmt.Sprintf("p%c%02d", "ZaB"[i%3], i))
		if i%3 == 0 {
			b.ID = facilities.BookingID(fmt.Sprintf("p-%02d", i)) // a language may sort this elsewhere
		}
		w.insert(t, b)
		want = append(want, b.ID)
	}
	for _, ascending := range []bool{true, false} {
		var got []facilities.BookingID
		for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
			w.read(t, func(ctx context.Context, tx *store.Tx) error {
				found, next, err := tx.Bookings(ctx, store.BookingFilter{Cursor: cursor, Limit: 5, Ascending: ascending})
				is(t, "page", err, "")
				got, cursor = append(got, bookingIDs(found)...), next
				return nil
			})
			// What comes before the place that was reached must not move it.
			extra := w.requested("press", hours(5, 6))
			if !ascending {
				extra.Use = hours(21, 22)
			}
			extra.Claims[0].Span = extra.Use
			w.insert(t, extra)
		}
		got = slices.DeleteFunc(got, func(id facilities.BookingID) bool { return !slices.Contains(want, id) })
		if len(got) != len(want) {
			t.Errorf("ascending %v: %d rows in pages, want each of %d once: %v", ascending, len(got), len(want), got)
		}
		slices.Sort(got)
		slices.Sort(want)
		same(t, "the rows of all pages", got, want)
	}
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		for _, cursor := range []string{"x", "!!", "eA", "MTIzAGEAYg", "YWJjAGlk"} {
			_, _, err := tx.Bookings(ctx, store.BookingFilter{Cursor: cursor, Limit: 5})
			is(t, "cursor "+cursor, err, facilities.Invalid)
		}
		return nil
	})

	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		for i, name := range []string{"de Boer", "De Boer", "Éva", "eva", "Zoë", "ann", "ann"} {
			if _, err := tx.SavePerson(ctx, facilities.Person{ID: facilities.PersonID(fmt.Sprintf("x%d", i)), Name: name, State: facilities.PersonActive, Created: day}); err != nil {
				return err
			}
		}
		return nil
	})
	seen := map[facilities.PersonID]int{}
	for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
		w.read(t, func(ctx context.Context, tx *store.Tx) error {
			people, next, err := tx.People(ctx, store.PersonFilter{Cursor: cursor, Limit: 3})
			is(t, "page of people", err, "")
			for _, p := range people {
				seen[p.ID]++
			}
			cursor = next
			return nil
		})
	}
	if len(seen) != 10 {
		t.Errorf("the pages hold %d people, want 10: %v", len(seen), seen)
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("%s is on the pages %d times", id, times)
		}
	}
}

func testDue(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	hold := w.approved("press", hours(9, 10))
	hold.State, hold.HoldUntil = facilities.StateHold, clock(7, 0)
	request := w.requested("press", hours(11, 12))
	rival := w.requested("press", hours(11, 13))
	approved := w.approved("press", hours(13, 14))
	using := w.approved("press", hours(14, 15))
	using.State = facilities.StateInUse
	missed := w.approved("press", hours(15, 16))
	missed.State = facilities.StateMissed
	w.insert(t, hold, request, rival, approved, using, missed)

	for name, c := range map[string]struct {
		find func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error)
		want []facilities.BookingID
	}{
		"no hold has ended yet": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.HoldsEnded(ctx, clock(6, 59), 9)
		}, []facilities.BookingID{}},
		"the hold ends": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.HoldsEnded(ctx, clock(7, 0), 9)
		}, []facilities.BookingID{hold.ID}},
		"requests are due": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.RequestsDue(ctx, clock(11, 0), 9)
		}, []facilities.BookingID{request.ID, rival.ID}},
		"at most one": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.RequestsDue(ctx, clock(11, 0), 1)
		}, []facilities.BookingID{request.ID}},
		"nobody came": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.ApprovedStartedBefore(ctx, "lab", clock(13, 1), 9)
		}, []facilities.BookingID{approved.ID}},
		"it has not begun": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.ApprovedStartedBefore(ctx, "lab", clock(13, 0), 9)
		}, []facilities.BookingID{}},
		"somebody stays": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.InUseEndedBefore(ctx, clock(15, 1), 9)
		}, []facilities.BookingID{using.ID}},
		"a reminder within the hour": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.RemindersDue(ctx, clock(12, 0), time.Hour, 9)
		}, []facilities.BookingID{approved.ID}},
		"too early to remind": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.RemindersDue(ctx, clock(11, 59), time.Hour, 9)
		}, []facilities.BookingID{}},
		"competing requests": {func(ctx context.Context, tx *store.Tx) ([]facilities.Booking, error) {
			return tx.Requests(ctx, "press", hours(12, 13))
		}, []facilities.BookingID{rival.ID}},
	} {
		w.read(t, func(ctx context.Context, tx *store.Tx) error {
			found, err := c.find(ctx, tx)
			is(t, name, err, "")
			same(t, name, bookingIDs(found), c.want)
			return nil
		})
	}
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		found, err := tx.RemindersDue(ctx, clock(12, 30), time.Hour, 9)
		if err != nil {
			return err
		}
		found[0].Reminded = clock(12, 30)
		if _, err := tx.UpdateBooking(ctx, found[0], found[0].Version); err != nil {
			return err
		}
		found, err = tx.RemindersDue(ctx, clock(12, 31), time.Hour, 9)
		same(t, "after the reminder", bookingIDs(found), []facilities.BookingID{})
		count, errMissed := tx.Missed(ctx, "ann", "lab", clock(15, 0))
		is(t, "missed", errMissed, "")
		same(t, "missed", count, 1)
		return err
	})
}
