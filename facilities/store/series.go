package store

import (
	"context"
	"time"

	"marke/facilities"
)

type seriesRow struct {
	ID         string `gorm:"primaryKey"`
	FacilityID string
	ResourceID string
	Rule       string
	Exceptions structured[[]int64] // seconds since 1970
	Start      instant
	End        instant
	PersonID   string
	PartnerID  ref
	Created    instant
	Version    int64
}

func (seriesRow) TableName() string { return "series" }

// Series finds a series; its occurrences are bookings (BookingFilter.Series).
func (tx *Tx) Series(ctx context.Context, id facilities.SeriesID) (facilities.Series, error) {
	rows, err := findRows[seriesRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Series{}, err
	}
	if len(rows) == 0 {
		return facilities.Series{}, facilities.Missing()
	}
	return rows[0].toSeries(), nil
}

// InsertSeries stores a new series as version 1 and returns it as it is stored.
func (tx *Tx) InsertSeries(ctx context.Context, s facilities.Series) (facilities.Series, error) {
	return tx.saveSeries(ctx, s, 0)
}

// UpdateSeries replaces the series that still has oldVersion.
func (tx *Tx) UpdateSeries(ctx context.Context, s facilities.Series, oldVersion int64) (facilities.Series, error) {
	return tx.saveSeries(ctx, s, oldVersion)
}

func (tx *Tx) saveSeries(ctx context.Context, s facilities.Series, version int64) (facilities.Series, error) {
	build := func(version int64) seriesRow {
		return seriesRow{string(s.ID), string(s.Facility), string(s.Resource), s.Rule, structured[[]int64]{each(s.Except, time.Time.Unix)},
			instant(cut(s.First.Start)), instant(cut(s.First.End)), string(s.Person), ref(s.Partner), instant(cut(s.Created)), version}
	}
	version, err := saveRow(ctx, tx, "series", string(s.ID), version, build)
	if err != nil {
		return facilities.Series{}, err
	}
	return build(version).toSeries(), nil
}

func (r seriesRow) toSeries() facilities.Series {
	return facilities.Series{ID: facilities.SeriesID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Resource: facilities.ResourceID(r.ResourceID),
		Rule: r.Rule, Except: each(r.Exceptions.value, func(second int64) time.Time { return time.Unix(second, 0).UTC() }),
		First:  facilities.Span{Start: time.Time(r.Start), End: time.Time(r.End)},
		Person: facilities.PersonID(r.PersonID), Partner: facilities.PartnerID(r.PartnerID), Created: time.Time(r.Created), Version: r.Version}
}
