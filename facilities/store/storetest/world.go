package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// day is the day on which everything in these tests happens.
var day = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// clock is a moment of that day.
func clock(hour, minute int) time.Time {
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// hours is a span of that day.
func hours(from, to int) facilities.Span {
	return facilities.Span{Start: clock(from, 0), End: clock(to, 0)}
}

// world is a store with a small consortium in it: the facility "lab" with the
// resources "press" (capacity 1, attended), "bench" (capacity 1), "room" (capacity 3) and "smith" (an
// operator, who is bob); the partners "acme" and "uni"; ann and bob of acme, cas of uni;
// the project "alloy" of both partners.
type world struct {
	*store.Store
	url string
	ids atomic.Int64
}

// open opens a database and closes it when the test ends.
func open(t testing.TB, url string, opt store.Options) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), url, opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return st
}

func newWorld(t testing.TB, fresh func(testing.TB) string) *world {
	t.Helper()
	url := fresh(t)
	w := &world{Store: open(t, url, store.Options{Migrate: true}), url: url}
	w.write(t, func(ctx context.Context, tx *store.Tx) error { return populate(ctx, tx) })
	return w
}

func populate(ctx context.Context, tx *store.Tx) error {
	for _, p := range []facilities.Partner{{ID: "acme", Name: "Acme", Kind: facilities.SME}, {ID: "uni", Name: "Uni", Kind: facilities.Knowledge}} {
		if _, err := tx.SavePartner(ctx, p); err != nil {
			return err
		}
	}
	for _, p := range []facilities.Person{{ID: "ann", Name: "Ann", Partner: "acme"}, {ID: "bob", Name: "Bob", Partner: "acme"}, {ID: "cas", Name: "Cas", Partner: "uni"}} {
		p.Email, p.Language, p.State, p.Created = string(p.ID)+"@example.org", "nl", facilities.PersonActive, day
		if _, err := tx.SavePerson(ctx, p); err != nil {
			return err
		}
	}
	if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam"}); err != nil {
		return err
	}
	for _, r := range []facilities.Resource{
		{ID: "press", Kind: facilities.Instrument, Capacity: 1, Attended: true},
		{ID: "bench", Kind: facilities.Instrument, Capacity: 1},
		{ID: "room", Kind: facilities.Area, Capacity: 3},
		{ID: "smith", Kind: facilities.Operator, Capacity: 1, Person: "bob"},
	} {
		r.Facility, r.Name, r.Approval = "lab", string(r.ID), facilities.ApprovalAuto
		if _, err := tx.SaveResource(ctx, r); err != nil {
			return err
		}
	}
	_, err := tx.SaveProject(ctx, facilities.Project{ID: "alloy", Name: "Alloy", Phase: facilities.PhaseStart,
		Partners: []facilities.Share{{Partner: "acme", Units: 2}, {Partner: "uni", Units: 1}}})
	return err
}

// approved is an approved booking by ann of one unit, with no buffers.
func (w *world) approved(resource facilities.ResourceID, use facilities.Span) facilities.Booking {
	return facilities.Booking{
		ID:       facilities.BookingID(fmt.Sprintf("b%05d", w.ids.Add(1))),
		State:    facilities.StateApproved,
		Facility: "lab", Resource: resource, Use: use,
		Claims: []facilities.Claim{{Resource: resource, Units: 1, Span: use}},
		Person: "ann", By: "ann", Partner: "acme", Project: "alloy", Created: day, Updated: day,
	}
}

func (w *world) requested(resource facilities.ResourceID, use facilities.Span) facilities.Booking {
	b := w.approved(resource, use)
	b.State, b.DecideBy = facilities.StateRequested, use.Start
	return b
}

// write runs a transaction that must succeed.
func (w *world) write(t testing.TB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := w.InTx(t.Context(), fn); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// read runs a view that must succeed.
func (w *world) read(t testing.TB, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := w.View(t.Context(), fn); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// insert stores bookings, each in a transaction of its own.
func (w *world) insert(t testing.TB, bookings ...facilities.Booking) {
	t.Helper()
	for _, b := range bookings {
		if err := w.tryInsert(t.Context(), b); err != nil {
			t.Fatalf("insert %s %s: %v", b.ID, b.Use, err)
		}
	}
}

func (w *world) tryInsert(ctx context.Context, b facilities.Booking) error {
	return w.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.InsertBooking(ctx, b)
		return err
	})
}

func (w *world) booking(t testing.TB, id facilities.BookingID) (b facilities.Booking) {
	t.Helper()
	w.read(t, func(ctx context.Context, tx *store.Tx) (err error) {
		b, err = tx.Booking(ctx, id)
		return err
	})
	return b
}

// same fails the test when two values differ, spelling out times with their zones.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// is fails the test when an error is not of a kind ("" is no error).
func is(t testing.TB, what string, err error, code facilities.Code) {
	t.Helper()
	if code == "" && err != nil || facilities.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %q", what, err, code)
	}
}

func bookingIDs(bookings []facilities.Booking) []facilities.BookingID {
	ids := []facilities.BookingID{}
	for _, b := range bookings {
		ids = append(ids, b.ID)
	}
	return ids
}
