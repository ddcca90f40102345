package useroffice

import (
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// wasHit reports that the downtime takes a booking's time, or has displaced it.
func (r *replanCase) wasHit(id facilities.BookingID) bool {
	return slices.ContainsFunc(r.hit, func(b facilities.Booking) bool { return b.ID == id })
}

// readHit lists what a downtime hits: bookings that stand and meet it, and those to come that were displaced because of it and got nothing in their place,
// whether they met it themselves or went along with others.
func (r *replanCase) readHit(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue) ([]facilities.Booking, error) {
	resources := []facilities.ResourceID{r.downtime.Resource}
	if r.downtime.Resource == "" {
		resources = resourceIDs(c, r.downtime.Facility)
	}
	hit, _, err := tx.Bookings(ctx, store.BookingFilter{From: laterOf(r.downtime.Start, a.now), To: r.downtime.End, Resources: resources, Ascending: true,
		States: []facilities.State{facilities.StateApproved}})
	if err != nil {
		return nil, err
	}
	hit = slices.DeleteFunc(hit, func(b facilities.Booking) bool {
		return !b.Use.Start.After(a.now) || !slices.ContainsFunc(b.Claims, func(claim facilities.Claim) bool {
			return slices.Contains(resources, claim.Resource) && r.downtime.Hits(claim.Span)
		})
	})
	displaced, err := tx.DisplacedBy(ctx, r.downtime.ID)
	if err != nil {
		return nil, err
	}
	if err := r.readAnswers(ctx, tx, a); err != nil {
		return nil, err
	}
	around, _, err := tx.Bookings(ctx, store.BookingFilter{From: a.now.Add(-replanMost), Facility: r.downtime.Facility, Ascending: true,
		States: []facilities.State{facilities.StateDisplaced, facilities.StateAborted}})
	if err != nil {
		return nil, err
	}
	fell, _, err := readFallen(ctx, tx, around)
	if err != nil {
		return nil, err
	}
	r.answers.regained = regained(c, slices.DeleteFunc(fell, r.answered), r.answers.later) // whatever took them: what was made by hand makes up for one
	for _, b := range displaced {
		if b.State == facilities.StateDisplaced && b.Use.Start.After(a.now) && !r.answered(b) {
			hit = append(hit, b)
		}
	}
	return hit, nil
}

// replanAnswers are what people got instead, whichever downtime displaced them, and what managers decided of groups in this one.
type replanAnswers struct {
	placed   map[facilities.BookingID]int64 // got another place in a proposal that was applied, at this version: it has not changed since
	parted   bookingSet                     // stand by themselves since one for this downtime, whatever group they were placed with
	later    []facilities.Booking           // to come at the facility, but those that proposals made
	regained bookingSet                     // their people booked time again by hand
}

// readAnswers reads what was done about the facility's downtimes so far.
func (r *replanCase) readAnswers(ctx context.Context, tx *store.Tx, a act) error {
	list, err := tx.Replans(ctx, r.downtime.Facility)
	if err != nil {
		return err
	}
	r.answers = replanAnswers{placed: map[facilities.BookingID]int64{}, parted: bookingSet{}}
	var made []facilities.ReplanMove
	for _, proposal := range list {
		if proposal.State != facilities.ReplanApplied {
			continue
		}
		for _, m := range proposal.Moves {
			if m.Apart && proposal.Downtime == r.downtime.ID {
				r.answers.parted[m.Booking] = true
			}
			if !m.Dropped {
				r.answers.placed[m.Booking] = max(r.answers.placed[m.Booking], m.Version)
				made = append(made, m)
			}
		}
	}
	r.answers.later, _, err = tx.Bookings(ctx, store.BookingFilter{From: a.now, Facility: r.downtime.Facility, Ascending: true,
		States: []facilities.State{facilities.StateApproved, facilities.StateInUse}})
	r.answers.later = slices.DeleteFunc(r.answers.later, func(b facilities.Booking) bool {
		return slices.ContainsFunc(made, func(m facilities.ReplanMove) bool {
			return m.Person == b.Person && m.Resource == b.Resource && m.To == b.Use
		})
	})
	return err
}

// answered reports that a displaced booking has got something in its place.
func (r *replanCase) answered(b facilities.Booking) bool {
	return r.answers.placed[b.ID] == b.Version || r.answers.regained[b.ID]
}
