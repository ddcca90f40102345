package useroffice

import (
	"context"
	"errors"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// applyMoves makes all moves of a proposal as one step, or none of them: the caller has opened the transaction. When something is no longer as the proposal saw it, or
// the step as a whole breaks a rule, the answer is Stale.
func applyMoves(ctx context.Context, tx *store.Tx, a act, proposal facilities.Replan) error {
	step, err := readMoves(ctx, tx, a, proposal)
	if err != nil {
		return err
	}
	refused, err := step.make(ctx, tx)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		return &facilities.Error{Code: facilities.Stale, Key: "stale", Cause: refused[0].cause}
	}
	_, err = displace(ctx, tx, a, step.downtime, step.dropped)
	return err
}

// tryMoves does what applying a proposal would do, takes it back, and tells what was refused. Of one that is out of date already nothing is.
func (o *Office) tryMoves(ctx context.Context, a act, proposal facilities.Replan) ([]refusedMove, error) {
	var refused []refusedMove
	err := o.store.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
		refused = nil
		step, err := readMoves(ctx, tx, a, proposal)
		if err != nil {
			return err
		}
		if refused, err = step.make(ctx, tx); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) || facilities.CodeOf(err) == facilities.Stale {
		return refused, nil
	}
	return nil, err
}

// movesStep is a proposal on its way.
type movesStep struct {
	*shuffle
	downtime facilities.Downtime
	moves    []replacing
	dropped  []facilities.Booking // that stand until then
}

// refusedMove is a move that the rules of booking refuse, or that has lost its place.
type refusedMove struct {
	facilities.ReplanMove
	cause error
}

// readMoves reads what a proposal moves, under all locks, and takes it out of its places. What is not as the proposal saw it is Stale.
func readMoves(ctx context.Context, tx *store.Tx, a act, proposal facilities.Replan) (*movesStep, error) {
	bookings, err := lockMoves(ctx, tx, a, proposal)
	if err != nil {
		return nil, err
	}
	s := &movesStep{}
	if s.downtime, err = tx.Downtime(ctx, proposal.Downtime); err != nil {
		return nil, err
	}
	if s.downtime.Cancelled {
		return nil, stale()
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	for i, m := range proposal.Moves {
		if !m.Dropped {
			s.moves = append(s.moves, replacing{booking: bookings[i], move: m, reason: s.downtime.Reason})
		} else if bookings[i].State == facilities.StateApproved {
			s.dropped = append(s.dropped, bookings[i])
		}
	}
	s.shuffle, err = beginShuffle(ctx, tx, a, c, bookings)
	return s, err
}

// make puts everything where it goes, and tells what was refused: then the rest is of no use.
func (s *movesStep) make(ctx context.Context, tx *store.Tx) (refused []refusedMove, err error) {
	try := func(m *replacing, do func(context.Context) error) error {
		err := tx.Try(ctx, do)
		if code := facilities.CodeOf(err); code == facilities.Conflict || code == facilities.Invalid {
			refused = append(refused, refusedMove{m.move, err})
			return nil
		}
		return err
	}
	var going []*replacing
	for i := range s.moves {
		m := &s.moves[i]
		if err := try(m, func(ctx context.Context) error { return m.ask(ctx, tx, s.shuffle) }); err != nil {
			return nil, err
		}
		if m.asked != nil {
			going = append(going, m)
		}
	}
	if err := s.makeRoom(ctx, tx); err != nil {
		return nil, err
	}
	for _, m := range going {
		if err := try(m, func(ctx context.Context) error { return m.replace(ctx, tx, s.shuffle) }); err != nil {
			return nil, err
		}
	}
	return refused, s.end(ctx, tx)
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
func (r *replacing) ask(ctx context.Context, tx *store.Tx, s *shuffle) error {
	resource, _ := s.catalogue.Resource(r.move.Resource)
	w := wishOfBooking(s.catalogue, r.booking)
	w.Resource, w.Use, w.With = r.move.Resource, r.move.To, slices.Clone(r.move.With)
	w.Intake = answersTo(resource, w.Intake)
	how := manner{settled: true}
	if r.standing() {
		how.was = &r.booking
	}
	if o := r.booking.Override; o != nil { // what a manager has let it break it may break there too
		w.Override, w.Reason = o.Codes, o.Reason
	}
	q, err := ask(ctx, tx, s.act, w, how)
	if err != nil {
		return err
	}
	r.asked = q
	r.asked.wish.Process = processFor(resource, r.booking.Process, r.asked.sample)
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
