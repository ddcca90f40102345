package useroffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"marke/facilities"
	"marke/facilities/store"
)

const goodPassword = "een lange zin"

// canLogIn gives somebody a password.
func (d *desk) canLogIn(id facilities.PersonID, password string) {
	d.t.Helper()
	hash, err := d.hashPassword(d.t.Context(), password)
	if err != nil {
		d.t.Fatal(err)
	}
	d.change(func(ctx context.Context, tx *store.Tx) error { return tx.SetCredential(ctx, id, hash) })
}

// link is the secret in the latest mail of a kind to somebody.
func (d *desk) link(to facilities.PersonID, kind string) string {
	d.t.Helper()
	secret := ""
	d.view(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.MailsTo(ctx, to)
		latest := int64(-1)
		for _, m := range mails {
			if m.Kind == kind && m.ID > latest {
				latest, secret = m.ID, m.Params["path"][strings.LastIndexByte(m.Params["path"], '/')+1:]
			}
		}
		return err
	})
	if secret == "" {
		d.t.Fatalf("no mail %s to %s", kind, to)
	}
	return secret
}

func TestLogInAnswersAlikeWhateverIsWrong(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		for _, id := range []facilities.PersonID{"erik", "bart"} {
			d.canLogIn(id, goodPassword)
		}
		actor, err := d.LogIn(t.Context(), now, " Erik@Example.ORG ", goodPassword, "192.0.2.1")
		if err != nil || actor.Person.ID != "erik" || actor.Kind != facilities.SME || actor.Via != "web" {
			t.Fatalf("%+v, %v", actor, err)
		}
		for name, try := range map[string][2]string{
			"wrong password":     {"erik@example.org", "iets anders"},
			"unknown address":    {"nobody@example.org", goodPassword},
			"blocked":            {"bart@example.org", goodPassword},
			"without a password": {"eva@example.org", goodPassword},
			"no address":         {"", ""},
			"endless password":   {"erik@example.org", strings.Repeat("x", 1<<20)},
		} {
			_, err := d.LogIn(t.Context(), now, try[0], try[1], "192.0.2.1")
			t.Log(name)
			wantError(t, err, facilities.Unauthenticated, "login")
		}
	})
}

func TestLogInSlowsGuessersDownPerAccountAndAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.canLogIn("erik", goodPassword)
		for range failuresPair {
			_, err := d.LogIn(t.Context(), now, "erik@example.org", "verkeerd geraden", "192.0.2.1")
			wantError(t, err, facilities.Unauthenticated, "login")
		}
		_, err := d.LogIn(t.Context(), now, "erik@example.org", goodPassword, "192.0.2.1")
		wantError(t, err, facilities.TooMany, "too_many")
		if e := err.(*facilities.Error); e.RetryAfter != int(loginWindow/time.Second) {
			t.Errorf("RetryAfter is %d", e.RetryAfter)
		}
		if _, err := d.LogIn(t.Context(), now, "erik@example.org", goodPassword, "192.0.2.9"); err != nil {
			t.Errorf("from another address: %v", err)
		}
		if _, err := d.LogIn(t.Context(), now.Add(loginWindow+time.Second), "erik@example.org", goodPassword, "192.0.2.1"); err != nil {
			t.Errorf("after the window: %v", err)
		}
	})
}

func TestLogInBoundsWhatOneAddressTriesOnAllAccounts(t *testing.T) {
	d := onSQLite(t, store.Options{})
	d.change(func(ctx context.Context, tx *store.Tx) error {
		for range failuresFrom {
			if err := tx.AddLoginFailure(ctx, attemptKey("from", "192.0.2.1"), now); err != nil {
				return err
			}
		}
		return nil
	})
	_, err := d.LogIn(t.Context(), now, "somebody@example.org", "wie weet", "192.0.2.1")
	wantError(t, err, facilities.TooMany, "too_many")
}

func TestSessionsAreKeptByHashAndEndWithThePassword(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		d.canLogIn("erik", goodPassword)
		sessions := d.Sessions()
		session := func(person string) []byte {
			data, err := scs.GobCodec{}.Encode(time.Now().Add(time.Hour), map[string]any{SessionPerson: person})
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		for _, token := range []string{"here", "elsewhere"} {
			if err := sessions.CommitCtx(ctx, token, session("erik"), time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		found := func(token string) bool {
			data, ok, err := sessions.FindCtx(ctx, token)
			if err != nil || ok && len(data) == 0 {
				t.Fatalf("find: %v, %v, %v", data, ok, err)
			}
			return ok
		}
		if !found("here") || !found("elsewhere") || found("nowhere") {
			t.Fatal("sessions are not found by their tokens")
		}
		d.view(func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Session(ctx, []byte("here"), time.Now()); facilities.CodeOf(err) != facilities.NotFound {
				t.Errorf("a token is kept as it is: %v", err)
			}
			return nil
		})
		if err := d.ChangePassword(ctx, d.as("erik"), now, goodPassword, "een andere zin"); err != nil {
			t.Fatal(err)
		}
		if found("here") || found("elsewhere") {
			t.Error("a session outlives the password")
		}
		if err := sessions.CommitCtx(ctx, "elsewhere", session("erik"), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if found("elsewhere") {
			t.Error("a request that was under way brought its session back")
		}
		if err := sessions.CommitCtx(ctx, "renewed", session("erik"), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if !found("renewed") {
			t.Error("the page that changed the password is logged out")
		}
		if err := sessions.DeleteCtx(ctx, "renewed"); err != nil || found("renewed") {
			t.Errorf("logging out: %v", err)
		}
		if err := sessions.CommitCtx(ctx, "old", session("erik"), time.Now().Add(-time.Second)); err != nil || found("old") {
			t.Errorf("an expired session is found (%v)", err)
		}
		if err := sessions.CommitCtx(ctx, "nobody", session(""), time.Now().Add(time.Hour)); err != nil || !found("nobody") {
			t.Errorf("a session before the login is lost (%v)", err)
		}
	})
}

func TestChangePasswordAsksForTheOldOne(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.canLogIn("erik", goodPassword)
		wantField(t, d.ChangePassword(t.Context(), d.as("erik"), now, "niet deze zin", "een andere zin"), "body.old", "password_wrong")
		wantField(t, d.ChangePassword(t.Context(), d.as("erik"), now, goodPassword, "kort"), "body.password", "password_short")
		if err := d.ChangePassword(t.Context(), d.as("erik"), now, goodPassword, "een andere zin"); err != nil {
			t.Fatal(err)
		}
		_, err := d.LogIn(t.Context(), now, "erik@example.org", goodPassword, "")
		wantError(t, err, facilities.Unauthenticated, "login")
	})
}

func TestTokensOpenTheirScopeUntilTheyEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx, erik := t.Context(), d.as("erik")
		token, secret, err := d.CreateToken(ctx, erik, now, "script", facilities.ScopeRead, now.Add(48*time.Hour))
		if err != nil || !strings.HasPrefix(secret, "marke_") || len(secret) != len("marke_")+26 {
			t.Fatalf("%q, %v", secret, err)
		}
		actor, err := d.ActorByToken(ctx, now, secret)
		if err != nil || actor.Person.ID != "erik" || actor.MayWrite() || actor.Via != "api" {
			t.Fatalf("%+v, %v", actor, err)
		}
		_, _, err = d.CreateToken(ctx, actor, now, "more", facilities.ScopeWrite, time.Time{})
		wantError(t, err, facilities.Forbidden, "read_only")
		_, err = d.ActorByToken(ctx, now.Add(48*time.Hour), secret)
		wantError(t, err, facilities.Unauthenticated, "token")
		_, err = d.ActorByToken(ctx, now, secret+"x")
		wantError(t, err, facilities.Unauthenticated, "token")
		wantError(t, d.RevokeToken(ctx, d.as("bob"), now, token.ID), facilities.NotFound, "not_found")
		if list, err := d.Tokens(ctx, erik, now); err != nil || len(list) != 1 || list[0].Used.IsZero() {
			t.Errorf("%+v, %v", list, err)
		}
		if err := d.RevokeToken(ctx, erik, now, token.ID); err != nil {
			t.Fatal(err)
		}
		_, err = d.ActorByToken(ctx, now, secret)
		wantError(t, err, facilities.Unauthenticated, "token")
		_, _, err = d.CreateToken(ctx, erik, now, "", "all", now.Add(-time.Hour))
		for location, key := range map[string]string{"body.name": "required", "body.scope": "choice", "body.expires": "in_past"} {
			wantField(t, err, location, key)
		}
		_, _, err = d.CreateToken(ctx, facilities.Nobody, now, "x", facilities.ScopeRead, time.Time{})
		wantError(t, err, facilities.Unauthenticated, "unauthenticated")
	})
}

func TestATokenOfABlockedPersonOpensNothing(t *testing.T) {
	d := onSQLite(t, store.Options{})
	_, secret, err := d.CreateToken(t.Context(), d.as("erik"), now, "script", facilities.ScopeWrite, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Block(t.Context(), d.as("rita"), now, "erik", 0, "verloren laptop"); err != nil {
		t.Fatal(err)
	}
	_, err = d.ActorByToken(t.Context(), now, secret)
	wantError(t, err, facilities.Unauthenticated, "token")
	_, err = d.ActorOf(t.Context(), now, "erik")
	wantError(t, err, facilities.Unauthenticated, "unauthenticated")
}

func TestInvitationIsAcceptedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		p, err := d.Invite(ctx, d.as("rita"), now, NewPerson{Name: "Zoë van Beek", Email: "Zoe@example.org", Partner: "alfa"})
		if err != nil || p.ID != "zoe-van-beek" || p.State != facilities.PersonInvited || p.Language != "nl" {
			t.Fatalf("%+v, %v", p, err)
		}
		secret := d.link(p.ID, "invite")
		if who, err := d.Invitation(ctx, now, secret); err != nil || who.Name != "Zoë van Beek" {
			t.Errorf("%+v, %v", who, err)
		}
		_, err = d.AcceptInvite(ctx, now, secret, "zoe@example.org")
		wantField(t, err, "body.password", "password_weak")
		_, err = d.AcceptInvite(ctx, now.Add(8*oneDay), secret, goodPassword)
		wantError(t, err, facilities.NotFound, "link")
		actor, err := d.AcceptInvite(ctx, now, secret, goodPassword)
		if err != nil || actor.Person.State != facilities.PersonActive {
			t.Fatalf("%+v, %v", actor, err)
		}
		_, err = d.AcceptInvite(ctx, now, secret, "nog een lange zin")
		wantError(t, err, facilities.NotFound, "link")
		if _, err := d.LogIn(ctx, now, "zoe@example.org", goodPassword, ""); err != nil {
			t.Error(err)
		}
		wantError(t, d.InviteAgain(ctx, d.as("rita"), now, p.ID), facilities.Conflict, "not_invited")
	})
}

func TestInviteRefuses(t *testing.T) {
	d := onSQLite(t, store.Options{})
	good := NewPerson{Name: "Nieuw", Email: "nieuw@example.org", Partner: "alfa"}
	change := func(f func(*NewPerson)) NewPerson { p := good; f(&p); return p }
	for name, c := range map[string]struct {
		who    facilities.PersonID
		person NewPerson
		code   facilities.Code
		key    string
	}{
		"a member":                      {"erik", good, facilities.Forbidden, "forbidden"},
		"another's representative":      {"bea", good, facilities.Forbidden, "forbidden"},
		"a representative with roles":   {"rita", change(func(p *NewPerson) { p.Roles = []facilities.Role{anAdmin} }), facilities.Forbidden, "forbidden"},
		"an address in use":             {"rita", change(func(p *NewPerson) { p.Email = "ERIK@example.org" }), facilities.Conflict, "email_taken"},
		"an id in use":                  {"ada", change(func(p *NewPerson) { p.ID = "erik" }), facilities.Conflict, "id_taken"},
		"a password chosen by an admin": {"ada", change(func(p *NewPerson) { p.Password = goodPassword }), facilities.Forbidden, "forbidden"},
		"an address that is none":       {"ada", change(func(p *NewPerson) { p.Email = "nieuw" }), facilities.Invalid, "invalid"},
		"a header in the address":       {"ada", change(func(p *NewPerson) { p.Email = "a@b.nl\r\nBcc: c@d.nl" }), facilities.Invalid, "invalid"},
		"an unknown partner":            {"ada", change(func(p *NewPerson) { p.Partner = "nergens" }), facilities.Invalid, "invalid"},
		"a role nowhere":                {"ada", change(func(p *NewPerson) { p.Roles = []facilities.Role{{Kind: "king"}} }), facilities.Invalid, "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.Invite(t.Context(), d.as(c.who), now, c.person)
			wantError(t, err, c.code, c.key)
		})
	}
	if people, _, err := d.People(t.Context(), d.as("ada"), now, PeopleQuery{Text: "nieuw"}); err != nil || len(people) > 0 {
		t.Errorf("something was written: %v, %v", people, err)
	}
}

func TestResetAnswersAlikeForEveryAddressAndWorksOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		d.canLogIn("erik", goodPassword)
		for _, email := range []string{"erik@example.org", "nobody@example.org", "bart@example.org"} {
			if err := d.AskReset(ctx, now, email, "192.0.2.1"); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		}
		first := d.link("erik", "reset")
		if err := d.AskReset(ctx, now.Add(time.Second), "erik@example.org", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		second := d.link("erik", "reset")
		_, err := d.Reset(ctx, now.Add(2*time.Second), first, "een nieuwe zin")
		wantError(t, err, facilities.NotFound, "link")
		_, err = d.Reset(ctx, now.Add(2*time.Hour), second, "een nieuwe zin")
		wantError(t, err, facilities.NotFound, "link")
		if _, err = d.Reset(ctx, now.Add(2*time.Second), second, "een nieuwe zin"); err != nil {
			t.Fatal(err)
		}
		_, err = d.Reset(ctx, now.Add(3*time.Second), second, "een derde zin dan")
		wantError(t, err, facilities.NotFound, "link")
		if _, err := d.LogIn(ctx, now, "erik@example.org", "een nieuwe zin", ""); err != nil {
			t.Error(err)
		}
		for n := range resetsPerson {
			err = d.AskReset(ctx, now.Add(time.Minute), "nobody@example.org", fmt.Sprint("192.0.2.", n+10))
		}
		wantError(t, err, facilities.TooMany, "too_many")
	})
}

func TestGuestAsksAndIsAdmittedOrRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		ask := GuestRequest{Name: "Piet Gast", Email: "piet@example.net", Organisation: "Gast & Zoon", Facility: "lab", Why: "Eén proef", Language: "nl"}
		if err := d.AskAccess(ctx, now, ask, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		if err := d.AskAccess(ctx, now, ask, "192.0.2.1"); err != nil { // the same answer for an address that is known
			t.Fatal(err)
		}
		if list, err := d.AccessRequests(ctx, d.as("max"), now); err != nil || len(list) != 0 {
			t.Errorf("another facility's manager sees %v, %v", list, err)
		}
		list, err := d.AccessRequests(ctx, d.as("mia"), now)
		if err != nil || len(list) != 1 || list[0].Organisation != "Gast & Zoon" || list[0].Person.State != facilities.PersonAsked {
			t.Fatalf("%+v, %v", list, err)
		}
		id := list[0].Person.ID
		_, err = d.Admit(ctx, d.as("max"), now, id, 0, "")
		wantError(t, err, facilities.NotFound, "not_found")
		if err := d.Refuse(ctx, d.as("mia"), now, id, list[0].Person.Version, "Geen plaats"); err != nil {
			t.Fatal(err)
		}
		if err := d.AskAccess(ctx, now.Add(time.Minute), ask, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		p, err := d.Admit(ctx, d.as("mia"), now.Add(time.Hour), id, 0, "Welkom")
		if err != nil || p.State != facilities.PersonInvited {
			t.Fatalf("%+v, %v", p, err)
		}
		c, err := d.Catalogue(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if organisation, ok := c.Partner(p.Partner); !ok || !organisation.Guest || organisation.ID != "guest-gast-zoon" {
			t.Errorf("%+v", organisation)
		}
		_, err = d.Admit(ctx, d.as("mia"), now.Add(time.Hour), id, 0, "")
		wantError(t, err, facilities.Stale, "stale")
		actor, err := d.AcceptInvite(ctx, now.Add(2*time.Hour), d.link(id, "access_admitted"), goodPassword)
		if err != nil || !actor.Guest {
			t.Errorf("%+v, %v", actor, err)
		}
		for range asksFrom {
			err = d.AskAccess(ctx, now.Add(time.Minute), ask, "192.0.2.1")
		}
		wantError(t, err, facilities.TooMany, "too_many")
		wantField(t, d.AskAccess(ctx, now, GuestRequest{Facility: "nergens"}, "x"), "body.facility", "facility")
	})
}

func TestPeopleAreKnownToThoseWhoMeetThem(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		count := func(who facilities.PersonID, q PeopleQuery) int {
			t.Helper()
			q.Limit = 200
			people, _, err := d.People(t.Context(), d.as(who), now, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range people {
				if p.System {
					t.Error("the system person is listed")
				}
			}
			return len(people)
		}
		if all, own := count("ada", PeopleQuery{}), count("erik", PeopleQuery{}); all != len(housePeople()) || own != 5 {
			t.Errorf("an admin knows %d, a member %d", all, own)
		}
		if n := count("erik", PeopleQuery{Partner: "beta"}); n != 0 {
			t.Errorf("a member knows %d of another partner", n)
		}
		_, err := d.Person(t.Context(), d.as("erik"), now, "bob")
		wantError(t, err, facilities.NotFound, "not_found")
		if p, err := d.Person(t.Context(), d.as("mia"), now, "erik"); err != nil || p.ID != "erik" {
			t.Errorf("%v, %v", p, err)
		}
		_, _, err = d.People(t.Context(), facilities.Nobody, now, PeopleQuery{})
		wantError(t, err, facilities.Unauthenticated, "unauthenticated")
		people, next, err := d.People(t.Context(), d.as("ada"), now, PeopleQuery{Limit: 4})
		if err != nil || len(people) != 4 || next == "" {
			t.Fatalf("%d, %q, %v", len(people), next, err)
		}
	})
}

func TestRolesAreGivenByThoseWhoMay(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		trainer := facilities.Role{Kind: facilities.RoleTrainer, Facility: "lab"}
		p, err := d.SetRoles(ctx, d.as("mia"), now, "erik", 0, []facilities.Role{trainer}, "opgeleid")
		if err != nil || !slices.Equal(p.Roles, []facilities.Role{trainer}) {
			t.Fatalf("%v, %v", p.Roles, err)
		}
		for _, roles := range [][]facilities.Role{{trainer, anAdmin}, {{Kind: facilities.RoleManager, Facility: "other"}}, {{Kind: facilities.RoleManager}}} {
			_, err = d.SetRoles(ctx, d.as("mia"), now, "erik", 0, roles, "")
			wantError(t, err, facilities.Forbidden, "forbidden")
		}
		_, err = d.SetRoles(ctx, d.as("ada"), now, "erik", p.Version+1, nil, "")
		wantError(t, err, facilities.Stale, "stale")
		_, err = d.SetRoles(ctx, d.as("ada"), now, "ada", 0, nil, "genoeg")
		wantError(t, err, facilities.Conflict, "last_admin")
		_, err = d.Block(ctx, d.as("ada"), now, "ada", 0, "")
		wantError(t, err, facilities.Conflict, "block_self")
		if _, err = d.SetRoles(ctx, d.as("ada"), now, "eva", 0, []facilities.Role{anAdmin}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err = d.SetRoles(ctx, d.as("ada"), now, "ada", 0, nil, "genoeg"); err != nil {
			t.Errorf("a second admin does not relieve the first: %v", err)
		}
	})
}

// TestTwoAdminsCannotTakeTheRoleFromEachOther lets them try at the same time.
func TestTwoAdminsCannotTakeTheRoleFromEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		if _, err := d.SetRoles(t.Context(), d.as("ada"), now, "eva", 0, []facilities.Role{anAdmin}, ""); err != nil {
			t.Fatal(err)
		}
		ada, eva := d.as("ada"), d.as("eva")
		results := make(chan error, 2)
		go func() { _, err := d.SetRoles(t.Context(), ada, now, "eva", 0, nil, ""); results <- err }()
		go func() { _, err := d.SetRoles(t.Context(), eva, now, "ada", 0, nil, ""); results <- err }()
		failed := 0
		for range 2 {
			if err := <-results; err != nil {
				failed++
			}
		}
		if failed != 1 {
			t.Errorf("%d of 2 were refused", failed)
		}
	})
}

func TestEveryChangeOfAPersonStandsInTheAudit(t *testing.T) {
	d := onSQLite(t, store.Options{})
	ctx := t.Context()
	if _, err := d.UpdateProfile(ctx, d.as("erik"), now, Profile{Name: "Erik de Vries", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Block(ctx, d.as("rita"), now, "erik", 0, "weg"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Unblock(ctx, d.as("ada"), now, "erik", 0, "terug"); err != nil {
		t.Fatal(err)
	}
	entries, err := d.AuditOf(ctx, d.as("ada"), now, "person", "erik")
	if err != nil {
		t.Fatal(err)
	}
	var verbs []string
	for _, e := range entries {
		verbs = append(verbs, string(e.Person)+" "+e.Verb+" "+e.Reason)
	}
	want := []string{"erik update_profile ", "rita block weg", "ada unblock terug"}
	if !slices.Equal(verbs, want) {
		t.Errorf("%q, want %q", verbs, want)
	}
	if e := entries[0]; !strings.Contains(e.Before, "Name erik") || !strings.Contains(e.After, "Erik de Vries") {
		t.Errorf("before %s, after %s", e.Before, e.After)
	}
	_, err = d.AuditOf(ctx, d.as("bob"), now, "person", "erik")
	wantError(t, err, facilities.NotFound, "not_found")
}
