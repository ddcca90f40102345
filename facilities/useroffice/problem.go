package useroffice

import (
	"fmt"
	"slices"
	"time"

	"marke/facilities"
	"marke/scheduler"
	"marke/scheduler/interval"
)

// A tick is a minute since 1970, so that no origin need be remembered.

// tickOf is the minute in which an instant lies.
func tickOf(t time.Time) int64 { return floorMinutes(t.Unix()) }

// ticksOf covers a span: it grows to whole minutes. An end of zero is without end.
func ticksOf(s facilities.Span) interval.Span {
	out := interval.Span{From: tickOf(s.Start), To: interval.Max}
	if !s.End.IsZero() {
		out.To = floorMinutes(s.End.Unix() + 59)
	}
	return out
}

func floorMinutes(seconds int64) int64 {
	if seconds < 0 {
		return -((59 - seconds) / 60)
	}
	return seconds / 60
}

// timeOf is the beginning of a tick.
func timeOf(tick int64) time.Time { return time.Unix(tick*60, 0).UTC() }

// spanOf gives a span of ticks back; one without bounds ends at the bounds given.
func spanOf(s interval.Span, bounds facilities.Span) facilities.Span {
	within := interval.Span{From: tickOf(bounds.Start), To: tickOf(bounds.End)}
	if s.From <= interval.Min/2 {
		s.From = within.From
	}
	if s.To >= interval.Max/2 {
		s.To = max(within.To, s.From)
	}
	return facilities.Span{Start: timeOf(s.From), End: timeOf(s.To)}
}

func minutes(d time.Duration) int64 { return int64(d / time.Minute) }

// setOf makes a set of spans that are sorted and do not touch.
func setOf(spans []facilities.Span) interval.Set {
	set := make(interval.Set, 0, len(spans))
	for _, s := range spans {
		set = append(set, ticksOf(s))
	}
	return interval.Normalise(set)
}

// worldOf turns a snapshot into the scheduler's world. Opening hours are made for the snapshot's
// span, buffers included: nothing is open outside it.
func worldOf(s *snapshot, n *numbers) (*scheduler.World, error) {
	problem := scheduler.Snapshot{Now: tickOf(s.now)}
	window := s.window()
	for _, id := range n.facilities {
		problem.Facilities = append(problem.Facilities, s.facilityProblem(id, n, window))
	}
	grounds := map[facilities.FacilityID]ground{}
	for _, r := range s.resources {
		if _, known := grounds[r.Facility]; !known {
			grounds[r.Facility] = s.groundOf(r.Facility)
		}
		problem.Resources = append(problem.Resources, s.resourceProblem(r, grounds[r.Facility], n))
	}
	problem.People = s.peopleProblem(n)
	problem.Quotas = s.quotaProblem(n, problem.Facilities)
	for _, h := range s.held {
		r, _ := s.catalogue.Resource(h.Resource)
		problem.Held = append(problem.Held, heldProblem(h, r, n))
	}
	world, err := scheduler.Prepare(problem)
	if err != nil {
		return nil, fmt.Errorf("useroffice: the rules contradict themselves: %w", err)
	}
	return world, nil
}

// window is where local clocks, office hours and prime time must be known: the
// snapshot's span and every period of a quota.
func (s *snapshot) window() facilities.Span {
	window := s.span
	for _, u := range s.quotaUses {
		if u.Period.Start.Before(window.Start) {
			window.Start = u.Period.Start
		}
		if u.Period.End.After(window.End) {
			window.End = u.Period.End
		}
	}
	return window
}

func (s *snapshot) facilityProblem(id facilities.FacilityID, n *numbers, window facilities.Span) scheduler.Facility {
	f, _ := s.catalogue.Facility(id)
	zone := s.catalogue.Zone(id)
	office := f.OfficeHours
	if len(office) == 0 {
		office = f.Hours
	}
	out := scheduler.Facility{
		ID:     scheduler.FacilityID(n.facilities.number(id)),
		Clock:  clockOf(zone, window.Grow(24*time.Hour, 24*time.Hour)),
		Office: setOf(facilities.OpenHours(office, s.span, zone)),
	}
	if slices.ContainsFunc(s.quotaUses, func(u quotaUse) bool { return u.Quota.PrimeOnly && u.Quota.Facility == id }) {
		out.Prime = setOf(facilities.PrimeTime(f.Prime, window, zone))
	}
	return out
}

// clockOf lists how far a zone's clock is from UTC within a span.
func clockOf(zone *time.Location, span facilities.Span) []scheduler.Offset {
	var clock []scheduler.Offset
	for at := span.Start; ; {
		local := at.In(zone)
		_, offset := local.Zone()
		clock = append(clock, scheduler.Offset{From: tickOf(at), Ticks: int64(offset / 60)})
		_, jump := local.ZoneBounds()
		if jump.IsZero() || !jump.Before(span.End) {
			return clock
		}
		at = jump
	}
}

// ground is what the resources of a facility have in common, wherever a use within the
// snapshot's span could claim them.
type ground struct {
	zone   *time.Location
	near   facilities.Span // the span with buffers, and a day more
	open   interval.Set    // by the facility's own table
	closed []scheduler.Downtime
}

func (s *snapshot) groundOf(id facilities.FacilityID) ground {
	f, _ := s.catalogue.Facility(id)
	g := ground{zone: s.catalogue.Zone(id)}
	var before, after time.Duration
	for _, r := range s.resources {
		before, after = max(before, r.Rules.Setup), max(after, r.Rules.Cleanup)
	}
	g.near = s.span.Grow(before+24*time.Hour, after+24*time.Hour)
	g.open = setOf(facilities.OpenHours(f.Hours, g.near, g.zone))
	for _, day := range closedDays(f, g.near, g.zone) {
		g.closed = append(g.closed, scheduler.Downtime{Kind: scheduler.ByClosure, Span: ticksOf(day)})
	}
	return g
}

func (s *snapshot) resourceProblem(r facilities.Resource, g ground, n *numbers) scheduler.Resource {
	rules := r.Rules
	out := scheduler.Resource{
		ID:       scheduler.ResourceID(n.resources.number(r.ID)),
		Facility: scheduler.FacilityID(n.facilities.number(r.Facility)),
		Capacity: r.Capacity,
		Open:     g.hours(r),
		Setup:    minutes(rules.Setup), Cleanup: minutes(rules.Cleanup),
		Shortest: minutes(rules.Shortest), Longest: minutes(rules.Longest), Grid: minutes(rules.Grid),
		Notice: minutes(rules.Notice), Horizon: minutes(rules.Horizon),
		Person:         scheduler.PersonID(n.people.number(r.Person)),
		NeedsQualified: r.Qualification != facilities.LevelNone,
		Dangerous:      r.Dangerous, Attended: r.Attended, TwoPersons: r.TwoPersons, Operated: r.Operated,
		Access: scheduler.AccessRule{NoGuests: r.Access.NoGuests},
		Down:   s.downProblem(r, g),
	}
	for _, p := range r.Access.Phases {
		out.Access.Phases = append(out.Access.Phases, scheduler.PhaseID(n.phases.number(p)))
	}
	for _, p := range r.Access.Partners {
		out.Access.Partners = append(out.Access.Partners, scheduler.PartnerID(n.partners.number(p)))
	}
	for _, m := range r.Contamination.Refuses {
		out.Refuses = append(out.Refuses, scheduler.MaterialID(n.materials.number(m)))
	}
	for i, class := range r.Changeover.Classes {
		out.Changeover.Classes = append(out.Changeover.Classes, scheduler.ClassID(n.classes.number(class)))
		row := make([]int64, len(r.Changeover.Classes))
		for j := range row {
			row[j] = int64(r.Changeover.Minutes[i][j])
		}
		out.Changeover.Ticks = append(out.Changeover.Ticks, row)
	}
	for _, need := range r.Needs {
		out.Needs = append(out.Needs, s.needProblem(r, need, n))
	}
	return out
}

// hours is when the resource is open by its own weekly table, or else by the facility's.
func (g ground) hours(r facilities.Resource) interval.Set {
	if len(r.Hours) == 0 {
		return g.open
	}
	return setOf(facilities.OpenHours(r.Hours, g.near, g.zone))
}

// downProblem lists the downtimes of the resource and its facility, the holidays that it keeps, and the rounds that reserve its time.
func (s *snapshot) downProblem(r facilities.Resource, g ground) []scheduler.Downtime {
	out := slices.Clone(g.closed)
	for _, d := range s.catalogue.Downtimes {
		if d.Facility != r.Facility || d.Resource != "" && d.Resource != r.ID || !d.Hits(g.near) {
			continue
		}
		kind := map[facilities.DowntimeKind]scheduler.DowntimeKind{facilities.Closure: scheduler.ByClosure,
			facilities.Maintenance: scheduler.ByMaintenance, facilities.Outage: scheduler.ByOutage}[d.Kind]
		out = append(out, scheduler.Downtime{Kind: kind, Span: ticksOf(facilities.Span{Start: d.Start, End: d.End})})
	}
	for _, round := range s.catalogue.Rounds {
		if round.ID != s.round && round.Reserves() && round.Covers(r) && round.Period.Overlaps(g.near) {
			out = append(out, scheduler.Downtime{Kind: scheduler.ByRound, Span: ticksOf(round.Period)})
		}
	}
	return out
}

// needProblem lists the options for a need in id order, those that the booking holds already first. An operator
// must be qualified for what is operated.
func (s *snapshot) needProblem(r facilities.Resource, need facilities.Need, n *numbers) scheduler.Need {
	kind := scheduler.NeedsAccessory
	switch need.Kind {
	case facilities.Operator:
		kind = scheduler.NeedsOperator
	case facilities.Utility:
		kind = scheduler.NeedsUtility
	}
	out := scheduler.Need{Kind: kind}
	if kind == scheduler.NeedsOperator && r.Qualification != facilities.LevelNone {
		out.Skill = scheduler.ResourceID(n.resources.number(r.ID))
	}
	options := optionsFor(s.catalogue, r, need)
	slices.SortStableFunc(options, func(a, b facilities.Resource) int {
		return rank(s.preferred, a.ID) - rank(s.preferred, b.ID)
	})
	for _, o := range options {
		out.Options = append(out.Options, scheduler.Claim{Resource: scheduler.ResourceID(n.resources.number(o.ID)), Units: max(need.Units, 1)})
	}
	return out
}

// rank is 0 for what is preferred, 1 for the rest.
func rank(preferred []facilities.ResourceID, id facilities.ResourceID) int {
	if slices.Contains(preferred, id) {
		return 0
	}
	return 1
}

func (s *snapshot) peopleProblem(n *numbers) []scheduler.Person {
	people := make([]scheduler.Person, len(n.people))
	for i := range people {
		people[i].ID = scheduler.PersonID(i + 1)
	}
	of := func(id facilities.PersonID) *scheduler.Person { return &people[n.people.number(id)-1] }
	for _, q := range s.qualifications {
		r, known := s.catalogue.Resource(q.Resource)
		if n.people.number(q.Person) == 0 || !known || !q.Level.Reaches(r.Qualification) {
			continue
		}
		p := of(q.Person)
		p.Qualifications = append(p.Qualifications, scheduler.Qualification{Resource: scheduler.ResourceID(n.resources.number(q.Resource)), Valid: ticksOf(q.Valid())})
	}
	for _, a := range s.attendances {
		p := of(a.Person)
		p.Attends = append(p.Attends, scheduler.Attendance{Booking: scheduler.BookingID(n.bookings.number(a.Booking)), Use: ticksOf(a.Use)})
	}
	for _, x := range s.suspensions {
		p := of(x.Person)
		p.Suspensions = append(p.Suspensions, scheduler.Suspension{Facility: scheduler.FacilityID(n.facilities.number(x.Facility)), Span: ticksOf(x.Span)})
	}
	return people
}

// quotaProblem sums what counts already, quota by quota and period by period.
func (s *snapshot) quotaProblem(n *numbers, places []scheduler.Facility) []scheduler.Quota {
	var out []scheduler.Quota
	for _, u := range s.quotaUses {
		id := scheduler.QuotaID(n.quotas.number(u.Quota.ID))
		if len(out) == 0 || out[len(out)-1].ID != id {
			out = append(out, s.quotaTerms(u, n, id))
		}
		q := &out[len(out)-1]
		prime := places[n.facilities.number(u.Quota.Facility)-1].Prime
		var ticks int64
		for _, use := range u.Uses {
			part := ticksOf(use).Intersect(ticksOf(u.Period))
			if u.Quota.PrimeOnly {
				ticks += prime.Overlap(part)
			} else {
				ticks += part.Length()
			}
		}
		q.Counted = append(q.Counted, scheduler.Count{At: tickOf(u.Period.Start), Ticks: ticks})
	}
	return out
}

func (s *snapshot) quotaTerms(u quotaUse, n *numbers, id scheduler.QuotaID) scheduler.Quota {
	q := scheduler.Quota{ID: id, Facility: scheduler.FacilityID(n.facilities.number(u.Quota.Facility)), PrimeOnly: u.Quota.PrimeOnly, Max: minutes(u.Quota.Max)}
	for _, r := range s.resources {
		if quotaHolds(u.Quota, r) {
			q.Resources = append(q.Resources, scheduler.ResourceID(n.resources.number(r.ID)))
		}
	}
	switch u.Quota.Scope {
	case facilities.PerPerson:
		q.Person = scheduler.PersonID(n.people.number(s.person.ID))
	case facilities.PerPartner:
		q.Partner = scheduler.PartnerID(n.partners.number(s.partner.ID))
	case facilities.PerProject:
		q.Project = scheduler.ProjectID(n.projects.number(s.project.ID))
	}
	switch u.Quota.Period {
	case facilities.PerWeek:
		q.Period = scheduler.Week
	case facilities.PerMonth:
		q.Period = scheduler.Month
	}
	return q
}

// heldProblem is a claim as the scheduler sees it: without the part of it that is a changeover, which follows from the neighbours.
func heldProblem(h facilities.HeldClaim, r facilities.Resource, n *numbers) scheduler.Held {
	use, claim := ticksOf(h.Use), ticksOf(h.Span)
	before := max(0, use.From-claim.From)
	if len(r.Changeover.Classes) > 0 {
		before = min(before, minutes(r.Rules.Setup))
	}
	return scheduler.Held{
		Booking:  scheduler.BookingID(n.bookings.number(h.Booking)),
		Resource: scheduler.ResourceID(n.resources.number(h.Resource)),
		Units:    h.Units, Use: use, Before: before, After: max(0, claim.To-use.To),
		Class: scheduler.ClassID(n.classes.number(h.Process)),
	}
}

// wishOf turns a wish into the scheduler's.
func wishOf(s *snapshot, w facilities.Wish, n *numbers, moving facilities.BookingID) *scheduler.Wish {
	out := &scheduler.Wish{
		Resource: scheduler.ResourceID(n.resources.number(w.Resource)),
		Units:    w.Units,
		Use:      ticksOf(w.Use),
		Person:   scheduler.PersonID(n.people.number(s.person.ID)),
		Partner:  scheduler.PartnerID(n.partners.number(s.partner.ID)),
		Guest:    s.partner.Guest,
		Class:    scheduler.ClassID(n.classes.number(w.Process)),
		Moving:   scheduler.BookingID(n.bookings.number(moving)),
	}
	for _, with := range w.With {
		out.Claims = append(out.Claims, scheduler.Claim{Resource: scheduler.ResourceID(n.resources.number(with.Resource)), Units: with.Units})
	}
	for _, p := range s.companions {
		out.Companions = append(out.Companions, scheduler.PersonID(n.people.number(p.ID)))
	}
	if s.project != nil {
		out.Project = scheduler.ProjectID(n.projects.number(s.project.ID))
		out.Phase = scheduler.PhaseID(n.phases.number(s.project.Phase))
	}
	if s.sample != nil {
		for _, m := range s.sample.Materials {
			if number := n.materials.number(m); number != 0 { // nothing here refuses the others
				out.Materials = append(out.Materials, scheduler.MaterialID(number))
			}
		}
	}
	return out
}
