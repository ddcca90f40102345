package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Subscribe makes a private calendar address; the secret is shown this once.
func (o *Office) Subscribe(ctx context.Context, actor facilities.Actor, now time.Time, name string, of facilities.FeedOf) (facilities.Token, string, error) {
	none := facilities.Token{}
	if err := needWrite(actor); err != nil {
		return none, "", err
	}
	c, err := o.Catalogue(ctx)
	if err != nil {
		return none, "", err
	}
	var wrong faults
	wrong.line("body.name", name)
	oneOf(&wrong, "body.kind", of.Kind, facilities.FeedMine, facilities.FeedPartner, facilities.FeedFacility, facilities.FeedResource)
	wrong.check(of.Kind != facilities.FeedMine || of.ID == "", "body.id", "feed_mine")
	if len(wrong) == 0 {
		_, err := feedSubjectOf(actor, of, c)
		wrong.check(err == nil, "body.id", "feed_unknown", "id", shown(of.ID))
	}
	if err := wrong.err(); err != nil {
		return none, "", err
	}
	return o.addToken(ctx, actor, now, facilities.Token{Kind: facilities.TokenFeed, Name: name, Scope: facilities.ScopeRead, Feed: of}, "")
}

// RotateFeed gives a subscription a new secret; the old address ends at once.
func (o *Office) RotateFeed(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TokenID) (facilities.Token, string, error) {
	if err := needWrite(actor); err != nil {
		return facilities.Token{}, "", err
	}
	secret := newSecret()
	token, err := write(ctx, o, act{actor, now, "rotate_feed"}, aToken, func(ctx context.Context, tx *store.Tx) (facilities.Token, error) {
		token, err := ownToken(ctx, tx, actor, now, facilities.TokenFeed, id)
		if err != nil {
			return token, err
		}
		if err := tx.RotateToken(ctx, id, secretHash(secret)); err != nil {
			return token, err
		}
		return token, note(ctx, tx, actor, now, entry{verb: "rotate_feed", kind: "token", subject: string(id)})
	})
	if err != nil {
		return facilities.Token{}, "", err
	}
	return token, o.unlessReplayed(secret), nil
}

// RevokeFeed ends a subscription.
func (o *Office) RevokeFeed(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TokenID) error {
	return o.revoke(ctx, actor, now, facilities.TokenFeed, id)
}

// Feeds lists the acting person's subscriptions, newest first.
func (o *Office) Feeds(ctx context.Context, actor facilities.Actor, now time.Time) ([]facilities.Token, error) {
	return o.ownTokens(ctx, actor, now, facilities.TokenFeed)
}
