package store

import (
	"context"

	"marke/facilities"
)

const tokenColumns = "id, kind, person_id, name, scope, feed_kind, feed_id, created, expires, used, revoked"

// AddToken keeps a token under the SHA-256 of its secret.
func (tx *Tx) AddToken(ctx context.Context, t facilities.Token, hash []byte) error {
	_, err := tx.exec(ctx, "INSERT INTO tokens ("+tokenColumns+", hash) VALUES ("+marks(12)+")",
		string(t.ID), string(t.Kind), string(t.Person), t.Name, string(t.Scope), string(t.Feed.Kind), t.Feed.ID, t.Created, t.Expires, t.Used, t.Revoked, hash)
	return err
}

// TokenByHash finds the token of a secret, expired and revoked ones too.
func (tx *Tx) TokenByHash(ctx context.Context, hash []byte) (facilities.Token, error) {
	return tx.token(ctx, "WHERE hash = ?", hash)
}

// Token finds a token.
func (tx *Tx) Token(ctx context.Context, id facilities.TokenID) (facilities.Token, error) {
	return tx.token(ctx, "WHERE id = ?", string(id))
}

// TokensOf lists a person's tokens of a kind (empty: of all), expired and revoked ones
// too, newest first.
func (tx *Tx) TokensOf(ctx context.Context, person facilities.PersonID, kind facilities.TokenKind) ([]facilities.Token, error) {
	return tx.tokens(ctx, "WHERE person_id = ? AND (? = '' OR kind = ?) ORDER BY created DESC, id DESC", string(person), string(kind), string(kind))
}

// SaveToken stores name, scope, expiry, last use and revocation of a token that exists.
func (tx *Tx) SaveToken(ctx context.Context, t facilities.Token) error {
	return tx.changeToken(ctx, "UPDATE tokens SET name = ?, scope = ?, expires = ?, used = ?, revoked = ? WHERE id = ?",
		t.Name, string(t.Scope), t.Expires, t.Used, t.Revoked, string(t.ID))
}

// RotateToken gives a token another secret; the old one opens nothing any more.
func (tx *Tx) RotateToken(ctx context.Context, id facilities.TokenID, hash []byte) error {
	return tx.changeToken(ctx, "UPDATE tokens SET hash = ? WHERE id = ?", hash, string(id))
}

func (tx *Tx) changeToken(ctx context.Context, statement string, args ...any) error {
	count, err := tx.changed(ctx, statement, args...)
	if err == nil && count == 0 {
		return facilities.Missing()
	}
	return err
}

func (tx *Tx) token(ctx context.Context, rest string, args ...any) (facilities.Token, error) {
	found, err := tx.tokens(ctx, rest, args...)
	if err != nil {
		return facilities.Token{}, err
	}
	if len(found) == 0 {
		return facilities.Token{}, facilities.Missing()
	}
	return found[0], nil
}

func (tx *Tx) tokens(ctx context.Context, rest string, args ...any) ([]facilities.Token, error) {
	var tokens []facilities.Token
	err := tx.all(ctx, "SELECT "+tokenColumns+" FROM tokens "+rest, args, func(scan func(...any) error) error {
		var t facilities.Token
		err := scan(&t.ID, &t.Kind, &t.Person, &t.Name, &t.Scope, &t.Feed.Kind, &t.Feed.ID, at(&t.Created), at(&t.Expires), at(&t.Used), at(&t.Revoked))
		tokens = append(tokens, t)
		return err
	})
	return tokens, err
}
