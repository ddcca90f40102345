package useroffice

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/calendar"
	"marke/facilities/store"
)

// subscribes gives the secret of a subscription.
func (d *desk) subscribes(who facilities.PersonID, kind facilities.FeedKind, id string) string {
	d.t.Helper()
	_, secret, err := d.Subscribe(d.t.Context(), d.as(who), now, "agenda", facilities.FeedOf{Kind: kind, ID: id})
	if err != nil {
		d.t.Fatal(err)
	}
	return secret
}

// feed reads a subscription: its answer, its bytes and its events by UID.
func (d *desk) feed(secret string, at time.Time) (FeedAnswer, string, map[string]calendar.Entry) {
	d.t.Helper()
	answer, err := d.Feed(d.t.Context(), at, secret)
	if err != nil {
		d.t.Fatal(err)
	}
	body, err := answer.Body()
	if err != nil {
		d.t.Fatal(err)
	}
	read, err := calendar.Decode(bytes.NewReader(body), calendar.Limits{Bytes: 64 << 20})
	if err != nil || len(read.Refused) > 0 {
		d.t.Fatalf("%v, %v", read.Refused, err)
	}
	events := map[string]calendar.Entry{}
	for _, e := range read.Entries {
		events[e.UID] = e
	}
	return answer, string(body), events
}

func uid(b facilities.Booking) string { return string(b.ID) + "@marke" }

func TestFeedShowsToEachWhatHeMaySee(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		open := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11), Title: "Kanarie, \"één\"; twee"})
		secret := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(12, 13), Title: "Kanarie geheim", Confidential: true})
		request := d.books("erik", facilities.Wish{Resource: "press", Project: "p1", Use: at(14, 15), Title: "Kanarie wens", Intake: map[string]string{"material": "PEEK"}})

		_, body, events := d.feed(d.subscribes("bob", facilities.FeedFacility, "lab"), now)
		if strings.Contains(body, "Kanarie") || strings.Contains(body, "Name erik") || strings.Contains(body, "Project 1") || len(events) != 2 {
			t.Errorf("another partner reads %d events:\n%s", len(events), body)
		}
		if got := events[uid(open)].Summary; got != "The sem: Alfa" {
			t.Errorf("to another partner it is %q", got)
		}
		if got := events[uid(secret)].Summary; got != "The sem: Bezet" {
			t.Errorf("a confidential one is %q", got)
		}

		_, _, events = d.feed(d.subscribes("mia", facilities.FeedResource, "press"), now)
		if e := events[uid(request)]; e.Summary != "AANGEVRAAGD: The press: Kanarie wens" || e.Status != calendar.Tentative || len(events) != 1 {
			t.Errorf("the manager reads %+v", events)
		}
		_, _, events = d.feed(d.subscribes("eva", facilities.FeedPartner, "alfa"), now)
		if e := events[uid(open)]; e.Summary != `The sem: Kanarie, "één"; twee` || !strings.Contains(e.Description, "Name erik, Alfa") || e.Status != calendar.Confirmed || len(events) != 3 {
			t.Errorf("the partner's people read %+v", events)
		}
		_, _, events = d.feed(d.subscribes("erik", facilities.FeedMine, ""), now)
		if e := events[uid(open)]; len(events) != 3 || !e.Start.Equal(open.Use.Start) || !e.End.Equal(open.Use.End) || !e.Modified.Equal(open.Updated) {
			t.Errorf("erik reads %+v", events)
		}
		if _, _, events = d.feed(d.subscribes("bob", facilities.FeedMine, ""), now); len(events) != 0 {
			t.Errorf("bob has %v", events)
		}
	})
}

func TestCancelledBookingsStayFourteenDays(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		b := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11), Title: "Proef"})
		mine, others := d.subscribes("erik", facilities.FeedMine, ""), d.subscribes("bob", facilities.FeedResource, "sem")
		first, before, _ := d.feed(mine, now)
		if _, err := d.Cancel(t.Context(), d.as("erik"), now.Add(time.Hour), b.ID, 0, "ziek"); err != nil {
			t.Fatal(err)
		}
		answer, body, events := d.feed(mine, now.Add(time.Hour))
		if answer.ETag == first.ETag || body == before {
			t.Error("the cancellation changes nothing")
		}
		if e := events[uid(b)]; e.Summary != "GEANNULEERD: The sem: Proef" || e.Status != calendar.Cancelled || !e.Transparent || e.Sequence != 1 {
			t.Errorf("%+v", e)
		}
		if _, _, events = d.feed(others, now.Add(time.Hour)); len(events) != 0 {
			t.Errorf("others still see %v", events)
		}
		if _, _, events = d.feed(mine, now.Add(13*oneDay)); len(events) != 1 {
			t.Error("gone after 13 days")
		}
		if _, _, events = d.feed(mine, now.Add(15*oneDay)); len(events) != 0 {
			t.Error("still there after 15 days")
		}
	})
}

func TestFeedIsTheSameBytesUntilSomethingChanges(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		b := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11)})
		secret := d.subscribes("erik", facilities.FeedResource, "sem")
		first, body, _ := d.feed(secret, now)
		again, same, _ := d.feed(secret, now.Add(time.Minute))
		if again.ETag != first.ETag || same != body || !again.Modified.Equal(first.Modified) {
			t.Error("two fetches of an unchanged calendar differ")
		}
		cold := &desk{New(d.st, Config{}), t, d.st}
		if _, rewritten, _ := cold.feed(secret, now); rewritten != body {
			t.Error("another server writes other bytes")
		}
		packed, err := first.Gzip()
		if err != nil {
			t.Fatal(err)
		}
		reader, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		if unpacked, err := io.ReadAll(reader); err != nil || string(unpacked) != body {
			t.Errorf("compressed it is something else (%v)", err)
		}

		seen := map[string]string{first.ETag: "at first"}
		changes := func(what string, at time.Time, change func() error) {
			t.Helper()
			if err := change(); err != nil {
				t.Fatal(err)
			}
			answer, err := d.Feed(t.Context(), at, secret)
			if err != nil {
				t.Fatal(err)
			}
			if earlier, same := seen[answer.ETag]; same {
				t.Errorf("%s: the ETag is still that of %s", what, earlier)
			}
			seen[answer.ETag] = what
		}
		changes("a move", now, func() error {
			use := at(12, 14)
			_, err := d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Use: &use})
			return err
		})
		changes("the language", now, func() error {
			_, err := d.UpdateProfile(t.Context(), d.as("erik"), now, Profile{Name: "Name erik", Language: "en"})
			return err
		})
		changes("the catalogue", now, func() error {
			r := d.resource("sem")
			r.Name = "Microscope"
			_, _, err := d.SaveResource(t.Context(), d.as("mia"), now, r)
			return err
		})
		changes("rights", now, func() error {
			_, err := d.SetRoles(t.Context(), d.as("ada"), now, "erik", 0, []facilities.Role{{Kind: facilities.RoleManager, Facility: "lab"}}, "")
			return err
		})
		changes("the next day", now.Add(oneDay), func() error { return nil })
	})
}

func TestSubscriptionsAreForThoseWhoMayAndEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		for _, of := range []facilities.FeedOf{{Kind: facilities.FeedPartner, ID: "beta"}, {Kind: facilities.FeedFacility, ID: "nergens"},
			{Kind: facilities.FeedResource, ID: "nergens"}} {
			_, _, err := d.Subscribe(ctx, d.as("erik"), now, "agenda", of)
			wantField(t, err, "body.id", "feed_unknown")
		}
		_, _, err := d.Subscribe(ctx, d.as("erik"), now, "", facilities.FeedOf{Kind: "alles"})
		wantField(t, err, "body.kind", "choice")
		wantField(t, err, "body.name", "required")
		_, _, err = d.Subscribe(ctx, facilities.Nobody, now, "x", facilities.FeedOf{Kind: facilities.FeedMine})
		wantError(t, err, facilities.Unauthenticated, "unauthenticated")

		token, secret, err := d.Subscribe(ctx, d.as("rita"), now, "agenda", facilities.FeedOf{Kind: facilities.FeedPartner, ID: "alfa"})
		if err != nil {
			t.Fatal(err)
		}
		if list, err := d.Feeds(ctx, d.as("rita"), now); err != nil || len(list) != 1 || list[0].ID != token.ID {
			t.Errorf("%v, %v", list, err)
		}
		_, _, err = d.RotateFeed(ctx, d.as("erik"), now, token.ID)
		wantError(t, err, facilities.NotFound, "not_found")
		_, fresh, err := d.RotateFeed(ctx, d.as("rita"), now, token.ID)
		if err != nil || fresh == secret {
			t.Fatal(err)
		}
		_, err = d.Feed(ctx, now, secret)
		wantError(t, err, facilities.NotFound, "not_found")
		d.feed(fresh, now)
		_, err = d.ActorByToken(ctx, now, fresh)
		wantError(t, err, facilities.Unauthenticated, "token")

		rita := d.as("rita").Person
		rita.Partner = "beta"
		rita.Roles = nil
		d.change(func(ctx context.Context, tx *store.Tx) error { _, err := tx.SavePerson(ctx, rita); return err })
		_, err = d.Feed(ctx, now, fresh)
		wantError(t, err, facilities.NotFound, "not_found") // the right is gone, so is the calendar

		_, mine, err := d.Subscribe(ctx, d.as("erik"), now, "mijn", facilities.FeedOf{Kind: facilities.FeedMine})
		if err != nil {
			t.Fatal(err)
		}
		if list, _ := d.Feeds(ctx, d.as("erik"), now); len(list) == 1 {
			if err := d.RevokeFeed(ctx, d.as("erik"), now, list[0].ID); err != nil {
				t.Error(err)
			}
		}
		_, err = d.Feed(ctx, now, mine)
		wantError(t, err, facilities.NotFound, "not_found")
	})
}

func TestCacheKeepsWhatIsUsedWithinItsBounds(t *testing.T) {
	c := newCache[int, int](100)
	for i := range 1000 {
		c.put(i, i, 10)
		if got, ok := c.get(0); i > 0 && (!ok || got != 0) {
			t.Fatalf("what is asked for all the time was let go after %d", i)
		}
		if n := len(c.young) + len(c.old); n > 10 {
			t.Fatalf("%d values of 10 bytes in 100", n)
		}
	}
	c.put(-1, 1, 51)
	if _, ok := c.get(-1); ok {
		t.Error("a value larger than a generation is kept")
	}
}

// BenchmarkFeed reads a calendar of 10,000 events: unchanged, after one change, and by a server that has just started.
func BenchmarkFeed(b *testing.B) {
	const events = 10_000
	d := newDesk(b, "sqlite:"+filepath.Join(b.TempDir(), "marke.db"), store.Options{})
	erik := d.as("erik")
	start := now.Truncate(time.Hour)
	d.change(func(ctx context.Context, tx *store.Tx) error {
		for i := range events {
			use := facilities.Span{Start: start.Add(time.Duration(i) * 30 * time.Minute)}
			use.End = use.Start.Add(30 * time.Minute)
			booking := facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("b%05d", i)), State: facilities.StateApproved, Facility: "lab", Resource: "sem", Use: use,
				Claims: []facilities.Claim{{Resource: "sem", Units: 1, Span: use}}, Person: "erik", By: "erik", Partner: "alfa", Project: "p1",
				Title: "Proef van de " + fmt.Sprint(i) + "e serie", Created: now, Updated: now}
			if _, err := tx.InsertBooking(ctx, booking); err != nil {
				return err
			}
		}
		first, err := tx.Booking(ctx, "b00000")
		if err != nil {
			return err
		}
		return tx.RecordChange(ctx, first, "book")
	})
	_, secret, err := d.Subscribe(b.Context(), erik, now, "agenda", facilities.FeedOf{Kind: facilities.FeedResource, ID: "sem"})
	if err != nil {
		b.Fatal(err)
	}
	fetch := func(office *Office, packed bool) {
		answer, err := office.Feed(b.Context(), now, secret)
		if err != nil {
			b.Fatal(err)
		}
		read := answer.Body
		if packed {
			read = answer.Gzip
		}
		if body, err := read(); err != nil || len(body) < events {
			b.Fatalf("%d bytes, %v", len(body), err)
		}
	}
	for _, packed := range []bool{false, true} {
		b.Run(fmt.Sprintf("warm/gzip=%v", packed), func(b *testing.B) {
			fetch(d.Office, packed)
			for b.Loop() {
				fetch(d.Office, packed)
			}
		})
	}
	b.Run("one-changed", func(b *testing.B) {
		fetch(d.Office, false)
		for b.Loop() {
			d.change(func(ctx context.Context, tx *store.Tx) error {
				booking, err := tx.Booking(ctx, "b05000")
				if err != nil {
					return err
				}
				was := booking.Version
				if booking, err = tx.UpdateBooking(ctx, booking, was); err != nil {
					return err
				}
				return tx.RecordChange(ctx, booking, "change")
			})
			fetch(d.Office, false)
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			fetch(New(d.st, Config{}), false)
		}
	})
}
