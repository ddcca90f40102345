package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// CreateToken makes an API token of the acting person. The secret ("marke_…") is
// shown this once. expires may be zero only for a person's own decision to keep it without end;
// it may not lie in the past.
func (o *Office) CreateToken(ctx context.Context, actor facilities.Actor, now time.Time, name string, scope facilities.TokenScope, expires time.Time) (facilities.Token, string, error) {
	return facilities.Token{}, "", notYet()
}

// RevokeToken ends one of the acting person's API tokens; NotFound for another's.
func (o *Office) RevokeToken(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TokenID) error {
	return notYet()
}

// Tokens lists the acting person's API tokens that still open something, newest first.
func (o *Office) Tokens(ctx context.Context, actor facilities.Actor, now time.Time) ([]facilities.Token, error) {
	return nil, notYet()
}
