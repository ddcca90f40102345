package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// NewPerson is somebody to be invited. An empty ID is made from the name.
type NewPerson struct {
	ID       facilities.PersonID
	Name     string
	Email    string
	Partner  facilities.PartnerID
	Language string // "nl" or "en"; empty: "nl"
	Roles    []facilities.Role
}

// Invite adds a person, who gets a mail with a link to choose a password.
// Admins invite anybody, a partner's representative its own people without roles.
// Conflict (key "email_taken") when the address is in use.
func (o *Office) Invite(ctx context.Context, actor facilities.Actor, now time.Time, p NewPerson) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// InviteAgain sends a new link to somebody who has not accepted yet; the old one ends.
func (o *Office) InviteAgain(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID) error {
	return notYet()
}

// Invitation tells whom an invitation's link is for, so that the page can greet them;
// NotFound (key "link") when it is used up or expired.
func (o *Office) Invitation(ctx context.Context, now time.Time, secret string) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// AcceptInvite sets the first password and logs in; NotFound (key "link") when
// the link is used up or expired, Invalid when the password is too weak.
func (o *Office) AcceptInvite(ctx context.Context, now time.Time, secret, password string) (facilities.Actor, error) {
	return facilities.Actor{}, notYet()
}
