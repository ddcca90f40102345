package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

func to(s facilities.Span) *facilities.Span { return &s }

func ref[T any](v T) *T { return &v }

var peek = map[string]string{"material": "PEEK"}

func TestChangeMovesAndGivesTheOldTimeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		b := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 10), With: []facilities.WishClaim{{Resource: "gas", Units: 2}}})
		moved, err := d.Change(t.Context(), d.as("erik"), now, b.ID, b.Version, Change{Use: to(at(9.5, 11))})
		if err != nil {
			t.Fatal(err)
		}
		if moved.Use != at(9.5, 11) || moved.Sequence != b.Sequence+1 || moved.Version <= b.Version || moved.State != facilities.StateApproved || len(moved.Claims) != 2 {
			t.Errorf("%+v", moved)
		}
		if moved.Quote.Total != 150_00 {
			t.Errorf("the quote is still %d", moved.Quote.Total)
		}
		d.books("eva", facilities.Wish{Resource: "sem", Use: at(9, 9.5)})
		_, err = d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Use: to(at(9.25, 11))})
		wantConflict(t, err, "capacity")
		_, err = d.Change(t.Context(), d.as("erik"), now, b.ID, b.Version, Change{Title: ref("x")})
		wantError(t, err, facilities.Stale, "stale")

		other, err := d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Resource: ref(facilities.ResourceID("sem-2"))})
		if err != nil || other.Resource != "sem-2" || len(d.held("sem")) != 1 {
			t.Errorf("%+v %v; on the old one: %+v", other, err, d.held("sem"))
		}
		if got := d.verbsOf(b.ID); !slices.Equal(got, []string{"book", "move", "move"}) {
			t.Errorf("audit %v", got)
		}
	})
}

func TestWordsChangeWithoutAnyRule(t *testing.T) {
	d := onSQLite(t, storeOptions)
	b := d.books("mia", facilities.Wish{Resource: "sem", Use: at(22, 23), For: "erik", Override: []string{"outside_hours"}, Reason: "open day"})
	b, err := d.Change(t.Context(), d.as("erik"), now, b.ID, b.Version, Change{Title: ref("Better"), Confidential: ref(true), OrderNumber: ref("PO 7")})
	if err != nil || b.Title != "Better" || !b.Confidential || b.OrderNumber != "PO 7" || b.Sequence != 0 {
		t.Errorf("%+v %v", b, err)
	}
	_, err = d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Title: ref("NUL\x00")})
	wantField(t, err, "body.title", "control_characters")
}

func TestMovingAnApprovedBookingOfAManagersResourceAsksAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		mia, erik := d.as("mia"), d.as("erik")
		b := d.books("mia", facilities.Wish{Resource: "press", Use: at(10, 12), For: "erik", Intake: peek})

		shorter, err := d.Change(t.Context(), erik, now, b.ID, b.Version, Change{Use: to(at(10, 11.5))})
		if err != nil || shorter.ID != b.ID || shorter.State != facilities.StateApproved {
			t.Fatalf("giving time back asks nobody: %+v %v", shorter, err)
		}
		asked, err := d.Change(t.Context(), erik, now, b.ID, 0, Change{Use: to(at(10.5, 12.5))})
		if err != nil || asked.ID == b.ID || asked.State != facilities.StateRequested || asked.Replaces != b.ID {
			t.Fatalf("%+v %v", asked, err)
		}
		if old := d.booking(b.ID); old.State != facilities.StateApproved || old.Use != at(10, 11.5) {
			t.Fatalf("the old slot is kept: %+v", old)
		}
		again, err := d.Change(t.Context(), erik, now, b.ID, 0, Change{Use: to(at(11, 13))})
		if err != nil || again.ID != asked.ID || again.Use != at(11, 13) {
			t.Fatalf("one request at a time: %+v %v", again, err)
		}
		granted, err := d.Approve(t.Context(), mia, now, asked.ID, 0, Decision{})
		if err != nil || granted.State != facilities.StateApproved || granted.Use != at(11, 13) {
			t.Fatalf("%+v %v", granted, err)
		}
		wantState(t, d.booking(b.ID), facilities.StateCancelled)
		if held := d.held("press"); len(held) != 1 || held[0].Booking != asked.ID {
			t.Errorf("held %+v", held)
		}
		if got := d.verbsOf(b.ID); !slices.Equal(got, []string{"book", "move", "replace"}) {
			t.Errorf("audit %v", got)
		}
	})
}

func TestCancellingWithdrawsTheRequestToMove(t *testing.T) {
	d := onSQLite(t, storeOptions)
	b := d.books("mia", facilities.Wish{Resource: "press", Use: at(10, 12), For: "erik", Intake: peek})
	asked, err := d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Use: to(at(14, 16))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Cancel(t.Context(), d.as("erik"), now, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	wantState(t, d.booking(asked.ID), facilities.StateCancelled)
}

func TestALateMoveAsksTheManager(t *testing.T) {
	d := onSQLite(t, storeOptions)
	b := d.books("erik", facilities.Wish{Resource: "quick", Use: at(10, 12)})
	early := at(10, 12).Start.Add(-25 * time.Hour)
	if moved, err := d.Change(t.Context(), d.as("erik"), early, b.ID, 0, Change{Use: to(at(11, 13))}); err != nil || moved.ID != b.ID {
		t.Fatalf("%+v %v", moved, err)
	}
	if moved, err := d.Change(t.Context(), d.as("erik"), early.Add(3*time.Hour), b.ID, 0, Change{Use: to(at(14, 16))}); err != nil || moved.State != facilities.StateRequested || moved.Replaces != b.ID {
		t.Fatalf("%+v %v", moved, err)
	}
	if moved, err := d.Change(t.Context(), d.as("mia"), early.Add(3*time.Hour), b.ID, 0, Change{Use: to(at(14, 16))}); err != nil || moved.ID != b.ID || moved.State != facilities.StateApproved {
		t.Fatalf("a manager moves it at once: %+v %v", moved, err)
	}
}

func TestCancelGivesTheTimeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		for _, c := range []struct {
			name string
			who  facilities.PersonID
			when time.Time
			code facilities.Code
			verb string
		}{
			{"its person", "erik", now, "", "cancel"},
			{"the representative", "rita", now, "", "cancel"},
			{"a manager", "mia", now, "", "cancel"},
			{"a manager after the start", "mia", at(10, 12).Start.Add(time.Hour), "", "cancel"},
			{"late", "erik", at(10, 12).Start.Add(-time.Hour), "", "cancel_late"},
			{"after the start", "erik", at(10, 12).Start, facilities.Conflict, ""},
			{"a colleague", "eva", now, facilities.Forbidden, ""},
			{"another partner", "bob", now, facilities.NotFound, ""},
			{"another partner's representative", "bea", now, facilities.NotFound, ""},
			{"a manager elsewhere", "max", now, facilities.NotFound, ""},
			{"the controller, who sees all", "cor", now, facilities.Forbidden, ""},
		} {
			b := d.books("erik", facilities.Wish{Resource: "quick", Use: at(10, 12)})
			cancelled, err := d.Cancel(t.Context(), d.as(c.who), c.when, b.ID, b.Version, "no sample")
			if facilities.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %q", c.name, err, c.code)
			}
			if c.code != "" {
				wantState(t, d.booking(b.ID), facilities.StateApproved)
				if _, err := d.Cancel(t.Context(), d.as("mia"), now, b.ID, 0, ""); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if cancelled.State != facilities.StateCancelled || cancelled.Sequence != b.Sequence+1 || cancelled.Note != "no sample" {
				t.Errorf("%s: %+v", c.name, cancelled)
			}
			if got := d.verbsOf(b.ID); !slices.Equal(got, []string{"book", c.verb}) {
				t.Errorf("%s: audit %v", c.name, got)
			}
			if told := slices.Contains(d.mails("erik", b.ID), "booking_cancelled"); told != (c.who != "erik") {
				t.Errorf("%s: erik was told: %v", c.name, told)
			}
			_, err = d.Cancel(t.Context(), d.as("mia"), now, b.ID, 0, "")
			wantError(t, err, facilities.Conflict, "not_now_cancelled")
		}
		if held := d.held("quick"); len(held) != 0 {
			t.Errorf("still held: %+v", held)
		}
	})
}

func TestApproveChecksAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		mia := d.as("mia")
		wish := facilities.Wish{Resource: "press", Use: at(10, 11), Intake: peek}
		first, second := d.books("erik", wish), d.books("eva", wish)
		_, err := d.Approve(t.Context(), d.as("erik"), now, first.ID, 0, Decision{})
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.Approve(t.Context(), d.as("bob"), now, first.ID, 0, Decision{})
		wantError(t, err, facilities.NotFound, "not_found")

		b, err := d.Approve(t.Context(), mia, now.Add(time.Hour), first.ID, first.Version, Decision{Reason: "ok"})
		if err != nil || b.State != facilities.StateApproved || b.DecidedBy != "mia" || b.Note != "ok" || !b.Decided.Equal(now.Add(time.Hour)) {
			t.Fatalf("%+v %v", b, err)
		}
		if got := d.mails("erik", b.ID); !slices.Equal(got, []string{"booking_approved"}) {
			t.Errorf("mails %v", got)
		}
		_, err = d.Approve(t.Context(), mia, now, second.ID, 0, Decision{})
		wantConflict(t, err, "capacity")
		if e := err.(*facilities.Error); len(e.Alternatives) == 0 {
			t.Error("no alternatives")
		}
		wantState(t, d.booking(second.ID), facilities.StateRequested)
		_, err = d.Approve(t.Context(), mia, now, first.ID, 0, Decision{})
		wantError(t, err, facilities.Conflict, "not_now_approved")

		b, err = d.Approve(t.Context(), mia, now, second.ID, 0, Decision{Slot: to(at(14, 15)), Reason: "in the afternoon"})
		if err != nil || b.Use != at(14, 15) || b.State != facilities.StateApproved || b.Sequence != second.Sequence+1 {
			t.Fatalf("%+v %v", b, err)
		}
	})
}

func TestARequestCannotBeApprovedOnceItsTimeHasPassed(t *testing.T) {
	d := onSQLite(t, storeOptions)
	b := d.books("erik", facilities.Wish{Resource: "press", Use: at(10, 11), Intake: peek})
	_, err := d.Approve(t.Context(), d.as("mia"), at(10, 11).Start.Add(time.Minute), b.ID, 0, Decision{})
	wantConflict(t, err, "in_past")
}

func TestDeclineSaysWhy(t *testing.T) {
	d := onSQLite(t, storeOptions)
	b := d.books("erik", facilities.Wish{Resource: "press", Use: at(10, 11), Intake: peek})
	_, err := d.Decline(t.Context(), d.as("mia"), now, b.ID, 0, Decision{Reason: " "})
	wantField(t, err, "body.reason", "reason_needed")
	_, err = d.Decline(t.Context(), d.as("eva"), now, b.ID, 0, Decision{Reason: "x"})
	wantError(t, err, facilities.Forbidden, "forbidden")
	b, err = d.Decline(t.Context(), d.as("mia"), now, b.ID, b.Version, Decision{Reason: "no mould"})
	if err != nil || b.State != facilities.StateDeclined || b.Note != "no mould" || b.DecidedBy != "mia" {
		t.Errorf("%+v %v", b, err)
	}
	if got := d.mails("erik", b.ID); !slices.Equal(got, []string{"booking_declined"}) {
		t.Errorf("mails %v", got)
	}
}

func TestAnOperatedServiceWaitsForItsQuote(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		mia, erik := d.as("mia"), d.as("erik")
		b := d.books("erik", facilities.Wish{Resource: "service", Use: at(10, 12)})
		if b.Quote.Total != 100_00+160_00 || !slices.Equal(d.mails("erik", b.ID), []string{"quote_open"}) {
			t.Fatalf("%+v, mails %v", b.Quote, d.mails("erik", b.ID))
		}
		_, err := d.Approve(t.Context(), mia, now, b.ID, 0, Decision{})
		wantError(t, err, facilities.Conflict, "quote_open")
		_, err = d.AcceptQuote(t.Context(), erik, now, b.ID, 0, 250_00, "PO 1")
		wantError(t, err, facilities.Conflict, "quote_changed")
		_, err = d.AcceptQuote(t.Context(), erik, now, b.ID, 0, 260_00, " ")
		wantField(t, err, "body.order_number", "required")
		_, err = d.AcceptQuote(t.Context(), d.as("eva"), now, b.ID, 0, 260_00, "PO 1")
		wantError(t, err, facilities.Forbidden, "quote_others")
		b, err = d.AcceptQuote(t.Context(), d.as("rita"), now, b.ID, b.Version, 260_00, "PO 1")
		if err != nil || b.OrderNumber != "PO 1" || !b.QuoteAccepted.Equal(now) {
			t.Fatalf("%+v %v", b, err)
		}
		_, err = d.Approve(t.Context(), mia, now, b.ID, 0, Decision{Slot: to(at(10, 13))})
		wantError(t, err, facilities.Conflict, "quote_open") // another slot, another price

		b, err = d.Approve(t.Context(), mia, now, b.ID, 0, Decision{})
		if err != nil || b.State != facilities.StateApproved || len(b.Claims) != 3 || b.Quote.Total != 260_00 {
			t.Fatalf("%+v %v", b, err)
		}
	})
}

func TestACompanionWhoWithdrawsPutsTheBookingAtRisk(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		late := at(18.5, 20)
		_, err := d.Book(t.Context(), d.as("mia"), now, facilities.Wish{Resource: "press", Use: late, For: "erik", Intake: peek})
		wantConflict(t, err, "two_persons")
		b := d.books("mia", facilities.Wish{Resource: "press", Use: late, For: "erik", Companions: []facilities.PersonID{"eva"}, Intake: peek})
		_, err = d.Withdraw(t.Context(), d.as("lex"), now, b.ID, 0, "")
		wantError(t, err, facilities.Forbidden, "no_companion")
		b, err = d.Withdraw(t.Context(), d.as("eva"), now, b.ID, b.Version, "ill")
		if err != nil || b.AtRisk != "two_persons" || b.With("eva") || len(b.Companions) != 1 {
			t.Fatalf("%+v %v", b, err)
		}
		if !slices.Contains(d.mails("erik", b.ID), "booking_at_risk") || !slices.Contains(d.mails("mia", b.ID), "booking_at_risk") {
			t.Errorf("told: %v, %v", d.mails("erik", b.ID), d.mails("mia", b.ID))
		}
		_, err = d.CheckIn(t.Context(), d.as("erik"), late.Start, b.ID, 0)
		wantError(t, err, facilities.Conflict, "unsafe")
		wantConflict(t, err, "two_persons")

		b, err = d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Companions: &[]facilities.PersonID{"eva"}})
		if err != nil || b.State != facilities.StateApproved || b.AtRisk != "" || !b.With("eva") {
			t.Fatalf("company asks no manager: %+v %v", b, err)
		}
		_, err = d.Change(t.Context(), d.as("erik"), now, b.ID, 0, Change{Companions: &[]facilities.PersonID{"lex"}})
		wantConflict(t, err, "two_persons") // lex is not qualified
	})
}

func TestChangeoverBelongsToTheLaterBooking(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		span := func(id facilities.BookingID) facilities.Span { return d.booking(id).Claims[0].Span }
		clean := d.books("erik", facilities.Wish{Resource: "ebeam", Use: at(12, 13), Process: "clean"})
		if span(clean.ID) != at(12, 13) {
			t.Fatalf("alone it claims %v", span(clean.ID))
		}
		_, err := d.Book(t.Context(), d.as("eva"), now, facilities.Wish{Resource: "ebeam", Use: at(10.5, 11.5), Process: "gold"})
		wantConflict(t, err, "changeover")
		gold := d.books("eva", facilities.Wish{Resource: "ebeam", Use: at(9, 10), Process: "gold"})
		if span(clean.ID) != at(11, 13) {
			t.Fatalf("after gold it claims %v", span(clean.ID))
		}
		between := d.books("bob", facilities.Wish{Resource: "ebeam", Use: at(11, 12), Process: "clean"})
		if span(clean.ID) != at(12, 13) || span(between.ID) != at(10, 12) {
			t.Fatalf("with a clean one between: %v and %v", span(between.ID), span(clean.ID))
		}
		if _, err := d.Cancel(t.Context(), d.as("bob"), now, between.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		if span(clean.ID) != at(11, 13) {
			t.Fatalf("with the one between gone: %v", span(clean.ID))
		}
		if _, err := d.Change(t.Context(), d.as("eva"), now, gold.ID, 0, Change{Use: to(at(14, 15))}); err != nil {
			t.Fatal(err)
		}
		if span(clean.ID) != at(12, 13) || span(gold.ID) != at(13.5, 15) {
			t.Fatalf("with gold after it: %v and %v", span(clean.ID), span(gold.ID))
		}
	})
}
