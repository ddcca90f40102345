package useroffice

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// How long a link in a mail works.
const (
	inviteLasts = 7 * 24 * time.Hour
	resetLasts  = time.Hour
)

// tokenPrefix marks an API token, so that programs that look for leaked secrets find it.
const tokenPrefix = "marke_"

// newSecret is 130 bits of chance in 26 characters.
func newSecret() string { return strings.ToLower(rand.Text()) }

// secretHash is the form in which a secret is kept. It needs no salt and no slow
// hash, because a secret is not a word that somebody chose.
func secretHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// stands reports that a token opens something now.
func stands(t facilities.Token, now time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || now.Before(t.Expires))
}

// mailLink ends a person's earlier links of a kind and mails a new one. mail's Person, Key and Kind
// are given; where the link leads becomes its parameter "path".
func mailLink(ctx context.Context, tx *store.Tx, now time.Time, kind facilities.TokenKind, p facilities.Person, m facilities.Mail) error {
	earlier, err := tx.TokensOf(ctx, p.ID, kind)
	if err != nil {
		return err
	}
	for _, t := range earlier {
		if stands(t, now) {
			t.Revoked = now
			if err := tx.SaveToken(ctx, t); err != nil {
				return err
			}
		}
	}
	lasts, page := inviteLasts, "invite"
	if kind == facilities.TokenReset {
		lasts, page = resetLasts, "reset"
	}
	secret := newSecret()
	token := facilities.Token{ID: facilities.TokenID(facilities.NewID(now)), Kind: kind, Person: p.ID, Created: now.UTC().Truncate(time.Second), Expires: now.Add(lasts)}
	if err := tx.AddToken(ctx, token, secretHash(secret)); err != nil {
		return err
	}
	if m.Params == nil {
		m.Params = map[string]string{}
	}
	m.Params["path"] = "/" + page + "/" + secret
	m.Key += "/" + string(token.ID)
	m.Person, m.Created, m.Due = p.ID, now, now
	return tx.AddMail(ctx, m)
}

// byLink finds the token and the person of a link in a mail, or answers NotFound
// (key "link"), which says nothing about why.
func byLink(ctx context.Context, tx *store.Tx, now time.Time, kind facilities.TokenKind, secret string) (facilities.Token, facilities.Person, error) {
	gone := facilities.Errorf(facilities.NotFound, "link")
	token, err := tx.TokenByHash(ctx, secretHash(secret))
	if facilities.CodeOf(err) == facilities.NotFound || err == nil && (token.Kind != kind || !stands(token, now)) {
		return token, facilities.Person{}, gone
	}
	if err != nil {
		return token, facilities.Person{}, err
	}
	p, err := tx.Person(ctx, token.Person)
	if err != nil {
		return token, p, err
	}
	if p.State != facilities.PersonInvited && p.State != facilities.PersonActive {
		return token, p, gone
	}
	return token, p, nil
}
