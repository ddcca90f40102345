package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Profile is what people say about themselves.
type Profile struct {
	Name     string
	Language string // "nl" or "en"
}

// UpdateProfile changes the acting person's own name and language.
func (o *Office) UpdateProfile(ctx context.Context, actor facilities.Actor, now time.Time, p Profile) (facilities.Person, error) {
	if err := needLogin(actor); err != nil {
		return facilities.Person{}, err
	}
	return o.changePerson(ctx, actor, now, actor.Person.ID, 0, "update_profile", "", func(_ context.Context, _ *store.Tx, was facilities.Person) (facilities.Person, error) {
		var wrong faults
		wrong.line("body.name", p.Name)
		wrong.language("body.language", p.Language)
		was.Name, was.Language = p.Name, p.Language
		return was, wrong.err()
	})
}
