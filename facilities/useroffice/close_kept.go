package useroffice

import (
	"cmp"
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// kept is what a close depended on and what may change after it: names, prime time, project keys, outages that are entered late.
// It is stored with the close (keptJSON), so that a closed month comes out as it was. Bookings that have ended, costs, terms and
// entries never change and are read again.
type kept struct {
	Facility    facilities.Facility
	Resources   []facilities.Resource // only what a charge and a statement need of them
	Partners    []facilities.Partner
	Tariffs     []facilities.Tariff
	Downtimes   []facilities.Downtime
	Projects    []facilities.Project
	Consumables []ledger.Consumable
	Rates       []ledger.VATRate
	Taken       map[facilities.BookingID][]facilities.Span
	Consumed    map[facilities.BookingID][]ledger.Consumed
	Findings    []ledger.Finding
	Standings   []standing // what each partner was told
}

// standing is how a partner stood at the end of a closed month.
type standing struct {
	Partner facilities.PartnerID
	Closing ledger.Standing
}

func standingsOf(statements []ledger.Statement) []standing {
	var told []standing
	for _, s := range statements {
		told = append(told, standing{s.Partner, s.Closing})
	}
	return told
}

// keepCatalogue keeps what the uses of a facility need of the catalogue.
func (k *kept) keepCatalogue(c *facilities.Catalogue, f facilities.FacilityID) {
	place, _ := c.Facility(f)
	k.Facility = facilities.Facility{ID: place.ID, Name: place.Name, Zone: place.Zone, Prime: place.Prime}
	ours := map[facilities.ResourceID]bool{}
	for _, r := range c.Resources {
		if r.Facility == f {
			ours[r.ID] = true
			k.Resources = append(k.Resources, facilities.Resource{ID: r.ID, Facility: f, Kind: r.Kind, Name: r.Name, Capacity: r.Capacity})
		}
	}
	for _, p := range c.Partners {
		k.Partners = append(k.Partners, facilities.Partner{ID: p.ID, Name: p.Name, Kind: p.Kind, Guest: p.Guest})
	}
	for _, t := range c.Tariffs {
		if ours[t.Resource] {
			k.Tariffs = append(k.Tariffs, t)
		}
	}
}

// keepDowntimes keeps those that touch the uses of a month. They are read for themselves: a catalogue holds the recent ones only.
func (k *kept) keepDowntimes(ctx context.Context, tx *store.Tx, f facilities.FacilityID, uses []ledger.Use) error {
	if len(uses) == 0 {
		return nil
	}
	reach := uses[0].Booking.Use
	for _, u := range uses {
		for _, span := range []facilities.Span{u.Booking.Use, {Start: u.Booking.CheckedIn, End: u.Booking.CheckedOut}} {
			if !span.Start.IsZero() && span.Start.Before(reach.Start) {
				reach.Start = span.Start
			}
			if span.End.After(reach.End) {
				reach.End = span.End
			}
		}
	}
	all, err := tx.Downtimes(ctx, f, reach)
	k.Downtimes = slices.DeleteFunc(all, func(d facilities.Downtime) bool { return d.Cancelled })
	slices.SortFunc(k.Downtimes, func(a, b facilities.Downtime) int { return cmp.Compare(a.ID, b.ID) })
	return err
}

// keepConsumed keeps what the uses consumed.
func (k *kept) keepConsumed(uses []ledger.Use) {
	k.Consumed = map[facilities.BookingID][]ledger.Consumed{}
	for _, u := range uses {
		if len(u.Consumed) > 0 {
			k.Consumed[u.Booking.ID] = u.Consumed
		}
	}
}

// fill gives the pure close what was kept.
func (k kept) fill(in *ledger.Input) {
	in.Catalogue = facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{k.Facility}, Resources: slices.Clone(k.Resources),
		Partners: slices.Clone(k.Partners), Tariffs: k.Tariffs, Downtimes: k.Downtimes})
	in.Projects, in.Consumables, in.Rates = k.Projects, k.Consumables, k.Rates
	for i := range in.Uses {
		u := &in.Uses[i]
		u.Taken, u.Consumed = k.Taken[u.Booking.ID], k.Consumed[u.Booking.ID]
	}
}
