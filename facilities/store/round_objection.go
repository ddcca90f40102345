package store

import (
	"context"
	"time"

	"marke/facilities"
)

type objectionRow struct {
	ID           string `gorm:"primaryKey"`
	RoundID      string
	RequestID    string
	PersonID     string
	Objection    string
	Created      instant
	Upheld       bool
	Answer       string
	Answered     instant
	AnsweredByID ref
	Version      int64
}

func (objectionRow) TableName() string { return "round_objections" }

// SaveObjection inserts or, with a version, updates an objection. A request with one that is not
// answered yet takes no second: Conflict "taken".
func (tx *Tx) SaveObjection(ctx context.Context, o facilities.Objection) (facilities.Objection, error) {
	build := func(version int64) objectionRow {
		return objectionRow{string(o.ID), string(o.Round), string(o.Request), string(o.Person), o.Text, instant(cut(o.Created)), o.Upheld, o.Answer,
			instant(cut(o.Answered)), ref(o.AnsweredBy), version}
	}
	version, err := saveRow(ctx, tx, "round_objections", string(o.ID), o.Version, build)
	if err != nil {
		return facilities.Objection{}, err
	}
	return build(version).toObjection(), nil
}

// Objection finds an objection.
func (tx *Tx) Objection(ctx context.Context, id facilities.ObjectionID) (facilities.Objection, error) {
	rows, err := findRows[objectionRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Objection{}, err
	}
	if len(rows) == 0 {
		return facilities.Objection{}, facilities.Missing()
	}
	return rows[0].toObjection(), nil
}

// Objections lists those of a round, oldest first.
func (tx *Tx) Objections(ctx context.Context, id facilities.RoundID) ([]facilities.Objection, error) {
	rows, err := findRows[objectionRow](ctx, tx, "id", where("round_id = ?", string(id)))
	return each(rows, objectionRow.toObjection), err
}

func (r objectionRow) toObjection() facilities.Objection {
	return facilities.Objection{ID: facilities.ObjectionID(r.ID), Round: facilities.RoundID(r.RoundID), Request: facilities.RoundRequestID(r.RequestID),
		Person: facilities.PersonID(r.PersonID), Text: r.Objection, Created: time.Time(r.Created), Upheld: r.Upheld, Answer: r.Answer,
		Answered: time.Time(r.Answered), AnsweredBy: facilities.PersonID(r.AnsweredByID), Version: r.Version}
}
