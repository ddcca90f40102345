package store

import (
	"context"

	"marke/facilities"
)

type sampleRow struct {
	ID        string `gorm:"primaryKey"`
	ProjectID ref
	Name      string
	Materials structured[[]string]
	Version   int64
}

func (sampleRow) TableName() string { return "samples" }

// Sample finds a sample.
func (tx *Tx) Sample(ctx context.Context, id facilities.SampleID) (facilities.Sample, error) {
	rows, err := findRows[sampleRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Sample{}, err
	}
	if len(rows) == 0 {
		return facilities.Sample{}, facilities.Missing()
	}
	return rows[0].toSample(), nil
}

// Samples lists a project's samples by id.
func (tx *Tx) Samples(ctx context.Context, project facilities.ProjectID) ([]facilities.Sample, error) {
	rows, err := findRows[sampleRow](ctx, tx, "id", where("project_id = ?", string(project)))
	return each(rows, sampleRow.toSample), err
}

// SaveSample inserts or, with a version, updates a sample, and returns it as it is stored.
func (tx *Tx) SaveSample(ctx context.Context, s facilities.Sample) (facilities.Sample, error) {
	build := func(version int64) sampleRow {
		return sampleRow{string(s.ID), ref(s.Project), s.Name, structured[[]string]{s.Materials}, version}
	}
	version, err := saveRow(ctx, tx, "samples", string(s.ID), s.Version, build)
	if err != nil {
		return facilities.Sample{}, err
	}
	return build(version).toSample(), nil
}

func (r sampleRow) toSample() facilities.Sample {
	return facilities.Sample{ID: facilities.SampleID(r.ID), Project: facilities.ProjectID(r.ProjectID), Name: r.Name,
		Materials: r.Materials.value, Version: r.Version}
}
