package useroffice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// NewPerson is somebody to be invited. An empty ID is made from the name.
type NewPerson struct {
	ID       facilities.PersonID
	Name     string
	Email    string
	Partner  facilities.PartnerID
	Language string // "nl" or "en"; empty: "nl"
	Roles    []facilities.Role
	// Password lets the person in at once, without a mail. Only the system person
	// (the command line) may choose one for somebody else.
	Password string
}

// Invite adds a person, who gets a mail with a link to choose a password.
// Admins invite anybody, a partner's representative its own people without roles.
// Conflict (key "email_taken") when the address is in use.
func (o *Office) Invite(ctx context.Context, actor facilities.Actor, now time.Time, p NewPerson) (facilities.Person, error) {
	if err := needWrite(actor); err != nil {
		return facilities.Person{}, err
	}
	if !actor.IsAdmin() && (!actor.Represents(p.Partner) || len(p.Roles) > 0) {
		return facilities.Person{}, forbidden()
	}
	hash, err := o.firstPassword(ctx, actor, p)
	if err != nil {
		return facilities.Person{}, err
	}
	return write(ctx, o, act{actor, now, "invite"}, aPerson, func(ctx context.Context, tx *store.Tx) (facilities.Person, error) {
		return invite(ctx, tx, actor, now, p, hash)
	})
}

// firstPassword hashes the password that a new person comes with; empty without one.
func (o *Office) firstPassword(ctx context.Context, actor facilities.Actor, p NewPerson) (string, error) {
	if p.Password == "" {
		return "", nil
	}
	if !actor.Person.System {
		return "", forbidden()
	}
	if err := checkPassword("body.password", p.Password, facilities.Person{Name: p.Name, Email: plainEmail(p.Email)}); err != nil {
		return "", err
	}
	return o.hashPassword(ctx, p.Password)
}

// invite adds a person within a transaction that has decided that the actor may.
func invite(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, n NewPerson, hash string) (facilities.Person, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return facilities.Person{}, err
	}
	p := facilities.Person{ID: n.ID, Name: n.Name, Email: plainEmail(n.Email), Partner: n.Partner, Language: n.Language, Roles: n.Roles,
		State: facilities.PersonInvited, Created: now}
	if p.Language == "" {
		p.Language = "nl"
	}
	if hash != "" {
		p.State = facilities.PersonActive
	}
	if err := checkPerson(p, catalogue).err(); err != nil {
		return p, err
	}
	if p.ID, err = freePersonID(ctx, tx, p); err != nil {
		return p, err
	}
	if p, err = saveUnique(ctx, tx, p); err != nil {
		return p, err
	}
	if err := note(ctx, tx, actor, now, entry{verb: "invite", kind: "person", subject: string(p.ID), after: p}); err != nil {
		return p, err
	}
	if hash != "" {
		return p, tx.SetCredential(ctx, p.ID, hash)
	}
	m := facilities.Mail{Kind: "invite", Key: "invite/" + string(p.ID)}
	return p, mailLink(ctx, tx, now, facilities.TokenInvite, p, m)
}

// checkPerson says what is wrong with a person as it is to be kept.
func checkPerson(p facilities.Person, catalogue *facilities.Catalogue) faults {
	var wrong faults
	if p.ID != "" {
		wrong.id("body.id", string(p.ID))
	}
	wrong.line("body.name", p.Name)
	wrong.email("body.email", p.Email)
	wrong.language("body.language", p.Language)
	partner, known := catalogue.Partner(p.Partner)
	// The first administrator comes before the first partner.
	runsAll := p.Partner == "" && slices.Contains(p.Roles, anAdmin)
	wrong.check(runsAll || known && !partner.Archived, "body.partner", "partner")
	wrong = append(wrong, checkRoles(p.Roles, catalogue)...)
	return wrong
}

// freePersonID gives the id asked for, which must not be taken, or the first free one made from the name.
func freePersonID(ctx context.Context, tx *store.Tx, p facilities.Person) (facilities.PersonID, error) {
	base := p.ID
	if base == "" {
		base = facilities.PersonID(slug(p.Name))
	}
	if base == "" { // a name in another script
		return facilities.PersonID(facilities.NewID(p.Created)), nil
	}
	for n := 1; n < 1000; n++ {
		id := base
		if n > 1 {
			id += facilities.PersonID("-" + strconv.Itoa(n))
		}
		_, err := tx.Person(ctx, id)
		switch {
		case facilities.CodeOf(err) == facilities.NotFound:
			return id, nil
		case err != nil:
			return "", err
		case p.ID != "":
			return "", facilities.Errorf(facilities.Conflict, "id_taken", "id", string(id))
		}
	}
	return facilities.PersonID(facilities.NewID(p.Created)), nil
}

// saveUnique saves a person whose address nobody else may have.
func saveUnique(ctx context.Context, tx *store.Tx, p facilities.Person) (facilities.Person, error) {
	taken := facilities.Errorf(facilities.Conflict, "email_taken")
	other, err := tx.PersonByEmail(ctx, p.Email)
	if err == nil && other.ID != p.ID {
		return p, taken
	}
	if err != nil && facilities.CodeOf(err) != facilities.NotFound {
		return p, err
	}
	saved, err := tx.SavePerson(ctx, p)
	if facilities.CodeOf(err) == facilities.Conflict { // somebody else was first, just now
		return p, taken
	}
	return saved, err
}

// InviteAgain sends a new link to somebody who has not accepted yet; the old one ends.
func (o *Office) InviteAgain(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Person(ctx, person)
		if err != nil {
			return err
		}
		switch {
		case !knowsPerson(actor, p):
			return facilities.Missing()
		case !actor.IsAdmin() && !actor.Represents(p.Partner):
			return forbidden()
		case p.State != facilities.PersonInvited:
			return facilities.Errorf(facilities.Conflict, "not_invited")
		}
		if err := note(ctx, tx, actor, now, entry{verb: "invite", kind: "person", subject: string(p.ID)}); err != nil {
			return err
		}
		m := facilities.Mail{Kind: "invite", Key: "invite/" + string(p.ID)}
		return mailLink(ctx, tx, now, facilities.TokenInvite, p, m)
	})
}

// Invitation tells whom an invitation's link is for, so that the page can greet them;
// NotFound (key "link") when it is used up or expired.
func (o *Office) Invitation(ctx context.Context, now time.Time, secret string) (facilities.Person, error) {
	var p facilities.Person
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		_, p, err = byLink(ctx, tx, now, facilities.TokenInvite, secret)
		return err
	})
	return p, err
}

// AcceptInvite sets the first password and logs in; NotFound (key "link") when
// the link is used up or expired, Invalid when the password is too weak.
func (o *Office) AcceptInvite(ctx context.Context, now time.Time, secret, password string) (facilities.Actor, error) {
	return o.setByLink(ctx, now, facilities.TokenInvite, secret, password)
}
