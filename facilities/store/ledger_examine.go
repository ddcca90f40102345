package store

import (
	"context"
	"fmt"
)

// examineBooks sums every entry as the guards did when it was posted, and looks whether each month that is closed has the
// entries that it was closed with.
func (tx *Tx) examineBooks(ctx context.Context, faults *[]error) error {
	err := tx.all(ctx, `SELECT e.id, COALESCE(SUM(p.amount_cents), 0), COUNT(p.position), e.postings
		FROM entries e LEFT JOIN postings p ON p.entry_number = e.number
		GROUP BY e.number, e.id, e.postings HAVING COALESCE(SUM(p.amount_cents), 0) <> 0 OR COUNT(p.position) <> e.postings ORDER BY e.number LIMIT 20`, nil,
		func(scan func(...any) error) error {
			var id string
			var sum, held, wanted int64
			if err := scan(&id, &sum, &held, &wanted); err != nil {
				return err
			}
			*faults = append(*faults, fmt.Errorf("entry %s is off by %d cents, with %d of %d postings", id, sum, held, wanted))
			return nil
		})
	if err != nil {
		return err
	}
	return tx.all(ctx, `SELECT c.facility_id, c.month, c.entries, (SELECT COUNT(*) FROM entries e WHERE e.facility_id = c.facility_id AND e.close_month = c.month)
		FROM closes c WHERE c.entries <> (SELECT COUNT(*) FROM entries e WHERE e.facility_id = c.facility_id AND e.close_month = c.month) ORDER BY 1, 2 LIMIT 20`, nil,
		func(scan func(...any) error) error {
			var facility, month string
			var wanted, held int64
			if err := scan(&facility, &month, &wanted, &held); err != nil {
				return err
			}
			*faults = append(*faults, fmt.Errorf("%s of %s was closed with %d entries and has %d", month, facility, wanted, held))
			return nil
		})
}
