package useroffice

import (
	"context"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
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

// Change moves, shortens, renames or otherwise alters a booking. It is judged by every rule as a
// new booking would be; one that only gives time back, only by length and grid. On
// a resource whose manager decides, moving an approved booking makes a new request
// that Replaces it, and the old slot is kept until that is decided: the answer is
// the new request. So does a move inside the resource's CancelFree. version 0 does not compare.
func (o *Office) Change(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.BookingID, version int64, change Change) (facilities.Booking, error) {
	a := act{actor, now, "change"}
	var wish facilities.Wish
	b, err := write(ctx, o, a, aBooking, func(ctx context.Context, tx *store.Tx) (facilities.Booking, error) {
		b, err := load(ctx, tx, a, id, version)
		if err != nil {
			return b, err
		}
		if !a.Changes(b) {
			return b, facilities.Errorf(facilities.Forbidden, "forbidden")
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return b, err
		}
		old := wishOfBooking(c, b)
		wish = change.apply(old)
		if sameTime(old, wish) {
			return reword(ctx, tx, a, b, wish)
		}
		moved, err := move(ctx, tx, a, c, b, old, wish)
		refused := refusedWhole(wish, err)
		for i := range refused {
			refused[i].beyond = beyondHeld(c, b, wish)
		}
		return moved, noteVain(ctx, tx, a, err, refused...)
	})
	return b, o.offer(ctx, a, wish, id, err)
}

// wishOfBooking is the wish that a booking fulfils. What was claimed only to meet a
// need is left out, so that the need can be met otherwise.
func wishOfBooking(c *facilities.Catalogue, b facilities.Booking) facilities.Wish {
	w := facilities.Wish{Resource: b.Resource, Use: b.Use, For: b.Person, Project: b.Project, Title: b.Title, Confidential: b.Confidential,
		Process: b.Process, Sample: b.Sample, Intake: b.Intake, OrderNumber: b.OrderNumber}
	for _, companion := range b.Companions {
		if !companion.Withdrawn {
			w.Companions = append(w.Companions, companion.Person)
		}
	}
	r, _ := c.Resource(b.Resource)
	needs := slices.Clone(r.Needs)
	for _, claim := range b.Claims {
		if claim.Resource == b.Resource {
			w.Units = claim.Units
			continue
		}
		met := slices.IndexFunc(needs, func(n facilities.Need) bool {
			return max(n.Units, 1) == claim.Units &&
				slices.ContainsFunc(optionsFor(c, r, n), func(o facilities.Resource) bool { return o.ID == claim.Resource })
		})
		if met >= 0 {
			needs = slices.Delete(needs, met, met+1)
			continue
		}
		w.With = append(w.With, facilities.WishClaim{Resource: claim.Resource, Units: claim.Units})
	}
	return w
}

// apply changes a wish.
func (c Change) apply(w facilities.Wish) facilities.Wish {
	if c.Use != nil {
		w.Use = facilities.NewSpan(c.Use.Start, c.Use.End)
	}
	set(&w.Resource, c.Resource)
	set(&w.Units, c.Units)
	set(&w.With, c.With)
	set(&w.Companions, c.Companions)
	set(&w.Project, c.Project)
	set(&w.Title, c.Title)
	set(&w.Confidential, c.Confidential)
	set(&w.Process, c.Process)
	set(&w.Sample, c.Sample)
	set(&w.Intake, c.Intake)
	set(&w.OrderNumber, c.OrderNumber)
	w.Override, w.Reason = c.Override, c.Reason
	return w
}

func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// sameTime reports that two wishes differ only in words.
func sameTime(a, b facilities.Wish) bool {
	return a.Resource == b.Resource && a.Use == b.Use && max(a.Units, 1) == max(b.Units, 1) && a.Project == b.Project && a.Process == b.Process &&
		a.Sample == b.Sample && slices.Equal(a.With, b.With) && slices.Equal(a.Companions, b.Companions)
}

// reword changes title, confidentiality, intake or order number, which no rule judges.
func reword(ctx context.Context, tx *store.Tx, a act, was facilities.Booking, w facilities.Wish) (facilities.Booking, error) {
	if was.State.Ended() {
		return was, notNow(was, facilities.ActMove)
	}
	q, err := ask(ctx, tx, a, w, manner{was: &was, draft: maps.Equal(w.Intake, was.Intake), lock: true})
	if err != nil {
		return was, err
	}
	b := was
	b.Title, b.Confidential, b.Intake, b.OrderNumber, b.Updated = q.wish.Title, w.Confidential, w.Intake, q.wish.OrderNumber, a.now
	if b, err = tx.UpdateBooking(ctx, b, was.Version); err != nil {
		return was, err
	}
	return b, record(ctx, tx, a, &was, b, w.Reason)
}

// move gives a booking another place, or asks for one.
func move(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, b facilities.Booking, old, w facilities.Wish) (facilities.Booking, error) {
	if _, legal := b.State.Next(facilities.ActMove); !legal {
		return b, notNow(b, facilities.ActMove)
	}
	p := placing{act: a, purpose: toMove, wish: w, was: &b, reason: w.Reason}
	p.verb = "move"
	replaced, err := replacedBy(ctx, tx, b)
	if err != nil {
		return b, err
	}
	p.replaced = replaced // what a request would give up does not stand in its way
	company := old
	company.Companions = w.Companions
	if b.State != facilities.StateApproved || a.Manages(b.Facility) || givesBack(b, w) || sameTime(company, w) || !asksManager(a, c, b, w) {
		return place(ctx, tx, p)
	}
	p.purpose, p.was, p.replaced, p.verb = toReplace, nil, &b, "ask_move"
	earlier, err := tx.Replacement(ctx, b.ID)
	switch {
	case err == nil: // one request at a time: the new wish takes the place of the earlier one
		p.purpose, p.was = toMove, &earlier
		p.replaced = &b
	case facilities.CodeOf(err) != facilities.NotFound:
		return b, err
	}
	return place(ctx, tx, p)
}

// asksManager reports that a manager must agree to the move of an approved booking: on a resource
// that asks one, and where it is too late to give the old time back freely.
func asksManager(a act, c *facilities.Catalogue, b facilities.Booking, w facilities.Wish) bool {
	to, _ := c.Resource(w.Resource)
	from, _ := c.Resource(b.Resource)
	partner, _ := c.Partner(b.Partner)
	late := b.Use.Start.Sub(a.now) < from.CancelFree && (w.Use != b.Use || w.Resource != b.Resource)
	return late || approvalOf(to, partner) == facilities.ApprovalManager
}
