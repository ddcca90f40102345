package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/web/form"
)

// catalogueView is the public list of what there is.
type catalogueView struct {
	Page
	Form       *form.Form
	Facilities []option
	Kinds      []option
	Groups     []catalogueGroup
	Count      int
	Wanted     string // the capabilities that were understood from the words
	Free       map[facilities.ResourceID]freeLine
	Rounds     map[facilities.ResourceID]*roundHint // of those that a round divides
}

// freeLine says when a resource can first be had.
type freeLine struct {
	Now  bool
	Says string
}

// freeMax bounds how many resources of a list are looked up; freeAhead is how far.
const (
	freeMax   = 60
	freeAhead = 14 * 24 * time.Hour
)

// catalogueGroup is one facility's part of the list.
type catalogueGroup struct {
	Facility  facilities.Facility
	Resources []facilities.Resource
}

// catalogueOf lists resources by facility, narrowed by words, capabilities, facility and kind.
func (v *visit) catalogueOf() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f := v.query()
	view := catalogueView{Page: v.page("web.catalogue.title"), Form: f, Rounds: map[facilities.ResourceID]*roundHint{}}
	view.Facilities = withEmpty(v.texts.Say("web.catalogue.all_facilities"), facilityOptions(cat, ""))
	view.Kinds = withEmpty(v.texts.Say("web.board.all_kinds"), v.kindOptions())
	s := readSearch(f.Text("q"), cat.Resources)
	if typed := f.Text("capability"); typed != "" {
		wishes, err := facilities.ParseCapabilityWishes(typed)
		if err != nil {
			f.Wrong("capability", "form_capability")
		}
		s.Wishes = append(s.Wishes, wishes...)
	}
	view.Wanted = s.Wanted()
	kind, place := facilities.ResourceKind(f.Typed("kind")), facilities.FacilityID(f.Typed("facility"))
	for _, facility := range openFacilities(cat) {
		if place != "" && facility.ID != place {
			continue
		}
		group := catalogueGroup{Facility: facility}
		for _, r := range cat.ResourcesOf(facility.ID) {
			if (kind == "" && bookable(r) || r.Kind == kind) && s.finds(r, facility) {
				view.Rounds[r.ID] = v.hintFor(r, cat)
				group.Resources = append(group.Resources, r)
			}
		}
		if len(group.Resources) > 0 {
			view.Groups = append(view.Groups, group)
			view.Count += len(group.Resources)
		}
	}
	if view.Count <= freeMax {
		if view.Free, err = v.firstFree(view.Groups, cat); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "catalogue", view)
}

// firstFree looks up when each resource is next free for at least its shortest booking.
func (v *visit) firstFree(groups []catalogueGroup, cat *facilities.Catalogue) (map[facilities.ResourceID]freeLine, error) {
	lines := map[facilities.ResourceID]freeLine{}
	from := v.now.Truncate(time.Minute) // spans are of whole minutes
	for _, g := range groups {
		zone := cat.Zone(g.Facility.ID)
		for _, r := range g.Resources {
			a, err := v.office.Availability(v.ctx(), v.actor, v.now, r.ID, facilities.NewSpan(from, from.Add(freeAhead)))
			if err != nil {
				return nil, err
			}
			least := max(r.Rules.Shortest, 30*time.Minute)
			i := slices.IndexFunc(a.Free, func(s facilities.Span) bool { return s.Duration() >= least })
			switch {
			case i < 0:
				lines[r.ID] = freeLine{Says: v.texts.Say("web.catalogue.full")}
			case a.Free[i].Start.After(v.now.Add(time.Minute)):
				lines[r.ID] = freeLine{Says: v.texts.Say("web.catalogue.free_from", "when", moment(v.texts, a.Free[i].Start, zone))}
			default:
				lines[r.ID] = freeLine{Now: true, Says: v.texts.Say("web.catalogue.free_now", "until", moment(v.texts, a.Free[i].End, zone))}
			}
		}
	}
	return lines, nil
}

func (v *visit) kindOptions() []option {
	var kinds []string
	for _, k := range facilities.ResourceKinds {
		kinds = append(kinds, string(k))
	}
	return v.choicesOf("web.kinds", kinds...)
}

// capabilityText is a capability as people write it: "temperature 20–400 °C".
func capabilityText(t *texts.Texts, c facilities.Capability) string {
	number := func(n float64) string {
		s := trimNumber(n)
		if t.Lang() == "nl" {
			s = strings.ReplaceAll(s, ".", ",")
		}
		return s
	}
	tag := c.Tag
	if key := "web.capability." + strings.ReplaceAll(c.Tag, "-", "_"); t.Has(key) {
		tag = t.Say(key)
	}
	unit := ""
	if c.Unit != "" {
		unit = " " + c.Unit
	}
	switch {
	case c.Min != nil && c.Max != nil && *c.Min == *c.Max:
		return tag + " " + number(*c.Min) + unit
	case c.Min != nil && c.Max != nil:
		return tag + " " + number(*c.Min) + "–" + number(*c.Max) + unit
	case c.Max != nil:
		return tag + " ≤ " + number(*c.Max) + unit
	case c.Min != nil:
		return tag + " ≥ " + number(*c.Min) + unit
	}
	return tag
}
