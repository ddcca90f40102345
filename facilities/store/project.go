package store

import (
	"context"

	"gorm.io/gorm"

	"marke/facilities"
)

type projectRow struct {
	ID       string `gorm:"primaryKey"`
	Name     string
	Phase    string
	Economic bool
	Reason   string
	LeaderID ref
	Archived bool
	Version  int64
}

func (projectRow) TableName() string { return "projects" }

// projectPartnerRow is one partner's units in a project.
type projectPartnerRow struct {
	ProjectID string `gorm:"primaryKey"`
	PartnerID string `gorm:"primaryKey"`
	Units     int64
}

func (projectPartnerRow) TableName() string { return "project_partners" }

// ProjectFilter says which projects to list.
type ProjectFilter struct {
	Partner  facilities.PartnerID // empty: of all
	Archived bool                 // archived ones too
}

// Project finds a project.
func (tx *Tx) Project(ctx context.Context, id facilities.ProjectID) (facilities.Project, error) {
	found, err := tx.projects(ctx, where("id = ?", string(id)))
	if err != nil {
		return facilities.Project{}, err
	}
	if len(found) == 0 {
		return facilities.Project{}, facilities.Missing()
	}
	return found[0], nil
}

// Projects lists projects by id.
func (tx *Tx) Projects(ctx context.Context, f ProjectFilter) ([]facilities.Project, error) {
	return tx.projects(ctx, func(db *gorm.DB) *gorm.DB {
		if f.Partner != "" {
			db = db.Where("id IN (SELECT project_id FROM project_partners WHERE partner_id = ?)", string(f.Partner))
		}
		if !f.Archived {
			db = db.Where("NOT archived")
		}
		return db
	})
}

func (tx *Tx) projects(ctx context.Context, narrow func(*gorm.DB) *gorm.DB) ([]facilities.Project, error) {
	rows, err := findRows[projectRow](ctx, tx, "id", narrow)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	selected := narrow(tx.orm(ctx).Model(projectRow{})).Select("id")
	partners, err := findRows[projectPartnerRow](ctx, tx, "project_id, partner_id", where("project_id IN (?)", selected))
	if err != nil {
		return nil, err
	}
	shares := map[string][]facilities.Share{}
	for _, p := range partners {
		shares[p.ProjectID] = append(shares[p.ProjectID], facilities.Share{Partner: facilities.PartnerID(p.PartnerID), Units: p.Units})
	}
	return each(rows, func(r projectRow) facilities.Project {
		return facilities.Project{ID: facilities.ProjectID(r.ID), Name: r.Name, Partners: shares[r.ID], Phase: facilities.Phase(r.Phase),
			Economic: r.Economic, Reason: r.Reason, Leader: facilities.PersonID(r.LeaderID), Version: r.Version, Archived: r.Archived}
	}), nil
}

// SaveProject inserts or, with a version, updates a project and its partners.
func (tx *Tx) SaveProject(ctx context.Context, p facilities.Project) (facilities.Project, error) {
	_, err := saveRow(ctx, tx, "projects", string(p.ID), p.Version, func(version int64) projectRow {
		return projectRow{string(p.ID), p.Name, string(p.Phase), p.Economic, p.Reason, ref(p.Leader), p.Archived, version}
	})
	if err != nil {
		return facilities.Project{}, err
	}
	if _, err := tx.exec(ctx, "DELETE FROM project_partners WHERE project_id = ?", string(p.ID)); err != nil {
		return facilities.Project{}, err
	}
	for _, s := range p.Partners {
		if err := insertRow(ctx, tx, projectPartnerRow{string(p.ID), string(s.Partner), s.Units}); err != nil {
			return facilities.Project{}, err
		}
	}
	return tx.Project(ctx, p.ID)
}
