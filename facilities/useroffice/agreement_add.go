package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// AddAgreement adds the next version of what the partners agreed for a facility, by an admin. ID, Number and Created are
// set here; a version is never changed.
func (o *Office) AddAgreement(ctx context.Context, actor facilities.Actor, now time.Time, a facilities.Agreement) (facilities.Agreement, error) {
	return facilities.Agreement{}, notYet()
}
