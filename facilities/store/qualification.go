package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
)

type qualificationRow struct {
	ID         string `gorm:"primaryKey"`
	PersonID   string
	ResourceID string
	Level      string
	Start      instant
	End        instant
	Revoked    instant
	GranterID  ref
	Reason     string
	Version    int64
}

func (qualificationRow) TableName() string { return "qualifications" }

// Qualification finds a qualification, revoked or not.
func (tx *Tx) Qualification(ctx context.Context, id facilities.QualificationID) (facilities.Qualification, error) {
	rows, err := findRows[qualificationRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Qualification{}, err
	}
	if len(rows) == 0 {
		return facilities.Qualification{}, facilities.Missing()
	}
	return rows[0].toQualification(), nil
}

// Qualifications lists a person's, expired and revoked ones too, by resource and start.
func (tx *Tx) Qualifications(ctx context.Context, person facilities.PersonID) ([]facilities.Qualification, error) {
	rows, err := findRows[qualificationRow](ctx, tx, "resource_id, start, id", where("person_id = ?", string(person)))
	return each(rows, qualificationRow.toQualification), err
}

// QualificationsOf lists those for a resource, expired and revoked ones too, by person and start.
func (tx *Tx) QualificationsOf(ctx context.Context, resource facilities.ResourceID) ([]facilities.Qualification, error) {
	rows, err := findRows[qualificationRow](ctx, tx, "person_id, start, id", where("resource_id = ?", string(resource)))
	return each(rows, qualificationRow.toQualification), err
}

// Qualified lists every qualification of these people for these resources, expired and
// revoked ones too: whether one stands for a span is a rule.
func (tx *Tx) Qualified(ctx context.Context, people []facilities.PersonID, resources []facilities.ResourceID) ([]facilities.Qualification, error) {
	if len(people) == 0 || len(resources) == 0 {
		return nil, nil
	}
	var out []facilities.Qualification
	err := tx.all(ctx, `SELECT id, person_id, resource_id, level, start, "end", revoked, granter_id, reason, version FROM qualifications
		WHERE person_id IN (`+marks(len(people))+") AND resource_id IN ("+marks(len(resources))+")",
		list(list(nil, people), resources), func(scan func(...any) error) error {
			var q facilities.Qualification
			err := scan(&q.ID, &q.Person, &q.Resource, &q.Level, at(&q.From), at(&q.Until), at(&q.Revoked), to(&q.Granter), &q.Reason, &q.Version)
			out = append(out, q)
			return err
		})
	slices.SortFunc(out, func(a, b facilities.Qualification) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Resource, b.Resource), a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

// SaveQualification inserts or, with a version, updates a qualification, and returns it as it is stored.
func (tx *Tx) SaveQualification(ctx context.Context, q facilities.Qualification) (facilities.Qualification, error) {
	build := func(version int64) qualificationRow {
		return qualificationRow{string(q.ID), string(q.Person), string(q.Resource), string(q.Level), instant(cut(q.From)), instant(cut(q.Until)),
			instant(cut(q.Revoked)), ref(q.Granter), q.Reason, version}
	}
	version, err := saveRow(ctx, tx, "qualifications", string(q.ID), q.Version, build)
	if err != nil {
		return facilities.Qualification{}, err
	}
	return build(version).toQualification(), nil
}

func (r qualificationRow) toQualification() facilities.Qualification {
	return facilities.Qualification{ID: facilities.QualificationID(r.ID), Person: facilities.PersonID(r.PersonID), Resource: facilities.ResourceID(r.ResourceID),
		Level: facilities.Level(r.Level), From: time.Time(r.Start), Until: time.Time(r.End), Revoked: time.Time(r.Revoked),
		Granter: facilities.PersonID(r.GranterID), Reason: r.Reason, Version: r.Version}
}
