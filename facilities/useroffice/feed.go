package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// FeedAnswer is a calendar subscription's answer. Body is called only when
// the reader does not have this ETag yet. ETag comes with its quotes.
type FeedAnswer struct {
	ETag     string
	Modified time.Time // to the second; no bookings: the subscription's own
	Body     func() ([]byte, error)
}

// Feed answers for the secret of a subscription, with the rights that its owner has now; NotFound when
// the subscription is unknown or revoked or the owner lost the right.
func (o *Office) Feed(ctx context.Context, now time.Time, secret string) (FeedAnswer, error) {
	return FeedAnswer{}, notYet()
}

// Subscribe makes a private calendar address; the secret is shown this once.
func (o *Office) Subscribe(ctx context.Context, actor facilities.Actor, now time.Time, name string, of facilities.FeedOf) (facilities.Token, string, error) {
	return facilities.Token{}, "", notYet()
}

// RotateFeed gives a subscription a new secret; the old address ends at once.
func (o *Office) RotateFeed(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TokenID) (facilities.Token, string, error) {
	return facilities.Token{}, "", notYet()
}

// RevokeFeed ends a subscription.
func (o *Office) RevokeFeed(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TokenID) error {
	return notYet()
}

// Feeds lists the acting person's subscriptions, newest first.
func (o *Office) Feeds(ctx context.Context, actor facilities.Actor, now time.Time) ([]facilities.Token, error) {
	return nil, notYet()
}
