package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

func TestBookTakesTheSlotAndTellsWhatItCosts(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		b := d.books("erik", facilities.Wish{Resource: "sem", Use: at(8, 10), Project: "p1", Title: " Fractures ", Confidential: true})
		wantState(t, b, facilities.StateApproved)
		if b.Title != "Fractures" || b.Partner != "alfa" || b.Person != "erik" || b.By != "erik" || !b.Confidential || !b.Economic || b.Reason != "contract" || b.Facility != "lab" {
			t.Errorf("%+v", b)
		}
		if b.Quote.Total != 60_00+100_00 || b.Quote.Tariff != "t-sem" {
			t.Errorf("quote %+v", b.Quote)
		}
		if got := d.mails("erik", b.ID); !slices.Equal(got, []string{"booking_approved"}) {
			t.Errorf("mails %v", got)
		}
		if got := d.verbsOf(b.ID); !slices.Equal(got, []string{"book"}) {
			t.Errorf("audit %v", got)
		}
		stored := d.booking(b.ID)
		if stored.Version != b.Version || stored.State != b.State || stored.Use != b.Use || len(stored.Claims) != 1 || !stored.Claims[0].Active {
			t.Errorf("stored %+v", stored)
		}

		_, err := d.Book(t.Context(), d.as("bob"), now, facilities.Wish{Resource: "sem", Use: at(9, 11)})
		wantConflict(t, err, "capacity")
		if e := err.(*facilities.Error); len(e.Alternatives) != AlternativesMax {
			t.Errorf("alternatives %+v", e.Alternatives)
		} else {
			first := e.Alternatives[0]
			if _, err := d.Book(t.Context(), d.as("bob"), now, facilities.Wish{Resource: first.Resource, Use: first.Use}); err != nil {
				t.Errorf("the alternative %+v: %v", first, err)
			}
		}
	})
}

func TestBookGivesTheStateThatPolicyAsks(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		total := func(cents money.Cents) *money.Cents { return &cents }
		intake := map[string]string{"material": "PEEK"}
		for _, c := range []struct {
			name string
			who  facilities.PersonID
			wish facilities.Wish
			want facilities.State
		}{
			{"a member on an automatic resource", "erik", facilities.Wish{Resource: "sem", Use: at(8, 9)}, facilities.StateApproved},
			{"a guest on an automatic resource", "gus", facilities.Wish{Resource: "sem", Use: at(9, 10)}, facilities.StateRequested},
			{"a member on a manager's resource", "erik", facilities.Wish{Resource: "press", Use: at(10, 11), Intake: intake}, facilities.StateRequested},
			{"a manager for somebody on his resource", "mia", facilities.Wish{Resource: "press", Use: at(10, 11), For: "erik", Intake: intake}, facilities.StateApproved},
			{"a member who asks for an operator by name", "erik", facilities.Wish{Resource: "sem", Use: at(12, 13), With: []facilities.WishClaim{{Resource: "op-anna", Units: 1}}}, facilities.StateRequested},
			{"an operated service", "erik", facilities.Wish{Resource: "service", Use: at(13, 14)}, facilities.StateRequested},
			{"an operated service by its manager", "mia", facilities.Wish{Resource: "service", Use: at(14, 15)}, facilities.StateRequested},
			{"an operated service with an accepted quote", "erik", facilities.Wish{Resource: "service", Use: at(15, 16), AcceptQuote: total(130_00), OrderNumber: "PO 1"}, facilities.StateRequested},
			{"the same by its manager", "mia", facilities.Wish{Resource: "service", Use: at(15, 16), AcceptQuote: total(130_00), OrderNumber: "PO 2"}, facilities.StateApproved},
		} {
			b := d.books(c.who, c.wish)
			if b.State != c.want {
				t.Errorf("%s: %s, want %s", c.name, b.State, c.want)
			}
			if b.State == facilities.StateRequested && !b.DecideBy.Equal(now.Add(48*time.Hour)) {
				t.Errorf("%s: to be decided by %v", c.name, b.DecideBy)
			}
		}
	})
}

func TestBookClaimsWhatTheResourceNeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		service := facilities.Wish{Resource: "service", Use: at(10, 11)}
		d.alter("service", func(r *facilities.Resource) { r.Operated, r.Approval, r.Capacity = false, facilities.ApprovalAuto, 5 })
		claims := func(b facilities.Booking) (ids []facilities.ResourceID) {
			for _, c := range b.Claims {
				ids = append(ids, c.Resource)
			}
			slices.Sort(ids)
			return ids
		}
		if got := claims(d.books("erik", service)); !slices.Equal(got, []facilities.ResourceID{"gas", "op-anna", "service"}) {
			t.Errorf("first %v", got)
		}
		if got := claims(d.books("eva", service)); !slices.Equal(got, []facilities.ResourceID{"gas", "op-bert", "service"}) {
			t.Errorf("second %v", got)
		}
		_, err := d.Book(t.Context(), d.as("bob"), now, service)
		wantConflict(t, err, "operator_missing", "utility_short")
	})
}

func TestBookRefusesWithEveryRuleAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.books("mia", facilities.Wish{Resource: "press", Use: at(10, 12), For: "eva", Intake: map[string]string{"material": "PEEK"}})
		_, err := d.Book(t.Context(), d.as("lex"), now, facilities.Wish{Resource: "press", Use: at(11, 22.1), Intake: map[string]string{"material": "PEEK"}})
		wantConflict(t, err, "capacity", "off_grid", "outside_hours", "two_persons", "unqualified")
		for _, v := range err.(*facilities.Error).Violations {
			if want := v.Code == "off_grid" || v.Code == "outside_hours"; v.Overridable != want {
				t.Errorf("%s: overridable is %v", v.Code, v.Overridable)
			}
		}
	})
}

func TestAManagerOverridesWhatMayBeOverridden(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		wish := facilities.Wish{Resource: "sem", Use: at(22, 23), Override: []string{"outside_hours"}, Reason: "open day"}
		_, err := d.Book(t.Context(), d.as("erik"), now, wish)
		wantError(t, err, facilities.Forbidden, "override")

		b := d.books("mia", wish)
		if b.Override == nil || !slices.Equal(b.Override.Codes, []string{"outside_hours"}) || b.Override.Reason != "open day" || b.Override.By != "mia" {
			t.Errorf("%+v", b.Override)
		}
		wish.Use, wish.Reason = at(23, 24), "  "
		_, err = d.Book(t.Context(), d.as("mia"), now, wish)
		wantField(t, err, "body.reason", "reason_needed")

		wish = facilities.Wish{Resource: "press", Use: at(10, 11), For: "lex", Intake: map[string]string{"material": "PEEK"}, Override: []string{"unqualified"}, Reason: "trust me"}
		_, err = d.Book(t.Context(), d.as("mia"), now, wish)
		wantConflict(t, err, "unqualified")
	})
}

func TestAHoldKeepsTheSlotAndBecomesTheBooking(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		erik := d.as("erik")
		hold, err := d.Hold(t.Context(), erik, now, facilities.Wish{Resource: "sem", Use: at(9, 10)})
		if err != nil {
			t.Fatal(err)
		}
		if hold.State != facilities.StateHold || !hold.HoldUntil.Equal(now.Add(facilities.Hold)) {
			t.Errorf("%+v", hold)
		}
		_, err = d.Book(t.Context(), d.as("eva"), now, facilities.Wish{Resource: "sem", Use: at(9, 10)})
		wantConflict(t, err, "capacity")

		again, err := d.Hold(t.Context(), erik, now, facilities.Wish{Resource: "sem", Use: at(11, 12)})
		if err != nil || again.ID != hold.ID {
			t.Fatalf("a second hold is %s, want the first one, %s, moved (%v)", again.ID, hold.ID, err)
		}
		d.books("eva", facilities.Wish{Resource: "sem", Use: at(9, 10)})

		b := d.books("erik", facilities.Wish{Resource: "sem", Use: at(11.5, 12.5), Title: "Now for real"})
		if b.ID != hold.ID || b.State != facilities.StateApproved || b.Use != at(11.5, 12.5) || b.Title != "Now for real" {
			t.Errorf("%+v", b)
		}
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(11, 11.5)})
	})
}

func TestARequestTakesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		wish := facilities.Wish{Resource: "press", Use: at(10, 11), Intake: map[string]string{"material": "PEEK"}}
		first, second := d.books("erik", wish), d.books("eva", wish)
		wantState(t, first, facilities.StateRequested)
		wantState(t, second, facilities.StateRequested)
		if held := d.held("press"); len(held) != 0 {
			t.Errorf("held: %+v", held)
		}
		if got := d.mails("mia", first.ID); !slices.Equal(got, []string{"booking_requested"}) {
			t.Errorf("the manager's mails: %v", got)
		}
	})
}

func TestAKeyMakesABookingOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		erik, wish := d.as("erik"), facilities.Wish{Resource: "sem", Use: at(9, 10)}
		first := d.Once("k", []byte("body"))
		b, err := first.Book(t.Context(), erik, now, wish)
		if err != nil || first.Replayed() {
			t.Fatal(err, first.Replayed())
		}
		second := d.Once("k", []byte("body"))
		again, err := second.Book(t.Context(), erik, now.Add(time.Hour), wish)
		if err != nil || again.ID != b.ID || !second.Replayed() {
			t.Fatalf("%v: %s, want %s, replayed %v", err, again.ID, b.ID, second.Replayed())
		}
		_, err = d.Once("k", []byte("another body")).Book(t.Context(), erik, now, wish)
		wantError(t, err, facilities.KeyReused, "key_reused")
		_, err = d.Once("k", []byte("body")).Hold(t.Context(), erik, now, wish)
		wantError(t, err, facilities.KeyReused, "key_reused")

		_, err = d.Once("k", []byte("body")).Book(t.Context(), d.as("eva"), now, wish)
		wantConflict(t, err, "capacity") // her own key, and a refusal is not kept
		if _, err = d.Once("k", []byte("body")).Book(t.Context(), d.as("eva"), now, facilities.Wish{Resource: "sem", Use: at(10, 11)}); err != nil {
			t.Fatal(err)
		}
		if _, err = d.Once("k", []byte("body")).Book(t.Context(), erik, now.Add(25*time.Hour), wish); facilities.CodeOf(err) != facilities.Conflict {
			t.Fatalf("a day later: %v", err)
		}
	})
}

func TestAReadOnlyTokenWritesNothing(t *testing.T) {
	d := onSQLite(t, storeOptions)
	erik := d.as("erik")
	erik.Scope = facilities.ScopeRead
	_, err := d.Book(t.Context(), erik, now, facilities.Wish{Resource: "sem", Use: at(9, 10)})
	wantError(t, err, facilities.Forbidden, "read_only")
	_, err = d.Book(t.Context(), facilities.Nobody, now, facilities.Wish{Resource: "sem", Use: at(9, 10)})
	wantError(t, err, facilities.Unauthenticated, "unauthenticated")
	if v, err := d.Check(t.Context(), erik, now, facilities.Wish{Resource: "sem", Use: at(9, 10)}); err != nil || len(v.Violations) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestHolidaysAreClosed(t *testing.T) {
	d := onSQLite(t, storeOptions)
	christmas := time.Date(2026, 12, 25, 9, 0, 0, 0, time.UTC)
	_, err := d.Book(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem", Use: facilities.Span{Start: christmas, End: christmas.Add(time.Hour)}})
	wantConflict(t, err, "closed")
}

func TestAQuotaIsSummedOverBookings(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.quota(facilities.Quota{ID: "q", Facility: "lab", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 4 * time.Hour, PrimeOnly: true})
		erik := d.as("erik")
		first := d.books("erik", facilities.Wish{Resource: "sem", Use: at(12, 14)})
		d.books("erik", facilities.Wish{Resource: "sem", Use: at(14, 16)})
		_, err := d.Book(t.Context(), erik, now, facilities.Wish{Resource: "sem", Use: at(16, 18)})
		wantConflict(t, err, "quota")
		if v := err.(*facilities.Error).Violations[0]; v.Params["max"] != 4*time.Hour || v.Params["used"] != 5*time.Hour || v.Params["prime"] != true {
			t.Errorf("%+v", v.Params) // only the hour until 17:00 is prime
		}
		d.books("erik", facilities.Wish{Resource: "sem", Use: at(17, 19)})
		d.books("eva", facilities.Wish{Resource: "sem-2", Use: at(9, 12)}) // her own
		d.books("erik", facilities.Wish{Resource: "sem", Use: at(24+9, 24+12)})

		if _, err := d.Change(t.Context(), erik, now, first.ID, 0, Change{Use: to(at(10, 12))}); err != nil {
			t.Errorf("what moves does not count twice: %v", err)
		}
		if _, err := d.Cancel(t.Context(), erik, now, first.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
	})
}
