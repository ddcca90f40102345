package useroffice

import (
	"context"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// shuffle is a step in which several bookings leave their places at once, and take others. Each is judged as if the rest had done so already: the rules
// have to hold when all is done, not on the way there.
type shuffle struct {
	act
	catalogue *facilities.Catalogue
	away      bookingSet // have left where they were, and have not come where they go: wherever those stand counts nowhere
	coming    []facilities.HeldClaim
	places    []facilities.Claim // where something went or came
}

// bookingSet is some bookings, by name.
type bookingSet map[facilities.BookingID]bool

// with lists the bookings of the set and one more (empty: none), in order.
func (s bookingSet) with(id facilities.BookingID) []facilities.BookingID {
	ids := slices.Sorted(maps.Keys(s))
	if id != "" && !s[id] {
		ids = append(ids, id)
	}
	return ids
}

// beginShuffle takes bookings out of their places. Then each that goes elsewhere is told of (goes), room is made, each is placed (comes), and the
// changeovers around them all are set right at the end. The caller holds the locks.
func beginShuffle(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, bookings []facilities.Booking) (*shuffle, error) {
	s := &shuffle{act: a, catalogue: c, away: bookingSet{}}
	var release []facilities.BookingID
	for _, b := range bookings {
		s.away[b.ID] = true
		if b.State.Consumes() {
			release = append(release, b.ID)
			s.places = append(s.places, b.Claims...)
		}
	}
	return s, tx.Release(ctx, release...)
}

// goes says where a booking will be: a wish of whose company only what it names is known.
func (s *shuffle) goes(id facilities.BookingID, w facilities.Wish, process string) {
	claims := append([]facilities.WishClaim{{Resource: w.Resource, Units: w.Units}}, w.With...)
	for i, claim := range claims {
		r, _ := s.catalogue.Resource(claim.Resource)
		s.coming = append(s.coming, facilities.HeldClaim{Booking: id, Use: w.Use, Process: process, State: facilities.StateApproved, Primary: i == 0,
			Claim: facilities.Claim{Resource: r.ID, Units: max(claim.Units, 1), Span: w.Use.Grow(r.Rules.Setup, r.Rules.Cleanup), Active: true}})
	}
}

// makeRoom gives up what bookings that stay keep for a changeover where another one comes: it is after that one now.
func (s *shuffle) makeRoom(ctx context.Context, tx *store.Tx) error {
	for _, claim := range s.coming {
		r, _ := s.catalogue.Resource(claim.Resource)
		if len(r.Changeover.Classes) == 0 {
			continue
		}
		held, err := tx.HeldClaims(ctx, []facilities.ResourceID{r.ID}, claim.Span, "")
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.Use.Start.Before(claim.Use.Start) {
				continue
			}
			n := neighbour{h.Booking, r.ID, facilities.Span{Start: h.Use.Start.Add(-r.Rules.Setup), End: h.Span.End}}
			if err := keepApart(ctx, tx, s.act, n, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// comingTo are the claims on some resources of bookings that have not come yet.
func (s *shuffle) comingTo(resources []facilities.ResourceID) []facilities.HeldClaim {
	var out []facilities.HeldClaim
	for _, claim := range s.coming {
		if s.away[claim.Booking] && slices.Contains(resources, claim.Resource) {
			out = append(out, claim)
		}
	}
	return out
}

// comes judges and writes a booking that takes its new place.
func (s *shuffle) comes(ctx context.Context, tx *store.Tx, id facilities.BookingID, p placing, q *asked) (facilities.Booking, error) {
	q.shuffle = s
	delete(s.away, id)
	return p.at(ctx, tx, q)
}

// end sets the changeovers right around all the places that something left or took.
func (s *shuffle) end(ctx context.Context, tx *store.Tx) error {
	return tidy(ctx, tx, s.act, s.catalogue, s.places)
}
