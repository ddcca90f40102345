package useroffice

import (
	"context"
	"reflect"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// The rows of settings: a row makes a thing, or changes what it says of one that is there.

func (r *row) set(column string, into *string) {
	if r.has(column) {
		*into = r.text(column)
	}
}

// hours reads a table of hours into a noun.
func (r *row) hours(column string, into *[]facilities.Hours) {
	if !r.has(column) {
		return
	}
	table, ok := parseHours(r.text(column))
	if !ok {
		r.fault(column, "import_hours")
		return
	}
	*into = table
}

func (r *row) facility() applying {
	change := func(f *facilities.Facility) {
		r.set("name", &f.Name)
		r.set("zone", &f.Zone)
		r.set("place", &f.Place)
		r.set("description_nl", &f.Description.NL)
		r.set("description_en", &f.Description.EN)
		r.hours("hours", &f.Hours)
		r.hours("office_hours", &f.OfficeHours)
		if r.has("prime") {
			table, ok := parsePrime(r.text("prime"))
			if !ok {
				r.fault("prime", "import_prime")
			}
			f.Prime = table
		}
		r.yes("closed_on_holidays", &f.ClosedOnHolidays)
		r.duration("decide_within_hours", time.Hour, &f.DecideWithin)
	}
	id := facilities.FacilityID(r.need("id"))
	r.need("name")
	r.need("zone")
	change(&facilities.Facility{}) // for the faults
	return func(ctx context.Context, tx *store.Tx, a act) (outcome, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return created, err
		}
		was, known := c.Facility(id)
		f := was
		if !known {
			f = facilities.Facility{ID: id, Hours: sampleHours(officeHours), ClosedOnHolidays: true, DecideWithin: 5 * oneDay}
		}
		change(&f)
		if known && reflect.DeepEqual(f, was) {
			return unchanged, nil
		}
		if err := checkFacility(f).err(); err != nil {
			return created, err
		}
		_, err = saveFacility(ctx, tx, a, f)
		return outcomeOf(known), err
	}
}

func outcomeOf(known bool) outcome {
	if known {
		return changed
	}
	return created
}

func (r *row) resource() applying {
	change := func(to *facilities.Resource) {
		r.set("name", &to.Name)
		r.set("location", &to.Location)
		r.set("description_nl", &to.Description.NL)
		r.set("description_en", &to.Description.EN)
		setWord(r, "kind", &to.Kind)
		setWord(r, "approval", &to.Approval)
		setWord(r, "qualification", &to.Qualification)
		setWord(r, "pool", &to.Pool)
		if to.Qualification == "none" {
			to.Qualification = facilities.LevelNone
		}
		r.number("capacity", 1, &to.Capacity)
		for column, into := range map[string]*bool{"operated": &to.Operated, "dangerous": &to.Dangerous, "attended": &to.Attended, "two_persons": &to.TwoPersons} {
			r.yes(column, into)
		}
		if r.has("capabilities") {
			list, ok := parseCapabilities(r.text("capabilities"))
			if !ok {
				r.fault("capabilities", "import_capabilities")
			}
			to.Capabilities = list
		}
		r.hours("hours", &to.Hours)
		r.rules(to)
	}
	id := facilities.ResourceID(r.need("id"))
	facility := facilities.FacilityID(r.need("facility"))
	r.need("kind")
	r.need("name")
	change(&facilities.Resource{})
	return func(ctx context.Context, tx *store.Tx, a act) (outcome, error) {
		if !a.Manages(facility) {
			return created, forbidden()
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return created, err
		}
		was, known := c.Resource(id)
		to := was
		if !known {
			to = facilities.Resource{ID: id, Capacity: 1, Approval: facilities.ApprovalManager}
		}
		to.Facility = facility
		change(&to)
		if known && reflect.DeepEqual(to, was) {
			return unchanged, nil
		}
		_, err = saveResource(ctx, tx, a, to)
		return outcomeOf(known), err
	}
}

// rules reads the columns that bound a booking.
func (r *row) rules(to *facilities.Resource) {
	for _, column := range []struct {
		name string
		unit time.Duration
		into *time.Duration
	}{
		{"shortest_hours", time.Hour, &to.Rules.Shortest}, {"longest_hours", time.Hour, &to.Rules.Longest},
		{"grid_minutes", time.Minute, &to.Rules.Grid}, {"notice_hours", time.Hour, &to.Rules.Notice},
		{"horizon_days", oneDay, &to.Rules.Horizon}, {"setup_minutes", time.Minute, &to.Rules.Setup},
		{"cleanup_minutes", time.Minute, &to.Rules.Cleanup}, {"cancel_free_hours", time.Hour, &to.CancelFree},
	} {
		r.duration(column.name, column.unit, column.into)
	}
}

// setWord reads one of a set of words; which are allowed is checked with the noun.
func setWord[T ~string](r *row, column string, into *T) {
	if r.has(column) {
		*into = T(strings.ToLower(r.text(column)))
	}
}

func (r *row) person() applying {
	email := plainEmail(r.need("email"))
	name, partner := r.need("name"), facilities.PartnerID(r.text("partner"))
	roles := parseRoles(r.text("roles"))
	return func(ctx context.Context, tx *store.Tx, a act) (outcome, error) {
		if !a.IsAdmin() {
			return created, forbidden()
		}
		was, err := tx.PersonByEmail(ctx, email)
		if facilities.CodeOf(err) == facilities.NotFound {
			_, err := invite(ctx, tx, a.Actor, a.now, NewPerson{ID: facilities.PersonID(r.text("id")), Name: name, Email: email, Partner: partner,
				Language: strings.ToLower(r.text("language")), Roles: roles}, "")
			return created, err
		}
		if err != nil {
			return changed, err
		}
		p := was
		p.Name = name
		if r.has("partner") {
			p.Partner = partner
		}
		setWord(r, "language", &p.Language)
		if r.has("roles") {
			p.Roles = roles
		}
		if reflect.DeepEqual(p, was) {
			return unchanged, nil
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return changed, err
		}
		if err := checkPerson(p, c).err(); err != nil {
			return changed, err
		}
		if err := guardLastAdmin(ctx, tx, was, p); err != nil {
			return changed, err
		}
		saved, err := saveUnique(ctx, tx, p)
		if err != nil {
			return changed, err
		}
		return changed, note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "person", subject: string(p.ID), before: was, after: saved})
	}
}
