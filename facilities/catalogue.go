package facilities

import (
	"slices"
	"strings"
	"time"
)

// Catalogue is everything that changes rarely and that every check needs. It is
// immutable: a change makes a new one with a higher Version. Lists are sorted
// by id.
type Catalogue struct {
	Version    int64
	Facilities []Facility
	Resources  []Resource
	Partners   []Partner
	Quotas     []Quota
	Tariffs    []Tariff
	Agreements []Agreement
	Downtimes  []Downtime // not cancelled, and not long past (a year)
	Rounds     []Round    // that have not ended

	facilities map[FacilityID]int
	resources  map[ResourceID]int
	partners   map[PartnerID]int
	zones      map[string]*time.Location
}

// NewCatalogue sorts and indexes its parts. Zones that cannot be loaded count as UTC
// (saving a facility refuses them, so this is a last resort).
func NewCatalogue(c Catalogue) *Catalogue {
	slices.SortFunc(c.Facilities, func(a, b Facility) int { return strings.Compare(string(a.ID), string(b.ID)) })
	slices.SortFunc(c.Resources, func(a, b Resource) int { return strings.Compare(string(a.ID), string(b.ID)) })
	slices.SortFunc(c.Partners, func(a, b Partner) int { return strings.Compare(string(a.ID), string(b.ID)) })
	c.facilities, c.resources, c.partners = map[FacilityID]int{}, map[ResourceID]int{}, map[PartnerID]int{}
	c.zones = map[string]*time.Location{}
	for i, f := range c.Facilities {
		c.facilities[f.ID] = i
		if zone, err := time.LoadLocation(f.Zone); err == nil {
			c.zones[f.Zone] = zone
		}
	}
	for i, r := range c.Resources {
		c.resources[r.ID] = i
	}
	for i, p := range c.Partners {
		c.partners[p.ID] = i
	}
	return &c
}

// Facility finds a facility; ok is false when there is none.
func (c *Catalogue) Facility(id FacilityID) (f Facility, ok bool) {
	i, ok := c.facilities[id]
	if !ok {
		return f, false
	}
	return c.Facilities[i], true
}

// Resource finds a resource; ok is false when there is none.
func (c *Catalogue) Resource(id ResourceID) (r Resource, ok bool) {
	i, ok := c.resources[id]
	if !ok {
		return r, false
	}
	return c.Resources[i], true
}

// Partner finds a partner; ok is false when there is none.
func (c *Catalogue) Partner(id PartnerID) (p Partner, ok bool) {
	i, ok := c.partners[id]
	if !ok {
		return p, false
	}
	return c.Partners[i], true
}

// Zone is the location of a facility's time zone.
func (c *Catalogue) Zone(id FacilityID) *time.Location {
	if i, ok := c.facilities[id]; ok {
		if zone := c.zones[c.Facilities[i].Zone]; zone != nil {
			return zone
		}
	}
	return time.UTC
}

// ResourcesOf lists a facility's resources that are not archived.
func (c *Catalogue) ResourcesOf(id FacilityID) []Resource {
	var out []Resource
	for _, r := range c.Resources {
		if r.Facility == id && !r.Archived {
			out = append(out, r)
		}
	}
	return out
}

// Equivalent lists the resources that could stand in for r: same facility and
// kind, every capability that r has, and each over at least r's range: a press up to
// 400 °C stands in for one up to 300 °C, not the other way round. r itself comes first.
func (c *Catalogue) Equivalent(r Resource) []Resource {
	wishes := make([]CapabilityWish, 0, len(r.Capabilities))
	for _, have := range r.Capabilities {
		wishes = append(wishes, CapabilityWish{Tag: have.Tag})
		if have.Max != nil {
			wishes = append(wishes, CapabilityWish{Tag: have.Tag, Bound: have.Max, Op: ">="})
		}
		if have.Min != nil {
			wishes = append(wishes, CapabilityWish{Tag: have.Tag, Bound: have.Min, Op: "<="})
		}
	}
	out := []Resource{r}
	for _, other := range c.Resources {
		if other.ID != r.ID && other.Facility == r.Facility && other.Kind == r.Kind && !other.Archived && len(wishes) > 0 && other.Can(wishes) {
			out = append(out, other)
		}
	}
	return out
}

// AgreementOf is the version in force on a day, or false when there is none yet.
func (c *Catalogue) AgreementOf(id FacilityID, day Date) (Agreement, bool) {
	var best Agreement
	found := false
	for _, a := range c.Agreements {
		if a.Facility == id && !day.Before(a.From) && (!found || best.From.Before(a.From) || best.From == a.From && best.Number < a.Number) {
			best, found = a, true
		}
	}
	return best, found
}
