package useroffice

import (
	"context"
	"encoding/hex"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// How many logins may fail within loginWindow: for one account from one address,
// for one account from everywhere (more, so that a stranger cannot easily lock somebody
// out), and from one address for all accounts (an office may share one).
const (
	loginWindow     = 15 * time.Minute
	failuresPair    = 10
	failuresAccount = 100
	failuresFrom    = 100
)

// LogIn answers with the actor for an e-mail address and a password. from is the
// address that the request came from. An unknown address, a wrong password, an
// invitation that was not accepted and a blocked person get the same answer after the same work
// (Unauthenticated, key "login"); after too many failures for the account or
// the address it is TooMany with RetryAfter.
func (o *Office) LogIn(ctx context.Context, now time.Time, email, password, from string) (facilities.Actor, error) {
	email = plainEmail(email)
	account, pair := attemptKey("account", email), attemptKey("pair", email, from)
	address := attemptKey("from", from)
	// The attempt counts as a failure from its beginning: guesses that run side by side all count.
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return countAttempt(ctx, tx, now, loginWindow, attempts{pair, failuresPair, true}, attempts{account, failuresAccount, true},
			attempts{address, failuresFrom, false})
	})
	if err != nil {
		return facilities.Actor{}, err
	}
	var person facilities.Person
	var hash string
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		person, hash, err = mayLogIn(ctx, tx, email)
		return err
	})
	if err != nil {
		return facilities.Actor{}, err
	}
	right := false
	if len(password) <= passwordLongest {
		if right, err = o.verifyPassword(ctx, hash, password); err != nil {
			return facilities.Actor{}, err
		}
	}
	var actor facilities.Actor
	err = o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if !right {
			return tx.AddLoginFailure(ctx, address, now)
		}
		for _, key := range []string{account, pair} {
			if err := tx.ClearLoginFailures(ctx, key); err != nil {
				return err
			}
		}
		var err error
		if actor, err = actorFor(ctx, tx, person, "web"); err != nil {
			return err
		}
		return note(ctx, tx, actor, now, entry{verb: "log_in", kind: "person", subject: string(person.ID)})
	})
	if err == nil && !right {
		err = facilities.Errorf(facilities.Unauthenticated, "login")
	}
	return actor, err
}

// mayLogIn finds somebody who may log in with a password, and its hash; nobody
// has an empty hash.
func mayLogIn(ctx context.Context, tx *store.Tx, email string) (facilities.Person, string, error) {
	p, err := tx.PersonByEmail(ctx, email)
	if err == nil && p.State == facilities.PersonActive && !p.System {
		var hash string
		hash, err = tx.Credential(ctx, p.ID)
		if err == nil {
			return p, hash, nil
		}
	}
	if facilities.CodeOf(err) == facilities.NotFound {
		err = nil
	}
	return facilities.Person{}, "", err
}

// ActorOf is the actor behind a session: the person with the roles that hold
// now. Unauthenticated when the person may not act any more.
func (o *Office) ActorOf(ctx context.Context, now time.Time, person facilities.PersonID) (facilities.Actor, error) {
	var actor facilities.Actor
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, person)
		if facilities.CodeOf(err) == facilities.NotFound || err == nil && (p.State != facilities.PersonActive || p.System) {
			return facilities.Errorf(facilities.Unauthenticated, "unauthenticated")
		}
		if err != nil {
			return err
		}
		actor, err = actorFor(ctx, tx, p, "web")
		return err
	})
	return actor, err
}

// ActorByToken is the actor behind an API token; its scope goes along.
// Unauthenticated (key "token") when the token is unknown, revoked or expired.
func (o *Office) ActorByToken(ctx context.Context, now time.Time, secret string) (facilities.Actor, error) {
	var token facilities.Token
	var actor facilities.Actor
	refused := facilities.Errorf(facilities.Unauthenticated, "token")
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		token, err = tx.TokenByHash(ctx, secretHash(secret))
		if facilities.CodeOf(err) == facilities.NotFound || err == nil && (token.Kind != facilities.TokenAPI || !stands(token, now)) {
			return refused
		}
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, token.Person)
		if err != nil {
			return err
		}
		if p.State != facilities.PersonActive || p.System {
			return refused
		}
		actor, err = actorFor(ctx, tx, p, "api")
		actor.Scope = token.Scope
		return err
	})
	if err != nil {
		return facilities.Actor{}, err
	}
	return actor, o.markUsed(ctx, now, token)
}

// markUsed keeps the day on which a token was last used; most calls of a day write nothing.
func (o *Office) markUsed(ctx context.Context, now time.Time, token facilities.Token) error {
	day := now.UTC().Truncate(24 * time.Hour)
	if !token.Used.Before(day) {
		return nil
	}
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := tx.Token(ctx, token.ID) // it may have been revoked meanwhile
		if err != nil {
			return err
		}
		t.Used = day
		return tx.SaveToken(ctx, t)
	})
}

// actorFor puts a person together with what the person's organisation is.
func actorFor(ctx context.Context, tx *store.Tx, p facilities.Person, via string) (facilities.Actor, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return facilities.Actor{}, err
	}
	partner, _ := catalogue.Partner(p.Partner)
	return facilities.Actor{Person: p, Via: via, Kind: partner.Kind, Guest: partner.Guest}, nil
}

// attempts is a bound on how often something may be tried under a key. Those that count are counted
// when tried, the others only looked at.
type attempts struct {
	key   string
	most  int
	count bool
}

// countAttempt refuses with TooMany when a bound is reached, and counts otherwise.
func countAttempt(ctx context.Context, tx *store.Tx, now time.Time, window time.Duration, bounds ...attempts) error {
	for _, b := range bounds {
		tried, err := tx.LoginFailures(ctx, b.key, now.Add(-window))
		if err != nil {
			return err
		}
		if tried >= b.most {
			seconds := int(window / time.Second)
			e := facilities.Errorf(facilities.TooMany, "too_many", "seconds", seconds)
			e.RetryAfter = seconds
			return e
		}
	}
	for _, b := range bounds {
		if b.count {
			if err := tx.AddLoginFailure(ctx, b.key, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// attemptKey names what is counted. The values are hashed: they may be of any length, and who
// tried where is nobody's business.
func attemptKey(what string, values ...string) string {
	key := what
	for _, v := range values {
		key += ":" + hex.EncodeToString(secretHash(v)[:12])
	}
	return key
}
