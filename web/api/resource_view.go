package api

import "marke/facilities"

// ResourceSettings is what a resource's managers set.
type ResourceSettings struct {
	Name            string        `json:"name" format:"line" minLength:"1" maxLength:"120" doc:"api.doc.name"`
	Kind            string        `json:"kind" enum:"instrument,area,operator,utility,accessory" doc:"api.doc.kind"`
	Description     Words         `json:"description,omitzero" doc:"api.doc.description"`
	Location        string        `json:"location,omitempty" format:"line" maxLength:"200" doc:"api.doc.room"`
	Capacity        int64         `json:"capacity" minimum:"1" maximum:"1000000" doc:"api.doc.capacity"`
	Capabilities    []Capability  `json:"capabilities,omitzero" maxItems:"100" nullable:"false" doc:"api.doc.capabilities"`
	Approval        string        `json:"approval" enum:"auto,manager" doc:"api.doc.approval"`
	Operated        bool          `json:"operated,omitempty" doc:"api.doc.operated"`
	Person          string        `json:"person,omitempty" format:"id" maxLength:"64" doc:"api.doc.operator_person"`
	Hours           []OpenHours   `json:"hours,omitzero" maxItems:"100" nullable:"false" doc:"api.doc.resource_hours"`
	Rules           Rules         `json:"rules,omitzero" doc:"api.doc.rules"`
	Qualification   string        `json:"qualification,omitempty" enum:",basic,expert,trainer" doc:"api.doc.qualification_needed"`
	Dangerous       bool          `json:"dangerous,omitempty" doc:"api.doc.dangerous"`
	Attended        bool          `json:"attended,omitempty" doc:"api.doc.attended"`
	TwoPersons      bool          `json:"two_persons,omitempty" doc:"api.doc.two_persons"`
	Needs           []Need        `json:"needs,omitzero" maxItems:"20" nullable:"false" doc:"api.doc.needs"`
	Pool            string        `json:"pool,omitempty" format:"id" maxLength:"64" doc:"api.doc.pool"`
	Changeover      Changeover    `json:"changeover,omitzero" doc:"api.doc.changeover"`
	Contamination   Contamination `json:"contamination,omitzero" doc:"api.doc.contamination"`
	Access          Access        `json:"access,omitzero" doc:"api.doc.access"`
	Intake          []IntakeField `json:"intake,omitzero" maxItems:"40" nullable:"false" doc:"api.doc.intake_fields"`
	CancelFreeAfter int64         `json:"cancel_free_minutes,omitempty" minimum:"0" maximum:"525600" doc:"api.doc.cancel_free_minutes"`
	Archived        bool          `json:"archived,omitempty" doc:"api.doc.archived"`
}

// Capability is a tag, perhaps with a range.
type Capability struct {
	Tag  string   `json:"tag" format:"line" minLength:"1" maxLength:"64" doc:"api.doc.tag"`
	Min  *float64 `json:"min,omitempty" doc:"api.doc.min"`
	Max  *float64 `json:"max,omitempty" doc:"api.doc.max"`
	Unit string   `json:"unit,omitempty" format:"line" maxLength:"32" doc:"api.doc.unit"`
}

// Rules bound a single booking; zero means no such rule.
type Rules struct {
	ShortestMinutes int64 `json:"shortest_minutes,omitempty" minimum:"0" maximum:"89280" doc:"api.doc.shortest"`
	LongestMinutes  int64 `json:"longest_minutes,omitempty" minimum:"0" maximum:"89280" doc:"api.doc.longest"`
	GridMinutes     int64 `json:"grid_minutes,omitempty" minimum:"0" maximum:"1440" doc:"api.doc.grid"`
	NoticeMinutes   int64 `json:"notice_minutes,omitempty" minimum:"0" maximum:"525600" doc:"api.doc.notice"`
	HorizonMinutes  int64 `json:"horizon_minutes,omitempty" minimum:"0" maximum:"5256000" doc:"api.doc.horizon"`
	SetupMinutes    int64 `json:"setup_minutes,omitempty" minimum:"0" maximum:"10080" doc:"api.doc.setup"`
	CleanupMinutes  int64 `json:"cleanup_minutes,omitempty" minimum:"0" maximum:"10080" doc:"api.doc.cleanup"`
}

// Need is something that a booking must also claim.
type Need struct {
	Kind       string `json:"kind" enum:"instrument,area,operator,utility,accessory" doc:"api.doc.kind"`
	Resource   string `json:"resource,omitempty" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Capability string `json:"capability,omitempty" format:"line" maxLength:"200" doc:"api.doc.capability"`
	Units      int64  `json:"units" minimum:"1" maximum:"1000000" doc:"api.doc.units"`
}

// Changeover is minutes between uses: row the class before, column the class after.
type Changeover struct {
	Classes []Tag   `json:"classes,omitzero" maxItems:"20" nullable:"false" doc:"api.doc.classes"`
	Minutes [][]int `json:"minutes,omitzero" maxItems:"20" nullable:"false" doc:"api.doc.changeover_minutes"`
}

// Contamination lists what a resource leaves behind and what it refuses.
type Contamination struct {
	Adds    []Tag `json:"adds,omitzero" maxItems:"50" nullable:"false" doc:"api.doc.adds"`
	Refuses []Tag `json:"refuses,omitzero" maxItems:"50" nullable:"false" doc:"api.doc.refuses"`
}

// Access narrows who may book.
type Access struct {
	Phases   []string `json:"phases,omitzero" maxItems:"3" nullable:"false" enum:"start,innovation,market" doc:"api.doc.phases"`
	Partners []ID     `json:"partners,omitzero" maxItems:"200" nullable:"false" doc:"api.doc.access_partners"`
	NoGuests bool     `json:"no_guests,omitempty" doc:"api.doc.no_guests"`
}

// IntakeField is a question asked of every booking.
type IntakeField struct {
	Key      string  `json:"key" format:"id" maxLength:"64" doc:"api.doc.intake_key"`
	Label    Words   `json:"label" doc:"api.doc.label"`
	Required bool    `json:"required,omitempty" doc:"api.doc.required"`
	Choices  []Label `json:"choices,omitzero" maxItems:"100" nullable:"false" doc:"api.doc.choices"`
}

// Resource is anything whose time is limited, as the API shows it.
type Resource struct {
	ID       string `json:"id" doc:"api.doc.id"`
	Version  int64  `json:"version" doc:"api.doc.version"`
	Facility string `json:"facility" doc:"api.doc.facility"`
	ResourceSettings
}

// resourceView shows a resource; who stands behind an operator is for members.
func resourceView(r facilities.Resource, member bool) Resource {
	v := ResourceSettings{
		Name: r.Name, Kind: string(r.Kind), Description: Words(r.Description), Location: r.Location, Capacity: r.Capacity, Capabilities: []Capability{},
		Approval: string(r.Approval), Operated: r.Operated, Hours: hoursView(r.Hours),
		Rules: Rules{inMinutes(r.Rules.Shortest), inMinutes(r.Rules.Longest), inMinutes(r.Rules.Grid), inMinutes(r.Rules.Notice),
			inMinutes(r.Rules.Horizon), inMinutes(r.Rules.Setup), inMinutes(r.Rules.Cleanup)},
		Qualification: string(r.Qualification), Dangerous: r.Dangerous, Attended: r.Attended, TwoPersons: r.TwoPersons, Needs: []Need{}, Pool: string(r.Pool),
		Changeover:    Changeover{convert[Tag](r.Changeover.Classes), notNil(r.Changeover.Minutes)},
		Contamination: Contamination{convert[Tag](r.Contamination.Adds), convert[Tag](r.Contamination.Refuses)},
		Access:        Access{convert[string](r.Access.Phases), convert[ID](r.Access.Partners), r.Access.NoGuests},
		Intake:        []IntakeField{}, CancelFreeAfter: inMinutes(r.CancelFree), Archived: r.Archived,
	}
	if member {
		v.Person = string(r.Person)
	}
	for _, c := range r.Capabilities {
		v.Capabilities = append(v.Capabilities, Capability(c))
	}
	for _, n := range r.Needs {
		v.Needs = append(v.Needs, Need{string(n.Kind), string(n.Resource), n.Capability, n.Units})
	}
	for _, f := range r.Intake {
		v.Intake = append(v.Intake, IntakeField{f.Key, Words(f.Label), f.Required, convert[Label](f.Choices)})
	}
	return Resource{string(r.ID), r.Version, string(r.Facility), v}
}

// resource puts the settings on a resource; its id, version and facility stay.
func (v ResourceSettings) resource(r facilities.Resource) facilities.Resource {
	r.Name, r.Kind, r.Description, r.Location, r.Capacity = v.Name, facilities.ResourceKind(v.Kind), facilities.Words(v.Description), v.Location, v.Capacity
	r.Approval, r.Operated, r.Person, r.Hours = facilities.Approval(v.Approval), v.Operated, facilities.PersonID(v.Person), hours(v.Hours)
	r.Rules = facilities.BookingRules{Shortest: ofMinutes(v.Rules.ShortestMinutes), Longest: ofMinutes(v.Rules.LongestMinutes),
		Grid: ofMinutes(v.Rules.GridMinutes), Notice: ofMinutes(v.Rules.NoticeMinutes), Horizon: ofMinutes(v.Rules.HorizonMinutes),
		Setup: ofMinutes(v.Rules.SetupMinutes), Cleanup: ofMinutes(v.Rules.CleanupMinutes)}
	r.Qualification, r.Dangerous, r.Attended, r.TwoPersons = facilities.Level(v.Qualification), v.Dangerous, v.Attended, v.TwoPersons
	r.Pool, r.CancelFree, r.Archived = facilities.PoolID(v.Pool), ofMinutes(v.CancelFreeAfter), v.Archived
	r.Changeover = facilities.Changeover{Classes: convert[string](v.Changeover.Classes), Minutes: v.Changeover.Minutes}
	r.Contamination = facilities.Contamination{Adds: convert[string](v.Contamination.Adds), Refuses: convert[string](v.Contamination.Refuses)}
	r.Access = facilities.Access{Phases: convert[facilities.Phase](v.Access.Phases), Partners: convert[facilities.PartnerID](v.Access.Partners), NoGuests: v.Access.NoGuests}
	r.Capabilities, r.Needs, r.Intake = nil, nil, nil
	for _, c := range v.Capabilities {
		r.Capabilities = append(r.Capabilities, facilities.Capability(c))
	}
	for _, n := range v.Needs {
		r.Needs = append(r.Needs, facilities.Need{Kind: facilities.ResourceKind(n.Kind), Resource: facilities.ResourceID(n.Resource), Capability: n.Capability, Units: n.Units})
	}
	for _, f := range v.Intake {
		r.Intake = append(r.Intake, facilities.IntakeField{Key: f.Key, Label: facilities.Words(f.Label), Required: f.Required, Choices: convert[string](f.Choices)})
	}
	return r
}
