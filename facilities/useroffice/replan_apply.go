package useroffice

import (
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// applyMoves makes all moves of a proposal as one step, or none of them: the caller has opened the transaction. When something is no longer as the proposal saw it, or
// the step as a whole breaks a rule, the answer is Stale.
func applyMoves(ctx context.Context, tx *store.Tx, a act, proposal facilities.Replan) error {
	bookings, err := lockMoves(ctx, tx, a, proposal)
	if err != nil {
		return err
	}
	d, err := tx.Downtime(ctx, proposal.Downtime)
	if err != nil {
		return err
	}
	if d.Cancelled {
		return stale()
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	s, err := beginShuffle(ctx, tx, a, c, bookings)
	if err != nil {
		return err
	}
	moves := make([]replacing, 0, len(bookings))
	var dropped []facilities.Booking
	for i, m := range proposal.Moves {
		if !m.Dropped {
			moves = append(moves, replacing{booking: bookings[i], move: m})
		} else if bookings[i].State == facilities.StateApproved {
			dropped = append(dropped, bookings[i])
		}
	}
	for i := range moves {
		if err := moves[i].ask(ctx, tx, s, d.Reason); err != nil {
			return asStale(err)
		}
	}
	if err := s.makeRoom(ctx, tx); err != nil {
		return err
	}
	for _, m := range moves {
		if err := m.replace(ctx, tx, s); err != nil {
			return asStale(err)
		}
	}
	if err := s.end(ctx, tx); err != nil {
		return err
	}
	_, err = displace(ctx, tx, a, d, dropped)
	return err
}

// lockMoves reads the bookings of a proposal under the locks of everybody and everything that they concern, there and where they go.
func lockMoves(ctx context.Context, tx *store.Tx, a act, proposal facilities.Replan) ([]facilities.Booking, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	l := store.Locks{Resources: resourceIDs(c, proposal.Facility)}
	for _, m := range proposal.Moves {
		b, err := tx.Booking(ctx, m.Booking)
		if err != nil {
			return nil, err
		}
		l.People, l.Projects, l.Partners = append(l.People, involved(b)...), append(l.Projects, b.Project), append(l.Partners, b.Partner)
	}
	for _, r := range c.ResourcesOf(proposal.Facility) {
		l.People = append(l.People, r.Person)
	}
	if err := tx.Lock(ctx, l); err != nil {
		return nil, err
	}
	bookings := make([]facilities.Booking, len(proposal.Moves))
	for i, m := range proposal.Moves {
		if bookings[i], err = tx.Booking(ctx, m.Booking); err != nil {
			return nil, err
		}
		if bookings[i].Version != m.Version || !m.Dropped && !m.To.Start.After(a.now) {
			return nil, stale()
		}
	}
	return bookings, nil
}

// asStale is what is said of a place that is no longer to be had: it is taken, or its resource is gone, or its person has left.
func asStale(err error) error {
	if code := facilities.CodeOf(err); code == facilities.Conflict || code == facilities.Invalid {
		return &facilities.Error{Code: facilities.Stale, Key: "stale", Cause: err}
	}
	return err
}

// replacing is a booking on its way to where a proposal wants it.
type replacing struct {
	booking facilities.Booking
	move    facilities.ReplanMove
	asked   *asked
	reason  string
}

// standing reports that the booking moves as it is; one that was displaced gets a new one.
func (r *replacing) standing() bool { return r.booking.State == facilities.StateApproved }

// ask resolves the wish for the new place, and says in the step where the booking will be.
func (r *replacing) ask(ctx context.Context, tx *store.Tx, s *shuffle, reason string) error {
	resource, _ := s.catalogue.Resource(r.move.Resource)
	w := wishOfBooking(s.catalogue, r.booking)
	w.Resource, w.Use, w.With = r.move.Resource, r.move.To, slices.Clone(r.move.With)
	w.Intake = answersTo(resource, w.Intake)
	how := manner{settled: true}
	if r.standing() {
		how.was = &r.booking
	}
	var err error
	if r.asked, err = ask(ctx, tx, s.act, w, how); err != nil {
		return err
	}
	r.asked.wish.Process = processFor(resource, r.booking.Process, r.asked.sample)
	r.reason = reason
	s.goes(r.booking.ID, r.asked.wish, r.asked.wish.Process)
	return nil
}

// replace puts the booking where it goes.
func (r *replacing) replace(ctx context.Context, tx *store.Tx, s *shuffle) error {
	p := placing{act: s.act, purpose: toPublish, wish: r.asked.wish, by: r.booking.By, agreed: !r.booking.QuoteAccepted.IsZero(), reason: r.reason}
	if r.standing() {
		p = placing{act: s.act, purpose: toMove, wish: r.asked.wish, was: &r.booking, reason: r.reason, whenever: true}
	}
	made, err := s.comes(ctx, tx, r.booking.ID, p, r.asked)
	if err != nil || r.standing() {
		return err
	}
	return tx.MoveRoundBooking(ctx, r.booking.ID, made.ID)
}
