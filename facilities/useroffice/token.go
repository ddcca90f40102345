package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// tokensMax bounds the API tokens and the subscriptions that one person can have at once.
const tokensMax = 50

// CreateToken makes an API token of the acting person. The secret ("marke_…") is
// shown this once. expires may be zero: then the token stands until it is revoked. It
// may not lie in the past.
func (o *Office) CreateToken(ctx context.Context, actor facilities.Actor, now time.Time, name string, scope facilities.TokenScope, expires time.Time) (facilities.Token, string, error) {
	if err := needWrite(actor); err != nil {
		return facilities.Token{}, "", err
	}
	var wrong faults
	wrong.line("body.name", name)
	oneOf(&wrong, "body.scope", scope, facilities.ScopeRead, facilities.ScopeWrite)
	wrong.check(expires.IsZero() || expires.After(now), "body.expires", "in_past")
	if err := wrong.err(); err != nil {
		return facilities.Token{}, "", err
	}
	token := facilities.Token{Kind: facilities.TokenAPI, Name: name, Scope: scope, Expires: expires.UTC()}
	return o.addToken(ctx, actor, now, token, tokenPrefix)
}

// addToken keeps a new token of the acting person. Under an idempotency key that
// was used before there is no secret to show any more.
func (o *Office) addToken(ctx context.Context, actor facilities.Actor, now time.Time, token facilities.Token, prefix string) (facilities.Token, string, error) {
	secret := prefix + newSecret()
	token.ID, token.Person, token.Created = facilities.TokenID(facilities.NewID(now)), actor.Person.ID, now.UTC().Truncate(time.Second)
	token, err := write(ctx, o, act{actor, now, "create_token"}, aToken, func(ctx context.Context, tx *store.Tx) (facilities.Token, error) {
		standing, err := standingTokens(ctx, tx, now, actor.Person.ID, token.Kind)
		if err != nil {
			return token, err
		}
		if len(standing) >= tokensMax {
			return token, facilities.Errorf(facilities.Conflict, "tokens_full", "max", tokensMax)
		}
		if err := tx.AddToken(ctx, token, secretHash(secret)); err != nil {
			return token, err
		}
		return token, note(ctx, tx, actor, now, entry{verb: "create_token", kind: "token", subject: string(token.ID), after: token})
	})
	if err != nil {
		return facilities.Token{}, "", err
	}
	return token, o.unlessReplayed(secret), nil
}

// unlessReplayed is a secret that this call made; a repeat made none that counts.
func (o *Office) unlessReplayed(secret string) string {
	if o.Replayed() {
		return ""
	}
	return secret
}

// RevokeToken ends one of the acting person's API tokens; NotFound for another's.
func (o *Office) RevokeToken(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TokenID) error {
	return o.revoke(ctx, actor, now, facilities.TokenAPI, id)
}

func (o *Office) revoke(ctx context.Context, actor facilities.Actor, now time.Time, kind facilities.TokenKind, id facilities.TokenID) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	_, err := write(ctx, o, act{actor, now, "revoke_token"}, aToken, func(ctx context.Context, tx *store.Tx) (facilities.Token, error) {
		token, err := ownToken(ctx, tx, actor, now, kind, id)
		if err != nil {
			return token, err
		}
		before := token
		token.Revoked = now
		if err := tx.SaveToken(ctx, token); err != nil {
			return token, err
		}
		return token, note(ctx, tx, actor, now, entry{verb: "revoke_token", kind: "token", subject: string(id), before: before, after: token})
	})
	return err
}

// ownToken finds one of the acting person's tokens that still stands.
func ownToken(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, kind facilities.TokenKind, id facilities.TokenID) (facilities.Token, error) {
	token, err := tx.Token(ctx, id)
	if err == nil && (token.Person != actor.Person.ID || token.Kind != kind || !stands(token, now)) {
		err = facilities.Missing()
	}
	return token, err
}

// Tokens lists the acting person's API tokens that still open something, newest first.
func (o *Office) Tokens(ctx context.Context, actor facilities.Actor, now time.Time) ([]facilities.Token, error) {
	return o.ownTokens(ctx, actor, now, facilities.TokenAPI)
}

func (o *Office) ownTokens(ctx context.Context, actor facilities.Actor, now time.Time, kind facilities.TokenKind) ([]facilities.Token, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var tokens []facilities.Token
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		tokens, err = standingTokens(ctx, tx, now, actor.Person.ID, kind)
		return err
	})
	return tokens, err
}

func standingTokens(ctx context.Context, tx *store.Tx, now time.Time, person facilities.PersonID, kind facilities.TokenKind) ([]facilities.Token, error) {
	all, err := tx.TokensOf(ctx, person, kind)
	if err != nil {
		return nil, err
	}
	var standing []facilities.Token
	for _, t := range all {
		if stands(t, now) {
			standing = append(standing, t)
		}
	}
	return standing, nil
}
