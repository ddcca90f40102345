package useroffice

import (
	"context"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// Seen is a booking as somebody may see it: what he may not know is empty.
type Seen struct {
	facilities.Booking
	Sight    facilities.Sight
	Occupied facilities.Span // on the resource of the row, buffers included
	Units    int64           // of that resource
	// Names are empty when they may not be known.
	PersonName, PartnerName string
}

// seen is a claim of a booking as the actor may see it, without the person's name.
func seen(a facilities.Actor, c *facilities.Catalogue, b facilities.Booking, claim facilities.Claim) Seen {
	s := Seen{Sight: a.Sees(b), Occupied: claim.Span, Units: claim.Units}
	if s.Sight == facilities.SeeAll {
		s.Booking = b
	} else {
		s.Booking = facilities.Booking{State: facilities.StateApproved, Facility: b.Facility, Resource: claim.Resource, Use: b.Use}
	}
	if s.Sight >= facilities.SeePartner {
		s.Booking.Partner = b.Partner
		partner, _ := c.Partner(b.Partner)
		s.PartnerName = partner.Name
	}
	return s
}

// name fills in the names of the people whom the reader may know.
func name(ctx context.Context, tx *store.Tx, rows ...[]Seen) error {
	wanted := map[facilities.PersonID]bool{}
	for _, row := range rows {
		for _, s := range row {
			if s.Sight == facilities.SeeAll {
				wanted[s.Person] = true
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	people, err := tx.PeopleByID(ctx, slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	for _, row := range rows {
		for i := range row {
			row[i].PersonName = people[row[i].Person].Name // nobody is named by the empty id
		}
	}
	return nil
}

// claimsOn are the booking's claims on a resource. A request has them too: they say what it would take.
func claimsOn(b facilities.Booking, id facilities.ResourceID) []facilities.Claim {
	var out []facilities.Claim
	for _, c := range b.Claims {
		if c.Resource == id {
			out = append(out, c)
		}
	}
	return out
}
