package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// How often a new password can be asked for within resetWindow: from one address, and for one account.
const (
	resetWindow  = 15 * time.Minute
	resetsFrom   = 20
	resetsPerson = 3
)

// AskReset mails a link to choose a new password. The answer is the same whether the address is
// known or not; TooMany when one address asks too often.
func (o *Office) AskReset(ctx context.Context, now time.Time, email, from string) error {
	email = plainEmail(email)
	var wrong faults
	if wrong.email("body.email", email); wrong.err() != nil {
		return wrong.err()
	}
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// Both bounds answer alike for known and unknown accounts.
		err := countAttempt(ctx, tx, now, resetWindow, attempts{attemptKey("reset-from", from), resetsFrom, true},
			attempts{attemptKey("reset", email), resetsPerson, true})
		if err != nil {
			return err
		}
		p, err := tx.PersonByEmail(ctx, email)
		if facilities.CodeOf(err) == facilities.NotFound || err == nil && p.System {
			return nil
		}
		if err != nil {
			return err
		}
		self := facilities.Actor{Person: p, Via: "web"}
		e := entry{verb: "ask_reset", kind: "person", subject: string(p.ID)}
		switch p.State {
		case facilities.PersonActive:
			if err := note(ctx, tx, self, now, e); err != nil {
				return err
			}
			return mailLink(ctx, tx, now, facilities.TokenReset, p, facilities.Mail{Kind: "reset", Key: "reset/" + string(p.ID)})
		case facilities.PersonInvited: // whose invitation is lost in the mail
			if err := note(ctx, tx, self, now, e); err != nil {
				return err
			}
			return mailLink(ctx, tx, now, facilities.TokenInvite, p, facilities.Mail{Kind: "invite", Key: "invite/" + string(p.ID)})
		}
		return nil
	})
}

// Reset sets a new password by the link of AskReset, ends all the person's
// sessions and logs in; NotFound (key "link") when the link is used up or expired.
func (o *Office) Reset(ctx context.Context, now time.Time, secret, password string) (facilities.Actor, error) {
	return o.setByLink(ctx, now, facilities.TokenReset, secret, password)
}

// setByLink sets the password of the person whom a mailed link belongs to. The
// link is used up by that.
func (o *Office) setByLink(ctx context.Context, now time.Time, kind facilities.TokenKind, secret, password string) (facilities.Actor, error) {
	var person facilities.Person
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		_, person, err = byLink(ctx, tx, now, kind, secret)
		return err
	})
	if err != nil {
		return facilities.Actor{}, err
	}
	if err := checkPassword("body.password", password, person); err != nil {
		return facilities.Actor{}, err
	}
	hash, err := o.hashPassword(ctx, password) // outside the transaction: it takes long
	if err != nil {
		return facilities.Actor{}, err
	}
	var actor facilities.Actor
	err = o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Lock(ctx, store.Locks{People: []facilities.PersonID{person.ID}}); err != nil {
			return err
		}
		token, p, err := byLink(ctx, tx, now, kind, secret) // another may have used it up meanwhile
		if err != nil {
			return err
		}
		before := p
		token.Revoked, token.Used = now, now
		if err := tx.SaveToken(ctx, token); err != nil {
			return err
		}
		if kind == facilities.TokenInvite {
			p.State = facilities.PersonActive
			if p, err = tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		if err := tx.SetCredential(ctx, p.ID, hash); err != nil {
			return err
		}
		if actor, err = actorFor(ctx, tx, p, "web"); err != nil {
			return err
		}
		return note(ctx, tx, actor, now, entry{verb: "set_password", kind: "person", subject: string(p.ID), before: before, after: p})
	})
	return actor, err
}

// ChangePassword replaces the acting person's password and ends all the person's sessions.
// The page that called renews its own session's token afterwards (scs: RenewToken), which
// writes that session anew. A wrong old password is a wrong field "old".
func (o *Office) ChangePassword(ctx context.Context, actor facilities.Actor, now time.Time, old, password string) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	person := actor.Person
	if err := checkPassword("body.password", password, person); err != nil {
		return err
	}
	var was string
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		bound := attempts{attemptKey("change", string(person.ID)), failuresPair, true}
		if err := countAttempt(ctx, tx, now, loginWindow, bound); err != nil {
			return err
		}
		var err error
		was, err = tx.Credential(ctx, person.ID)
		return err
	})
	if err != nil {
		return err
	}
	if len(old) > passwordLongest {
		return facilities.BadField("body.old", "password_wrong")
	}
	right, err := o.verifyPassword(ctx, was, old)
	if err != nil {
		return err
	}
	if !right {
		return facilities.BadField("body.old", "password_wrong")
	}
	hash, err := o.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Lock(ctx, store.Locks{People: []facilities.PersonID{person.ID}}); err != nil {
			return err
		}
		still, err := tx.Credential(ctx, person.ID)
		if err != nil {
			return err
		}
		if still != was { // changed meanwhile, perhaps to lock somebody out
			return facilities.Errorf(facilities.Stale, "stale")
		}
		if err := tx.SetCredential(ctx, person.ID, hash); err != nil {
			return err
		}
		if err := tx.ClearLoginFailures(ctx, attemptKey("change", string(person.ID))); err != nil {
			return err
		}
		return note(ctx, tx, actor, now, entry{verb: "set_password", kind: "person", subject: string(person.ID)})
	})
}
