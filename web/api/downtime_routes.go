package api

import (
	"net/http"
	"time"

	"marke/facilities"
)

func (s *server) downtimeRoutes() {
	add(s, route{id: "list_downtimes", method: http.MethodGet, path: "/downtimes", tag: "downtimes"}, listDowntimes)
	add(s, route{id: "open_downtime", method: http.MethodPost, path: "/downtimes", tag: "downtimes", status: http.StatusCreated}, openDowntime)
	add(s, route{id: "end_downtime", method: http.MethodPost, path: "/downtimes/{id}/end", tag: "downtimes", ifs: true, optional: true}, endDowntime)
	add(s, route{id: "get_downtime", method: http.MethodGet, path: "/downtimes/{id}", tag: "downtimes"}, getDowntime)
	add(s, route{id: "name_cause", method: http.MethodPost, path: "/downtimes/{id}/cause", tag: "downtimes", ifs: true}, nameCause)
	add(s, route{id: "report_fault", method: http.MethodPost, path: "/resources/{id}/fault", tag: "downtimes", status: http.StatusCreated, optional: true}, reportFault)
}

// Downtime takes a resource, or a whole facility, out of use.
type Downtime struct {
	ID        string     `json:"id" doc:"api.doc.id"`
	Version   int64      `json:"version" doc:"api.doc.version"`
	Kind      string     `json:"kind" enum:"outage,maintenance,closure" doc:"api.doc.downtime_kind"`
	Facility  string     `json:"facility" doc:"api.doc.facility"`
	Resource  string     `json:"resource" doc:"api.doc.downtime_resource"`
	Start     time.Time  `json:"start" doc:"api.doc.start"`
	End       *time.Time `json:"end" nullable:"true" doc:"api.doc.downtime_end"`
	Reason    string     `json:"reason" doc:"api.doc.reason"`
	By        string     `json:"by,omitempty" doc:"api.doc.person_id"`
	CausedBy  string     `json:"caused_by" doc:"api.doc.caused_by"`
	Cause     string     `json:"cause" doc:"api.doc.cause"`
	Cancelled bool       `json:"cancelled" doc:"api.doc.cancelled"`
}

// downtimeView shows a downtime; why and by whom is for members.
func downtimeView(d facilities.Downtime, member bool) Downtime {
	v := Downtime{ID: string(d.ID), Version: d.Version, Kind: string(d.Kind), Facility: string(d.Facility), Resource: string(d.Resource),
		Start: d.Start.UTC(), End: utc(d.End), Cancelled: d.Cancelled}
	if member {
		v.Reason, v.By, v.CausedBy, v.Cause = d.Reason, string(d.By), string(d.CausedBy), d.Cause
	}
	return v
}

type downtimesInput struct {
	Page
	Facility string `query:"facility" required:"true" format:"id" maxLength:"64" doc:"api.doc.facility"`
}

func listDowntimes(c *call, in *downtimesInput) (*listed[Downtime], error) {
	found, err := c.office.Downtimes(c, c.actor, c.now, facilities.FacilityID(in.Facility))
	if err != nil {
		return nil, err
	}
	var all []Downtime
	for _, d := range found {
		all = append(all, downtimeView(d, true))
	}
	items, next, err := page("downtimes", all, func(d Downtime) string { return d.ID }, in.Page)
	return list(items, next), err
}

// DowntimeBody takes something out of use.
type DowntimeBody struct {
	Kind     string     `json:"kind" enum:"outage,maintenance,closure" doc:"api.doc.downtime_kind"`
	Facility string     `json:"facility,omitempty" format:"id" maxLength:"64" doc:"api.doc.downtime_facility"`
	Resource string     `json:"resource,omitempty" format:"id" maxLength:"64" doc:"api.doc.downtime_resource"`
	Start    time.Time  `json:"start" doc:"api.doc.start"`
	End      *time.Time `json:"end,omitempty" doc:"api.doc.downtime_end"`
	Reason   string     `json:"reason" format:"text" minLength:"1" maxLength:"1000" doc:"api.doc.reason"`
	CausedBy string     `json:"caused_by,omitempty" format:"id" maxLength:"64" doc:"api.doc.caused_by"`
	Cause    string     `json:"cause,omitempty" format:"text" maxLength:"1000" doc:"api.doc.cause"`
	Displace bool       `json:"displace,omitempty" doc:"api.doc.displace"`
}

type downtimeInput struct{ Body DowntimeBody }

// DowntimeOpened is a downtime with the bookings that it hits.
type DowntimeOpened struct {
	Downtime
	Hit []Hit `json:"hit" nullable:"false" doc:"api.doc.hit"`
}

type downtimeOpenedAnswer struct {
	ETag string `header:"ETag"`
	Body DowntimeOpened
}

type downtimeAnswer struct {
	ETag string `header:"ETag"`
	Body Downtime
}

func openDowntime(c *call, in *downtimeInput) (*downtimeOpenedAnswer, error) {
	b := in.Body
	d := facilities.Downtime{Kind: facilities.DowntimeKind(b.Kind), Facility: facilities.FacilityID(b.Facility), Resource: facilities.ResourceID(b.Resource),
		Start: b.Start.UTC().Truncate(time.Second), Reason: b.Reason,
		CausedBy: facilities.PartnerID(b.CausedBy), Cause: b.Cause}
	if b.End != nil {
		d.End = b.End.UTC().Truncate(time.Second)
		if !d.Start.Before(d.End) {
			return nil, facilities.BadField("body.end", "api_backwards")
		}
	}
	if d.Resource == "" && d.Facility == "" {
		return nil, facilities.BadField("body.resource", "api_downtime_of")
	}
	if d.Facility == "" {
		r, err := c.resource(b.Resource)
		if err != nil {
			return nil, err
		}
		d.Facility = r.Facility
	}
	d, hit, err := c.office.OpenDowntime(c, c.actor, c.now, d, b.Displace)
	if err != nil {
		return nil, err
	}
	return &downtimeOpenedAnswer{etag(d.Version), DowntimeOpened{downtimeView(d, true), hitsView(hit)}}, nil
}

type endInput struct {
	ByID
	Body struct {
		End *time.Time `json:"end,omitempty" doc:"api.doc.end_now"`
	} `required:"false" nameHint:"EndBody"`
}

func endDowntime(c *call, in *endInput) (*downtimeAnswer, error) {
	var end time.Time
	if in.Body.End != nil {
		end = in.Body.End.UTC().Truncate(time.Second)
	}
	d, err := c.office.EndDowntime(c, c.actor, c.now, facilities.DowntimeID(in.ID), c.version, end)
	if err != nil {
		return nil, err
	}
	return &downtimeAnswer{etag(d.Version), downtimeView(d, true)}, nil
}

type faultInput struct {
	ByID
	Body struct {
		Reason string `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
	} `required:"false" nameHint:"FaultBody"`
}

func reportFault(c *call, in *faultInput) (*downtimeOpenedAnswer, error) {
	d, hit, err := c.office.ReportFault(c, c.actor, c.now, facilities.ResourceID(in.ID), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &downtimeOpenedAnswer{etag(d.Version), DowntimeOpened{downtimeView(d, true), hitsView(hit)}}, nil
}

// DowntimeSeen is a downtime with what it came to in hours.
type DowntimeSeen struct {
	Downtime
	Displaced         int        `json:"displaced" doc:"api.doc.displaced"`
	DeductibleMinutes int64      `json:"deductible_minutes" doc:"api.doc.deductible_minutes"`
	Lines             []HourLine `json:"lines" nullable:"false" doc:"api.doc.downtime_lines"`
}

type downtimeSeenAnswer struct {
	ETag string `header:"ETag"`
	Body DowntimeSeen
}

func getDowntime(c *call, in *ByID) (*downtimeSeenAnswer, error) {
	d, err := c.office.Downtime(c, c.actor, c.now, facilities.DowntimeID(in.ID))
	if err != nil {
		return nil, err
	}
	return &downtimeSeenAnswer{etag(d.Version), DowntimeSeen{downtimeView(d.Downtime, true), d.Hit, d.Deductible, hourLinesView(d.Lines)}}, nil
}

type causeInput struct {
	ByID
	Body struct {
		CausedBy string `json:"caused_by" maxLength:"64" doc:"api.doc.caused_by"`
		Cause    string `json:"cause,omitempty" format:"text" maxLength:"1000" doc:"api.doc.cause"`
	} `nameHint:"CauseBody"`
}

func nameCause(c *call, in *causeInput) (*downtimeAnswer, error) {
	d, err := c.office.NameCause(c, c.actor, c.now, facilities.DowntimeID(in.ID), c.version, facilities.PartnerID(in.Body.CausedBy), in.Body.Cause)
	if err != nil {
		return nil, err
	}
	return &downtimeAnswer{etag(d.Version), downtimeView(d, true)}, nil
}
