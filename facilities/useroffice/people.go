package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// PeopleQuery narrows a list of people; empty fields do not.
type PeopleQuery struct {
	Partner facilities.PartnerID
	Text    string // part of the name or address
	State   facilities.PersonState
	Cursor  string
	Limit   int // 1 to 200; 0 means 50
}

// peoplePageMax is the greatest page of people.
const peoplePageMax = 200

// People lists those whom the actor may know: admins, managers, trainers and controllers
// everybody, others the people of their own partner or of the one they represent. The string is the next page's cursor.
func (o *Office) People(ctx context.Context, actor facilities.Actor, now time.Time, q PeopleQuery) ([]facilities.Person, string, error) {
	if err := needLogin(actor); err != nil {
		return nil, "", err
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	if q.Limit < 1 || q.Limit > peoplePageMax {
		return nil, "", facilities.BadField("query.limit", "range", "min", 1, "max", peoplePageMax)
	}
	if !knowsEverybody(actor) {
		if q.Partner == "" {
			q.Partner = actor.Person.Partner
		}
		if q.Partner == "" || q.Partner != actor.Person.Partner && !actor.Represents(q.Partner) {
			return nil, "", nil
		}
	}
	var people []facilities.Person
	var next string
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		people, next, err = tx.People(ctx, store.PersonFilter{Partner: q.Partner, Text: q.Text, State: q.State, Cursor: q.Cursor, Limit: q.Limit})
		return err
	})
	return people, next, err
}

// Person answers with somebody whom the actor may know.
func (o *Office) Person(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID) (facilities.Person, error) {
	if err := needLogin(actor); err != nil {
		return facilities.Person{}, err
	}
	var p facilities.Person
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		p, err = knownPerson(ctx, tx, actor, id)
		return err
	})
	return p, err
}

// knownPerson finds somebody whom the actor may know; others are NotFound.
func knownPerson(ctx context.Context, tx *store.Tx, actor facilities.Actor, id facilities.PersonID) (facilities.Person, error) {
	p, err := tx.Person(ctx, id)
	if err == nil && !knowsPerson(actor, p) {
		return facilities.Person{}, facilities.Missing()
	}
	return p, err
}

// SavePerson changes name, address, partner and language (state and roles have
// verbs of their own and are ignored). Admins may change anybody, a representative the
// name and language of the partner's people. Version 0 does not compare.
func (o *Office) SavePerson(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.Person) (facilities.Person, error) {
	p.Email = plainEmail(p.Email)
	return o.changePerson(ctx, actor, now, p.ID, p.Version, "save_person", "", func(ctx context.Context, tx *store.Tx, was facilities.Person) (facilities.Person, error) {
		if !actor.IsAdmin() && (!actor.Represents(was.Partner) || p.Email != was.Email || p.Partner != was.Partner) {
			return was, forbidden()
		}
		changed := was
		changed.Name, changed.Email, changed.Partner, changed.Language = p.Name, p.Email, p.Partner, p.Language
		catalogue, err := tx.Catalogue(ctx)
		if err != nil {
			return was, err
		}
		return changed, checkPerson(changed, catalogue).err()
	})
}

// SetRoles replaces a person's roles: an admin any, a manager of a facility its
// managers and trainers. The last admin keeps the role.
func (o *Office) SetRoles(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, roles []facilities.Role, reason string) (facilities.Person, error) {
	return o.changePerson(ctx, actor, now, id, version, "set_roles", reason, func(ctx context.Context, tx *store.Tx, was facilities.Person) (facilities.Person, error) {
		catalogue, err := tx.Catalogue(ctx)
		if err != nil {
			return was, err
		}
		if err := checkRoles(roles, catalogue).err(); err != nil {
			return was, err
		}
		for _, r := range append(rolesOnlyIn(roles, was.Roles), rolesOnlyIn(was.Roles, roles)...) {
			given := r.Kind == facilities.RoleManager || r.Kind == facilities.RoleTrainer
			if !actor.IsAdmin() && !(given && r.Facility != "" && actor.Manages(r.Facility)) {
				return was, forbidden()
			}
		}
		changed := was
		changed.Roles = slices.Clone(roles)
		return changed, nil
	})
}

// rolesOnlyIn lists the roles of a that b lacks.
func rolesOnlyIn(a, b []facilities.Role) []facilities.Role {
	var out []facilities.Role
	for _, r := range a {
		if !slices.Contains(b, r) {
			out = append(out, r)
		}
	}
	return out
}

// checkRoles says which roles make no sense: each has the places that its kind asks for, and none twice.
func checkRoles(roles []facilities.Role, catalogue *facilities.Catalogue) faults {
	var wrong faults
	for i, r := range roles {
		_, facility := catalogue.Facility(r.Facility)
		_, partner := catalogue.Partner(r.Partner)
		fits := false
		switch r.Kind {
		case facilities.RoleManager, facilities.RoleTrainer, facilities.RoleController:
			fits = (facility || r.Facility == "") && r.Partner == ""
		case facilities.RoleRepresentative:
			fits = partner && r.Facility == ""
		case facilities.RoleAdmin:
			fits = r.Facility == "" && r.Partner == ""
		}
		wrong.check(fits && !slices.Contains(roles[:i], r), "body.roles", "role", "role", string(r.Kind))
	}
	return wrong
}

// Block keeps a person from acting: no login, no session, no token works until Unblock.
func (o *Office) Block(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, reason string) (facilities.Person, error) {
	return o.changePerson(ctx, actor, now, id, version, "block", reason, func(ctx context.Context, tx *store.Tx, was facilities.Person) (facilities.Person, error) {
		switch {
		case !actor.IsAdmin() && (!actor.Represents(was.Partner) || len(was.Roles) > 0):
			return was, forbidden()
		case was.ID == actor.Person.ID:
			return was, facilities.Errorf(facilities.Conflict, "block_self")
		case was.State != facilities.PersonActive && was.State != facilities.PersonInvited:
			return was, facilities.Errorf(facilities.Conflict, "person_state")
		}
		was.State = facilities.PersonBlocked
		return was, nil
	})
}

// Unblock undoes Block: with the old password, or with an invitation still to be
// accepted (InviteAgain) when there is none.
func (o *Office) Unblock(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, reason string) (facilities.Person, error) {
	return o.changePerson(ctx, actor, now, id, version, "unblock", reason, func(ctx context.Context, tx *store.Tx, was facilities.Person) (facilities.Person, error) {
		switch {
		case !actor.IsAdmin() && !actor.Represents(was.Partner):
			return was, forbidden()
		case was.State != facilities.PersonBlocked || was.Partner == "": // a refused guest is admitted, not unblocked
			return was, facilities.Errorf(facilities.Conflict, "person_state")
		}
		_, err := tx.Credential(ctx, id)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return was, err
		}
		was.State = facilities.PersonActive
		if err != nil {
			was.State = facilities.PersonInvited
		}
		return was, nil
	})
}

// changePerson changes somebody in one transaction: it finds the person as the actor may know it, compares
// the version (0 does not), lets change decide, guards the last admin, saves and notes.
func (o *Office) changePerson(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, verb, reason string,
	change func(ctx context.Context, tx *store.Tx, was facilities.Person) (facilities.Person, error)) (facilities.Person, error) {
	if err := needWrite(actor); err != nil {
		return facilities.Person{}, err
	}
	admins, err := o.admins(ctx)
	if err != nil {
		return facilities.Person{}, err
	}
	return write(ctx, o, act{actor, now, verb}, aPerson, func(ctx context.Context, tx *store.Tx) (facilities.Person, error) {
		// The admins' rows too: two who take the role from each other must not both succeed.
		if err := tx.Lock(ctx, store.Locks{People: append(admins, id)}); err != nil {
			return facilities.Person{}, err
		}
		was, err := knownPerson(ctx, tx, actor, id)
		if err != nil {
			return was, err
		}
		if version != 0 && version != was.Version {
			return was, stale()
		}
		if was.System || was.State == facilities.PersonErased {
			return was, facilities.Errorf(facilities.Conflict, "person_state")
		}
		changed, err := change(ctx, tx, was)
		if err != nil {
			return was, err
		}
		if err := guardLastAdmin(ctx, tx, was, changed); err != nil {
			return was, err
		}
		saved, err := saveUnique(ctx, tx, changed)
		if err != nil {
			return was, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb, "person", string(id), was, saved, reason})
	})
}

var anAdmin = facilities.Role{Kind: facilities.RoleAdmin}

// admins lists those who can act as admin now.
func (o *Office) admins(ctx context.Context) ([]facilities.PersonID, error) {
	var ids []facilities.PersonID
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		ids, err = activeAdmins(ctx, tx)
		return err
	})
	return ids, err
}

func activeAdmins(ctx context.Context, tx *store.Tx) ([]facilities.PersonID, error) {
	people, _, err := tx.People(ctx, store.PersonFilter{Role: facilities.RoleAdmin, State: facilities.PersonActive, Limit: peoplePageMax})
	ids := make([]facilities.PersonID, 0, len(people)+1)
	for _, p := range people {
		if !p.System {
			ids = append(ids, p.ID)
		}
	}
	return ids, err
}

// guardLastAdmin refuses a change after which nobody could act as admin.
func guardLastAdmin(ctx context.Context, tx *store.Tx, was, changed facilities.Person) error {
	acts := func(p facilities.Person) bool {
		return p.State == facilities.PersonActive && slices.Contains(p.Roles, anAdmin)
	}
	if !acts(was) || acts(changed) {
		return nil
	}
	admins, err := activeAdmins(ctx, tx)
	if err != nil {
		return err
	}
	if len(admins) == 1 && admins[0] == was.ID {
		return facilities.Errorf(facilities.Conflict, "last_admin")
	}
	return nil
}
