package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// PeopleQuery narrows a list of people; empty fields do not.
type PeopleQuery struct {
	Partner facilities.PartnerID
	Text    string // part of the name or address
	State   facilities.PersonState
	Cursor  string
	Limit   int // 1 to 200; 0 means 50
}

// People lists those whom the actor may know: admins, managers and controllers
// everybody, others the people of their own partner. The string is the next page's cursor.
func (o *Office) People(ctx context.Context, actor facilities.Actor, now time.Time, q PeopleQuery) ([]facilities.Person, string, error) {
	return nil, "", notYet()
}

// Person answers with somebody whom the actor may know.
func (o *Office) Person(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// SavePerson changes name, address, partner and language (state and roles have
// verbs of their own and are ignored). Admins may change anybody, a representative the
// name and language of the partner's people.
func (o *Office) SavePerson(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.Person) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// SetRoles replaces a person's roles: an admin any, a manager of a facility its
// managers and trainers. The last admin keeps the role.
func (o *Office) SetRoles(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, roles []facilities.Role, reason string) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// Block keeps a person from acting and ends the person's sessions; Unblock lets them again.
func (o *Office) Block(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, reason string) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// Unblock undoes Block. The person chooses no new password.
func (o *Office) Unblock(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.PersonID, version int64, reason string) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}
