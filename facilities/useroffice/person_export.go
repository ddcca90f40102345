package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// ExportPerson gives all that is kept about one person as JSON: for the person and for admins.
func (o *Office) ExportPerson(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID) ([]byte, error) {
	return nil, notYet()
}
