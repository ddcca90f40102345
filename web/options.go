package web

import (
	"slices"
	"strings"

	"marke/facilities"
	"marke/facilities/texts"
)

// openFacilities are those that are not archived, by name.
func openFacilities(cat *facilities.Catalogue) []facilities.Facility {
	out := slices.DeleteFunc(slices.Clone(cat.Facilities), func(f facilities.Facility) bool { return f.Archived })
	slices.SortFunc(out, func(a, b facilities.Facility) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// facilityOptions are the facilities for a select.
func facilityOptions(cat *facilities.Catalogue, chosen facilities.FacilityID) []option {
	var out []option
	for _, f := range openFacilities(cat) {
		out = append(out, option{Value: string(f.ID), Text: f.Name, Chosen: f.ID == chosen})
	}
	return out
}

// partnerOptions are the organisations for a select, guests last.
func partnerOptions(cat *facilities.Catalogue) []option {
	var members, guests []option
	for _, p := range cat.Partners {
		o := option{Value: string(p.ID), Text: p.Name}
		switch {
		case p.Archived:
		case p.Guest:
			guests = append(guests, o)
		default:
			members = append(members, o)
		}
	}
	return append(members, guests...)
}

// bookable reports that people book the resource itself, rather than getting it along with another.
func bookable(r facilities.Resource) bool {
	return !r.Archived && (r.Kind == facilities.Instrument || r.Kind == facilities.Area)
}

// choicesOf are options whose words are messages "<prefix>.<value>".
func (v *visit) choicesOf(prefix string, values ...string) []option {
	var out []option
	for _, value := range values {
		out = append(out, option{Value: value, Text: v.texts.Say(prefix + "." + value)})
	}
	return out
}

// withEmpty puts a choice of nothing first.
func withEmpty(text string, options []option) []option {
	return append([]option{{Text: text}}, options...)
}

// sayOr puts a code into words by the message "<prefix><code>", or "<prefix>some" for a code without words of its own.
func sayOr(t *texts.Texts, prefix, code string) string {
	if t.Has(prefix + code) {
		return t.Say(prefix + code)
	}
	return t.Say(prefix + "some")
}

// sayOrSame puts a code into words by a message, or leaves it as it is when there is none.
func sayOrSame(t *texts.Texts, key, code string) string {
	if t.Has(key) {
		return t.Say(key)
	}
	return code
}
