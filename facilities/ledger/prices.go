package ledger

import (
	"cmp"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

const minute = time.Minute

// prices quotes uses by the same function as the quote shown when booking (facilities.Catalogue.QuoteFor), over
// catalogues narrowed to what a resource needs, so that a hundred thousand uses do not each search every tariff.
type prices struct {
	facility    facilities.Facility
	catalogue   *facilities.Catalogue
	zone        *time.Location
	ofResource  map[facilities.ResourceID]*facilities.Catalogue
	ofTariff    map[pricedBy]*facilities.Catalogue
	downtimes   map[facilities.ResourceID][]facilities.Downtime // "" for the whole facility
	consumables map[ConsumableID][]Consumable
}

// pricedBy keys a catalogue that holds one tariff and nothing else.
type pricedBy struct {
	tariff facilities.TariffID
	guest  bool
}

func newPrices(c *facilities.Catalogue, f facilities.Facility, consumables []Consumable) *prices {
	p := &prices{facility: f, catalogue: c, zone: c.Zone(f.ID), ofResource: map[facilities.ResourceID]*facilities.Catalogue{},
		ofTariff: map[pricedBy]*facilities.Catalogue{}, downtimes: map[facilities.ResourceID][]facilities.Downtime{},
		consumables: map[ConsumableID][]Consumable{}}
	tariffs := map[facilities.ResourceID][]facilities.Tariff{}
	for _, t := range c.Tariffs {
		tariffs[t.Resource] = append(tariffs[t.Resource], t)
	}
	for resource, published := range tariffs {
		p.ofResource[resource] = facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{f}, Tariffs: published})
	}
	for _, d := range c.Downtimes {
		if d.Facility == f.ID && !d.Cancelled {
			p.downtimes[d.Resource] = append(p.downtimes[d.Resource], d)
		}
	}
	for _, item := range consumables {
		p.consumables[item.ID] = append(p.consumables[item.ID], item)
	}
	return p
}

// tariffOf finds the tariff of a resource on a day. published is false when the resource has no tariffs at all: then its
// use is free; found is false when it has some but none for this day, partner and phase: a gap.
func (p *prices) tariffOf(r facilities.ResourceID, day facilities.Date, partner facilities.Partner, phase facilities.Phase) (t facilities.Tariff, published, found bool) {
	c := p.ofResource[r]
	if c == nil {
		return t, false, false
	}
	t, found = c.TariffOf(r, day, partner, phase)
	return t, true, found
}

// quote prices a span by one tariff, whichever day the span begins on.
func (p *prices) quote(t facilities.Tariff, r facilities.Resource, span facilities.Span, units, operators int64, partner facilities.Partner) facilities.Quote {
	if span.Empty() {
		return facilities.Quote{Currency: t.Currency, Tariff: t.ID}
	}
	key := pricedBy{t.ID, partner.Guest}
	if p.ofTariff[key] == nil {
		t.Kind, t.Phase, t.Guest, t.From, t.Until = "", "", partner.Guest, facilities.Date{}, facilities.Date{}
		p.ofTariff[key] = facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{p.facility}, Tariffs: []facilities.Tariff{t}})
	}
	return p.ofTariff[key].QuoteFor(r, span, units, operators, partner, "")
}

// down lists the parts of a span in which one of the claimed resources or the facility could not be used.
func (p *prices) down(b facilities.Booking, span facilities.Span) []facilities.Span {
	holes := within(p.downtimes[""], span, nil)
	holes = within(p.downtimes[b.Resource], span, holes)
	for _, c := range b.Claims {
		if c.Resource != b.Resource {
			holes = within(p.downtimes[c.Resource], span, holes)
		}
	}
	return joined(holes)
}

func within(downtimes []facilities.Downtime, span facilities.Span, holes []facilities.Span) []facilities.Span {
	for _, d := range downtimes {
		if d.Hits(span) {
			end := d.End
			if end.IsZero() {
				end = span.End
			}
			holes = append(holes, clip(facilities.Span{Start: d.Start, End: end}, span))
		}
	}
	return holes
}

// clip is what of a span lies in another.
func clip(s, in facilities.Span) facilities.Span {
	if s.Start.Before(in.Start) {
		s.Start = in.Start
	}
	if in.End.Before(s.End) {
		s.End = in.End
	}
	return s
}

// joined sorts spans, drops empty ones and makes one of those that touch or overlap.
func joined(spans []facilities.Span) []facilities.Span {
	if len(spans) == 0 {
		return nil
	}
	spans = slices.DeleteFunc(slices.Clone(spans), facilities.Span.Empty)
	slices.SortFunc(spans, func(a, b facilities.Span) int { return cmp.Compare(a.Start.Unix(), b.Start.Unix()) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && !s.Start.After(out[n-1].End) {
			if s.End.After(out[n-1].End) {
				out[n-1].End = s.End
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// perCent is a percentage of an amount of zero or more, rounded half a cent up.
func perCent(amount money.Cents, percent int64) money.Cents {
	return (amount*money.Cents(percent) + 50) / 100
}
