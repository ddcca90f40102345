package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Profile is what people say about themselves.
type Profile struct {
	Name     string
	Language string // "nl" or "en"
}

// UpdateProfile changes the acting person's own name and language.
func (o *Office) UpdateProfile(ctx context.Context, actor facilities.Actor, now time.Time, p Profile) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}
