package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Examine looks for damage: pages of a SQLite file that are broken, rows that refer to
// nothing, claims that exceed a capacity, which the guards refuse (what was claimed
// before a capacity was lowered stays, and is named here too), and entries of the books that do not balance. It reads everything and may take
// a while; it reports all that it finds.
func (s *Store) Examine(ctx context.Context) error {
	var faults []error
	err := s.View(ctx, func(ctx context.Context, tx *Tx) error {
		if s.engine == SQLite {
			if err := tx.examineFile(ctx, &faults); err != nil {
				return err
			}
		}
		if err := tx.examineClaims(ctx, &faults); err != nil {
			return err
		}
		return tx.examineBooks(ctx, &faults)
	})
	return errors.Join(append(faults, err)...)
}

// examineFile asks SQLite about its own file. PostgreSQL keeps its files and foreign keys itself.
func (tx *Tx) examineFile(ctx context.Context, faults *[]error) error {
	err := tx.all(ctx, "PRAGMA integrity_check(20)", nil, func(scan func(...any) error) error {
		var line string
		if err := scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			*faults = append(*faults, errors.New(line))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tx.all(ctx, `SELECT "table", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2`, nil, func(scan func(...any) error) error {
		var table, parent string
		var rows int64
		if err := scan(&table, &parent, &rows); err != nil {
			return err
		}
		*faults = append(*faults, fmt.Errorf("%d rows of %s refer to %s that are not there", rows, table, parent))
		return nil
	})
}

// examineClaims sums the units wherever a claim starts, as the guards do.
func (tx *Tx) examineClaims(ctx context.Context, faults *[]error) error {
	longest := "5356800"
	if tx.store.engine == Postgres {
		longest = "interval '1488 hours'"
	}
	query := strings.ReplaceAll(`
		SELECT c.resource_id, c.booking_id FROM claims c JOIN resources r ON r.id = c.resource_id
		WHERE c.active AND (
			SELECT SUM(d.units) FROM claims d
			WHERE d.resource_id = c.resource_id AND d.active
			  AND d."end" > c.start AND d."end" <= c.start + LONGEST AND d.start <= c.start
		) > r.capacity
		ORDER BY c.resource_id, c.start LIMIT 20`, "LONGEST", longest)
	return tx.all(ctx, query, nil, func(scan func(...any) error) error {
		var resource, booking string
		if err := scan(&resource, &booking); err != nil {
			return err
		}
		*faults = append(*faults, fmt.Errorf("%s holds more than its capacity where booking %s begins", resource, booking))
		return nil
	})
}
