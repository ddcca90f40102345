package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// AlternativesMax is how many slots a refusal offers.
const AlternativesMax = 3

// How far from the wished start alternatives are looked for.
const (
	alternativesBefore = 7 * 24 * time.Hour
	alternativesAfter  = 14 * 24 * time.Hour
)

// Check says what would happen to a wish: every rule that it breaks, slots that
// would work instead, its price, and whether a manager would have to decide. It
// writes nothing. Nobody may ask too; then the rules about persons are left out.
func (o *Office) Check(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (facilities.Verdict, error) {
	return o.verdict(ctx, act{actor, now, "check"}, wish, "")
}

// verdict judges a wish on a read snapshot. moving is the booking that it changes, if any.
func (o *Office) verdict(ctx context.Context, a act, wish facilities.Wish, moving facilities.BookingID) (facilities.Verdict, error) {
	var v facilities.Verdict
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		m := manner{draft: true}
		if moving != "" {
			b, err := tx.Booking(ctx, moving)
			if err != nil {
				return err
			}
			m.was = &b
			wish.For = b.Person
		}
		q, err := ask(ctx, tx, a, wish, m)
		if err != nil {
			return err
		}
		s, err := look(ctx, tx, a.now, q, []facilities.Resource{q.resource}, q.wish.Use, moving)
		if err != nil {
			return err
		}
		j, err := s.judge(q.wish, moving)
		if err != nil {
			return err
		}
		v = facilities.Verdict{Violations: j.violations, Quote: s.quoteFor(q.resource, q.wish.Use, j.claims), Approval: approvalOf(q.resource, q.partner)}
		if len(j.violations) > 0 {
			v.Alternatives, err = alternatives(ctx, tx, a.now, q, moving)
		}
		return err
	})
	return v, err
}

// alternatives are the nearest slots that break no rule, on the resource or its equivalents.
func alternatives(ctx context.Context, tx *store.Tx, now time.Time, q *asked, moving facilities.BookingID) ([]facilities.Alternative, error) {
	use := q.wish.Use
	within := use.Grow(alternativesBefore, alternativesAfter)
	if within.Start.Before(now) {
		within.Start = now.Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	}
	if within.Duration() < use.Duration() {
		return nil, nil
	}
	candidates := q.catalogue.Equivalent(q.resource)
	s, err := look(ctx, tx, now, q, candidates, within, moving)
	if err != nil {
		return nil, err
	}
	return s.suggest(q.wish, candidates, within, AlternativesMax, nil, moving)
}
