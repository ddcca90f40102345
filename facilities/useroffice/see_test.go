package useroffice

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
)

// canary is what nobody outside the partner may read.
const canary = "canary-7c1f"

// TestOthersSeeOnlyWhatTheyMay looks for a canary, and for the names of person and project, in everything
// that others are answered.
func TestOthersSeeOnlyWhatTheyMay(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		open := d.books("erik", facilities.Wish{Resource: "sem", Use: at(10, 11), Project: "p1", Title: canary})
		closed := d.books("erik", facilities.Wish{Resource: "sem", Use: at(12, 13), Project: "p1", Title: canary, Confidential: true})
		asked := d.books("erik", facilities.Wish{Resource: "press", Use: at(14, 15), Project: "p1", Title: canary, Intake: map[string]string{"material": canary}})
		day := at(0, 24)
		for _, c := range []struct {
			who     facilities.PersonID
			sees    facilities.Sight // of the open one
			closed  facilities.Sight
			request bool
		}{
			{"", facilities.SeeBusy, facilities.SeeBusy, false},
			{"bob", facilities.SeePartner, facilities.SeeBusy, false},
			{"max", facilities.SeePartner, facilities.SeeBusy, false},
			{"gus", facilities.SeePartner, facilities.SeeBusy, false},
			{"eva", facilities.SeeAll, facilities.SeeAll, true},
			{"mia", facilities.SeeAll, facilities.SeeAll, true},
			{"cor", facilities.SeeAll, facilities.SeeAll, true},
		} {
			actor := facilities.Nobody
			if c.who != "" {
				actor = d.as(c.who)
			}
			board, err := d.Board(t.Context(), actor, now, "lab", day)
			if err != nil {
				t.Fatal(err)
			}
			sem := board.Rows[slices.IndexFunc(board.Rows, func(r BoardRow) bool { return r.Resource.ID == "sem" })].Entries
			press := board.Rows[slices.IndexFunc(board.Rows, func(r BoardRow) bool { return r.Resource.ID == "press" })].Entries
			if len(sem) != 2 || sem[0].Sight != c.sees || sem[1].Sight != c.closed || sem[0].Use != open.Use || (len(press) == 1) != c.request {
				t.Errorf("%s: %+v, %+v", c.who, sem, press)
			}
			if got := sem[0].PartnerName; got != map[facilities.Sight]string{facilities.SeePartner: "Alfa", facilities.SeeAll: "Alfa"}[c.sees] {
				t.Errorf("%s: partner %q", c.who, got)
			}
			availability, err := d.Availability(t.Context(), actor, now, "sem", day)
			if err != nil || len(availability.Busy) != 2 || len(availability.Free) != 3 {
				t.Errorf("%s: %+v %v", c.who, availability, err)
			}
			_, refusal := d.Book(t.Context(), d.as("bob"), now, facilities.Wish{Resource: "sem", Use: at(10, 13)})
			if c.sees == facilities.SeeAll {
				continue
			}
			for what, answer := range map[string]any{"board": board, "availability": availability, "refusal": refusal.Error()} {
				raw, err := json.Marshal(answer)
				if err != nil {
					t.Fatal(err)
				}
				for _, secret := range []string{canary, "Name erik", `"erik"`, "Project 1", `"p1"`, string(open.ID), string(closed.ID), string(asked.ID)} {
					if strings.Contains(string(raw), secret) {
						t.Errorf("%s reads %q in the %s", c.who, secret, what)
					}
				}
				if c.who == "" && strings.Contains(string(raw), "Alfa") {
					t.Errorf("nobody reads the partner in the %s", what)
				}
			}
			list, _, err := d.Bookings(t.Context(), d.as("bob"), now, BookingQuery{From: day.Start, To: day.End})
			if err != nil || len(list) != 0 {
				t.Errorf("bob lists %+v %v", list, err)
			}
		}
	})
}

func TestBookingShowsItsHistoryAndWhatMayBeDone(t *testing.T) {
	d := onSQLite(t, storeOptions)
	b := d.books("erik", facilities.Wish{Resource: "press", Use: at(10, 11), Project: "p1", Intake: peek})
	rival := d.books("eva", facilities.Wish{Resource: "press", Use: at(10.5, 11.5), Intake: peek})
	v, err := d.Booking(t.Context(), d.as("mia"), now, b.ID)
	if err != nil || len(v.History) != 1 || len(v.Competing) != 1 || v.Competing[0].ID != rival.ID || v.Names["erik"] != "Name erik" || v.Names["p1"] != "Project 1" {
		t.Fatalf("%+v %v", v, err)
	}
	if !v.MayApprove || !v.MayDecline || !v.MayCancel || v.MayCheckIn || v.MayWithdraw {
		t.Errorf("a manager may: %+v", v)
	}
	v, err = d.Booking(t.Context(), d.as("erik"), now, b.ID)
	if err != nil || v.MayApprove || !v.MayChange || !v.MayCancel {
		t.Errorf("its person may: %+v %v", v, err)
	}
	reader := d.as("erik")
	reader.Scope = facilities.ScopeRead
	if v, err = d.Booking(t.Context(), reader, now, b.ID); err != nil || v.MayChange || v.MayCancel {
		t.Errorf("a reader may: %+v %v", v, err)
	}
}

func TestFindOffersTheNearestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.books("eva", facilities.Wish{Resource: "sem", Use: at(9, 12)})
		near := at(10, 11).Start
		found, err := d.Find(t.Context(), d.as("erik"), now, FindQuery{Capability: "sem", Duration: time.Hour, From: at(0, 1).Start, To: at(0, 24).End, Near: &near, Limit: 3})
		if err != nil || len(found) != 3 || found[0].Resource != "sem-2" || !found[0].Use.Start.Equal(near) || found[0].Approval != facilities.ApprovalAuto {
			t.Fatalf("%+v %v", found, err)
		}
		found, err = d.Find(t.Context(), d.as("lex"), now, FindQuery{Resource: "press", Duration: time.Hour, From: at(0, 1).Start, To: at(0, 24).End, Limit: 1})
		if err != nil || len(found) != 1 || !slices.Contains(found[0].Missing, "unqualified") || found[0].Approval != facilities.ApprovalManager {
			t.Fatalf("%+v %v", found, err)
		}
		found, err = d.Find(t.Context(), facilities.Nobody, now, FindQuery{Resource: "press", Duration: time.Hour, From: at(8, 9).Start, To: at(0, 24).End, Limit: 1})
		if err != nil || len(found) != 1 || len(found[0].Missing) != 0 {
			t.Fatalf("nobody: %+v %v", found, err)
		}
		for _, c := range []struct {
			query         FindQuery
			location, key string
		}{
			{FindQuery{Duration: time.Hour, From: near}, "body.resource", "what_to_find"},
			{FindQuery{Resource: "x", Duration: time.Hour, From: near}, "body.resource", "unknown_resource"},
			{FindQuery{Facility: "x", Kind: facilities.Instrument, Duration: time.Hour, From: near}, "body.facility", "unknown_facility"},
			{FindQuery{Kind: "thing", Duration: time.Hour, From: near}, "body.kind", "not_a_choice"},
			{FindQuery{Capability: "force>=much", Duration: time.Hour, From: near}, "body.capability", "capability"},
			{FindQuery{Kind: facilities.Instrument, From: near}, "body.duration_minutes", "duration"},
			{FindQuery{Kind: facilities.Instrument, Duration: time.Hour}, "body.from", "required"},
			{FindQuery{Kind: facilities.Instrument, Duration: time.Hour, From: near, To: near.AddDate(1, 0, 0)}, "body.to", "span_too_long"},
			{FindQuery{Kind: facilities.Instrument, Duration: time.Hour, From: near, Limit: 51}, "body.limit", "limit"},
			{FindQuery{Kind: facilities.Instrument, Duration: time.Hour, From: near, Project: "pb"}, "body.project", "unknown_project"},
		} {
			_, err := d.Find(t.Context(), d.as("erik"), now, c.query)
			wantField(t, err, c.location, c.key)
		}
	})
}

func TestCheckWritesNothingAndSaysWhatWouldHappen(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		v, err := d.Check(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem", Use: at(9, 10)})
		if err != nil || len(v.Violations) != 0 || len(v.Alternatives) != 0 || v.Quote.Total != 100_00 || v.Approval != facilities.ApprovalAuto {
			t.Fatalf("%+v %v", v, err)
		}
		if len(d.held("sem")) != 0 {
			t.Error("it was written")
		}
		v, err = d.Check(t.Context(), facilities.Nobody, now, facilities.Wish{Resource: "press", Use: at(19, 20), Intake: peek, Project: "p1", For: ""})
		if err != nil || len(v.Violations) != 0 || v.Approval != facilities.ApprovalManager {
			t.Fatalf("nobody: %+v %v", v, err)
		}
		v, err = d.Check(t.Context(), d.as("lex"), now, facilities.Wish{Resource: "press", Use: at(19, 20)})
		if err != nil || len(v.Violations) != 2 {
			t.Fatalf("%+v %v", v, err)
		}
	})
}

func TestBookingsPageThroughWhatTheActorSees(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		var mine []facilities.BookingID
		for i := range 6 {
			who := []facilities.PersonID{"erik", "bob", "bob"}[i%3]
			b := d.books(who, facilities.Wish{Resource: "quick", Use: at(8+float64(i), 9+float64(i))})
			if who == "erik" {
				mine = append(mine, b.ID)
			}
		}
		var got []facilities.BookingID
		cursor := ""
		for range 10 {
			page, next, err := d.Bookings(t.Context(), d.as("erik"), now, BookingQuery{Limit: 1, Ascending: true, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range page {
				got = append(got, b.ID)
			}
			if cursor = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, mine) {
			t.Errorf("%v, want %v", got, mine)
		}
		if list, _, err := d.Bookings(t.Context(), d.as("mia"), now, BookingQuery{Facility: "lab"}); err != nil || len(list) != 6 {
			t.Errorf("a manager lists %d, %v", len(list), err)
		}
		_, _, err := d.Bookings(t.Context(), d.as("erik"), now, BookingQuery{Limit: 201})
		wantField(t, err, "query.limit", "limit")
		_, _, err = d.Bookings(t.Context(), facilities.Nobody, now, BookingQuery{})
		wantError(t, err, facilities.Unauthenticated, "unauthenticated")
	})
}
