package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
)

type personRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	Email     ref
	PartnerID ref
	Language  string
	State     string
	System    bool
	Created   instant
	Version   int64
}

func (personRow) TableName() string { return "people" }

type roleRow struct {
	PersonID   string
	Kind       string
	FacilityID ref
	PartnerID  ref
}

func (roleRow) TableName() string { return "roles" }

// PersonFilter says which people to list. Zero fields do not narrow.
type PersonFilter struct {
	Partner facilities.PartnerID
	Role    facilities.RoleKind   // who have this role …
	At      facilities.FacilityID // … at this facility or everywhere; empty: anywhere
	State   facilities.PersonState
	Text    string // a part of the name or the address, in any case
	Cursor  string
	Limit   int // 50 when zero
}

// Person finds a person with roles.
func (tx *Tx) Person(ctx context.Context, id facilities.PersonID) (facilities.Person, error) {
	return tx.person(ctx, "p.id = ?", string(id))
}

// PersonByEmail finds a person by address, which is lower case.
func (tx *Tx) PersonByEmail(ctx context.Context, email string) (facilities.Person, error) {
	return tx.person(ctx, "p.email = ?", email)
}

func (tx *Tx) person(ctx context.Context, condition, arg string) (facilities.Person, error) {
	found, err := tx.peopleWhere(ctx, condition, arg)
	if err != nil {
		return facilities.Person{}, err
	}
	if len(found) == 0 {
		return facilities.Person{}, facilities.Missing()
	}
	return found[0], nil
}

// PeopleByID finds those of the people that exist.
func (tx *Tx) PeopleByID(ctx context.Context, ids []facilities.PersonID) (map[facilities.PersonID]facilities.Person, error) {
	found := make(map[facilities.PersonID]facilities.Person, len(ids))
	for ids := range slices.Chunk(ids, chunk) {
		people, err := tx.peopleWhere(ctx, "p.id IN ("+marks(len(ids))+")", list(nil, ids)...)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			found[p.ID] = p
		}
	}
	return found, nil
}

// peopleWhere finds a few people with their roles in one statement, by id. Every verb that books
// asks for some, so that it goes past GORM.
func (tx *Tx) peopleWhere(ctx context.Context, condition string, args ...any) ([]facilities.Person, error) {
	var people []facilities.Person
	err := tx.all(ctx, `SELECT p.id, p.name, p.email, p.partner_id, p.language, p.state, p."system", p.created, p.version, r.kind, r.facility_id, r.partner_id
		FROM people p LEFT JOIN roles r ON r.person_id = p.id WHERE `+condition+" ORDER BY p.id", args, func(scan func(...any) error) error {
		var p facilities.Person
		var r facilities.Role
		err := scan(&p.ID, &p.Name, to(&p.Email), to(&p.Partner), &p.Language, &p.State, &p.System, at(&p.Created), &p.Version,
			to(&r.Kind), to(&r.Facility), to(&r.Partner))
		if len(people) == 0 || people[len(people)-1].ID != p.ID {
			people = append(people, p)
		}
		if r.Kind != "" {
			last := &people[len(people)-1]
			last.Roles = append(last.Roles, r)
		}
		return err
	})
	for _, p := range people {
		slices.SortFunc(p.Roles, func(a, b facilities.Role) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Partner, b.Partner))
		})
	}
	return people, err
}

// People lists people by name, then id, without the system person. next is the cursor of the following page, empty
// after the last.
func (tx *Tx) People(ctx context.Context, f PersonFilter) (people []facilities.Person, next string, err error) {
	limit := cmp.Or(f.Limit, 50)
	var name, id string
	if f.Cursor != "" {
		if name, id, err = decodeCursor(f.Cursor); err != nil {
			return nil, "", err
		}
	}
	people, err = tx.people(ctx, "name, id", func(db *gorm.DB) *gorm.DB {
		if f.Cursor != "" {
			db = db.Where("(name, id) > (?, ?)", name, id)
		}
		return f.narrow(db).Limit(limit + 1)
	})
	if err != nil {
		return nil, "", err
	}
	if len(people) > limit {
		people = people[:limit]
		next = encodeCursor(people[limit-1].Name, string(people[limit-1].ID))
	}
	return people, next, nil
}

func (f PersonFilter) narrow(db *gorm.DB) *gorm.DB {
	db = db.Where(`NOT "system"`)
	if f.Partner != "" {
		db = db.Where("partner_id = ?", string(f.Partner))
	}
	if f.State != "" {
		db = db.Where("state = ?", string(f.State))
	}
	if f.Role != "" && f.At != "" {
		db = db.Where("id IN (SELECT person_id FROM roles WHERE kind = ? AND (facility_id = ? OR facility_id IS NULL))", string(f.Role), string(f.At))
	} else if f.Role != "" {
		db = db.Where("id IN (SELECT person_id FROM roles WHERE kind = ?)", string(f.Role))
	}
	if f.Text != "" {
		part := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(f.Text)) + "%"
		db = db.Where(`(lower(name) LIKE ? ESCAPE '\' OR email LIKE ? ESCAPE '\')`, part, part)
	}
	return db
}

func (tx *Tx) people(ctx context.Context, order string, narrow func(*gorm.DB) *gorm.DB) ([]facilities.Person, error) {
	rows, err := findRows[personRow](ctx, tx, order, narrow)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	roles := map[string][]facilities.Role{}
	for rows := range slices.Chunk(rows, chunk) {
		ids := each(rows, func(r personRow) string { return r.ID })
		found, err := findRows[roleRow](ctx, tx, "person_id, kind, facility_id, partner_id", where("person_id IN ?", ids))
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			roles[r.PersonID] = append(roles[r.PersonID], facilities.Role{Kind: facilities.RoleKind(r.Kind),
				Facility: facilities.FacilityID(r.FacilityID), Partner: facilities.PartnerID(r.PartnerID)})
		}
	}
	return each(rows, func(r personRow) facilities.Person { return r.toPerson(roles[r.ID]) }), nil
}

// SavePerson inserts or, with a version, updates a person and the roles. Conflict "taken"
// means that another has the address.
func (tx *Tx) SavePerson(ctx context.Context, p facilities.Person) (facilities.Person, error) {
	build := func(version int64) personRow {
		return personRow{string(p.ID), p.Name, ref(p.Email), ref(p.Partner), cmp.Or(p.Language, "nl"), string(p.State), p.System, instant(cut(p.Created)), version}
	}
	version, err := saveRow(ctx, tx, "people", string(p.ID), p.Version, build)
	if err != nil {
		return facilities.Person{}, err
	}
	if p.Version > 0 {
		if _, err := tx.exec(ctx, "DELETE FROM roles WHERE person_id = ?", string(p.ID)); err != nil {
			return facilities.Person{}, err
		}
	}
	for _, r := range p.Roles {
		if err := insertRow(ctx, tx, roleRow{string(p.ID), string(r.Kind), ref(r.Facility), ref(r.Partner)}); err != nil {
			return facilities.Person{}, err
		}
	}
	return build(version).toPerson(p.Roles), nil
}

// Credential is the hash of a person's password; NotFound when none was chosen.
func (tx *Tx) Credential(ctx context.Context, person facilities.PersonID) (hash string, err error) {
	err = tx.one(ctx, "SELECT hash FROM credentials WHERE person_id = ?", []any{string(person)}, &hash)
	return hash, err
}

// SetCredential keeps the hash of a new password.
func (tx *Tx) SetCredential(ctx context.Context, person facilities.PersonID, hash string) error {
	_, err := tx.exec(ctx, "INSERT INTO credentials (person_id, hash) VALUES (?, ?) ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash",
		string(person), hash)
	return err
}

func (r personRow) toPerson(roles []facilities.Role) facilities.Person {
	return facilities.Person{ID: facilities.PersonID(r.ID), Name: r.Name, Email: string(r.Email), Partner: facilities.PartnerID(r.PartnerID),
		Language: r.Language, State: facilities.PersonState(r.State), Roles: roles, System: r.System, Created: time.Time(r.Created), Version: r.Version}
}
