package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Decision is a manager's answer to a request.
type Decision struct {
	Reason   string
	Override []string               // codes of violations that shall not count; a reason is needed
	Slot     *facilities.Span       // Approve only: approve it at another time
	Resource *facilities.ResourceID // Approve only: and on another resource
}

// Approve grants a request. The rules are checked again in the transaction that
// approves, all but those about the moment of asking (notice, horizon). A request
// that replaces an approved booking takes over that booking's time. An operated service is
// approved only once its quote has been accepted.
func (o *Office) Approve(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, decision Decision) (facilities.Booking, error) {
	a := act{actor, now, "approve"}
	var wish facilities.Wish
	var moving facilities.BookingID
	b, err := write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := load(ctx, tx, a, id, version)
		if err != nil {
			return b, err
		}
		if !a.Manages(b.Facility) {
			return b, facilities.Errorf(facilities.Forbidden, "forbidden")
		}
		if b.State != facilities.StateRequested {
			return b, notNow(b, facilities.ActApprove)
		}
		p := placing{act: a, purpose: toApprove, was: &b, reason: decision.Reason}
		if p.replaced, err = replacedBy(ctx, tx, b); err != nil {
			return b, err
		}
		if p.wish, err = decision.wish(ctx, tx, b); err != nil {
			return b, err
		}
		wish, moving = p.wish, b.ID
		return place(ctx, tx, p)
	})
	return b, o.offer(ctx, a, wish, moving, err)
}

// wish is what the request asks for, with what the manager decides instead.
func (d Decision) wish(ctx context.Context, tx *store.Tx, b facilities.Booking) (facilities.Wish, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return facilities.Wish{}, err
	}
	w := wishOfBooking(c, b)
	w.Override, w.Reason = d.Override, d.Reason
	var f faults
	f.prose("body.reason", d.Reason, ReasonMax)
	if d.Slot != nil {
		w.Use = facilities.NewSpan(d.Slot.Start, d.Slot.End)
	}
	if d.Resource != nil {
		if r, ok := c.Resource(*d.Resource); !ok || r.Facility != b.Facility {
			f.add("body.resource", "unknown_resource", "id", shown(string(*d.Resource)))
		}
		w.Resource = *d.Resource
	}
	return w, f.err()
}

// replacedBy is the booking whose place a request asks to give up for it; nil when there is
// none, or when it has been given up already.
func replacedBy(ctx context.Context, tx *store.Tx, b facilities.Booking) (*facilities.Booking, error) {
	if b.Replaces == "" {
		return nil, nil
	}
	old, err := tx.Booking(ctx, b.Replaces)
	switch {
	case err != nil:
		return nil, err
	case old.State == facilities.StateApproved:
		return &old, nil
	case old.State.Consumes() || old.State == facilities.StateCompleted:
		return nil, facilities.Errorf(facilities.Conflict, "replaced_started")
	}
	return nil, nil
}
