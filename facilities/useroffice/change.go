package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Change says what shall be different about a booking; nil leaves a thing as it is.
type Change struct {
	Use          *facilities.Span
	Resource     *facilities.ResourceID
	Units        *int64
	With         *[]facilities.WishClaim
	Companions   *[]facilities.PersonID
	Project      *facilities.ProjectID
	Title        *string
	Confidential *bool
	Process      *string
	Sample       *facilities.SampleID
	Intake       *map[string]string
	OrderNumber  *string
	Override     []string // codes that a manager overrides …
	Reason       string   // … and why; also the reason of the change itself
}

// Change moves, shortens, renames or otherwise alters a booking. A change of time,
// resource, claims or people is judged by every rule as a new booking would be. On
// a resource whose manager decides, moving an approved booking makes a new request
// that Replaces it; the old slot is kept until that is decided, and the answer is
// the new request. version 0 does not compare.
func (o *Office) Change(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, change Change) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
