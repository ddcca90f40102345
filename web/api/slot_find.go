package api

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// FindBody asks for free slots on one resource, on whatever has a capability, or on any of a kind.
type FindBody struct {
	Resource        string     `json:"resource,omitempty" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Capability      string     `json:"capability,omitempty" format:"line" maxLength:"200" doc:"api.doc.capability"`
	Kind            string     `json:"kind,omitempty" enum:"instrument,area,operator,utility,accessory" doc:"api.doc.kind"`
	Facility        string     `json:"facility,omitempty" format:"id" maxLength:"64" doc:"api.doc.facility"`
	DurationMinutes int64      `json:"duration_minutes" minimum:"1" maximum:"89280" doc:"api.doc.duration"`
	From            time.Time  `json:"from" doc:"api.doc.find_from"`
	To              time.Time  `json:"to" doc:"api.doc.find_to"`
	Near            *time.Time `json:"near,omitempty" doc:"api.doc.near"`
	Project         string     `json:"project,omitempty" format:"id" maxLength:"64" doc:"api.doc.project"`
	Limit           int        `json:"limit,omitempty" minimum:"1" maximum:"50" doc:"api.doc.find_limit"`
}

type findInput struct{ Body FindBody }

func (s *server) findRoutes() {
	add(s, route{id: "find_slots", method: http.MethodPost, path: "/slots/find", tag: "bookings", asks: true}, findSlots)
}

func findSlots(c *call, in *findInput) (*listed[Alternative], error) {
	body := in.Body
	if body.Resource == "" && body.Capability == "" && body.Kind == "" {
		return nil, facilities.BadField("body.resource", "api_find_what")
	}
	span := facilities.NewSpan(body.From, body.To)
	if span.Empty() {
		return nil, facilities.BadField("body.to", "api_backwards")
	}
	if body.Capability != "" {
		if _, err := facilities.ParseCapabilityWishes(body.Capability); err != nil {
			return nil, facilities.BadField("body.capability", "api_capability")
		}
	}
	slots, err := c.office.Find(c, c.actor, c.now, useroffice.FindQuery{
		Resource: facilities.ResourceID(body.Resource), Capability: body.Capability, Kind: facilities.ResourceKind(body.Kind),
		Facility: facilities.FacilityID(body.Facility), Duration: time.Duration(body.DurationMinutes) * time.Minute,
		From: span.Start, To: span.End, Near: body.Near, Project: facilities.ProjectID(body.Project), Limit: body.Limit,
	})
	if err != nil {
		return nil, err
	}
	return list(alternativesView(slots), ""), nil
}
