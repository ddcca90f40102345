package api

import (
	"net/http"
	"time"

	"marke/facilities"
)

func (s *server) facilityRoutes() {
	add(s, route{id: "list_facilities", method: http.MethodGet, path: "/facilities", tag: "facilities", public: true}, listFacilities)
	add(s, route{id: "get_facility", method: http.MethodGet, path: "/facilities/{id}", tag: "facilities", public: true}, getFacility)
	add(s, route{id: "list_resources", method: http.MethodGet, path: "/resources", tag: "facilities", public: true}, listResources)
	add(s, route{id: "get_resource", method: http.MethodGet, path: "/resources/{id}", tag: "facilities", public: true}, getResource)
	add(s, route{id: "availability", method: http.MethodGet, path: "/resources/{id}/availability", tag: "facilities", public: true}, availability)
}

// ByID is the path of one thing.
type ByID struct {
	ID string `path:"id" maxLength:"64" doc:"api.doc.id"`
}

type facilityAnswer struct {
	ETag string `header:"ETag"`
	Body Facility
}

type resourceAnswer struct {
	ETag string `header:"ETag"`
	Body Resource
}

func listFacilities(c *call, in *Paged) (*listed[Facility], error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	var all []Facility
	for _, f := range catalogue.Facilities {
		if !f.Archived {
			all = append(all, facilityView(f))
		}
	}
	items, next, err := page("facilities", all, func(f Facility) string { return f.ID }, in.Page)
	return list(items, next), err
}

func getFacility(c *call, in *ByID) (*facilityAnswer, error) {
	f, err := c.facility(in.ID)
	if err != nil {
		return nil, err
	}
	return &facilityAnswer{etag(f.Version), facilityView(f)}, nil
}

// facility finds one in the catalogue; an archived one is still itself.
func (c *call) facility(id string) (facilities.Facility, error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return facilities.Facility{}, err
	}
	f, ok := catalogue.Facility(facilities.FacilityID(id))
	if !ok {
		return f, facilities.Missing()
	}
	return f, nil
}

// resource finds one in the catalogue.
func (c *call) resource(id string) (facilities.Resource, error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return facilities.Resource{}, err
	}
	r, ok := catalogue.Resource(facilities.ResourceID(id))
	if !ok {
		return r, facilities.Missing()
	}
	return r, nil
}

type resourcesInput struct {
	Page
	Facility   string `query:"facility" format:"id" maxLength:"64" doc:"api.doc.facility"`
	Capability string `query:"capability" format:"line" maxLength:"200" doc:"api.doc.capability"`
	Kind       string `query:"kind" enum:"instrument,area,operator,utility,accessory" doc:"api.doc.kind"`
}

func listResources(c *call, in *resourcesInput) (*listed[Resource], error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	wishes, err := facilities.ParseCapabilityWishes(in.Capability)
	if err != nil {
		return nil, facilities.BadField("query.capability", "api_capability")
	}
	var all []Resource
	for _, r := range catalogue.Resources {
		if r.Archived || in.Facility != "" && string(r.Facility) != in.Facility || in.Kind != "" && string(r.Kind) != in.Kind || !r.Can(wishes) {
			continue
		}
		all = append(all, resourceView(r, c.actor.Known()))
	}
	items, next, err := page("resources", all, func(r Resource) string { return r.ID }, in.Page)
	return list(items, next), err
}

func getResource(c *call, in *ByID) (*resourceAnswer, error) {
	r, err := c.resource(in.ID)
	if err != nil {
		return nil, err
	}
	return &resourceAnswer{etag(r.Version), resourceView(r, c.actor.Known())}, nil
}

// Interval is a stretch of time.
type Interval struct {
	Start time.Time `json:"start" doc:"api.doc.start"`
	End   time.Time `json:"end" doc:"api.doc.end"`
}

// Busy is time that is taken, with as much of the booking as the asker may know.
type Busy struct {
	Start        time.Time `json:"start" doc:"api.doc.start"`
	End          time.Time `json:"end" doc:"api.doc.end"`
	From         time.Time `json:"from" doc:"api.doc.from"`
	To           time.Time `json:"to" doc:"api.doc.to"`
	Units        int64     `json:"units" doc:"api.doc.units"`
	Partner      string    `json:"partner,omitempty" doc:"api.doc.partner"`
	Booking      string    `json:"booking,omitempty" doc:"api.doc.busy_booking"`
	Title        string    `json:"title,omitempty" doc:"api.doc.title"`
	State        string    `json:"state,omitempty" doc:"api.doc.state"`
	Confidential bool      `json:"confidential,omitempty" doc:"api.doc.confidential"`
}

// Availability is when a resource can be had within a span.
type Availability struct {
	Resource string     `json:"resource" doc:"api.doc.resource"`
	Open     []Interval `json:"open" nullable:"false" doc:"api.doc.open"`
	Busy     []Busy     `json:"busy" nullable:"false" doc:"api.doc.busy"`
	Down     []Downtime `json:"down" nullable:"false" doc:"api.doc.down"`
	Free     []Interval `json:"free" nullable:"false" doc:"api.doc.free"`
}

type availabilityInput struct {
	ByID
	From time.Time `query:"from" required:"true" doc:"api.doc.query_from"`
	To   time.Time `query:"to" required:"true" doc:"api.doc.query_to"`
}

type availabilityAnswer struct{ Body Availability }

func availability(c *call, in *availabilityInput) (*availabilityAnswer, error) {
	span := facilities.NewSpan(in.From, in.To)
	if span.Empty() {
		return nil, facilities.BadField("query.to", "api_backwards")
	}
	if span.Duration() > facilities.ClaimLongest {
		return nil, facilities.BadField("query.to", "api_span_long", "days", int(facilities.ClaimLongest.Hours()/24))
	}
	a, err := c.office.Availability(c, c.actor, c.now, facilities.ResourceID(in.ID), span)
	if err != nil {
		return nil, err
	}
	v := Availability{Resource: in.ID, Open: intervals(a.Open), Busy: []Busy{}, Down: []Downtime{}, Free: intervals(a.Free)}
	for _, b := range a.Busy {
		busy := Busy{Start: b.Use.Start.UTC(), End: b.Use.End.UTC(), From: b.Occupied.Start.UTC(), To: b.Occupied.End.UTC(), Units: b.Units}
		if b.Sight >= facilities.SeePartner {
			busy.Partner = string(b.Partner)
		}
		if b.Sight == facilities.SeeAll {
			busy.Booking, busy.Title, busy.State, busy.Confidential = string(b.ID), b.Title, string(b.State), b.Confidential
		}
		v.Busy = append(v.Busy, busy)
	}
	for _, d := range a.Down {
		v.Down = append(v.Down, downtimeView(d, c.actor.Known()))
	}
	return &availabilityAnswer{v}, nil
}

func intervals(spans []facilities.Span) []Interval {
	out := []Interval{}
	for _, s := range spans {
		out = append(out, Interval{s.Start.UTC(), s.End.UTC()})
	}
	return out
}
