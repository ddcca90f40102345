package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Decision is a manager's answer to a request.
type Decision struct {
	Reason   string
	Override []string               // codes of violations that shall not count; a reason is needed
	Slot     *facilities.Span       // Approve only: approve it at another time
	Resource *facilities.ResourceID // Approve only: and on another resource
}

// Approve grants a request. The rules are checked again in the transaction that
// approves, all but those about the moment of asking (past, notice, horizon). A
// request that replaces an approved booking takes that booking's slot back first.
func (o *Office) Approve(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, decision Decision) (facilities.Booking, error) {
	return facilities.Booking{}, errUnwritten
}
