package useroffice

import (
	"context"
	"slices"
	"strconv"

	"marke/facilities"
	"marke/facilities/store"
)

// asked is a wish that makes sense and that its actor may have, with everything
// that it names.
type asked struct {
	wish       facilities.Wish
	catalogue  *facilities.Catalogue
	resource   facilities.Resource
	facility   facilities.Facility
	person     facilities.Person // zero: nobody is logged in
	partner    facilities.Partner
	companions []facilities.Person
	project    *facilities.Project
	sample     *facilities.Sample

	suspensions []facilities.Suspension
	shuffle     *shuffle // what moves in the same step; nil: nothing does
}

// manner says how strictly a wish is taken.
type manner struct {
	// draft: questions of the intake may stay open.
	draft bool
	// settled: the wish comes from a booking, so its words and its people were judged
	// before, whoever acts now.
	settled bool
	// was is the booking that changes: whom and what it names already may stay.
	was *facilities.Booking
	// beside are bookings that change along with it: what they hold is locked too.
	beside []facilities.Booking
	// lock keeps others from deciding on the same people and resources.
	lock bool
}

// ask resolves a wish: it checks every value, locks what the rules will look at,
// and reads what the wish names. A wish that makes no sense is Invalid, one for somebody whom the actor may
// not book for is Forbidden.
func ask(ctx context.Context, tx *store.Tx, a act, w facilities.Wish, m manner) (*asked, error) {
	q := &asked{}
	for {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return nil, err
		}
		if q.catalogue != nil && q.catalogue.Version == c.Version {
			break // nothing changed while the locks were waited for
		}
		q.catalogue, q.wish = c, w
		if err := q.check(a, m); err != nil {
			return nil, err
		}
		if !m.lock {
			break
		}
		if err := q.lock(ctx, tx, a, m); err != nil {
			return nil, err
		}
	}
	q.resource, _ = q.catalogue.Resource(q.wish.Resource)
	q.facility, _ = q.catalogue.Facility(q.resource.Facility)
	return q, q.read(ctx, tx, a, m)
}

// check judges the values of the wish; those of a settled one only by whether they are there still.
func (q *asked) check(a act, m manner) error {
	var f faults
	if !m.settled {
		f.wish(q.catalogue, &q.wish, a.Actor, m.draft)
		return f.err()
	}
	f.span("body.slot.start", "body.slot.end", q.wish.Use)
	f.overrides(q.wish.Override, q.wish.Reason)
	if r, ok := q.catalogue.Resource(q.wish.Resource); !ok || r.Archived {
		f.add("body.resource", "unknown_resource", "id", shown(string(q.wish.Resource)))
	}
	return f.err()
}

// lock takes the rows of everybody and everything concerned, in the order that the store knows.
func (q *asked) lock(ctx context.Context, tx *store.Tx, a act, m manner) error {
	primary, _ := q.catalogue.Resource(q.wish.Resource)
	l := store.Locks{People: slices.Clone(q.wish.Companions), Projects: []facilities.ProjectID{q.wish.Project}}
	l.People = append(l.People, q.wish.For)
	for _, r := range concerned(q.catalogue, []facilities.Resource{primary}, q.wish.With) {
		l.Resources = append(l.Resources, r.ID)
		l.People = append(l.People, r.Person)
	}
	for _, b := range m.beside {
		l.People = append(l.People, involved(b)...)
		l.Partners = append(l.Partners, b.Partner)
		for _, claim := range b.Claims {
			l.Resources = append(l.Resources, claim.Resource)
		}
	}
	partner := a.Person.Partner
	if q.wish.For != a.Person.ID {
		person, err := tx.Person(ctx, q.wish.For)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return err // a person who does not exist is told of when the wish is read
		}
		partner = person.Partner
	}
	l.Partners = append(l.Partners, partner)
	return tx.Lock(ctx, l)
}

// read loads what the wish names and decides whether it may be named.
func (q *asked) read(ctx context.Context, tx *store.Tx, a act, m manner) error {
	if q.wish.For == "" { // nobody is logged in: what is private stays out of it
		q.wish.Companions, q.wish.Project, q.wish.Sample = nil, "", ""
		return nil
	}
	people := map[facilities.PersonID]facilities.Person{a.Person.ID: a.Person}
	var err error
	if m.lock || q.wish.For != a.Person.ID || len(q.wish.Companions) > 0 { // a question about oneself needs no second look
		people, err = tx.PeopleByID(ctx, append([]facilities.PersonID{q.wish.For}, q.wish.Companions...))
	}
	if err != nil {
		return err
	}
	var f faults
	person, ok := people[q.wish.For]
	q.person = person
	q.partner, _ = q.catalogue.Partner(person.Partner)
	if q.suspensions, err = tx.Suspensions(ctx, person.ID); err != nil {
		return err
	}
	if err := q.readProject(ctx, tx, &f, m); err != nil {
		return err
	}
	if !m.settled && m.was == nil {
		allowed, known := q.mayBookFor(a)
		switch {
		case !ok || !known:
			f.add("body.for", "unknown_person", "id", shown(string(q.wish.For)))
		case !allowed:
			return facilities.Errorf(facilities.Forbidden, "book_for_other")
		}
	}
	if ok && person.State != facilities.PersonActive && !person.System {
		return facilities.Errorf(facilities.Conflict, "person_inactive")
	}
	for i, id := range q.wish.Companions {
		companion, ok := people[id]
		came := m.settled || m.was != nil && m.was.With(id)
		if !ok || companion.State != facilities.PersonActive || !came && !q.mayCome(companion) {
			if came {
				continue // whoever left Marke since is simply not there
			}
			f.add("body.companions["+strconv.Itoa(i)+"]", "unknown_person", "id", shown(string(id)))
			continue
		}
		q.companions = append(q.companions, companion)
	}
	return f.err()
}

// readProject loads project and sample. Those of others are as unknown as those that do not exist.
func (q *asked) readProject(ctx context.Context, tx *store.Tx, f *faults, m manner) error {
	old := m.settled || m.was != nil && m.was.Project == q.wish.Project
	if q.wish.Project != "" {
		project, err := tx.Project(ctx, q.wish.Project)
		switch {
		case facilities.CodeOf(err) == facilities.NotFound, err == nil && !old && !project.Of(q.person.Partner):
			f.add("body.project", "unknown_project", "id", shown(string(q.wish.Project)))
		case err != nil:
			return err
		case project.Archived && !old:
			f.add("body.project", "project_archived", "project", project.Name)
		default:
			q.project = &project
		}
	}
	if q.wish.Sample != "" {
		sample, err := tx.Sample(ctx, q.wish.Sample)
		switch {
		case facilities.CodeOf(err) == facilities.NotFound, err == nil && !old && (q.project == nil || sample.Project != q.project.ID):
			f.add("body.sample", "unknown_sample", "id", shown(string(q.wish.Sample)))
		case err != nil:
			return err
		default:
			q.sample = &sample
		}
	}
	return nil
}

// mayBookFor decides on whose behalf the actor books: for himself; managers of the facility for
// anybody; a representative for the people of the partner; the leader of a project for
// the people of its partners, on that project. known is false when the actor may not know that the person exists.
func (q *asked) mayBookFor(a act) (allowed, known bool) {
	switch {
	case a.Person.ID == q.person.ID, a.Manages(q.facility.ID), a.Represents(q.person.Partner):
		return true, true
	case q.project != nil && q.project.Leader == a.Person.ID && q.project.Of(q.person.Partner):
		return true, true
	}
	return false, q.person.Partner != "" && q.person.Partner == a.Person.Partner
}

// mayCome decides who can be named as a companion: people of the booking's partner or
// the project's partners, and those who work at the facility.
func (q *asked) mayCome(p facilities.Person) bool {
	staff := facilities.Actor{Person: p}
	return p.Partner != "" && p.Partner == q.person.Partner || q.project != nil && q.project.Of(p.Partner) ||
		staff.Trains(q.facility.ID)
}
