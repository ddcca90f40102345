package useroffice

import (
	"context"
	"errors"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// purpose is why a booking is to take a place in time.
type purpose int

const (
	toBook    purpose = iota // a new booking, or a hold that becomes one
	toHold                   // a draft
	toMove                   // another time, resource or company, in the same state
	toReplace                // ask for another place for an approved booking, which stays meanwhile
	toApprove                // a request gets what it asked for, or what the manager gives instead
	toPublish                // a new booking, in the place that a round gave it
)

// placing is a booking on its way to its place in time. Everything that makes, moves
// or approves one goes through place, which locks, looks, judges and writes in one transaction.
type placing struct {
	act
	purpose purpose
	wish    facilities.Wish
	was     *facilities.Booking // what it was before; nil: it is new
	// replaced is the approved booking whose slot a replacement takes over (toApprove) or asks to (toReplace).
	replaced   *facilities.Booking
	series     facilities.SeriesID
	occurrence time.Time
	reason     string
	round      facilities.RoundID  // toPublish: whose time it takes
	by         facilities.PersonID // toPublish: who asked for it
	agreed     bool                // toPublish: the tariff of an operated service was accepted beforehand
	whenever   bool                // when it should have been asked for does not matter: the facility moves it
}

// place does it all for one wish.
func place(ctx context.Context, tx *store.Tx, p placing) (facilities.Booking, error) {
	m := manner{draft: p.purpose == toHold, settled: p.purpose == toApprove, was: p.was, lock: true}
	if p.purpose == toReplace {
		m.was = p.replaced
	}
	for _, b := range []*facilities.Booking{p.was, p.replaced} {
		if b != nil {
			m.beside = append(m.beside, *b)
		}
	}
	q, err := ask(ctx, tx, p.act, p.wish, m)
	if err != nil {
		return facilities.Booking{}, err
	}
	return p.at(ctx, tx, q)
}

// at judges a resolved wish and writes the booking.
func (p placing) at(ctx context.Context, tx *store.Tx, q *asked) (facilities.Booking, error) {
	s, err := p.look(ctx, tx, q)
	if err != nil {
		return facilities.Booking{}, err
	}
	j, err := s.judge(q.wish, p.moving())
	if err != nil {
		return facilities.Booking{}, err
	}
	overridden, err := p.accept(q, j.violations)
	if err != nil {
		return facilities.Booking{}, err
	}
	b, err := p.compose(q, s, j, overridden)
	if err != nil {
		return facilities.Booking{}, err
	}
	if q.shuffle != nil {
		j.next = slices.DeleteFunc(j.next, func(n neighbour) bool { return q.shuffle.away[n.booking] })
	}
	return p.write(ctx, tx, q, b, j)
}

// moving is the booking whose own time does not stand in the way.
func (p placing) moving() facilities.BookingID {
	switch {
	case p.replaced != nil:
		return p.replaced.ID
	case p.was != nil:
		return p.was.ID
	}
	return ""
}

// look reads the snapshot. A hold of the actor's own in the wished time becomes the booking.
func (p *placing) look(ctx context.Context, tx *store.Tx, q *asked) (*snapshot, error) {
	s, err := look(ctx, tx, p.now, q, []facilities.Resource{q.resource}, q.wish.Use, p.moving())
	if s != nil {
		s.round = p.round
	}
	if err != nil || p.purpose != toBook || p.was != nil {
		return p.preferring(s), err
	}
	for _, h := range s.held {
		if h.State != facilities.StateHold || !h.Primary || h.Resource != q.resource.ID || !h.Use.Overlaps(q.wish.Use) {
			continue
		}
		hold, err := tx.Booking(ctx, h.Booking)
		if err != nil {
			return nil, err
		}
		if hold.By == p.Person.ID && hold.Person == q.person.ID {
			p.was = &hold
			s, err = look(ctx, tx, p.now, q, []facilities.Resource{q.resource}, q.wish.Use, hold.ID)
			return p.preferring(s), err
		}
	}
	return s, nil
}

// preferring makes needs be met by what the booking holds already, where that is free.
func (p *placing) preferring(s *snapshot) *snapshot {
	for _, b := range []*facilities.Booking{p.was, p.replaced} {
		if s != nil && b != nil {
			for _, c := range b.Claims {
				s.preferred = append(s.preferred, c.Resource)
			}
		}
	}
	return s
}

// accept answers with the codes that a manager overrides, or with the Conflict of all
// violations that are left.
func (p placing) accept(q *asked, violations []facilities.Violation) (overridden []string, err error) {
	if len(q.wish.Override) > 0 && !p.Manages(q.facility.ID) {
		return nil, facilities.Errorf(facilities.Forbidden, "override")
	}
	var left []facilities.Violation
	for _, v := range violations {
		switch {
		case p.passes(q, v.Code):
		case v.Overridable && slices.Contains(q.wish.Override, v.Code):
			overridden = append(overridden, v.Code)
		default:
			left = append(left, v)
		}
	}
	if len(left) > 0 {
		return nil, &facilities.Error{Code: facilities.Conflict, Key: "conflict", Violations: left}
	}
	slices.Sort(overridden)
	return slices.Compact(overridden), nil
}

// passes reports that a rule does not hold for what is being done: an approval and a round do not ask
// when the wish should have been made, and whoever gives time back is asked for
// no more than a sensible rest.
func (p placing) passes(q *asked, code string) bool {
	switch scheduler.Code(code) {
	case scheduler.Notice, scheduler.Horizon:
		sameStart := p.was != nil && p.was.Resource == q.resource.ID && p.was.Use.Start.Equal(q.wish.Use.Start) && p.was.State != facilities.StateHold
		return p.purpose == toApprove || p.purpose == toPublish || p.whenever || sameStart
	case scheduler.TooShort, scheduler.OffGrid, scheduler.InPast:
		return false
	}
	return p.purpose == toMove && givesBack(*p.was, q.wish)
}

// givesBack reports that a wish asks for nothing that the booking does not hold.
func givesBack(b facilities.Booking, w facilities.Wish) bool {
	if !b.State.Consumes() || b.Resource != w.Resource || !b.Use.Covers(w.Use) || w.Process != b.Process || w.Sample != b.Sample || w.Project != b.Project {
		return false
	}
	held := map[facilities.ResourceID]int64{}
	for _, c := range b.Claims {
		held[c.Resource] += c.Units
	}
	for _, c := range append([]facilities.WishClaim{{Resource: w.Resource, Units: w.Units}}, w.With...) {
		if c.Units > held[c.Resource] {
			return false
		}
	}
	return sameCompany(b, w)
}

// sameCompany reports that the wish names the companions that the booking has.
func sameCompany(b facilities.Booking, w facilities.Wish) bool {
	for _, c := range b.Companions {
		if !c.Withdrawn && !slices.Contains(w.Companions, c.Person) {
			return false
		}
	}
	return !slices.ContainsFunc(w.Companions, func(id facilities.PersonID) bool { return !b.With(id) })
}

// offer adds to a Conflict the slots that would work instead. It is called after the
// transaction, so that finding them holds nobody up.
func (o *Office) offer(ctx context.Context, a act, w facilities.Wish, moving facilities.BookingID, err error) error {
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Conflict || len(e.Violations) == 0 && e.Key != "taken" {
		return err
	}
	verdict, failed := o.verdict(ctx, a, w, moving)
	if failed != nil {
		o.log.WarnContext(ctx, "no alternatives", "error", failed)
		return err
	}
	with := *e
	with.Alternatives = verdict.Alternatives
	if len(with.Violations) == 0 {
		with.Violations = verdict.Violations // the database said no before the rules could
	}
	return &with
}
