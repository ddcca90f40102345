package store

import (
	"context"

	"marke/facilities"
)

// projectSharesRow is the JSON of a partner's tree.
type projectSharesRow struct {
	Projects []projectUnitsRow `json:"projects,omitempty"`
	Groups   []groupUnitsRow   `json:"groups,omitempty"`
}

type projectUnitsRow struct {
	Project string `json:"project"`
	Units   int64  `json:"units"`
	Group   string `json:"group,omitempty"`
}

type groupUnitsRow struct {
	Name  string `json:"name"`
	Units int64  `json:"units"`
}

// ProjectShares are a partner's; of version 1 when none were set.
func (tx *Tx) ProjectShares(ctx context.Context, partner facilities.PartnerID) (facilities.ProjectShares, error) {
	s := facilities.ProjectShares{Partner: partner}
	var row structured[projectSharesRow]
	err := tx.one(ctx, "SELECT shares, by_id, updated, version FROM project_shares WHERE partner_id = ?", []any{string(partner)}, &row, &s.By, at(&s.Updated), &s.Version)
	if facilities.CodeOf(err) == facilities.NotFound {
		s.Version, err = 1, nil
	}
	s.Projects = each(row.value.Projects, func(p projectUnitsRow) facilities.ProjectUnits {
		return facilities.ProjectUnits{Project: facilities.ProjectID(p.Project), Units: p.Units, Group: p.Group}
	})
	s.Groups = each(row.value.Groups, func(g groupUnitsRow) facilities.GroupUnits {
		return facilities.GroupUnits{Name: g.Name, Units: g.Units}
	})
	return s, err
}

// SaveProjectShares sets those of a partner over the version that s was read at, and returns them as they are stored. Stale when they have changed since.
func (tx *Tx) SaveProjectShares(ctx context.Context, s facilities.ProjectShares) (facilities.ProjectShares, error) {
	row := projectSharesRow{
		each(s.Projects, func(p facilities.ProjectUnits) projectUnitsRow {
			return projectUnitsRow{string(p.Project), p.Units, p.Group}
		}),
		each(s.Groups, func(g facilities.GroupUnits) groupUnitsRow { return groupUnitsRow{g.Name, g.Units} }),
	}
	count, err := tx.changed(ctx, `INSERT INTO project_shares (partner_id, shares, by_id, updated, version) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (partner_id) DO UPDATE SET shares = excluded.shares, by_id = excluded.by_id, updated = excluded.updated, version = excluded.version
		WHERE project_shares.version = excluded.version - 1`, string(s.Partner), structured[projectSharesRow]{row}, string(s.By), s.Updated, s.Version+1)
	if err == nil && count == 0 {
		err = facilities.Errorf(facilities.Stale, "stale")
	}
	s.Version++
	s.Updated = cut(s.Updated)
	return s, err
}
