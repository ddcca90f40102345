package facilities

import (
	"slices"
	"testing"
)

func TestEquivalentCoversTheRangeOfWhatItStandsInFor(t *testing.T) {
	press := func(id ResourceID, degrees float64) Resource {
		low := 20.0
		return Resource{ID: id, Facility: "tprc", Kind: Instrument, Capabilities: []Capability{{Tag: "press"}, {Tag: "temperature", Min: &low, Max: &degrees, Unit: "°C"}}}
	}
	elsewhere := press("elsewhere", 500)
	elsewhere.Facility = "other"
	retired := press("retired", 500)
	retired.Archived = true
	bare := Resource{ID: "bare", Facility: "tprc", Kind: Instrument, Capabilities: []Capability{{Tag: "press"}}}
	c := NewCatalogue(Catalogue{Resources: []Resource{press("p300", 300), press("p400", 400), elsewhere, retired, bare}})
	for _, want := range []struct {
		id    ResourceID
		other []ResourceID
	}{
		{"p300", []ResourceID{"p300", "p400"}},
		{"p400", []ResourceID{"p400"}},
		{"bare", []ResourceID{"bare", "p300", "p400"}},
	} {
		r, _ := c.Resource(want.id)
		var got []ResourceID
		for _, e := range c.Equivalent(r) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, want.other) {
			t.Errorf("in place of %s: %v, want %v", want.id, got, want.other)
		}
	}
}
