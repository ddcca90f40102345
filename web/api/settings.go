package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"marke/facilities"
)

func (s *server) settingsRoutes() {
	add(s, route{id: "put_facility", method: http.MethodPut, path: "/facilities/{id}", tag: "settings", ifs: true}, putFacility)
	add(s, route{id: "patch_facility", method: http.MethodPatch, path: "/facilities/{id}", tag: "settings", ifs: true}, patchFacility)
	add(s, route{id: "put_resource", method: http.MethodPut, path: "/resources/{id}", tag: "settings", ifs: true}, putResource)
	add(s, route{id: "patch_resource", method: http.MethodPatch, path: "/resources/{id}", tag: "settings", ifs: true}, patchResource)
}

// Hit is a booking that a change makes impossible, with slots that would work instead.
type Hit struct {
	Booking      Booking       `json:"booking" doc:"api.doc.hit_booking"`
	Alternatives []Alternative `json:"alternatives" nullable:"false" doc:"api.doc.alternatives"`
}

func hitsView(list []facilities.HitBooking) []Hit {
	out := []Hit{}
	for _, h := range list {
		out = append(out, Hit{bookingView(h.Booking), notNil(alternativesView(h.Alternatives))})
	}
	return out
}

// FacilitySaved is a facility after a change, with the bookings that it hits.
type FacilitySaved struct {
	Facility
	Hit []Hit `json:"hit" nullable:"false" doc:"api.doc.hit"`
}

// ResourceSaved is a resource after a change, with the bookings that it hits.
type ResourceSaved struct {
	Resource
	Hit []Hit `json:"hit" nullable:"false" doc:"api.doc.hit"`
}

type facilitySavedAnswer struct {
	ETag string `header:"ETag"`
	Body FacilitySaved
}

type resourceSavedAnswer struct {
	ETag string `header:"ETag"`
	Body ResourceSaved
}

type putFacilityInput struct {
	ByID
	Body FacilitySettings
}

type putResourceInput struct {
	ByID
	Body ResourceSettings
}

func putFacility(c *call, in *putFacilityInput) (*facilitySavedAnswer, error) {
	f, err := c.facility(in.ID)
	if err != nil {
		return nil, err
	}
	return saveFacility(c, f, in.Body)
}

func saveFacility(c *call, f facilities.Facility, settings FacilitySettings) (*facilitySavedAnswer, error) {
	if c.version != versionAny {
		f.Version = c.version
	}
	f, hit, err := c.office.SaveFacility(c, c.actor, c.now, settings.facility(f))
	if err != nil {
		return nil, relocate(err, lengths)
	}
	return &facilitySavedAnswer{etag(f.Version), FacilitySaved{facilityView(f), hitsView(hit)}}, nil
}

func putResource(c *call, in *putResourceInput) (*resourceSavedAnswer, error) {
	r, err := c.resource(in.ID)
	if err != nil {
		return nil, err
	}
	return saveResource(c, r, in.Body)
}

func saveResource(c *call, r facilities.Resource, settings ResourceSettings) (*resourceSavedAnswer, error) {
	if c.version != versionAny {
		r.Version = c.version
	}
	r, hit, err := c.office.SaveResource(c, c.actor, c.now, settings.resource(r))
	if err != nil {
		return nil, relocate(err, lengths)
	}
	return &resourceSavedAnswer{etag(r.Version), ResourceSaved{resourceView(r, true), hitsView(hit)}}, nil
}

// lengths are the settings whose names end in their unit here.
var lengths = map[string]string{
	"body.decide_within": "body.decide_minutes", "body.cancel_free": "body.cancel_free_minutes",
	"body.no_show.grace": "body.no_show.grace_minutes", "body.no_show.within": "body.no_show.within_minutes", "body.no_show.suspend": "body.no_show.suspend_minutes",
	"body.rules.shortest": "body.rules.shortest_minutes", "body.rules.longest": "body.rules.longest_minutes", "body.rules.grid": "body.rules.grid_minutes",
	"body.rules.notice": "body.rules.notice_minutes", "body.rules.horizon": "body.rules.horizon_minutes",
	"body.rules.setup": "body.rules.setup_minutes", "body.rules.cleanup": "body.rules.cleanup_minutes",
}

// PatchOf is a merge-patch (RFC 7396) of settings of type T, as it was sent.
type PatchOf[T any] struct{ raw json.RawMessage }

// UnmarshalJSON keeps the patch for when there is something to merge it with.
func (p *PatchOf[T]) UnmarshalJSON(raw []byte) error {
	p.raw = append(p.raw[:0], raw...)
	return nil
}

// Schema is that of T, where every member may be absent, and null removes those
// that T can do without.
func (p PatchOf[T]) Schema(r huma.Registry) *huma.Schema {
	kind := reflect.TypeFor[T]()
	return loosen(r, r.Schema(kind, true, kind.Name()))
}

// loosen copies the schema of an object for a patch of it.
func loosen(r huma.Registry, schema *huma.Schema) *huma.Schema {
	for schema.Ref != "" {
		schema = r.SchemaFromRef(schema.Ref)
	}
	part := *schema
	if schema.Type != huma.TypeObject {
		return &part
	}
	part.Required, part.Properties = nil, map[string]*huma.Schema{}
	for name, property := range schema.Properties {
		one := loosen(r, property)
		one.Description = property.Description
		one.Nullable = !slices.Contains(schema.Required, name)
		part.Properties[name] = one
	}
	return &part
}

// apply merges the patch into settings and judges the result as a whole.
func (p PatchOf[T]) apply(c *call, settings T) (T, error) {
	var whole T
	before, err := json.Marshal(settings)
	if err != nil {
		return whole, err
	}
	var tree, patch any
	if err := json.Unmarshal(before, &tree); err != nil {
		return whole, err
	}
	if err := json.Unmarshal(p.raw, &patch); err != nil {
		return whole, err
	}
	after, err := json.Marshal(merge(tree, patch))
	if err != nil {
		return whole, err
	}
	merged, err := parse(after)
	if err != nil {
		return whole, err
	}
	registry := c.server.huma.OpenAPI().Components.Schemas
	v := &validator{registry: registry}
	v.check("body", registry.Schema(reflect.TypeFor[T](), true, ""), merged)
	if err := v.err(); err != nil {
		return whole, err
	}
	return whole, json.Unmarshal(after, &whole)
}

// merge is RFC 7396, section 2.
func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for name, value := range changes {
		if value == nil {
			delete(object, name)
		} else {
			object[name] = merge(object[name], value)
		}
	}
	return object
}

type patchFacilityInput struct {
	ByID
	Body PatchOf[FacilitySettings]
}

type patchResourceInput struct {
	ByID
	Body PatchOf[ResourceSettings]
}

func patchFacility(c *call, in *patchFacilityInput) (*facilitySavedAnswer, error) {
	f, err := c.facility(in.ID)
	if err != nil {
		return nil, err
	}
	settings, err := in.Body.apply(c, facilityView(f).FacilitySettings)
	if err != nil {
		return nil, err
	}
	return saveFacility(c, f, settings)
}

func patchResource(c *call, in *patchResourceInput) (*resourceSavedAnswer, error) {
	r, err := c.resource(in.ID)
	if err != nil {
		return nil, err
	}
	settings, err := in.Body.apply(c, resourceView(r, true).ResourceSettings)
	if err != nil {
		return nil, err
	}
	return saveResource(c, r, settings)
}
