package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

func testOutbox(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	b := w.approved("press", hours(9, 10))
	w.insert(t, b)
	mail := facilities.Mail{Key: "booking_approved:b1:1", Person: "ann", Kind: "booking_approved", Booking: b.ID, Params: map[string]string{"title": "Proef ✓"}, Created: odd}
	later := facilities.Mail{Key: "reminder", Person: "bob", Kind: "booking_reminder", Created: odd, Due: clock(12, 0)}
	for _, err := range together(8, func(int) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.AddMail(ctx, mail) })
	}) {
		is(t, "the same news again", err, "")
	}
	w.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.AddMail(ctx, later) })

	due := func(now time.Time) (mails []facilities.Mail) {
		t.Helper()
		w.write(t, func(ctx context.Context, tx *store.Tx) (err error) {
			mails, err = tx.DueMails(ctx, now, 10)
			return err
		})
		return mails
	}
	mails := due(clock(8, 0))
	if len(mails) != 1 {
		t.Fatalf("%d mails are due, want 1", len(mails))
	}
	mail.ID, mail.Created, mail.Due, mail.Attempts = mails[0].ID, plain, clock(8, 5), 1
	same(t, "mail", mails[0], mail)
	same(t, "while it is leased", len(due(clock(8, 4))), 0)
	same(t, "after the lease", len(due(clock(8, 5))), 1)
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		return tx.MailFailed(ctx, mail.ID, "451 greylisted", clock(9, 0))
	})
	same(t, "before the next attempt", len(due(clock(8, 59))), 0)
	mails = due(clock(9, 0))
	if len(mails) != 1 || mails[0].Failed != "451 greylisted" || mails[0].Attempts != 3 {
		t.Errorf("at the next attempt: %+v", mails)
	}
	w.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.MailSent(ctx, mail.ID, clock(9, 1)) })
	mails = due(clock(13, 0))
	if len(mails) != 1 || mails[0].Key != "reminder" || mails[0].Params != nil {
		t.Errorf("after the first was sent: %+v", mails)
	}
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		return tx.MailFailed(ctx, mails[0].ID, "550 nobody", time.Time{})
	})
	same(t, "a mail given up", len(due(day.AddDate(50, 0, 0))), 0)

	// Two senders at once never have the same mail.
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			if err := tx.AddMail(ctx, facilities.Mail{Key: key, Person: "ann", Kind: "reset", Created: day}); err != nil {
				return err
			}
		}
		return nil
	})
	keys := make(chan string, 12)
	together(4, func(int) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			mails, err := tx.DueMails(ctx, clock(14, 0), 3)
			for _, m := range mails {
				keys <- m.Key
			}
			return err
		})
	})
	close(keys)
	got := slices.Sorted(func(yield func(string) bool) {
		for k := range keys {
			if !yield(k) {
				return
			}
		}
	})
	same(t, "mails that four senders got", got, []string{"a", "b", "c", "d", "e", "f"})
}

func testChanges(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	counter := func(scopes ...store.Scope) (sum int64, latest time.Time) {
		t.Helper()
		w.read(t, func(ctx context.Context, tx *store.Tx) (err error) {
			sum, latest, err = tx.Counter(ctx, scopes...)
			return err
		})
		return sum, latest
	}
	press, bench := store.Scope{Kind: store.ScopeResource, ID: "press"}, store.Scope{Kind: store.ScopeResource, ID: "bench"}
	ann, cas := store.Scope{Kind: store.ScopePerson, ID: "ann"}, store.Scope{Kind: store.ScopePerson, ID: "cas"}
	acme := store.Scope{Kind: store.ScopePartner, ID: "acme"}

	was := w.approved("press", hours(9, 10))
	is1 := was
	is1.Resource, is1.Claims, is1.Updated = "bench", []facilities.Claim{{Resource: "bench", Units: 1, Span: was.Use}}, clock(8, 0)
	is1.Companions = []facilities.Companion{{Person: "cas"}}
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.RecordChange(ctx, was, "book"); err != nil {
			return err
		}
		return tx.RecordChange(ctx, is1, "move", was)
	})
	for name, c := range map[string]struct {
		scopes []store.Scope
		sum    int64
	}{
		"what it left": {[]store.Scope{press}, 2}, "where it went": {[]store.Scope{bench}, 1}, "whose it is": {[]store.Scope{ann}, 2}, "who goes along": {[]store.Scope{cas}, 1},
		"the partner": {[]store.Scope{acme}, 2}, "the sum": {[]store.Scope{press, bench, press}, 3}, "untouched": {[]store.Scope{{Kind: store.ScopeResource, ID: "room"}}, 0}, "none": {nil, 0},
	} {
		if sum, _ := counter(c.scopes...); sum != c.sum {
			t.Errorf("%s: %d, want %d", name, sum, c.sum)
		}
	}
	_, latest := counter(press, acme)
	same(t, "latest", latest, clock(8, 0))

	errs := together(16, func(i int) error {
		return w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			b := was
			if i%2 == 0 {
				b = is1
			}
			return tx.RecordChange(ctx, b, "race")
		})
	})
	for _, err := range errs {
		is(t, "a change among others", err, "")
	}
	w.read(t, func(ctx context.Context, tx *store.Tx) error {
		changes, err := tx.Changes(ctx, acme, 1, 100)
		is(t, "changes", err, "")
		same(t, "the second", changes[0], store.Change{Number: 2, Booking: was.ID, Kind: "move", At: clock(8, 0)})
		for i, c := range changes {
			if c.Number != int64(i+2) {
				t.Errorf("change %d has number %d", i, c.Number)
			}
		}
		same(t, "changes", len(changes), 17)
		return nil
	})
}

func testOnce(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	answer := store.Answered{Digest: []byte{1, 2}, Kind: "booking", Subject: "b1", Status: 201, At: odd}
	ask := func(person facilities.PersonID, key string, now time.Time) (found store.Answered, err error) {
		err = w.View(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			found, err = tx.Once(ctx, person, key, now)
			return err
		})
		return found, err
	}
	// Many requests with one key: the first does the work, the others find its answer.
	worked := make(chan struct{}, 16)
	errs := together(16, func(int) error {
		mine := false
		err := w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			mine = false
			_, err := tx.Once(ctx, "ann", "key", odd)
			if facilities.CodeOf(err) != facilities.NotFound {
				return err
			}
			mine = true
			return tx.AddOnce(ctx, "ann", "key", answer)
		})
		if err == nil && mine {
			worked <- struct{}{}
		}
		return err
	})
	for _, err := range errs {
		is(t, "one of many", err, "")
	}
	same(t, "how many did the work", len(worked), 1)
	found, err := ask("ann", "key", odd)
	is(t, "answer", err, "")
	answer.At = plain
	same(t, "answer", found, answer)
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		kept, err := tx.KeptAnswer(ctx, "ann", "key")
		is(t, "an answer that was not kept in full", err, "")
		same(t, "an answer that was not kept in full", kept, []byte(nil))
		is(t, "keep", tx.KeepAnswer(ctx, "ann", "key", []byte("first")), "")
		is(t, "keep another", tx.KeepAnswer(ctx, "ann", "key", []byte("second")), "")
		kept, err = tx.KeptAnswer(ctx, "ann", "key")
		is(t, "the kept answer", err, "")
		same(t, "the kept answer", string(kept), "first")
		_, err = tx.KeptAnswer(ctx, "bob", "key")
		is(t, "the answer to another person", err, facilities.NotFound)
		return nil
	})
	for name, c := range map[string]struct {
		person facilities.PersonID
		key    string
		now    time.Time
	}{"another person": {"bob", "key", odd}, "another key": {"ann", "yek", odd}, "a day later": {"ann", "key", odd.Add(store.OnceLasts)}} {
		_, err := ask(c.person, c.key, c.now)
		is(t, name, err, facilities.NotFound)
	}
	answer.Subject, answer.At = "b2", plain.Add(store.OnceLasts)
	w.write(t, func(ctx context.Context, tx *store.Tx) error { return tx.AddOnce(ctx, "ann", "key", answer) })
	found, err = ask("ann", "key", answer.At)
	is(t, "the key used again a day later", err, "")
	same(t, "its answer", found, answer)
}

func testJobs(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	other := open(t, w.url, store.Options{})
	for _, slot := range []time.Time{clock(8, 0), clock(8, 1)} {
		first := make(chan bool, 8)
		errs := together(8, func(i int) error {
			st := w.Store
			if i%2 == 1 {
				st = other
			}
			var mine bool
			err := st.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				mine, err = tx.JobRun(ctx, "expire", slot)
				return err
			})
			if mine {
				first <- true
			}
			return err
		})
		for _, err := range errs {
			is(t, "a run", err, "")
		}
		same(t, "how many were first", len(first), 1)
	}
}

func testSecrets(t *testing.T, fresh func(testing.TB) string) {
	w := newWorld(t, fresh)
	hash := func(b byte) []byte { return slices.Repeat([]byte{b}, 32) }
	token := facilities.Token{ID: "t1", Kind: facilities.TokenFeed, Person: "ann", Name: "agenda", Feed: facilities.FeedOf{Kind: facilities.FeedPartner, ID: "acme"}, Created: odd}
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddToken(ctx, token, hash(1)); err != nil {
			return err
		}
		return tx.AddToken(ctx, facilities.Token{ID: "t2", Kind: facilities.TokenAPI, Person: "ann", Scope: facilities.ScopeRead, Created: odd.Add(time.Hour), Expires: odd}, hash(2))
	})
	token.Created = plain
	w.write(t, func(ctx context.Context, tx *store.Tx) error {
		found, err := tx.TokenByHash(ctx, hash(1))
		is(t, "token", err, "")
		same(t, "token", found, token)
		found.Name, found.Used, found.Revoked = "oud", clock(1, 0), clock(2, 0)
		is(t, "save", tx.SaveToken(ctx, found), "")
		is(t, "rotate", tx.RotateToken(ctx, "t1", hash(3)), "")
		_, err = tx.TokenByHash(ctx, hash(1))
		is(t, "the old secret", err, facilities.NotFound)
		again, err := tx.TokenByHash(ctx, hash(3))
		is(t, "the new secret", err, "")
		same(t, "the saved token", again, found)
		is(t, "rotate none", tx.RotateToken(ctx, "none", hash(4)), facilities.NotFound)
		for kind, want := range map[facilities.TokenKind]int{"": 2, facilities.TokenAPI: 1, facilities.TokenReset: 0} {
			tokens, err := tx.TokensOf(ctx, "ann", kind)
			is(t, "tokens", err, "")
			same(t, "tokens of kind "+string(kind), len(tokens), want)
		}

		is(t, "session", tx.SaveSession(ctx, hash(1), []byte("first"), clock(9, 0)), "")
		is(t, "session again", tx.SaveSession(ctx, hash(1), []byte("second"), clock(10, 0)), "")
		is(t, "session of another", tx.SaveSession(ctx, hash(2), []byte{}, clock(10, 0)), "")
		content, err := tx.Session(ctx, hash(1), clock(9, 59))
		is(t, "session", err, "")
		same(t, "session", string(content), "second")
		_, err = tx.Session(ctx, hash(1), clock(10, 0))
		is(t, "session that ended", err, facilities.NotFound)
		is(t, "log out", tx.DeleteSession(ctx, hash(2)), "")
		_, err = tx.Session(ctx, hash(2), clock(9, 0))
		is(t, "session that was deleted", err, facilities.NotFound)

		for minute := range 3 {
			is(t, "failure", tx.AddLoginFailure(ctx, "ann@example.org", clock(9, minute)), "")
		}
		failures, err := tx.LoginFailures(ctx, "ann@example.org", clock(9, 0))
		is(t, "failures", err, "")
		same(t, "failures after 9:00", failures, 2)
		failures, err = tx.LoginFailures(ctx, "192.0.2.1", day)
		is(t, "failures", err, "")
		same(t, "failures of another", failures, 0)

		swept, err := tx.Sweep(ctx, clock(10, 0).AddDate(0, 0, 1))
		is(t, "sweep", err, "")
		same(t, "swept", swept, 4) // a session and three failures
		is(t, "clear", tx.ClearLoginFailures(ctx, "ann@example.org"), "")
		return nil
	})
	err := w.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.AddToken(ctx, facilities.Token{ID: "t3", Kind: facilities.TokenAPI, Person: "ann", Created: day}, hash(3))
	})
	is(t, "a secret that is another's", err, facilities.Conflict)
}
