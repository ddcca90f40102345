package store

import (
	"context"
	"time"

	"marke/facilities"
)

type replanRow struct {
	ID          string `gorm:"primaryKey"`
	FacilityID  string
	DowntimeID  string
	State       string
	Moves       structured[[]moveRow]
	Stays       int64
	ByID        string
	Created     instant
	Decided     instant
	DecidedByID ref
	Version     int64
}

func (replanRow) TableName() string { return "replans" }

// moveRow is the JSON of one move.
type moveRow struct {
	Booking  string    `json:"booking"`
	Version  int64     `json:"version"`
	Hit      bool      `json:"hit,omitempty"`
	Dropped  bool      `json:"dropped,omitempty"`
	From     spanRow   `json:"from"`
	To       spanRow   `json:"to"`
	Was      string    `json:"was"`
	Resource string    `json:"resource,omitempty"`
	With     []withRow `json:"with,omitempty"`
	Person   string    `json:"person"`
	Partner  string    `json:"partner,omitempty"`
	Group    string    `json:"group,omitempty"`
	Apart    bool      `json:"apart,omitempty"`
}

// SaveReplan inserts or, with a version, updates a proposal, and returns it as it is stored.
func (tx *Tx) SaveReplan(ctx context.Context, r facilities.Replan) (facilities.Replan, error) {
	build := func(version int64) replanRow {
		return replanRow{string(r.ID), string(r.Facility), string(r.Downtime), string(r.State), structured[[]moveRow]{each(r.Moves, fromMove)}, int64(r.Stays),
			string(r.By), instant(cut(r.Created)), instant(cut(r.Decided)), ref(r.DecidedBy), version}
	}
	version, err := saveRow(ctx, tx, "replans", string(r.ID), r.Version, build)
	if err != nil {
		return facilities.Replan{}, err
	}
	return build(version).toReplan(), nil
}

// Replan finds a proposal.
func (tx *Tx) Replan(ctx context.Context, id facilities.ReplanID) (facilities.Replan, error) {
	rows, err := findRows[replanRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Replan{}, err
	}
	if len(rows) == 0 {
		return facilities.Replan{}, facilities.Missing()
	}
	return rows[0].toReplan(), nil
}

// Replans lists a facility's proposals, latest first.
func (tx *Tx) Replans(ctx context.Context, facility facilities.FacilityID) ([]facilities.Replan, error) {
	rows, err := findRows[replanRow](ctx, tx, "id DESC", where("facility_id = ?", string(facility)))
	return each(rows, replanRow.toReplan), err
}

func fromMove(m facilities.ReplanMove) moveRow {
	return moveRow{string(m.Booking), m.Version, m.Hit, m.Dropped, fromSpan(m.From), fromSpan(m.To), string(m.Was), string(m.Resource), each(m.With, fromWith),
		string(m.Person), string(m.Partner), m.Group, m.Apart}
}

func (r moveRow) toMove() facilities.ReplanMove {
	return facilities.ReplanMove{Booking: facilities.BookingID(r.Booking), Version: r.Version, Hit: r.Hit, Dropped: r.Dropped, From: r.From.toSpan(), To: r.To.toSpan(),
		Was: facilities.ResourceID(r.Was), Resource: facilities.ResourceID(r.Resource), With: each(r.With, withRow.toWith),
		Person: facilities.PersonID(r.Person), Partner: facilities.PartnerID(r.Partner), Group: r.Group, Apart: r.Apart}
}

func (r replanRow) toReplan() facilities.Replan {
	return facilities.Replan{ID: facilities.ReplanID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Downtime: facilities.DowntimeID(r.DowntimeID),
		State: facilities.ReplanState(r.State), Moves: each(r.Moves.value, moveRow.toMove), Stays: int(r.Stays), By: facilities.PersonID(r.ByID),
		Created: time.Time(r.Created), Decided: time.Time(r.Decided), DecidedBy: facilities.PersonID(r.DecidedByID), Version: r.Version}
}
