package useroffice

import (
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// write stores the booking where the judgement puts it, and tells those concerned.
func (p placing) write(ctx context.Context, tx *store.Tx, q *asked, b facilities.Booking, j judgement) (facilities.Booking, error) {
	if p.purpose == toApprove && p.replaced != nil {
		if err := p.giveBack(ctx, tx, b); err != nil {
			return b, err
		}
	}
	if b.State.Consumes() {
		// What a neighbour no longer needs for its changeover may be what this booking takes.
		for _, n := range j.next {
			if err := keepApart(ctx, tx, p.act, n, true); err != nil {
				return b, err
			}
		}
	}
	var err error
	if p.was == nil {
		b, err = tx.InsertBooking(ctx, b)
	} else {
		b, err = tx.UpdateBooking(ctx, b, p.was.Version)
	}
	if err != nil {
		return b, err
	}
	if q.shuffle != nil { // until all have come, neighbours are not who they will be
		q.shuffle.places = append(q.shuffle.places, b.Claims...)
		if err := record(ctx, tx, p.act, p.was, b, p.reason); err != nil {
			return b, err
		}
		return b, p.tell(ctx, tx, q, b)
	}
	places := slices.Clone(b.Claims)
	if p.was != nil {
		places = append(places, p.was.Claims...)
	}
	if p.replaced != nil {
		places = append(places, p.replaced.Claims...)
	}
	if err := tidy(ctx, tx, p.act, q.catalogue, places); err != nil {
		return b, err
	}
	if err := record(ctx, tx, p.act, p.was, b, p.reason); err != nil {
		return b, err
	}
	return b, p.tell(ctx, tx, q, b)
}

// giveBack ends the booking that another one replaces.
func (p placing) giveBack(ctx context.Context, tx *store.Tx, b facilities.Booking) error {
	old := *p.replaced
	next, legal := old.State.Next(facilities.ActCancel)
	if !legal {
		return notNow(old, facilities.ActCancel)
	}
	old.State, old.Updated, old.Note = next, p.now, p.reason
	old.Sequence++
	old, err := tx.UpdateBooking(ctx, old, p.replaced.Version)
	if err != nil {
		return err
	}
	replaced := p.act
	replaced.verb = "replace"
	return record(ctx, tx, replaced, p.replaced, old, string(b.ID))
}

// tell puts the news of a placed booking in the outbox.
func (p placing) tell(ctx context.Context, tx *store.Tx, q *asked, b facilities.Booking) error {
	kind := ""
	switch {
	case b.State == facilities.StateHold:
		return nil
	case p.purpose == toMove:
		kind = "booking_moved"
	case p.round != "":
		kind = "round_placed"
	case b.State == facilities.StateApproved:
		kind = "booking_approved"
	}
	if kind != "" {
		if b.By == b.Person && len(b.Companions) == 0 { // most often, and then the reader is known
			return post(ctx, tx, p.act, kind, b, map[facilities.PersonID]facilities.Person{q.person.ID: q.person}, because(p.reason))
		}
		return tell(ctx, tx, p.act, kind, b, involved(b), because(p.reason))
	}
	if q.resource.Operated && b.QuoteAccepted.IsZero() {
		if err := tell(ctx, tx, p.act, "quote_open", b, []facilities.PersonID{b.Person}, nil); err != nil {
			return err
		}
	}
	to, err := managers(ctx, tx, b.Facility)
	if err != nil {
		return err
	}
	return tell(ctx, tx, p.act, "booking_requested", b, to, because(p.reason))
}

// tidy stores the claims around some places anew where their changeovers have become others:
// a changeover belongs to the later booking and follows from the one before.
func tidy(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, places []facilities.Claim) error {
	for _, place := range places {
		r, ok := c.Resource(place.Resource)
		if !ok || len(r.Changeover.Classes) == 0 {
			continue
		}
		changed, err := neighbours(ctx, tx, a, c, r, place.Span)
		if err != nil {
			return err
		}
		for _, n := range changed {
			if err := keepApart(ctx, tx, a, n, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// neighbours lists how the claims that start in a place or right after it are to be stored.
func neighbours(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, r facilities.Resource, place facilities.Span) ([]neighbour, error) {
	margin := reach([]facilities.Resource{r})
	s := &snapshot{now: a.now, span: place.Grow(margin, margin), catalogue: c, resources: []facilities.Resource{r}}
	var err error
	if s.held, err = tx.HeldClaims(ctx, []facilities.ResourceID{r.ID}, s.span.Grow(margin, margin), ""); err != nil || len(s.held) == 0 {
		return nil, err
	}
	n := numbersOf(s, "")
	world, err := worldOf(s, n)
	if err != nil {
		return nil, err
	}
	var out []neighbour
	for _, o := range world.Occupied(scheduler.ResourceID(n.resources.number(r.ID))) {
		now := neighbourOf(s, n, o)
		for _, h := range s.held {
			// Of one that starts before the place, what comes before it may not have been read; nothing changed for it either.
			if h.Booking == now.booking && !h.Use.Start.Before(place.Start) && !h.Span.Start.Equal(now.span.Start) {
				out = append(out, now)
			}
		}
	}
	return out, nil
}

// keepApart stores a claim of another booking with another changeover; with shrink only
// if that makes it shorter.
func keepApart(ctx context.Context, tx *store.Tx, a act, n neighbour, shrink bool) error {
	b, err := tx.Booking(ctx, n.booking)
	if err != nil {
		return err
	}
	claims := slices.Clone(b.Claims)
	changed := false
	for i, claim := range claims {
		if claim.Resource == n.resource && !claim.Span.Start.Equal(n.span.Start) && (!shrink || claim.Span.Start.Before(n.span.Start)) {
			claims[i].Span.Start = n.span.Start
			changed = true
		}
	}
	if !changed {
		return nil
	}
	was := b
	b.Claims = claims
	if b, err = tx.UpdateBooking(ctx, b, was.Version); err != nil {
		return err
	}
	return tx.RecordChange(ctx, b, "changeover", was)
}
