package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// QualificationQuery asks for one person's qualifications or for one resource's.
type QualificationQuery struct {
	Person   facilities.PersonID
	Resource facilities.ResourceID
}

// Grant qualifies a person on a resource: by a trainer or manager of its facility.
func (o *Office) Grant(ctx context.Context, actor facilities.Actor, now time.Time, q facilities.Qualification) (facilities.Qualification, error) {
	return facilities.Qualification{}, notYet()
}

// Revoke ends a qualification now. The person's coming bookings that needed it stay, are
// marked at risk and named in the answer.
func (o *Office) Revoke(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.QualificationID, version int64, reason string) ([]facilities.HitBooking, error) {
	return nil, notYet()
}

// Qualifications lists a person's (own, or of somebody the actor may know) or a resource's (for its trainers and
// managers), revoked and expired ones too, newest first.
func (o *Office) Qualifications(ctx context.Context, actor facilities.Actor, now time.Time, q QualificationQuery) ([]facilities.Qualification, error) {
	return nil, notYet()
}
