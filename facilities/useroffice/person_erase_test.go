package useroffice

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

func TestExportHoldsAllThatIsKeptAboutAPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		b := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11), Title: "Eigen werk"})
		d.books("eva", facilities.Wish{Resource: "sem-2", Project: "p1", Use: at(9, 11), Title: "Samen", Companions: []facilities.PersonID{"lex"}})
		if _, _, err := d.CreateToken(ctx, d.as("erik"), now, "mijn script", facilities.ScopeRead, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if err := d.AskReset(ctx, now, "erik@example.org", ""); err != nil {
			t.Fatal(err)
		}
		secret := d.link("erik", "reset")
		raw, err := d.ExportPerson(ctx, d.as("erik"), now, "erik")
		if err != nil {
			t.Fatal(err)
		}
		var out personExport
		if err := json.Unmarshal(raw, &out); err != nil {
			t.Fatal(err)
		}
		if out.Person.Email != "erik@example.org" || out.Partner.ID != "alfa" || len(out.Bookings) != 1 || out.Bookings[0].ID != b.ID || len(out.Qualifications) != 1 ||
			len(out.Tokens) != 2 || len(out.Mails) == 0 || len(out.AuditBy) == 0 || len(out.AuditAbout) == 0 {
			t.Errorf("%s", raw)
		}
		for _, hidden := range []string{secret, "argon2id", "Samen"} {
			if strings.Contains(string(raw), hidden) {
				t.Errorf("the export holds %q", hidden)
			}
		}
		if _, err := d.ExportPerson(ctx, d.as("ada"), now, "erik"); err != nil {
			t.Errorf("an admin: %v", err)
		}
		_, err = d.ExportPerson(ctx, d.as("rita"), now, "erik")
		wantError(t, err, facilities.NotFound, "not_found")
	})
}

func TestErasedPersonLeavesBookingsAndAuditWithoutTheName(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		d.canLogIn("erik", goodPassword)
		if _, err := d.UpdateProfile(ctx, d.as("erik"), now, Profile{Name: "Kanarie Erik", Language: "nl"}); err != nil {
			t.Fatal(err)
		}
		past := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 10)})
		coming := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(33, 34)})
		shared := d.books("eva", facilities.Wish{Resource: "printers", Project: "p1", Use: at(35, 36), Companions: []facilities.PersonID{"erik"}})
		_, secret, err := d.CreateToken(ctx, d.as("erik"), now, "script", facilities.ScopeWrite, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		feed := d.subscribes("eva", facilities.FeedPartner, "alfa")
		if _, body, _ := d.feed(feed, now); !strings.Contains(body, "Kanarie Erik") {
			t.Fatal("the calendar never named him")
		}
		later := monday.Add(12 * time.Hour)
		wantError(t, d.ErasePerson(ctx, d.as("rita"), later, "erik", ""), facilities.Forbidden, "forbidden")
		if err := d.ErasePerson(ctx, d.as("ada"), later, "erik", "verzoek van Kanarie Erik, erik@example.org"); err != nil {
			t.Fatal(err)
		}
		wantState(t, d.booking(past.ID), facilities.StateApproved)
		wantState(t, d.booking(coming.ID), facilities.StateCancelled)
		if b := d.booking(shared.ID); b.State != facilities.StateApproved || b.With("erik") {
			t.Errorf("the booking with him: %s, %v", b.State, b.Companions)
		}
		if p := d.as("erik").Person; p.State != facilities.PersonErased || p.Email != "" || len(p.Roles) > 0 {
			t.Errorf("%+v", p)
		}
		_, err = d.LogIn(ctx, later, "erik@example.org", goodPassword, "")
		wantError(t, err, facilities.Unauthenticated, "login")
		_, err = d.ActorByToken(ctx, later, secret)
		wantError(t, err, facilities.Unauthenticated, "token")
		if _, body, _ := d.feed(feed, later); strings.Contains(body, "Kanarie Erik") {
			t.Error("a calendar still names him")
		}
		if list := d.verbsOf(past.ID); !slices.Contains(list, "book") {
			t.Errorf("the history is gone: %v", list)
		}
		d.view(func(ctx context.Context, tx *store.Tx) error {
			for _, subject := range [][2]string{{"person", "erik"}, {"booking", string(past.ID)}, {"booking", string(coming.ID)}, {"booking", string(shared.ID)}} {
				entries, err := tx.AuditOf(ctx, subject[0], subject[1])
				if err != nil {
					return err
				}
				for _, e := range entries {
					if text := e.Before + e.After + e.Reason; strings.Contains(text, "Kanarie Erik") || strings.Contains(text, "erik@example.org") {
						t.Errorf("the audit of %v names him: %+v", subject, e)
					}
				}
			}
			return nil
		})
		wantError(t, d.ErasePerson(ctx, d.as("ada"), later, "erik", ""), facilities.Conflict, "person_state")
		wantError(t, d.ErasePerson(ctx, d.as("ada"), later, "ada", ""), facilities.Conflict, "last_admin")
		if err := d.ErasePerson(ctx, theSystem(), later, "bob", ""); err != nil {
			t.Errorf("the command line: %v", err)
		}
	})
}
