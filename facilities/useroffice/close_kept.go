package useroffice

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
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

// keepCatalogue keeps what the uses of a month need of the catalogue.
func (k *kept) keepCatalogue(c *facilities.Catalogue, f facilities.FacilityID, uses []ledger.Use, m ledger.Month) {
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
	reach := facilities.Span{Start: m.First().In(c.Zone(f)), End: m.Next().First().In(c.Zone(f)).Add(facilities.ClaimLongest)}
	for _, u := range uses {
		if u.Booking.Use.Start.Before(reach.Start) {
			reach.Start = u.Booking.Use.Start
		}
	}
	for _, d := range c.Downtimes {
		if d.Facility == f && d.Hits(reach) {
			k.Downtimes = append(k.Downtimes, d)
		}
	}
	slices.SortFunc(k.Downtimes, func(a, b facilities.Downtime) int { return cmp.Compare(a.ID, b.ID) })
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
