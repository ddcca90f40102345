package useroffice

import (
	"slices"
	"time"

	"marke/facilities"
)

// tariffHole refuses a tariff that would leave a resource without one: from the day on which it ends, or before it begins although
// another one held earlier. A use on such a day could be quoted and never charged. What has no tariffs at all is free, and
// that is no hole; nor is one in what is archived.
func tariffHole(c *facilities.Catalogue, r facilities.Resource, t facilities.Tariff) error {
	if r.Archived {
		return nil
	}
	tariffs := []facilities.Tariff{t}
	for _, other := range c.Tariffs {
		if other.Resource == t.Resource && other.ID != t.ID {
			tariffs = append(tariffs, other)
		}
	}
	published := facilities.NewCatalogue(facilities.Catalogue{Tariffs: tariffs})
	edges := map[string]facilities.Date{"body.from": dayBefore(t.From), "body.until": t.Until}
	for _, location := range []string{"body.from", "body.until"} {
		day := edges[location]
		if day.IsZero() {
			continue
		}
		for _, whom := range chargedBy(t) {
			_, holds := published.TariffOf(t.Resource, day, whom.partner, whom.phase)
			held := slices.ContainsFunc(tariffs, func(o facilities.Tariff) bool { return !day.Before(o.From) && whom.pays(o) })
			if held && !holds {
				return facilities.BadField(location, "tariff_hole", "row", string(t.ID), "day", day.String(), "resource", string(t.Resource), "whom", whom.name())
			}
		}
	}
	return nil
}

// payer is a kind of partner with a project of a phase.
type payer struct {
	partner facilities.Partner
	phase   facilities.Phase
}

func (p payer) pays(t facilities.Tariff) bool {
	return t.Guest == p.partner.Guest && (t.Kind == "" || t.Kind == p.partner.Kind) && (t.Phase == "" || t.Phase == p.phase)
}

// name is "sme, start", with "guest" in front of those who have no share.
func (p payer) name() string {
	name := string(p.partner.Kind) + ", " + string(p.phase)
	if p.partner.Guest {
		name = "guest, " + name
	}
	return name
}

// chargedBy lists everybody whom a tariff is for.
func chargedBy(t facilities.Tariff) []payer {
	var all []payer
	for _, kind := range facilities.PartnerKinds {
		for _, phase := range []facilities.Phase{facilities.PhaseStart, facilities.PhaseInnovation, facilities.PhaseMarket} {
			p := payer{facilities.Partner{Kind: kind, Guest: t.Guest}, phase}
			if p.pays(t) {
				all = append(all, p)
			}
		}
	}
	return all
}

func dayBefore(d facilities.Date) facilities.Date {
	return facilities.DateOf(d.In(time.UTC).AddDate(0, 0, -1))
}
