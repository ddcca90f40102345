package useroffice

import (
	"context"
	"strings"

	"marke/facilities"
	"marke/facilities/store"
)

// booking reads a row of bookings. Times without an offset are those of the facility's clock; people are
// named by id or address.
func (r *row) booking(c *facilities.Catalogue) (applying, func(context.Context, *store.Tx, act, *store.Locks) error) {
	w := facilities.Wish{Resource: facilities.ResourceID(r.need("resource")), Project: facilities.ProjectID(r.need("project")), Title: r.text("title"),
		Process: r.text("process"), OrderNumber: r.text("order_number")}
	resource, known := c.Resource(w.Resource)
	if r.has("resource") && !known {
		r.fault("resource", "unknown_resource", "id", shown(r.text("resource")))
	}
	zone := c.Zone(resource.Facility)
	w.Use = facilities.Span{Start: r.instant("start", zone), End: r.instant("end", zone)}
	r.number("units", 1, &w.Units)
	r.yes("confidential", &w.Confidential)
	w.With, w.Intake = r.claims("with"), r.answers("intake")
	person, companions := r.text("person"), splitList(r.text("companions"))
	named := func(ctx context.Context, tx *store.Tx, a act) (facilities.Wish, error) {
		return withPeople(ctx, tx, a, w, person, companions)
	}
	apply := func(ctx context.Context, tx *store.Tx, a act) (outcome, error) {
		wish, err := named(ctx, tx, a)
		if err != nil {
			return created, err
		}
		return importBooking(wish)(ctx, tx, a)
	}
	locks := func(ctx context.Context, tx *store.Tx, a act, l *store.Locks) error {
		wish, err := named(ctx, tx, a)
		if facilities.CodeOf(err) == facilities.Invalid { // refused when the row is applied
			return nil
		}
		if err != nil {
			return err
		}
		return bookingLocks(wish)(ctx, tx, a, l)
	}
	return apply, locks
}

// withPeople puts the people whom a row names into its wish. Without a name it is for the acting person.
func withPeople(ctx context.Context, tx *store.Tx, a act, w facilities.Wish, person string, companions []string) (facilities.Wish, error) {
	w.For = a.Person.ID
	var err error
	if person != "" {
		if w.For, err = personNamed(ctx, tx, a, "person", person); err != nil {
			return w, err
		}
	} else if a.Person.System {
		return w, facilities.BadField("person", "required")
	}
	for _, name := range companions {
		id, err := personNamed(ctx, tx, a, "companions", name)
		if err != nil {
			return w, err
		}
		w.Companions = append(w.Companions, id)
	}
	return w, nil
}

// personNamed finds somebody whom the actor may know, by id or address.
func personNamed(ctx context.Context, tx *store.Tx, a act, column, name string) (facilities.PersonID, error) {
	var p facilities.Person
	var err error
	if strings.Contains(name, "@") {
		p, err = tx.PersonByEmail(ctx, plainEmail(name))
	} else {
		p, err = tx.Person(ctx, facilities.PersonID(name))
	}
	if facilities.CodeOf(err) == facilities.NotFound || err == nil && !knowsPerson(a.Actor, p) {
		return "", facilities.BadField(column, "unknown_person", "id", shown(name))
	}
	return p.ID, err
}
