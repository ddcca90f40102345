package store

import (
	"context"
	"slices"

	"marke/facilities"
)

// Locks names the rows that a verb is about to judge and change.
type Locks struct {
	People    []facilities.PersonID
	Projects  []facilities.ProjectID
	Partners  []facilities.PartnerID
	Resources []facilities.ResourceID
	Rounds    []facilities.RoundID
}

// Lock keeps other transactions from judging the same rows until this one ends:
// people, then projects, partners, resources and rounds, each in the order of their ids, so that
// no two wait for each other. Empty and repeated ids do no harm. Call it once, before
// reading what the verb decides on. SQLite has one writer and needs no locks.
func (tx *Tx) Lock(ctx context.Context, l Locks) error {
	if tx.store.engine == SQLite || tx.store.opt.SkipLocks {
		return nil
	}
	for _, rows := range []struct {
		table string
		ids   []any
	}{
		{"people", sorted(l.People)},
		{"projects", sorted(l.Projects)},
		{"partners", sorted(l.Partners)},
		{"resources", sorted(l.Resources)},
		{"rounds", sorted(l.Rounds)},
	} {
		if len(rows.ids) == 0 {
			continue
		}
		query := "SELECT id FROM " + rows.table + " WHERE id IN (" + marks(len(rows.ids)) + ") ORDER BY id FOR NO KEY UPDATE"
		if _, err := tx.exec(ctx, query, rows.ids...); err != nil {
			return err
		}
	}
	return nil
}

// sorted is ids in order, each once, without the empty one.
func sorted[T ~string](ids []T) []any {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) > 0 && ids[0] == "" {
		ids = ids[1:]
	}
	return list(nil, ids)
}
