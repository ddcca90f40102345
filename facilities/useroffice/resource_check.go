package useroffice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"marke/facilities"
)

// Bounds of what a resource can hold.
const (
	capacityMost     = 1_000_000
	capabilitiesMost = 50
	intakeMost       = 30
	needsMost        = 20
	classesMost      = 20
	changeoverMost   = 7 * minutesPerDay
)

const oneDay = 24 * time.Hour

// checkResource says what is wrong with a resource's settings. Its person is not looked up.
func checkResource(r facilities.Resource, c *facilities.Catalogue) faults {
	var wrong faults
	wrong.id("body.id", string(r.ID))
	f, known := c.Facility(r.Facility)
	wrong.check(known && !f.Archived, "body.facility", "facility")
	oneOf(&wrong, "body.kind", r.Kind, facilities.ResourceKinds...)
	wrong.line("body.name", r.Name)
	wrong.words("body.description", r.Description)
	wrong.text("body.location", r.Location, nameLongest)
	wrong.check(r.Capacity >= 1 && r.Capacity <= capacityMost, "body.capacity", "range", "min", 1, "max", capacityMost)
	oneOf(&wrong, "body.approval", r.Approval, facilities.ApprovalAuto, facilities.ApprovalManager)
	wrong.check(r.Person == "" || r.Kind == facilities.Operator, "body.person", "person_operator")
	wrong.hours("body.hours", r.Hours)
	wrong.rules(r.Rules)
	wrong.length("body.cancel_free", r.CancelFree, 0, 366*oneDay)
	oneOf(&wrong, "body.qualification", r.Qualification, facilities.LevelNone, facilities.LevelBasic, facilities.LevelExpert, facilities.LevelTrainer)
	if r.Pool != "" {
		wrong.id("body.pool", string(r.Pool))
	}
	wrong.capabilities(r.Capabilities)
	wrong.needs(r, c)
	wrong.changeover(r.Changeover)
	wrong.tags("body.contamination.adds", r.Contamination.Adds)
	wrong.tags("body.contamination.refuses", r.Contamination.Refuses)
	wrong.access(r.Access, c)
	wrong.questions(r.Intake)
	return wrong
}

func (f *faults) rules(r facilities.BookingRules) {
	f.length("body.rules.shortest", r.Shortest, 0, facilities.ClaimLongest)
	f.length("body.rules.longest", r.Longest, 0, facilities.ClaimLongest)
	f.length("body.rules.notice", r.Notice, 0, 366*oneDay)
	f.length("body.rules.horizon", r.Horizon, 0, 5*366*oneDay)
	f.length("body.rules.setup", r.Setup, 0, 7*oneDay)
	f.length("body.rules.cleanup", r.Cleanup, 0, 7*oneDay)
	f.check(r.Grid >= 0 && r.Grid%time.Minute == 0 && (r.Grid == 0 || oneDay%r.Grid == 0), "body.rules.grid", "grid")
	f.check(r.Longest == 0 || r.Longest >= r.Shortest && r.Longest >= r.Grid, "body.rules.longest", "longest")
	f.check(r.Setup+r.Longest+r.Cleanup <= facilities.ClaimLongest, "body.rules.longest", "span_too_long", "days", int(facilities.ClaimLongest/oneDay))
	f.check(r.Horizon == 0 || r.Horizon > r.Notice, "body.rules.horizon", "horizon_notice")
}

func (f *faults) capabilities(list []facilities.Capability) {
	f.check(len(list) <= capabilitiesMost, "body.capabilities", "too_many", "max", capabilitiesMost)
	for i, c := range list {
		at := fmt.Sprintf("body.capabilities[%d]", i)
		f.check(facilities.ValidID(c.Tag), at+".tag", "tag")
		f.check(!slices.ContainsFunc(list[:i], func(o facilities.Capability) bool { return o.Tag == c.Tag }), at+".tag", "twice")
		f.text(at+".unit", c.Unit, 20)
		for _, end := range []*float64{c.Min, c.Max} {
			f.check(end == nil || *end == *end && *end >= -1e12 && *end <= 1e12, at, "number")
		}
		f.check(c.Min == nil || c.Max == nil || *c.Min <= *c.Max, at, "min_max")
	}
}

// needs checks that every need names something of the same facility that could ever meet it.
func (f *faults) needs(r facilities.Resource, c *facilities.Catalogue) {
	f.check(len(r.Needs) <= needsMost, "body.needs", "too_many", "max", needsMost)
	for i, n := range r.Needs {
		at := fmt.Sprintf("body.needs[%d]", i)
		oneOf(f, at+".kind", n.Kind, facilities.ResourceKinds...)
		f.check(n.Units >= 1, at+".units", "units_positive")
		if (n.Resource == "") == (n.Capability == "") {
			f.add(at, "need_one")
			continue
		}
		options := slices.DeleteFunc(optionsFor(c, r, n), func(o facilities.Resource) bool {
			return o.ID == r.ID || o.Facility != r.Facility || o.Kind != n.Kind || o.Capacity < n.Units
		})
		f.check(len(options) > 0, at, "need_unmet", "what", shown(string(n.Resource)+n.Capability))
	}
}

// changeover checks that the matrix has a row and a column for every class.
func (f *faults) changeover(c facilities.Changeover) {
	f.check(len(c.Classes) <= classesMost, "body.changeover.classes", "too_many", "max", classesMost)
	f.tags("body.changeover.classes", c.Classes)
	f.check(len(c.Minutes) == len(c.Classes), "body.changeover.minutes", "square", "size", len(c.Classes))
	for i, row := range c.Minutes {
		at := fmt.Sprintf("body.changeover.minutes[%d]", i)
		f.check(len(row) == len(c.Classes), at, "square", "size", len(c.Classes))
		for _, minutes := range row {
			f.check(minutes >= 0 && minutes <= changeoverMost, at, "range", "min", 0, "max", changeoverMost)
		}
	}
}

func (f *faults) tags(location string, tags []string) {
	for i, tag := range tags {
		at := fmt.Sprintf("%s[%d]", location, i)
		f.check(facilities.ValidID(tag), at, "tag")
		f.check(!slices.Contains(tags[:i], tag), at, "twice")
	}
}

func (f *faults) access(a facilities.Access, c *facilities.Catalogue) {
	for i, phase := range a.Phases {
		oneOf(f, fmt.Sprintf("body.access.phases[%d]", i), phase, facilities.PhaseStart, facilities.PhaseInnovation, facilities.PhaseMarket)
	}
	for i, id := range a.Partners {
		_, known := c.Partner(id)
		f.check(known, fmt.Sprintf("body.access.partners[%d]", i), "partner")
	}
}

func (f *faults) questions(list []facilities.IntakeField) {
	f.check(len(list) <= intakeMost, "body.intake", "too_many", "max", intakeMost)
	for i, q := range list {
		at := fmt.Sprintf("body.intake[%d]", i)
		f.check(facilities.ValidID(q.Key), at+".key", "id")
		f.check(!slices.ContainsFunc(list[:i], func(o facilities.IntakeField) bool { return o.Key == q.Key }), at+".key", "twice")
		f.check(strings.TrimSpace(q.Label.NL+q.Label.EN) != "", at+".label", "required")
		f.words(at+".label", q.Label)
		for n, choice := range q.Choices {
			f.line(fmt.Sprintf("%s.choices[%d]", at, n), choice)
			f.check(!slices.Contains(q.Choices[:n], choice), fmt.Sprintf("%s.choices[%d]", at, n), "twice")
		}
	}
}
