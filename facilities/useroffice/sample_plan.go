package useroffice

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// samplePlan makes the bookings of the sample consortium. Every one of them is judged by the same rules as
// a real one, against those planned before it, so that the sample breaks none.
//
// Who books what and when follows from the day alone. What has become of a booking since follows from now.
type samplePlan struct {
	day       facilities.Date
	zone      *time.Location
	now       time.Time
	catalogue *facilities.Catalogue // without the outage that nobody could foresee
	outage    facilities.Downtime   // that one
	people    map[facilities.PersonID]facilities.Person
	projects  map[facilities.ProjectID]facilities.Project
	samples   map[facilities.SampleID]facilities.Sample
	skills    map[facilities.PersonID][]facilities.Qualification
	chance    *rand.Rand
	outages   []facilities.Downtime // past ones that came during a use
	consumed  map[facilities.BookingID][]ledger.Consumed

	held     map[facilities.ResourceID][]facilities.HeldClaim
	attends  map[facilities.PersonID][]facilities.Attendance
	bookings []facilities.Booking
	place    map[facilities.BookingID]int // in bookings
	series   []facilities.Series
}

func newSamplePlan(w sampleWorld, day facilities.Date, now time.Time) *samplePlan {
	p := &samplePlan{day: day, zone: sampleZone(), now: now, outage: w.outage, catalogue: w.catalogue,
		people: map[facilities.PersonID]facilities.Person{}, projects: map[facilities.ProjectID]facilities.Project{},
		samples: map[facilities.SampleID]facilities.Sample{}, skills: map[facilities.PersonID][]facilities.Qualification{},
		held: map[facilities.ResourceID][]facilities.HeldClaim{}, attends: map[facilities.PersonID][]facilities.Attendance{},
		place: map[facilities.BookingID]int{}, consumed: map[facilities.BookingID][]ledger.Consumed{}, chance: rand.New(rand.NewPCG(uint64(day.In(time.UTC).Unix()), 1))}
	for _, person := range w.people {
		p.people[person.ID] = person
	}
	for _, project := range w.projects {
		p.projects[project.ID] = project
	}
	for _, sample := range w.samples {
		p.samples[sample.ID] = sample
	}
	for _, q := range w.qualifications {
		p.skills[q.Person] = append(p.skills[q.Person], q)
	}
	return p
}

// today is the beginning of the sample's day.
func (p *samplePlan) today() time.Time { return p.day.In(p.zone) }

// at is a local time some days from the sample's day.
func (p *samplePlan) at(days, hour, minute int) time.Time {
	return time.Date(p.day.Year, p.day.Month, p.day.Day+days, hour, minute, 0, 0, p.zone).UTC()
}

// workday is how many days away the n-th workday is: 0 the sample's day or the first after it, −1 the last one before it.
func (p *samplePlan) workday(n int) int {
	step, left := 1, n
	days := 0
	if n < 0 {
		step, left = -1, -n-1
		days = -1
	}
	for ; ; days += step {
		t := p.at(days, 12, 0).In(p.zone)
		if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || isPublicHoliday(facilities.DateOf(t)) {
			continue
		}
		if left == 0 {
			return days
		}
		left--
	}
}

// fate is what is to become of a planned booking when its time comes.
type fate struct {
	state   facilities.State // StateApproved: it takes place; the others as they say
	created time.Time
	by      facilities.PersonID // empty: whom it is for
	note    string
	open    bool // the quote of an operated service is not accepted yet
	late    bool // cancelled an hour before it began
}

// add plans one booking, if it breaks no rule. What does not take place does not stand in the way of others.
func (p *samplePlan) add(w facilities.Wish, f fate) (facilities.Booking, bool) {
	resource, known := p.catalogue.Resource(w.Resource)
	if !known {
		panic("useroffice: sample booking of " + string(w.Resource))
	}
	w.Use = facilities.NewSpan(w.Use.Start, w.Use.End)
	w.Units = max(w.Units, 1)
	s := p.look(w, resource, f.created)
	j, err := s.judge(w, "")
	if err != nil || len(j.violations) > 0 {
		return facilities.Booking{}, false
	}
	b := p.compose(w, resource, s, j, f)
	p.settle(&b, f)
	p.place[b.ID] = len(p.bookings)
	p.bookings = append(p.bookings, b)
	if b.State.Consumes() || b.State == facilities.StateCompleted || f.state == facilities.StateApproved {
		p.hold(b, j.next)
	}
	return b, true
}

// look is the snapshot that a real booking would be judged on.
func (p *samplePlan) look(w facilities.Wish, r facilities.Resource, now time.Time) *snapshot {
	person := p.people[w.For]
	partner, _ := p.catalogue.Partner(person.Partner)
	s := &snapshot{now: now, span: w.Use, catalogue: p.catalogue, person: person, partner: partner,
		resources: concerned(p.catalogue, []facilities.Resource{r}, w.With)}
	if project, ok := p.projects[w.Project]; ok {
		s.project = &project
	}
	if sample, ok := p.samples[w.Sample]; ok {
		s.sample = &sample
	}
	for _, id := range w.Companions {
		s.companions = append(s.companions, p.people[id])
	}
	margin := reach(s.resources)
	near := w.Use.Grow(margin, margin)
	for _, resource := range s.resources {
		for _, claim := range p.held[resource.ID] {
			if claim.Span.Overlaps(near) {
				s.held = append(s.held, claim)
			}
		}
	}
	for _, id := range attending(&asked{person: person, companions: s.companions}, s.resources) {
		s.qualifications = append(s.qualifications, p.skills[id]...)
		for _, a := range p.attends[id] {
			if a.Use.Overlaps(w.Use) {
				s.attendances = append(s.attendances, a)
			}
		}
	}
	return s
}

func (p *samplePlan) compose(w facilities.Wish, r facilities.Resource, s *snapshot, j judgement, f fate) facilities.Booking {
	b := facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("sample-%05d", len(p.bookings)+1)), Version: 1,
		Facility: r.Facility, Resource: r.ID, Use: w.Use, Claims: j.claims, Person: w.For, By: f.by, Partner: s.person.Partner, Project: w.Project,
		Title: w.Title, Confidential: w.Confidential, Process: w.Process, Sample: w.Sample, Intake: w.Intake, Created: f.created, Updated: f.created,
		Note: f.note, Companions: companionsOf(nil, w.Companions), Quote: s.quoteFor(r, w.Use, j.claims)}
	if b.By == "" {
		b.By = b.Person
	}
	if s.project != nil {
		b.Economic, b.Reason = s.project.Economic, s.project.Reason
	}
	if r.Operated && !f.open {
		b.QuoteAccepted, b.OrderNumber = f.created.Add(time.Hour), fmt.Sprintf("IN-%04d", 1000+len(p.bookings))
	}
	for _, question := range r.Intake {
		if b.Intake[question.Key] != "" || !question.Required {
			continue
		}
		if b.Intake == nil {
			b.Intake = map[string]string{}
		}
		b.Intake[question.Key] = "VB-" + strings.ToUpper(question.Key)
		if len(question.Choices) > 0 {
			b.Intake[question.Key] = question.Choices[0]
		}
	}
	return b
}

// hold keeps the time of a booking from those planned after it.
func (p *samplePlan) hold(b facilities.Booking, next []neighbour) {
	for _, n := range next { // a changeover of the one that comes after
		other := &p.bookings[p.place[n.booking]]
		for i := range other.Claims {
			if other.Claims[i].Resource == n.resource {
				other.Claims[i].Span.Start = n.span.Start
			}
		}
		for i, h := range p.held[n.resource] {
			if h.Booking == n.booking {
				p.held[n.resource][i].Span.Start = n.span.Start
			}
		}
	}
	primary, _ := p.catalogue.Resource(b.Resource)
	for _, claim := range b.Claims {
		p.held[claim.Resource] = append(p.held[claim.Resource], facilities.HeldClaim{Claim: claim, Booking: b.ID, Use: b.Use, Process: b.Process,
			State: facilities.StateApproved, Primary: claim.Resource == b.Resource})
		if r, _ := p.catalogue.Resource(claim.Resource); r.Person != "" {
			p.attends[r.Person] = append(p.attends[r.Person], facilities.Attendance{Person: r.Person, Booking: b.ID, Resource: r.ID, Use: b.Use})
		}
	}
	if !primary.Attended {
		return
	}
	for _, id := range append([]facilities.PersonID{b.Person}, companionIDs(b)...) {
		p.attends[id] = append(p.attends[id], facilities.Attendance{Person: id, Booking: b.ID, Resource: b.Resource, Use: b.Use})
	}
}

func companionIDs(b facilities.Booking) []facilities.PersonID {
	var ids []facilities.PersonID
	for _, c := range b.Companions {
		ids = append(ids, c.Person)
	}
	return ids
}

// settle gives a booking the state that it has now.
func (p *samplePlan) settle(b *facilities.Booking, f fate) {
	r, _ := p.catalogue.Resource(b.Resource)
	facility, _ := p.catalogue.Facility(b.Facility)
	partner, _ := p.catalogue.Partner(b.Partner)
	decided := b.Created.Add(4 * time.Hour)
	manager := approvalOf(r, partner) == facilities.ApprovalManager
	b.State = f.state
	switch f.state {
	case facilities.StateHold:
		b.HoldUntil = p.now.Add(facilities.Hold)
		return
	case facilities.StateRequested:
		b.DecideBy = decideBy(facility, b.Use, b.Created)
		if !b.DecideBy.After(p.now) {
			b.State, b.Updated = facilities.StateExpired, b.DecideBy
		}
		return
	case facilities.StateExpired:
		b.DecideBy = decideBy(facility, b.Use, b.Created)
		b.Updated = b.DecideBy
		return
	case facilities.StateDeclined:
		b.Decided, b.DecidedBy, b.Updated = decided, demoManager, decided
		return
	case facilities.StateCancelled:
		b.Sequence, b.Updated = 1, b.Created.Add(6*time.Hour)
		if f.late {
			b.Decided, b.Updated = b.Created, b.Use.Start.Add(-time.Hour)
		}
		return
	}
	b.Decided, b.Updated = b.Created, b.Created
	if manager {
		b.Decided, b.DecidedBy, b.Updated = decided, demoManager, decided
	}
	p.happen(b, f)
}

// happen lets time pass over an approved booking.
func (p *samplePlan) happen(b *facilities.Booking, f fate) {
	b.State = facilities.StateApproved
	if b.Resource == p.outage.Resource && p.outage.Hits(b.Use) {
		b.State, b.Sequence, b.Updated, b.Note = facilities.StateDisplaced, 1, p.outage.Start, p.outage.Reason
		return
	}
	if b.Use.Start.Sub(p.now) <= RemindAhead {
		b.Reminded = b.Use.Start.Add(-RemindAhead)
	}
	late := time.Duration(len(b.ID)+int(b.ID[len(b.ID)-1]))%7*time.Minute + time.Minute // a few minutes, the same for the same booking
	switch {
	case f.state == facilities.StateMissed && !p.now.Before(b.Use.End):
		b.State, b.Updated = facilities.StateMissed, b.Use.Start.Add(45*time.Minute)
	case f.state == facilities.StateAborted && !p.now.Before(b.Use.End):
		b.State, b.CheckedIn, b.CheckedOut = facilities.StateAborted, b.Use.Start.Add(late), b.Use.Start.Add(b.Use.Duration()/2)
		b.Updated = b.CheckedOut
	case !p.now.Before(b.Use.End):
		b.State, b.CheckedIn, b.CheckedOut = facilities.StateCompleted, b.Use.Start.Add(late), b.Use.End.Add(-late)
		b.Updated = b.CheckedOut
	case !p.now.Before(b.Use.Start):
		b.State, b.CheckedIn = facilities.StateInUse, b.Use.Start
		b.Updated = b.CheckedIn
	}
}

// sampleHistory is what the audit would hold of a booking: who did what and when. cancelFree is that of its resource.
func sampleHistory(b facilities.Booking, cancelFree time.Duration) []facilities.Audit {
	const system = facilities.PersonID("system")
	var log []facilities.Audit
	add := func(at time.Time, verb string, by facilities.PersonID, reason string) {
		via := "web"
		if by == system {
			via = "cron"
		}
		log = append(log, facilities.Audit{At: at, Person: by, Via: via, Verb: verb, Kind: "booking", Subject: string(b.ID), Reason: reason})
	}
	add(b.Created, "book", b.By, "")
	if b.DecidedBy != "" && b.State != facilities.StateDeclined {
		add(b.Decided, "approve", b.DecidedBy, "")
	}
	if !b.CheckedIn.IsZero() {
		add(b.CheckedIn, "check_in", b.Person, "")
	}
	switch b.State {
	case facilities.StateDeclined:
		add(b.Decided, "decline", b.DecidedBy, b.Note)
	case facilities.StateExpired:
		add(b.Updated, "expire", system, "")
	case facilities.StateCancelled:
		verb := "cancel"
		if !b.Decided.IsZero() && b.Use.Start.Sub(b.Updated) < cancelFree {
			verb = "cancel_late"
		}
		add(b.Updated, verb, b.Person, b.Note)
	case facilities.StateMissed:
		add(b.Updated, "miss", system, "")
	case facilities.StateDisplaced:
		add(b.Updated, "report_fault", demoManager, b.Note)
	case facilities.StateAborted:
		add(b.CheckedOut, "abort", demoManager, b.Note)
	case facilities.StateCompleted:
		add(b.CheckedOut, "check_out", b.Person, "")
	}
	return log
}

// write stores the plan.
func (p *samplePlan) write(tx sampleTx) error {
	for _, s := range p.series {
		if _, err := tx.InsertSeries(tx.ctx, s); err != nil {
			return err
		}
	}
	for _, b := range p.bookings {
		stored, err := tx.InsertBooking(tx.ctx, b)
		if err != nil {
			return fmt.Errorf("sample booking %s of %s at %s: %w", b.ID, b.Resource, b.Use.Start, err)
		}
		r, _ := p.catalogue.Resource(b.Resource)
		for i, a := range sampleHistory(b, r.CancelFree) {
			if i == 0 {
				if _, a.After, err = difference(nil, b); err != nil {
					return err
				}
			}
			if err := tx.AddAudit(tx.ctx, a); err != nil {
				return err
			}
		}
		if err := tx.RecordChange(tx.ctx, stored, "book"); err != nil {
			return err
		}
		if err := tx.SetConsumed(tx.ctx, b.ID, p.consumed[b.ID]); err != nil {
			return err
		}
	}
	return each(tx.ctx, p.outages, tx.SaveDowntime)
}

// users are those who can book a resource, in order of name.
func (p *samplePlan) users(r facilities.Resource) []facilities.PersonID {
	if r.Qualification == facilities.LevelNone {
		return sampleRegulars[r.Facility]
	}
	var ids []facilities.PersonID
	for id, skills := range p.skills {
		if slices.ContainsFunc(skills, func(q facilities.Qualification) bool { return q.Resource == r.ID && q.Level != facilities.LevelTrainer }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// projectOf is what somebody works on: the project that the person leads, or another of the partner's.
func (p *samplePlan) projectOf(id facilities.PersonID) facilities.ProjectID {
	var theirs []facilities.ProjectID
	for _, project := range slices.Sorted(maps.Keys(p.projects)) {
		if p.projects[project].Leader == id {
			return project
		}
		if p.projects[project].Of(p.people[id].Partner) {
			theirs = append(theirs, project)
		}
	}
	if len(theirs) == 0 {
		return ""
	}
	return theirs[p.chance.IntN(len(theirs))]
}
