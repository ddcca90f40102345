package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// LogIn answers with the actor for an e-mail address and a password. from is the
// address that the request came from. An unknown address, a wrong password, an
// invitation that was not accepted and a blocked person get the same answer after the same work
// (Unauthenticated, key "login"); after too many failures for the account or
// the address it is TooMany with RetryAfter.
func (o *Office) LogIn(ctx context.Context, now time.Time, email, password, from string) (facilities.Actor, error) {
	return facilities.Actor{}, notYet()
}

// ActorOf is the actor behind a session: the person with the roles that hold
// now. Unauthenticated when the person may not act any more.
func (o *Office) ActorOf(ctx context.Context, now time.Time, person facilities.PersonID) (facilities.Actor, error) {
	return facilities.Actor{}, notYet()
}

// ActorByToken is the actor behind an API token; its scope goes along.
// Unauthenticated (key "token") when the token is unknown, revoked or expired.
func (o *Office) ActorByToken(ctx context.Context, now time.Time, secret string) (facilities.Actor, error) {
	return facilities.Actor{}, notYet()
}

func notYet() error { return facilities.Errorf(facilities.Unavailable, "unavailable") }
