package useroffice

import (
	"context"
	"strings"

	"marke/facilities"
	"marke/facilities/store"
)

// booking reads a row of bookings. Times without an offset are those of the facility's clock; people are
// named by id or address.
func (r *row) booking(c *facilities.Catalogue) applying {
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
	for _, part := range splitList(r.text("with")) {
		id, units, _ := strings.Cut(part, "*") // "tprc-cooling*2"
		claim := facilities.WishClaim{Resource: facilities.ResourceID(strings.TrimSpace(id)), Units: 1}
		if units != "" {
			n, err := parseDecimal(strings.TrimSpace(units))
			if err != nil || n < 1 || n != float64(int64(n)) {
				r.fault("with", "number")
			}
			claim.Units = int64(n)
		}
		w.With = append(w.With, claim)
	}
	person, companions := r.text("person"), splitList(r.text("companions"))
	return func(ctx context.Context, tx *store.Tx, a act) (outcome, error) {
		wish := w
		wish.For = a.Person.ID
		if person != "" {
			id, err := personNamed(ctx, tx, a, "person", person)
			if err != nil {
				return created, err
			}
			wish.For = id
		} else if a.Person.System {
			return created, facilities.BadField("person", "required")
		}
		for _, name := range companions {
			id, err := personNamed(ctx, tx, a, "companions", name)
			if err != nil {
				return created, err
			}
			wish.Companions = append(wish.Companions, id)
		}
		return importBooking(wish)(ctx, tx, a)
	}
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
