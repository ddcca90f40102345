package store

import (
	"context"
	"time"

	"marke/facilities"
)

type downtimeRow struct {
	ID         string `gorm:"primaryKey"`
	Kind       string
	FacilityID string
	ResourceID ref
	Start      instant
	End        instant
	Reason     string
	CausedByID ref
	Cause      string
	ByID       ref
	Created    instant
	Cancelled  bool
	Version    int64
}

func (downtimeRow) TableName() string { return "downtimes" }

// SaveDowntime inserts or, with a version, updates a downtime, and returns it as it is stored.
func (tx *Tx) SaveDowntime(ctx context.Context, d facilities.Downtime) (facilities.Downtime, error) {
	build := func(version int64) downtimeRow {
		return downtimeRow{string(d.ID), string(d.Kind), string(d.Facility), ref(d.Resource), instant(cut(d.Start)), instant(cut(d.End)),
			d.Reason, ref(d.CausedBy), d.Cause, ref(d.By), instant(cut(d.Created)), d.Cancelled, version}
	}
	version, err := saveRow(ctx, tx, "downtimes", string(d.ID), d.Version, build)
	if err != nil {
		return facilities.Downtime{}, err
	}
	return build(version).toDowntime(), tx.bumpCatalogue(ctx)
}

// Downtime finds a downtime, cancelled or not.
func (tx *Tx) Downtime(ctx context.Context, id facilities.DowntimeID) (facilities.Downtime, error) {
	rows, err := findRows[downtimeRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Downtime{}, err
	}
	if len(rows) == 0 {
		return facilities.Downtime{}, facilities.Missing()
	}
	return rows[0].toDowntime(), nil
}

// Downtimes lists all downtimes of a facility and its resources that touch the span,
// cancelled ones too, latest first.
func (tx *Tx) Downtimes(ctx context.Context, facility facilities.FacilityID, span facilities.Span) ([]facilities.Downtime, error) {
	rows, err := findRows[downtimeRow](ctx, tx, "start DESC, id DESC",
		where(`facility_id = ? AND start < ? AND ("end" IS NULL OR "end" > ?)`, string(facility), instant(span.End), instant(span.Start)))
	return each(rows, downtimeRow.toDowntime), err
}

// recentDowntimes are those that a catalogue holds: not cancelled, and not over for more
// than a year when the latest one was entered (the store has no clock of its own).
func (tx *Tx) recentDowntimes(ctx context.Context) ([]facilities.Downtime, error) {
	var latest time.Time
	if err := tx.one(ctx, "SELECT max(created) FROM downtimes", nil, at(&latest)); err != nil || latest.IsZero() {
		return nil, err
	}
	rows, err := findRows[downtimeRow](ctx, tx, "id", where(`NOT cancelled AND ("end" IS NULL OR "end" > ?)`, instant(latest.AddDate(-1, 0, 0))))
	return each(rows, downtimeRow.toDowntime), err
}

func (r downtimeRow) toDowntime() facilities.Downtime {
	return facilities.Downtime{ID: facilities.DowntimeID(r.ID), Kind: facilities.DowntimeKind(r.Kind), Facility: facilities.FacilityID(r.FacilityID),
		Resource: facilities.ResourceID(r.ResourceID), Start: time.Time(r.Start), End: time.Time(r.End), Reason: r.Reason,
		CausedBy: facilities.PartnerID(r.CausedByID), Cause: r.Cause,
		By: facilities.PersonID(r.ByID), Created: time.Time(r.Created), Cancelled: r.Cancelled, Version: r.Version}
}
