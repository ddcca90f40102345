package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// GuestRequest is somebody from outside the consortium who asks to book at a facility.
type GuestRequest struct {
	Name         string
	Email        string
	Organisation string
	Facility     facilities.FacilityID
	Why          string
	Language     string
}

// AccessRequest is a GuestRequest that waits for a manager.
type AccessRequest struct {
	Person       facilities.Person // state asked
	Organisation string
	Facility     facilities.FacilityID
	Why          string
	Asked        time.Time
}

// AskAccess records a guest's request and tells the facility's managers. The answer is the
// same when the address already has an account; TooMany when from asks too often.
func (o *Office) AskAccess(ctx context.Context, now time.Time, r GuestRequest, from string) error {
	return notYet()
}

// AccessRequests lists the requests that the actor may decide on, oldest first.
func (o *Office) AccessRequests(ctx context.Context, actor facilities.Actor, now time.Time) ([]AccessRequest, error) {
	return nil, notYet()
}

// Admit gives a guest an account under a guest organisation and mails the link to choose a password.
// version 0 does not compare.
func (o *Office) Admit(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID, version int64, reason string) (facilities.Person, error) {
	return facilities.Person{}, notYet()
}

// Refuse turns a guest's request down, with a reason that the guest reads, and forgets the
// guest's name and address.
func (o *Office) Refuse(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID, version int64, reason string) error {
	return notYet()
}
