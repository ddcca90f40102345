package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// OfferedPlace is a placement of another partner in the offered draft, as far as the reader would see it on the board were it booked.
type OfferedPlace struct {
	Partner     facilities.PartnerID // empty when only the time may be known
	PartnerName string
	Resource    facilities.ResourceID
	Use         facilities.Span
}

// OfferedPlaces lists the placements of the other partners in the draft that a round offers, by resource and start, for those who asked in the round
// and those who run its facility. It is empty while nothing is offered.
func (o *Office) OfferedPlaces(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID) ([]OfferedPlace, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []OfferedPlace
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = nil
		s, err := wholeRound(ctx, tx, actor, now, id)
		if err != nil || s.Offered == 0 {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		plan, err := tx.RoundPlan(ctx, id, s.Offered)
		if err != nil {
			return err
		}
		requests, err := requestsByID(ctx, tx, id)
		if err != nil {
			return err
		}
		own := partnersOf(actor)
		for _, p := range plan.Placements {
			r, open := requests[p.Request]
			if !open || slices.Contains(own, r.Partner) {
				continue
			}
			place := OfferedPlace{Resource: p.Resource, Use: p.Use}
			if sightOf(actor, s.Facility, r, p) >= facilities.SeePartner {
				partner, _ := c.Partner(r.Partner)
				place.Partner, place.PartnerName = r.Partner, partner.Name
			}
			out = append(out, place)
		}
		slices.SortStableFunc(out, func(a, b OfferedPlace) int {
			return cmp.Or(cmp.Compare(a.Resource, b.Resource), a.Use.Start.Compare(b.Use.Start))
		})
		return nil
	})
	return out, err
}

// requestsByID are a round's open requests by id.
func requestsByID(ctx context.Context, tx *store.Tx, id facilities.RoundID) (map[facilities.RoundRequestID]facilities.RoundRequest, error) {
	list, err := openRequests(ctx, tx, id, "")
	out := map[facilities.RoundRequestID]facilities.RoundRequest{}
	for _, r := range list {
		out[r.ID] = r
	}
	return out, err
}

// sightOf is how much of a placement somebody may see: as much as of the booking that it would become.
func sightOf(actor facilities.Actor, facility facilities.FacilityID, r facilities.RoundRequest, p facilities.RoundPlacement) facilities.Sight {
	return actor.Sees(facilities.Booking{State: facilities.StateApproved, Facility: facility, Resource: p.Resource, Use: p.Use, Partner: r.Partner,
		Person: r.Person, By: r.By, Confidential: r.Confidential})
}
