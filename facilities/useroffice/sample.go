package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Sample fills an empty database with the sample consortium around a day: the same data for the same day. Conflict
// (key "sample_not_empty") when there already are facilities.
func (o *Office) Sample(ctx context.Context, now time.Time, day facilities.Date) error {
	return notYet()
}

// DemoPassword opens every account of the sample consortium.
const DemoPassword = "marke-demo"

// DemoLogin is one login of the sample consortium.
type DemoLogin struct {
	Role     string // "engineer", "engineer2", "manager", "partner", "controller", "admin"
	Email    string
	Password string
	Token    string // an API token with write scope, made anew by each call of Demo
}

// Demo lists one login for each role, in a fixed order, with fresh API tokens; those of an earlier call end. NotFound when
// this is not the sample consortium.
func (o *Office) Demo(ctx context.Context, now time.Time) ([]DemoLogin, error) {
	return nil, notYet()
}
