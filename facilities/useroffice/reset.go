package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// AskReset mails a link to choose a new password. The answer is the same whether the address is
// known or not; TooMany when one address asks too often.
func (o *Office) AskReset(ctx context.Context, now time.Time, email, from string) error {
	return notYet()
}

// Reset sets a new password by the link of AskReset, ends all the person's
// sessions and logs in; NotFound (key "link") when the link is used up or expired.
func (o *Office) Reset(ctx context.Context, now time.Time, secret, password string) (facilities.Actor, error) {
	return facilities.Actor{}, notYet()
}

// ChangePassword replaces the acting person's password and ends all the person's sessions.
// The page that called renews its own session's token afterwards (scs: RenewToken), which
// writes that session anew. A wrong old password is a wrong field "old".
func (o *Office) ChangePassword(ctx context.Context, actor facilities.Actor, now time.Time, old, password string) error {
	return notYet()
}
