package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/web/form"
)

// resourceFormView is the form with which a manager adds or changes a resource.
type resourceFormView struct {
	Page
	Form      *form.Form
	Facility  facilities.Facility
	Resource  facilities.Resource // zero for a new one
	Kinds     []option
	Approvals []option
	Levels    []option
	Weekdays  []weekdayField
	Faults    []fault
	Hits      []hitLine
}

func (v *visit) newResource() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	f := resourceForm(facilities.Resource{Kind: facilities.Instrument, Capacity: 1, Approval: facilities.ApprovalManager, Rules: facilities.BookingRules{Grid: 15 * time.Minute}})
	return v.showResourceForm(http.StatusOK, facility, facilities.Resource{}, f, nil)
}

func (v *visit) editResource() error {
	r, facility, err := v.managedResource()
	if err != nil {
		return err
	}
	return v.showResourceForm(http.StatusOK, facility, r, resourceForm(r), nil)
}

// managedResource is the resource of the address, when the actor manages its facility.
func (v *visit) managedResource() (facilities.Resource, facilities.Facility, error) {
	cat, err := v.catalogue()
	if err != nil {
		return facilities.Resource{}, facilities.Facility{}, err
	}
	r, ok := cat.Resource(facilities.ResourceID(v.Param("id")))
	if !ok {
		return r, facilities.Facility{}, facilities.Missing()
	}
	facility, err := v.managed(r.Facility)
	return r, facility, err
}

func (v *visit) showResourceForm(status int, facility facilities.Facility, r facilities.Resource, f *form.Form, hits []facilities.HitBooking) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := resourceFormView{Page: v.page("web.resource_form.title", "facility", facility.Name), Form: f, Facility: facility, Resource: r, Kinds: v.kindOptions(),
		Approvals: v.choicesOf("web.approval", "auto", "manager"), Weekdays: weekdayFields(v, "hours"), Faults: v.faults(f), Hits: v.hitLines(hits, cat)}
	view.Levels = withEmpty(v.texts.Say("web.level.none"), v.choicesOf("web.level", "basic", "expert", "trainer"))
	return v.render(status, "resource_form", view)
}

func (v *visit) addResource() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	return v.saveResourceOf(facility, facilities.Resource{Facility: facility.ID})
}

func (v *visit) saveResource() error {
	r, facility, err := v.managedResource()
	if err != nil {
		return err
	}
	return v.saveResourceOf(facility, r)
}

// saveResourceOf changes what the form shows of a resource and leaves the rest as it is.
func (v *visit) saveResourceOf(facility facilities.Facility, r facilities.Resource) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	changed := readResource(f, r)
	var saved facilities.Resource
	var hits []facilities.HitBooking
	if f.OK() {
		saved, hits, err = v.office.SaveResource(v.ctx(), v.actor, v.now, changed)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showResourceForm(http.StatusUnprocessableEntity, facility, r, f, nil)
	}
	if err != nil {
		return err
	}
	if len(hits) > 0 {
		v.here = "/resources/" + string(saved.ID) + "/edit"
		return v.showResourceForm(http.StatusOK, facility, saved, resourceForm(saved), hits)
	}
	return v.to("/resources/"+string(saved.ID), "saved")
}

// resourceForm fills the form with a resource as it is.
func resourceForm(r facilities.Resource) *form.Form {
	f := form.New(nil)
	f.Set("id", string(r.ID))
	f.Set("name", r.Name)
	f.Set("kind", string(r.Kind))
	f.Set("location", r.Location)
	f.Set("description.nl", r.Description.NL)
	f.Set("description.en", r.Description.EN)
	f.Set("capacity", strconv.FormatInt(r.Capacity, 10))
	f.Set("approval", string(r.Approval))
	f.Set("qualification", string(r.Qualification))
	f.Set("capabilities", capabilityLines(r.Capabilities))
	f.SetHours("hours", r.Hours)
	for name, d := range durationsOf(&r) {
		f.SetMinutes(name, *d)
	}
	for name, on := range switchesOf(&r) {
		if *on {
			f.Set(name, "yes")
		}
	}
	f.Set("version", strconv.FormatInt(r.Version, 10))
	return f
}

// durationsOf names the fields in minutes, switchesOf the check boxes of a resource.
func durationsOf(r *facilities.Resource) map[string]*time.Duration {
	return map[string]*time.Duration{"rules.shortest": &r.Rules.Shortest, "rules.longest": &r.Rules.Longest, "rules.grid": &r.Rules.Grid, "rules.notice": &r.Rules.Notice,
		"rules.horizon": &r.Rules.Horizon, "rules.setup": &r.Rules.Setup, "rules.cleanup": &r.Rules.Cleanup, "cancel_free": &r.CancelFree}
}

func switchesOf(r *facilities.Resource) map[string]*bool {
	return map[string]*bool{"operated": &r.Operated, "dangerous": &r.Dangerous, "attended": &r.Attended, "two_persons": &r.TwoPersons, "no_guests": &r.Access.NoGuests, "archived": &r.Archived}
}

func readResource(f *form.Form, r facilities.Resource) facilities.Resource {
	if r.ID == "" {
		r.ID = facilities.ResourceID(f.ID("id"))
	}
	r.Name, r.Location = f.Needed("name"), f.Text("location")
	r.Description = facilities.Words{NL: f.Note("description.nl"), EN: f.Note("description.en")}
	r.Kind, r.Approval = facilities.ResourceKind(f.Text("kind")), facilities.Approval(f.Text("approval"))
	r.Capacity = f.Int("capacity", 1, 1_000_000)
	r.Qualification = facilities.Level(f.Text("qualification"))
	r.Hours = f.Hours("hours")
	r.Capabilities = readCapabilities(f, "capabilities")
	for name, d := range durationsOf(&r) {
		*d = f.Minutes(name)
	}
	for name, on := range switchesOf(&r) {
		*on = f.Is(name, "yes")
	}
	r.Version = f.Version()
	return r
}

// capabilityLines writes capabilities one a line: "press", "temperature 20 400 °C".
func capabilityLines(all []facilities.Capability) string {
	var lines []string
	for _, c := range all {
		line := c.Tag
		if c.Min != nil || c.Max != nil {
			line += " " + numberOr(c.Min, "-") + " " + numberOr(c.Max, "-")
			if c.Unit != "" {
				line += " " + c.Unit
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func numberOr(n *float64, none string) string {
	if n == nil {
		return none
	}
	return trimNumber(*n)
}

// readCapabilities reads what capabilityLines writes.
func readCapabilities(f *form.Form, name string) []facilities.Capability {
	var out []facilities.Capability
	for line := range strings.Lines(f.Note(name)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case len(words) == 1:
			out = append(out, facilities.Capability{Tag: words[0]})
			continue
		case len(words) < 3 || len(words) > 4:
			f.Wrong(name, "form_capability_line", "line", strings.TrimSpace(line))
			continue
		}
		low, ok1 := numberOrNil(words[1])
		high, ok2 := numberOrNil(words[2])
		if !ok1 || !ok2 {
			f.Wrong(name, "form_capability_line", "line", strings.TrimSpace(line))
			continue
		}
		c := facilities.Capability{Tag: words[0], Min: low, Max: high}
		if len(words) == 4 {
			c.Unit = words[3]
		}
		out = append(out, c)
	}
	return out
}

func numberOrNil(s string) (*float64, bool) {
	if s == "-" {
		return nil, true
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	return &n, err == nil && n == n
}
